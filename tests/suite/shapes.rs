//! Check queries against the pass and fail files of the shapes: the binary's own checks find
//! what SHACL finds (`tests/outside/shapes.py` asks pySHACL the same).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode};
use uppdrag::assets;
use uppdrag::graph::{QuadSetBuilder, Store};
use uppdrag::validate::{CheckQuery, validate};

#[test]
fn every_rule_passes_its_pass_file_and_trips_on_its_fail_file() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/shapes");
    let mut tripped = BTreeSet::new();
    let mut rules = BTreeSet::new();
    for asset in assets::CHECKS {
        let class = asset.name();
        let query = CheckQuery::parse(class, asset.content);
        rules.extend(query.rules().map(str::to_owned));
        let mut files: Vec<_> = fs::read_dir(cases.join(class))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for file in files {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&file).unwrap();
            let expected: BTreeSet<String> = text
                .lines()
                .next()
                .and_then(|line| line.strip_prefix("# rule:"))
                .filter(|_| name.starts_with("fail-"))
                .map(|rules| rules.split_whitespace().map(str::to_owned).collect())
                .unwrap_or_default();
            assert_eq!(
                name.starts_with("fail-"),
                !expected.is_empty(),
                "{class}/{name}"
            );
            let store = load(&text);
            let found: BTreeSet<String> = validate(&store, std::slice::from_ref(&query))
                .unwrap()
                .into_iter()
                .map(|violation| violation.finding.rule)
                .collect();
            assert_eq!(found, expected, "{class}/{name}");
            tripped.extend(found);
        }
    }
    let untested: Vec<_> = rules.difference(&tripped).collect();
    assert!(untested.is_empty(), "no fail file for {untested:?}");
}

fn load(turtle: &str) -> Store {
    let graph = NamedNode::new("https://example.org/graph").unwrap();
    let mut builder = QuadSetBuilder::default();
    for (s, p, o) in uppdrag::export::vocabulary().unwrap() {
        builder.insert(s.as_ref(), p.as_ref(), o.as_ref(), graph.as_ref());
    }
    for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle.as_bytes()) {
        let quad = quad.unwrap();
        let NamedOrBlankNode::NamedNode(subject) = quad.subject else {
            panic!("a blank node")
        };
        builder.insert(
            subject.as_ref(),
            quad.predicate.as_ref(),
            quad.object.as_ref(),
            graph.as_ref(),
        );
    }
    Store::load(&builder.build()).unwrap()
}
