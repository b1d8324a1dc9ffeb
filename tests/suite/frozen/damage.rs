//! A damaged file is refused; one that nobody verified gives an answer or a reason, and harms
//! nothing else.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::time::Duration;

use oxigraph::model::{BlankNode, GraphName, Quad, Term};
use uppdrag::error::Error;
use uppdrag::evaluation::{DefaultGraph, Failure, Limits, Query, Stop};
use uppdrag::frozen::{Freezer, Frozen};

use super::DATASET;
use super::graphs::{Kind, iri};
use crate::random::Random;
use crate::w3c::answer::Answer;

impl Random {
    /// A part of a file: mostly a few bytes, now and then up to all.
    fn part(&mut self, length: usize) -> Range<usize> {
        let most = [8, 64, length][self.below(3)];
        let begin = self.below(length);
        let end = begin + 1 + self.below(most);
        begin..end.min(length)
    }

    /// A number that some place of a file may hold.
    fn number(&mut self) -> u64 {
        match self.below(5) {
            0 => self.next(),
            1 => u64::MAX,
            2 => self.next() % 256,
            // The least number of 16 bits, which has no opposite.
            3 => u64::from_be_bytes([0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0]),
            _ => self.next() >> 32,
        }
    }

    /// Damages a file, and says how.
    fn damage(&mut self, file: &mut Vec<u8>) -> String {
        let length = file.len();
        match self.below(9) {
            0 => {
                file.truncate(self.below(length));
                format!("cut to {}", file.len())
            }
            1 | 2 => {
                let (at, bit) = (self.below(length), self.below(8));
                file[at] ^= 1 << bit;
                format!("bit {bit} of byte {at}")
            }
            3 => {
                let (at, number) = (self.below(length - 8), self.number());
                file[at..at + 8].copy_from_slice(&number.to_le_bytes());
                format!("{number} at {at}")
            }
            4 => {
                // Where a number may lie.
                let at = self.below(length / 4) * 4;
                let number = u32::try_from(self.number() & 0xFFFF_FFFF).unwrap();
                file[at..at + 4].copy_from_slice(&number.to_le_bytes());
                format!("{number} at {at}")
            }
            5 => {
                let (one, other) = (self.part(length), self.part(length));
                let size = one.len().min(other.len());
                for place in 0..size {
                    file.swap(one.start + place, other.start + place);
                }
                format!("{size} bytes at {} and {}", one.start, other.start)
            }
            6 => {
                let (at, count) = (self.below(length), 1 + self.below(16));
                file.splice(at..at, (0..count).map(|byte| u8::try_from(byte).unwrap()));
                format!("{count} bytes more at {at}")
            }
            7 => {
                let part = self.part(length);
                file[part.clone()].fill(0);
                format!("zeros at {part:?}")
            }
            _ => {
                // Magic, version, byte order, length, checksum, counts.
                let at = self.below(160);
                file[at] = u8::try_from(self.below(256)).unwrap();
                format!("another byte at {at}")
            }
        }
    }
}

