//! The files of the suite and the tests that its manifests list.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};

/// Where the W3C publishes the suite. Its files are known by these addresses, so that no path of
/// a machine comes into a graph.
pub(crate) const PUBLISHED: &str = "https://w3c.github.io/rdf-tests/sparql/";

/// The manifests to begin with.
const TOP: [&str; 3] = [
    "sparql10/manifest-syntax.ttl",
    "sparql10/manifest-evaluation.ttl",
    "sparql11/manifest-all.ttl",
];

/// Directories whose tests are not about what a query gives, and why.
const LEFT_OUT: [(&str, &[&str]); 4] = [
    (
        "SPARQL Update: the graph is read only",
        &[
            "sparql11/add/",
            "sparql11/basic-update/",
            "sparql11/clear/",
            "sparql11/copy/",
            "sparql11/delete/",
            "sparql11/delete-data/",
            "sparql11/delete-insert/",
            "sparql11/delete-where/",
            "sparql11/drop/",
            "sparql11/move/",
            "sparql11/syntax-update-1/",
            "sparql11/syntax-update-2/",
            "sparql11/update-silent/",
        ],
    ),
    (
        "entailment regimes: a query sees what is in the graph",
        &["sparql11/entailment/"],
    ),
    (
        "federation: SERVICE reaches no other endpoint",
        &["sparql11/service/", "sparql11/syntax-fed/"],
    ),
    (
        "tests of a server: see suite/protocol.rs",
        &[
            "sparql11/graph-store-protocol/",
            "sparql11/protocol/",
            "sparql11/service-description/",
        ],
    ),
];

pub(crate) const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";

/// What a test asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The answer to a query.
    Evaluation,
    /// The answer to a query as CSV, which keeps no types.
    Csv,
    /// That a query is taken.
    PositiveSyntax,
    /// That a query is refused.
    NegativeSyntax,
}

impl Kind {
    pub(crate) const ALL: [(Self, &str); 4] = [
        (Self::Evaluation, "answers"),
        (Self::Csv, "answers in CSV"),
        (Self::PositiveSyntax, "queries to take"),
        (Self::NegativeSyntax, "to refuse"),
    ];
}

/// A test; files stand as their published addresses.
#[derive(Debug)]
pub(crate) struct Test {
    pub(crate) iri: String,
    pub(crate) kind: Kind,
    pub(crate) query: String,
    /// Files of the default graph.
    pub(crate) data: Vec<String>,
    /// Files of named graphs, which have their addresses as names.
    pub(crate) graphs: Vec<String>,
    pub(crate) result: Option<String>,
    /// A row may be there fewer times than expected, but once at least: `REDUCED`.
    pub(crate) lax: bool,
}

/// The suite in a folder.
pub(crate) struct Suite {
    folder: PathBuf,
}

