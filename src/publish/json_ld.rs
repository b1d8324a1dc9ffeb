//! JSON-LD, compact, with the project's context, one node per line.
//!
//! Our own writer, because oxjsonld's writes expanded form only. The context stands at the head,
//! so the dump needs no other document; then comes `@graph` with one object per subject, its type
//! first: the [streaming document form](https://www.w3.org/TR/json-ld11-streaming/), for readers
//! that do not want the whole in memory. Neither does this writer: it holds one subject at a time.
//!
//! ```json
//! {"type": "Concept", "id": "https://w3id.org/uppdrag/id/theme/heder", "prefLabel": {"sv": "heder"}}
//! ```
//!
//! A value goes under the first term that reads it back from a bare string (or number or truth
//! value); otherwise it spells out its own type or language, under a term if there is one for the
//! property.

use std::io::{self, Write};
use std::ops::Range;

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{LiteralRef, NamedOrBlankNodeRef, TermRef, TripleRef};

use super::context::{Context, Reads, Term};
use super::subjects::for_each_subject;

/// Writes triples, sorted by subject, as [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/).
///
/// # Errors
///
/// Those of the writer.
pub(super) fn write_json_ld<'a>(
    triples: impl Iterator<Item = TripleRef<'a>>,
    context: &Context,
    mut out: impl Write,
) -> io::Result<()> {
    let mut node = Node {
        context,
        keys: Vec::new(),
        values: Vec::new(),
        text: Vec::new(),
    };
    write!(out, "{{\n\"@context\": {},\n\"@graph\": [", context.json)?;
    let mut separator = "\n";
    for_each_subject(triples, |group| {
        out.write_all(separator.as_bytes())?;
        separator = ",\n";
        node.write(group, &mut out)
    })?;
    out.write_all(b"\n]\n}\n")
}

/// One subject, gathered by key.
struct Node<'c, 'g> {
    context: &'c Context,
    keys: Vec<Key<'c, 'g>>,
    values: Vec<Written<'g>>,
    /// The JSON of all values, one after the other.
    text: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq)]
enum Key<'c, 'g> {
    Types,
    Term(&'c Term),
    Property(&'g str),
}

/// A value in [`Node::text`].
struct Written<'g> {
    key: usize,
    /// In a language map only.
    language: Option<&'g str>,
    json: Range<usize>,
}

impl<'g> Node<'_, 'g> {
    fn write(&mut self, group: &[TripleRef<'g>], out: &mut impl Write) -> io::Result<()> {
        self.keys.clear();
        self.values.clear();
        self.text.clear();
        for triple in group {
            self.add(triple.predicate.as_str(), triple.object)?;
        }
        out.write_all(b"{")?;
        // Types must come first in the streaming form.
        if let Some(types) = self.keys.iter().position(|key| *key == Key::Types) {
            self.write_key(types, out)?;
            out.write_all(b", ")?;
        }
        if let Some(NamedOrBlankNodeRef::NamedNode(subject)) = group.first().map(|t| t.subject) {
            write_string(&self.context.id, out)?;
            out.write_all(b": ")?;
            write_string(subject.as_str(), out)?;
        }
        for (at, key) in self.keys.iter().enumerate() {
            if *key != Key::Types {
                out.write_all(b", ")?;
                self.write_key(at, out)?;
            }
        }
        out.write_all(b"}")
    }

    /// Writes a value into the buffer and notes its key.
    fn add(&mut self, property: &'g str, object: TermRef<'g>) -> io::Result<()> {
        let context = self.context;
        let terms = context.terms(property);
        let start = self.text.len();
        let text = &mut self.text;
        let mut language = None;
        // Whatever a term reads a bare string as, it takes an object as it stands; only a
        // language map cannot hold one.
        let any = || {
            terms
                .iter()
                .find(|term| term.reads == Reads::Plain)
                .or_else(|| terms.iter().find(|term| term.reads != Reads::LanguageMap))
                .map_or(Key::Property(property), Key::Term)
        };
        let key = match object {
            TermRef::NamedNode(class) if property == rdf::TYPE.as_str() => {
                write_string(&context.compact(class.as_str(), true), text)?;
                Key::Types
            }
            TermRef::NamedNode(node) => {
                if let Some(term) = terms.iter().find(|term| term.reads == Reads::Iri) {
                    write_string(node.as_str(), text)?;
                    Key::Term(term)
                } else {
                    text.push(b'{');
                    write_string(&context.id, text)?;
                    text.extend_from_slice(b": ");
                    write_string(node.as_str(), text)?;
                    text.push(b'}');
                    any()
                }
            }
            TermRef::Literal(literal) => {
                if let Some(term) = terms.iter().find(|term| reads_back(term, literal, context)) {
                    if term.reads == Reads::LanguageMap {
                        language = literal.language();
                    }
                    write_bare(literal, text)?;
                    Key::Term(term)
                } else {
                    let key = any();
                    let native = match key {
                        Key::Term(term) => term.reads == Reads::Plain,
                        _ => true,
                    };
                    if native && is_native(literal) {
                        write_bare(literal, text)?;
                    } else if native
                        && literal.datatype() == xsd::STRING
                        && !context.default_language
                    {
                        write_string(literal.value(), text)?;
                    } else {
                        write_value_object(literal, context, text)?;
                    }
                    key
                }
            }
            TermRef::BlankNode(_) => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "blank nodes are not published",
                ));
            }
        };
        let json = start..self.text.len();
        let known = self.keys.iter().rposition(|known| *known == key);
        let key = known.unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        });
        self.values.push(Written {
            key,
            language,
            json,
        });
        Ok(())
    }

    /// Writes a key and all its values.
    fn write_key(&self, key: usize, out: &mut impl Write) -> io::Result<()> {
        let values = || self.values.iter().filter(move |value| value.key == key);
        let mut always_array = false;
        match self.keys[key] {
            Key::Types => write_string(&self.context.types, out)?,
            Key::Property(property) => write_string(&self.context.compact(property, false), out)?,
            Key::Term(term) => {
                write_string(&term.name, out)?;
                always_array = term.always_array;
            }
        }
        out.write_all(b": ")?;
        let mut languages: Vec<&str> = values().filter_map(|value| value.language).collect();
        if languages.is_empty() {
            return self.write_values(values(), always_array, out);
        }
        languages.sort_unstable();
        languages.dedup();
        let mut separator: &[u8] = b"{";
        for language in languages {
            out.write_all(separator)?;
            separator = b", ";
            write_string(language, out)?;
            out.write_all(b": ")?;
            let in_language = values().filter(|value| value.language == Some(language));
            self.write_values(in_language, always_array, out)?;
        }
        out.write_all(b"}")
    }

    fn write_values<'v>(
        &self,
        values: impl Iterator<Item = &'v Written<'g>> + Clone,
        always_array: bool,
        out: &mut impl Write,
    ) -> io::Result<()>
    where
        'g: 'v,
    {
        let array = always_array || values.clone().nth(1).is_some();
        if array {
            out.write_all(b"[")?;
        }
        for (at, value) in values.enumerate() {
            if at > 0 {
                out.write_all(b", ")?;
            }
            out.write_all(&self.text[value.json.clone()])?;
        }
        if array {
            out.write_all(b"]")?;
        }
        Ok(())
    }
}

