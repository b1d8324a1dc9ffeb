//! Which files hold records, and the records in them.

use std::fs;
use std::io::{BufRead, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::node::{Node, SourceText, Step, Value, place_in};
use super::places::{Locator, Origin, Places};
use super::{AnyRecord, Class, json, table, typed, yaml};
use crate::error::Error;
use crate::report::{Finding, Place, Report};

/// Largest YAML, JSON or CSV record file, in bytes; larger sets belong into JSON Lines.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

/// Longest line of a JSON Lines file, in bytes.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// Deepest folder below the dataset's directory that is looked into.
const MAX_FOLDER_DEPTH: usize = 16;

/// A file that cannot be parsed, or not from here on.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(super) rule: &'static str,
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) remedy: String,
}

impl SyntaxError {
    pub(super) fn repeated_field(name: &str, span: Range<usize>) -> Self {
        Self {
            rule: "duplicate-field",
            span,
            message: format!("the field {name} stands twice"),
            remedy: "keep one of them; several values go into a list".to_owned(),
        }
    }

    pub(super) fn too_deep(span: Range<usize>) -> Self {
        Self {
            rule: "too-deep",
            span,
            message: format!("nested deeper than {} levels", yaml::MAX_DEPTH),
            remedy: "close the brackets, or correct the indentation".to_owned(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Yaml,
    Json,
    JsonLines,
    Csv,
}

impl Format {
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

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
    visit: &mut dyn FnMut(AnyRecord, Origin, &mut Places, &mut Report),
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
            report.add(
                Finding::error("unknown-class", "the file's name tells no record class")
                    .at(whole_file(&path))
                    .remedy(format!(
                        "name it after what it holds: {}",
                        Class::ALL
                            .iter()
                            .map(|class| class.plural())
                            .collect::<Vec<_>>()
                            .join(", ")
                    )),
            );
            continue;
        };
        let file = places.add_file(path.clone());
        let full = directory.join(&path);
        if let Some(problem) = not_a_plain_file(&full) {
            report.add(problem.at(whole_file(&path)));
            continue;
        }
        if format == Format::JsonLines {
            match fs::File::open(&full) {
                Ok(input) => {
                    let mut lines = std::io::BufReader::with_capacity(1 << 18, input);
                    let result = read_lines(
                        &mut lines,
                        &path,
                        class,
                        report,
                        &mut |line, record, report| {
                            visit(
                                record,
                                Origin {
                                    file,
                                    locator: Locator::Line(line),
                                },
                                &mut places,
                                report,
                            );
                        },
                    );
                    if let Err(e) = result {
                        report.add(unreadable(&e).at(whole_file(&path)));
                    }
                }
                Err(e) => report.add(unreadable(&e).at(whole_file(&path))),
            }
            continue;
        }
        let Some(source) = read_text(&full, &path, report) else {
            continue;
        };
        let (nodes, errors) = parse(&source, format);
        for error in errors {
            report.add(
                Finding::error(error.rule, error.message)
                    .at(source.place(error.span))
                    .remedy(error.remedy),
            );
        }
        for (index, node) in nodes.iter().enumerate() {
            match class.read_node(node) {
                Ok(record) => {
                    visit(
                        record,
                        Origin {
                            file,
                            locator: Locator::Record(index),
                        },
                        &mut places,
                        report,
                    );
                }
                Err(mismatches) => {
                    for mismatch in mismatches {
                        let span = span_of(node, &mismatch);
                        report.add(finding_of(mismatch).at(source.place(span)));
                    }
                }
            }
        }
    }
    Ok(places)
}

/// Reads JSON Lines records one by one from a stream that has no file, such as standard input.
///
/// # Errors
///
/// [`Error::Read`] if the stream breaks.
pub fn read_json_lines(
    input: &mut dyn BufRead,
    name: &Path,
    class: Class,
    report: &mut Report,
    visit: &mut dyn FnMut(AnyRecord, usize, &mut Report),
) -> Result<(), Error> {
    read_lines(input, name, class, report, &mut |line, record, report| {
        visit(record, line, report);
    })
    .map_err(Error::read(name))
}

fn read_lines(
    input: &mut dyn BufRead,
    path: &Path,
    class: Class,
    report: &mut Report,
    visit: &mut dyn FnMut(usize, AnyRecord, &mut Report),
) -> std::io::Result<()> {
    let mut line = Vec::with_capacity(4096);
    let mut number = 0;
    let mut carriage_returns = false;
    while let Some(complete) = next_line(input, &mut line)? {
        number += 1;
        let at_line = |column| Place {
            file: path.to_path_buf(),
            line: number,
            column,
            source_line: String::new(),
            mark: (0, 0),
        };
        if !complete {
            report.add(
                Finding::error(
                    "long-line",
                    format!("the line is longer than {MAX_LINE_BYTES} bytes"),
                )
                .at(at_line(0))
                .remedy("write one record a line; shorten it"),
            );
            continue;
        }
        let mut bytes = line.as_slice();
        if number == 1
            && let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF")
        {
            report.add(byte_order_mark().at(at_line(1)));
            bytes = rest;
        }
        if let Some(rest) = bytes.strip_suffix(b"\r") {
            if !std::mem::replace(&mut carriage_returns, true) {
                report.add(windows_lines().at(at_line(0)));
            }
            bytes = rest;
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        if let Some(record) = class.read_json(bytes) {
            visit(number, record, report);
            continue;
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => {
                let column = String::from_utf8_lossy(&bytes[..e.valid_up_to()])
                    .chars()
                    .count()
                    + 1;
                report.add(not_utf8().at(at_line(column)));
                continue;
            }
        };
        let place = |span| place_in(path, text, span, number - 1);
        match json::parse(text) {
            Err(e) => report.add(
                Finding::error(e.rule, e.message)
                    .at(place(e.span))
                    .remedy(e.remedy),
            ),
            Ok(None) => {}
            Ok(Some(node)) => match class.read_node(&node) {
                Ok(record) => visit(number, record, report),
                Err(mismatches) => {
                    for mismatch in mismatches {
                        let span = span_of(&node, &mismatch);
                        report.add(finding_of(mismatch).at(place(span)));
                    }
                }
            },
        }
    }
    Ok(())
}

/// Reads a line without its end into `line`. `Some(false)` if it was too long: then it is
/// skipped without being held in memory.
fn next_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<Option<bool>> {
    line.clear();
    let limit = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX) + 1;
    if Read::take(&mut *input, limit).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some(true));
    }
    if line.len() <= MAX_LINE_BYTES {
        return Ok(Some(true));
    }
    input.skip_until(b'\n')?;
    Ok(Some(false))
}

