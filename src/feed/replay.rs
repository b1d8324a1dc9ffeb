//! The newest graph, made out of the stream of resources again: what a harvester does, so that anybody
//! can verify that it would end with the dump.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphNameRef, NamedNode, NamedOrBlankNode, Term, Triple};
use oxsdatatypes::DateTime;
use tempfile::TempDir;

use super::resources::FOLDER;
use crate::error::Error;
use crate::frozen::{Freezer, Frozen};
use crate::vocab::{activity, dcterms, ldes, rdf, schema, tree};

/// Stands for the address of the feed, which relative addresses in it are relative to.
const ADDRESS: &str = "http://feed.invalid/";

/// The graph that a feed leads to.
pub struct Replayed {
    frozen: Frozen,
    /// Members read, and resources that are there in the end.
    members: u64,
    _made: TempDir,
}

impl Replayed {
    /// The graph: its lines are N-Triples, its canonical hash is that of the N-Triples dump.
    #[must_use]
    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }

    /// Number of members read.
    #[must_use]
    pub fn members(&self) -> u64 {
        self.members
    }
}

/// Reads a feed's directory, or that of the build that holds it, and keeps the last version of each
/// resource that was not deleted.
///
/// It does not look at `state.json`: all that it knows comes from `index.ttl` and the pages that it
/// links to, as for any other client. Memory: a page, and a few words for each resource; the graph is
/// sorted on disk if it is large.
///
/// # Errors
///
/// [`Error::Read`] for a file that cannot be read, [`Error::Rdf`] for one that does not hold what it
/// must, [`Error::Write`] if there is no space for the graph.
pub fn replay(directory: &Path) -> Result<Replayed, Error> {
    let below = directory.join(FOLDER);
    let directory = if below.is_dir() { &below } else { directory };
    let root = Root::read(directory)?;

    // The last version of each resource, by page and place in it.
    let mut last: HashMap<String, Version> = HashMap::new();
    let mut members = 0;
    for (number, page) in root.pages.iter().enumerate() {
        for (place, member) in root.members(page)?.into_iter().enumerate() {
            members += 1;
            let version = Version {
                published: member.published,
                position: member.position,
                page: number,
                place,
            };
            match last.get_mut(&member.resource) {
                Some(known) if !version.is_after(known) => {}
                Some(known) => *known = version,
                None => {
                    last.insert(member.resource, version);
                }
            }
        }
    }
    let mut freezer = Freezer::default();
    for (number, page) in root.pages.iter().enumerate() {
        for (place, member) in root.members(page)?.into_iter().enumerate() {
            let version = last.get(&member.resource);
            let is_last = version.is_some_and(|last| (last.page, last.place) == (number, place));
            if !is_last || member.is_deleted {
                continue;
            }
            let resource = NamedNode::new(&member.resource)
                .map_err(|e| refuse(page, &format!("{} is not an IRI: {e}", member.resource)))?;
            for (predicate, object) in &member.statements {
                let triple = oxigraph::model::TripleRef::new(&resource, predicate, object);
                freezer
                    .insert(triple.in_graph(GraphNameRef::DefaultGraph))
                    .map_err(Error::write(std::env::temp_dir()))?;
            }
        }
    }
    let made = tempfile::tempdir().map_err(Error::write(std::env::temp_dir()))?;
    let path = made.path().join("graph.frozen");
    freezer.write(&path)?;
    Ok(Replayed {
        frozen: Frozen::open(&path)?,
        members,
        _made: made,
    })
}

struct Version {
    published: DateTime,
    position: u64,
    page: usize,
    place: usize,
}

impl Version {
    fn is_after(&self, other: &Self) -> bool {
        let order = self.published.partial_cmp(&other.published);
        let order = order.unwrap_or(Ordering::Equal);
        let place = |version: &Self| (version.position, version.page, version.place);
        order.then(place(self).cmp(&place(other))).is_gt()
    }
}

/// What the root says of the stream.
struct Root {
    stream: String,
    pages: Vec<PathBuf>,
    /// What members say of themselves, beside what they say of the resource.
    version_of: String,
    published: String,
    position: String,
    events: Vec<String>,
    deleted: String,
}

/// A member of a page.
struct Member {
    resource: String,
    published: DateTime,
    position: u64,
    is_deleted: bool,
    statements: Vec<(NamedNode, Term)>,
}

