//! The W3C's tests of servers (<https://github.com/w3c/rdf-tests>), put to ours on a port: SPARQL
//! Protocol, Graph Store Protocol, Service Description, and the results in JSON, CSV and TSV.
//!
//! What reads must pass. What writes must be refused, each request with the status that
//! `tests/cases/w3c/refused-updates.txt` states or, in the Graph Store Protocol, with 405; and what
//! is read afterwards must be as it was. So that the reading requests of a Graph Store test have
//! something to read, the server is started anew with what the writing ones would have left.

mod cases;
mod client;
mod descriptions;
mod graph_store;
mod queries;

use std::collections::BTreeSet;

use oxigraph::model::Graph;
use oxigraph::model::graph::CanonicalizationAlgorithm;

use crate::w3c::{exclusions, say, suite};

/// Every test by its IRI, and what is wrong with what came of it.
type Outcomes = Vec<(String, Result<(), String>)>;

const EXCLUSIONS: &str = "protocol-exclusions.txt";

#[test]
fn the_server_passes_the_w3c_tests_of_servers() {
    let Some(suite) = suite() else { return };
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    let exclusions = exclusions(EXCLUSIONS);
    for (name, at_least, outcomes) in [
        ("protocol", 34, queries::protocol(&suite)),
        ("graph store protocol", 13, graph_store::manifests(&suite)),
        ("HTTP RDF update", 18, graph_store::prose(&suite)),
        ("service description", 3, descriptions::outcomes(&suite)),
        ("results over HTTP", 10, queries::results(&suite)),
    ] {
        assert!(outcomes.len() >= at_least, "{name}: {}", outcomes.len());
        let (mut passed, mut excluded) = (0, 0);
        for (test, outcome) in &outcomes {
            seen.insert(test.clone());
            match (outcome, exclusions.iter().find(|it| it.test == *test)) {
                (Ok(()), None) => passed += 1,
                (Err(_), Some(_)) => excluded += 1,
                (Err(why), None) => wrong.push(format!("{test}: {why}")),
                (Ok(()), Some(exclusion)) => wrong.push(format!(
                    "{test} passes, and is excluded: {}",
                    exclusion.reason
                )),
            }
        }
        say(&format!(
            "w3c: server: {name}: {} tests run, {passed} passed, {excluded} excluded",
            outcomes.len()
        ));
    }
    for exclusion in &exclusions {
        if !seen.contains(&exclusion.test) {
            wrong.push(format!("no such test: {exclusion:?}"));
        }
    }
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} not as expected:\n\n{}",
        wrong.join("\n\n")
    );
}

/// Compares graphs whose blank nodes may have other names.
fn same_graph(one: &Graph, other: &Graph) -> Result<(), String> {
    let canonical = |graph: &Graph| {
        let mut graph = graph.clone();
        graph.canonicalize(CanonicalizationAlgorithm::Unstable);
        graph
    };
    if canonical(one) == canonical(other) {
        Ok(())
    } else {
        Err(format!("{one}\nexpected:\n{other}"))
    }
}
