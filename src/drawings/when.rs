//! Dates as they are printed, and what lies between two of them.

/// From when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// When it begins, or, with [`End::NotStated`], the only date there is.
    pub start: When,
    /// When it ends.
    pub end: End,
}

/// When something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Then.
    At(When),
    /// No end is stated.
    NotStated,
    /// It is stated to go on.
    Open,
}

/// A date as precise as it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    pub(super) year: i16,
    month: Option<u8>,
    day: Option<u8>,
}

impl When {
    /// Reads `2007`, `2004-10` or `2004-10-01`; nothing else, no zone, and no year before 1.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |digits: usize, least: u16, most: u16| match parts.next() {
            None => Some(None),
            Some(part) => {
                let sound = part.len() == digits && part.bytes().all(|it| it.is_ascii_digit());
                let value = part.parse::<u16>().ok().filter(|_| sound)?;
                (least..=most).contains(&value).then_some(Some(value))
            }
        };
        let (year, month, day) = (part(4, 1, 9999)??, part(2, 1, 12)?, part(2, 1, 31)?);
        let small = |value: Option<u16>| value.and_then(|it| u8::try_from(it).ok());
        let when = Self {
            year: i16::try_from(year).ok()?,
            month: small(month),
            day: small(day),
        };
        parts.next().is_none().then_some(when)
    }

    /// Years from year 0 to where it begins.
    pub(super) fn begin(self) -> f64 {
        let months = f64::from(self.month.map_or(0, |it| it - 1));
        let days = f64::from(self.day.map_or(0, |it| it - 1));
        f64::from(self.year) + (months + days / 31.0) / 12.0
    }

    /// Years from year 0 to where it is over.
    pub(super) fn over(self) -> f64 {
        let length = match (self.month, self.day) {
            (None, _) => 1.0,
            (Some(_), None) => 1.0 / 12.0,
            (Some(_), Some(_)) => 1.0 / 372.0,
        };
        self.begin() + length
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let start = self.start;
        match self.end {
            End::At(end) if end == start => write!(f, "{start}"),
            End::At(end) => write!(f, "{start}\u{2013}{end}"),
            End::NotStated => write!(f, "{start}"),
            End::Open => write!(f, "{start}\u{2013}"),
        }
    }
}
