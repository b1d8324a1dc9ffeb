//! The ledger of releases: when each dataset and file was issued, and when its content last changed.
//!
//! `releases.csv` in the dataset has a row for each dataset and each distribution of the catalogue,
//! and one for the catalogue itself, by the end of its IRI. It is written by `build`, after
//! publication, and kept under version control. A row's `modified` moves to the day that
//! `uppdrag.toml` names only when its hash differs: a harvester that compares dates fetches what
//! changed and nothing else. No clock is asked.
//!
//! ```csv
//! name,sha256,issued,modified
//! dataset/uppdrag,9f86d081…,2026-11-21,2026-11-21
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::config::read_plain_file;
use crate::error::Error;
use crate::ledger::replace_file;
use crate::records::EdtfDate;
use crate::report::{Finding, Place};
use crate::vocab::xsd;

/// Name of the ledger in a dataset's directory.
pub const RELEASES_FILE: &str = "releases.csv";

const HEADER: &str = "name,sha256,issued,modified";

/// A day, month or year as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Lexical form.
    pub(super) text: String,
    /// Its datatype.
    pub(super) datatype: &'static str,
    /// First day that it can mean.
    first: String,
}

impl Day {
    /// A date as the configuration has it. One that no XML Schema datatype can say is its first day.
    pub(super) fn of(date: &EdtfDate) -> Self {
        let first = date.earliest();
        let (text, datatype) = date.typed().unwrap_or_else(|| (first.clone(), xsd::DATE));
        Self {
            text,
            datatype,
            first,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let date: EdtfDate = text.parse().ok()?;
        Some(Self::of(&date)).filter(|day| day.text == text)
    }

    fn is_later_than(&self, other: &Self) -> bool {
        self.first > other.first
    }
}

/// When something was issued, and when its content last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    /// When it was issued.
    pub(super) issued: Day,
    /// When its content last changed.
    pub(super) modified: Day,
}

/// What a build has of a dataset, a file or the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The end of its IRI.
    pub(super) name: String,
    /// SHA-256 of its content in lower-case hexadecimal.
    pub(super) sha256: String,
    /// When it was issued, if the configuration says it; otherwise it is the day that it is new.
    pub(super) issued: Option<Day>,
}

#[derive(Debug, Clone)]
struct Row {
    sha256: String,
    dates: Dates,
    /// Counted from 1.
    line: usize,
}

impl Row {
    /// Whether the date moves to `today`: with the content, and never back.
    fn moves(&self, released: &Released, today: &Day) -> bool {
        self.sha256 != released.sha256 && today.is_later_than(&self.dates.modified)
    }

    fn place(&self, name: &str) -> Place {
        let (issued, modified) = (&self.dates.issued.text, &self.dates.modified.text);
        Place {
            file: RELEASES_FILE.into(),
            line: self.line,
            column: 1,
            mark: (0, name.len()),
            source_line: format!("{name},{},{issued},{modified}", self.sha256),
        }
    }
}

/// What was published, and when.
#[derive(Debug, Clone, Default)]
pub struct Releases {
    path: PathBuf,
    rows: BTreeMap<String, Row>,
}

