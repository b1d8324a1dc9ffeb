use std::collections::BTreeSet;

use oxigraph::model::{GraphNameRef, NamedNode, QuadRef, TermRef};
use proptest::prelude::*;

use super::*;
use crate::frozen::Freezer;
use crate::graph::{QuadSet, QuadSetBuilder};

fn iri(letter: char, number: u8) -> NamedNode {
    NamedNode::new(format!("http://example.org/{letter}{number}")).unwrap()
}

fn set(quads: &[[u8; 4]]) -> QuadSet {
    let mut builder = QuadSetBuilder::default();
    for [s, p, o, g] in quads {
        let object = iri('s', *o);
        let object = TermRef::from(object.as_ref());
        builder.insert(
            iri('s', *s).as_ref(),
            iri('p', *p).as_ref(),
            object,
            iri('g', *g).as_ref(),
        );
    }
    builder.build()
}

/// All quads that match, by a look at each.
fn looked_through(set: &QuadSet, wanted: [Option<&NamedNode>; 3]) -> Vec<[String; 4]> {
    let matches = |quad: &QuadRef<'_>| {
        let [s, p, o] = wanted;
        s.is_none_or(|s| quad.subject == s.as_ref().into())
            && p.is_none_or(|p| quad.predicate == p.as_ref())
            && o.is_none_or(|o| quad.object == TermRef::from(o.as_ref()))
    };
    let mut found: Vec<_> = set
        .quads()
        .filter(matches)
        .map(|quad| {
            let GraphNameRef::NamedNode(graph) = quad.graph_name else {
                panic!("a quad of the default graph");
            };
            [
                quad.subject.to_string(),
                quad.predicate.to_string(),
                quad.object.to_string(),
                graph.to_string(),
            ]
        })
        .collect();
    found.sort();
    found
}

proptest! {
    #[test]
    fn a_pattern_gives_what_a_look_at_every_quad_gives(
        quads in proptest::collection::vec([0u8..6, 0u8..3, 0u8..6, 0u8..3], 1..80),
        pattern in [proptest::option::of(0u8..7), proptest::option::of(0u8..4), proptest::option::of(0u8..7)],
    ) {
        let set = set(&quads);
        let frozen = Freezer::of(&set).in_memory().unwrap();
        let reader = frozen.reader().unwrap();
        let [s, p, o] = pattern;
        let wanted = [s.map(|it| iri('s', it)), p.map(|it| iri('p', it)), o.map(|it| iri('s', it))];
        let expected = looked_through(&set, wanted.each_ref().map(Option::as_ref));
        let nodes: Vec<Option<Option<Node>>> = wanted
            .iter()
            .map(|term| term.as_ref().map(|term| reader.find(term).unwrap()))
            .collect();
        if nodes.contains(&Some(None)) {
            prop_assert!(expected.is_empty());
            return Ok(());
        }
        let [s, p, o] = [nodes[0].flatten(), nodes[1].flatten(), nodes[2].flatten()];
        let text = |node: Node| reader.term(node).unwrap().to_string();
        let mut found: Vec<[String; 4]> = reader
            .matching(s, p, o)
            .map(|quad| {
                let quad = quad.unwrap();
                [text(quad.subject), text(quad.predicate), text(quad.object), text(quad.graph.unwrap())]
            })
            .collect();
        found.sort();
        prop_assert_eq!(&found, &expected);
        let triples: BTreeSet<_> = found.iter().map(|[s, p, o, _]| [s, p, o]).collect();
        prop_assert_eq!(reader.triples(s, p, o).count(), triples.len());
        if let (Some(p), Some(o)) = (p, o) {
            let subjects: Vec<Node> = reader.subjects(p, o, None).map(Result::unwrap).collect();
            prop_assert!(subjects.is_sorted());
            prop_assert_eq!(reader.count(p, o), subjects.len());
            // Page by page the same, wherever a page begins.
            for (at, after) in subjects.iter().enumerate() {
                let rest: Vec<Node> = reader.subjects(p, o, Some(*after)).map(Result::unwrap).collect();
                prop_assert_eq!(&rest[..], &subjects[at + 1..]);
            }
        }
        if let Some(o) = o {
            let links: Vec<_> = reader.pointing_at(o, None).map(Result::unwrap).collect();
            prop_assert!(links.is_sorted_by(|one, other| one < other));
            for (at, after) in links.iter().enumerate() {
                let rest: Vec<_> = reader.pointing_at(o, Some(*after)).map(Result::unwrap).collect();
                prop_assert_eq!(&rest[..], &links[at + 1..]);
            }
        }
        if let Some(p) = p {
            let objects: Vec<Node> = reader.objects(p).map(Result::unwrap).collect();
            prop_assert!(objects.is_sorted_by(|one, other| one < other));
            let expected: BTreeSet<Node> =
                reader.triples(None, Some(p), None).map(|triple| triple.unwrap()[2]).collect();
            prop_assert_eq!(objects.into_iter().collect::<BTreeSet<_>>(), expected);
        }
        let in_graphs: usize = reader.graphs().map(|graph| reader.in_graph(graph).count()).sum();
        prop_assert_eq!(in_graphs, set.len());
    }

    #[test]
    fn damage_is_an_error_and_no_panic(place in 0.3f64..1.0, with in any::<u8>()) {
        let quads: Vec<[u8; 4]> = (0..40).map(|n| [n % 6, n % 3, n / 7, n % 2]).collect();
        let path = tempfile::NamedTempFile::new().unwrap();
        Freezer::of(&set(&quads)).write(path.path()).unwrap();
        let mut bytes = std::fs::read(path.path()).unwrap();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place within the file")]
        let at = (bytes.len() as f64 * place) as usize;
        bytes[at] ^= with;
        let Ok(frozen) = Frozen::from_bytes(&bytes) else { return Ok(()) };
        let Ok(reader) = frozen.reader() else { return Ok(()) };
        for quad in reader.matching(None, None, None) {
            let Ok(quad) = quad else { continue };
            for node in [quad.subject, quad.predicate, quad.object] {
                let _ = reader.term(node).map(|term| reader.find(&term));
            }
            let _ = reader.pointing_at(quad.object, None).count();
            let _ = reader.subjects(quad.predicate, quad.object, None).count();
        }
    }
}
