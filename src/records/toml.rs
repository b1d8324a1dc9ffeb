//! TOML, in which a dataset's configuration is written; read as records are, so that every mistake
//! is told at once and in the same words.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::files::span_of;
use super::node::{Entry, Node, Value};
use super::refused;

/// Reads a typed value. Every mistake is a line, counted from 1, and what is wrong with what to do.
pub(crate) fn read_toml<T: DeserializeOwned>(
    text: &str,
    required: &[&'static str],
) -> Result<T, Vec<(usize, String)>> {
    let line = |at: usize| text.bytes().take(at).filter(|b| *b == b'\n').count() + 1;
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors
            .iter()
            .map(|e| {
                let reason = e.message();
                let message = if reason == "duplicate key" {
                    "the key stands twice: keep one of them".to_owned()
                } else {
                    format!("not TOML, {reason}: write key = \"value\", and close what is open")
                };
                (line(e.span().map_or(0, |span| span.start)), message)
            })
            .collect());
    }
    let node = Node {
        span: table.span(),
        value: Value::Map(entries(table.get_ref())),
    };
    refused::read(&node, required).map_err(|refused| {
        let mut mistakes: Vec<(usize, String)> = refused
            .mismatches
            .iter()
            .map(|mismatch| {
                let remedy = match mismatch.missing {
                    Some(field) => &format!("add {field} = …"),
                    None => &mismatch.remedy,
                };
                let message = format!("{}: {remedy}", mismatch.message);
                (line(span_of(&node, mismatch).start), message)
            })
            .collect();
        mistakes.sort();
        mistakes
    })
}

/// Bytes of the value of a top-level key; of a table, those of its name.
pub(crate) fn span_in_toml(text: &str, key: &str) -> Option<Range<usize>> {
    let (table, _) = DeTable::parse_recoverable(text);
    let mut entries = table.get_ref().iter();
    let (name, value) = entries.find(|(name, _)| name.get_ref() == key)?;
    Some(match value.get_ref() {
        DeValue::Table(_) => name.span(),
        _ => value.span(),
    })
}

fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: key.span(),
            node: node(value),
        })
        .collect()
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let span: Range<usize> = value.span();
    let scalar = |text: String, quoted| Value::Scalar { text, quoted };
    let value = match value.get_ref() {
        DeValue::String(text) => scalar(text.to_string(), true),
        DeValue::Integer(number) => scalar(number.to_string(), false),
        DeValue::Float(number) => scalar(number.to_string(), false),
        DeValue::Boolean(truth) => scalar(truth.to_string(), false),
        DeValue::Datetime(date) => scalar(date.to_string(), false),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => Value::Map(entries(table)),
    };
    Node { span, value }
}
