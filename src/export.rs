//! The pipeline: read, map, derive, hold, check, publish.

mod checker;
mod configuration;
mod mapper;
mod publication;
mod registers;

use std::collections::BTreeMap;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};

use crate::assets;
use crate::catalogue::Releases;
use crate::config::Config;
use crate::derive;
use crate::error::Error;
use crate::frozen::{Freezer, Frozen, Summary};
use crate::graph::{QuadSet, Store};
use crate::identifiers::Register;
use crate::iri::{Kind, Minter};
use crate::records::{self, Origin, Places, Reading};
use crate::report::{Place, Report};
use crate::validate::CheckQuery;
use crate::vocab::{CONCEPT_BASE, skos};
use checker::Checker;
use mapper::{Mapped, Mapper};

/// Is told when a stage begins; may show it or take the time.
pub type Progress<'a> = &'a mut dyn FnMut(&'static str);

/// A dataset that was read and checked, as a graph.
pub struct Export {
    /// Its configuration.
    pub config: Config,
    /// Asserted and derived quads with the vocabulary.
    pub graph: QuadSet,
    /// The graph in the SPARQL store.
    pub store: Store,
    minter: Minter,
    register: Register,
    releases: Releases,
    identifiers: BTreeMap<String, Origin>,
    places: Places,
}

/// Reads, maps, derives and checks a dataset.
///
/// Data that breaks a rule becomes a finding in the [`Report`]; only a run that cannot go on is
/// an [`Error`]. With blocking findings the result is still the graph of everything that could
/// be read.
///
/// # Errors
///
/// See [`Error`].
pub fn check(
    directory: &Path,
    report: &mut Report,
    progress: Progress<'_>,
) -> Result<Export, Error> {
    let config = Config::read(directory)?;
    for finding in configuration::findings(&config)? {
        report.add(finding);
    }
    let vocabulary = vocabulary()?;
    let minter = Minter::new(
        config.base_iri.as_str(),
        config.graphs.reference.iter().map(ToString::to_string),
        concepts(&vocabulary),
    )?;
    let register = Register::read(directory)?;
    let releases = Releases::read(directory)?;

    progress("read and map");
    let mut mapper = Mapper::new(&config, &minter);
    mapper.vocabulary(&vocabulary)?;
    let places =
        records::read(
            directory,
            report,
            &mut |reading, origin, places, report| match reading {
                Reading::Whole(record) => mapper.record(&record, origin, places, report),
                Reading::Part(part) => mapper.part(&part, origin, places, report),
            },
        )?;
    let mut all = mapper.finish();
    all.retire(&register, &minter);
    let Mapped {
        quads,
        identifiers,
        broken,
        passages,
        counts,
        told,
    } = all;
    report.records = counts
        .iter()
        .map(|(class, n)| (class.plural().to_owned(), *n))
        .collect();

    progress("derive");
    let graph = derive::derive(quads.build(), &minter);

    progress("hold");
    let store = Store::load(&graph)?;

    progress("check");
    let mut export = Export {
        config,
        graph,
        store,
        minter,
        register,
        releases,
        identifiers,
        places,
    };
    let mut checker = Checker::new(&mut export, report, told);
    checker.references(&broken);
    checker.passages(&passages);
    checker.syntaxes();
    checker.identifiers();
    let queries: Vec<CheckQuery> = assets::CHECKS
        .iter()
        .map(|asset| CheckQuery::parse(asset.name(), asset.content))
        .collect();
    checker.queries(&queries)?;
    checker.own_queries(directory)?;
    report.sort();
    Ok(export)
}

impl Export {
    /// The place of the record that a node belongs to, as far as it has one.
    pub(crate) fn place_of(&mut self, node: &str, field: &str) -> Option<Place> {
        let origin = self.origin_of(node)?;
        Some(self.places.place(origin, field, None))
    }

    /// The record that a node belongs to: a passage belongs to its source.
    fn origin_of(&self, node: &str) -> Option<Origin> {
        self.identifiers.get(&self.entity_of(node)?).copied()
    }

    /// `type/key` of the record that a node belongs to.
    fn entity_of(&self, node: &str) -> Option<String> {
        let (kind, rest) = self.minter.split(node)?;
        let key = rest.split('/').next()?;
        if kind == Kind::Passage.segment() {
            let (source, _) = key.rsplit_once('-')?;
            return Some(format!("{}/{source}", Kind::Source.segment()));
        }
        Some(format!("{kind}/{key}"))
    }

    /// The graph, frozen in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if temporary files cannot be written.
    pub fn freeze(&self) -> Result<Frozen, Error> {
        let frozen = Freezer::of(&self.graph).in_memory();
        frozen.map_err(Error::write(std::env::temp_dir()))
    }

    /// A freezer that holds the graph, to which more can be added.
    #[must_use]
    pub fn freezer(&self) -> Freezer {
        Freezer::of(&self.graph)
    }

    /// Writes the graph as a frozen file.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if it cannot be written.
    pub fn freeze_to(&self, path: &Path) -> Result<Summary, Error> {
        Freezer::of(&self.graph).write(path)
    }
}

/// The ontology, concept schemes and alignments as triples.
///
/// # Errors
///
/// [`Error::Asset`] if an embedded file is damaged.
pub fn vocabulary() -> Result<Vec<(NamedNode, NamedNode, Term)>, Error> {
    let mut triples = Vec::new();
    for asset in assets::VOCABULARY {
        let failed = |message: String| Error::Asset {
            name: asset.path.to_owned(),
            message,
        };
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(asset.content.as_bytes()) {
            let quad = quad.map_err(|e| failed(e.to_string()))?;
            let NamedOrBlankNode::NamedNode(subject) = quad.subject else {
                return Err(failed("holds a blank node".to_owned()));
            };
            triples.push((subject, quad.predicate, quad.object));
        }
    }
    Ok(triples)
}

/// `scheme/key` of every built-in concept.
#[must_use]
pub fn concepts(vocabulary: &[(NamedNode, NamedNode, Term)]) -> Vec<String> {
    vocabulary
        .iter()
        .filter(|(_, predicate, _)| predicate.as_str() == skos::IN_SCHEME)
        .filter_map(|(concept, ..)| Some(concept.as_str().strip_prefix(CONCEPT_BASE)?.to_owned()))
        .collect()
}