fn parse(source: &SourceText, format: Format) -> (Vec<Node>, Vec<SyntaxError>) {
    let (documents, mut errors) = match format {
        Format::Csv => return table::parse(&source.text),
        Format::Yaml => match yaml::parse(&source.text) {
            Ok(documents) => (documents, Vec::new()),
            Err(e) => (Vec::new(), vec![e]),
        },
        Format::Json | Format::JsonLines => match json::parse(&source.text) {
            Ok(document) => (document.into_iter().collect(), Vec::new()),
            Err(e) => (Vec::new(), vec![e]),
        },
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
    json::parse(text).ok().flatten()
}

fn span_of(node: &Node, mismatch: &typed::Mismatch) -> Range<usize> {
    let path = mismatch.path();
    if mismatch.about_name
        && let Some((Step::Field(name), parent)) = path.split_last()
        && let Value::Map(entries) = &node.at(parent).value
        && let Some(entry) = entries.iter().find(|entry| entry.key == *name)
    {
        return entry.key_span.clone();
    }
    let found = node.at(&path);
    match (&found.value, mismatch.rule) {
        // What is missing has no place of its own: the first line of what lacks it.
        (Value::Map(entries), "missing-field") => entries
            .first()
            .map_or(found.span.clone(), |entry| entry.key_span.clone()),
        _ => found.span.clone(),
    }
}

fn finding_of(mismatch: typed::Mismatch) -> Finding {
    Finding::error(mismatch.rule, mismatch.message).remedy(mismatch.remedy)
}

fn class_of(path: &Path) -> Option<Class> {
    let stem = path.file_stem()?.to_str()?;
    Class::named(stem).or_else(|| {
        path.parent()?
            .components()
            .rev()
            .find_map(|folder| Class::named(folder.as_os_str().to_str()?))
    })
}

/// Files and folders of a dataset that hold no records.
fn holds_no_records(relative: &Path) -> bool {
    matches!(
        relative.to_str(),
        Some("uppdrag.toml" | "identifiers.csv" | "README.md" | "queries")
    )
}

fn find(
    directory: &Path,
    relative: &Path,
    depth: usize,
    found: &mut Vec<PathBuf>,
    report: &mut Report,
) {
    let here = directory.join(relative);
    let entries = match fs::read_dir(&here) {
        Ok(entries) => entries,
        Err(e) => {
            report.add(unreadable(&e).at(whole_file(relative)));
            return;
        }
    };
    let mut names: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .collect();
    names.sort();
    for name in names {
        let path = relative.join(&name);
        if name.to_str().is_some_and(|name| name.starts_with('.')) || holds_no_records(&path) {
            continue;
        }
        let Ok(metadata) = fs::symlink_metadata(directory.join(&path)) else {
            continue;
        };
        if metadata.is_dir() && Format::of(&path).is_none() {
            // A build that stands inside the dataset is no part of it.
            if directory.join(&path).join("SHA256SUMS").exists() {
                continue;
            }
            if depth + 1 >= MAX_FOLDER_DEPTH {
                report.add(
                    Finding::error(
                        "too-deep",
                        format!("folders nested deeper than {MAX_FOLDER_DEPTH}"),
                    )
                    .at(whole_file(&path))
                    .remedy("move the files up"),
                );
            } else {
                find(directory, &path, depth + 1, found, report);
            }
        } else if Format::of(&path).is_some() {
            found.push(path);
        } else if let Some(class) = path
            .file_stem()
            .and_then(|stem| Class::named(stem.to_str()?))
        {
            report.add(
                Finding::warning(
                    "not-read",
                    format!("the file looks like {} but is not read", class.plural()),
                )
                .at(whole_file(&path))
                .remedy("save it as .yaml, .json, .jsonl or .csv"),
            );
        }
    }
}

fn not_a_plain_file(path: &Path) -> Option<Finding> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(e) => return Some(unreadable(&e)),
    };
    if metadata.is_file() {
        return None;
    }
    let what = if metadata.is_dir() {
        "a folder"
    } else {
        "no plain file"
    };
    Some(
        Finding::error(
            "not-a-file",
            format!("it is {what}, where a record file is expected"),
        )
        .remedy("rename it, or move it out of the dataset"),
    )
}

