//! What is stated of a resource, by whom, and what is stated not to be.

use std::collections::BTreeMap;

use super::Resources;
use crate::frozen::{Node, Refused};
use crate::vocab::{dcterms, owl, rdf, skos, upp};

/// Statement nodes of one subject that are read; a subject has one for a triple at most.
const STATEMENT_NODES: usize = 5_000;

/// A triple of a resource with what carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The property.
    pub property: Node,
    /// The value.
    pub value: Node,
    /// The named graphs that hold the triple.
    pub graphs: Vec<Node>,
    /// Why it is known.
    pub evidence: Evidence,
}

/// Why a statement is known.
///
/// The passages are those of the triple's own statement node if there is one, otherwise those of
/// its subject.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Passages that carry the statement.
    pub passages: Vec<Node>,
    /// Whether they are the statement's own, and not those of the whole resource.
    pub own: bool,
    /// What a reading rests on; none if the source states it outright.
    pub bases: Vec<Node>,
    /// Remarks on the statement, in several languages.
    pub notes: Vec<Node>,
    /// How certain a link is.
    pub confidence: Option<Node>,
}

/// What points at a resource.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Incoming {
    /// Subjects and the properties by which they point, sorted.
    pub links: Vec<(Node, Node)>,
    /// The last link of the page, if there are more behind it.
    pub next: Option<(Node, Node)>,
}

/// An exception that a source spells out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// Of what it is denied.
    pub subject: Node,
    /// The property.
    pub property: Node,
    /// The value that it does not have.
    pub value: Node,
    /// Why it is known.
    pub evidence: Evidence,
}

/// What is not there, and known not to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Absences {
    /// Properties on which the sources are silent.
    pub not_stated: Vec<Node>,
    /// Exceptions that a source spells out, of the resource or about it.
    pub denials: Vec<Denial>,
}

impl Resources<'_> {
    /// What the graph states of a resource, by property and value, up to `limit` statements, and
    /// whether there are more.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`](crate::frozen::Reader::find); so for all that follow.
    pub fn statements(
        &self,
        subject: Node,
        limit: usize,
    ) -> Result<(Vec<Statement>, bool), Refused> {
        let own = self.passages(subject)?;
        let mut of_triples = self.evidence_of_triples(subject)?;
        let mut statements: Vec<Statement> = Vec::new();
        for quad in self.reader.matching(Some(subject), None, None) {
            let quad = quad?;
            if let Some(last) = statements.last_mut()
                && (last.property, last.value) == (quad.predicate, quad.object)
            {
                last.graphs.extend(quad.graph);
                continue;
            }
            if statements.len() == limit {
                return Ok((statements, true));
            }
            let evidence = of_triples
                .remove(&(quad.predicate, quad.object))
                .map(|mut evidence| {
                    if !evidence.own {
                        evidence.passages.clone_from(&own);
                    }
                    evidence
                });
            statements.push(Statement {
                property: quad.predicate,
                value: quad.object,
                graphs: quad.graph.into_iter().collect(),
                evidence: evidence.unwrap_or_else(|| Evidence {
                    passages: own.clone(),
                    ..Evidence::default()
                }),
            });
        }
        Ok((statements, false))
    }

    /// Why one triple is known.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`](crate::frozen::Reader::find).
    pub fn evidence(
        &self,
        subject: Node,
        property: Node,
        value: Node,
    ) -> Result<Evidence, Refused> {
        let mut found = self.evidence_of_triples(subject)?;
        let mut evidence = found.remove(&(property, value)).unwrap_or_default();
        if !evidence.own {
            evidence.passages = self.passages(subject)?;
        }
        Ok(evidence)
    }

    /// Passages that carry a resource, in the order of their source and line.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`](crate::frozen::Reader::find).
    pub fn passages(&self, node: Node) -> Result<Vec<Node>, Refused> {
        let mut passages = self
            .objects(node, upp::STATED_IN)?
            .into_iter()
            .map(|passage| {
                let source = self.object(passage, dcterms::IS_PART_OF)?;
                Ok((source, self.line(passage)?, passage))
            })
            .collect::<Result<Vec<_>, Refused>>()?;
        passages.sort_unstable();
        Ok(passages.into_iter().map(|(.., passage)| passage).collect())
    }

    /// The line of a passage.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`](crate::frozen::Reader::find).
    pub fn line(&self, passage: Node) -> Result<Option<u64>, Refused> {
        let line = self.object(passage, upp::LINE)?;
        Ok(line
            .map(|line| self.text(line))
            .transpose()?
            .and_then(|line| line.parse().ok()))
    }

    /// Statement nodes about a subject, by property and value.
    fn evidence_of_triples(
        &self,
        subject: Node,
    ) -> Result<BTreeMap<(Node, Node), Evidence>, Refused> {
        let mut found: BTreeMap<(Node, Node), Evidence> = BTreeMap::new();
        for statement in self.subjects(rdf::SUBJECT, subject, None, STATEMENT_NODES)? {
            let (Some(property), Some(value)) = (
                self.object(statement, rdf::PREDICATE)?,
                self.object(statement, rdf::OBJECT)?,
            ) else {
                continue;
            };
            let evidence = found.entry((property, value)).or_default();
            let passages = self.passages(statement)?;
            evidence.own |= !passages.is_empty();
            evidence.passages.extend(passages);
            evidence.passages.dedup();
            evidence.bases.extend(self.objects(statement, upp::BASIS)?);
            let notes = self.objects(statement, skos::EDITORIAL_NOTE)?;
            evidence.notes.extend(notes);
            evidence.confidence = evidence
                .confidence
                .or(self.object(statement, upp::CONFIDENCE)?);
        }
        Ok(found)
    }

    /// A page of what points at a resource: `limit` links from behind `after`.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`](crate::frozen::Reader::find).
    pub fn incoming(
        &self,
        object: Node,
        after: Option<(Node, Node)>,
        limit: usize,
    ) -> Result<Incoming, Refused> {
        let links = self.reader.pointing_at(object, after).take(limit + 1);
        let mut links: Vec<(Node, Node)> = links.collect::<Result<_, _>>()?;
        let more = links.len() > limit;
        links.truncate(limit);
        Ok(Incoming {
            next: links.last().copied().filter(|_| more),
            links,
        })
    }

    /// What is stated not to be, of a resource and about it.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`](crate::frozen::Reader::find).
    pub fn absences(&self, node: Node) -> Result<Absences, Refused> {
        let mut denials = Vec::new();
        let mut assertions = Vec::new();
        for property in [owl::SOURCE_INDIVIDUAL, owl::TARGET_INDIVIDUAL] {
            assertions.extend(self.subjects(property, node, None, STATEMENT_NODES)?);
        }
        assertions.dedup();
        for denial in assertions {
            let (Some(subject), Some(property), Some(value)) = (
                self.object(denial, owl::SOURCE_INDIVIDUAL)?,
                self.object(denial, owl::ASSERTION_PROPERTY)?,
                self.object(denial, owl::TARGET_INDIVIDUAL)?,
            ) else {
                continue;
            };
            // What is noted of it is noted of its type, the one triple that each has.
            let of_type = self.evidence_of_triples(denial)?.into_values();
            let notes = of_type.flat_map(|evidence| evidence.notes).collect();
            denials.push(Denial {
                subject,
                property,
                value,
                evidence: Evidence {
                    passages: self.passages(denial)?,
                    own: true,
                    notes,
                    ..Evidence::default()
                },
            });
        }
        Ok(Absences {
            not_stated: self.objects(node, upp::NOT_STATED)?,
            denials,
        })
    }
}