impl Releases {
    /// Reads the ledger of a dataset; an absent one is empty.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is there and cannot be read, with the line if it is damaged.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(RELEASES_FILE);
        let damaged = |line, message: String| Error::Config {
            path: path.clone(),
            line,
            message: format!("{message}: restore the file from version control"),
        };
        let text = match read_plain_file(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let rows = BTreeMap::new();
                return Ok(Self { path, rows });
            }
            Err(error) => return Err(damaged(0, format!("cannot be read ({error})"))),
        };
        let mut rows = BTreeMap::new();
        // An empty file is what a full disk leaves: dates would begin anew.
        if text.lines().next().map(|row| row.trim_end_matches('\r')) != Some(HEADER) {
            return Err(damaged(1, format!("the first row is not {HEADER}")));
        }
        for (row, line) in text.lines().zip(1..).skip(1) {
            let row = row.trim_end_matches('\r');
            if row.is_empty() {
                continue;
            }
            let (name, row) =
                parse(row, line).ok_or_else(|| damaged(line, format!("not a row of {HEADER}")))?;
            if rows.insert(name.to_owned(), row).is_some() {
                return Err(damaged(line, format!("{name} stands twice")));
            }
        }
        Ok(Self { path, rows })
    }

    /// The dates of what a build has, if `today` is the day of its last change.
    pub(super) fn dates(&self, released: &Released, today: &Day) -> Dates {
        let Some(row) = self.rows.get(&released.name) else {
            return Dates {
                issued: released.issued.as_ref().unwrap_or(today).clone(),
                modified: today.clone(),
            };
        };
        let mut dates = row.dates.clone();
        if row.moves(released, today) {
            dates.modified = today.clone();
        }
        dates
    }

    /// What changed while its date stays: a harvester that goes by dates would not look. Of a dataset
    /// it is told; of files and the catalogue, which change with one, only if no dataset did.
    pub(super) fn unmoved(&self, released: &[Released], today: &Day) -> Vec<Finding> {
        let unmoved = released.iter().filter_map(|it| {
            let row = self.rows.get(&it.name)?;
            let is_unmoved = row.sha256 != it.sha256 && !today.is_later_than(&row.dates.modified);
            is_unmoved.then_some((it.name.as_str(), row))
        });
        let is_dataset = |name: &str| {
            let name = name.strip_prefix("dataset/");
            name.is_some_and(|name| !name.contains('/'))
        };
        let (mut told, others): (Vec<_>, Vec<_>) = unmoved.partition(|(name, _)| is_dataset(name));
        if told.is_empty() {
            told.extend(others.into_iter().next());
        }
        let told = told.into_iter();
        told.map(|(name, row)| {
            let message = format!(
                "{name} has changed since it was published, and its date stays {}",
                row.dates.modified.text
            );
            Finding::warning("unmoved-date", message)
                .at(row.place(name))
                .remedy(
                    "set modified in uppdrag.toml to the day of the change, and build again; \
                 a second change on one day needs nothing, and is told until modified moves",
                )
        })
        .collect()
    }

    /// What the configuration says was issued on another day than the ledger: what was published
    /// holds, until somebody says there that it was wrong. Told once, as it is one line to correct.
    pub(super) fn reissued(&self, released: &[Released]) -> Option<Finding> {
        released.iter().find_map(|it| {
            let row = self.rows.get(&it.name)?;
            let (name, published) = (&it.name, &row.dates.issued.text);
            let told = &it.issued.as_ref()?.text;
            let message = format!(
                "{name} was published as issued {published}, and uppdrag.toml now says {told}"
            );
            let remedy = format!(
                "set issued in uppdrag.toml back to {published}, or correct it in {RELEASES_FILE} too"
            );
            let finding = Finding::warning("reissued", message).at(row.place(name));
            (told != published).then(|| finding.remedy(remedy))
        })
    }

    /// The ledger with what a build has, as a file; `None` if nothing is new. A row whose name is no
    /// more there stays, and so does one whose date does not move: its hash is that of the content
    /// which had the date first, so that the date can move when `modified` does.
    pub(super) fn updated(&self, released: &[Released], today: &Day) -> Option<String> {
        let kept = self.rows.iter();
        let mut rows: BTreeMap<&str, (&str, Dates)> = kept
            .map(|(name, row)| (name.as_str(), (row.sha256.as_str(), row.dates.clone())))
            .collect();
        let mut is_new = false;
        for it in released {
            let row = self.rows.get(&it.name);
            // With the new hash and the old date, the date could never move again.
            if row.is_none_or(|row| row.moves(it, today)) {
                rows.insert(&it.name, (&it.sha256, self.dates(it, today)));
                is_new = true;
            }
        }
        if !is_new {
            return None;
        }
        let mut text = format!("{HEADER}\n");
        for (name, (sha256, dates)) in rows {
            let (issued, modified) = (&dates.issued.text, &dates.modified.text);
            let _ = writeln!(text, "{name},{sha256},{issued},{modified}");
        }
        Some(text)
    }

    /// Writes the ledger whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if it cannot be written.
    pub(super) fn write(&self, text: &str) -> Result<(), Error> {
        replace_file(&self.path, text.as_bytes()).map_err(Error::write(&self.path))
    }
}

