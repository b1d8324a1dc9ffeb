//! The JSON-LD context, read for writing: which key and which shape a value gets.
//!
//! A value goes under a term only if the term gives the value back. What is understood: `@vocab`,
//! `@language`, prefixes, aliases of `@id` and `@type`, and terms with `@id`, `@type`,
//! `@language`, and the containers `@set` and `@language`. A term with anything further (scoped
//! context, `@reverse`, `@list`, …) is never used; its values are written under a compact or full
//! IRI instead, which is right, if less handsome. Remote contexts are refused: a dump must be
//! readable without the net.

use std::collections::BTreeMap;

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use serde_json::{Map, Value};

use crate::error::Error;

/// A context, with the terms by their IRI.
#[derive(Debug)]
pub(super) struct Context {
    /// As JSON, to be written at the head of the dump.
    pub(super) json: String,
    /// Key for `@id`.
    pub(super) id: String,
    /// Key for `@type`.
    pub(super) types: String,
    /// Whether plain strings get a language that they do not have.
    pub(super) default_language: bool,
    terms: BTreeMap<String, Vec<Term>>,
    names: Map<String, Value>,
    /// Namespace and prefix, longest namespace first.
    prefixes: Vec<(String, String)>,
}

/// A term that can hold values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) name: String,
    pub(super) reads: Reads,
    /// Whether even a single value stands in an array.
    pub(super) always_array: bool,
}

/// As what a term reads a bare string.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reads {
    /// As an IRI (`@type` is `@id` or `@vocab`).
    Iri,
    /// As a literal of this datatype.
    Typed(String),
    /// As a text in this language; without one if `None`.
    Language(Option<String>),
    /// As a text by its language, in a language map.
    LanguageMap,
    /// As the context's default says.
    Plain,
}

impl Context {
    /// Reads a context: an object, or a document that holds it under `@context`.
    ///
    /// # Errors
    ///
    /// [`Error::Asset`] if it is no JSON, not a single object, or asks for another document.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let failed = |message: &str| Error::Asset {
            name: "JSON-LD context".to_owned(),
            message: message.to_owned(),
        };
        let mut json: Value = serde_json::from_str(text).map_err(|e| failed(&e.to_string()))?;
        if let Some(inner) = json.get_mut("@context") {
            json = inner.take();
        }
        let Value::Object(names) = &json else {
            return Err(failed(
                "it is not one object: write all terms into one context",
            ));
        };
        // The reader knows all rules for contexts, and it loads no document.
        let document = format!("{{\"@context\": {json}, \"@id\": \"http://example.org/\"}}");
        RdfParser::from_format(RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        })
        .for_slice(&document)
        .try_for_each(|quad| quad.map(drop))
        .map_err(|error| failed(&error.to_string()))?;
        let mut terms: BTreeMap<String, Vec<Term>> = BTreeMap::new();
        let mut prefixes = Vec::new();
        let (mut id, mut types) = ("@id".to_owned(), "@type".to_owned());
        for (name, definition) in names.iter().filter(|(name, _)| !name.starts_with('@')) {
            let Some(iri) = iri_of(name, names, 0) else {
                continue;
            };
            match iri.as_str() {
                "@id" => id.clone_from(name),
                "@type" => types.clone_from(name),
                _ if iri.starts_with('@') => (),
                _ => {
                    if is_prefix(definition, &iri) && !name.contains(':') {
                        prefixes.push((iri.clone(), name.clone()));
                    }
                    if let Some(term) = Term::read(name, definition, names) {
                        terms.entry(iri).or_default().push(term);
                    }
                }
            }
        }
        prefixes.sort_unstable_by(|a, b| (b.0.len(), &a.1).cmp(&(a.0.len(), &b.1)));
        for terms in terms.values_mut() {
            terms.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        }
        Ok(Self {
            id,
            types,
            default_language: names.get("@language").is_some_and(Value::is_string),
            terms,
            prefixes,
            names: names.clone(),
            json: serde_json::to_string_pretty(&json).map_err(|e| failed(&e.to_string()))?,
        })
    }

    /// The terms of a property, sorted by name.
    pub(super) fn terms(&self, property: &str) -> &[Term] {
        self.terms.get(property).map_or(&[], Vec::as_slice)
    }

    /// A property, class or datatype as short as the context allows: a term only if it
    /// `may_be_term`, else prefix and local name, else the IRI.
    pub(super) fn compact(&self, iri: &str, may_be_term: bool) -> String {
        if may_be_term && let [term, ..] = self.terms(iri) {
            return term.name.clone();
        }
        self.prefixes
            .iter()
            .filter_map(|(namespace, prefix)| Some((prefix, iri.strip_prefix(namespace.as_str())?)))
            .filter(|(_, local)| !local.is_empty() && !local.starts_with("//"))
            .map(|(prefix, local)| format!("{prefix}:{local}"))
            .find(|compact| !self.names.contains_key(compact))
            .unwrap_or_else(|| iri.to_owned())
    }
}

