//! Turtle of the pages, made of terms as they stand in N-Quads.
//!
//! The terms come from the canonical lines of a graph and are valid Turtle as they are; IRIs are only
//! shortened. So no term is parsed on the way, and pages hold addresses relative to themselves (`<>`,
//! `<index.ttl>`), which an RDF model cannot.

use std::io::{self, Write};

use crate::vocab::{PREFIXES, activity, ldes, rdf, tree};

/// Prefixes that only feeds need.
const OWN: [(&str, &str); 3] = [
    ("as", activity::NAMESPACE),
    ("ldes", ldes::NAMESPACE),
    ("tree", tree::NAMESPACE),
];

/// Writes all prefixes, and `m` for the members.
pub(super) fn write_prefixes(members: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    for (prefix, namespace) in OWN.iter().chain(PREFIXES) {
        writeln!(out, "@prefix {prefix}: <{namespace}> .")?;
    }
    match members {
        Some(namespace) => writeln!(out, "@prefix m: <{namespace}> ."),
        None => Ok(()),
    }
}

/// Writes predicates and objects of one subject, sorted by predicate, behind what was written of it:
/// each predicate with ` ;` before it.
pub(super) fn write_statements<'l>(
    statements: impl Iterator<Item = (&'l str, &'l str)>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut last = None;
    for (predicate, object) in statements {
        if last.replace(predicate) == Some(predicate) {
            out.write_all(b" , ")?;
        } else {
            out.write_all(b" ;\n    ")?;
            if iri(predicate) == Some(rdf::TYPE) {
                out.write_all(b"a")?;
            } else {
                write_term(predicate, out)?;
            }
            out.write_all(b" ")?;
        }
        write_term(object, out)?;
    }
    Ok(())
}

/// Writes a term of N-Quads, its IRI shortened if it can be.
pub(super) fn write_term(term: &str, out: &mut impl Write) -> io::Result<()> {
    let (before, rest) = match (term.starts_with('"'), term.rfind("\"^^<")) {
        (true, Some(at)) => term.split_at(at + "\"^^".len()),
        _ => ("", term),
    };
    out.write_all(before.as_bytes())?;
    if let Some(iri) = iri(rest) {
        let prefixes = OWN.iter().chain(PREFIXES);
        for (prefix, namespace) in prefixes {
            if let Some(local) = iri.strip_prefix(namespace)
                && is_plain(local)
            {
                return write!(out, "{prefix}:{local}");
            }
        }
    }
    out.write_all(rest.as_bytes())
}

/// The IRI of `<…>`.
pub(super) fn iri(term: &str) -> Option<&str> {
    term.strip_prefix('<')?.strip_suffix('>')
}

/// Whether a local name needs no escapes.
fn is_plain(local: &str) -> bool {
    local.starts_with(|c: char| c.is_ascii_alphabetic())
        && local
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_shortened_where_a_prefix_is_known() {
        for (term, expected) in [
            (
                "<http://www.w3.org/2004/02/skos/core#Concept>",
                "skos:Concept",
            ),
            ("<http://e.org/a>", "<http://e.org/a>"),
            ("<https://schema.org/a/b>", "<https://schema.org/a/b>"),
            (
                "\"a\"^^<http://www.w3.org/2001/XMLSchema#date>",
                "\"a\"^^xsd:date",
            ),
            ("\"\\\"^^<b>\"@en", "\"\\\"^^<b>\"@en"),
            ("\"a\"@sv", "\"a\"@sv"),
        ] {
            let mut out = Vec::new();
            write_term(term, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
