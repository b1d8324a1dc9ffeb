//! Types from [`Node`]s: what does not fit says where it stands and what to write instead.

use serde::de::value::StrDeserializer;
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};

use super::key::MAX_KEY_LENGTH;
use super::node::{Entry, Node, Step, Value};

/// Why a node is not a value of the wanted type.
#[derive(Debug)]
pub(crate) struct Mismatch {
    /// Path from the record, innermost step first.
    pub(super) reversed: Vec<Step>,
    /// The mismatch is about the name of the last field, not its value.
    pub(crate) about_name: bool,
    /// The known field that an unknown one was probably meant to be.
    pub(super) meant: Option<&'static str>,
    /// The field that is missing, if the mismatch is that one is.
    pub(crate) missing: Option<&'static str>,
    pub(crate) rule: &'static str,
    pub(crate) message: String,
    pub(crate) remedy: String,
}

impl Mismatch {
    fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            reversed: Vec::new(),
            about_name: false,
            meant: None,
            missing: None,
            rule,
            message: message.into(),
            remedy: String::new(),
        }
    }

    fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    fn in_step(mut self, step: Step) -> Self {
        self.reversed.push(step);
        self
    }

    pub(crate) fn path(&self) -> Vec<Step> {
        self.reversed.iter().rev().cloned().collect()
    }
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mismatch {}

/// Separates message, rule and remedy in the texts of value errors: serde carries one string.
const PART: char = '\u{1F}';

/// An error text for a value type that names rule and remedy.
pub(crate) fn value_error<E: de::Error>(rule: &str, message: &str, remedy: &str) -> E {
    // A value that is quoted in the message may hold the separator.
    let message = message.replace(PART, "\u{FFFD}");
    E::custom(format!("{message}{PART}{rule}{PART}{remedy}"))
}

/// The rule names that value types may use, so that a [`Mismatch`] holds a static name.
const RULES: &[&str] = &[
    "bad-key",
    "bad-date",
    "bad-evidence",
    "bad-iri",
    "bad-language",
    "bad-number",
    "bad-text",
    "bad-reference",
    "bad-value",
];

impl de::Error for Mismatch {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        let mut parts = text.split(PART);
        let message = parts.next().unwrap_or_default().to_owned();
        let rule = parts.next().unwrap_or("wrong-type");
        let rule = RULES
            .iter()
            .find(|known| **known == rule)
            .copied()
            .unwrap_or("wrong-type");
        Self::new(rule, message).remedy(parts.next().unwrap_or_default())
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let expected = expected.to_string();
        let (wanted, remedy) = in_words(&expected, unexpected);
        let found = match unexpected {
            de::Unexpected::Str(text) => format!("the text {text:?}"),
            de::Unexpected::Seq => "a list".to_owned(),
            de::Unexpected::Map => "named fields".to_owned(),
            de::Unexpected::Unit => "nothing".to_owned(),
            other => other.to_string(),
        };
        Self::new("wrong-type", format!("expected {wanted}, found {found}")).remedy(remedy)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let meant = nearest(field, expected.iter().copied());
        let mut mismatch =
            Self::new("unknown-field", format!("unknown field {field}")).remedy(meant.map_or_else(
                || format!("known fields: {}", expected.join(", ")),
                |near| format!("did you mean {near}?"),
            ));
        mismatch.about_name = true;
        mismatch.meant = expected.iter().copied().find(|known| Some(*known) == meant);
        mismatch
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let remedy = match nearest(variant, expected.iter().copied()) {
            Some(near) => format!("did you mean {near}? Known: {}", expected.join(", ")),
            None => format!("write one of: {}", expected.join(", ")),
        };
        Self::new("unknown-value", format!("unknown value {variant:?}")).remedy(remedy)
    }

    fn missing_field(field: &'static str) -> Self {
        let mut mismatch = Self::new("missing-field", format!("missing field {field}"))
            .remedy(format!("add {field}: …"));
        mismatch.missing = Some(field);
        mismatch
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("duplicate-field", format!("the field {field} stands twice"))
            .remedy("keep one of them; several values go into a list")
    }
}

