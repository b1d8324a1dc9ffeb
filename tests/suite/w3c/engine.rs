//! What is put to the test.

use oxigraph::model::{Dataset, Quad};
use oxigraph::sparql::{PreparedSparqlQuery, SparqlEvaluator};
use oxigraph::store::Store;

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

/// Oxigraph's evaluator over the terms as they were read: any graph that keeps them so and is put
/// under it should give the same.
pub(super) struct Evaluator;

impl Engine for Evaluator {
    fn name(&self) -> &'static str {
        "Oxigraph evaluator"
    }

    fn parse(&self, query: &str, base: &str) -> Result<(), String> {
        prepare(query, base).map(drop)
    }

    fn answer(&self, quads: &[Quad], query: &str, base: &str) -> Result<Answer, String> {
        let dataset: Dataset = quads.iter().collect();
        let results = prepare(query, base)?
            .on_queryable_dataset(&dataset)
            .execute()
            .map_err(|e| e.to_string())?;
        Answer::collect(results)
    }
}
