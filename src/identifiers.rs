//! The register of identifiers: keys once published stay.
//!
//! `identifiers.csv` in the dataset lists every `type/key` ever published and since when. It is
//! written by `build` and kept under version control. A key that is in the register and in no
//! record is a finding: a renamed label keeps its key, and a key is never given to another thing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::config::read_plain_file;
use crate::error::Error;
use crate::report::{Finding, Place};

/// Name of the register in a dataset's directory.
pub const IDENTIFIERS_FILE: &str = "identifiers.csv";

const HEADER: &str = "identifier,since";

/// Every `type/key` ever published, and since when.
#[derive(Debug, Clone, Default)]
pub struct Register {
    path: PathBuf,
    entries: BTreeMap<String, (String, usize)>,
}

impl Register {
    /// Reads the register of a dataset; an absent one is empty.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is there and cannot be read, with the line if it is damaged.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(IDENTIFIERS_FILE);
        let text = match read_plain_file(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self {
                    path,
                    entries: BTreeMap::new(),
                });
            }
            Err(e) => {
                return Err(Error::Config {
                    message: format!("cannot be read ({e}): restore it from version control"),
                    line: 0,
                    path,
                });
            }
        };
        let mut entries = BTreeMap::new();
        for (row, line) in text.lines().zip(1..) {
            let damaged = |message: &str| Error::Config {
                path: path.clone(),
                line,
                message: format!("{message}: restore the file from version control"),
            };
            let row = row.trim_end_matches('\r');
            if line == 1 {
                if row != HEADER {
                    return Err(damaged("the first row is not identifier,since"));
                }
                continue;
            }
            if row.is_empty() {
                continue;
            }
            let (identifier, since) = row
                .split_once(',')
                .filter(|(id, _)| id.contains('/'))
                .ok_or_else(|| damaged("not a row of identifier,since"))?;
            if entries
                .insert(identifier.to_owned(), (since.to_owned(), line))
                .is_some()
            {
                return Err(damaged("the identifier stands twice"));
            }
        }
        Ok(Self { path, entries })
    }

    /// Every identifier that no record has any more, with a finding.
    pub fn lost<'a>(
        &'a self,
        present: &'a BTreeMap<String, impl Sized>,
    ) -> impl Iterator<Item = (&'a str, Finding)> + 'a {
        self.entries
            .iter()
            .filter(|(identifier, _)| !present.contains_key(*identifier))
            .map(|(identifier, (since, line))| {
                let source_line = format!("{identifier},{since}");
                let finding = Finding::error(
                    "lost-identifier",
                    format!("{identifier} was published and has no record now"),
                )
                .at(Place {
                    file: IDENTIFIERS_FILE.into(),
                    line: *line,
                    column: 1,
                    mark: (0, identifier.len()),
                    source_line,
                })
                .remedy("give the record its old key back; others link to it");
                (identifier.as_str(), finding)
            })
    }

    /// The register with every identifier that is present now, as a file.
    ///
    /// `None` if nothing is new.
    #[must_use]
    pub fn updated(&self, present: &BTreeMap<String, impl Sized>, today: &str) -> Option<String> {
        if present
            .keys()
            .all(|identifier| self.entries.contains_key(identifier))
        {
            return None;
        }
        let mut rows: BTreeMap<&str, &str> = present
            .keys()
            .map(|identifier| (identifier.as_str(), today))
            .collect();
        rows.extend(
            self.entries
                .iter()
                .map(|(identifier, (since, _))| (identifier.as_str(), since.as_str())),
        );
        let mut text = format!("{HEADER}\n");
        for (identifier, since) in rows {
            let _ = writeln!(text, "{identifier},{since}");
        }
        Some(text)
    }

    /// Writes the register: to a temporary name, then in one step.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if it cannot be written.
    pub fn write(&self, text: &str) -> Result<(), Error> {
        let temporary = self.path.with_extension("csv.new");
        std::fs::write(&temporary, text).map_err(Error::write(&temporary))?;
        std::fs::rename(&temporary, &self.path).map_err(Error::write(&self.path))
    }
}