impl Suite {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Content of a file by its published address.
    pub(crate) fn bytes(&self, file: &str) -> Vec<u8> {
        let path = file
            .strip_prefix(PUBLISHED)
            .unwrap_or_else(|| panic!("not a file of the suite: {file}"));
        let path = self.folder.join(path);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(crate) fn text(&self, file: &str) -> String {
        String::from_utf8(self.bytes(file)).unwrap()
    }

    /// A file as a graph of this name; no two readings share a blank node.
    pub(crate) fn quads(&self, file: &str, graph: &GraphName) -> Vec<Quad> {
        parse(&self.bytes(file), file)
            .iter()
            .map(|triple| triple.into_owned().in_graph(graph.clone()))
            .collect()
    }

    /// All tests that the manifests list, but those of directories left out.
    pub(crate) fn tests(&self) -> Vec<Test> {
        let mut tests = Vec::new();
        let mut left_out = BTreeSet::new();
        for top in TOP {
            self.read(&format!("{PUBLISHED}{top}"), &mut tests, &mut left_out);
        }
        for directory in LEFT_OUT.iter().flat_map(|(_, directories)| *directories) {
            assert!(left_out.contains(directory), "no manifest in {directory}");
        }
        let names: BTreeSet<_> = tests.iter().map(|test| &test.iri).collect();
        assert_eq!(names.len(), tests.len(), "a test is listed twice");
        tests
    }

    /// Reads a manifest and those it includes.
    fn read(&self, file: &str, tests: &mut Vec<Test>, left_out: &mut BTreeSet<&str>) {
        for directory in LEFT_OUT.iter().flat_map(|(_, directories)| *directories) {
            if file.strip_prefix(PUBLISHED).unwrap().starts_with(directory) {
                left_out.insert(directory);
                return;
            }
        }
        let graph = parse(&self.bytes(file), file);
        let manifest = Node::new(&graph, iri(file).into());
        for included in manifest.list(&format!("{MF}include")) {
            self.read(included.iri(), tests, left_out);
        }
        tests.extend(
            manifest
                .list(&format!("{MF}entries"))
                .iter()
                .map(|entry| test(entry, file)),
        );
    }
}

/// The test that a manifest describes.
fn test(entry: &Node<'_>, file: &str) -> Test {
    let type_ = entry.one(rdf::TYPE.as_str()).expect("an entry has a type");
    let kind = match type_.iri().strip_prefix(MF) {
        Some("QueryEvaluationTest") => Kind::Evaluation,
        Some("CSVResultFormatTest") => Kind::Csv,
        Some("PositiveSyntaxTest" | "PositiveSyntaxTest11") => Kind::PositiveSyntax,
        Some("NegativeSyntaxTest" | "NegativeSyntaxTest11") => Kind::NegativeSyntax,
        _ => panic!("{} of {file} is a {}", entry.iri(), type_.iri()),
    };
    let action = entry
        .one(&format!("{MF}action"))
        .expect("a test has an action");
    let files = |name: &str| -> Vec<String> {
        let found = action.all(&format!("{QT}{name}"));
        found.iter().map(|node| node.iri().to_owned()).collect()
    };
    Test {
        iri: entry.iri().to_owned(),
        kind,
        query: files("query")
            .pop()
            .unwrap_or_else(|| action.iri().to_owned()),
        data: files("data"),
        graphs: files("graphData"),
        result: entry
            .one(&format!("{MF}result"))
            .map(|node| node.iri().to_owned()),
        lax: entry
            .one(&format!("{MF}resultCardinality"))
            .is_some_and(|node| node.iri() == format!("{MF}LaxCardinality")),
    }
}

/// Reads a file by the ending of its name.
pub(crate) fn parse(bytes: &[u8], file: &str) -> Graph {
    let format = file
        .rsplit_once('.')
        .and_then(|(_, extension)| RdfFormat::from_extension(extension))
        .unwrap_or_else(|| panic!("not a format of RDF: {file}"));
    RdfParser::from_format(format)
        .with_base_iri(file)
        .unwrap()
        .rename_blank_nodes()
        .for_slice(bytes)
        .map(|quad| Triple::from(quad.unwrap_or_else(|error| panic!("{file}: {error}"))))
        .collect()
}

pub(crate) fn iri(text: &str) -> NamedNode {
    NamedNode::new(text).unwrap()
}

/// A term and what a graph says of it.
pub(crate) struct Node<'a> {
    graph: &'a Graph,
    pub(crate) term: Term,
}

impl<'a> Node<'a> {
    pub(crate) fn new(graph: &'a Graph, term: Term) -> Self {
        Self { graph, term }
    }

    /// The IRI that it is.
    pub(crate) fn iri(&self) -> &str {
        match &self.term {
            Term::NamedNode(iri) => iri.as_str(),
            other => panic!("not an IRI: {other}"),
        }
    }

    /// Values of a property.
    pub(crate) fn all(&self, property: &str) -> Vec<Self> {
        let subject = match &self.term {
            Term::NamedNode(iri) => NamedOrBlankNode::from(iri.clone()),
            Term::BlankNode(node) => node.clone().into(),
            Term::Literal(_) => return Vec::new(),
        };
        self.graph
            .objects_for_subject_predicate(&subject, &iri(property))
            .map(|term| Self::new(self.graph, term.into_owned()))
            .collect()
    }

    /// The value of a property that has at most one.
    pub(crate) fn one(&self, property: &str) -> Option<Self> {
        let mut values = self.all(property);
        assert!(values.len() < 2, "several {property} of {}", self.term);
        values.pop()
    }

    /// Members of the list that is the value of a property.
    pub(crate) fn list(&self, property: &str) -> Vec<Self> {
        let mut members = Vec::new();
        let mut rest = self.one(property);
        while let Some(cell) = rest {
            members.extend(cell.one(rdf::FIRST.as_str()));
            rest = cell.one(rdf::REST.as_str());
        }
        members
    }
}