impl Term {
    fn read(name: &str, definition: &Value, context: &Map<String, Value>) -> Option<Self> {
        let mut term = Self {
            name: name.to_owned(),
            reads: Reads::Plain,
            always_array: false,
        };
        let Value::Object(definition) = definition else {
            return Some(term);
        };
        for (key, value) in definition {
            match (key.as_str(), value) {
                ("@id" | "@prefix" | "@protected", _) => (),
                ("@type", Value::String(datatype)) => {
                    term.reads = match expand(datatype, context, 0)?.as_str() {
                        "@id" | "@vocab" => Reads::Iri,
                        "@none" => Reads::Plain,
                        keyword if keyword.starts_with('@') => return None,
                        datatype => Reads::Typed(datatype.to_owned()),
                    }
                }
                ("@language", Value::String(language)) => {
                    term.reads = Reads::Language(Some(language.to_ascii_lowercase()));
                }
                ("@language", Value::Null) => term.reads = Reads::Language(None),
                ("@container", Value::String(container)) => {
                    term.read_container(container)?;
                }
                ("@container", Value::Array(containers)) => {
                    for container in containers {
                        term.read_container(container.as_str()?)?;
                    }
                }
                _ => return None,
            }
        }
        Some(term)
    }

    fn read_container(&mut self, container: &str) -> Option<()> {
        match container {
            "@set" => self.always_array = true,
            "@language" => self.reads = Reads::LanguageMap,
            _ => return None,
        }
        Some(())
    }
}

/// The IRI that a term stands for.
fn iri_of(name: &str, context: &Map<String, Value>, depth: u8) -> Option<String> {
    match context.get(name)? {
        Value::String(id) if id != name => expand(id, context, depth),
        Value::Object(definition) if definition.contains_key("@reverse") => None,
        Value::Object(definition) => match definition.get("@id") {
            Some(Value::String(id)) if id != name => expand(id, context, depth),
            Some(Value::String(_)) | None => expand_text(name, context, depth),
            Some(_) => None,
        },
        Value::String(_) => expand_text(name, context, depth),
        _ => None,
    }
}

/// Expands a term, compact IRI or IRI: <https://www.w3.org/TR/json-ld11-api/#iri-expansion>
fn expand(text: &str, context: &Map<String, Value>, depth: u8) -> Option<String> {
    // Terms may stand for terms; a circle never ends.
    if depth > 16 {
        return None;
    }
    if text.starts_with('@') {
        return Some(text.to_owned());
    }
    if context.contains_key(text) {
        return iri_of(text, context, depth + 1);
    }
    expand_text(text, context, depth)
}

fn expand_text(text: &str, context: &Map<String, Value>, depth: u8) -> Option<String> {
    match text.split_once(':') {
        Some((prefix, local)) if !local.starts_with("//") && context.contains_key(prefix) => (depth
            <= 16)
            .then(|| iri_of(prefix, context, depth + 1))?
            .map(|namespace| namespace + local),
        Some(_) => Some(text.to_owned()),
        None => context
            .get("@vocab")?
            .as_str()
            .map(|vocabulary| vocabulary.to_owned() + text),
    }
}

/// Whether compact IRIs may be made with a term:
/// <https://www.w3.org/TR/json-ld11-api/#create-term-definition>, step 14.2.5 and 24.
fn is_prefix(definition: &Value, iri: &str) -> bool {
    match definition {
        Value::String(_) => iri.ends_with([':', '/', '?', '#', '[', ']', '@']),
        Value::Object(definition) => definition.get("@prefix") == Some(&Value::Bool(true)),
        _ => false,
    }
}
