//! Literals whose values are kept parsed, so that a comparison does not parse their text again.

use oxsdatatypes::{
    Boolean, Date, DateTime, Decimal, Double, Float, GYear, GYearMonth, Integer, Time,
};
use spareval::ExpressionTerm;

use super::header::Damaged;

/// What the values of a datatype are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    Boolean,
    Integer,
    Decimal,
    Float,
    Double,
    DateTime,
    Date,
    Time,
    GYear,
    GYearMonth,
}

impl ValueKind {
    const ALL: [Self; 10] = [
        Self::Boolean,
        Self::Integer,
        Self::Decimal,
        Self::Float,
        Self::Double,
        Self::DateTime,
        Self::Date,
        Self::Time,
        Self::GYear,
        Self::GYearMonth,
    ];

    /// The kind of a datatype's values, as the evaluator takes them.
    pub(super) fn of(datatype: &str) -> Option<Self> {
        Some(
            match datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#")? {
                "boolean" => Self::Boolean,
                "integer" | "byte" | "short" | "int" | "long" | "unsignedByte"
                | "unsignedShort" | "unsignedInt" | "unsignedLong" | "positiveInteger"
                | "negativeInteger" | "nonPositiveInteger" | "nonNegativeInteger" => Self::Integer,
                "decimal" => Self::Decimal,
                "float" => Self::Float,
                "double" => Self::Double,
                "dateTime" | "dateTimeStamp" => Self::DateTime,
                "date" => Self::Date,
                "time" => Self::Time,
                "gYear" => Self::GYear,
                "gYearMonth" => Self::GYearMonth,
                _ => return None,
            },
        )
    }

    /// Its number in the file; 0 is none.
    pub(super) fn code(self) -> u64 {
        self as u64 + 1
    }

    /// The kind with a number.
    pub(super) fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Bytes of a value; one more tells whether there is one.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Boolean => 1,
            Self::Float => 4,
            Self::Integer | Self::Double => 8,
            Self::Decimal => 16,
            Self::DateTime | Self::Date | Self::Time | Self::GYear | Self::GYearMonth => 18,
        }
    }

    fn has_zone(self) -> bool {
        matches!(
            self,
            Self::DateTime | Self::Date | Self::Time | Self::GYear | Self::GYearMonth
        )
    }

    /// Appends the value of a text; zeros if it has none, as `"abc"^^xsd:integer`.
    pub(super) fn write(self, text: &str, out: &mut Vec<u8>) {
        let end = out.len() + 1 + self.width();
        out.push(1);
        if self.write_value(text, out).is_none() {
            out.truncate(end - 1 - self.width());
        }
        out.resize(end, 0);
    }

    fn write_value(self, text: &str, out: &mut Vec<u8>) -> Option<()> {
        // The bytes of this zone are those of no zone: the value stays in its text.
        if self.has_zone() && text.ends_with("-00:01") {
            return None;
        }
        match self {
            Self::Boolean => out.push(bool::from(text.parse::<Boolean>().ok()?).into()),
            Self::Integer => out.extend(text.parse::<Integer>().ok()?.to_be_bytes()),
            Self::Decimal => out.extend(text.parse::<Decimal>().ok()?.to_be_bytes()),
            Self::Float => out.extend(text.parse::<Float>().ok()?.to_be_bytes()),
            Self::Double => out.extend(text.parse::<Double>().ok()?.to_be_bytes()),
            Self::DateTime => out.extend(text.parse::<DateTime>().ok()?.to_be_bytes()),
            Self::Date => out.extend(text.parse::<Date>().ok()?.to_be_bytes()),
            Self::Time => out.extend(text.parse::<Time>().ok()?.to_be_bytes()),
            Self::GYear => out.extend(text.parse::<GYear>().ok()?.to_be_bytes()),
            Self::GYearMonth => out.extend(text.parse::<GYearMonth>().ok()?.to_be_bytes()),
        }
        Some(())
    }

    /// The value in what [`ValueKind::write`] wrote; none if the text has none.
    pub(super) fn read(self, bytes: &[u8]) -> Result<Option<ExpressionTerm>, Damaged> {
        let (&[is_there], value) = bytes.split_first_chunk::<1>().ok_or(Damaged)?;
        if is_there == 0 {
            return Ok(None);
        }
        if self.has_zone() && !is_zone(value) {
            return Err(Damaged);
        }
        self.read_value(value).map(Some).ok_or(Damaged)
    }

    fn read_value(self, value: &[u8]) -> Option<ExpressionTerm> {
        Some(match self {
            Self::Boolean => ExpressionTerm::BooleanLiteral((value != [0]).into()),
            Self::Integer => {
                ExpressionTerm::IntegerLiteral(Integer::from_be_bytes(value.try_into().ok()?))
            }
            Self::Decimal => {
                ExpressionTerm::DecimalLiteral(Decimal::from_be_bytes(value.try_into().ok()?))
            }
            Self::Float => {
                ExpressionTerm::FloatLiteral(Float::from_be_bytes(value.try_into().ok()?))
            }
            Self::Double => {
                ExpressionTerm::DoubleLiteral(Double::from_be_bytes(value.try_into().ok()?))
            }
            Self::DateTime => {
                ExpressionTerm::DateTimeLiteral(DateTime::from_be_bytes(value.try_into().ok()?))
            }
            Self::Date => ExpressionTerm::DateLiteral(Date::from_be_bytes(value.try_into().ok()?)),
            Self::Time => ExpressionTerm::TimeLiteral(Time::from_be_bytes(value.try_into().ok()?)),
            Self::GYear => {
                ExpressionTerm::GYearLiteral(GYear::from_be_bytes(value.try_into().ok()?))
            }
            Self::GYearMonth => {
                ExpressionTerm::GYearMonthLiteral(GYearMonth::from_be_bytes(value.try_into().ok()?))
            }
        })
    }

    /// Whether texts that ascend bytewise have values that ascend too: checked one by one, since
    /// `"10"` comes before `"9"` and `"2007Z"` beside `"2007"` has no order at all.
    pub(super) fn ascends(self, last: &str, next: &str) -> bool {
        fn less<T: std::str::FromStr + PartialOrd>(last: &str, next: &str) -> bool {
            match (last.parse::<T>(), next.parse::<T>()) {
                (Ok(last), Ok(next)) => last < next,
                _ => false,
            }
        }
        let has_zone = |text: &str| {
            text.ends_with('Z')
                || text
                    .get(text.len().saturating_sub(6)..)
                    .is_some_and(|end| matches!(end.as_bytes(), [b'+' | b'-', _, _, b':', _, _]))
        };
        match self {
            Self::Boolean => less::<Boolean>(last, next),
            Self::Integer => less::<Integer>(last, next),
            Self::Decimal => less::<Decimal>(last, next),
            Self::Float => less::<Float>(last, next),
            Self::Double => less::<Double>(last, next),
            _ if has_zone(last) || has_zone(next) => false,
            Self::DateTime => less::<DateTime>(last, next),
            Self::Date => less::<Date>(last, next),
            Self::Time => less::<Time>(last, next),
            Self::GYear => less::<GYear>(last, next),
            Self::GYearMonth => less::<GYearMonth>(last, next),
        }
    }
}