fn parse(row: &str, line: usize) -> Option<(&str, Row)> {
    let mut cells = row.split(',');
    let (name, sha256) = (cells.next()?, cells.next()?);
    let (issued, modified) = (Day::parse(cells.next()?)?, Day::parse(cells.next()?)?);
    let is_hash = sha256.len() == 64
        && sha256
            .bytes()
            .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    let is_row = !name.is_empty() && is_hash && cells.next().is_none();
    let sha256 = sha256.to_owned();
    let dates = Dates { issued, modified };
    is_row.then_some((
        name,
        Row {
            sha256,
            dates,
            line,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn released(name: &str, digit: &str) -> Released {
        Released {
            name: name.to_owned(),
            sha256: digit.repeat(64),
            issued: Some(day("2026-01-01")),
        }
    }

    fn ledger(rows: &[String]) -> Result<Releases, Error> {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("{HEADER}\n{}\n", rows.join("\n"));
        std::fs::write(folder.path().join(RELEASES_FILE), text).unwrap();
        Releases::read(folder.path())
    }

    fn row(name: &str, digit: &str) -> String {
        format!("{name},{},2026-01-01,2026-02-01", digit.repeat(64))
    }

    #[test]
    fn a_date_moves_with_the_hash_and_never_back() {
        let releases = ledger(&[row("dataset/a", "0")]).unwrap();
        for (digit, today, modified) in [
            ("0", "2026-03-01", "2026-02-01"),
            ("1", "2026-03-01", "2026-03-01"),
            ("1", "2026-02-01", "2026-02-01"),
            ("1", "2025-12-31", "2026-02-01"),
        ] {
            let dates = releases.dates(&released("dataset/a", digit), &day(today));
            assert_eq!(dates.modified, day(modified), "{digit} {today}");
            assert_eq!(dates.issued, day("2026-01-01"));
        }
    }

    #[test]
    fn only_a_dataset_that_changed_under_its_old_date_is_told_of() {
        let file = "dataset/a/distribution/ttl";
        let releases = ledger(&[row("dataset/a", "0"), row(file, "0")]).unwrap();
        let changed = [released("dataset/a", "1"), released(file, "1")];
        let told = |all: &[Released], today| releases.unmoved(all, &day(today)).len();
        assert_eq!(told(&changed, "2026-02-01"), 1);
        assert_eq!(told(&changed, "2026-02-02"), 0);
        assert_eq!(told(&[released("dataset/a", "0")], "2026-02-01"), 0);
        let finding = releases.unmoved(&changed, &day("2026-02-01")).pop();
        assert_eq!(finding.unwrap().place.unwrap().line, 2);
    }

    #[test]
    fn rows_stay_and_what_is_unchanged_is_not_written() {
        let releases = ledger(&[row("dataset/gone", "0"), row("dataset/a", "0")]).unwrap();
        let today = day("2026-03-01");
        assert_eq!(
            releases.updated(&[released("dataset/a", "0")], &today),
            None
        );
        let text = releases.updated(&[released("dataset/b", "1")], &today);
        let new = format!("dataset/b,{},2026-01-01,2026-03-01", "1".repeat(64));
        let rows = [
            HEADER,
            &row("dataset/a", "0"),
            &new,
            &row("dataset/gone", "0"),
        ];
        assert_eq!(text.unwrap().lines().collect::<Vec<_>>(), rows);
    }

    #[test]
    fn what_changed_under_its_old_date_can_still_move() {
        let releases = ledger(&[row("dataset/a", "0")]).unwrap();
        let changed = [released("dataset/a", "1")];
        assert_eq!(releases.updated(&changed, &day("2026-02-01")), None);
        let new = [changed[0].clone(), released("dataset/b", "1")];
        let text = releases.updated(&new, &day("2026-02-01")).unwrap();
        assert!(text.contains(&row("dataset/a", "0")), "{text}");
        let text = releases.updated(&changed, &day("2026-02-02")).unwrap();
        let moved = format!("dataset/a,{},2026-01-01,2026-02-02", "1".repeat(64));
        assert_eq!(text.lines().nth(1), Some(&*moved));
    }

    #[test]
    fn a_ledger_without_its_header_is_damaged_and_not_new() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Releases::read(folder.path()).is_ok());
        for text in ["", "\n", "name,sha256\n", &row("dataset/a", "0")] {
            std::fs::write(folder.path().join(RELEASES_FILE), text).unwrap();
            let read = Releases::read(folder.path());
            let is_damaged = matches!(read, Err(Error::Config { line: 1, .. }));
            assert!(is_damaged, "{text:?}: {read:?}");
        }
    }

    #[test]
    fn a_damaged_ledger_is_told_with_its_line() {
        let good = row("dataset/a", "0");
        for bad in [
            good.clone(),
            "dataset/b,0,2026-01-01,2026-01-01".to_owned(),
            row("dataset/b", "0").replace("-01,", "-41,"),
            row("dataset/b", "0") + ",more",
            "dataset/b".to_owned(),
        ] {
            let read = ledger(&[good.clone(), bad.clone()]);
            let at_line = matches!(read, Err(Error::Config { line: 3, .. }));
            assert!(at_line, "{bad}: {read:?}");
        }
    }
}
