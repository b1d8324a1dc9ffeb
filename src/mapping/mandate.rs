//! Mandates and responsibilities: one record becomes one `upp:Mandate` or `upp:Responsibility`.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `assigned_to` | `upp:assignedTo` |
//! | `issued_by` | `rico:issuedBy` |
//! | `issued` | `dcterms:issued` |
//! | `period` | `dcterms:temporal` |
//! | `extends` | `upp:extendsMandate` |
//! | `tasks` | `upp:task` |
//! | `themes` | `dcterms:subject` |
//! | `audience` | `dcterms:audience` |
//! | `places` | `dcterms:spatial` |
//! | `funds_purpose` | `upp:fundsPurpose` (permitted use) |
//! | `intended_use` | `upp:intendedUse` |
//! | `joint` | `upp:jointMode` |

use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Mandate, MandateKind, Record};
use crate::vocab::{rico, upp};

const ASSIGNED_TO: Field = Field::thing("assigned_to", upp::ASSIGNED_TO, Kind::Org);
const ISSUED_BY: Field = Field::thing("issued_by", rico::ISSUED_BY, Kind::Org);
const EXTENDS: Field = Field::thing("extends", upp::EXTENDS_MANDATE, Kind::Mandate);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    ASSIGNED_TO,
    ISSUED_BY,
    field::ISSUED,
    field::PERIOD,
    EXTENDS,
    field::TASKS,
    field::THEMES,
    field::AUDIENCE,
    field::PLACES,
    field::FUNDS_PURPOSE,
    field::INTENDED_USE,
    field::JOINT,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Mandate, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Mandate, minter, sink);
    d.class(match record.kind {
        MandateKind::Mandate => upp::MANDATE,
        MandateKind::Responsibility => upp::RESPONSIBILITY,
    });
    d.texts(&field::LABEL, &record.label);
    d.keys(&ASSIGNED_TO, &record.assigned_to);
    d.keys(&ISSUED_BY, &record.issued_by);
    if let Some(issued) = &record.issued {
        d.date(&field::ISSUED, issued);
    }
    if let Some(period) = &record.period {
        d.period(&field::PERIOD, period);
    }
    d.keys(&EXTENDS, &record.extends);
    d.keys(&field::TASKS, &record.tasks);
    d.keys(&field::THEMES, &record.themes);
    d.keys(&field::AUDIENCE, &record.audience);
    d.keys(&field::PLACES, &record.places);
    d.keys(&field::FUNDS_PURPOSE, &record.funds_purpose);
    d.keys(&field::INTENDED_USE, &record.intended_use);
    d.keys(&field::JOINT, &record.joint);
    d.end(FIELDS);
}
