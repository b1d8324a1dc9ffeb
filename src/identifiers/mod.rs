//! The register of identifiers: keys once published stay.
//!
//! `identifiers.csv` in the dataset lists every `type/key` ever published. `build` adds what is new
//! and keeps the labels, and the file is kept under version control:
//!
//! ```csv
//! identifier,since,state,on,into,reason,label
//! org/lansstyrelsen-i-kalmar-lan,2026-11-21,current,,,,Länsstyrelsen i Kalmar län
//! publication/kalmar-2009-x,2026-11-21,withdrawn,2027-01-10,,named by mistake,En rapport
//! org/kalmar,2026-11-21,merged,2027-01-10,org/lansstyrelsen-i-kalmar-lan,two records of one board,Kalmar
//! ```
//!
//! A renamed label keeps its key. A record that goes leaves its row, in which a person says what
//! became of it: then its IRI answers with a tombstone, or leads to the one that stands for it now.
//! A key that is gone without a word is a finding, and so is one that is given to another thing.
//!
//! Passages and named graphs have no rows. Their IRIs are made of the key of a source, which has one,
//! and of its lines: `passage/page-24` never means another line, and has a page as long as a
//! statement rests on it.

mod row;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::read_plain_file;
use crate::error::Error;
use crate::ledger::replace_file;
use crate::report::Finding;

use row::Row;
pub use row::State;

/// Name of the register in a dataset's directory.
pub const IDENTIFIERS_FILE: &str = "identifiers.csv";

/// Every `type/key` ever published.
#[derive(Debug, Clone, Default)]
pub struct Register {
    path: PathBuf,
    rows: BTreeMap<String, Row>,
    /// The file as it is.
    text: String,
}

/// An identifier that names nothing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retired<'a> {
    /// As `type/key`.
    pub identifier: &'a str,
    /// The last label that its record had.
    pub label: &'a str,
    /// What became of it; never [`State::Current`].
    pub state: &'a State,
}

