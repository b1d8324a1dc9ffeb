//! Texts with their language.

use std::collections::{BTreeMap, btree_map};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use oxilangtag::LanguageTag;
use schemars::JsonSchema;
use serde::de::{DeserializeSeed, MapAccess, Visitor};
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

/// Something for each of several languages, in the order of the tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct ByLanguage<T>(BTreeMap<Language, T>);

/// Texts by language: `{sv: "…", en: "…"}`.
pub type Text = ByLanguage<PlainText>;

/// Several texts by language: `{sv: ["…", "…"]}`.
pub type Texts = ByLanguage<Vec<PlainText>>;

impl<T> Default for ByLanguage<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Deref for ByLanguage<T> {
    type Target = BTreeMap<Language, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a ByLanguage<T> {
    type Item = (&'a Language, &'a T);
    type IntoIter = btree_map::Iter<'a, Language, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ByLanguage<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ByLanguageVisitor(PhantomData))
    }
}

struct ByLanguageVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ByLanguageVisitor<T> {
    type Value = ByLanguage<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a text with its language; \
             write the language before it: {sv: …, en: …} (in CSV a column such as label.sv)",
        )
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut texts = BTreeMap::new();
        while let Some(language) = map.next_key_seed(NewLanguage(&texts))? {
            texts.insert(language, map.next_value()?);
        }
        Ok(ByLanguage(texts))
    }
}

/// Reads a language that is not there yet: `sv` and `SV` are one, and the second text would
/// silently win.
struct NewLanguage<'a, T>(&'a BTreeMap<Language, T>);

impl<'de, T> DeserializeSeed<'de> for NewLanguage<'_, T> {
    type Value = Language;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Language, D::Error> {
        let language = Language::deserialize(deserializer)?;
        if self.0.contains_key(&language) {
            return Err(value_error(
                "bad-language",
                &format!("the language {} stands twice", language.as_str()),
                "keep one text for each language; further names are alt_labels",
            ));
        }
        Ok(language)
    }
}