fn bytes_of<'a>(quads: impl IntoIterator<Item = &'a Quad>) -> Vec<u8> {
    let mut freezer = Freezer::default();
    for quad in quads {
        freezer.insert(quad.into()).unwrap();
    }
    let mut file = tempfile::tempfile().unwrap();
    freezer.write_to(&mut file).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

/// A graph with terms of every kind in every place.
fn small() -> Vec<u8> {
    let node = |label: &str| BlankNode::new(label).unwrap();
    let graphs = [
        GraphName::DefaultGraph,
        iri("g1").into(),
        iri("g2").into(),
        node("g").into(),
    ];
    let literals = Kind::Any.literals().into_iter();
    let short = literals.filter(|literal| literal.value().len() < 100);
    let objects = short
        .map(Term::from)
        .chain([node("b").into(), node("x.1").into()]);
    let mut quads = Vec::new();
    for (place, object) in objects.enumerate() {
        // One graph or two for each.
        let subject = iri(["a", "a/b", "a-b", "aB", "\u{e9}"][place % 5]);
        let predicate = iri(["p", "q", "r"][place % 3]);
        for graph in graphs[place % 3..].iter().take(1 + place % 2) {
            quads.push(Quad::new(
                subject.clone(),
                predicate.clone(),
                object.clone(),
                graph.clone(),
            ));
        }
    }
    quads.push(Quad::new(node("b"), iri("p"), node("c"), iri("g1")));
    let default = GraphName::DefaultGraph;
    quads.push(Quad::new(node("c"), iri("p"), iri("a"), default));
    bytes_of(&quads)
}

/// Queries that read every section, and compute with every kind of value.
fn queries(texts: &[&str]) -> Vec<(String, Query)> {
    let mut queries = Vec::new();
    for text in texts {
        let query = Query::parse("query", text).unwrap();
        for default_graph in [DefaultGraph::Stored, DefaultGraph::Union] {
            let query = query.clone().with_default_graph(default_graph);
            queries.push(((*text).to_owned(), query));
        }
    }
    queries
}

/// Damages a file so many times. What is refused, is refused with a reason; what is not, gives
/// answers or reasons.
fn damage(file: &[u8], times: usize, queries: &[(String, Query)]) {
    let mut random = Random::new(times as u64);
    let (mut unchanged, mut refused) = (0, 0);
    let limits = Limits {
        time: Some(Duration::from_secs(5)),
        ..Limits::default()
    };
    for time in 0..times {
        let mut damaged = file.to_vec();
        let how = random.damage(&mut damaged);
        if damaged == file {
            unchanged += 1;
            continue;
        }
        let frozen = match Frozen::from_bytes(&damaged) {
            Ok(frozen) => frozen,
            Err(reason) => {
                assert!(!reason.to_string().is_empty(), "{how}");
                refused += 1;
                continue;
            }
        };
        let verified = frozen.verify();
        assert!(
            verified.is_err_and(|reason| !reason.to_string().is_empty()),
            "{how} is not seen"
        );
        for _ in 0..2 {
            let (text, query) = &queries[random.below(queries.len())];
            let answer = query.answer(&frozen, &limits, Answer::collect);
            let broken = matches!(answer, Err(Failure::Stopped(Stop::Broken)));
            assert!(!broken, "{time}: {how} breaks {text}");
        }
    }
    // Most damage lies where only the sum of all bytes tells.
    assert!(unchanged < times / 5, "{unchanged} unchanged");
    assert!(refused < times / 2, "{refused} refused without the sum");
}

#[test]
fn damage_of_a_small_file_is_seen_and_breaks_no_query() {
    let queries = queries(&[
        "SELECT * { ?s ?p ?o }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY DESC(?s) ?g LIMIT 5",
        "SELECT * { ?s ?p ?o FILTER(LANG(?o) = \"sv\") } ORDER BY ?o LIMIT 5",
        "PREFIX : <http://e.org/> SELECT * { :a :p ?o . ?s ?p ?o FILTER(?o != 1) }",
        "PREFIX : <http://e.org/> SELECT * { GRAPH :g1 { ?s :p \"a\"@sv } } ",
        "PREFIX : <http://e.org/> DESCRIBE :a ?x { ?x :p :a }",
        "PREFIX : <http://e.org/> SELECT * { :a (:p|:q|!:r)* ?o }",
        "SELECT (YEAR(?o) + MONTH(?o) + DAY(?o) AS ?d) (STR(?o) AS ?t) (REPLACE(STR(?o), 'a', 'b') AS ?r)
            (?o + 1 AS ?n) (?o * 2 AS ?m) (TZ(?o) AS ?z) (HOURS(?o) + SECONDS(?o) AS ?h) { ?s ?p ?o }",
        "SELECT ?p (SUM(?o) AS ?sum) (MIN(?o) AS ?min) (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?p",
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
            SELECT (xsd:date(?o) AS ?d) (xsd:time(?o) AS ?t) (xsd:integer(?o) AS ?i) (xsd:dateTime(?o) AS ?dt)
            (?o + 'P1M'^^xsd:duration AS ?later) (?o - ?o AS ?none) { ?s ?p ?o FILTER(isLiteral(?o)) }",
    ]);
    damage(&small(), 10_000, &queries);
}

#[test]
fn damage_of_the_dataset_is_seen_and_breaks_no_query() {
    let set = DATASET.graph_without(&[]);
    let quads: Vec<Quad> = set.quads().map(Into::into).collect();
    let queries = queries(&[
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?n LIMIT 5",
        "SELECT ?s ?label { ?s a ?class ; skos:prefLabel ?label } ORDER BY ?label LIMIT 10",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?class } } GROUP BY ?g",
        "SELECT ?s { ?s ?p ?label FILTER(REGEX(?label, '^l\u{e4}n', 'i')) }",
        "DESCRIBE <https://w3id.org/uppdrag/id/mandate/lansstyrelserna-2007-samordning>",
    ]);
    damage(&bytes_of(&quads), 200, &queries);
}

#[test]
fn what_is_no_frozen_graph_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.frozen");
    let refused = |content: &[u8]| {
        fs::write(&path, content).unwrap();
        match Frozen::open(&path).err().unwrap() {
            Error::Frozen {
                path: named,
                reason,
            } => {
                assert_eq!(named, path);
                reason.to_string()
            }
            other => panic!("{other}"),
        }
    };
    let whole = small();
    let foreign = "it is no frozen graph";
    assert_eq!(refused(b""), foreign);
    assert_eq!(
        refused(b"<http://e.org/a> <http://e.org/p> 'text' .\n"),
        foreign
    );
    // As much as tells what it should be, and less than that.
    for length in [8, 32, whole.len() / 2, whole.len() - 1] {
        let reason = refused(&whole[..length]);
        assert!(
            reason.contains("it was cut or is still being written"),
            "{reason}"
        );
    }
    assert!(refused(&[&whole[..], b"\n"].concat()).contains("bytes and should have"));
    let mut other = whole.clone();
    other[8] = 99;
    assert!(refused(&other).starts_with("it has version 99 of the format"));
    other = whole.clone();
    other[12..16].reverse();
    assert!(refused(&other).contains("another byte order"));

    for unreadable in [folder.path(), &folder.path().join("nowhere")] {
        let error = Frozen::open(unreadable).err().unwrap();
        assert!(matches!(error, Error::Read { .. }), "{error}");
    }
    fs::write(&path, &whole).unwrap();
    Frozen::open(&path).unwrap().verify().unwrap();
}
