//! Canonical N-Quads: how a quad is written, and in which order terms come.
//!
//! <https://www.w3.org/TR/rdf-canon/#canonical-quads>: a document of these lines, sorted by code
//! points, is the canonical form of a graph without blank nodes. Both are done on the terms as
//! they are held, without a string for each.

use std::cmp::Ordering;
use std::io::{self, Write};

use oxigraph::model::vocab::xsd;
use oxigraph::model::{
    BlankNodeRef, GraphNameRef, LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef,
    TripleRef,
};

/// Compares two terms as their canonical forms compare.
///
/// Terms of a line are followed by a space, which is smaller than all that a term holds outside
/// its brackets and quotation marks: lines therefore compare as their terms do, one by one.
pub(super) fn compare(one: TermRef<'_>, other: TermRef<'_>) -> Ordering {
    match (one, other) {
        (TermRef::NamedNode(one), TermRef::NamedNode(other)) => compare_iris(one, other),
        (TermRef::Literal(one), TermRef::Literal(other)) => {
            compare_texts(one.value(), other.value()).then_with(|| compare_types(one, other))
        }
        (TermRef::BlankNode(one), TermRef::BlankNode(other)) => one.as_str().cmp(other.as_str()),
        // `"` before `<` before `_:`.
        (TermRef::Literal(_), _) | (_, TermRef::BlankNode(_)) => Ordering::Less,
        (_, TermRef::Literal(_)) | (TermRef::BlankNode(_), _) => Ordering::Greater,
    }
}

/// Compares two triples as their lines of canonical N-Triples compare.
pub(crate) fn compare_triples(one: TripleRef<'_>, other: TripleRef<'_>) -> Ordering {
    compare(one.subject.into(), other.subject.into())
        .then_with(|| compare_iris(one.predicate, other.predicate))
        .then_with(|| compare(one.object, other.object))
}

/// Both end in `>`, which counts against what the longer one has in that place.
fn compare_iris(one: NamedNodeRef<'_>, other: NamedNodeRef<'_>) -> Ordering {
    let (one, other) = (one.as_str().as_bytes(), other.as_str().as_bytes());
    let both = one.len().min(other.len());
    let end = |iri: &[u8]| iri.get(both).copied().unwrap_or(b'>');
    one[..both]
        .cmp(&other[..both])
        .then_with(|| end(one).cmp(&end(other)))
}

/// Both end in `"`, which counts against what the longer one has in that place.
fn compare_texts(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one.chars(), other.chars());
    loop {
        match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) if a == b => {}
            (a, b) => {
                let (a, b) = (a.map(written), b.map(written));
                return a.unwrap_or(('"', None)).cmp(&b.unwrap_or(('"', None)));
            }
        }
    }
}

/// First character that is written for a character, and which one it is if that is a backslash.
fn written(c: char) -> (char, Option<Vec<u8>>) {
    match c {
        '"' | '\\' | '\0'..='\x1F' | '\x7F' | '\u{FFFE}' | '\u{FFFF}' => {
            let mut escaped = Vec::new();
            // Writing to memory cannot fail.
            let _ = write_quoted(c.encode_utf8(&mut [0; 4]), &mut escaped);
            ('\\', Some(escaped))
        }
        c => (c, None),
    }
}

/// Nothing (a plain string) before `@` before `^^`.
fn compare_types(one: LiteralRef<'_>, other: LiteralRef<'_>) -> Ordering {
    let rank = |literal: LiteralRef<'_>| match literal.language() {
        Some(_) => 1,
        None if literal.datatype() == xsd::STRING => 0,
        None => 2,
    };
    rank(one)
        .cmp(&rank(other))
        .then_with(|| one.language().cmp(&other.language()))
        .then_with(|| compare_iris(one.datatype(), other.datatype()))
}