impl Root {
    fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join("index.ttl");
        let triples = parse(&path)?;
        let stream = triples
            .iter()
            .find(|triple| {
                triple.predicate.as_str() == rdf::TYPE && iri(&triple.object) == ldes::EVENT_STREAM
            })
            .map(|triple| node(&triple.subject).to_owned())
            .ok_or_else(|| refuse(&path, "it describes no ldes:EventStream"))?;
        let said = |property: &str, otherwise: &str| {
            let found = triples.iter().find(|triple| {
                node(&triple.subject) == stream && triple.predicate.as_str() == property
            });
            found
                .map_or(otherwise, |triple| iri(&triple.object))
                .to_owned()
        };
        let deleted = said(ldes::VERSION_DELETE_OBJECT, activity::DELETE);
        let mut pages: Vec<PathBuf> = Vec::new();
        for triple in triples
            .iter()
            .filter(|triple| triple.predicate.as_str() == tree::NODE)
        {
            let address = iri(&triple.object);
            let file = address
                .strip_prefix(ADDRESS)
                .filter(|file| !file.is_empty() && !file.contains(['/', '\\', ':', '#', '?']));
            let file = file.ok_or_else(|| {
                refuse(
                    &path,
                    &format!("the page {address} is not in this directory"),
                )
            })?;
            pages.push(directory.join(file));
        }
        pages.sort();
        pages.dedup();
        Ok(Self {
            version_of: said(ldes::VERSION_OF_PATH, dcterms::IS_VERSION_OF),
            published: said(ldes::TIMESTAMP_PATH, activity::PUBLISHED),
            position: said(ldes::SEQUENCE_PATH, schema::POSITION),
            events: vec![
                said(ldes::VERSION_CREATE_OBJECT, activity::CREATE),
                said(ldes::VERSION_UPDATE_OBJECT, activity::UPDATE),
                deleted.clone(),
            ],
            deleted,
            stream,
            pages,
        })
    }

    /// The members of a page, by their IRIs.
    fn members(&self, page: &Path) -> Result<Vec<Member>, Error> {
        let mut members: BTreeMap<String, Vec<Triple>> = BTreeMap::new();
        let triples = parse(page)?;
        for triple in &triples {
            if triple.predicate.as_str() == tree::MEMBER && node(&triple.subject) == self.stream {
                members.insert(iri(&triple.object).to_owned(), Vec::new());
            }
        }
        for triple in triples {
            if let Some(statements) = members.get_mut(node(&triple.subject)) {
                statements.push(triple);
            }
        }
        members
            .into_iter()
            .map(|(name, statements)| {
                self.member(statements)
                    .ok_or_else(|| refuse(page, &format!("the member {name} is not whole")))
            })
            .collect()
    }

    /// `None` if the member does not say of what it is a version, and when.
    fn member(&self, triples: Vec<Triple>) -> Option<Member> {
        let (mut resource, mut published, mut position) = (None, None, 0);
        let mut is_deleted = false;
        let mut statements = Vec::with_capacity(triples.len());
        for Triple {
            predicate, object, ..
        } in triples
        {
            let property = predicate.as_str();
            if property == self.version_of {
                resource = Some(iri(&object).to_owned());
            } else if property == self.published {
                published = Some(text(&object).parse().ok()?);
            } else if property == self.position {
                position = text(&object).parse().ok()?;
            } else if property == rdf::TYPE && self.events.iter().any(|event| event == iri(&object))
            {
                is_deleted |= iri(&object) == self.deleted;
            } else {
                statements.push((predicate, object));
            }
        }
        Some(Member {
            resource: resource?,
            published: published?,
            position,
            is_deleted,
            statements,
        })
    }
}

/// The triples of a file of Turtle.
fn parse(path: &Path) -> Result<Vec<Triple>, Error> {
    let text = fs::read(path).map_err(Error::read(path))?;
    let parser = RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri(ADDRESS)
        .map_err(|e| refuse(path, &e.to_string()))?;
    parser
        .for_slice(&text)
        .map(|quad| match quad {
            Ok(quad) => Ok(Triple::from(quad)),
            Err(e) => Err(Error::Rdf {
                path: path.to_owned(),
                line: e
                    .location()
                    .and_then(|place| usize::try_from(place.start.line + 1).ok())
                    .unwrap_or_default(),
                message: e.to_string(),
            }),
        })
        .collect()
}

fn refuse(path: &Path, message: &str) -> Error {
    Error::Rdf {
        path: path.to_owned(),
        line: 0,
        message: message.to_owned(),
    }
}

fn node(subject: &NamedOrBlankNode) -> &str {
    match subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str(),
        NamedOrBlankNode::BlankNode(node) => node.as_str(),
    }
}

fn iri(object: &Term) -> &str {
    match object {
        Term::NamedNode(node) => node.as_str(),
        _ => "",
    }
}

fn text(object: &Term) -> &str {
    match object {
        Term::Literal(literal) => literal.value(),
        _ => "",
    }
}
