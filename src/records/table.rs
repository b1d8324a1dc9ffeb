//! CSV record files (RFC 4180, UTF-8): one record a row, names of fields in the first row.
//!
//! A dot reaches into a map (`label.sv`), `|` separates the values of a list. An empty cell is
//! an absent field, never an empty text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::node::{Entry, Node, Value};
use super::syntax_error::{MAX_SYNTAX_ERRORS, SyntaxError};

/// Separates the values of a list in one cell.
const LIST_SEPARATOR: char = '|';

/// Parses a file into one node a row; a row that cannot be read is an error beside them.
pub(super) fn parse(text: &str) -> (Vec<Node>, Vec<SyntaxError>) {
    let mut rows = Rows { text, at: 0 };
    let mut errors = Vec::new();
    let header = match rows.next() {
        None => return (Vec::new(), errors),
        Some(Err(e)) => return (Vec::new(), vec![e]),
        Some(Ok(mut header)) => {
            for cell in &mut header {
                cell.text = cell.text.trim().to_owned();
            }
            header
        }
    };
    errors.extend(mistakes_of_header(&header));
    if !errors.is_empty() {
        return (Vec::new(), errors);
    }
    let mut nodes = Vec::new();
    let mut unnamed = BTreeSet::new();
    for row in rows {
        if errors.len() >= MAX_SYNTAX_ERRORS {
            break;
        }
        match row {
            Ok(cells) if cells.len() == 1 && cells[0].text.is_empty() => {}
            Ok(cells) if cells.len() == header.len() => {
                for (name, cell) in header.iter().zip(&cells) {
                    // Spreadsheets write commas for columns that are empty.
                    if name.text.is_empty()
                        && !cell.text.trim().is_empty()
                        && unnamed.insert(name.span.start)
                    {
                        errors.push(SyntaxError {
                            rule: "csv-syntax",
                            span: cell.span.clone(),
                            message: "the cell stands in a column without a name".to_owned(),
                            remedy: "name the column in the first row, or empty it".to_owned(),
                        });
                    }
                }
                nodes.push(record(&header, cells));
            }
            Ok(cells) => errors.push(SyntaxError {
                rule: "csv-syntax",
                span: cells
                    .first()
                    .map_or(0..0, |first| first.span.start..first.span.start + 1),
                message: format!(
                    "{} cells where the first row has {}",
                    cells.len(),
                    header.len()
                ),
                remedy: "quote a cell that holds a comma, and leave empty cells empty".to_owned(),
            }),
            Err(e) => errors.push(e),
        }
    }
    (nodes, errors)
}

fn mistakes_of_header(header: &[Cell]) -> Vec<SyntaxError> {
    if let [only] = header
        && let Some(separator) = [';', '\t'].into_iter().find(|c| only.text.contains(*c))
    {
        let separator = if separator == ';' {
            "semicolons"
        } else {
            "tabs"
        };
        return vec![SyntaxError {
            rule: "csv-syntax",
            span: only.span.clone(),
            message: format!("the columns are separated by {separator}"),
            remedy: "save the table with commas between the columns".to_owned(),
        }];
    }
    let mut errors = Vec::new();
    for (index, cell) in header.iter().enumerate() {
        let others = || header.iter().enumerate().filter(|(at, _)| *at != index);
        let name = cell.text.as_str();
        if name.is_empty() {
            continue;
        }
        // Else a table that begins with its first record loses it, and the rest is told of wrong fields.
        let field = name.split('.').next().unwrap_or_default();
        if field.contains(|c: char| !c.is_alphanumeric() && c != '_' && c != ' ') {
            errors.push(SyntaxError {
                rule: "csv-syntax",
                span: cell.span.clone(),
                message: format!("{name} is no name of a field"),
                remedy: "name the fields in the first row; if it is missing, add it".to_owned(),
            });
            break;
        }
        if header[..index].iter().any(|earlier| earlier.text == name) {
            errors.push(SyntaxError::repeated_field(name, cell.span.clone()));
        } else if let Some((_, part)) = others().find(|(_, other)| {
            let rest = other.text.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with('.'))
        }) {
            errors.push(SyntaxError {
                rule: "duplicate-field",
                span: cell.span.clone(),
                message: format!("the column {name} stands beside {}", part.text),
                remedy: format!("keep one of them: a value cannot be both {name} and a part of it"),
            });
        }
    }
    errors
}