fn read_text(full: &Path, path: &Path, report: &mut Report) -> Option<SourceText> {
    match fs::metadata(full) {
        Ok(metadata) if metadata.len() > MAX_FILE_BYTES => {
            report.add(
                Finding::error(
                    "large-file",
                    format!(
                        "the file has {} bytes, more than {MAX_FILE_BYTES}",
                        metadata.len()
                    ),
                )
                .at(whole_file(path))
                .remedy("split it, or write it as JSON Lines (.jsonl)"),
            );
            return None;
        }
        _ => {}
    }
    let bytes = match fs::read(full) {
        Ok(bytes) => bytes,
        Err(e) => {
            report.add(unreadable(&e).at(whole_file(path)));
            return None;
        }
    };
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => {
            let valid = e.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(e.as_bytes());
            report.add(not_utf8().at(place_in(path, &text, valid..valid + 1, 0)));
            return None;
        }
    };
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
        report.add(byte_order_mark().at(place_in(path, &text, 0..0, 0)));
    }
    if let Some(at) = text.find("\r\n") {
        report.add(windows_lines().at(place_in(path, &text, at..at, 0)));
    }
    if !unicode_normalization::is_nfc(&text) {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if unicode_normalization::is_nfc(line) {
                at += line.len();
                continue;
            }
            let column = line
                .char_indices()
                .find(|(_, c)| unicode_normalization::char::is_combining_mark(*c))
                .map_or(0, |(column, _)| column);
            report.add(
                Finding::warning(
                    "not-nfc",
                    "a letter is written as two characters (Unicode NFD)",
                )
                .at(place_in(path, &text, at + column..at + column + 1, 0))
                .remedy("it is published as one (NFC); save the file in NFC"),
            );
            break;
        }
    }
    Some(SourceText {
        path: path.to_path_buf(),
        text,
    })
}

/// The place of a finding that is about a file as a whole.
pub(crate) fn whole_file(path: &Path) -> Place {
    Place {
        file: path.to_path_buf(),
        line: 0,
        column: 0,
        source_line: String::new(),
        mark: (0, 0),
    }
}

fn unreadable(e: &std::io::Error) -> Finding {
    Finding::error("unreadable", format!("cannot be read: {e}"))
        .remedy("check that it exists, is no loop of links and may be read")
}

fn not_utf8() -> Finding {
    Finding::error("not-utf8", "a byte here is not UTF-8").remedy("save the file as UTF-8")
}

fn byte_order_mark() -> Finding {
    Finding::warning("byte-order-mark", "the file begins with a byte order mark")
        .remedy("it is skipped; save the file as UTF-8 without BOM")
}

fn windows_lines() -> Finding {
    Finding::warning("windows-line-ends", "lines end in CR LF")
        .remedy("they are read as LF; save the file with Unix line ends")
}
