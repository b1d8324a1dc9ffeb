//! IRIs that once were published and name nothing now.

use oxigraph::model::{Literal, Triple};
use serde::{Deserialize, Serialize};

use super::Description;
use crate::vocab::{dcterms, named_node, owl, rdf, skos, xsd};

/// What became of an IRI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Retired {
    /// It was withdrawn: HTTP 410, with what is known of it.
    Withdrawn(Tombstone),
    /// It was merged into another IRI: HTTP 301.
    MergedInto(String),
}

/// What is known of an IRI that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tombstone {
    /// What it was: the IRI of a class.
    pub class: Option<String>,
    /// Its name.
    pub label: Option<String>,
    /// The day, as `2026-11-21`.
    pub date: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl Tombstone {
    /// It as triples about the IRI.
    #[must_use]
    pub fn description(&self, iri: &str) -> Description {
        let text = |text: &String| Literal::new_simple_literal(text);
        let typed = |text: &str, datatype| Literal::new_typed_literal(text, named_node(datatype));
        let triple =
            |property, value: Literal| Triple::new(named_node(iri), named_node(property), value);
        let mut triples = vec![triple(owl::DEPRECATED, typed("true", xsd::BOOLEAN))];
        let class = self.class.iter();
        triples.extend(
            class.map(|class| {
                Triple::new(named_node(iri), named_node(rdf::TYPE), named_node(class))
            }),
        );
        let told = [
            (skos::PREF_LABEL, self.label.as_ref().map(text)),
            (
                dcterms::DATE,
                self.date.as_ref().map(|date| typed(date, xsd::DATE)),
            ),
            (skos::EDITORIAL_NOTE, self.reason.as_ref().map(text)),
        ];
        for (property, value) in told {
            triples.extend(value.map(|value| triple(property, value)));
        }
        Description::of(triples)
    }
}
