//! Agencies: one record becomes one `cv:PublicOrganisation`.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `homepage` | `foaf:homepage` |
//! | `organisation_number` | `dcterms:identifier` |
//! | `classification` | `org:classification` |
//! | `jurisdiction` | `dcterms:spatial` (jurisdiction, not seat) |
//! | `purposes` | `org:purpose` |
//! | `themes` | `dcterms:subject` |
//! | `part_of` | `org:subOrganizationOf` |

use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Agency, Record};
use crate::vocab::{cv, dcterms, foaf, org, xsd};

const HOMEPAGE: Field = Field::iri("homepage", foaf::HOMEPAGE);
const ORGANISATION_NUMBER: Field = Field::literal("organisation_number", dcterms::IDENTIFIER);
const JURISDICTION: Field = Field::thing("jurisdiction", dcterms::SPATIAL, Kind::Place);
const PART_OF: Field = Field::thing("part_of", org::SUB_ORGANIZATION_OF, Kind::Org);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    HOMEPAGE,
    ORGANISATION_NUMBER,
    field::CLASSIFICATION,
    JURISDICTION,
    field::PURPOSES,
    field::THEMES,
    PART_OF,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Agency, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Org, minter, sink);
    d.class(cv::PUBLIC_ORGANISATION);
    d.texts(&field::LABEL, &record.label);
    if let Some(homepage) = &record.homepage {
        d.iri(&HOMEPAGE, homepage.as_str());
    }
    if let Some(number) = &record.organisation_number {
        d.literal(&ORGANISATION_NUMBER, number.as_str(), xsd::STRING);
    }
    d.keys(&field::CLASSIFICATION, &record.classification);
    d.keys(&JURISDICTION, &record.jurisdiction);
    d.keys(&field::PURPOSES, &record.purposes);
    d.keys(&field::THEMES, &record.themes);
    d.keys(&PART_OF, &record.part_of);
    d.end(FIELDS);
}
