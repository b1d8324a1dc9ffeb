//! Sources: one record becomes one `foaf:Document`, and one passage for each heading.
//!
//! All of it stands in the provenance graph: it tells where statements come from.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `kind` | `upp:publicationKind` |
//! | `publisher` | `dcterms:publisher` |
//! | `about` | `foaf:primaryTopic` |
//! | `sha256` | `dcterms:identifier` (`sha256:…`) |
//! | `lines` | `upp:lineCount` |
//! | `headings` | `upp:heading` of the passage on its line |
//! | `url` | `foaf:page` |
//! | `text_url` | `rdfs:seeAlso` of its headings' passages, with the line (RFC 5147 §2.2.1) |

use super::Object;
use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Passage, Record, Source};
use crate::vocab::{dcterms, foaf, rdf, rdfs, upp, xsd};

const KIND: Field = Field::concept("kind", upp::PUBLICATION_KIND, "publication-kind");
const PUBLISHER: Field = Field::thing("publisher", dcterms::PUBLISHER, Kind::Org);
const ABOUT: Field = Field::entity("about", foaf::PRIMARY_TOPIC);
const SHA256: Field = Field::literal("sha256", dcterms::IDENTIFIER);
const LINES: Field = Field::literal("lines", upp::LINE_COUNT);
const URL: Field = Field::iri("url", foaf::PAGE);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    KIND,
    PUBLISHER,
    ABOUT,
    SHA256,
    LINES,
    URL,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Source, minter: &Minter, sink: &mut S) {
    let graph = minter.provenance_graph().to_owned();
    let mut d = Description::new(record.common(), Kind::Source, minter, sink).in_graph(graph);
    d.class(foaf::DOCUMENT);
    d.texts(&field::LABEL, &record.label);
    d.keys(&KIND, &record.kind);
    d.keys(&PUBLISHER, &record.publisher);
    if let Some(about) = &record.about {
        d.entity(&ABOUT, about);
    }
    d.literal(
        &SHA256,
        &format!("sha256:{}", record.sha256.as_str()),
        xsd::STRING,
    );
    d.literal(&LINES, &record.lines.to_string(), xsd::INTEGER);
    if let Some(url) = &record.url {
        d.iri(&URL, url.as_str());
    }
    let source = d.node().to_owned();
    // A heading on no line of the source is told by the rules of records.
    for heading in record
        .headings
        .iter()
        .filter(|heading| (1..=record.lines).contains(&heading.line))
    {
        let passage = Passage {
            source: &record.key,
            line: heading.line,
        };
        let node = minter.passage(passage);
        let line = heading.line.to_string();
        d.say(&node, rdf::TYPE, Object::Iri(upp::SOURCE_PASSAGE), None);
        d.say(&node, dcterms::IS_PART_OF, Object::Iri(&source), None);
        d.say(
            &node,
            upp::LINE,
            Object::Literal {
                value: &line,
                datatype: xsd::INTEGER,
            },
            None,
        );
        d.say(
            &node,
            upp::HEADING,
            Object::string(heading.text.as_str()),
            None,
        );
        if let Some(url) = &record.text_url {
            let address = format!("{}#line={},{line}", url.as_str(), heading.line - 1);
            d.say(&node, rdfs::SEE_ALSO, Object::Iri(&address), None);
        }
    }
    d.end(FIELDS);
}
