//! YAML record files (YAML 1.2, one document: a list of records).
//!
//! Parsed event by event with the parser inside serde-saphyr, because every value needs its
//! place and one mistake must not hide the next. Anchors, aliases, tags and merge keys are
//! refused: a record says what it says without a look elsewhere, and no file can grow when read.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use super::files::SyntaxError;
use super::node::{Entry, Node, Value};

/// Deepest nesting that a record file may have.
pub(super) const MAX_DEPTH: usize = 32;

enum Open {
    List(Vec<Node>, usize),
    Map(Vec<Entry>, usize, Option<(String, Range<usize>)>),
}

/// Parses a file into its documents' nodes.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, SyntaxError> {
    let mut open: Vec<Open> = Vec::new();
    let mut documents = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| {
            let at = e.marker().byte_offset().unwrap_or(0);
            SyntaxError {
                rule: "yaml-syntax",
                span: at..at + 1,
                message: format!("not YAML: {}", e.kind()),
                remedy: "check indentation, quotes and brackets on this line and the one above; \
                         quote a text that holds ': ' or ' #'"
                    .to_owned(),
            }
        })?;
        let bytes = bytes(&span);
        let node = match event {
            Event::Scalar(value, style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    return Err(refused(bytes, "an anchor or a tag"));
                }
                let plain = style == ScalarStyle::Plain;
                let value =
                    if plain && matches!(value.as_ref(), "" | "~" | "null" | "Null" | "NULL") {
                        Value::Null
                    } else {
                        Value::Scalar {
                            text: value.into_owned(),
                            quoted: !plain,
                        }
                    };
                Node { span: bytes, value }
            }
            Event::SequenceStart(_, anchor, tag) | Event::MappingStart(_, anchor, tag)
                if anchor != 0 || tag.is_some() =>
            {
                return Err(refused(bytes, "an anchor or a tag"));
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= MAX_DEPTH => {
                return Err(SyntaxError::too_deep(bytes));
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new(), bytes.start));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Vec::new(), bytes.start, None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(items, start)) => {
                    let end = items.last().map_or(bytes.end, |item| item.span.end);
                    Node {
                        span: start..end.max(start),
                        value: Value::List(items),
                    }
                }
                Some(Open::Map(entries, start, _)) => {
                    let end = entries
                        .last()
                        .map_or(bytes.end, |entry| entry.node.span.end);
                    Node {
                        span: start..end.max(start),
                        value: Value::Map(entries),
                    }
                }
                None => continue,
            },
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                return Err(refused(bytes, "an alias"));
            }
            _ => continue,
        };
        match open.last_mut() {
            None => documents.push(node),
            Some(Open::List(items, _)) => items.push(node),
            Some(Open::Map(entries, _, pending)) => match pending.take() {
                Some((key, key_span)) => entries.push(Entry {
                    key,
                    key_span,
                    node,
                }),
                None => *pending = Some(key_of(node, entries)?),
            },
        }
    }
    Ok(documents)
}

fn key_of(node: Node, entries: &[Entry]) -> Result<(String, Range<usize>), SyntaxError> {
    let Value::Scalar { text, .. } = node.value else {
        return Err(SyntaxError {
            rule: "yaml-syntax",
            span: node.span,
            message: "the name of a field must be a word".to_owned(),
            remedy: "write name: value".to_owned(),
        });
    };
    if entries.iter().any(|entry| entry.key == text) {
        return Err(SyntaxError::repeated_field(&text, node.span));
    }
    if text == "<<" {
        return Err(refused(node.span, "a merge key"));
    }
    Ok((text, node.span))
}

fn refused(span: Range<usize>, what: &str) -> SyntaxError {
    SyntaxError {
        rule: "yaml-syntax",
        span,
        message: format!("{what} is not taken in record files"),
        remedy: "write the value out, or quote it if the sign belongs to the text".to_owned(),
    }
}

fn bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(0..0)
}