/// Whether a term gives a literal back from its bare value.
fn reads_back(term: &Term, literal: LiteralRef<'_>, context: &Context) -> bool {
    match &term.reads {
        Reads::Iri => false,
        Reads::Typed(datatype) => {
            literal.language().is_none() && literal.datatype().as_str() == datatype
        }
        Reads::Language(Some(language)) => literal.language() == Some(language),
        Reads::Language(None) => literal.datatype() == xsd::STRING,
        Reads::LanguageMap => literal.language().is_some(),
        Reads::Plain => {
            is_native(literal) || (literal.datatype() == xsd::STRING && !context.default_language)
        }
    }
}

/// Whether JSON's own values read back as this literal: truth values, and whole numbers as they are
/// printed and no larger than JavaScript counts (2⁵³ has 16 digits).
fn is_native(literal: LiteralRef<'_>) -> bool {
    let value = literal.value();
    match literal.datatype() {
        xsd::BOOLEAN => matches!(value, "true" | "false"),
        xsd::INTEGER => {
            let digits = value.strip_prefix('-').unwrap_or(value);
            value == "0"
                || ((1..=15).contains(&digits.len())
                    && digits.bytes().all(|byte| byte.is_ascii_digit())
                    && !digits.starts_with('0'))
        }
        _ => false,
    }
}

fn write_bare(literal: LiteralRef<'_>, out: &mut impl Write) -> io::Result<()> {
    if is_native(literal) {
        out.write_all(literal.value().as_bytes())
    } else {
        write_string(literal.value(), out)
    }
}

fn write_value_object(
    literal: LiteralRef<'_>,
    context: &Context,
    out: &mut impl Write,
) -> io::Result<()> {
    out.write_all(b"{")?;
    // First: https://www.w3.org/TR/json-ld11-streaming/#key-ordering-recommendations
    if let Some(language) = literal.language() {
        out.write_all(b"\"@language\": ")?;
        write_string(language, out)?;
        out.write_all(b", ")?;
    } else if literal.datatype() != xsd::STRING {
        out.write_all(b"\"@type\": ")?;
        write_string(&context.compact(literal.datatype().as_str(), true), out)?;
        out.write_all(b", ")?;
    }
    out.write_all(b"\"@value\": ")?;
    write_string(literal.value(), out)?;
    out.write_all(b"}")
}

fn write_string(text: &str, out: &mut impl Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, text)?)
}
