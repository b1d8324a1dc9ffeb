//! The pipeline: read, map, derive, hold, check, publish.

mod checker;
mod mapper;

use std::collections::BTreeMap;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef};

use crate::assets;
use crate::catalogue::{self, Catalogue, Contents, Releases};
use crate::config::{Config, in_language};
use crate::derive;
use crate::error::Error;
use crate::frozen::{Freezer, Frozen, Summary};
use crate::graph::{QuadSet, Store};
use crate::identifiers::{Register, State};
use crate::iri::{Kind, Minter};
use crate::publish::{self, Written};
use crate::records::{self, Origin, Places, Reading, Text};
use crate::report::{Place, Report};
use crate::resource::{Retired, Tombstone};
use crate::serve::{self, Manifest, ServedDump};
use crate::validate::CheckQuery;
use crate::vocab::{CONCEPT_BASE, bibo, dcterms, foaf, skos, upp};
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
    mapper.retired(&register);
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
        let describe = |written: &[Written]| {
            let mut files = self.catalogue(written)?.documents()?;
            files.push((
                "build.json".to_owned(),
                build_report(self, report, written)?,
            ));
            Ok(files)
        };
        let extras = self.extras(Some(&describe));
        publish::publish(&self.graph, &extras, out, &mut |_| {})
    }

    /// What portals are told of a build.
    ///
    /// # Errors
    ///
    /// See [`Catalogue::of`].
    pub fn catalogue(&self, written: &[Written]) -> Result<Catalogue, Error> {
        Catalogue::of(&catalogue::Input {
            config: &self.config,
            name: NAME,
            files: written,
            contents: &Contents::of(&self.graph, self.config.base_iri.as_str()),
            releases: &self.releases,
        })
    }

    /// Registers the identifiers that are new, all labels, and when what changed; after publication, so
    /// that none is registered that was never published. What a killed build did not register, the
    /// next one does. Data that changed under their old date are a finding.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if a register cannot be written.
    pub fn register(&self, written: &[Written], report: &mut Report) -> Result<(), Error> {
        let today = self.config.modified.as_str();
        let labels = self.labels();
        let present = self.identifiers.keys().map(|identifier| {
            let label = labels.get(identifier.as_str()).copied();
            (identifier.as_str(), label.unwrap_or_default())
        });
        if let Some(register) = self.register.updated(present, today) {
            self.register.write(&register)?;
        }
        let catalogue = self.catalogue(written)?;
        for finding in catalogue.unmoved(&self.releases) {
            report.add(finding);
        }
        report.sort();
        catalogue.register(&self.releases)
    }

    /// The label or title of each record as `type/key`, in the first language of the dataset that
    /// it has one in.
    fn labels(&self) -> BTreeMap<&str, &str> {
        let mut labels: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        let rank = |tag: Option<&str>| {
            let mut languages = self.config.languages.iter();
            let place = languages.position(|language| tag == Some(language.as_str()));
            place.unwrap_or(usize::MAX)
        };
        for triple in self.graph.triples() {
            let is_name = [skos::PREF_LABEL, dcterms::TITLE].contains(&triple.predicate.as_str());
            let (true, TermRef::Literal(name)) = (is_name, triple.object) else {
                continue;
            };
            let NamedOrBlankNodeRef::NamedNode(subject) = triple.subject else {
                continue;
            };
            let base = self.config.base_iri.as_str();
            let Some(identifier) = subject.as_str().strip_prefix(base) else {
                continue;
            };
            let named = (rank(name.language()), name.value());
            let best = labels.entry(identifier).or_insert(named);
            *best = named.min(*best);
        }
        let labels = labels.into_iter();
        labels
            .map(|(identifier, (_, label))| (identifier, label))
            .collect()
    }

    /// IRIs that were published and name nothing now, with what became of them.
    fn retired(&self) -> Vec<(String, Retired)> {
        let base = self.config.base_iri.as_str();
        let retired = self.register.retired().map(|retired| {
            let what = match retired.state {
                State::Merged { into, .. } => Retired::MergedInto(format!("{base}{into}")),
                State::Withdrawn { on, reason } => Retired::Withdrawn(Tombstone {
                    class: class_of(retired.identifier).map(ToOwned::to_owned),
                    label: Some(retired.label.to_owned()).filter(|label| !label.is_empty()),
                    date: Some(on.clone()),
                    reason: Some(reason.clone()),
                }),
                State::Current => return None,
            };
            Some((format!("{base}{}", retired.identifier), what))
        });
        retired.flatten().collect()
    }

    /// Writes the dumps and the other files that are served below `folder`, and tells what a server
    /// needs to know beside the graph.
    ///
    /// # Errors
    ///
    /// See [`publish::write_files`].
    pub fn manifest(&self, folder: &Path) -> Result<Manifest, Error> {
        let text = |text: &Text| serve::Text::new(in_language(text, "sv"), in_language(text, "en"));
        let describe = |written: &[Written]| self.catalogue(written)?.documents();
        let extras = self.extras(Some(&describe));
        let written = publish::write_files(&self.graph, &extras, folder)?;
        let listing = self.catalogue(&written)?.listing().clone();
        let files = written.into_iter();
        let (dumps, files) = files
            .map(|Written { path, sha256, .. }| ServedDump { path, sha256 })
            .partition(|file| file.path.starts_with("dump/"));
        Ok(Manifest {
            title: text(&self.config.title),
            description: text(&self.config.description),
            base: self.config.base_iri.as_str().to_owned(),
            licence: self.config.licence.as_str().to_owned(),
            dumps,
            files,
            catalogue: listing,
            retired: self.retired(),
        })
    }

    /// What is published beside the dumps: ontology, shapes, context, the description of the server's
    /// addresses, and what `describe` makes.
    fn extras<'a>(&self, describe: Option<&'a publish::Describe<'a>>) -> publish::Extras<'a> {
        let file = |asset: &assets::Asset| {
            let bytes = asset.content.as_bytes().to_vec();
            (asset.path.to_owned(), bytes)
        };
        let shapes: Vec<&str> = assets::SHAPES.iter().map(|asset| asset.content).collect();
        let texts = [&self.config.title, &self.config.description];
        let openapi = serve::openapi(&serve::Described {
            title: in_language(texts[0], "en"),
            description: in_language(texts[1], "en"),
            version: self.config.version.as_str(),
            licence: self.config.licence.as_str(),
            address: self.config.address(),
            contact: self.config.contact.name.as_str(),
        });
        publish::Extras {
            name: NAME,
            context: assets::CONTEXT.content,
            files: assets::VOCABULARY
                .iter()
                .chain(assets::SHAPES)
                .chain([&assets::CONTEXT])
                .map(file)
                .chain([
                    // Turtle files one after the other are one.
                    (catalogue::SHAPES.to_owned(), shapes.join("\n").into_bytes()),
                    ("openapi.json".to_owned(), openapi),
                ])
                .collect(),
            stages: Vec::new(),
            describe,
        }
    }
}

/// The class of what an identifier names, as far as its kind tells.
fn class_of(identifier: &str) -> Option<&'static str> {
    let (kind, _) = identifier.split_once('/')?;
    Some(match Kind::from_segment(kind)? {
        Kind::Org => foaf::AGENT,
        Kind::Place => dcterms::LOCATION,
        Kind::Mandate => upp::MANDATE,
        Kind::Activity => upp::ACTIVITY,
        Kind::Network => upp::NETWORK,
        Kind::Publication => bibo::DOCUMENT,
        Kind::Finding => upp::FINDING,
        Kind::Count => upp::STATED_COUNT,
        Kind::Source => foaf::DOCUMENT,
        Kind::Link | Kind::Passage | Kind::Graph => return None,
    })
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
