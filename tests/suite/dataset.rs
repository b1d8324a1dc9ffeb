//! The shipped dataset in memory, taken through the library's stages one by one.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use oxigraph::model::{Literal, NamedNode, Quad, Term};
use uppdrag::config::Config;
use uppdrag::derive;
use uppdrag::export;
use uppdrag::graph::{QuadSet, QuadSetBuilder};
use uppdrag::iri::Minter;
use uppdrag::mapping::{self, Object, QuadSink};
use uppdrag::records::{self, Reading};
use uppdrag::report::Report;

/// Directory of the shipped dataset.
pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// What lies beside the repository, if it does.
pub(crate) fn beside(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(path);
    path.exists().then_some(path)
}

/// The records of the shipped dataset, each with the quads that it maps to.
pub(crate) struct Dataset {
    pub(crate) minter: Minter,
    pub(crate) records: Vec<(String, Vec<Quad>)>,
    vocabulary: Vec<Quad>,
}

pub(crate) static DATASET: LazyLock<Dataset> = LazyLock::new(|| {
    let config = Config::read(&directory()).unwrap();
    let vocabulary = export::vocabulary().unwrap();
    let minter = Minter::new(
        config.base_iri.as_str(),
        config.graphs.reference.iter().map(ToString::to_string),
        export::concepts(&vocabulary),
    )
    .unwrap();
    let mut report = Report::default();
    let mut mapped = Vec::new();
    records::read(&directory(), &mut report, &mut |reading, _, _, _| {
        let Reading::Whole(record) = reading else {
            return;
        };
        let mut sink = Collect::default();
        mapping::map(&record, &minter, &mut sink);
        let name = format!("{}/{}", record.class().stem(), record.common().key);
        mapped.push((name, sink.quads));
    })
    .unwrap();
    assert_eq!(report.errors(), 0, "{:?}", report.findings());
    let graph = NamedNode::new(minter.vocabulary_graph()).unwrap();
    let vocabulary = vocabulary
        .into_iter()
        .map(|(s, p, o)| Quad::new(s, p, o, graph.clone()))
        .collect();
    Dataset {
        minter,
        records: mapped,
        vocabulary,
    }
});

impl Dataset {
    /// The derived graph of all records but some, named `class/key`.
    pub(crate) fn graph_without(&self, left_out: &[&str]) -> QuadSet {
        let mut builder = QuadSetBuilder::default();
        let kept = self
            .records
            .iter()
            .filter(|(name, _)| !left_out.contains(&name.as_str()));
        for quad in kept.flat_map(|(_, quads)| quads).chain(&self.vocabulary) {
            let (
                oxigraph::model::NamedOrBlankNode::NamedNode(s),
                oxigraph::model::GraphName::NamedNode(g),
            ) = (&quad.subject, &quad.graph_name)
            else {
                panic!("{quad} has a blank node or no graph");
            };
            builder.insert(
                s.as_ref(),
                quad.predicate.as_ref(),
                quad.object.as_ref(),
                g.as_ref(),
            );
        }
        derive::derive(builder.build(), &self.minter)
    }
}

#[derive(Default)]
struct Collect {
    quads: Vec<Quad>,
}

impl QuadSink for Collect {
    fn quad(&mut self, subject: &str, predicate: &str, object: Object<'_>, graph: &str) {
        let node = |iri: &str| NamedNode::new(iri).unwrap();
        let object: Term = match object {
            Object::Iri(iri) => node(iri).into(),
            Object::Text { value, language } => {
                Literal::new_language_tagged_literal(value, language)
                    .unwrap()
                    .into()
            }
            Object::Literal { value, datatype } => {
                Literal::new_typed_literal(value, node(datatype)).into()
            }
        };
        self.quads.push(Quad::new(
            node(subject),
            node(predicate),
            object,
            node(graph),
        ));
    }
}
