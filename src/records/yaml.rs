//! YAML record files (YAML 1.2): a list of records.
//!
//! Parsed event by event with the parser inside serde-saphyr, because every value needs its
//! place and one mistake must not hide the next. Anchors, aliases, tags and merge keys are
//! refused: a record says what it says without a look elsewhere, and no file can grow when read.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span};

use super::node::{Entry, Node, Value};
use super::syntax_error::{MAX_SYNTAX_ERRORS, SyntaxError};

/// Deepest nesting that a record file may have.
pub(super) const MAX_DEPTH: usize = 32;

/// Most fields in one place; each name is compared with those before it.
pub(super) const MAX_FIELDS: usize = 1000;

enum Open {
    List(Vec<Node>, usize),
    Map(Vec<Entry>, usize, Pending),
}

/// What a map waits for.
enum Pending {
    /// The name of the next field.
    Name,
    /// The value of this field.
    Value(String, Range<usize>),
    /// A value that is left out, since its name was refused.
    Nothing,
}

/// Parses a file into its documents' nodes. What is refused is left out, and the rest goes on; if
/// the parser cannot go on, the records before that place are given.
pub(super) fn parse(text: &str) -> (Vec<Node>, Vec<SyntaxError>) {
    let mut open: Vec<Open> = Vec::new();
    let mut documents = Vec::new();
    let mut errors = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(e) => {
                errors.push(unclosed_bracket(text, &open, &e).unwrap_or_else(|| not_yaml(&e)));
                documents.extend(records_so_far(open));
                break;
            }
        };
        let bytes = bytes(&span);
        if let Event::Scalar(_, _, anchor, tag)
        | Event::SequenceStart(_, anchor, tag)
        | Event::MappingStart(_, anchor, tag) = &event
        {
            // The span of an event begins after its anchor or tag.
            let sign_before = |sign| text[..bytes.start].rfind(sign).unwrap_or(bytes.start);
            if *anchor != 0 {
                errors.push(refused(sign_before('&'), "an anchor (&)"));
            }
            if tag.is_some() {
                errors.push(refused(sign_before('!'), "a tag (!)"));
            }
        }
        if errors.len() >= MAX_SYNTAX_ERRORS {
            documents.extend(records_so_far(open));
            break;
        }
        let node = match event {
            Event::Scalar(value, style, ..) => {
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
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= MAX_DEPTH => {
                errors.push(SyntaxError::too_deep(bytes));
                documents.extend(records_so_far(open));
                break;
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new(), bytes.start));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Vec::new(), bytes.start, Pending::Name));
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
                errors.push(refused(bytes.start, "an alias (*)"));
                Node {
                    span: bytes,
                    value: Value::Null,
                }
            }
            _ => continue,
        };
        match open.last_mut() {
            Some(Open::Map(entries, ..)) if entries.len() >= MAX_FIELDS => {
                errors.push(SyntaxError::too_many(node.span));
                documents.extend(records_so_far(open));
                break;
            }
            None => documents.push(node),
            Some(Open::List(items, _)) => items.push(node),
            Some(Open::Map(entries, _, pending)) => {
                match std::mem::replace(pending, Pending::Name) {
                    Pending::Name => {
                        *pending = match name_of(node, entries) {
                            Ok((key, key_span)) => Pending::Value(key, key_span),
                            Err(e) => {
                                errors.push(e);
                                Pending::Nothing
                            }
                        }
                    }
                    Pending::Value(key, key_span) => entries.push(Entry {
                        key,
                        key_span,
                        node,
                    }),
                    Pending::Nothing => {}
                }
            }
        }
    }
    (documents, errors)
}

/// The records before the place where a document breaks off. The last of them may be what is
/// broken: a line that is not indented like those above ends it.
fn records_so_far(open: Vec<Open>) -> Option<Node> {
    match open.into_iter().next()? {
        Open::List(mut items, start) => items.pop().map(|_| Node {
            span: start..items.last().map_or(start, |item| item.span.end),
            value: Value::List(items),
        }),
        Open::Map(..) => None,
    }
}

fn name_of(node: Node, entries: &[Entry]) -> Result<(String, Range<usize>), SyntaxError> {
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
        return Err(refused(node.span.start, "a merge key (<<)"));
    }
    Ok((text, node.span))
}