fn record(header: &[Cell], cells: Vec<Cell>) -> Node {
    let span = cells.first().map_or(0, |c| c.span.start)..cells.last().map_or(0, |c| c.span.end);
    let mut root = Node {
        span: span.clone(),
        value: Value::Map(Vec::new()),
    };
    for (name, cell) in header.iter().zip(cells) {
        let cell_text = cell.text.trim();
        if cell_text.is_empty() || name.text.is_empty() {
            continue;
        }
        let parts: Vec<&str> = name.text.split('.').collect();
        let leaf = leaf(cell_text, cell.span);
        insert(&mut root, &parts, &name.span, leaf);
    }
    root
}

fn leaf(text: &str, span: Range<usize>) -> Node {
    let scalar = |text: &str, span: Range<usize>| Node {
        span,
        value: Value::Scalar {
            text: text.trim().to_owned(),
            quoted: false,
        },
    };
    if !text.contains(LIST_SEPARATOR) {
        return scalar(text, span);
    }
    let items = text
        .split(LIST_SEPARATOR)
        .filter(|item| !item.trim().is_empty())
        .map(|item| scalar(item, span.clone()))
        .collect();
    Node {
        span,
        value: Value::List(items),
    }
}

fn insert(node: &mut Node, parts: &[&str], name_span: &Range<usize>, leaf: Node) {
    let Value::Map(entries) = &mut node.value else {
        return;
    };
    let Some((first, rest)) = parts.split_first() else {
        return;
    };
    if rest.is_empty() {
        entries.push(Entry {
            key: (*first).to_owned(),
            key_span: name_span.clone(),
            node: leaf,
        });
        return;
    }
    let at = entries
        .iter()
        .position(|entry| entry.key == *first)
        .unwrap_or_else(|| {
            entries.push(Entry {
                key: (*first).to_owned(),
                key_span: name_span.clone(),
                node: Node {
                    span: leaf.span.clone(),
                    value: Value::Map(Vec::new()),
                },
            });
            entries.len() - 1
        });
    insert(&mut entries[at].node, rest, name_span, leaf);
}

#[derive(Debug)]
struct Cell {
    text: String,
    span: Range<usize>,
}

/// Rows with the bytes of every cell. The `csv` crate reads the cells; which bytes each one
/// took is counted beside it, since the crate tells the start of a row only.
struct Rows<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Rows<'_> {
    type Item = Result<Vec<Cell>, SyntaxError>;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        while bytes
            .get(self.at)
            .is_some_and(|b| matches!(b, b'\n' | b'\r'))
        {
            self.at += 1;
        }
        if self.at >= bytes.len() {
            return None;
        }
        let start = self.at;
        let (mut spans, mut cell_start, mut quoted) = (Vec::new(), start, false);
        let mut stray = None;
        let mut at = start;
        while at < bytes.len() {
            match bytes[at] {
                b'"' if quoted || at == cell_start || bytes[cell_start] == b'"' => quoted = !quoted,
                b',' if !quoted => {
                    spans.push(cell_start..at);
                    cell_start = at + 1;
                }
                b'\n' if !quoted => break,
                // After the closing quote nothing but the end of the cell may follow.
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => {}
                _ if !quoted && at > cell_start && bytes[cell_start] == b'"' => {
                    stray.get_or_insert(at);
                }
                _ => {}
            }
            at += 1;
        }
        let end = if at > start && bytes.get(at - 1) == Some(&b'\r') {
            at - 1
        } else {
            at
        };
        spans.push(cell_start..end.max(cell_start));
        self.at = at;
        if quoted {
            return Some(Err(SyntaxError {
                rule: "csv-syntax",
                span: cell_start..cell_start + 1,
                message: "a quoted cell is not closed".to_owned(),
                remedy: "close it with \", and double a \" inside it".to_owned(),
            }));
        }
        if let Some(stray) = stray {
            return Some(Err(SyntaxError {
                rule: "csv-syntax",
                span: stray..stray + 1,
                message: "text follows the closing quote of a cell".to_owned(),
                remedy: "put the whole cell into quotes, and double a \" inside it".to_owned(),
            }));
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(&bytes[start..at]);
        let mut record = csv::StringRecord::new();
        match reader.read_record(&mut record) {
            Ok(true) if record.len() == spans.len() => Some(Ok(record
                .iter()
                .zip(spans)
                .map(|(text, span)| Cell {
                    text: text.replace("\r\n", "\n"),
                    span,
                })
                .collect())),
            _ => Some(Err(SyntaxError {
                rule: "csv-syntax",
                span: start..start + 1,
                message: "the row cannot be read".to_owned(),
                remedy: "put quotes around the whole cell and double those inside it".to_owned(),
            })),
        }
    }
}
