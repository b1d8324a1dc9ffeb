//! The speed of light: publications to N-Quads with nothing between parser and bytes.
//!
//! Written for the synthetic publications alone. It trusts its input: no key, date, address or
//! language is looked at, every concept is taken for a built-in one, and no field but those that
//! occur is known.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Deserialize;

use crate::synthetic::BASE;

#[derive(Deserialize)]
struct Publication<'a> {
    key: &'a str,
    #[serde(borrow)]
    title: Title<'a>,
    kinds: Vec<&'a str>,
    number: Option<&'a str>,
    title_year: Option<&'a str>,
    places: Vec<&'a str>,
    themes: Vec<&'a str>,
    #[serde(default)]
    documents: Vec<&'a str>,
    #[serde(default)]
    under: Vec<&'a str>,
    listed_under: Vec<&'a str>,
    listed_on: Vec<&'a str>,
    summary: bool,
    fulltext: bool,
    landing_page: &'a str,
    language: Vec<&'a str>,
    #[serde(default)]
    not_stated: Vec<&'a str>,
    evidence: Vec<&'a str>,
}

#[derive(Deserialize)]
struct Title<'a> {
    #[serde(borrow)]
    sv: Cow<'a, str>,
    #[serde(borrow)]
    en: Cow<'a, str>,
}

const BUFFER: usize = 1 << 16;

/// Parses only; gives the number of places, so that nothing is optimised away.
pub(crate) fn parse(lines: &[u8]) -> usize {
    records(lines).map(|record| record.places.len()).sum()
}

/// Parses and writes.
pub(crate) fn map(lines: &[u8], mut out: impl Write) -> io::Result<()> {
    let mut writer = Writer {
        bytes: Vec::with_capacity(2 * BUFFER),
        subject: Vec::new(),
        graph: Vec::new(),
    };
    for record in records(lines) {
        writer.publication(&record);
        if writer.bytes.len() >= BUFFER {
            out.write_all(&writer.bytes)?;
            writer.bytes.clear();
        }
    }
    out.write_all(&writer.bytes)
}

fn records(lines: &[u8]) -> impl Iterator<Item = Publication<'_>> {
    lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("a synthetic publication"))
}

/// Ready-made pieces of lines.
mod term {
    pub(super) const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    pub(super) const TITLE: &str = "http://purl.org/dc/terms/title";
    pub(super) const KIND: &str = "https://w3id.org/uppdrag/ns#publicationKind";
    pub(super) const NUMBER: &str = "http://purl.org/ontology/bibo/number";
    pub(super) const NUMBER_YEAR: &str = "https://w3id.org/uppdrag/ns#reportNumberYear";
    pub(super) const TITLE_YEAR: &str = "https://w3id.org/uppdrag/ns#titleYear";
    pub(super) const SPATIAL: &str = "http://purl.org/dc/terms/spatial";
    pub(super) const SUBJECT: &str = "http://purl.org/dc/terms/subject";
    pub(super) const DOCUMENTS: &str = "https://w3id.org/uppdrag/ns#documents";
    pub(super) const UNDER: &str = "https://w3id.org/uppdrag/ns#underMandate";
    pub(super) const LISTED_UNDER: &str = "https://w3id.org/uppdrag/ns#listedUnder";
    pub(super) const LISTED_ON: &str = "http://purl.org/dc/terms/isReferencedBy";
    pub(super) const SUMMARY: &str = "https://w3id.org/uppdrag/ns#summaryInSource";
    pub(super) const FULLTEXT: &str = "https://w3id.org/uppdrag/ns#fulltextOffered";
    pub(super) const PAGE: &str = "http://xmlns.com/foaf/0.1/page";
    pub(super) const LANGUAGE: &str = "http://purl.org/dc/terms/language";
    pub(super) const NOT_STATED: &str = "https://w3id.org/uppdrag/ns#notStated";
    pub(super) const STATED_IN: &str = "https://w3id.org/uppdrag/ns#statedIn";
    pub(super) const PART_OF: &str = "http://purl.org/dc/terms/isPartOf";
    pub(super) const LINE: &str = "https://w3id.org/uppdrag/ns#line";
    pub(super) const BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
    pub(super) const G_YEAR: &str = "http://www.w3.org/2001/XMLSchema#gYear";
    pub(super) const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
    pub(super) const REPORT: &str = "http://purl.org/ontology/bibo/Report";
    pub(super) const DOCUMENT: &str = "http://purl.org/ontology/bibo/Document";
    pub(super) const PASSAGE: &str = "https://w3id.org/uppdrag/ns#SourcePassage";
    pub(super) const CONCEPTS: &str = "https://w3id.org/uppdrag/id/";
    pub(super) const TERMS: &str = "http://purl.org/dc/terms/";
}

struct Writer {
    bytes: Vec<u8>,
    /// `<subject> <` of the current record.
    subject: Vec<u8>,
    /// ` <graph> .` and line end.
    graph: Vec<u8>,
}

