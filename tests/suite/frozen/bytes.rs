//! The file is a function of the graph: the same quads give the same bytes, however they come.

use std::io::{Read, Seek, SeekFrom};

use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use proptest::prelude::*;
use proptest::sample::select;
use sha2::{Digest, Sha256};
use uppdrag::frozen::{Freezer, Frozen, Summary};
use uppdrag::graph::{QuadSet, QuadSetBuilder};

use super::graphs::{Kind, Pool, iri, quads};
use super::{DATASET, freeze, quad, rows};
use crate::dumps::hex;

/// The bytes of the file that a freezer writes.
fn bytes_of(freezer: Freezer) -> (Vec<u8>, Summary) {
    let mut file = tempfile::tempfile().unwrap();
    let summary = freezer.write_to(&mut file).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    (bytes, summary)
}

fn inserted<'a>(quads: impl IntoIterator<Item = &'a Quad>, mut freezer: Freezer) -> Freezer {
    for quad in quads {
        freezer.insert(quad.into()).unwrap();
    }
    freezer
}

/// SHA-256 of the lines of canonical N-Quads, as Oxigraph's model prints them.
fn hash_of(quads: &[Quad]) -> String {
    let mut lines: Vec<String> = quads.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort();
    lines.dedup();
    hex(&Sha256::digest(lines.concat()))
}

fn quad_set(quads: &[Quad]) -> QuadSet {
    let mut builder = QuadSetBuilder::default();
    builder.extend(quads.iter().map(|quad| {
        let (Term::NamedNode(s), GraphName::NamedNode(g)) =
            (Term::from(quad.subject.clone()), quad.graph_name.clone())
        else {
            panic!("{quad} has a blank node or no graph");
        };
        (s, quad.predicate.clone(), quad.object.clone(), g)
    }));
    builder.build()
}

/// IRIs that begin with one another, and go on with what comes before and after `>`.
fn likely_iri() -> impl Strategy<Value = NamedNode> {
    "http://e\\.org/[aB/=;:@.-]{0,4}".prop_map(|iri| NamedNode::new(iri).unwrap())
}

