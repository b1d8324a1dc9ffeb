//! Texts with their language.

use std::collections::BTreeMap;

use oxilangtag::LanguageTag;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::node::is_bidi_control;
use super::typed::value_error;

/// Longest text of a record, in bytes.
pub const MAX_TEXT_LENGTH: usize = 100_000;

/// A language tag (BCP 47), in lower case as RDF compares them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[schemars(transparent)]
pub struct Language(String);

impl Language {
    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = String::deserialize(deserializer)?;
        let registered_shape = LanguageTag::parse(text.as_str()).is_ok()
            && text.split('-').next().is_some_and(|primary| {
                matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_alphabetic())
            });
        if registered_shape {
            text.make_ascii_lowercase();
            Ok(Self(text))
        } else {
            let mended = text.replace('_', "-");
            let remedy = if mended != text && LanguageTag::parse(mended.as_str()).is_ok() {
                format!("write {mended}")
            } else {
                "write a BCP 47 tag such as sv, en or se".to_owned()
            };
            Err(value_error(
                "bad-language",
                &format!("{text:?} is not a language tag"),
                &remedy,
            ))
        }
    }
}

/// One text without a language: trimmed, NFC, free of control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[schemars(transparent)]
pub struct PlainText(String);

impl PlainText {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for PlainText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if is_plain(&text) {
            return Ok(Self(text));
        }
        check(&text).map_err(|(message, remedy)| value_error("bad-text", &message, remedy))?;
        let trimmed = text.trim();
        Ok(Self(if unicode_normalization::is_nfc(trimmed) {
            trimmed.to_owned()
        } else {
            trimmed.nfc().collect()
        }))
    }
}

/// Whether a text needs no closer look, as nearly all do: printable, trimmed, of fair length, and
/// of letters below U+0300, where no letter is written as two characters.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let printable = |byte: &u8| matches!(byte, b' '..=b'~' | 0x80..=0xC1 | 0xC3..=0xCB);
    bytes.len() <= MAX_TEXT_LENGTH
        && bytes.first().is_some_and(|byte| *byte != b' ')
        && bytes.last() != Some(&b' ')
        && bytes.iter().all(printable)
}

/// Why a text cannot be published, and what to do.
fn check(text: &str) -> Result<(), (String, &'static str)> {
    if text.trim().is_empty() {
        return Err((
            "the text is empty".to_owned(),
            "write the text, or leave the field out",
        ));
    }
    if text.len() > MAX_TEXT_LENGTH {
        return Err((
            format!(
                "the text has {} bytes, more than {MAX_TEXT_LENGTH}",
                text.len()
            ),
            "shorten it",
        ));
    }
    // Anything else would break RDF/XML (XML 1.0 §2.2) or reorder the text around it.
    let bad = text.chars().find(|&c| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}')
            || is_bidi_control(c)
    });
    match bad {
        Some(c) => Err((
            format!("the character U+{:04X} cannot be published", u32::from(c)),
            "delete it; it is invisible and often comes from a copied document",
        )),
        None => Ok(()),
    }
}

/// Texts by language: `{sv: "…", en: "…"}`.
pub type Text = BTreeMap<Language, PlainText>;

/// Several texts by language: `{sv: ["…", "…"]}`.
pub type Texts = BTreeMap<Language, Vec<PlainText>>;