fn refused(at: usize, what: &str) -> SyntaxError {
    SyntaxError {
        rule: "yaml-syntax",
        span: at..at + 1,
        message: format!("{what} is not taken in record files"),
        remedy: "write the value out, or quote it if the sign belongs to the text".to_owned(),
    }
}

/// A bracket that is opened on an earlier line and not closed: the parser stumbles over what
/// follows, such as the next field.
fn unclosed_bracket(text: &str, open: &[Open], e: &ScanError) -> Option<SyntaxError> {
    let (Open::List(_, start) | Open::Map(_, start, _)) = open.last()?;
    let at = e.marker().byte_offset()?;
    let between = text.get(*start..at)?;
    (between.starts_with(['[', '{']) && between.contains('\n')).then(|| SyntaxError {
        rule: "yaml-syntax",
        span: *start..*start + 1,
        message: "a bracket is opened here and not closed".to_owned(),
        remedy: "close it with ] or }".to_owned(),
    })
}

/// The parser's reason in words of someone who edits data, as far as it is a common one.
fn not_yaml(e: &ScanError) -> SyntaxError {
    use ErrorKind as K;
    let at = e.marker().byte_offset().unwrap_or(0);
    let (message, remedy) = match e.kind() {
        K::RecursionLimitExceeded => return SyntaxError::too_deep(at..at + 1),
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabInPlainScalar
        | K::TabAtBlockScalarStart => (
            "a tab stands where YAML takes spaces only",
            "indent with spaces",
        ),
        K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar => (
            "a quote is opened here and not closed",
            "close it with the same sign; inside \"…\" write \\\" for a quote",
        ),
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            "text follows a closed quote",
            "put the whole text into quotes; inside \"…\" write \\\" for a quote",
        ),
        K::UnclosedFlowCollection { .. }
        | K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping
        | K::InvalidFlowScalarIndent => (
            "a bracket is opened here and not closed",
            "close it with ] or }",
        ),
        K::ExpectedFlowMappingSeparator | K::ExpectedFlowSequenceSeparator => (
            "a comma or a closing bracket is missing",
            "separate with commas, close with ] or }, and quote a text that holds one of , [ ] { }",
        ),
        K::MisplacedFlowCollectionEnd | K::MismatchedFlowCollectionEnd { .. } => (
            "a bracket is closed that was not opened",
            "delete it, or quote the text that it belongs to",
        ),
        K::MappingValueNotAllowed
        | K::InvalidColonPlacement
        | K::FlowMappingValueAdjacentCollection => (
            "a second colon stands where a text is expected",
            "quote a text that holds ': ', and begin each field on a line of its own",
        ),
        K::UnknownAnchor | K::MissingAnchorOrAliasName => (
            "a text that begins with * or & must be quoted",
            "put it into quotes",
        ),
        K::UnexpectedCharacter { character } if character.is_control() => (
            "an invisible character stands here",
            "delete it; it often comes from a copied document",
        ),
        K::UnexpectedCharacter { .. } => (
            "a text cannot begin with this sign",
            "put the text into quotes",
        ),
        K::ExpectedBlockMappingKey
        | K::ExpectedBlockSequenceEntry
        | K::InvalidIndentation
        | K::BlockSequenceEntryNotAllowed
        | K::SimpleKeyExpected
        | K::InvalidSimpleKey
        | K::ExpectedDocumentStart
        | K::MappingKeyNotAllowed
        | K::InvalidBlockScalarIndent => (
            "the line does not fit those above",
            "give the fields of a record the same number of spaces, each as name: value, and begin \
             a record with \"- \"",
        ),
        K::UnknownQuotedScalarEscape
        | K::InvalidQuotedScalarHexEscape
        | K::InvalidLowSurrogateHexEscape
        | K::InvalidLowSurrogate
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate
        | K::InvalidUnicodeEscape => (
            "the escape after \\ is no character",
            "write the character itself; for a \\ write \\\\",
        ),
        other => {
            return SyntaxError {
                rule: "yaml-syntax",
                span: at..at + 1,
                message: format!("not YAML: {other}"),
                remedy: "check indentation, quotes and brackets on this line and the one above"
                    .to_owned(),
            };
        }
    };
    SyntaxError {
        rule: "yaml-syntax",
        span: at..at + 1,
        message: message.to_owned(),
        remedy: remedy.to_owned(),
    }
}

fn bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(0..0)
}
