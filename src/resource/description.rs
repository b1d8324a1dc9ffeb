//! A bounded description of a resource, as triples.
//!
//! It holds what the graph states of the resource and of its own parts (periods, posts and the
//! like, whose IRIs lie below its own); the statement nodes and denials about it; where the
//! passages that carry it lie; and names and classes of whatever these point at. What points at the
//! resource is not in it, except the terms that a vocabulary defines and the concepts of a scheme:
//! ask the endpoint for the rest.

use std::collections::BTreeSet;

use oxigraph::model::{NamedOrBlankNode, Term, Triple};

use super::Resources;
use crate::frozen::{Node, Refused};
use crate::graph::compare_triples;
use crate::vocab::{dcterms, owl, rdf, rdfs, skos, upp};

/// Triples after which no further neighbour is told of.
const TRIPLES: usize = 20_000;

/// Resources of one kind (statement nodes, terms, concepts) that are described along.
const RESOURCES: usize = 2_000;

/// The triples of a description, each once: what is said of the resource, then of all others, both in
/// canonical order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description {
    pub(super) triples: Vec<Triple>,
}

impl Description {
    /// A description of given triples.
    #[must_use]
    pub fn of(mut triples: Vec<Triple>) -> Self {
        triples.sort_by(|one, other| compare_triples(one.as_ref(), other.as_ref()));
        triples.dedup();
        Self { triples }
    }

    /// Puts what is said of a resource first: whoever reads it asked for that.
    fn led_by(mut self, subject: &Term) -> Self {
        self.triples
            .sort_by_key(|triple| Term::from(triple.subject.clone()) != *subject);
        self
    }

    /// The triples, sorted.
    #[must_use]
    pub fn triples(&self) -> &[Triple] {
        &self.triples
    }
}

impl Resources<'_> {
    /// Describes a resource.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`](crate::frozen::Reader::find).
    pub fn description(&self, node: Node) -> Result<Description, Refused> {
        let mut gathered = Gathered {
            resources: self,
            whole: BTreeSet::new(),
            named: BTreeSet::new(),
            triples: Vec::new(),
        };
        gathered.describe(node)?;
        for property in [rdf::SUBJECT, owl::SOURCE_INDIVIDUAL, rdfs::IS_DEFINED_BY] {
            for about in self.subjects(property, node, None, RESOURCES)? {
                gathered.describe(about)?;
            }
        }
        let concepts = self.subjects(skos::IN_SCHEME, node, None, RESOURCES)?;
        if let Some(in_scheme) = self.find(skos::IN_SCHEME)? {
            for concept in concepts {
                gathered.push([concept, in_scheme, node])?;
            }
        }
        gathered.name_neighbours()?;
        Ok(Description::of(gathered.triples).led_by(&self.term(node)?))
    }
}

struct Gathered<'r, 'a> {
    resources: &'r Resources<'a>,
    /// Resources whose triples are all in.
    whole: BTreeSet<Node>,
    /// Resources of which a name is wanted.
    named: BTreeSet<Node>,
    triples: Vec<Triple>,
}

impl Gathered<'_, '_> {
    /// Adds the triples of a resource, and those of its parts and of blank nodes.
    fn describe(&mut self, node: Node) -> Result<(), Refused> {
        let mut open = vec![node];
        let resources = self.resources;
        while let Some(node) = open.pop() {
            if self.triples.len() >= TRIPLES || !self.whole.insert(node) {
                continue;
            }
            let below = format!("{}/", resources.text(node)?);
            for triple in resources.reader.triples(Some(node), None, None) {
                let [subject, predicate, object] = triple?;
                self.push([subject, predicate, object])?;
                let is_part = match resources.term(object)? {
                    Term::NamedNode(object) => object.as_str().starts_with(&below),
                    Term::BlankNode(_) => true,
                    Term::Literal(_) => false,
                };
                if is_part {
                    open.push(object);
                }
                // What is said of the resource itself is told whole.
                if self.triples.len() >= TRIPLES && self.whole.len() > 1 {
                    break;
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, [subject, predicate, object]: [Node; 3]) -> Result<(), Refused> {
        let resources = self.resources;
        let subject_term = match resources.term(subject)? {
            Term::NamedNode(subject) => NamedOrBlankNode::from(subject),
            Term::BlankNode(subject) => subject.into(),
            Term::Literal(_) => return Err(Refused::Damaged("a subject is a literal")),
        };
        let Term::NamedNode(predicate) = resources.term(predicate)? else {
            return Err(Refused::Damaged("a predicate is no IRI"));
        };
        let object_term = resources.term(object)?;
        self.named.insert(subject);
        if !object_term.is_literal() {
            self.named.insert(object);
        }
        self.triples
            .push(Triple::new(subject_term, predicate, object_term));
        Ok(())
    }

    /// Adds names and classes of what is pointed at, and of passages where they lie.
    fn name_neighbours(&mut self) -> Result<(), Refused> {
        const TOLD: [&str; 7] = [
            rdf::TYPE,
            skos::PREF_LABEL,
            dcterms::TITLE,
            rdfs::LABEL,
            upp::LINE,
            upp::HEADING,
            dcterms::IS_PART_OF,
        ];
        let resources = self.resources;
        let neighbours: Vec<Node> = self.named.difference(&self.whole).copied().collect();
        for node in neighbours {
            for property in TOLD {
                if self.triples.len() >= TRIPLES {
                    return Ok(());
                }
                let Some(property) = resources.find(property)? else {
                    continue;
                };
                for triple in resources.reader.triples(Some(node), Some(property), None) {
                    self.push(triple?)?;
                }
            }
        }
        Ok(())
    }
}
