//! Which files hold records, and the records in them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::node::{Node, SourceText, Step, Value, place_in};
use super::places::{Line, Locator, Origin, Places};
use super::{AnyRecord, Class, Reading, Unread, json, nearest, table, typed, yaml};
use crate::error::Error;
use crate::report::{Finding, Place, Report, Severity};

/// Largest YAML, JSON or CSV record file, in bytes; larger sets belong into JSON Lines.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

/// Longest line of a JSON Lines file, in bytes.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// A YAML or CSV file with so many syntax errors is read no further.
pub(super) const MAX_SYNTAX_ERRORS: usize = 1000;

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
    fn finding(&self, place: Place) -> Finding {
        Finding::error(self.rule, self.message.clone())
            .at(place)
            .remedy(self.remedy.clone())
    }

    /// Whether a value of a record was left out for it.
    fn loses_a_value(&self) -> bool {
        matches!(self.rule, "yaml-syntax" | "too-deep" | "too-many-fields")
    }

    pub(super) fn repeated_field(name: &str, span: Range<usize>) -> Self {
        Self {
            rule: "duplicate-field",
            span,
            message: format!("the field {name} stands twice"),
            remedy: "keep one of them; several values go into a list".to_owned(),
        }
    }

    pub(super) fn too_many(span: Range<usize>) -> Self {
        Self {
            rule: "too-many-fields",
            span,
            message: format!("more than {} fields in one place", yaml::MAX_FIELDS),
            remedy: "begin each record anew: with \"- \" (YAML) or in { } of its own (JSON)"
                .to_owned(),
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

fn unknown_class(path: &Path) -> Finding {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let names = || Class::ALL.iter().map(|class| class.plural());
    let remedy = match nearest(&stem, names()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!(
            "name it, or a folder for it, after what it holds: {}",
            names().collect::<Vec<_>>().join(", ")
        ),
    };
    Finding::error("unknown-class", "the file's name tells no record class")
        .at(whole_file(path))
        .remedy(remedy)
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
    read_lines(
        input,
        name,
        class,
        &mut Unread::default(),
        report,
        &mut |line, reading, report| {
            if let Reading::Whole(record) = reading {
                visit(record, line.number, report);
            }
        },
    )
    .map_err(Error::read(name))
}

fn read_lines(
    input: &mut dyn BufRead,
    path: &Path,
    class: Class,
    unread: &mut Unread,
    report: &mut Report,
    visit: &mut dyn FnMut(Line, Reading, &mut Report),
) -> std::io::Result<()> {
    let mut line = Vec::with_capacity(4096);
    let (mut number, mut next_offset) = (0, 0);
    let mut carriage_returns = false;
    while let Some((length, complete)) = next_line(input, &mut line)? {
        number += 1;
        let offset = next_offset;
        next_offset += length;
        let here = Line { number, offset };
        let at_line = |column| Place {
            file: path.to_path_buf(),
            line: number,
            column,
            source_line: String::new(),
            mark: (0, 0),
        };
        if !complete {
            unread.add_part(class);
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
            visit(here, Reading::Whole(record), report);
            continue;
        }
        if matches!(bytes.trim_ascii(), b"[" | b"{") {
            unread.add_part(class);
            report.add(
                Finding::error("json-syntax", "a record is spread over several lines")
                    .at(at_line(1))
                    .remedy("write one record a line, or name the file .json"),
            );
            return Ok(());
        }
        if bytes.contains(&0) {
            unread.add_part(class);
            report.add(zero_byte().at(at_line(0)));
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        let place = |span| place_in(path, &text, span, number - 1);
        if let Err(e) = std::str::from_utf8(bytes) {
            report.add_with(Severity::Error, || {
                not_utf8(bytes[e.valid_up_to()]).at(place(e.valid_up_to()..e.valid_up_to() + 1))
            });
        }
        let (node, errors) = json::parse(&text);
        for error in errors {
            unread.add_part(class);
            report.add_with(Severity::Error, || error.finding(place(error.span.clone())));
        }
        let Some(node) = node else {
            continue;
        };
        match class.read_node(&node) {
            Ok(record) => visit(here, Reading::Whole(record), report),
            Err(refused) => {
                unread.add_record(class, &node);
                if let Some(part) = refused.part {
                    visit(here, Reading::Part(part), report);
                }
                for mismatch in refused.mismatches {
                    let span = span_of(&node, &mismatch);
                    report.add_with(Severity::Error, || finding_of(mismatch).at(place(span)));
                }
            }
        }
    }
    Ok(())
}

/// Reads a line without its end into `line`; gives its length with its end, and false if it was
/// too long: then it is skipped without being held in memory.
fn next_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<Option<(u64, bool)>> {
    let bytes = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    line.clear();
    let length = Read::take(&mut *input, bytes(MAX_LINE_BYTES) + 1).read_until(b'\n', line)?;
    if length == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some((bytes(length), true)));
    }
    if line.len() <= MAX_LINE_BYTES {
        return Ok(Some((bytes(length), true)));
    }
    let skipped = input.skip_until(b'\n')?;
    Ok(Some((bytes(length + skipped), false)))
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

fn class_of(path: &Path) -> Option<Class> {
    Class::named(&path.file_stem()?.to_string_lossy()).or_else(|| {
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
        } else if metadata.is_symlink() && directory.join(&path).is_dir() {
            report.add(
                Finding::warning("not-read", "a link to a folder is not followed")
                    .at(whole_file(&path))
                    .remedy("put the folder itself here, or links to its files"),
            );
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
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        report.add(
            Finding::error("not-utf8", "the file is in UTF-16")
                .at(whole_file(path))
                .remedy("save it as UTF-8"),
        );
        return None;
    }
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => {
            // The rest is read all the same, for the findings that it has.
            let valid = e.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(e.as_bytes()).into_owned();
            let place = place_in(path, &text, valid..valid + 1, 0);
            report.add(not_utf8(e.as_bytes()[valid]).at(place));
            text
        }
    };
    if let Some(at) = text.find('\0') {
        report.add(zero_byte().at(place_in(path, &text, at..at, 0)));
        return None;
    }
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
        report.add(byte_order_mark().at(place_in(path, &text, 0..0, 0)));
    }
    if let Some(at) = text.find("\r\n") {
        report.add(windows_lines().at(place_in(path, &text, at..at, 0)));
    } else if text.contains('\r') && !text.contains('\n') {
        text = text.replace('\r', "\n");
        report.add(
            Finding::warning("old-line-ends", "lines end in CR alone")
                .at(whole_file(path))
                .remedy("they are read as LF; save the file with Unix line ends"),
        );
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
    Some(SourceText::new(path.to_path_buf(), text))
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
    use std::io::ErrorKind;
    let is_loop = e.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    let remedy = match e.kind() {
        _ if is_loop => "the links lead in a circle: put the file itself in place of one",
        ErrorKind::NotFound => "the link leads to nothing: delete it, or restore what it leads to",
        ErrorKind::PermissionDenied => "give yourself the right to read it (chmod u+r)",
        _ => "check that it is a file on a disk that works, or restore it from a copy",
    };
    Finding::error("unreadable", format!("cannot be read: {e}")).remedy(remedy)
}

fn not_utf8(byte: u8) -> Finding {
    Finding::error("not-utf8", format!("the byte {byte:02X} here is not UTF-8"))
        .remedy("save the file as UTF-8; it may be in Windows-1252 or ISO 8859-1 now")
}

fn zero_byte() -> Finding {
    Finding::error("zero-byte", "a byte here is zero, which no text holds")
        .remedy("restore the file from a copy; or save it as UTF-8 if it is UTF-16 now")
}

fn byte_order_mark() -> Finding {
    Finding::warning("byte-order-mark", "the file begins with a byte order mark")
        .remedy("it is skipped; save the file as UTF-8 without BOM")
}

fn windows_lines() -> Finding {
    Finding::warning("windows-line-ends", "lines end in CR LF")
        .remedy("they are read as LF; save the file with Unix line ends")
}
