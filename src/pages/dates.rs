//! Dates and periods in words: `2008-21` is "våren 2008".
//!
//! What is read are the forms that records may have, EDTF level 0 and 1
//! (<https://www.loc.gov/standards/datetime/>), which include `xsd:gYear`, `xsd:gYearMonth` and
//! `xsd:date` without a time zone. Anything else stays as it is written.

use crate::resource::Language;

/// A date or period, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// As people write it.
    pub(super) words: String,
    /// For the attribute `datetime`, where HTML has a form for it (§4.5.14): a year, a month or a
    /// day, neither a season nor a period nor one that is uncertain.
    pub(super) machine: Option<String>,
    /// Year, month and day of its beginning, else of its end; zero where not stated.
    pub(super) order: (u16, u8, u8),
}

impl Dated {
    /// Reads a date or an interval.
    pub(super) fn read(text: &str, language: Language) -> Option<Self> {
        let Some((start, end)) = text.split_once('/') else {
            let date = Date::read(text)?;
            return Some(Self {
                words: date.words(language, Leave::Nothing),
                machine: date.is_plain().then(|| text.to_owned()),
                order: date.order(),
            });
        };
        let full = |date: &Date| date.words(language, Leave::Nothing);
        let (words, order) = match (start, end) {
            ("" | "..", end) => {
                let end = Date::read(end)?;
                let until = language.choose("till", "until");
                (format!("{until} {}", full(&end)), end.order())
            }
            (start, "") => {
                let start = Date::read(start)?;
                let from = language.choose("från", "from");
                (format!("{from} {}", full(&start)), start.order())
            }
            (start, "..") => {
                let start = Date::read(start)?;
                let (from, on) = language.choose(("från", "och framåt"), ("from", "onwards"));
                (format!("{from} {} {on}", full(&start)), start.order())
            }
            (start, end) => {
                let (start, end) = (Date::read(start)?, Date::read(end)?);
                let leave = start.shared_with(&end);
                let (first, last) = (start.words(language, leave), full(&end));
                // English sets the dash apart from ends of several words.
                let is_apart = first.contains(' ') || leave == Leave::Nothing && last.contains(' ');
                let dash = language.choose("–", if is_apart { " – " } else { "–" });
                (format!("{first}{dash}{last}"), start.order())
            }
        };
        Some(Self {
            words,
            machine: None,
            order,
        })
    }
}

/// What the words of a date leave out, since the date after it says it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leave {
    Nothing,
    Year,
    MonthAndYear,
}

/// One date; qualifiers and unspecified digits of level 1.
struct Date<'a> {
    /// Four characters, the last of which may be `X`.
    year: &'a str,
    part: Part,
    doubt: Option<char>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Season(u8),
    Month(u8),
    Day(u8, u8),
    SomeMonth,
    SomeDay,
    SomeDayOf(u8),
}

