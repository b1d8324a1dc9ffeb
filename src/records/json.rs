//! JSON and JSON Lines record files (RFC 8259).

use std::ops::Range;

use jsonc_parser::ast::{ObjectPropName, Value as Ast};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::files::SyntaxError;
use super::node::{Entry, Node, Value};

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

/// Parses one JSON value.
pub(super) fn parse(text: &str) -> Result<Option<Node>, SyntaxError> {
    let parsed =
        parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(|e| SyntaxError {
            rule: "json-syntax",
            span: e.range().start..e.range().end,
            message: format!("not JSON: {}", lower(&e.kind().to_string())),
            remedy:
                "check quotes, commas and brackets here; an escape \\uD800–\\uDFFF needs its pair"
                    .to_owned(),
        })?;
    parsed.value.map(|value| node(&value)).transpose()
}

fn node(ast: &Ast<'_>) -> Result<Node, SyntaxError> {
    Ok(match ast {
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
            value: Value::List(array.elements.iter().map(node).collect::<Result<_, _>>()?),
        },
        Ast::Object(object) => {
            let mut entries: Vec<Entry> = Vec::with_capacity(object.properties.len());
            for property in &object.properties {
                let (key, range) = match &property.name {
                    ObjectPropName::String(name) => (name.value.to_string(), name.range),
                    ObjectPropName::Word(name) => (name.value.to_owned(), name.range),
                };
                if entries.iter().any(|entry| entry.key == key) {
                    return Err(SyntaxError::repeated_field(&key, span(range)));
                }
                entries.push(Entry {
                    key,
                    key_span: span(range),
                    node: node(&property.value)?,
                });
            }
            Node {
                span: span(object.range),
                value: Value::Map(entries),
            }
        }
    })
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
