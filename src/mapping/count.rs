//! Stated counts: one record becomes one `upp:StatedCount`.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `count` | `upp:count` |
//! | `of` | `upp:countOf` |
//! | `for` | `upp:countFor` |
//! | `places` | `dcterms:spatial` |
//! | `themes` | `dcterms:subject` |

use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Count, Record};
use crate::vocab::{upp, xsd};

const COUNT: Field = Field::literal("count", upp::COUNT);
const OF: Field = Field::concept("of", upp::COUNT_OF, "count-kind");
const FOR: Field = Field::entity("for", upp::COUNT_FOR);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    COUNT,
    OF,
    FOR,
    field::PLACES,
    field::THEMES,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Count, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Count, minter, sink);
    d.class(upp::STATED_COUNT);
    d.texts(&field::LABEL, &record.label);
    if let Some(count) = record.count {
        d.literal(&COUNT, &count.to_string(), xsd::INTEGER);
    }
    d.keys(&OF, [&record.of]);
    d.entity(&FOR, &record.r#for);
    d.keys(&field::PLACES, &record.places);
    d.keys(&field::THEMES, &record.themes);
    d.end(FIELDS);
}
