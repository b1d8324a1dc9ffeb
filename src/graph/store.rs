//! The embedded SPARQL store.

use oxigraph::model::{GraphName, Quad, QuadRef, TripleRef};
use oxigraph::sparql::{
    CancellationToken, PreparedSparqlQuery, QueryEvaluationError, QueryResults, SparqlEvaluator,
};

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

    /// Parses a query; the project's prefixes need no declaration.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with the parser's place and reason.
    pub fn prepare(&self, name: &str, query: &str) -> Result<PreparedSparqlQuery, Error> {
        self.prepare_cancellable(name, query, &CancellationToken::new())
    }

    /// Parses a query that [`CancellationToken::cancel`] stops while it runs. The engine looks
    /// at the token when it reads triples: sorting and products of rows go on for a while.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with the parser's place and reason.
    pub fn prepare_cancellable(
        &self,
        name: &str,
        query: &str,
        token: &CancellationToken,
    ) -> Result<PreparedSparqlQuery, Error> {
        let failed = |message: String| Error::Query {
            name: name.to_owned(),
            message,
        };
        let mut evaluator = SparqlEvaluator::new().with_cancellation_token(token.clone());
        for (prefix, namespace) in PREFIXES {
            evaluator = evaluator
                .with_prefix(*prefix, *namespace)
                .map_err(|e| failed(e.to_string()))?;
        }
        evaluator
            .parse_query(query)
            .map_err(|e| failed(e.to_string()))
    }

    /// Evaluates a prepared query; most of the work is done while results are pulled.
    ///
    /// # Errors
    ///
    /// The engine's error.
    pub fn run(
        &self,
        prepared: PreparedSparqlQuery,
    ) -> Result<QueryResults<'static>, QueryEvaluationError> {
        prepared.on_store(&self.inner).execute()
    }

    /// Evaluates a query.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] if it is malformed or cannot be evaluated; an error while results are
    /// pulled comes from the results themselves.
    pub fn query(&self, name: &str, query: &str) -> Result<QueryResults<'static>, Error> {
        self.run(self.prepare(name, query)?)
            .map_err(|e| Error::Query {
                name: name.to_owned(),
                message: e.to_string(),
            })
    }
}

fn in_default_graph(triple: TripleRef<'_>) -> Quad {
    triple.into_owned().in_graph(GraphName::DefaultGraph)
}