impl<'a> Date<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let doubt = text.chars().next_back().filter(|c| "?~%".contains(*c));
        let plain = doubt.map_or(text, |_| &text[..text.len() - 1]);
        let (year, rest) = plain.split_once('-').unwrap_or((plain, ""));
        let digits = year.trim_end_matches('X');
        let are_digits = digits.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !are_digits || !(2..=4).contains(&digits.len()) {
            return None;
        }
        let number = |text: &str, range: std::ops::RangeInclusive<u8>| {
            let is_number = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
            let number = is_number.then(|| text.parse().ok())??;
            range.contains(&number).then_some(number)
        };
        let part = match rest.split_once('-') {
            None if plain.len() == 4 => Part::Year,
            None if rest == "XX" => Part::SomeMonth,
            None => match number(rest, 1..=24)? {
                month @ 1..=12 => Part::Month(month),
                season @ 21..=24 => Part::Season(season),
                _ => return None,
            },
            Some(("XX", "XX")) => Part::SomeDay,
            Some((month, "XX")) => Part::SomeDayOf(number(month, 1..=12)?),
            Some((month, day)) => Part::Day(number(month, 1..=12)?, number(day, 1..=31)?),
        };
        (digits.len() == 4 || part == Part::Year).then_some(Self { year, part, doubt })
    }

    fn is_plain(&self) -> bool {
        let is_said = matches!(self.part, Part::Year | Part::Month(_) | Part::Day(..));
        is_said && self.doubt.is_none() && !self.year.ends_with('X')
    }

    fn order(&self) -> (u16, u8, u8) {
        let year = self.year.replace('X', "0").parse().unwrap_or_default();
        let (month, day) = match self.part {
            Part::Year | Part::SomeMonth | Part::SomeDay => (0, 0),
            // Spring begins in March.
            Part::Season(season) => ((season - 20) * 3, 0),
            Part::Month(month) | Part::SomeDayOf(month) => (month, 0),
            Part::Day(month, day) => (month, day),
        };
        (year, month, day)
    }

    /// What this date need not say before another one.
    fn shared_with(&self, end: &Self) -> Leave {
        if self.year != end.year || !self.is_plain() || !end.is_plain() {
            return Leave::Nothing;
        }
        match (self.part, end.part) {
            (Part::Day(one, _), Part::Day(other, _)) if one == other => Leave::MonthAndYear,
            (Part::Day(..), Part::Day(..)) | (Part::Month(_), Part::Month(_)) => Leave::Year,
            _ => Leave::Nothing,
        }
    }

    fn words(&self, language: Language, leave: Leave) -> String {
        let year = self.year;
        let say = |sv: &str, en: &str| language.choose(sv, en).to_owned();
        let mut words = match self.part {
            Part::Year => self.year_in_words(language),
            Part::Season(season) => {
                let names = language.choose(SEASONS.0, SEASONS.1);
                format!("{} {year}", names[usize::from(season - 21)])
            }
            Part::Month(month) | Part::SomeDayOf(month) => month_name(month, language).to_owned(),
            Part::Day(_, day) if leave == Leave::MonthAndYear => day.to_string(),
            Part::Day(month, day) => format!("{day} {}", month_name(month, language)),
            Part::SomeMonth => format!("{year}, {}", say("okänd månad", "month unknown")),
            Part::SomeDay => format!("{year}, {}", say("okänd dag", "day unknown")),
        };
        if let Part::Month(_) | Part::SomeDayOf(_) | Part::Day(..) = self.part
            && leave == Leave::Nothing
        {
            words = format!("{words} {year}");
        }
        if let Part::SomeDayOf(_) = self.part {
            words = format!("{words}, {}", say("okänd dag", "day unknown"));
        }
        if let Some('~' | '%') = self.doubt {
            words = format!("{} {words}", say("omkring", "about"));
        }
        if let Some('?' | '%') = self.doubt {
            words = format!("{words} ({})", say("osäkert", "uncertain"));
        }
        words
    }

    /// A year, decade or century. "2000-talet" may be either, so a century tells its years.
    fn year_in_words(&self, language: Language) -> String {
        let digits = self.year.trim_end_matches('X');
        match digits.len() {
            2 => format!("{digits}00–{digits}99"),
            3 => format!("{digits}0{}", language.choose("-talet", "s")),
            _ => self.year.to_owned(),
        }
    }
}

const SEASONS: ([&str; 4], [&str; 4]) = (
    ["våren", "sommaren", "hösten", "vintern"],
    ["spring", "summer", "autumn", "winter"],
);

