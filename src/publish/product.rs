//! The products: which there are, how each is written and what it must give again.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, QuadRef, TripleRef};

use super::context::Context;
use super::json_ld::write_json_ld;
use super::lines::write_lines;
use super::rdf_xml::write_rdf_xml;
use super::read_back::{Expected, read, read_packed};
use super::syntax::Syntax;
use super::tee::write_packed;
use super::turtle::{write_trig, write_turtle};
use super::{ExpectedSets, Written, below};
use crate::error::Error;
use crate::graph::QuadSet;

/// One dump, packed forms included.
#[derive(Debug)]
pub(super) struct Product {
    path: String,
    syntax: Syntax,
    /// The graph that it holds; all graphs if there is none.
    graph: Option<NamedNode>,
}

impl Product {
    /// All products, those that take longest first.
    pub(super) fn all(name: &str, quads: &QuadSet) -> Vec<Self> {
        let dumps = Syntax::ALL.map(|syntax| Self {
            path: format!("dump/{name}.{}", syntax.extension()),
            syntax,
            graph: None,
        });
        let mut taken = BTreeSet::new();
        let graphs = quads.graph_names().into_iter().map(|graph| Self {
            path: format!("dump/graph/{}.ttl", file_stem(graph, &mut taken)),
            syntax: Syntax::Turtle,
            graph: Some(graph.into_owned()),
        });
        dumps.into_iter().chain(graphs).collect()
    }

    /// Path of the plain file.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Writes the plain file and its packed forms.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] with the file.
    pub(super) fn write(
        &self,
        quads: &QuadSet,
        context: &Context,
        root: &Path,
    ) -> Result<Vec<Written>, Error> {
        let triples = match &self.graph {
            Some(graph) => quads.triples_in(graph.as_ref()).count(),
            None if self.syntax.has_graphs() => quads.len(),
            None => quads.triple_count(),
        };
        write_packed(root, &self.path, triples, |out| {
            self.write_to(quads, context, out)
        })
    }

    /// Writes the plain content.
    pub(super) fn write_to(
        &self,
        quads: &QuadSet,
        context: &Context,
        out: impl Write,
    ) -> io::Result<()> {
        match (self.syntax, &self.graph) {
            (_, Some(graph)) => write_turtle(quads.triples_in(graph.as_ref()), out),
            (Syntax::Turtle, None) => write_turtle(quads.triples(), out),
            (Syntax::TriG, None) => write_trig(quads, out),
            (Syntax::NTriples, None) => write_lines(quads.triples().map(in_no_graph), out),
            (Syntax::NQuads, None) => write_lines(quads.quads(), out),
            (Syntax::RdfXml, None) => write_rdf_xml(quads.triples(), out),
            (Syntax::JsonLd, None) => write_json_ld(quads.triples(), context, out),
        }
    }

    /// Parses the plain file and unpacks the others.
    ///
    /// # Errors
    ///
    /// [`Error::ReadBack`] if the plain file does not hold exactly the expected triples or quads, or
    /// if a packed file does not unpack to it.
    pub(super) fn read_back(
        &self,
        files: &[Written],
        root: &Path,
        quads: &QuadSet,
        expected: &ExpectedSets,
    ) -> Result<(), Error> {
        let differs = |message| Error::ReadBack {
            product: self.path.clone(),
            message,
        };
        let [plain, packed @ ..] = files else {
            return Ok(());
        };
        let file = below(root, &self.path);
        let input = File::open(&file).map_err(Error::read(file))?;
        self.compare(input, quads, expected).map_err(differs)?;
        let canonical = match self.syntax {
            Syntax::NQuads => Some(&expected.quads.sha256),
            Syntax::NTriples => Some(&expected.triples.sha256),
            _ => None,
        };
        if canonical.is_some_and(|sha256| *sha256 != plain.sha256) {
            return Err(differs("the file is not canonical".to_owned()));
        }
        for file in packed {
            read_packed(&below(root, &file.path), &plain.sha256).map_err(|message| {
                Error::ReadBack {
                    product: file.path.clone(),
                    message,
                }
            })?;
        }
        Ok(())
    }

    /// Parses the plain content and compares it with the graph.
    ///
    /// # Errors
    ///
    /// The parser's reason, or what differs.
    pub(super) fn compare(
        &self,
        input: impl Read,
        quads: &QuadSet,
        expected: &ExpectedSets,
    ) -> Result<(), String> {
        let found = read(input, self.syntax)?;
        match &self.graph {
            Some(graph) => {
                let triples = quads.triples_in(graph.as_ref()).map(in_no_graph);
                Expected::of(triples.clone()).compare(&found, triples)
            }
            None if self.syntax.has_graphs() => expected.quads.compare(&found, quads.quads()),
            None => expected
                .triples
                .compare(&found, quads.triples().map(in_no_graph)),
        }
    }
}

/// A triple as the line-based syntaxes write it.
pub(super) fn in_no_graph(triple: TripleRef<'_>) -> QuadRef<'_> {
    triple.in_graph(GraphNameRef::DefaultGraph)
}

/// The last part of the graph's IRI, made a file name that no other graph has, whatever the file
/// system thinks of capitals.
fn file_stem(graph: NamedNodeRef<'_>, taken: &mut BTreeSet<String>) -> String {
    let iri = graph.as_str().trim_end_matches(['/', '#']);
    let local = iri.rsplit(['/', '#']).next().unwrap_or(iri);
    let plain: String = local
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
                c
            } else {
                '-'
            }
        })
        .collect();
    let mut stem = plain.clone();
    let mut number = 1;
    while !taken.insert(stem.to_ascii_lowercase()) {
        number += 1;
        stem = format!("{plain}-{number}");
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphs_of_the_same_last_part_get_different_files() {
        let mut taken = BTreeSet::new();
        let mut stem = |iri| file_stem(NamedNodeRef::new(iri).unwrap(), &mut taken);
        assert_eq!(stem("https://e.org/graph/nck-blekinge"), "nck-blekinge");
        assert_eq!(stem("https://e.org/other#NCK-Blekinge"), "NCK-Blekinge-2");
        assert_eq!(stem("https://e.org/graph/a.b%20å/"), "a-b-20-");
    }
}
