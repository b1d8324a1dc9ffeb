//! Publications: one record becomes one `bibo:Report` or `bibo:Document`.
//!
//! | field | property |
//! |---|---|
//! | `title` | `dcterms:title` |
//! | `alternative` | `dcterms:alternative` |
//! | `kinds` | `upp:publicationKind`; `rapport` makes it a `bibo:Report` |
//! | `number` | `bibo:number` and its first four digits as `upp:reportNumberYear` |
//! | `title_year` | `upp:titleYear` |
//! | `issued` | `dcterms:issued` |
//! | `period` | `dcterms:temporal` (what it covers) |
//! | `places` | `dcterms:spatial` |
//! | `themes` | `dcterms:subject` |
//! | `audience` | `dcterms:audience` |
//! | `documents` | `upp:documents` |
//! | `generated_by` | `prov:wasGeneratedBy` |
//! | `under` | `upp:underMandate` |
//! | `creators` | `dcterms:creator` |
//! | `publishers` | `dcterms:publisher` |
//! | `listed_under` | `upp:listedUnder` |
//! | `listed_on` | `dcterms:isReferencedBy` |
//! | `summary` | `upp:summaryInSource` |
//! | `fulltext` | `upp:fulltextOffered` |
//! | `fulltext_url` | `schema:contentUrl` |
//! | `landing_page` | `foaf:page` |
//! | `intended_use` | `upp:intendedUse` |
//! | `language` | `dcterms:language` |

use super::Object;
use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Publication, Record};
use crate::vocab::{bibo, dcterms, foaf, prov, schema, upp, xsd};

const TITLE: Field = Field::literal("title", dcterms::TITLE);
const ALTERNATIVE: Field = Field::literal("alternative", dcterms::ALTERNATIVE);
const KINDS: Field = Field::concept("kinds", upp::PUBLICATION_KIND, "publication-kind");
const NUMBER: Field = Field::literal("number", bibo::NUMBER);
const TITLE_YEAR: Field = Field::literal("title_year", upp::TITLE_YEAR);
const DOCUMENTS: Field = Field::thing("documents", upp::DOCUMENTS, Kind::Activity);
const GENERATED_BY: Field = Field::thing("generated_by", prov::WAS_GENERATED_BY, Kind::Activity);
const CREATORS: Field = Field::thing("creators", dcterms::CREATOR, Kind::Org);
const PUBLISHERS: Field = Field::thing("publishers", dcterms::PUBLISHER, Kind::Org);
const LISTED_UNDER: Field = Field::thing("listed_under", upp::LISTED_UNDER, Kind::Org);
const LISTED_ON: Field = Field::thing("listed_on", dcterms::IS_REFERENCED_BY, Kind::Source);
const SUMMARY: Field = Field::literal("summary", upp::SUMMARY_IN_SOURCE);
const FULLTEXT: Field = Field::literal("fulltext", upp::FULLTEXT_OFFERED);
const FULLTEXT_URL: Field = Field::iri("fulltext_url", schema::CONTENT_URL);
const LANDING_PAGE: Field = Field::iri("landing_page", foaf::PAGE);
const LANGUAGE: Field = Field::literal("language", dcterms::LANGUAGE);

/// The kind that makes a document a report.
const REPORT_KIND: &str = "rapport";

pub(super) const FIELDS: &[Field] = &[
    TITLE,
    ALTERNATIVE,
    KINDS,
    NUMBER,
    TITLE_YEAR,
    field::ISSUED,
    field::PERIOD,
    field::PLACES,
    field::THEMES,
    field::AUDIENCE,
    DOCUMENTS,
    GENERATED_BY,
    field::UNDER,
    CREATORS,
    PUBLISHERS,
    LISTED_UNDER,
    LISTED_ON,
    SUMMARY,
    FULLTEXT,
    FULLTEXT_URL,
    LANDING_PAGE,
    field::INTENDED_USE,
    LANGUAGE,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Publication, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Publication, minter, sink);
    let report = record.kinds.iter().any(|kind| kind.as_str() == REPORT_KIND);
    d.class(if report { bibo::REPORT } else { bibo::DOCUMENT });
    d.texts(&TITLE, &record.title);
    d.text_lists(&ALTERNATIVE, &record.alternative);
    d.keys(&KINDS, &record.kinds);
    if let Some(number) = &record.number {
        d.literal(&NUMBER, number.as_str(), xsd::STRING);
        let publication = d.node().to_owned();
        let year = Object::Literal {
            value: number.year(),
            datatype: xsd::G_YEAR,
        };
        let value = Some(("number", number.as_str()));
        d.say(&publication, upp::REPORT_NUMBER_YEAR, year, value);
    }
    if let Some(year) = &record.title_year {
        d.date(&TITLE_YEAR, year);
    }
    if let Some(issued) = &record.issued {
        d.date(&field::ISSUED, issued);
    }
    if let Some(period) = &record.period {
        d.period(&field::PERIOD, period);
    }
    d.keys(&field::PLACES, &record.places);
    d.keys(&field::THEMES, &record.themes);
    d.keys(&field::AUDIENCE, &record.audience);
    d.keys(&DOCUMENTS, &record.documents);
    d.keys(&GENERATED_BY, &record.generated_by);
    d.keys(&field::UNDER, &record.under);
    d.keys(&CREATORS, &record.creators);
    d.keys(&PUBLISHERS, &record.publishers);
    d.keys(&LISTED_UNDER, &record.listed_under);
    d.keys(&LISTED_ON, &record.listed_on);
    if let Some(summary) = record.summary {
        d.boolean(&SUMMARY, summary);
    }
    if let Some(fulltext) = record.fulltext {
        d.boolean(&FULLTEXT, fulltext);
    }
    if let Some(url) = &record.fulltext_url {
        d.iri(&FULLTEXT_URL, url.as_str());
    }
    if let Some(page) = &record.landing_page {
        d.iri(&LANDING_PAGE, page.as_str());
    }
    d.keys(&field::INTENDED_USE, &record.intended_use);
    for language in &record.language {
        d.literal(&LANGUAGE, language.as_str(), xsd::STRING);
    }
    d.end(FIELDS);
}
