//! RDF/XML, grouped by subject, as typed nodes.
//!
//! Our own writer, because a general one trusts its input: oxrdfxml writes control characters
//! raw, makes element names that are no names and loses carriage returns, which XML parsers turn
//! into line feeds. Here every namespace is declared once, on the root; a carriage return is
//! `&#13;`, and a text of white space only is written with character references, because some
//! readers (`rio_xml` among them) take it for indentation. What XML cannot carry at all is told by
//! [`uncarried`](super::uncarried) beforehand and refused here.
//!
//! ```xml
//! <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="…">
//! <skos:Concept rdf:about="https://w3id.org/uppdrag/id/theme/heder">
//!   <skos:prefLabel xml:lang="sv">heder</skos:prefLabel>
//! </skos:Concept>
//! </rdf:RDF>
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::io::{self, Write};

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, TermRef, TripleRef};

use super::subjects::for_each_subject;
use crate::vocab::PREFIXES;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Writes triples, sorted by subject, as [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/).
///
/// # Errors
///
/// Those of the writer; `InvalidInput` for a term that XML cannot carry.
pub(super) fn write_rdf_xml<'a>(
    triples: impl Iterator<Item = TripleRef<'a>> + Clone,
    mut out: impl Write,
) -> io::Result<()> {
    let names = Names::of(triples.clone());
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF")?;
    for (prefix, namespace) in &names.declared {
        write!(out, "\n  xmlns:{prefix}=\"")?;
        write_escaped(namespace, &mut out)?;
        out.write_all(b"\"")?;
    }
    out.write_all(b">\n")?;
    for_each_subject(triples, |group| write_node(group, &names, &mut out))?;
    out.write_all(b"</rdf:RDF>\n")
}

/// Splits an IRI into a namespace and the longest local name that XML can hold as the name of
/// an element: an [NCName](https://www.w3.org/TR/xml-names/#NT-NCName).
pub(super) fn split(iri: &str) -> Option<(&str, &str)> {
    let tail = iri
        .char_indices()
        .rev()
        .take_while(|&(_, c)| is_name_char(c));
    let start = tail.filter(|&(_, c)| is_name_start(c)).last()?.0;
    let (namespace, local) = iri.split_at(start);
    // Bound to `xml` and `xmlns` for good: https://www.w3.org/TR/xml-names/#ns-decl
    let reserved = namespace == "http://www.w3.org/2000/xmlns/"
        || namespace == "http://www.w3.org/XML/1998/namespace";
    (!reserved && !namespace.is_empty()).then_some((namespace, local))
}

/// Whether a term of the RDF namespace is syntax rather than a name of a property or class:
/// <https://www.w3.org/TR/rdf-syntax-grammar/#section-Namespace>
pub(super) fn is_syntax(iri: &str) -> bool {
    iri.strip_prefix(RDF).is_some_and(|local| {
        matches!(
            local,
            "RDF"
                | "ID"
                | "about"
                | "parseType"
                | "resource"
                | "nodeID"
                | "datatype"
                | "li"
                | "Description"
                | "aboutEach"
                | "aboutEachPrefix"
                | "bagID"
        )
    })
}

/// The first character that XML 1.0 cannot hold, and its place in characters counted from 1:
/// <https://www.w3.org/TR/xml/#NT-Char>
pub(super) fn illegal_char(text: &str) -> Option<(usize, char)> {
    let illegal = |c: char| matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars()
        .position(illegal)
        .and_then(|at| Some((at + 1, text.chars().nth(at)?)))
}

/// Names of elements, and the namespaces that they need.
struct Names {
    /// Sorted by prefix.
    declared: BTreeMap<String, String>,
    elements: BTreeMap<String, String>,
}

impl Names {
    fn of<'a>(triples: impl Iterator<Item = TripleRef<'a>>) -> Self {
        let mut iris: BTreeSet<&str> = BTreeSet::new();
        let mut last = None;
        let Ok(()) = for_each_subject(triples, |group| -> Result<(), Infallible> {
            let typed = class_of(group);
            iris.extend(typed.map(|(_, class)| class.as_str()));
            for (at, triple) in group.iter().enumerate() {
                if typed.is_none_or(|(type_at, _)| type_at != at)
                    && last.replace(triple.predicate) != Some(triple.predicate)
                {
                    iris.insert(triple.predicate.as_str());
                }
            }
            Ok(())
        });
        let split: Vec<(&str, &str, &str)> = iris
            .into_iter()
            .filter_map(|iri| split(iri).map(|(namespace, local)| (iri, namespace, local)))
            .collect();
        let mut prefixes: BTreeMap<&str, String> = BTreeMap::from([(RDF, "rdf".to_owned())]);
        let mut further = 0;
        for &(_, namespace, _) in &split {
            if !prefixes.contains_key(namespace) {
                let known = PREFIXES.iter().find(|(_, known)| *known == namespace);
                let prefix = known.map_or_else(
                    || {
                        further += 1;
                        format!("ns{further}")
                    },
                    |(prefix, _)| (*prefix).to_owned(),
                );
                prefixes.insert(namespace, prefix);
            }
        }
        Self {
            elements: split
                .iter()
                .map(|(iri, namespace, local)| {
                    (
                        (*iri).to_owned(),
                        format!("{}:{local}", prefixes[namespace]),
                    )
                })
                .collect(),
            declared: prefixes
                .into_iter()
                .map(|(namespace, prefix)| (prefix, namespace.to_owned()))
                .collect(),
        }
    }

    fn element(&self, iri: NamedNodeRef<'_>) -> io::Result<&str> {
        self.elements
            .get(iri.as_str())
            .map(String::as_str)
            .ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("{iri} has no name in XML"),
                )
            })
    }
}

