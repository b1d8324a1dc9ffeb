//! Where records stand, told after they were read.
//!
//! Only the file and the number of a record are kept with it; when a finding needs the line and
//! column of one value, its file is parsed once more. Findings are rare, records are many.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::files::{MAX_LINE_BYTES, node_of_line, nodes_of, whole_file};
use super::node::{Node, SourceText, Step, Value, place_in};
use super::{Problem, Unread};
use crate::report::{Finding, Place};

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub(super) file: usize,
    pub(super) locator: Locator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locator {
    /// Line of a JSON Lines file.
    Line(Line),
    /// Number of a record in its file, counted from 0.
    Record(usize),
}

/// A line of a JSON Lines file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: usize,
    /// Bytes before it, so that it is found without reading the lines above it.
    pub(super) offset: u64,
}

/// Tells the places of the records of one dataset.
#[derive(Debug)]
pub struct Places {
    directory: PathBuf,
    files: Vec<PathBuf>,
    parsed: Option<(usize, SourceText, Vec<Node>)>,
    /// What could not be read.
    pub unread: Unread,
}

impl Places {
    pub(super) fn new(directory: PathBuf) -> Self {
        Self {
            directory,
            files: Vec::new(),
            parsed: None,
            unread: Unread::default(),
        }
    }

    pub(super) fn add_file(&mut self, path: PathBuf) -> usize {
        self.files.push(path);
        self.files.len() - 1
    }

    /// The file of a record, relative to the dataset's directory.
    #[must_use]
    pub fn file(&self, origin: Origin) -> &Path {
        &self.files[origin.file]
    }

    /// The place of a value of a record: of the field's name and first line if it has no such
    /// value, of the record's first line if it has no such field.
    pub fn place(&mut self, origin: Origin, field: &str, index: Option<usize>) -> Place {
        self.place_of(origin, field, index, None)
    }

    /// The place of the value in a field, or in one item of it, that reads as wanted; that of the
    /// field or item itself if none does.
    pub fn place_of_value(
        &mut self,
        origin: Origin,
        field: &str,
        index: Option<usize>,
        is_it: &dyn Fn(&str) -> bool,
    ) -> Place {
        self.place_of(origin, field, index, Some(is_it))
    }

    /// A finding about a problem of a record.
    pub fn finding(&mut self, origin: Origin, problem: Problem) -> Finding {
        Finding::error(problem.rule, problem.message)
            .at(self.place(origin, &problem.field, problem.index))
            .remedy(problem.remedy)
    }

    fn place_of(
        &mut self,
        origin: Origin,
        field: &str,
        index: Option<usize>,
        is_it: Option<&dyn Fn(&str) -> bool>,
    ) -> Place {
        let mut path = vec![Step::Field(field.to_owned())];
        path.extend(index.map(Step::Index));
        let span = |node: &Node| {
            let value = is_it.and_then(|is_it| node.entry(field).and(node.at(&path).find(is_it)));
            value.map_or_else(|| span(node, &path), |value| value.span.clone())
        };
        match origin.locator {
            Locator::Line(line) => self.place_in_line(origin.file, line, &span),
            Locator::Record(record) => self.place_in_file(origin.file, record, &span),
        }
    }

    fn place_in_file(
        &mut self,
        file: usize,
        record: usize,
        span: &dyn Fn(&Node) -> Range<usize>,
    ) -> Place {
        if self
            .parsed
            .as_ref()
            .is_none_or(|(parsed, ..)| *parsed != file)
        {
            self.parsed = nodes_of(&self.directory, &self.files[file])
                .map(|(source, nodes)| (file, source, nodes));
        }
        match &self.parsed {
            Some((_, source, nodes)) if record < nodes.len() => source.place(span(&nodes[record])),
            _ => whole_file(&self.files[file]),
        }
    }

    fn place_in_line(
        &self,
        file: usize,
        line: Line,
        span: &dyn Fn(&Node) -> Range<usize>,
    ) -> Place {
        let name = &self.files[file];
        let bytes = read_line(&self.directory.join(name), line.offset).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{FEFF}');
        match node_of_line(text) {
            Some(node) => place_in(name, text, span(&node), line.number - 1),
            None => Place {
                line: line.number,
                ..whole_file(name)
            },
        }
    }
}

fn read_line(path: &Path, offset: u64) -> std::io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let limit = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX);
    let mut line = Vec::new();
    BufReader::new(file)
        .take(limit)
        .read_until(b'\n', &mut line)?;
    Ok(line)
}

fn span(node: &Node, path: &[Step]) -> Range<usize> {
    let field = match path.first() {
        Some(Step::Field(name)) => node.entry(name),
        _ => None,
    };
    match field {
        Some(entry) if path.len() == 1 && !matches!(entry.node.value, Value::Scalar { .. }) => {
            node.name_span(entry)
        }
        Some(entry) => {
            let found = node.at(path);
            match &found.value {
                Value::Map(entries) => entries
                    .first()
                    .map_or_else(|| node.name_span(entry), |first| first.node.span.clone()),
                _ => found.span.clone(),
            }
        }
        None => node.first_span(),
    }
}