impl Writer {
    fn publication(&mut self, record: &Publication<'_>) {
        let source = record.evidence[0].split(':').next().unwrap_or_default();
        self.begin("publication/", record.key, source);
        let report = record.kinds.contains(&"rapport");
        let class = if report { term::REPORT } else { term::DOCUMENT };
        self.iri(term::TYPE, "", class);
        self.text(term::TITLE, &record.title.en, "en");
        self.text(term::TITLE, &record.title.sv, "sv");
        self.concepts(term::KIND, "publication-kind/", &record.kinds);
        if let Some(number) = record.number {
            self.plain(term::NUMBER, number);
            self.typed(term::NUMBER_YEAR, &number[..4], term::G_YEAR);
        }
        if let Some(year) = record.title_year {
            self.typed(term::TITLE_YEAR, year, term::G_YEAR);
        }
        self.things(term::SPATIAL, "place/", &record.places);
        self.concepts(term::SUBJECT, "theme/", &record.themes);
        self.things(term::DOCUMENTS, "activity/", &record.documents);
        self.things(term::UNDER, "mandate/", &record.under);
        self.things(term::LISTED_UNDER, "org/", &record.listed_under);
        self.things(term::LISTED_ON, "source/", &record.listed_on);
        let word = |yes| if yes { "true" } else { "false" };
        self.typed(term::SUMMARY, word(record.summary), term::BOOLEAN);
        self.typed(term::FULLTEXT, word(record.fulltext), term::BOOLEAN);
        self.iri(term::PAGE, "", record.landing_page);
        for language in &record.language {
            self.plain(term::LANGUAGE, language);
        }
        for field in &record.not_stated {
            self.iri(term::NOT_STATED, term::TERMS, field);
        }
        self.graph("provenance");
        for evidence in &record.evidence {
            self.passages(record.key, evidence);
        }
    }

    fn passages(&mut self, key: &str, evidence: &str) {
        let Some((source, lines)) = evidence.split_once(':') else {
            return;
        };
        let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
        let number = |digits: &str| digits.parse::<u32>().unwrap_or_default();
        for line in number(first)..=number(last) {
            self.subject("publication/", key);
            self.predicate(term::STATED_IN);
            write!(self.bytes, "<{BASE}passage/{source}-{line}>").expect("a Vec");
            self.end();
            self.subject.clear();
            write!(self.subject, "<{BASE}passage/{source}-{line}> <").expect("a Vec");
            self.iri(term::TYPE, "", term::PASSAGE);
            self.thing(term::PART_OF, "source/", source);
            self.predicate(term::LINE);
            write!(self.bytes, "\"{line}\"^^<{}>", term::INTEGER).expect("a Vec");
            self.end();
        }
    }

    fn begin(&mut self, kind: &str, key: &str, source: &str) {
        self.subject(kind, key);
        self.graph(source);
    }

    fn subject(&mut self, kind: &str, key: &str) {
        self.subject.clear();
        for part in ["<", BASE, kind, key, "> <"] {
            self.subject.extend_from_slice(part.as_bytes());
        }
    }

    fn graph(&mut self, name: &str) {
        self.graph.clear();
        for part in [" <", BASE, "graph/", name, "> .\n"] {
            self.graph.extend_from_slice(part.as_bytes());
        }
    }

    fn predicate(&mut self, predicate: &str) {
        self.bytes.extend_from_slice(&self.subject);
        self.bytes.extend_from_slice(predicate.as_bytes());
        self.bytes.extend_from_slice(b"> ");
    }

    fn end(&mut self) {
        self.bytes.extend_from_slice(&self.graph);
    }

    fn concepts(&mut self, predicate: &str, scheme: &str, keys: &[&str]) {
        for key in keys {
            self.predicate(predicate);
            for part in ["<", term::CONCEPTS, scheme, key, ">"] {
                self.bytes.extend_from_slice(part.as_bytes());
            }
            self.end();
        }
    }

    fn things(&mut self, predicate: &str, kind: &str, keys: &[&str]) {
        for key in keys {
            self.thing(predicate, kind, key);
        }
    }

    fn thing(&mut self, predicate: &str, kind: &str, key: &str) {
        self.predicate(predicate);
        for part in ["<", BASE, kind, key, ">"] {
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.end();
    }

    fn iri(&mut self, predicate: &str, namespace: &str, name: &str) {
        self.predicate(predicate);
        for part in ["<", namespace, name, ">"] {
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.end();
    }

    fn typed(&mut self, predicate: &str, value: &str, datatype: &str) {
        self.predicate(predicate);
        for part in ["\"", value, "\"^^<", datatype, ">"] {
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.end();
    }

    fn plain(&mut self, predicate: &str, value: &str) {
        self.predicate(predicate);
        for part in ["\"", value, "\""] {
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.end();
    }

    /// Of what must be escaped, titles hold quotation marks only.
    fn text(&mut self, predicate: &str, value: &str, language: &str) {
        self.predicate(predicate);
        self.bytes.push(b'"');
        for (at, part) in value.split('"').enumerate() {
            if at > 0 {
                self.bytes.extend_from_slice(b"\\\"");
            }
            self.bytes.extend_from_slice(part.as_bytes());
        }
        for part in ["\"@", language] {
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.end();
    }
}
