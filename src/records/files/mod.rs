//! The files of a dataset, and the records in them.
//!
//! `find` says which files those are, `bytes` makes text of them, `json_lines` reads the one
//! format that is not held in memory as a whole. The parsers of the others are beside this folder.

mod bytes;
mod find;
mod json_lines;

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

pub use self::bytes::MAX_FILE_BYTES;
pub(super) use self::bytes::whole_file;
pub use self::json_lines::{MAX_LINE_BYTES, read_json_lines};

use self::bytes::{read_text, unreadable};
use self::find::{Format, class_of, find, not_a_plain_file, unknown_class};
use self::json_lines::read_lines;
use super::node::{Node, SourceText, Step, Value};
use super::places::{Locator, Origin, Places};
use super::syntax_error::SyntaxError;
use super::{Class, Reading, Unread, json, table, typed, yaml};
use crate::error::Error;
use crate::report::{Finding, Report, Severity};

/// Reads every record of a dataset, in the order of file names and of the records in a file.
///
/// Returns what tells the places of the records afterwards.
///
/// # Errors
///
/// [`Error::Read`] if the directory itself cannot be read.
pub fn read(
    directory: &Path,
    report: &mut Report,
    visit: &mut dyn FnMut(Reading, Origin, &mut Places, &mut Report),
) -> Result<Places, Error> {
    let mut found = Vec::new();
    fs::read_dir(directory).map_err(Error::read(directory))?;
    find(directory, Path::new(""), 0, &mut found, report);
    let mut places = Places::new(directory.to_path_buf());
    for path in found {
        let Some(format) = Format::of(&path) else {
            continue;
        };
        let Some(class) = class_of(&path) else {
            report.add(unknown_class(&path));
            // It may hold anything.
            for class in Class::ALL {
                places.unread.add_part(*class);
            }
            continue;
        };
        let file = places.add_file(path.clone());
        let full = directory.join(&path);
        if let Some(problem) = not_a_plain_file(&full) {
            report.add(problem.at(whole_file(&path)));
            places.unread.add_part(class);
            continue;
        }
        if format == Format::JsonLines {
            match fs::File::open(&full) {
                Ok(input) => {
                    let mut lines = std::io::BufReader::with_capacity(1 << 18, input);
                    let mut unread = Unread::default();
                    let result = read_lines(
                        &mut lines,
                        &path,
                        class,
                        &mut unread,
                        report,
                        &mut |line, reading, report| {
                            let locator = Locator::Line(line);
                            visit(reading, Origin { file, locator }, &mut places, report);
                        },
                    );
                    places.unread.extend(unread);
                    if let Err(e) = result {
                        report.add(unreadable(&e).at(whole_file(&path)));
                        places.unread.add_part(class);
                    }
                }
                Err(e) => {
                    report.add(unreadable(&e).at(whole_file(&path)));
                    places.unread.add_part(class);
                }
            }
            continue;
        }
        let Some(source) = read_text(&full, &path, report) else {
            places.unread.add_part(class);
            continue;
        };
        let (nodes, errors) = parse(&source, format);
        for error in &errors {
            places.unread.add_part(class);
            report.add_with(Severity::Error, || {
                error.finding(source.place(error.span.clone()))
            });
        }
        let mut losses = errors.iter().filter(|e| e.loses_a_value()).peekable();
        // A column that the class does not have is told once, not for each row.
        let mut columns = BTreeSet::new();
        for (index, node) in nodes.iter().enumerate() {
            // What is missing from a record that lost a value is no second mistake.
            let mut whole = true;
            while losses.next_if(|e| e.span.start < node.span.end).is_some() {
                whole = false;
            }
            if !whole {
                continue;
            }
            let locator = Locator::Record(index);
            let origin = Origin { file, locator };
            match class.read_node(node) {
                Ok(record) => visit(Reading::Whole(record), origin, &mut places, report),
                Err(refused) => {
                    places.unread.add_record(class, node);
                    if let Some(part) = refused.part {
                        visit(Reading::Part(part), origin, &mut places, report);
                    }
                    for mismatch in refused.mismatches {
                        let span = span_of(node, &mismatch);
                        let in_header = span.end <= node.span.start;
                        if in_header && !columns.insert((span.start, mismatch.message.clone())) {
                            continue;
                        }
                        report.add_with(Severity::Error, || {
                            finding_of(mismatch).at(source.place(span))
                        });
                    }
                }
            }
        }
    }
    Ok(places)
}

fn parse(source: &SourceText, format: Format) -> (Vec<Node>, Vec<SyntaxError>) {
    let (documents, mut errors) = match format {
        Format::Csv => return table::parse(&source.text),
        Format::Yaml => yaml::parse(&source.text),
        Format::Json | Format::JsonLines => {
            let (document, errors) = json::parse(&source.text);
            (document.into_iter().collect(), errors)
        }
    };
    let mut nodes = Vec::new();
    for document in documents {
        match document.value {
            Value::List(items) => nodes.extend(items),
            Value::Null => {}
            _ => errors.push(SyntaxError {
                rule: "wrong-type",
                span: document.span.start..document.span.start + 1,
                message: "a record file holds a list of records".to_owned(),
                remedy: "begin each record with \"- \" (YAML), or put them into [ ] (JSON)"
                    .to_owned(),
            }),
        }
    }
    (nodes, errors)
}

/// The nodes of a file's records, for telling places; empty if the file cannot be read (again).
pub(super) fn nodes_of(directory: &Path, path: &Path) -> Option<(SourceText, Vec<Node>)> {
    let source = read_text(&directory.join(path), path, &mut Report::default())?;
    let format = Format::of(path)?;
    let (nodes, _) = parse(&source, format);
    Some((source, nodes))
}

/// The node of one JSON line.
pub(super) fn node_of_line(text: &str) -> Option<Node> {
    json::parse(text).0
}

pub(super) fn span_of(node: &Node, mismatch: &typed::Mismatch) -> Range<usize> {
    let path = mismatch.path();
    if mismatch.about_name
        && let Some((Step::Field(name), parent)) = path.split_last()
        && let Value::Map(entries) = &node.at(parent).value
        && let Some(entry) = entries.iter().find(|entry| entry.key == *name)
    {
        return entry.key_span.clone();
    }
    let found = node.at(&path);
    match mismatch.rule {
        // What is missing has no place of its own: the first line of what lacks it.
        "missing-field" => found.first_span(),
        _ => found.span.clone(),
    }
}

fn finding_of(mismatch: typed::Mismatch) -> Finding {
    Finding::error(mismatch.rule, mismatch.message).remedy(mismatch.remedy)
}
