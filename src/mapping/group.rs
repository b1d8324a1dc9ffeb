//! Groups: one record becomes one `foaf:Group`.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `members` | `foaf:member` |
//! | `classification` | `org:classification` |
//! | `purposes` | `org:purpose` |
//! | `themes` | `dcterms:subject` |
//! | `places` | `dcterms:spatial` |

use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Group, Record};
use crate::vocab::foaf;

const MEMBERS: Field = Field::thing("members", foaf::MEMBER, Kind::Org);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    MEMBERS,
    field::CLASSIFICATION,
    field::PURPOSES,
    field::THEMES,
    field::PLACES,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Group, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Org, minter, sink);
    d.class(foaf::GROUP);
    d.texts(&field::LABEL, &record.label);
    d.keys(&MEMBERS, &record.members);
    d.keys(&field::CLASSIFICATION, &record.classification);
    d.keys(&field::PURPOSES, &record.purposes);
    d.keys(&field::THEMES, &record.themes);
    d.keys(&field::PLACES, &record.places);
    d.end(FIELDS);
}
