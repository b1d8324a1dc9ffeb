//! Turtle and TriG, subject by subject, with the project's prefixes.
//!
//! The serializer is oxttl's: it groups what comes in order and takes care of escapes. A literal
//! is never multi-line, so a dump can be searched line by line.

use std::io::{self, Write};

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, TripleRef};

use super::prefixes::used_in_turtle;
use super::subjects::for_each_subject;
use crate::graph::QuadSet;

/// Writes triples, sorted by subject, as [Turtle](https://www.w3.org/TR/turtle/).
///
/// # Errors
///
/// Those of the writer.
pub(super) fn write_turtle<'a>(
    triples: impl Iterator<Item = TripleRef<'a>> + Clone,
    out: impl Write,
) -> io::Result<()> {
    let mut serializer = serializer(RdfFormat::Turtle, triples.clone())?.for_writer(out);
    for_each_subject(triples, |group| {
        group
            .iter()
            .try_for_each(|&triple| serializer.serialize_triple(triple))
    })?;
    serializer.finish().map(drop)
}

/// Writes all quads as [TriG](https://www.w3.org/TR/trig/), one block per named graph.
///
/// # Errors
///
/// Those of the writer.
pub(super) fn write_trig(quads: &QuadSet, out: impl Write) -> io::Result<()> {
    let mut serializer = serializer(RdfFormat::TriG, quads.triples())?.for_writer(out);
    for graph in quads.graph_names() {
        let graph_name = GraphName::from(graph);
        for_each_subject(quads.triples_in(graph), |group| {
            group.iter().try_for_each(|triple| {
                serializer.serialize_quad(triple.in_graph(graph_name.as_ref()))
            })
        })?;
    }
    serializer.finish().map(drop)
}

fn serializer<'a>(
    format: RdfFormat,
    triples: impl Iterator<Item = TripleRef<'a>>,
) -> io::Result<RdfSerializer> {
    used_in_turtle(triples).into_iter().try_fold(
        RdfSerializer::from_format(format),
        |serializer, (prefix, namespace)| {
            serializer
                .with_prefix(prefix, namespace)
                .map_err(io::Error::other)
        },
    )
}
