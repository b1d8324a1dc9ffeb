//! The stream of the catalogue's entities.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use sha2::{Digest, Sha256};

use super::log::Log;
use super::turtle::{write_statements, write_term};
use super::{Event, PageSize, Publication, write_root};
use crate::error::Error;
use crate::graph::{hex, write_line};
use crate::publish::{Building, Written};
use crate::vocab::{catalogue, rdf};

/// Where the stream stands in a build.
const FOLDER: &str = "feed/catalogue";

/// Continues the stream of the catalogue of the old build, with the catalogue of the new one.
///
/// An entity is described by its own triples and by those of the nodes that it points at, which are no
/// entities themselves: checksums, periods, addresses. What the old catalogue said is known from the
/// stream's own state.
///
/// # Errors
///
/// [`Error::Publish`] if the old stream is damaged, if the date is none, or if the catalogue has a blank
/// node; [`Error::Read`] and [`Error::Write`] with the file.
pub fn advance(
    building: &Building<'_>,
    publication: &Publication<'_>,
    triples: &[Triple],
    size: PageSize,
) -> Result<Vec<Written>, Error> {
    let mut log = Log::open(building, publication, FOLDER, "trig", size)?;
    let entities = entities(triples).map_err(|message| Error::Publish {
        path: building.root().to_owned(),
        message,
    })?;
    let sums: BTreeMap<String, String> = entities
        .iter()
        .map(|entity| (entity.iri.clone(), entity.sum()))
        .collect();
    if log.state().entities != sums || log.state().release == 0 {
        let mut content = Sha256::new();
        for (iri, sum) in &sums {
            content.update(format!("{sum}  {iri}\n"));
        }
        let content = hex(&content.finalize());
        let published = log.begin(&content, publication.modified)?;
        let old = log.state().entities.clone();
        // What others point at comes first. Of what is gone only the IRI is known: in their order.
        for entity in &entities {
            let event = match old.get(&entity.iri) {
                None => Event::Create,
                Some(sum) if Some(sum) != sums.get(&entity.iri) => Event::Update,
                Some(_) => continue,
            };
            activity(&mut log, event, &entity.iri, &published, Some(entity))?;
        }
        for iri in old.keys().filter(|iri| !sums.contains_key(*iri)) {
            activity(&mut log, Event::Delete, iri, &published, None)?;
        }
        log.close_page()?;
        log.remember(sums);
    }
    let root = write_root(&log, publication, PURPOSE, [DESCRIPTION, ""])?;
    log.finish(root)
}

/// What the title says behind the dataset's name.
const PURPOSE: [(&str, &str); 2] = [
    ("sv", "ändringar av katalogen"),
    ("en", "changes of the catalogue"),
];

/// How members are read. The payload of an activity is the graph of its name.
const DESCRIPTION: &str = "    ldes:timestampPath as:published ;
    ldes:versionOfPath as:object ;
    ldes:versionCreateObject as:Create ;
    ldes:versionUpdateObject as:Update ;
    ldes:versionDeleteObject as:Delete ;
    dcterms:conformsTo <https://semiceu.github.io/LDES-DCAT-AP-feeds/index.html> ;
    tree:shape <https://semiceu.github.io/LDES-DCAT-AP-feeds/shape.ttl#ActivityShape> ;
";

/// An entity with all that describes it, in canonical order.
struct Entity<'t> {
    iri: String,
    triples: BTreeMap<String, &'t Triple>,
}

impl Entity<'_> {
    fn sum(&self) -> String {
        let mut sum = Sha256::new();
        for line in self.triples.keys() {
            sum.update(line);
        }
        hex(&sum.finalize())
    }
}

