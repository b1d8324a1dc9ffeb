//! The embedded SPARQL store.

use oxigraph::model::{GraphName, Quad, QuadRef, TripleRef};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};

use super::QuadSet;
use crate::error::Error;
use crate::vocab::PREFIXES;

/// The graph in Oxigraph's in-memory store.
///
/// A query without `FROM` sees the union of all named graphs. The store's own union of graphs
/// gives a triple once for each graph that holds it, so that a plain `COUNT` comes out too high;
/// the default graph therefore holds the union itself, each triple once.
#[derive(Clone)]
pub struct Store {
    inner: oxigraph::store::Store,
}

impl Store {
    /// Loads a set of quads.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] if the store refuses them.
    pub fn load(quads: &QuadSet) -> Result<Self, Error> {
        let inner = oxigraph::store::Store::new().map_err(|e| Error::Store(e.to_string()))?;
        let mut loader = inner.bulk_loader();
        loader
            .load_quads(quads.quads().map(QuadRef::into_owned))
            .and_then(|()| loader.load_quads(quads.triples().map(in_default_graph)))
            .map_err(|e| Error::Store(e.to_string()))?;
        loader.commit().map_err(|e| Error::Store(e.to_string()))?;
        Ok(Self { inner })
    }

    /// Evaluates a query; the project's prefixes need no declaration.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] if it is malformed or cannot be evaluated; an error while results are
    /// pulled comes from the results themselves.
    pub fn query(&self, name: &str, query: &str) -> Result<QueryResults<'static>, Error> {
        let failed = |message: String| Error::Query {
            name: name.to_owned(),
            message,
        };
        let mut evaluator = SparqlEvaluator::new();
        for (prefix, namespace) in PREFIXES {
            evaluator = evaluator
                .with_prefix(*prefix, *namespace)
                .map_err(|e| failed(e.to_string()))?;
        }
        evaluator
            .parse_query(query)
            .map_err(|e| failed(e.to_string()))?
            .on_store(&self.inner)
            .execute()
            .map_err(|e| failed(e.to_string()))
    }
}

fn in_default_graph(triple: TripleRef<'_>) -> Quad {
    triple.into_owned().in_graph(GraphName::DefaultGraph)
}
