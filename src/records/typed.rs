//! From [`Node`]s to typed records, with the place of everything that does not fit.

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};

use super::node::{Entry, Node, Step, Value};

/// Why a node is not a value of the wanted type.
#[derive(Debug)]
pub(crate) struct Mismatch {
    /// Path from the record, innermost step first.
    reversed: Vec<Step>,
    /// The mismatch is about the name of the last field, not its value.
    pub(crate) about_name: bool,
    pub(crate) rule: &'static str,
    pub(crate) message: String,
    pub(crate) remedy: String,
}

impl Mismatch {
    fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            reversed: Vec::new(),
            about_name: false,
            rule,
            message: message.into(),
            remedy: String::new(),
        }
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
        let mut mismatch = Self::new(rule, message);
        mismatch.remedy.push_str(parts.next().unwrap_or_default());
        mismatch
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(
            "wrong-type",
            format!("expected {expected}, found {}", name(unexpected)),
        )
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let mut mismatch = Self::new("unknown-field", format!("unknown field {field}"));
        mismatch.about_name = true;
        mismatch.remedy = match nearest(field, expected.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known fields: {}", expected.join(", ")),
        };
        mismatch
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let mut mismatch = Self::new("unknown-value", format!("unknown value {variant}"));
        mismatch.remedy = match nearest(variant, expected.iter().copied()) {
            Some(near) => format!("did you mean {near}? Known: {}", expected.join(", ")),
            None => format!("write one of: {}", expected.join(", ")),
        };
        mismatch
    }

    fn missing_field(field: &'static str) -> Self {
        let mut mismatch = Self::new("missing-field", format!("missing field {field}"));
        mismatch.remedy = format!("add {field}: …");
        mismatch
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("duplicate-field", format!("field {field} stands twice"))
    }
}

fn name(unexpected: de::Unexpected<'_>) -> String {
    match unexpected {
        de::Unexpected::Str(text) => format!("the text {text:?}"),
        de::Unexpected::Seq => "a list".to_owned(),
        de::Unexpected::Map => "a map".to_owned(),
        de::Unexpected::Unit => "nothing".to_owned(),
        other => other.to_string(),
    }
}

/// The known word nearest to one that is not known, if any is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase().replace('-', "_");
    known
        .into_iter()
        .map(|candidate| {
            let normal = candidate.replace('-', "_");
            let mut score = strsim::damerau_levenshtein(&word, &normal);
            if normal.contains(&word) || word.contains(&normal) {
                score = score.min(2);
            }
            (score, candidate)
        })
        .filter(|(score, candidate)| *score <= (candidate.len() / 3).max(2))
        .min_by_key(|(score, _)| *score)
        .map(|(_, candidate)| candidate)
}

/// Most mismatches that are reported of one record.
const MAX_MISMATCHES: usize = 20;

/// Reads a typed value and every mismatch: after each one the value that does not fit is left
/// out and the rest is read again.
pub(crate) fn read<T: DeserializeOwned>(node: &Node) -> Result<T, Vec<Mismatch>> {
    let mut mismatches: Vec<Mismatch> = Vec::new();
    let mut rest = node.clone();
    // Indices move when items are left out; `kept` maps them back by remembering removals.
    let mut removed: Vec<Vec<Step>> = Vec::new();
    while mismatches.len() < MAX_MISMATCHES {
        match T::deserialize(&rest) {
            Ok(value) if mismatches.is_empty() => return Ok(value),
            Ok(_) => break,
            Err(mut mismatch) => {
                let path = mismatch.path();
                // A field that is missing because its value was left out is no second finding.
                let consequence = mismatch.rule == "missing-field"
                    && removed.iter().any(|gone| gone.starts_with(&path));
                let original = restore(&path, &removed);
                mismatch.reversed = original.iter().rev().cloned().collect();
                if !consequence {
                    mismatches.push(mismatch);
                }
                if path.is_empty() || !rest.remove(&path) {
                    break;
                }
                removed.push(original);
            }
        }
    }
    Err(mismatches)
}

/// Path in the original node of a path in what is left of it.
fn restore(path: &[Step], removed: &[Vec<Step>]) -> Vec<Step> {
    let mut original = path.to_vec();
    for gone in removed.iter().rev() {
        let Some((Step::Index(gone_at), parent)) = gone.split_last() else {
            continue;
        };
        if original.len() > parent.len()
            && original[..parent.len()] == *parent
            && let Step::Index(at) = &mut original[parent.len()]
            && *at >= *gone_at
        {
            *at += 1;
        }
    }
    original
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
            } if text == "true" => visitor.visit_bool(true),
            Value::Scalar {
                text,
                quoted: false,
            } if text == "false" => visitor.visit_bool(false),
            _ => {
                let mut mismatch: Mismatch = self
                    .deserialize_any(visitor)
                    .err()
                    .unwrap_or_else(|| Mismatch::new("wrong-type", "expected true or false"));
                "write true or false".clone_into(&mut mismatch.remedy);
                Err(mismatch)
            }
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Scalar {
                text,
                quoted: false,
            } if text.parse::<u64>().is_ok() => visitor.visit_u64(text.parse().unwrap_or_default()),
            _ => {
                let mut mismatch: Mismatch = self
                    .deserialize_any(visitor)
                    .err()
                    .unwrap_or_else(|| Mismatch::new("wrong-type", "expected a whole number"));
                "write a whole number without quotes".clone_into(&mut mismatch.remedy);
                Err(mismatch)
            }
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_u64(visitor)
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
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match &self.value {
            Value::Scalar { text, .. } => {
                let variant: StrDeserializer<'_, Mismatch> = text.as_str().into_deserializer();
                visitor.visit_enum(variant)
            }
            _ => Err(Mismatch::new("wrong-type", "expected one word")),
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
        i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map struct identifier ignored_any
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
