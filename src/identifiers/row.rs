//! A row of the register, as it is read and written.

use std::collections::BTreeMap;

use super::IDENTIFIERS_FILE;
use crate::records::{EdtfDate, Key};
use crate::report::{Finding, Place};

/// The columns.
const COLUMNS: [&str; 7] = [
    "identifier",
    "since",
    "state",
    "on",
    "into",
    "reason",
    "label",
];

/// The columns of earlier versions, which are these without the rest.
const EARLIER: usize = 2;

/// What became of an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It has a record.
    Current,
    /// It names nothing now.
    Withdrawn {
        /// The day, as `2026-11-21`.
        on: String,
        /// Why.
        reason: String,
    },
    /// Another identifier stands for it.
    Merged {
        /// The day, as `2026-11-21`.
        on: String,
        /// The other, as `type/key`.
        into: String,
        /// Why.
        reason: String,
    },
}

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    fields: Fields,
    pub(super) state: Result<State, Mistake>,
    pub(super) label: String,
    line: usize,
    source_line: String,
}

/// The fields that a person may have written, as they are.
#[derive(Debug, Clone, Default)]
struct Fields {
    since: String,
    state: String,
    on: String,
    into: String,
    reason: String,
}

/// Why a row does not say what became of its identifier.
#[derive(Debug, Clone)]
pub(super) struct Mistake {
    pub(super) column: &'static str,
    pub(super) message: String,
    pub(super) remedy: &'static str,
}

impl Row {
    /// The row of an identifier that is published for the first time.
    pub(super) fn since(day: &str) -> Self {
        Self {
            fields: Fields {
                since: day.to_owned(),
                state: "current".to_owned(),
                ..Fields::default()
            },
            state: Ok(State::Current),
            label: String::new(),
            line: 0,
            source_line: String::new(),
        }
    }

    pub(super) fn finding(
        &self,
        rule: &str,
        column: &str,
        message: String,
        remedy: &str,
    ) -> Finding {
        let number = COLUMNS.iter().position(|it| *it == column).unwrap_or(0);
        let mark = field(&self.source_line, number);
        Finding::error(rule, message)
            .at(Place {
                file: IDENTIFIERS_FILE.into(),
                line: self.line,
                column: self.source_line[..mark.0].chars().count() + 1,
                mark,
                source_line: self.source_line.clone(),
            })
            .remedy(remedy)
    }
}

impl Fields {
    fn state(&self) -> Result<State, Mistake> {
        let mistake = |column, message: String, remedy| {
            Err(Mistake {
                column,
                message,
                remedy,
            })
        };
        let word = match self.state.as_str() {
            "current" | "" => {
                let rest = [
                    ("on", &self.on),
                    ("into", &self.into),
                    ("reason", &self.reason),
                ];
                return match rest.into_iter().find(|(_, text)| !text.is_empty()) {
                    None => Ok(State::Current),
                    Some((column, _)) => {
                        let what = match column {
                            "on" => "a day of its end",
                            "into" => "another in its place",
                            _ => "a reason for its end",
                        };
                        let message = format!("a current identifier has {what}");
                        mistake(
                            column,
                            message,
                            "write withdrawn or merged as its state, or empty the field",
                        )
                    }
                };
            }
            word @ ("withdrawn" | "merged") => word,
            other => {
                let message = format!("the state {other} is none of current, withdrawn, merged");
                return mistake("state", message, "write one of these");
            }
        };
        if self.on.is_empty() {
            let message = format!("a {word} identifier has no day");
            return mistake(
                "on",
                message,
                "write the day from which it is so, as 2026-11-21",
            );
        }
        if !is_day(&self.on) {
            let message = format!("{} is no day", self.on);
            return mistake("on", message, "write a day as 2026-11-21");
        }
        if self.on < self.since {
            let message = format!(
                "{} is before {}, when it was first published",
                self.on, self.since
            );
            return mistake("on", message, "write the day from which it is so");
        }
        if self.reason.is_empty() {
            let message = format!("a {word} identifier has no reason");
            return mistake(
                "reason",
                message,
                "say why, for those who come by an old link",
            );
        }
        let (on, into, reason) = (self.on.clone(), self.into.clone(), self.reason.clone());
        match (word, into.is_empty()) {
            ("withdrawn", true) => Ok(State::Withdrawn { on, reason }),
            ("withdrawn", false) => mistake(
                "into",
                "an identifier that is withdrawn has nothing in its place".to_owned(),
                "write merged as its state, or empty this field",
            ),
            (_, true) => mistake(
                "into",
                "a merged identifier has none in its place".to_owned(),
                "write the identifier (type/key) that stands for it now",
            ),
            (_, false) => Ok(State::Merged { on, into, reason }),
        }
    }
}

fn is_day(text: &str) -> bool {
    let date = text.parse::<EdtfDate>();
    text.len() == "2026-11-21".len() && date.is_ok_and(|date| date.typed().is_some())
}

/// Reads all rows.
///
/// # Errors
///
/// The line and what is damaged.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, Row>, (usize, &'static str)> {
    let mut rows = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let lines: Vec<&str> = text.lines().collect();
    let mut columns = None;
    for record in reader.records() {
        let record = record.map_err(|_| (0, "not a table of comma-separated values"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        let Some(width) = columns else {
            let width = record.len();
            let known = width == EARLIER || width == COLUMNS.len();
            if !known || !record.iter().eq(COLUMNS.into_iter().take(width)) {
                return Err((line, "the first row does not name the columns"));
            }
            columns = Some(width);
            continue;
        };
        let identifier = record.get(0).unwrap_or_default();
        if record.len() != width {
            return Err((line, "not a row of these columns"));
        }
        let is_key = |part: &str| part.parse::<Key>().is_ok();
        if !identifier
            .split_once('/')
            .is_some_and(|(kind, key)| is_key(kind) && is_key(key))
        {
            return Err((line, "not a row of an identifier (type/key)"));
        }
        let at = |number: usize| record.get(number).unwrap_or_default().to_owned();
        let fields = Fields {
            since: at(1),
            state: at(2),
            on: at(3),
            into: at(4),
            reason: at(5),
        };
        let row = Row {
            state: fields.state(),
            fields,
            label: at(6),
            line,
            source_line: lines
                .get(line.wrapping_sub(1))
                .copied()
                .unwrap_or_default()
                .to_owned(),
        };
        if rows.insert(identifier.to_owned(), row).is_some() {
            return Err((line, "the identifier stands twice"));
        }
    }
    Ok(rows)
}

/// Writes all rows, in the order of their identifiers.
pub(super) fn write(rows: &BTreeMap<String, Row>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(COLUMNS);
    for (identifier, row) in rows {
        let Fields {
            since,
            state,
            on,
            into,
            reason,
        } = &row.fields;
        let state = if state.is_empty() { "current" } else { state };
        let _ = writer.write_record([identifier, since, state, on, into, reason, &row.label]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Where a field stands in a line, in bytes; the whole line if it is not there.
fn field(line: &str, number: usize) -> (usize, usize) {
    let (mut begin, mut seen, mut quoted) = (0, 0, false);
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted && seen == number => return (begin, at),
            ',' if !quoted => {
                seen += 1;
                begin = at + 1;
            }
            _ => {}
        }
    }
    if seen == number {
        (begin, line.len())
    } else {
        (0, line.len())
    }
}
