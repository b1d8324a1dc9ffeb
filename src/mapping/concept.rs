//! Concepts: one record becomes one `skos:Concept` of the dataset, beside those of the ontology.
//!
//! It stands in the vocabulary graph. Evidence is not asked for: a concept is the editor's word.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `scheme` | `skos:inScheme` |
//! | `definition` | `skos:definition` |
//! | `broader` | `skos:broader` |
//! | `related` | `skos:related` |
//! | `close_match` | `skos:closeMatch` |

use super::Object;
use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::Minter;
use crate::records::{Concept, Key, Record};
use crate::vocab::skos;

const SCHEME: Field = Field::iri("scheme", skos::IN_SCHEME);
const DEFINITION: Field = Field::literal("definition", skos::DEFINITION);
const BROADER: Field = Field::iri("broader", skos::BROADER);
const RELATED: Field = Field::iri("related", skos::RELATED);
const CLOSE_MATCH: Field = Field::iri("close_match", skos::CLOSE_MATCH);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    SCHEME,
    DEFINITION,
    BROADER,
    RELATED,
    CLOSE_MATCH,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Concept, minter: &Minter, sink: &mut S) {
    let node = minter.concept(record.scheme.as_str(), &record.key);
    let graph = minter.vocabulary_graph();
    let mut d = Description::of(node, record.common(), minter, sink).in_graph(graph);
    d.class(skos::CONCEPT);
    d.texts(&field::LABEL, &record.label);
    let scheme = minter.scheme(record.scheme.as_str());
    d.reference("scheme", 0, &scheme);
    d.iri(&SCHEME, &scheme);
    d.texts(&DEFINITION, &record.definition);
    let mut siblings = |field: &Field, keys: &[Key]| {
        for (index, key) in keys.iter().enumerate() {
            let target = minter.concept(record.scheme.as_str(), key);
            d.reference(field.name, index, &target);
            let concept = d.node().to_owned();
            d.say(
                &concept,
                field.property,
                Object::Iri(&target),
                Some((field.name, key.as_str())),
            );
        }
    };
    siblings(&BROADER, &record.broader);
    siblings(&RELATED, &record.related);
    siblings(&CLOSE_MATCH, &record.close_match);
    d.end(FIELDS);
}