/// Whether a value on the timeline ends with the minutes of a time zone, or with those of none.
/// The evaluator reckons with whatever stands there.
fn is_zone(value: &[u8]) -> bool {
    value.last_chunk().is_some_and(|minutes| {
        let minutes = i16::from_be_bytes(*minutes);
        (-14 * 60..=14 * 60).contains(&minutes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNodeRef, Term};

    /// A value as a term: the evaluator's own equality does not look at time zones.
    fn term(value: ExpressionTerm) -> Term {
        value.into()
    }

    #[test]
    fn a_zone_that_there_is_not_is_damage() {
        let mut bytes = Vec::new();
        ValueKind::Date.write("2007-01-31+01:00", &mut bytes);
        assert!(ValueKind::Date.read(&bytes).is_ok());
        *bytes.last_chunk_mut().unwrap() = i16::MIN.to_be_bytes();
        assert!(ValueKind::Date.read(&bytes).is_err());
    }

    #[test]
    fn a_value_is_read_as_the_evaluator_parses_its_text() {
        let texts = [
            "1",
            "01",
            "-0",
            "true",
            "1.50",
            "-INF",
            "NaN",
            "1e3",
            "abc",
            "",
            "10:00:00",
            "24:00:00Z",
            "2007",
            "2007-01",
            "2007-01-31",
            "2007-01-31T10:00:00.5",
            "-0044-03-15",
        ];
        let zones = ["", "Z", "+14:00", "-14:00", "-00:01", "+00:01", "-00:00"];
        for datatype in [
            "boolean",
            "integer",
            "byte",
            "decimal",
            "float",
            "double",
            "dateTime",
            "dateTimeStamp",
            "date",
            "time",
            "gYear",
            "gYearMonth",
        ] {
            let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
            let kind = ValueKind::of(&datatype).unwrap();
            for text in texts
                .iter()
                .flat_map(|text| zones.map(|zone| format!("{text}{zone}")))
            {
                let literal = Literal::new_typed_literal(
                    &text,
                    NamedNodeRef::new(&datatype).unwrap().into_owned(),
                );
                let parsed = ExpressionTerm::from(Term::from(literal));
                let mut bytes = Vec::new();
                kind.write(&text, &mut bytes);
                assert_eq!(bytes.len(), kind.width() + 1);
                let Some(read) = kind.read(&bytes).unwrap() else {
                    // Then the text is parsed.
                    continue;
                };
                assert_eq!(term(read), term(parsed), "{text} {datatype}");
            }
        }
    }
}
