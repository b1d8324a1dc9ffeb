//! What is put to the test.

use oxigraph::model::Quad;
use oxigraph::sparql::{PreparedSparqlQuery, SparqlEvaluator};
use oxigraph::store::Store;
use uppdrag::evaluation::{DefaultGraph, Limits, Query};
use uppdrag::frozen::Freezer;

use super::answer::Answer;

/// An engine that answers SPARQL queries.
pub(super) trait Engine {
    /// Its name in what the test says and in the list of exclusions.
    fn name(&self) -> &'static str;

    /// Whether it takes a query, without asking it; `base` resolves the relative IRIs.
    fn parse(&self, query: &str, base: &str) -> Result<(), String>;

    /// Its answer over these quads and no other. Quads of the default graph are the default graph
    /// of a query without `FROM`; named graphs are not part of it.
    fn answer(&self, quads: &[Quad], query: &str, base: &str) -> Result<Answer, String>;
}

/// Parses a query with the parser of Oxigraph, which every evaluator built on it shares.
pub(super) fn prepare(query: &str, base: &str) -> Result<PreparedSparqlQuery, String> {
    SparqlEvaluator::new()
        .with_base_iri(base)
        .map_err(|e| e.to_string())?
        .parse_query(query)
        .map_err(|e| e.to_string())
}

/// Oxigraph's store in memory. It keeps numbers and dates as values: the written form is lost.
pub(super) struct MemoryStore;

impl Engine for MemoryStore {
    fn name(&self) -> &'static str {
        "Oxigraph store"
    }

    fn parse(&self, query: &str, base: &str) -> Result<(), String> {
        prepare(query, base).map(drop)
    }

    fn answer(&self, quads: &[Quad], query: &str, base: &str) -> Result<Answer, String> {
        let store = Store::new().map_err(|e| e.to_string())?;
        store.extend(quads.to_vec()).map_err(|e| e.to_string())?;
        let results = prepare(query, base)?
            .on_store(&store)
            .execute()
            .map_err(|e| e.to_string())?;
        Answer::collect(results)
    }
}

/// The frozen graph, which keeps the written form of every term.
pub(super) struct FrozenGraph;

impl Engine for FrozenGraph {
    fn name(&self) -> &'static str {
        "frozen graph"
    }

    fn parse(&self, query: &str, base: &str) -> Result<(), String> {
        frozen_query(query, base).map(drop)
    }

    fn answer(&self, quads: &[Quad], query: &str, base: &str) -> Result<Answer, String> {
        let mut freezer = Freezer::default();
        for quad in quads {
            freezer.insert(quad.into()).map_err(|e| e.to_string())?;
        }
        let frozen = freezer.in_memory().map_err(|e| e.to_string())?;
        frozen_query(query, base)?
            .with_default_graph(DefaultGraph::Stored)
            .answer(&frozen, &Limits::default(), Answer::collect)
            .map_err(|e| e.to_string())?
    }
}

fn frozen_query(query: &str, base: &str) -> Result<Query, String> {
    Query::parse_with_base("query", query, Some(base)).map_err(|e| e.to_string())
}
