//! JSON and JSON Lines record files (RFC 8259).

use std::ops::Range;

use jsonc_parser::ast::{ObjectPropName, Value as Ast};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::node::{Entry, Node, Value};
use super::syntax_error::SyntaxError;
use super::yaml::{MAX_DEPTH, MAX_FIELDS};

/// Strict JSON: no comments, no trailing or missing commas, double quotes only.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Parses one JSON value. A field that stands twice is left out, and the rest goes on.
pub(super) fn parse(text: &str) -> (Option<Node>, Vec<SyntaxError>) {
    match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => {
            let mut errors = Vec::new();
            let node = parsed.value.map(|value| node(&value, 0, &mut errors));
            (node, errors)
        }
        Err(e) => (None, vec![not_json(&e)]),
    }
}

/// The parser's reason, with what to do.
fn not_json(e: &ParseError) -> SyntaxError {
    use ParseErrorKind as K;
    let span = e.range().start..e.range().end;
    let remedy = match e.kind() {
        K::NestingDepthExceeded => return SyntaxError::too_deep(span),
        K::CommentsNotAllowed | K::UnterminatedCommentBlock => {
            "delete the comment; a remark for readers goes into notes"
        }
        K::TrailingCommasNotAllowed => "delete the comma before the closing bracket",
        K::SingleQuotedStringsNotAllowed | K::ExpectedStringObjectProperty => "write double quotes",
        K::ExpectedComma => "separate with a comma",
        K::UnterminatedArray | K::UnterminatedObject | K::ExpectedObjectValue => {
            "close what is open; if the end is missing, copy the file again"
        }
        K::MultipleRootJsonValues => "put all records of a file into one [ ]",
        K::UnexpectedWord => "put a text into double quotes",
        K::String(_) => "close the quote, and write characters themselves instead of \\u escapes",
        _ => "check quotes, commas and brackets here",
    };
    SyntaxError {
        rule: "json-syntax",
        span,
        message: format!("not JSON: {}", lower(&e.kind().to_string())),
        remedy: remedy.to_owned(),
    }
}

fn node(ast: &Ast<'_>, depth: usize, errors: &mut Vec<SyntaxError>) -> Node {
    match ast {
        Ast::Array(_) | Ast::Object(_) if depth >= MAX_DEPTH => {
            let range = ast.range();
            errors.push(SyntaxError::too_deep(range.start..range.start + 1));
            Node {
                span: span(range),
                value: Value::Null,
            }
        }
        Ast::NullKeyword(null) => Node {
            span: span(null.range),
            value: Value::Null,
        },
        Ast::StringLit(text) => Node {
            span: span(text.range),
            value: Value::Scalar {
                text: text.value.to_string(),
                quoted: true,
            },
        },
        Ast::NumberLit(number) => Node {
            span: span(number.range),
            value: Value::Scalar {
                text: number.value.to_owned(),
                quoted: false,
            },
        },
        Ast::BooleanLit(boolean) => Node {
            span: span(boolean.range),
            value: Value::Scalar {
                text: boolean.value.to_string(),
                quoted: false,
            },
        },
        Ast::Array(array) => Node {
            span: span(array.range),
            value: Value::List(
                array
                    .elements
                    .iter()
                    .map(|item| node(item, depth + 1, errors))
                    .collect(),
            ),
        },
        Ast::Object(object) => {
            let mut entries: Vec<Entry> = Vec::with_capacity(object.properties.len());
            for (index, property) in object.properties.iter().enumerate() {
                let (key, range) = match &property.name {
                    ObjectPropName::String(name) => (name.value.to_string(), name.range),
                    ObjectPropName::Word(name) => (name.value.to_owned(), name.range),
                };
                if index >= MAX_FIELDS {
                    errors.push(SyntaxError::too_many(span(range)));
                    break;
                }
                if entries.iter().any(|entry| entry.key == key) {
                    errors.push(SyntaxError::repeated_field(&key, span(range)));
                    continue;
                }
                entries.push(Entry {
                    key,
                    key_span: span(range),
                    node: node(&property.value, depth + 1, errors),
                });
            }
            Node {
                span: span(object.range),
                value: Value::Map(entries),
            }
        }
    }
}

fn span(range: jsonc_parser::common::Range) -> Range<usize> {
    range.start..range.end
}

fn lower(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
