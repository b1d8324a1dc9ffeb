//! What the data themselves say that a catalogue repeats: the years that they are about, and which
//! version of the ontology they conform to.

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

use super::Bilingual;
use crate::graph::QuadSet;
use crate::vocab::{dcterms, named_node, owl, upp};

/// What the data say of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    /// First and last year that periods and dates of issue reach, as `YYYY`.
    pub years: Option<(String, String)>,
    /// The ontology, if the graph holds it.
    pub ontology: Option<Ontology>,
}

/// The ontology that the data conform to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ontology {
    /// Its title.
    pub title: Bilingual,
    /// What it describes.
    pub description: Bilingual,
    /// The IRI of its version.
    pub version_iri: String,
    /// Its version.
    pub version: String,
    /// Its licence, an IRI.
    pub licence: String,
}

impl Contents {
    /// Reads a graph whose own IRIs begin with `base`.
    #[must_use]
    pub fn of(graph: &QuadSet, base: &str) -> Self {
        Self {
            years: years(graph, base),
            ontology: Ontology::of(graph),
        }
    }
}

/// First and last year that periods and dates of issue reach. The ontology has a date of issue, too,
/// but not below the base.
fn years(graph: &QuadSet, base: &str) -> Option<(String, String)> {
    let properties = [upp::EARLIEST_DATE, upp::LATEST_DATE, dcterms::ISSUED];
    let mut found: Option<(String, String)> = None;
    for property in properties {
        for triple in graph.triples_with(named_node(property).as_ref()) {
            let TermRef::Literal(date) = triple.object else {
                continue;
            };
            let year = date.value().get(..4).unwrap_or_default();
            let is_year = year.len() == 4 && year.bytes().all(|it| it.is_ascii_digit());
            if !is_year || !is_below(triple.subject, base) {
                continue;
            }
            let (first, last) = found.get_or_insert_with(|| (year.to_owned(), year.to_owned()));
            if year < first.as_str() {
                year.clone_into(first);
            }
            if year > last.as_str() {
                year.clone_into(last);
            }
        }
    }
    found
}

fn is_below(subject: NamedOrBlankNodeRef<'_>, base: &str) -> bool {
    matches!(subject, NamedOrBlankNodeRef::NamedNode(node) if node.as_str().starts_with(base))
}

impl Ontology {
    /// The ontology of our terms, if it is whole.
    fn of(graph: &QuadSet) -> Option<Self> {
        let ontology = NamedNode::new(upp::NAMESPACE.trim_end_matches('#')).ok()?;
        let ontology = ontology.as_ref();
        Some(Self {
            title: bilingual(graph, ontology, dcterms::TITLE)?,
            description: bilingual(graph, ontology, dcterms::DESCRIPTION)?,
            version_iri: value(graph, ontology, owl::VERSION_IRI)?,
            version: value(graph, ontology, owl::VERSION_INFO)?,
            licence: value(graph, ontology, dcterms::LICENSE)?,
        })
    }
}

fn value(graph: &QuadSet, subject: NamedNodeRef<'_>, property: &str) -> Option<String> {
    let property = named_node(property);
    Some(match graph.objects(subject, property.as_ref()).next()? {
        TermRef::NamedNode(node) => node.as_str().to_owned(),
        TermRef::Literal(literal) => literal.value().to_owned(),
        TermRef::BlankNode(_) => return None,
    })
}

fn bilingual(graph: &QuadSet, subject: NamedNodeRef<'_>, property: &str) -> Option<Bilingual> {
    let property = named_node(property);
    let of = |tag: &str| {
        let mut texts = graph.objects(subject, property.as_ref());
        texts.find_map(|text| match text {
            TermRef::Literal(text) if text.language() == Some(tag) => Some(text.value().to_owned()),
            _ => None,
        })
    };
    Some(Bilingual {
        sv: of("sv")?,
        en: of("en")?,
    })
}