/// Writes the canonical line of a quad; one of the default graph is a line of N-Triples.
///
/// # Errors
///
/// Those of the writer.
pub(crate) fn write_line(quad: QuadRef<'_>, out: &mut impl Write) -> io::Result<()> {
    match quad.subject {
        NamedOrBlankNodeRef::NamedNode(node) => write_iri(node, out)?,
        NamedOrBlankNodeRef::BlankNode(node) => write_blank_node(node, out)?,
    }
    out.write_all(b" ")?;
    write_iri(quad.predicate, out)?;
    out.write_all(b" ")?;
    match quad.object {
        TermRef::NamedNode(node) => write_iri(node, out)?,
        TermRef::BlankNode(node) => write_blank_node(node, out)?,
        TermRef::Literal(literal) => {
            write_quoted(literal.value(), out)?;
            if let Some(language) = literal.language() {
                out.write_all(b"@")?;
                out.write_all(language.as_bytes())?;
            } else if literal.datatype() != xsd::STRING {
                out.write_all(b"^^")?;
                write_iri(literal.datatype(), out)?;
            }
        }
    }
    match quad.graph_name {
        GraphNameRef::DefaultGraph => (),
        GraphNameRef::NamedNode(node) => {
            out.write_all(b" ")?;
            write_iri(node, out)?;
        }
        GraphNameRef::BlankNode(node) => {
            out.write_all(b" ")?;
            write_blank_node(node, out)?;
        }
    }
    out.write_all(b" .\n")
}

fn write_iri(node: NamedNodeRef<'_>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"<")?;
    out.write_all(node.as_str().as_bytes())?;
    out.write_all(b">")
}

fn write_blank_node(node: BlankNodeRef<'_>, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{node}")
}

/// Writes a text in quotation marks, escaped as canonical N-Quads prescribes.
pub(crate) fn write_quoted(text: &str, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\"")?;
    let bytes = text.as_bytes();
    let mut rest = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let (escape, length): (&[u8], usize) = match byte {
            b'"' => (b"\\\"", 1),
            b'\\' => (b"\\\\", 1),
            b'\n' => (b"\\n", 1),
            b'\r' => (b"\\r", 1),
            b'\t' => (b"\\t", 1),
            0x8 => (b"\\b", 1),
            0xC => (b"\\f", 1),
            0..=0x1F | 0x7F => (b"", 1),
            // The noncharacters U+FFFE and U+FFFF.
            0xEF if bytes[at..].starts_with(b"\xEF\xBF\xBE") => (b"\\uFFFE", 3),
            0xEF if bytes[at..].starts_with(b"\xEF\xBF\xBF") => (b"\\uFFFF", 3),
            _ => continue,
        };
        out.write_all(&bytes[rest..at])?;
        if escape.is_empty() {
            write!(out, "\\u{byte:04X}")?;
        } else {
            out.write_all(escape)?;
        }
        rest = at + length;
    }
    out.write_all(&bytes[rest..])?;
    out.write_all(b"\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{BlankNode, Literal, NamedNode, Term};
    use proptest::prelude::*;

    fn any_term() -> impl Strategy<Value = Term> {
        let iri = "http://e\\.org/[a=;?@/]{0,3}".prop_map(|iri| NamedNode::new(iri).unwrap());
        let text = "[ab\"\\\\ \n\u{1}\u{7F}!#åü\u{FFFE}\u{10000}]{0,3}";
        prop_oneof![
            iri.clone().prop_map(Term::from),
            "[ab][ab0-9]{0,2}".prop_map(|label| BlankNode::new(label).unwrap().into()),
            text.prop_map(|text| Literal::new_simple_literal(text).into()),
            (text, "[a-c]{1,2}(-[a-c]{1,2})?").prop_map(|(text, tag)| {
                Literal::new_language_tagged_literal_unchecked(text, tag).into()
            }),
            (text, iri).prop_map(|(text, of)| Literal::new_typed_literal(text, of).into()),
        ]
    }

    proptest! {
        #[test]
        fn terms_compare_as_what_the_model_prints(one in any_term(), other in any_term()) {
            let printed = one.to_string().cmp(&other.to_string());
            prop_assert_eq!(compare(one.as_ref(), other.as_ref()), printed);
        }
    }
}
