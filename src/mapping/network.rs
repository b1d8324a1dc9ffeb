//! Networks: one record becomes one `upp:Network`, and one `owl:NegativePropertyAssertion` for each
//! agent with whom it is stated not to be run (OWL 2 §9.6.5).
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `run_by` | `upp:runBy` |
//! | `not_run_by` | `owl:NegativePropertyAssertion` on `upp:runBy` |
//! | `audience` | `dcterms:audience` |
//! | `themes` | `dcterms:subject` |
//! | `under` | `upp:underMandate` |
//! | `places` | `dcterms:spatial` |

use super::Object;
use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Network, Record};
use crate::vocab::{owl, upp};

const RUN_BY: Field = Field::thing("run_by", upp::RUN_BY, Kind::Org);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    RUN_BY,
    field::AUDIENCE,
    field::THEMES,
    field::UNDER,
    field::PLACES,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Network, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Network, minter, sink);
    d.class(upp::NETWORK);
    d.texts(&field::LABEL, &record.label);
    d.keys(&RUN_BY, &record.run_by);
    for (index, agent) in record.not_run_by.iter().enumerate() {
        let target = minter.mint(Kind::Org, agent);
        d.reference("not_run_by", index, &target);
        let network = d.node().to_owned();
        let part = format!("not-run-by-{agent}");
        d.beside(
            "not_run_by",
            agent.as_str(),
            &part,
            owl::NEGATIVE_PROPERTY_ASSERTION,
            |part| {
                part(owl::SOURCE_INDIVIDUAL, Object::Iri(&network));
                part(owl::ASSERTION_PROPERTY, Object::Iri(upp::RUN_BY));
                part(owl::TARGET_INDIVIDUAL, Object::Iri(&target));
            },
        );
    }
    d.keys(&field::AUDIENCE, &record.audience);
    d.keys(&field::THEMES, &record.themes);
    d.keys(&field::UNDER, &record.under);
    d.keys(&field::PLACES, &record.places);
    d.end(FIELDS);
}
