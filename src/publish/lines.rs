//! N-Triples and N-Quads, one statement per line, in the canonical form and order.
//!
//! <https://www.w3.org/TR/rdf-canon/#canonical-quads>: what comes in sorted goes out as the
//! document whose SHA-256 is the canonical hash. The lines also tell statements apart when dumps
//! are read back, so this writer copies whole runs of text instead of going by characters.

use std::io::{self, Write};

use oxigraph::model::vocab::xsd;
use oxigraph::model::{
    BlankNodeRef, GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef,
};

/// Writes quads, each on its line; one of the default graph is a line of N-Triples.
///
/// # Errors
///
/// Those of the writer.
pub(super) fn write_lines<'a>(
    quads: impl Iterator<Item = QuadRef<'a>>,
    mut out: impl Write,
) -> io::Result<()> {
    for quad in quads {
        write_line(quad, &mut out)?;
    }
    Ok(())
}

/// Writes the canonical line of a quad.
///
/// # Errors
///
/// Those of the writer.
pub(super) fn write_line(quad: QuadRef<'_>, out: &mut impl Write) -> io::Result<()> {
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

/// Escapes as canonical N-Quads prescribes.
fn write_quoted(text: &str, out: &mut impl Write) -> io::Result<()> {
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
