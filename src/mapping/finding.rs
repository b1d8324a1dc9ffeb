//! Findings: one record becomes one `upp:Finding`.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `found_by` | `upp:foundBy` |
//! | `attributed_to` | `dcterms:source` (a concept of `authority`) |
//! | `themes` | `dcterms:subject` |
//! | `audience` | `dcterms:audience` |

use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Finding, Record};
use crate::vocab::{dcterms, upp};

const FOUND_BY: Field = Field::thing("found_by", upp::FOUND_BY, Kind::Activity);
const ATTRIBUTED_TO: Field = Field::concept("attributed_to", dcterms::SOURCE, "authority");

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    FOUND_BY,
    ATTRIBUTED_TO,
    field::THEMES,
    field::AUDIENCE,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Finding, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Finding, minter, sink);
    d.class(upp::FINDING);
    d.texts(&field::LABEL, &record.label);
    d.keys(&FOUND_BY, &record.found_by);
    d.keys(&ATTRIBUTED_TO, &record.attributed_to);
    d.keys(&field::THEMES, &record.themes);
    d.keys(&field::AUDIENCE, &record.audience);
    d.end(FIELDS);
}