impl Register {
    /// Reads the register of a dataset; an absent one is empty.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is there and cannot be read, with the line if it is damaged.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(IDENTIFIERS_FILE);
        let failed = |line, message: String| Error::Config {
            path: path.clone(),
            line,
            message: format!("{message}: restore it from version control"),
        };
        let text = match read_plain_file(&path) {
            Ok(text) if text.trim().is_empty() => {
                return Err(failed(0, "holds nothing".to_owned()));
            }
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(failed(0, format!("cannot be read ({e})"))),
        };
        let rows = row::read(&text).map_err(|(line, message)| failed(line, message.to_owned()))?;
        Ok(Self { path, rows, text })
    }

    /// What is wrong with the rows, given the identifiers that have a record: each with the
    /// identifier that it is about.
    pub fn findings<'a>(
        &'a self,
        present: &'a BTreeMap<String, impl Sized>,
    ) -> impl Iterator<Item = (&'a str, Finding)> + 'a {
        self.rows.iter().filter_map(|(identifier, row)| {
            let finding = match &row.state {
                Ok(State::Current) if present.contains_key(identifier) => return None,
                Ok(State::Current) => row.finding(
                    "lost-identifier",
                    "identifier",
                    format!("{identifier} was published and has no record now"),
                    "give the record its old key back, or say in this row what became of it: \
                     withdrawn or merged as its state, the day in `on`, if it was merged the \
                     type/key of the other in `into`, and the reason",
                ),
                Ok(_) if present.contains_key(identifier) => row.finding(
                    "reused-identifier",
                    "identifier",
                    format!("{identifier} is retired, and a record has it again"),
                    "give the record another key; only if it is the thing of old, retired by mistake, \
                     write current here and empty on, into and reason",
                ),
                Ok(State::Merged { into, .. }) => {
                    self.astray(identifier, into, row, |it| present.contains_key(it))?
                }
                Ok(State::Withdrawn { .. }) => return None,
                Err(mistake) => row.finding(
                    "retired-identifier",
                    mistake.column,
                    mistake.message.clone(),
                    mistake.remedy,
                ),
            };
            Some((identifier.as_str(), finding))
        })
    }

    /// A finding if following an identifier leads to no other one, or round in a circle.
    fn astray(
        &self,
        identifier: &str,
        into: &str,
        row: &Row,
        is_present: impl Fn(&str) -> bool,
    ) -> Option<Finding> {
        let told = |message: String, remedy: &str| {
            Some(row.finding("retired-identifier", "into", message, remedy))
        };
        let kind = |identifier: &str| identifier.split('/').next().unwrap_or_default().to_owned();
        if kind(identifier) != kind(into) {
            let message = format!("{identifier} is merged into {into}, which is of another type");
            return told(
                message,
                "write the identifier of the same type that stands for it now",
            );
        }
        let mut next = into;
        for _ in 0..=self.rows.len() {
            match self.rows.get(next).map(|row| &row.state) {
                None if is_present(next) => return None,
                None => {
                    let message =
                        format!("{identifier} is merged into {next}, which no record has");
                    let remedy =
                        "write the identifier (type/key) of the record that stands for it now";
                    return told(message, remedy);
                }
                Some(Ok(State::Merged { into, .. })) => next = into,
                Some(Ok(State::Withdrawn { .. })) => {
                    let message = format!("{identifier} is merged into {next}, which is withdrawn");
                    return told(
                        message,
                        "write withdrawn as its state, or what stands for it now",
                    );
                }
                Some(_) => return None,
            }
        }
        let message = format!("{identifier} is merged into itself, by way of {into}");
        told(
            message,
            "write the identifier (type/key) that stands for it now",
        )
    }

    /// The identifiers that name nothing now.
    pub fn retired(&self) -> impl Iterator<Item = Retired<'_>> {
        self.rows.iter().filter_map(|(identifier, row)| {
            let state = row.state.as_ref().ok()?;
            (*state != State::Current).then_some(Retired {
                identifier,
                label: &row.label,
                state,
            })
        })
    }

    /// The register with every identifier that is present now and its label, as a file.
    ///
    /// `None` if nothing is new.
    #[must_use]
    pub fn updated<'l>(
        &self,
        present: impl Iterator<Item = (&'l str, &'l str)>,
        today: &str,
    ) -> Option<String> {
        let mut rows = self.rows.clone();
        for (identifier, label) in present {
            let row = rows
                .entry(identifier.to_owned())
                .or_insert_with(|| Row::since(today));
            label.clone_into(&mut row.label);
        }
        let text = row::write(&rows);
        (text != self.text).then_some(text)
    }

    /// Writes the register: to a temporary name, then in one step.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if it cannot be written.
    pub fn write(&self, text: &str) -> Result<(), Error> {
        replace_file(&self.path, text.as_bytes()).map_err(Error::write(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = "identifier,since,state,on,into,reason,label\n\
        org/a,2026-01-01,current,,,,\"A, the first\"\n\
        org/b,2026-01-01,merged,2026-02-01,org/a,two of one,B\n\
        org/c,2026-01-01,withdrawn,2026-02-01,,by mistake,C\n";

    fn register(text: &str) -> Register {
        Register {
            rows: row::read(text).unwrap(),
            text: text.to_owned(),
            ..Register::default()
        }
    }

    fn findings(text: &str, present: &[&str]) -> Vec<String> {
        let present = present.iter().map(|it| ((*it).to_owned(), ())).collect();
        let register = register(text);
        let findings = register.findings(&present);
        findings
            .map(|(_, finding)| {
                let place = finding.place.unwrap();
                let marked = &place.source_line[place.mark.0..place.mark.1];
                format!(
                    "{}:{} {marked}: {}",
                    place.line, place.column, finding.message
                )
            })
            .collect()
    }

    #[test]
    fn a_sound_register_is_written_as_it_was_read() {
        let labels = [("org/a", "A, the first")];
        assert_eq!(
            register(ROWS).updated(labels.into_iter(), "2027-01-01"),
            None
        );
        assert!(findings(ROWS, &["org/a"]).is_empty());
        let more = [("org/a", "A"), ("org/d", "D \"d\"")];
        let updated = register(ROWS)
            .updated(more.into_iter(), "2027-01-01")
            .unwrap();
        let lines: Vec<&str> = updated.lines().collect();
        assert_eq!(lines[1], "org/a,2026-01-01,current,,,,A");
        assert_eq!(lines[4], "org/d,2027-01-01,current,,,,\"D \"\"d\"\"\"");
        assert_eq!(register(&updated).retired().count(), 2);
    }

    #[test]
    fn the_register_of_an_earlier_version_is_taken() {
        let updated = register("identifier,since\norg/a,2026-01-01\n");
        let updated = updated.updated([("org/a", "A")].into_iter(), "2027-01-01");
        let expected =
            "identifier,since,state,on,into,reason,label\norg/a,2026-01-01,current,,,,A\n";
        assert_eq!(updated.as_deref(), Some(expected));
    }

    #[test]
    fn what_is_lost_or_used_again_is_told() {
        assert_eq!(
            findings(ROWS, &[]),
            ["2:1 org/a: org/a was published and has no record now"]
        );
        assert_eq!(
            findings(ROWS, &["org/a", "org/c"]),
            ["4:1 org/c: org/c is retired, and a record has it again"]
        );
    }

    #[test]
    fn who_retires_an_identifier_says_when_why_and_for_what() {
        let row = |rest: &str| {
            let text = format!(
                "identifier,since,state,on,into,reason,label\norg/a,2026-01-01,{rest},A\n\
                 org/b,2026-01-01,current,,,,B\n"
            );
            findings(&text, &["org/b"])
        };
        assert_eq!(
            row("gone,2026-02-01,,x"),
            ["2:18 gone: the state gone is none of current, withdrawn, merged"]
        );
        assert_eq!(
            row("withdrawn,,,x"),
            ["2:28 : a withdrawn identifier has no day"]
        );
        assert_eq!(
            row("withdrawn,2026-02,,x"),
            ["2:28 2026-02: 2026-02 is no day"]
        );
        assert_eq!(
            row("withdrawn,2026-02-01,,"),
            ["2:40 : a withdrawn identifier has no reason"]
        );
        assert_eq!(
            row("withdrawn,2026-02-01,org/b,x"),
            ["2:39 org/b: an identifier that is withdrawn has nothing in its place"]
        );
        assert_eq!(
            row("merged,2026-02-01,,x"),
            ["2:36 : a merged identifier has none in its place"]
        );
        assert_eq!(
            row("merged,2026-02-01,org/none,x"),
            ["2:36 org/none: org/a is merged into org/none, which no record has"]
        );
        assert_eq!(
            row("merged,2026-02-01,org/a,x"),
            ["2:36 org/a: org/a is merged into itself, by way of org/a"]
        );
        assert_eq!(
            row("current,2026-02-01,,"),
            ["2:26 2026-02-01: a current identifier has a day of its end"]
        );
        assert!(row("merged,2026-02-01,org/b,x").is_empty());
    }
}
