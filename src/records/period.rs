//! Time as the source prints it: EDTF level 0 and 1, nothing filled in.
//!
//! <https://www.loc.gov/standards/datetime/>. Taken: years, months, days, seasons (21 spring to
//! 24 winter), unspecified digits (`201X`, `2004-XX`), qualifiers (`?`, `~`, `%`), intervals,
//! open ends (`2004/..`) and unknown ends (`2004/`). Not taken: time of day, years beyond four
//! digits, level 2.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer};

use super::typed::value_error;
use crate::vocab::xsd;

/// One EDTF date: from a year to a day, or a season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdtfDate {
    text: String,
    year: (u16, u16),
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Season,
    Month(u8),
    /// Any month of the year, any day of a month: unspecified digits.
    AnyMonth,
    AnyDay(u8),
    Day(u8, u8),
}

impl EdtfDate {
    /// The expression as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Lexical form and datatype with the precision that is printed; none for a season or for
    /// unspecified digits, which no XML Schema datatype can say.
    #[must_use]
    pub fn typed(&self) -> Option<(String, &'static str)> {
        let (year, exact) = (self.year.0, self.year.0 == self.year.1);
        match self.part {
            Part::Year if exact => Some((format!("{year:04}"), xsd::G_YEAR)),
            Part::Month(month) => Some((format!("{year:04}-{month:02}"), xsd::G_YEAR_MONTH)),
            Part::Day(month, day) => Some((format!("{year:04}-{month:02}-{day:02}"), xsd::DATE)),
            _ => None,
        }
    }

    /// First day that it can mean (`YYYY-MM-DD`).
    ///
    /// A season is the whole year: northern and southern, meteorological and calendar seasons
    /// differ, and bounds must enclose.
    #[must_use]
    pub fn earliest(&self) -> String {
        let year = self.year.0;
        match self.part {
            Part::Day(month, day) => format!("{year:04}-{month:02}-{day:02}"),
            Part::Month(month) | Part::AnyDay(month) => format!("{year:04}-{month:02}-01"),
            _ => format!("{year:04}-01-01"),
        }
    }

    /// Last day that it can mean (`YYYY-MM-DD`).
    #[must_use]
    pub fn latest(&self) -> String {
        let year = self.year.1;
        match self.part {
            Part::Day(month, day) => format!("{year:04}-{month:02}-{day:02}"),
            Part::Month(month) | Part::AnyDay(month) => {
                format!("{year:04}-{month:02}-{:02}", days_in(year, month))
            }
            _ => format!("{year:04}-12-31"),
        }
    }
}

impl FromStr for EdtfDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = text.strip_suffix(['?', '~', '%']).unwrap_or(text);
        let mut parts = plain.split('-');
        let year_digits = parts.next().unwrap_or_default();
        let year = year_range(year_digits)
            .ok_or_else(|| format!("{year_digits:?} is not a year of four digits"))?;
        let exact = year.0 == year.1;
        let rest: Vec<&str> = parts.collect();
        if !rest.is_empty() && !exact {
            return Err("a year with unspecified digits stands alone".to_owned());
        }
        let part = match rest.as_slice() {
            [] => Part::Year,
            ["XX"] | ["XX", "XX"] => Part::AnyMonth,
            [month] => match two_digits(month) {
                Some(season @ 21..=24) => {
                    let _ = season;
                    Part::Season
                }
                Some(month @ 1..=12) => Part::Month(month),
                _ => {
                    return Err(format!(
                        "{month:?} is neither a month (01–12) nor a season (21–24)"
                    ));
                }
            },
            [month, day] => {
                let month = two_digits(month)
                    .filter(|month| (1..=12).contains(month))
                    .ok_or_else(|| format!("{month:?} is not a month (01–12)"))?;
                if *day == "XX" {
                    Part::AnyDay(month)
                } else {
                    let days = days_in(year.0, month);
                    let day = two_digits(day)
                        .filter(|day| (1..=days).contains(day))
                        .ok_or_else(|| {
                            format!("{:04}-{month:02} has {days} days, not {day}", year.0)
                        })?;
                    Part::Day(month, day)
                }
            }
            _ => return Err(format!("{text:?} has too many parts")),
        };
        Ok(Self {
            text: text.to_owned(),
            year,
            part,
        })
    }
}

fn year_range(digits: &str) -> Option<(u16, u16)> {
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'X') {
        return None;
    }
    let known = digits.trim_end_matches('X');
    if known.contains('X') || digits.len() - known.len() > 2 {
        return None;
    }
    Some((
        digits.replace('X', "0").parse().ok()?,
        digits.replace('X', "9").parse().ok()?,
    ))
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// One end of a [`Period`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// A date.
    Date(EdtfDate),
    /// `..`: the source says that it goes on ("since 2004").
    Open,
    /// Nothing: the source does not say.
    Unknown,
}

/// A date or an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    text: String,
    /// Start.
    pub start: Bound,
    /// End; for a single date the same as the start.
    pub end: Bound,
}

