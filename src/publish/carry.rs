//! What a syntax cannot carry, told before anything is written.
//!
//! RDF/XML is the narrow one: XML has no way to write most control characters, and a predicate
//! must be the name of an element. The other syntaxes carry every literal. All of them need IRIs
//! and language tags that other programs parse.

use std::collections::BTreeSet;
use std::fmt;

use oxigraph::model::{GraphNameRef, Literal, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

use super::rdf_xml::{illegal_char, is_syntax, split};
use crate::graph::QuadSet;

/// A value that a syntax cannot carry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncarried {
    /// IRI of the subject.
    pub subject: String,
    /// IRI of the predicate.
    pub predicate: String,
    /// What cannot be written, and in which syntax.
    pub reason: String,
    /// What to do about it.
    pub remedy: &'static str,
}

impl fmt::Display for Uncarried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of <{}>: {}",
            self.predicate, self.subject, self.reason
        )
    }
}

/// Every value that some syntax cannot carry, sorted; [`publish`](super::publish()) refuses a graph
/// that has one.
///
/// ```
/// use oxigraph::model::{LiteralRef, NamedNodeRef};
/// use uppdrag::graph::QuadSetBuilder;
/// use uppdrag::publish::uncarried;
///
/// let iri = |text| NamedNodeRef::new(text).unwrap();
/// let mut builder = QuadSetBuilder::default();
/// let text = LiteralRef::new_simple_literal("a\u{5}b");
/// builder.insert(iri("http://e.org/s"), iri("http://e.org/p"), text.into(), iri("http://e.org/g"));
/// let found = uncarried(&builder.build());
/// assert_eq!(found[0].reason, "RDF/XML cannot hold U+0005, character 2 of the text");
/// ```
#[must_use]
pub fn uncarried(quads: &QuadSet) -> Vec<Uncarried> {
    let names: BTreeSet<&str> = quads
        .predicates()
        .into_iter()
        .map(NamedNodeRef::as_str)
        .filter(|predicate| check_predicate(predicate).is_err())
        .collect();
    // The terms are few against the quads: only if one is at fault are the quads searched for it.
    if names.is_empty() && quads.terms().all(|term| check_term(term).is_ok()) {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    for quad in quads.quads() {
        let predicate = quad.predicate.as_str();
        let graph = match quad.graph_name {
            GraphNameRef::NamedNode(graph) => check_term(graph.into()),
            _ => Ok(()),
        };
        let faults = [
            if names.contains(predicate) {
                check_predicate(predicate)
            } else {
                Ok(())
            },
            check_term(quad.subject.into()),
            check_term(quad.predicate.into()),
            check_term(quad.object),
            graph,
        ];
        for Fault { reason, remedy } in faults.into_iter().filter_map(Result::err) {
            let subject = match quad.subject {
                NamedOrBlankNodeRef::NamedNode(node) => node.as_str().to_owned(),
                NamedOrBlankNodeRef::BlankNode(node) => node.to_string(),
            };
            let predicate = predicate.to_owned();
            found.insert(Uncarried {
                subject,
                predicate,
                reason,
                remedy,
            });
        }
    }
    found.into_iter().collect()
}

struct Fault {
    reason: String,
    remedy: &'static str,
}

/// Checks a term, wherever it stands.
fn check_term(term: TermRef<'_>) -> Result<(), Fault> {
    match term {
        TermRef::NamedNode(node) => check_iri(node),
        TermRef::BlankNode(node) => Err(Fault {
            reason: format!("{node} is a blank node, which changes its name from file to file"),
            remedy: "give it an IRI",
        }),
        TermRef::Literal(literal) => {
            if let Some(language) = literal.language() {
                check_language(language)?;
            } else {
                check_iri(literal.datatype())?;
            }
            illegal_char(literal.value()).map_or(Ok(()), |(place, c)| {
                Err(Fault {
                    reason: format!(
                        "RDF/XML cannot hold U+{:04X}, character {place} of the text",
                        u32::from(c)
                    ),
                    remedy: "remove the invisible character from the text",
                })
            })
        }
    }
}

fn check_iri(iri: NamedNodeRef<'_>) -> Result<(), Fault> {
    NamedNodeRef::new(iri.as_str())
        .map(drop)
        .map_err(|error| Fault {
            reason: format!("no reader takes {:?} as an IRI ({error})", iri.as_str()),
            remedy: "write one whole IRI: no spaces, other signs percent-encoded",
        })
}

fn check_language(language: &str) -> Result<(), Fault> {
    match Literal::new_language_tagged_literal("", language) {
        Ok(literal) if literal.language() == Some(language) => Ok(()),
        _ => Err(Fault {
            reason: format!("readers do not keep the language tag {language:?}"),
            remedy: "write the tag of BCP 47 in lower case: sv, en, en-gb",
        }),
    }
}

fn check_predicate(predicate: &str) -> Result<(), Fault> {
    if is_syntax(predicate) {
        Err(Fault {
            reason: format!("RDF/XML uses <{predicate}> as syntax, not as a property"),
            remedy: "use another property",
        })
    } else if split(predicate).is_none() {
        Err(Fault {
            reason: format!("RDF/XML cannot make the name of an element from <{predicate}>"),
            remedy: "use a property whose IRI ends in a letter or in a letter and more",
        })
    } else {
        Ok(())
    }
}