const MONTHS: [(&str, &str); 12] = [
    ("januari", "January"),
    ("februari", "February"),
    ("mars", "March"),
    ("april", "April"),
    ("maj", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augusti", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
];

fn month_name(month: u8, language: Language) -> &'static str {
    let (sv, en) = MONTHS[usize::from(month - 1)];
    language.choose(sv, en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Period;
    use proptest::prelude::*;

    fn words(text: &str) -> (String, String) {
        let read = |language| Dated::read(text, language).unwrap().words;
        (read(Language::Swedish), read(Language::English))
    }

    #[test]
    fn dates_and_periods_are_written_as_people_write_them() {
        for (text, sv, en) in [
            ("2008", "2008", "2008"),
            ("2008-05", "maj 2008", "May 2008"),
            ("2008-05-02", "2 maj 2008", "2 May 2008"),
            ("2008-21", "våren 2008", "spring 2008"),
            ("2008-22", "sommaren 2008", "summer 2008"),
            ("2008-23", "hösten 2008", "autumn 2008"),
            ("2008-24", "vintern 2008", "winter 2008"),
            ("2003/2004", "2003–2004", "2003–2004"),
            (
                "2004-10/2006-09",
                "oktober 2004–september 2006",
                "October 2004 – September 2006",
            ),
            (
                "2004-05/2004-09",
                "maj–september 2004",
                "May–September 2004",
            ),
            ("2004-05-01/2004-05-07", "1–7 maj 2004", "1–7 May 2004"),
            (
                "2004-05-30/2004-06-02",
                "30 maj–2 juni 2004",
                "30 May – 2 June 2004",
            ),
            ("2008-21/2009", "våren 2008–2009", "spring 2008 – 2009"),
            ("2004/..", "från 2004 och framåt", "from 2004 onwards"),
            ("2004/", "från 2004", "from 2004"),
            ("/2004-05", "till maj 2004", "until May 2004"),
            ("201X", "2010-talet", "2010s"),
            ("20XX", "2000–2099", "2000–2099"),
            ("2004-XX", "2004, okänd månad", "2004, month unknown"),
            ("2004-05-XX", "maj 2004, okänd dag", "May 2004, day unknown"),
            ("2004?", "2004 (osäkert)", "2004 (uncertain)"),
            ("2004-05~", "omkring maj 2004", "about May 2004"),
            ("2004%", "omkring 2004 (osäkert)", "about 2004 (uncertain)"),
        ] {
            assert_eq!(words(text), (sv.to_owned(), en.to_owned()), "{text}");
        }
    }

    #[test]
    fn html_is_told_only_what_it_can_say() {
        let machine = |text| Dated::read(text, Language::English).unwrap().machine;
        for text in ["2008", "2008-05", "2008-05-02"] {
            assert_eq!(machine(text).as_deref(), Some(text));
        }
        for text in [
            "2008-21",
            "2008?",
            "201X",
            "2008-XX",
            "2003/2004",
            "2004/..",
        ] {
            assert_eq!(machine(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_ordered_by_where_they_begin() {
        let order = |text| Dated::read(text, Language::Swedish).unwrap().order;
        let dates = [
            "2004/..",
            "2008",
            "2008-21",
            "2008-05",
            "2008-05-02",
            "2008-22",
            "2009",
        ];
        assert!(dates.map(order).is_sorted());
    }

    #[test]
    fn what_is_no_date_stays_as_it_is() {
        for text in [
            "",
            "/",
            "..",
            "2008-13",
            "2008-05-02Z",
            "08",
            "2008-",
            "-2008",
            "20é",
            "X",
        ] {
            assert_eq!(Dated::read(text, Language::Swedish), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_period_of_a_record_has_words(
            text in "(20[01][0-9X](-(0[1-9]|1[0-2]|2[1-4]|XX)(-(XX|[012][0-9]))?)?[?~%]?/?){1,2}(\\.\\.)?",
        ) {
            if text.parse::<Period>().is_ok() {
                let words = Dated::read(&text, Language::Swedish).map(|it| it.words);
                prop_assert!(words.is_some_and(|it| !it.contains(['X', '/', '~'])), "{}", text);
            }
        }

        #[test]
        fn any_text_is_read_or_left(text in "\\PC{0,12}|[0-9X?~%/.-]{0,12}") {
            let _ = Dated::read(&text, Language::English);
        }
    }
}
