//! Where records stand, told after they were read.
//!
//! Only the file and the number of a record are kept with it; when a finding needs the line and
//! column of one value, its file is parsed once more. Findings are rare, records are many.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::Problem;
use super::files::{node_of_line, nodes_of, whole_file};
use super::node::{Node, SourceText, Step, Value, place_in};
use crate::report::{Finding, Place};

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub(super) file: usize,
    pub(super) locator: Locator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locator {
    /// Line of a JSON Lines file, counted from 1.
    Line(usize),
    /// Number of a record in its file, counted from 0.
    Record(usize),
}

/// Tells the places of the records of one dataset.
#[derive(Debug)]
pub struct Places {
    directory: PathBuf,
    files: Vec<PathBuf>,
    parsed: Option<(usize, SourceText, Vec<Node>)>,
}

impl Places {
    pub(super) fn new(directory: PathBuf) -> Self {
        Self {
            directory,
            files: Vec::new(),
            parsed: None,
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
        let mut path = vec![Step::Field(field.to_owned())];
        path.extend(index.map(Step::Index));
        match origin.locator {
            Locator::Line(line) => self.place_in_line(origin.file, line, &path),
            Locator::Record(record) => self.place_in_file(origin.file, record, &path),
        }
    }

    /// A finding about a problem of a record.
    pub fn finding(&mut self, origin: Origin, problem: Problem) -> Finding {
        Finding::error(problem.rule, problem.message)
            .at(self.place(origin, &problem.field, problem.index))
            .remedy(problem.remedy)
    }

    fn place_in_file(&mut self, file: usize, record: usize, path: &[Step]) -> Place {
        if self
            .parsed
            .as_ref()
            .is_none_or(|(parsed, ..)| *parsed != file)
        {
            self.parsed = nodes_of(&self.directory, &self.files[file])
                .map(|(source, nodes)| (file, source, nodes));
        }
        match &self.parsed {
            Some((_, source, nodes)) if record < nodes.len() => {
                source.place(span(&nodes[record], path))
            }
            _ => whole_file(&self.files[file]),
        }
    }

    fn place_in_line(&self, file: usize, line: usize, path: &[Step]) -> Place {
        let name = &self.files[file];
        let text = std::fs::File::open(self.directory.join(name))
            .ok()
            .and_then(|input| std::io::BufReader::new(input).lines().nth(line - 1)?.ok());
        match text
            .as_deref()
            .and_then(|text| Some((text, node_of_line(text)?)))
        {
            Some((text, node)) => place_in(name, text, span(&node, path), line - 1),
            None => Place {
                line,
                ..whole_file(name)
            },
        }
    }
}

fn span(node: &Node, path: &[Step]) -> std::ops::Range<usize> {
    let field = match (path.first(), &node.value) {
        (Some(Step::Field(name)), Value::Map(entries)) => {
            entries.iter().find(|entry| entry.key == *name)
        }
        _ => None,
    };
    match (field, &node.value) {
        (Some(entry), _)
            if path.len() == 1 && !matches!(entry.node.value, Value::Scalar { .. }) =>
        {
            entry.key_span.clone()
        }
        (Some(entry), _) => {
            let found = node.at(path);
            match found.value {
                Value::Map(ref entries) => entries
                    .first()
                    .map_or(entry.key_span.clone(), |first| first.node.span.clone()),
                _ => found.span.clone(),
            }
        }
        (None, Value::Map(entries)) => entries
            .first()
            .map_or(node.span.clone(), |entry| entry.key_span.clone()),
        (None, _) => node.span.clone(),
    }
}
