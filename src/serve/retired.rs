//! IRIs that once were published and name nothing now.

use oxigraph::model::{Literal, Triple};

use crate::resource::Description;
use crate::vocab::{dcterms, named_node, owl, skos, xsd};

/// What became of an IRI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retired {
    /// It was withdrawn: 410, with what is known of it.
    Withdrawn {
        /// Its name.
        label: Option<String>,
        /// The day, as `2026-11-21`.
        date: Option<String>,
        /// Why.
        reason: Option<String>,
    },
    /// It was merged into another IRI: 301.
    MergedInto(String),
}

/// What is said of a withdrawn resource, as triples.
pub(super) fn tombstone(
    iri: &str,
    label: Option<&str>,
    date: Option<&str>,
    reason: Option<&str>,
) -> Description {
    let typed = |text: &str, datatype| Literal::new_typed_literal(text, named_node(datatype));
    let triple =
        |property, value: Literal| Triple::new(named_node(iri), named_node(property), value);
    let mut triples = vec![triple(owl::DEPRECATED, typed("true", xsd::BOOLEAN))];
    let told = [
        (skos::PREF_LABEL, label.map(Literal::new_simple_literal)),
        (dcterms::DATE, date.map(|date| typed(date, xsd::DATE))),
        (
            skos::EDITORIAL_NOTE,
            reason.map(Literal::new_simple_literal),
        ),
    ];
    for (property, value) in told {
        triples.extend(value.map(|value| triple(property, value)));
    }
    Description::of(triples)
}