/// What serde's words for a type mean to someone who edits data, and how to write it.
fn in_words(expected: &str, found: de::Unexpected<'_>) -> (String, String) {
    let (wanted, remedy) = match expected {
        "a string" => match found {
            de::Unexpected::Seq => ("one value", "write one value, not a list"),
            de::Unexpected::Map => ("one value", "write the value without names inside"),
            _ => ("one value", "write a value, or delete the item"),
        },
        "a sequence" => (
            "a list",
            "begin each item with \"- \", or put them into [ ]",
        ),
        "u32" => ("a whole number", "write digits only, without quotes: 3"),
        "a boolean" => ("true or false", "write true or false, without quotes"),
        _ if expected.starts_with("struct ") => (
            "named fields",
            "write each field as name: value; in a list, begin each item with \"- \"",
        ),
        // Types that say themselves how they are written: `what it is; how to write it`.
        other => other.split_once("; ").unwrap_or((other, "")),
    };
    (wanted.to_owned(), remedy.to_owned())
}

/// The known word nearest to one that is not known, if any is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // No name of ours is as long, and the distance of two words takes time and memory for both.
    if word.len() > MAX_KEY_LENGTH {
        return None;
    }
    let word = word.to_lowercase().replace('-', "_");
    known
        .into_iter()
        .map(|candidate| {
            let normal = candidate.replace('-', "_");
            let mut score = strsim::damerau_levenshtein(&word, &normal);
            if word.len() > 2 && (normal.contains(&word) || word.contains(&normal)) {
                score = score.min(2);
            }
            (score, candidate)
        })
        .filter(|(score, candidate)| *score <= (candidate.len() / 3).max(2))
        .min_by_key(|(score, _)| *score)
        .map(|(_, candidate)| candidate)
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Scalar { text, .. } => visitor.visit_borrowed_str(text),
            Value::List(items) => visitor.visit_seq(Items {
                items: items.iter(),
                index: 0,
            }),
            Value::Map(entries) => visitor.visit_map(Entries {
                entries: entries.iter(),
                value: None,
            }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Scalar {
                text,
                quoted: false,
            } if text == "true" || text == "false" => visitor.visit_bool(text == "true"),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Scalar {
                text,
                quoted: false,
            } if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
                match text.parse() {
                    Ok(number) => visitor.visit_u32(number),
                    Err(_) => Err(Mismatch::new(
                        "bad-number",
                        format!("{text} is too large: the largest number is {}", u32::MAX),
                    )
                    .remedy("compare the number with its source")),
                }
            }
            _ => self.deserialize_any(visitor),
        }
    }

    /// One value where a list is wanted is a list of one: `places: lan-10`.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Null => visitor.visit_seq(Items {
                items: [].iter(),
                index: 0,
            }),
            Value::Scalar { .. } => visitor.visit_seq(Items {
                items: std::slice::from_ref(self).iter(),
                index: 0,
            }),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Scalar { text, .. } => {
                let variant: StrDeserializer<'_, Mismatch> = text.as_str().into_deserializer();
                visitor.visit_enum(variant)
            }
            _ => Err(Mismatch::new("wrong-type", "expected one word")
                .remedy(format!("write one of: {}", variants.join(", ")))),
        }
    }

    /// Only named fields make a struct; serde would take a list for its fields in order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::List(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'de> {
    items: std::slice::Iter<'de, Node>,
    index: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = Mismatch;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mismatch> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item)
            .map(Some)
            .map_err(|e| e.in_step(Step::Index(index)))
    }
}

struct Entries<'de> {
    entries: std::slice::Iter<'de, Entry>,
    value: Option<&'de Entry>,
}

impl<'de> de::MapAccess<'de> for Entries<'de> {
    type Error = Mismatch;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Mismatch> {
        let Some(entry) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(entry);
        let key: StrDeserializer<'_, Mismatch> = entry.key.as_str().into_deserializer();
        seed.deserialize(key).map(Some).map_err(|e| Mismatch {
            about_name: true,
            ..e.in_step(Step::Field(entry.key.clone()))
        })
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Mismatch> {
        let Some(entry) = self.value.take() else {
            return Err(Mismatch::new("wrong-type", "expected a value"));
        };
        seed.deserialize(&entry.node)
            .map_err(|e| e.in_step(Step::Field(entry.key.clone())))
    }
}
