//! The pipeline: read, map, derive, hold, check, publish.

mod checker;
mod mapper;

use std::collections::BTreeMap;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};

use crate::assets;
use crate::config::{Config, in_language};
use crate::derive;
use crate::error::Error;
use crate::feed::{self, PageSize, Publication};
use crate::frozen::{Freezer, Frozen, Summary};
use crate::graph::{QuadSet, Store};
use crate::identifiers::Register;
use crate::iri::{Kind, Minter};
use crate::publish::{self, Building, Written};
use crate::records::{self, Origin, Places, Reading, Text};
use crate::report::{Place, Report};
use crate::serve::{self, Manifest, ServedDump};
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
    let vocabulary = vocabulary()?;
    let minter = Minter::new(
        config.base_iri.as_str(),
        config.graphs.reference.iter().map(ToString::to_string),
        concepts(&vocabulary),
    )?;
    let register = Register::read(directory)?;

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
    let Mapped {
        quads,
        identifiers,
        broken,
        passages,
        counts,
        told,
    } = mapper.finish();
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
        identifiers,
        places,
    };
    let mut checker = Checker::new(&mut export, report, told);
    checker.references(&broken);
    checker.passages(&passages);
    checker.syntaxes();
    checker.lost_identifiers();
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

    /// Writes all products in one atomic step.
    ///
    /// # Errors
    ///
    /// See [`publish::publish`]; then the old build is still in place.
    pub fn publish(
        &self,
        out: &Path,
        report: &Report,
        progress: Progress<'_>,
    ) -> Result<Vec<Written>, Error> {
        progress("publish");
        self.with_extras(report, |extras| {
            publish::publish(&self.graph, extras, out, &mut |_| {})
        })
    }

    /// Registers the identifiers that are new; after publication, so that none is registered that
    /// was never published. What a killed build did not register, the next one does.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if the register cannot be written.
    pub fn register(&self) -> Result<(), Error> {
        let today = self.config.modified.as_str();
        match self.register.updated(&self.identifiers, today) {
            Some(register) => self.register.write(&register),
            None => Ok(()),
        }
    }

    /// Writes the dumps below `folder`, and tells what a server needs to know beside the graph.
    ///
    /// # Errors
    ///
    /// See [`publish::write_dumps`].
    pub fn manifest(&self, report: &Report, folder: &Path) -> Result<Manifest, Error> {
        let text = |text: &Text| serve::Text::new(in_language(text, "sv"), in_language(text, "en"));
        let written = self.with_extras(report, |extras| {
            publish::write_dumps(&self.graph, extras, folder)
        })?;
        let dumps = written.into_iter();
        Ok(Manifest {
            title: text(&self.config.title),
            description: text(&self.config.description),
            base: self.config.base_iri.as_str().to_owned(),
            licence: self.config.licence.as_str().to_owned(),
            dumps: dumps
                .map(|Written { path, sha256, .. }| ServedDump { path, sha256 })
                .collect(),
        })
    }

    /// What is published beside the dumps: ontology, shapes, context and the build report.
    fn with_extras<T>(
        &self,
        report: &Report,
        publish: impl FnOnce(&publish::Extras<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let describe = |written: &[Written]| -> Result<Vec<publish::File>, Error> {
            let report = build_report(self, report, written)?;
            Ok(vec![("build.json".to_owned(), report)])
        };
        // The identifiers stand below `id/`; what is told about them stands beside it.
        let base = self.config.base_iri.as_str();
        let base = base.strip_suffix("id/").unwrap_or(base);
        let modified = self.config.modified.earliest();
        let title = self.config.title.iter();
        let publication = Publication {
            base,
            title: title
                .map(|(tag, text)| (tag.as_str(), text.as_str()))
                .collect(),
            licence: self.config.licence.as_str(),
            modified: &modified,
        };
        let feed = |building: &Building<'_>| {
            feed::advance_resources(building, &publication, NAME, PageSize::default())
        };
        publish(&publish::Extras {
            name: NAME,
            context: assets::CONTEXT.content,
            files: assets::VOCABULARY
                .iter()
                .chain(assets::SHAPES)
                .chain([&assets::CONTEXT])
                .map(|asset| (asset.path.to_owned(), asset.content.as_bytes().to_vec()))
                .collect(),
            stages: vec![&feed],
            describe: Some(&describe),
        })
    }
}

/// Stem of the dumps.
const NAME: &str = "uppdrag";

/// What was built, for programs: the same for the same input, so it holds no time.
fn build_report(export: &Export, report: &Report, written: &[Written]) -> Result<Vec<u8>, Error> {
    let graph = &export.graph;
    let graphs: serde_json::Map<String, serde_json::Value> = graph
        .graph_names()
        .into_iter()
        .map(|name| {
            (
                name.as_str().to_owned(),
                graph.triples_in(name).count().into(),
            )
        })
        .collect();
    // These two dumps are canonical, which `publish` has verified.
    let sum = |extension| {
        let path = format!("dump/{NAME}.{extension}");
        let dump = written.iter().find(|file| file.path == path);
        dump.map(|file| file.sha256.as_str())
    };
    let json = serde_json::json!({
        "program": concat!("uppdrag ", env!("CARGO_PKG_VERSION")),
        "title": export.config.title,
        "base_iri": export.config.base_iri,
        "version": export.config.version,
        "issued": export.config.issued.as_str(),
        "modified": export.config.modified.as_str(),
        "licence": export.config.licence,
        "quads": graph.len(),
        "triples": graph.triple_count(),
        "canonical_quads_sha256": sum("nq"),
        "canonical_triples_sha256": sum("nt"),
        "graphs": graphs,
        "records": report.records.iter().cloned().collect::<BTreeMap<_, _>>(),
        "findings": report.findings(),
        "files": written,
    });
    let mut text = serde_json::to_vec_pretty(&json).map_err(|e| Error::Asset {
        name: "build.json".to_owned(),
        message: e.to_string(),
    })?;
    text.push(b'\n');
    Ok(text)
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