/// The entities of a catalogue: agents, contacts and licences, distributions and services, datasets,
/// catalogues; by IRI within each class.
fn entities(triples: &[Triple]) -> Result<Vec<Entity<'_>>, String> {
    let mut of_subject: BTreeMap<&str, Vec<&Triple>> = BTreeMap::new();
    for triple in triples {
        let (NamedOrBlankNode::NamedNode(subject), false) =
            (&triple.subject, matches!(triple.object, Term::BlankNode(_)))
        else {
            return Err(format!(
                "the catalogue has a blank node ({triple}): give it an IRI"
            ));
        };
        of_subject.entry(subject.as_str()).or_default().push(triple);
    }
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for triple in triples
        .iter()
        .filter(|triple| triple.predicate.as_str() == rdf::TYPE)
    {
        if let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(class)) =
            (&triple.subject, &triple.object)
            && let Some(rank) = catalogue::ENTITIES
                .iter()
                .position(|known| known == &class.as_str())
        {
            let known = classes.entry(subject.as_str()).or_insert(rank);
            *known = (*known).max(rank);
        }
    }
    let mut sorted: Vec<(usize, &str)> = classes.iter().map(|(iri, rank)| (*rank, *iri)).collect();
    sorted.sort_unstable();
    let describe = |iri: &str| {
        let mut lines = BTreeMap::new();
        let mut seen = BTreeSet::from([iri.to_owned()]);
        let mut open = vec![iri.to_owned()];
        while let Some(node) = open.pop() {
            for triple in of_subject.get(node.as_str()).into_iter().flatten() {
                lines.insert(line(triple), *triple);
                if let Term::NamedNode(object) = &triple.object
                    && !classes.contains_key(object.as_str())
                    && seen.insert(object.as_str().to_owned())
                {
                    open.push(object.as_str().to_owned());
                }
            }
        }
        Entity {
            iri: iri.to_owned(),
            triples: lines,
        }
    };
    Ok(sorted.into_iter().map(|(_, iri)| describe(iri)).collect())
}

/// The line of N-Triples.
fn line(triple: &Triple) -> String {
    let mut line = Vec::new();
    let quad = triple
        .as_ref()
        .in_graph(oxigraph::model::GraphNameRef::DefaultGraph);
    // Writing to memory cannot fail, and terms are texts.
    let _ = write_line(quad, &mut line);
    String::from_utf8(line).unwrap_or_default()
}

/// Adds an activity, and what it is about in the graph of its name.
fn activity(
    log: &mut Log<'_>,
    event: Event,
    iri: &str,
    published: &str,
    entity: Option<&Entity<'_>>,
) -> Result<(), Error> {
    log.member(|name, _, out| {
        // The specification's shape allows no property but these, so there is no position.
        writeln!(
            out,
            "\n{name} a {} ;\n    as:object <{iri}> ;\n    \
             as:published \"{published}\"^^xsd:dateTime .",
            event.class()
        )?;
        let Some(entity) = entity else {
            return Ok(());
        };
        write!(out, "{name} {{")?;
        let triples: Vec<&Triple> = entity.triples.values().copied().collect();
        for group in triples.chunk_by(|one, other| one.subject == other.subject) {
            let Some(first) = group.first() else {
                continue;
            };
            out.write_all(b"\n")?;
            write_term(&first.subject.to_string(), out)?;
            let mut terms: Vec<(String, String)> = group
                .iter()
                .map(|triple| (triple.predicate.to_string(), triple.object.to_string()))
                .collect();
            // A class first, as Turtle is usually read; behind it there is no ` ;`.
            let of_type = format!("<{}>", rdf::TYPE);
            terms.sort_by_key(|(predicate, _)| *predicate != of_type);
            let mut body = Vec::new();
            let statements = terms
                .iter()
                .map(|(predicate, object)| (&**predicate, &**object));
            write_statements(statements, &mut body)?;
            let body = body.strip_prefix(b" ;\n    ").unwrap_or(&body);
            out.write_all(b" ")?;
            out.write_all(body)?;
            out.write_all(b" .")?;
        }
        out.write_all(b"\n}\n")
    })
}