/// The first type of a subject that can be the name of an element, and its place in the group.
fn class_of<'a>(group: &[TripleRef<'a>]) -> Option<(usize, NamedNodeRef<'a>)> {
    group
        .iter()
        .take_while(|triple| triple.predicate == rdf::TYPE)
        .enumerate()
        .find_map(|(at, triple)| match triple.object {
            TermRef::NamedNode(class)
                if !is_syntax(class.as_str()) && split(class.as_str()).is_some() =>
            {
                Some((at, class))
            }
            _ => None,
        })
}

fn write_node(group: &[TripleRef<'_>], names: &Names, out: &mut impl Write) -> io::Result<()> {
    let Some(NamedOrBlankNodeRef::NamedNode(subject)) = group.first().map(|first| first.subject)
    else {
        return Ok(());
    };
    let typed = class_of(group);
    let element = typed.map_or(Ok("rdf:Description"), |(_, class)| names.element(class))?;
    write!(out, "<{element} rdf:about=\"")?;
    write_escaped(subject.as_str(), out)?;
    if group.len() == 1 && typed.is_some() {
        return out.write_all(b"\"/>\n");
    }
    out.write_all(b"\">\n")?;
    for (at, triple) in group.iter().enumerate() {
        if typed.is_none_or(|(type_at, _)| type_at != at) {
            write_property(names.element(triple.predicate)?, triple.object, out)?;
        }
    }
    writeln!(out, "</{element}>")
}

fn write_property(element: &str, object: TermRef<'_>, out: &mut impl Write) -> io::Result<()> {
    write!(out, "  <{element}")?;
    match object {
        TermRef::NamedNode(node) => {
            out.write_all(b" rdf:resource=\"")?;
            write_escaped(node.as_str(), out)?;
            out.write_all(b"\"/>\n")
        }
        TermRef::Literal(literal) => {
            if let Some(language) = literal.language() {
                write!(out, " xml:lang=\"{language}\"")?;
            } else if literal.datatype() != xsd::STRING {
                out.write_all(b" rdf:datatype=\"")?;
                write_escaped(literal.datatype().as_str(), out)?;
                out.write_all(b"\"")?;
            }
            out.write_all(b">")?;
            write_text(literal.value(), out)?;
            writeln!(out, "</{element}>")
        }
        TermRef::BlankNode(_) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "blank nodes are not published",
        )),
    }
}

fn write_text(text: &str, out: &mut impl Write) -> io::Result<()> {
    if let Some((_, c)) = illegal_char(text) {
        let message = format!("XML cannot hold U+{:04X}", u32::from(c));
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    if text
        .bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
    {
        return text.bytes().try_for_each(|byte| write!(out, "&#{byte};"));
    }
    write_escaped(text, out)
}

/// Escapes for text and for values of attributes in double quotes.
fn write_escaped(text: &str, out: &mut impl Write) -> io::Result<()> {
    let mut rest = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            // Only `]]>` must be escaped; escaping every `>` is simpler to check.
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\r' => b"&#13;",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[rest..at])?;
        out.write_all(escape)?;
        rest = at + 1;
    }
    out.write_all(&text.as_bytes()[rest..])
}

/// `NameStartChar` without the colon: <https://www.w3.org/TR/xml/#NT-NameStartChar>
fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` without the colon: <https://www.w3.org/TR/xml/#NT-NameChar>
fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}'
            | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iri_splits_before_its_longest_local_name() {
        let split_of = |iri| split(iri).map_or("", |(_, local)| local);
        assert_eq!(split_of("https://w3id.org/uppdrag/ns#heldBy"), "heldBy");
        assert_eq!(split_of("http://e.com/2007-plan.a"), "plan.a");
        assert_eq!(split_of("http://e.com/åtgärd"), "åtgärd");
        assert_eq!(split_of("urn:isbn:x1"), "x1");
        assert_eq!(split_of("http://e.com/123"), "");
        assert_eq!(split_of("http://e.com/a/"), "");
        assert_eq!(split_of("http://www.w3.org/2000/xmlns/a"), "");
    }

    #[test]
    fn what_xml_would_change_is_written_as_references() {
        let text = |text| {
            let mut out = Vec::new();
            write_text(text, &mut out).map(|()| String::from_utf8(out).unwrap())
        };
        assert_eq!(
            text("a\r\n<b> ]]> & \"c\"").unwrap(),
            "a&#13;\n&lt;b&gt; ]]&gt; &amp; &quot;c&quot;"
        );
        assert_eq!(text(" \t\n\r").unwrap(), "&#32;&#9;&#10;&#13;");
        assert!(text("a\u{5}").is_err());
        assert_eq!(illegal_char("å\u{FFFE}"), Some((2, '\u{FFFE}')));
    }
}