impl Period {
    /// The expression as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Key of the concept that says how the end is given.
    #[must_use]
    pub fn end_status(&self) -> &'static str {
        match self.end {
            Bound::Date(_) => "stated",
            Bound::Open => "open-in-source",
            Bound::Unknown => "not-stated",
        }
    }

    /// First day that it can cover, if it has a start.
    #[must_use]
    pub fn earliest(&self) -> Option<String> {
        match &self.start {
            Bound::Date(date) => Some(date.earliest()),
            _ => None,
        }
    }

    /// Last day that it can cover, if it has an end.
    #[must_use]
    pub fn latest(&self) -> Option<String> {
        match &self.end {
            Bound::Date(date) => Some(date.latest()),
            _ => None,
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bound = |part: &str| match part {
            "" => Ok(Bound::Unknown),
            ".." => Ok(Bound::Open),
            date => date.parse().map(Bound::Date),
        };
        let (start, end) = if let Some((start, end)) = text.split_once('/') {
            (bound(start)?, bound(end)?)
        } else {
            let date: EdtfDate = text.parse()?;
            (Bound::Date(date.clone()), Bound::Date(date))
        };
        let period = Self {
            text: text.to_owned(),
            start,
            end,
        };
        match (&period.start, &period.end) {
            (Bound::Date(start), Bound::Date(end)) if start.earliest() > end.latest() => {
                Err(format!("{text} ends before it starts"))
            }
            (Bound::Open | Bound::Unknown, Bound::Open | Bound::Unknown) => {
                Err(format!("{text} has neither start nor end"))
            }
            _ => Ok(period),
        }
    }
}

/// Years arrive as numbers (`period: 2007`) as well as texts.
struct EdtfVisitor;

impl Visitor<'_> for EdtfVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a date as printed (EDTF); {REMEDY}")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_u64<E: serde::de::Error>(self, year: u64) -> Result<String, E> {
        Ok(format!("{year:04}"))
    }
}

const REMEDY: &str = "write it as printed: 2007, 2004-10, 2008-21 (spring), 2003/2004, 2004/.. \
                      (goes on) or 2004/ (end not stated)";

impl<'de> Deserialize<'de> for EdtfDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_any(EdtfVisitor)?;
        text.parse()
            .map_err(|message: String| value_error("bad-date", &message, REMEDY))
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_any(EdtfVisitor)?;
        text.parse().map_err(|message: String| {
            let remedy = two_years(&text).map_or_else(
                || REMEDY.to_owned(),
                |(first, last)| format!("write {first}/{last}"),
            );
            value_error("bad-date", &message, &remedy)
        })
    }
}

/// The two years of `2007-2008` or `2007–2008`, which is how people write an interval.
fn two_years(text: &str) -> Option<(&str, &str)> {
    let (first, last) = text.split_once(['-', '–'])?;
    let is_year = |year: &str| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    (is_year(first) && is_year(last)).then_some((first, last))
}

fn schema(description: &str) -> schemars::Schema {
    schemars::json_schema!({ "type": ["string", "integer"], "description": description })
}

impl JsonSchema for EdtfDate {
    fn schema_name() -> Cow<'static, str> {
        "EdtfDate".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schema("A date as printed (EDTF): 2007, 2004-10 or 2004-10-01")
    }
}

impl JsonSchema for Period {
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schema("A date or interval as printed (EDTF): 2007, 2008-21, 2003/2004, 2004/.. or 2004/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bounds(text: &str) -> (Option<String>, Option<String>, &'static str) {
        let period: Period = text.parse().unwrap();
        (period.earliest(), period.latest(), period.end_status())
    }

    #[test]
    fn bounds_enclose_what_is_printed() {
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(
            bounds("2008-21"),
            (day("2008-01-01"), day("2008-12-31"), "stated")
        );
        assert_eq!(
            bounds("2004-10/2006-09"),
            (day("2004-10-01"), day("2006-09-30"), "stated")
        );
        assert_eq!(
            bounds("2004/.."),
            (day("2004-01-01"), None, "open-in-source")
        );
        assert_eq!(bounds("2004/"), (day("2004-01-01"), None, "not-stated"));
        assert_eq!(
            bounds("201X"),
            (day("2010-01-01"), day("2019-12-31"), "stated")
        );
        assert_eq!(
            bounds("2000-02"),
            (day("2000-02-01"), day("2000-02-29"), "stated")
        );
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "2007-13",
            "2007-02-30",
            "1900-02-29",
            "07",
            "2006/2004",
            "../..",
            "2007-1",
            "2007-10-10-10",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused(text in "\\PC{0,20}") {
            let _ = text.parse::<Period>();
        }

        #[test]
        fn a_date_lies_within_its_bounds(y in 1000u16..3000, m in 1u8..13, d in 1u8..29) {
            let text = format!("{y:04}-{m:02}-{d:02}");
            let date: EdtfDate = text.parse().unwrap();
            prop_assert_eq!(date.earliest(), text.clone());
            prop_assert_eq!(date.latest(), text);
        }
    }
}
