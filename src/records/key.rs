//! Keys: the part of an identifier that never changes.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::typed::value_error;

/// Longest key, in bytes.
pub const MAX_KEY_LENGTH: usize = 120;

/// A key: lower-case ASCII letters and digits, in words joined by single hyphens.
///
/// ASCII only, because `ö` and `%C3%B6` are different IRIs in RDF.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
pub struct Key(#[schemars(regex(pattern = r"^[a-z0-9]+(-[a-z0-9]+)*$"), length(max = 120))] String);

impl Key {
    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Key {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        check(text)?;
        Ok(Self(text.to_owned()))
    }
}

/// Why a text is no key.
fn check(text: &str) -> Result<(), String> {
    if text.len() > MAX_KEY_LENGTH {
        return Err(format!("a key has at most {MAX_KEY_LENGTH} characters"));
    }
    let words = text.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    if words {
        Ok(())
    } else {
        Err(format!(
            "{text:?} is not a key: lower-case letters a–z, digits and single hyphens"
        ))
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        check(&text).map_err(|message| {
            let slug = crate::iri::slug(&text);
            let remedy = if slug.is_empty() {
                "write a word such as lansstyrelsen-i-blekinge-lan".to_owned()
            } else if slug.len() > MAX_KEY_LENGTH {
                "keep the words that tell it from the others".to_owned()
            } else {
                format!("write {slug}")
            };
            value_error("bad-key", &message, &remedy)
        })?;
        Ok(Self(text))
    }
}

/// A reference to anything in the graph: `type/key`, as in `org/socialstyrelsen`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(transparent)]
pub struct EntityRef(#[schemars(regex(pattern = r"^[a-z-]+/[a-z0-9-]+$"))] String);

impl EntityRef {
    /// The reference as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Type and key.
    #[must_use]
    pub fn parts(&self) -> (&str, Key) {
        let (kind, key) = self.0.split_once('/').unwrap_or(("", ""));
        (kind, Key(key.to_owned()))
    }
}

impl<'de> Deserialize<'de> for EntityRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let valid = text.split_once('/').is_some_and(|(kind, key)| {
            kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                && !kind.is_empty()
                && check(key).is_ok()
        });
        if valid {
            Ok(Self(text))
        } else {
            Err(value_error(
                "bad-reference",
                &format!("{text:?} is not a reference to a record"),
                "write type/key, for example org/socialstyrelsen or activity/blekinge-2008-2009-tillsyn",
            ))
        }
    }
}
