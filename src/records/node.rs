//! A value of a record file with the place where it stands.
//!
//! YAML, JSON and CSV are parsed into [`Node`]s, so that one deserializer ([`super::typed`])
//! gives every format the same meaning and every finding a line and a column.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::report::Place;

/// A value with the bytes that it takes in its file.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) value: Value,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// Nothing: an empty cell, `null`, `~`.
    Null,
    /// Text, a number or a truth value, as written; `quoted` if it can only be text.
    Scalar {
        text: String,
        quoted: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// One `key: value` of a map.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Range<usize>,
    pub(crate) node: Node,
}

/// One step from a record to a value inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Field(String),
    Index(usize),
}

impl Node {
    /// Drops the fields that are written without a value: an empty field is an absent one, in
    /// every format.
    pub(crate) fn drop_empty_fields(&mut self) {
        match &mut self.value {
            Value::Map(entries) => {
                entries.retain(|entry| !matches!(entry.node.value, Value::Null));
                for entry in entries {
                    entry.node.drop_empty_fields();
                }
            }
            Value::List(items) => items.iter_mut().for_each(Self::drop_empty_fields),
            Value::Null | Value::Scalar { .. } => {}
        }
    }

    /// Its field of this name, if it is a map that has one.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == name),
            _ => None,
        }
    }

    /// The bytes of the name of one of its fields; of the value where the name stands elsewhere,
    /// as in the first row of CSV.
    pub(crate) fn name_span(&self, entry: &Entry) -> Range<usize> {
        if entry.key_span.start >= self.span.start {
            entry.key_span.clone()
        } else {
            entry.node.span.clone()
        }
    }

    /// Where a reader looks for the node: the first name of a map, anything else itself.
    pub(crate) fn first_span(&self) -> Range<usize> {
        match &self.value {
            Value::Map(entries) => entries
                .first()
                .map_or_else(|| self.span.clone(), |entry| self.name_span(entry)),
            _ => self.span.clone(),
        }
    }

    /// The first value in it, itself included, that reads so.
    pub(crate) fn find(&self, is_it: &dyn Fn(&str) -> bool) -> Option<&Self> {
        match &self.value {
            Value::Scalar { text, .. } => is_it(text).then_some(self),
            Value::List(items) => items.iter().find_map(|item| item.find(is_it)),
            Value::Map(entries) => entries.iter().find_map(|entry| entry.node.find(is_it)),
            Value::Null => None,
        }
    }

    /// The node at the end of a path, as far as the path goes.
    pub(crate) fn at(&self, path: &[Step]) -> &Self {
        let mut node = self;
        for step in path {
            let next = match (&node.value, step) {
                (Value::Map(entries), Step::Field(name)) => {
                    entries.iter().find(|e| e.key == *name).map(|e| &e.node)
                }
                (Value::List(items), Step::Index(index)) => items.get(*index),
                // A single value stands for a list of one.
                (_, Step::Index(0)) => Some(node),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// Takes the node at the end of a path out of its map or list.
    pub(crate) fn remove(&mut self, path: &[Step]) -> bool {
        let Some((step, rest)) = path.split_first() else {
            return false;
        };
        match (&mut self.value, step) {
            (Value::Map(entries), Step::Field(name)) => {
                let Some(at) = entries.iter().position(|e| e.key == *name) else {
                    return false;
                };
                if !rest.is_empty() && entries[at].node.remove(rest) {
                    return true;
                }
                entries.remove(at);
                true
            }
            (Value::List(items), Step::Index(index)) if *index < items.len() => {
                if !rest.is_empty() && items[*index].remove(rest) {
                    return true;
                }
                items.remove(*index);
                true
            }
            _ => false,
        }
    }
}

/// A record file in memory.
#[derive(Debug, Clone)]
pub(crate) struct SourceText {
    /// Path relative to the dataset's directory.
    path: PathBuf,
    pub(crate) text: String,
    /// Where each line begins, so that a place is not counted from the top of the file.
    lines: Vec<usize>,
}

/// Longest part of a source line that a finding shows, in bytes.
const SHOWN_LINE: usize = 160;

impl SourceText {
    pub(crate) fn new(path: PathBuf, text: String) -> Self {
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self { path, text, lines }
    }

    /// The place of a span: its first line, with what it covers of it.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        let line = self.lines.partition_point(|start| *start <= span.start) - 1;
        let start = self.lines[line];
        let end = self.lines.get(line + 1).copied();
        let text = &self.text[start..end.unwrap_or(self.text.len())];
        place_in(
            &self.path,
            text,
            span.start - start..span.end.max(span.start) - start,
            line,
        )
    }
}

/// The place of a span of a text whose first line is line `lines_before + 1` of its file.
pub(crate) fn place_in(path: &Path, text: &str, span: Range<usize>, lines_before: usize) -> Place {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (floor(span.start), floor(span.end));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[line_start..line_end].trim_end_matches('\r');
    let mark_start = (start - line_start).min(line.len());
    let mark_end = (end.max(start) - line_start).clamp(mark_start, line.len());
    let (shown, mark) = shorten(line, mark_start, mark_end);
    Place {
        file: path.to_path_buf(),
        line: lines_before + text[..line_start].matches('\n').count() + 1,
        column: text[line_start..start].chars().count() + 1,
        source_line: shown,
        mark,
    }
}

/// The part of a long line around a mark, control characters made visible.
fn shorten(line: &str, start: usize, end: usize) -> (String, (usize, usize)) {
    let visible = |text: &str| -> String {
        text.chars()
            .map(|c| match c {
                '\t' => ' ',
                c if c.is_control() || is_bidi_control(c) => '\u{FFFD}',
                c => c,
            })
            .collect()
    };
    let floor = |mut at: usize| {
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let from = if line.len() > SHOWN_LINE {
        floor(start.saturating_sub(SHOWN_LINE / 2))
    } else {
        0
    };
    let to = floor((from + SHOWN_LINE).min(line.len()));
    let (start, end) = (start.clamp(from, to), end.clamp(from, to));
    let mut shown = String::new();
    if from > 0 {
        shown.push('…');
    }
    shown.push_str(&visible(&line[from..start]));
    let mark_start = shown.len();
    shown.push_str(&visible(&line[start..end]));
    let mark_end = shown.len();
    shown.push_str(&visible(&line[end..to]));
    if to < line.len() {
        shown.push('…');
    }
    (shown, (mark_start, mark_end))
}

/// Characters that reorder the text around them (UAX #9 explicit formatting).
pub(crate) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}
