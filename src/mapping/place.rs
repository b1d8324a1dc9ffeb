//! Places: one record becomes one `dcterms:Location`.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `kind` | `upp:placeKind` |
//! | `code` | `dcterms:identifier` (code of Statistics Sweden) |
//! | `within` | `dcterms:isPartOf` |
//! | `notations` | `skos:notation` |

use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Place, Record};
use crate::vocab::{dcterms, skos, upp, xsd};

const KIND: Field = Field::concept("kind", upp::PLACE_KIND, "place-kind");
const CODE: Field = Field::literal("code", dcterms::IDENTIFIER);
const WITHIN: Field = Field::thing("within", dcterms::IS_PART_OF, Kind::Place);
const NOTATIONS: Field = Field::literal("notations", skos::NOTATION);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    KIND,
    CODE,
    WITHIN,
    NOTATIONS,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Place, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Place, minter, sink);
    d.class(dcterms::LOCATION);
    d.texts(&field::LABEL, &record.label);
    d.keys(&KIND, [&record.kind]);
    if let Some(code) = &record.code {
        d.literal(&CODE, code.as_str(), xsd::STRING);
    }
    d.keys(&WITHIN, &record.within);
    for notation in &record.notations {
        d.literal(&NOTATIONS, notation.as_str(), xsd::STRING);
    }
    d.end(FIELDS);
}
