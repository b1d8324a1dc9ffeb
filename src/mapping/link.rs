//! Links: one record becomes the linking triple, and one `rdf:Statement` about it with its confidence
//! and where it was seen.
//!
//! | field | property |
//! |---|---|
//! | `from`, `relation`, `to` | the triple; `rdf:subject`, `rdf:predicate`, `rdf:object` |
//! | `label` | `skos:prefLabel` |
//! | `confidence` | `upp:confidence` |
//! | `via` | `dcterms:source` (as abbreviated in the source) |
//! | `reviewed` | `dcterms:contributor`, `dcterms:date` |

use super::Object;
use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Link, Record, Relation};
use crate::vocab::{dcterms, owl, rdf, rdfs, schema, skos, upp, xsd};

const CONFIDENCE: Field = Field::concept("confidence", upp::CONFIDENCE, "confidence");
const VIA: Field = Field::literal("via", dcterms::SOURCE);
const REVIEWED_BY: Field = Field::literal("reviewed", dcterms::CONTRIBUTOR);
const REVIEWED_ON: Field = Field::literal("reviewed", dcterms::DATE);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    CONFIDENCE,
    VIA,
    REVIEWED_BY,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Link, minter: &Minter, sink: &mut S) {
    let predicate = match record.relation {
        Relation::SeeAlso => rdfs::SEE_ALSO,
        Relation::Identity => schema::SAME_AS,
        Relation::SameAs => owl::SAME_AS,
        Relation::ExactMatch => skos::EXACT_MATCH,
        Relation::CloseMatch => skos::CLOSE_MATCH,
        Relation::Related => skos::RELATED,
    };
    let mut d = Description::new(record.common(), Kind::Link, minter, sink);
    let from = d.entity_iri(&record.from);
    d.reference("from", 0, &from);
    let to = match record.to.entity() {
        None => record.to.as_str().to_owned(),
        Some((kind, key)) => {
            let to = Kind::from_segment(kind).map_or_else(
                || minter.concept(kind, &key),
                |kind| minter.mint(kind, &key),
            );
            d.reference("to", 0, &to);
            to
        }
    };
    // The triple stands in the graphs of its sources, its evidence in the provenance graph.
    d.say(&from, predicate, Object::Iri(&to), None);
    let mut d = d.in_graph(minter.provenance_graph().to_owned());
    let node = d.node().to_owned();
    d.class(rdf::STATEMENT);
    d.say(&node, rdf::SUBJECT, Object::Iri(&from), None);
    d.say(&node, rdf::PREDICATE, Object::Iri(predicate), None);
    d.say(&node, rdf::OBJECT, Object::Iri(&to), None);
    d.texts(&field::LABEL, &record.label);
    d.keys(&CONFIDENCE, &record.confidence);
    if let Some(via) = &record.via {
        d.literal(&VIA, via.as_str(), xsd::STRING);
    }
    if let Some(review) = &record.reviewed {
        d.literal(&REVIEWED_BY, review.by.as_str(), xsd::STRING);
        d.date(&REVIEWED_ON, &review.on);
    }
    d.end(FIELDS);
}
