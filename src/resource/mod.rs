//! What a frozen graph says of one IRI.
//!
//! Everything is looked up directly, without SPARQL, so that a page costs what it shows:
//!
//! - [`Resources::statements`]: what the graph states of a resource, each statement with the graphs
//!   that hold it and with its [`Evidence`];
//! - [`Resources::incoming`]: what points at it, by page; a page is named by its first key, never
//!   by a number of rows to pass over;
//! - [`Resources::absences`]: what a source expressly denies or is silent on;
//! - [`Resources::label`]: its name in a language;
//! - [`Resources::description`]: a bounded description as RDF, written in a [`Syntax`].
//!
//! It knows nothing of HTTP: a server and a site of plain files use it alike.

mod description;
mod label;
mod language;
mod memo;
mod retired;
mod statements;
mod syntax;

pub use description::Description;
pub use label::{Label, shortened};
pub use language::Language;
pub use memo::Memo;
pub use retired::{Retired, Tombstone};
pub use statements::{Absences, Denial, Evidence, Incoming, Statement};
pub use syntax::{Syntax, Unwritten};

use oxigraph::model::Term;

use crate::frozen::{Frozen, Node, Reader, Refused};
use crate::vocab::{CONCEPT_BASE, rdf};

/// The resources of a frozen graph.
///
/// ```
/// use std::path::Path;
/// use uppdrag::report::Report;
/// use uppdrag::resource::{Language, Resources};
///
/// let export = uppdrag::export::check(Path::new("data"), &mut Report::default(), &mut |_| {})?;
/// let frozen = export.freeze()?;
/// let resources = Resources::of(&frozen, export.config.base_iri.as_str())?;
/// let county = resources.find("https://w3id.org/uppdrag/id/place/lan-10")?.unwrap();
/// let label = resources.label(county, Language::English)?;
/// assert_eq!(label.text, "Blekinge County");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Resources<'a> {
    reader: Reader<'a>,
    base: &'a str,
    memo: Option<&'a Memo>,
}

impl<'a> Resources<'a> {
    /// Opens a graph; `base` is that of the dataset's IRIs, empty if it has none.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if a section of the graph is not what its header says.
    pub fn of(frozen: &'a Frozen, base: &'a str) -> Result<Self, Refused> {
        Ok(Self {
            reader: frozen.reader()?,
            base,
            memo: None,
        })
    }

    /// Remembers what it looks up, for whoever looks up much in the same graph.
    #[must_use]
    pub fn remembering(self, memo: &'a Memo) -> Self {
        Self {
            memo: Some(memo),
            ..self
        }
    }

    /// The graph.
    #[must_use]
    pub fn reader(&self) -> &Reader<'a> {
        &self.reader
    }

    /// Base of the dataset's IRIs.
    #[must_use]
    pub fn base(&self) -> &'a str {
        self.base
    }

    /// The node of an IRI, if the graph holds it.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`]; so for all that follow.
    pub fn find(&self, iri: &str) -> Result<Option<Node>, Refused> {
        match self.memo {
            Some(memo) => memo.find(iri, || self.reader.find_iri(iri)),
            None => self.reader.find_iri(iri),
        }
    }

    /// The term of a node.
    ///
    /// # Errors
    ///
    /// As [`Reader::term`].
    pub fn term(&self, node: Node) -> Result<Term, Refused> {
        self.reader.term(node)
    }

    /// The IRI of a node; the label of a blank node or the text of a literal otherwise.
    ///
    /// # Errors
    ///
    /// As [`Reader::term`].
    pub fn text(&self, node: Node) -> Result<String, Refused> {
        Ok(match self.reader.term(node)? {
            Term::NamedNode(node) => node.into_string(),
            Term::BlankNode(node) => node.into_string(),
            Term::Literal(literal) => literal.value().to_owned(),
        })
    }

    /// The objects that a resource has under a property, sorted.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`].
    pub fn objects(&self, subject: Node, property: &str) -> Result<Vec<Node>, Refused> {
        let Some(property) = self.find(property)? else {
            return Ok(Vec::new());
        };
        self.reader
            .triples(Some(subject), Some(property), None)
            .map(|triple| triple.map(|[.., object]| object))
            .collect()
    }

    /// The first object that a resource has under a property.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`].
    pub fn object(&self, subject: Node, property: &str) -> Result<Option<Node>, Refused> {
        let Some(property) = self.find(property)? else {
            return Ok(None);
        };
        let mut triples = self.reader.triples(Some(subject), Some(property), None);
        Ok(triples.next().transpose()?.map(|[.., object]| object))
    }

    /// Up to `limit` resources that have a resource under a property, sorted, from behind `after`.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`].
    pub fn subjects(
        &self,
        property: &str,
        object: Node,
        after: Option<Node>,
        limit: usize,
    ) -> Result<Vec<Node>, Refused> {
        let Some(property) = self.find(property)? else {
            return Ok(Vec::new());
        };
        self.reader
            .subjects(property, object, after)
            .take(limit)
            .collect()
    }

    /// The classes of a resource.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`].
    pub fn classes(&self, node: Node) -> Result<Vec<String>, Refused> {
        self.objects(node, rdf::TYPE)?
            .into_iter()
            .map(|class| self.text(class))
            .collect()
    }

    /// Whether the graph says anything of a node, or points at it, or is named by it.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`].
    pub fn is_described(&self, node: Node) -> Result<bool, Refused> {
        let mut outgoing = self.reader.matching(Some(node), None, None);
        Ok(outgoing.next().transpose()?.is_some() || self.is_graph(node))
    }

    /// Whether a node names a graph.
    #[must_use]
    pub fn is_graph(&self, node: Node) -> bool {
        self.reader.graphs().any(|graph| graph == node)
    }

    /// What follows the base of an IRI of the dataset or of the built-in concepts: `org/socialstyrelsen`.
    #[must_use]
    pub fn local_name<'i>(&self, iri: &'i str) -> Option<&'i str> {
        let below = |base: &str| iri.strip_prefix(base).filter(|it| !it.is_empty());
        let own = (!self.base.is_empty()).then(|| below(self.base)).flatten();
        own.or_else(|| below(CONCEPT_BASE))
    }

    /// Name of a graph of the dataset: `derived`, `nck-blekinge`.
    #[must_use]
    pub fn graph_name<'i>(&self, iri: &'i str) -> Option<&'i str> {
        self.local_name(iri)?.strip_prefix("graph/")
    }
}

#[cfg(test)]
mod tests;
