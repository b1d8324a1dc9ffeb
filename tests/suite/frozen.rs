//! The frozen graph: it answers as Oxigraph does over the same quads, is the same bytes each time,
//! and damage of its file is told, never passed on as an answer.

mod bytes;
mod damage;
mod graphs;
mod limits;
mod patterns;
mod rdf_files;
mod same_answers;

use oxigraph::model::{GraphName, Quad};
use oxigraph::sparql::QueryResults;
use uppdrag::evaluation::{DefaultGraph, Failure, Limits, Query};
use uppdrag::frozen::{Freezer, Frozen};
use uppdrag::graph::Store;
use uppdrag::queries;
use uppdrag::results::{ResultsFormat, write_results};

use super::dataset::DATASET;
use super::w3c::answer::{Answer, Row};
use graphs::iri;

/// Freezes quads in memory.
fn freeze<'a>(quads: impl IntoIterator<Item = &'a Quad>) -> Frozen {
    let mut freezer = Freezer::default();
    for quad in quads {
        freezer.insert(quad.into()).unwrap();
    }
    freezer.in_memory().unwrap()
}

/// Asks a query whose unnamed graph is the stored one; all its results.
fn ask(frozen: &Frozen, query: &str, limits: &Limits) -> Result<Answer, Failure> {
    Query::parse("query", query)
        .unwrap()
        .with_default_graph(DefaultGraph::Stored)
        .answer(frozen, limits, |results| Answer::collect(results).unwrap())
}

/// The rows of a query.
fn rows(frozen: &Frozen, query: &str) -> Vec<Row> {
    match ask(frozen, query, &Limits::default()).unwrap() {
        Answer::Solutions(solutions) => solutions.rows,
        other => panic!("no rows: {other:?}"),
    }
}

/// A quad of IRIs, by their names.
fn quad(s: &str, p: &str, o: &str, graph: Option<&str>) -> Quad {
    let graph = graph.map_or(GraphName::DefaultGraph, |graph| iri(graph).into());
    Quad::new(iri(s), iri(p), iri(o), graph)
}

#[test]
fn the_named_queries_have_the_answers_of_the_store() {
    let graph = DATASET.graph_without(&[]);
    let store = Store::load(&graph).unwrap();
    let frozen = Freezer::of(&graph).in_memory().unwrap();
    for query in queries::all() {
        let expected = written(store.query(query.name, query.text).unwrap());
        let parsed = Query::parse(query.name, query.text).unwrap();
        let answer = parsed.answer(&frozen, &Limits::default(), written);
        assert_eq!(answer.unwrap(), expected, "{}", query.name);
    }
}

/// The lines of an answer, sorted where they are triples: those have no order.
fn written(results: QueryResults<'_>) -> Vec<String> {
    let sorted = matches!(results, QueryResults::Graph(_));
    let format = match results {
        QueryResults::Graph(_) => ResultsFormat::NTriples,
        QueryResults::Boolean(_) => ResultsFormat::Json,
        QueryResults::Solutions(_) => ResultsFormat::Tsv,
    };
    let mut written = Vec::new();
    write_results(results, format, &mut written).unwrap();
    let text = String::from_utf8(written).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if sorted {
        lines.sort();
    }
    lines
}

#[test]
fn a_graph_that_is_named_twice_is_read_once() {
    let quads = [
        quad("a", "p", "a", Some("g1")),
        quad("a", "p", "b", Some("g1")),
    ];
    let frozen = freeze(&quads);
    let twice = "FROM NAMED <http://e.org/g1> FROM NAMED <http://e.org/g1>";
    let query = format!("SELECT * {twice} {{ GRAPH ?g {{ ?s ?p ?o }} }}");
    assert_eq!(rows(&frozen, &query).len(), 2);
    let query = Query::parse("query", "SELECT * { GRAPH ?g { ?s ?p ?o } }").unwrap();
    let query = query.with_graphs(Vec::new(), vec![iri("g1"), iri("g1")]);
    let answer = query.answer(&frozen, &Limits::default(), Answer::collect);
    let Ok(Ok(Answer::Solutions(solutions))) = answer else {
        panic!("no rows");
    };
    assert_eq!(solutions.rows.len(), 2);
}