fn likely_object() -> impl Strategy<Value = Term> {
    let text = "[ab\"\\\\ \n\r\t\u{1}\u{8}\u{7F}!#\u{e5}\u{FFFE}\u{10000}]{0,3}";
    let tag = select(vec!["sv", "en", "en-gb"]);
    prop_oneof![
        likely_iri().prop_map(Term::from),
        text.prop_map(|text| Literal::new_simple_literal(text).into()),
        (text, likely_iri()).prop_map(|(text, of)| Literal::new_typed_literal(text, of).into()),
        (text, tag).prop_map(|(text, tag)| {
            Literal::new_language_tagged_literal_unchecked(text, tag).into()
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_repetition_nor_memory_shows(
        (quads, shuffled) in quads(&Pool { kind: Kind::Any, literals: Kind::Any.literals() }, 24)
            .prop_flat_map(|quads| {
                let twice = [quads.clone(), quads.clone()].concat();
                (Just(quads), Just(twice).prop_shuffle())
            }),
        memory in select(vec![0, 1 << 10, 1 << 14]),
    ) {
        let (bytes, summary) = bytes_of(inserted(&quads, Freezer::default()));
        prop_assert_eq!(&bytes_of(inserted(&shuffled, Freezer::default())).0, &bytes);
        let on_disk = Freezer::with_memory(memory);
        prop_assert_eq!(&bytes_of(inserted(&shuffled, on_disk)).0, &bytes);
        let frozen = Frozen::from_bytes(&bytes).unwrap();
        frozen.verify().unwrap();
        prop_assert_eq!(frozen.canonical_hash(), hash_of(&quads));
        prop_assert_eq!(summary, Summary {
            quads: frozen.quads(),
            triples: frozen.triples(),
            terms: frozen.terms(),
            bytes: bytes.len() as u64,
            canonical_hash: freeze(&quads).canonical_hash(),
        });
    }

    #[test]
    fn the_hash_is_that_of_the_canonical_quads(
        quads in prop::collection::vec(
            (likely_iri(), likely_iri(), likely_object(), likely_iri())
                .prop_map(|(s, p, o, g)| Quad::new(s, p, o, g)),
            0..24,
        ),
    ) {
        let set = quad_set(&quads);
        let (bytes, summary) = bytes_of(inserted(&quads, Freezer::default()));
        prop_assert_eq!(&summary.canonical_hash, &set.canonical_hash());
        prop_assert_eq!(&summary.canonical_hash, &hash_of(&quads));
        prop_assert_eq!(bytes_of(Freezer::of(&set)).0, bytes);
    }
}

#[test]
fn the_dataset_is_the_same_file_whether_memory_is_large_or_small() {
    let set = DATASET.graph_without(&[]);
    let (bytes, summary) = bytes_of(Freezer::of(&set));
    assert_eq!(summary.canonical_hash, set.canonical_hash());
    assert_eq!(
        (summary.quads, summary.triples, summary.terms),
        (
            set.len() as u64,
            set.triple_count() as u64,
            set.term_count() as u64
        )
    );
    let mut backwards: Vec<Quad> = set.quads().map(Into::into).collect();
    backwards.reverse();
    for memory in [usize::MAX, 1 << 20, 1 << 16] {
        let freezer = inserted(&backwards, Freezer::with_memory(memory));
        assert!(bytes_of(freezer).0 == bytes, "{memory} bytes of memory");
    }
}

#[test]
fn a_file_is_written_in_the_place_of_another_that_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.frozen");
    let one = [quad("a", "p", "b", None)];
    let summary = inserted(&one, Freezer::default()).write(&path).unwrap();
    let old = Frozen::open(&path).unwrap();
    let two = [quad("a", "p", "b", None), quad("a", "p", "c", None)];
    inserted(&two, Freezer::default()).write(&path).unwrap();
    let new = Frozen::open(&path).unwrap();
    new.verify().unwrap();
    let all = "SELECT * { ?s ?p ?o }";
    assert_eq!((rows(&old, all).len(), rows(&new, all).len()), (1, 2));
    assert_eq!(old.canonical_hash(), summary.canonical_hash);
    assert_eq!(old.size() as u64, summary.bytes);
    // Nothing else was left behind.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_graph_of_nothing_is_a_file_too() {
    let (bytes, summary) = bytes_of(Freezer::default());
    assert_eq!((summary.quads, summary.terms), (0, 0));
    let frozen = Frozen::from_bytes(&bytes).unwrap();
    frozen.verify().unwrap();
    assert!(rows(&frozen, "SELECT * { ?s ?p ?o }").is_empty());
    assert!(rows(&frozen, "SELECT * { GRAPH ?g { ?s ?p ?o } }").is_empty());
}

/// The graph of a quad is a number of no, one, two or four bytes.
#[test]
fn every_number_of_graphs_is_told_apart() {
    for count in [1, 2, 256, 257, 65_536, 65_537] {
        let name = |number: usize| format!("g{number}");
        let quads = (0..count).map(|number| quad("a", "p", &name(number), Some(&name(number))));
        let frozen = freeze(&quads.collect::<Vec<_>>());
        let own = "SELECT * { GRAPH ?g { <http://e.org/a> <http://e.org/p> ?g } }";
        assert_eq!(rows(&frozen, own).len(), count);
        let last = iri(&name(count - 1));
        let by_object = format!("?s ?p {last}");
        for pattern in [
            "?s ?p ?o",
            "<http://e.org/a> ?p ?o",
            "?s <http://e.org/p> ?o",
            &by_object,
        ] {
            let query = format!("SELECT * {{ GRAPH {last} {{ {pattern} }} }}");
            assert_eq!(rows(&frozen, &query).len(), 1, "{query}");
        }
    }
}
