//! ANSWER: SPARQL over a frozen graph, under limits.
//!
//! Oxigraph's evaluator (`spareval`) reads the [frozen graph](crate::frozen) where it lies.
//! [`guard`] stops a query that takes too long or too much, and `order` sorts by numbers instead of
//! terms, no more rows than are asked for. `service` calls the endpoints that an operator allows.
//! [`respond`](mod@respond) makes one answer of one request; [`workers`] has that done in processes
//! that can be killed, each a [`worker`].
//!
//! On systems without such processes, `guard` alone stops a query.

mod algebra;
mod dataset;
mod frames;
pub mod guard;
mod malformed;
mod nested_texts;
mod normal_form;
mod order;
mod quads;
mod repeatable;
pub mod respond;
mod service;
pub mod worker;
pub mod workers;

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use oxigraph::model::{GraphName, NamedNode, Term, Variable};
use oxigraph::sparql::{QueryEvaluationError, QueryResults};
use spareval::QueryEvaluator;
use spargebra::SparqlParser;

use crate::error::Error;
use crate::frozen::Frozen;
use crate::vocab::PREFIXES;
use dataset::{DefaultGraphs, FrozenDataset};
pub use guard::{Limits, Stop};
pub use malformed::Malformed;
pub use normal_form::normal_form;
pub use service::{SERVICE_REDIRECTS, Services};

/// A query, parsed.
#[derive(Debug, Clone)]
pub struct Query {
    parsed: spargebra::Query,
    /// Whether it measures texts within its expressions: see [`nested_texts`].
    measures: bool,
    is_repeatable: bool,
    default_graph: DefaultGraph,
    /// Graphs of the request, which take the place of those that the query names.
    graphs: Option<(Vec<NamedNode>, Vec<NamedNode>)>,
}

/// A parser that knows the project's prefixes; a test holds each to be an IRI.
static PARSER: LazyLock<SparqlParser> = LazyLock::new(|| {
    PREFIXES
        .iter()
        .fold(SparqlParser::new(), |parser, (prefix, namespace)| {
            let with = parser.clone().with_prefix(*prefix, *namespace);
            with.unwrap_or(parser)
        })
});

/// What a query sees that names no graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultGraph {
    /// All quads, each triple once.
    #[default]
    Union,
    /// Only the quads that stand in no named graph.
    Stored,
}

/// The forms of a query (SPARQL 1.1 Query §16).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryForm {
    /// Rows.
    Select,
    /// Yes or no.
    Ask,
    /// Triples of a template.
    Construct,
    /// Triples about resources.
    Describe,
}

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was stopped.
    #[error(transparent)]
    Stopped(#[from] Stop),
    /// It cannot be evaluated.
    #[error(transparent)]
    Evaluation(#[from] QueryEvaluationError),
}

impl Query {
    /// Parses a query; the project's prefixes need no declaration.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with the parser's place and reason.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        Self::parse_with_base(name, text, None)
    }

    /// Parses a query whose relative IRIs are resolved against a base.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with the parser's place and reason.
    pub fn parse_with_base(name: &str, text: &str, base: Option<&str>) -> Result<Self, Error> {
        Self::read(text, base).map_err(|malformed| Error::Query {
            name: name.to_owned(),
            message: malformed.to_string(),
        })
    }

    /// Parses a query.
    pub(crate) fn read(text: &str, base: Option<&str>) -> Result<Self, Malformed> {
        let malformed = |message: String| Malformed::of(text, &message);
        let parse = |mut parser: SparqlParser| -> Result<spargebra::Query, String> {
            if let Some(base) = base {
                parser = parser.with_base_iri(base).map_err(|e| e.to_string())?;
            }
            parser.parse_query(text).map_err(|e| e.to_string())
        };
        // Programs mostly declare what they use: the copy of all prefixes would take as long as
        // the parsing.
        let mut parsed = parse(SparqlParser::new())
            .or_else(|_| parse(PARSER.clone()))
            .map_err(malformed)?;
        let is_repeatable = repeatable::is_repeatable(&mut parsed);
        let measures = nested_texts::measure(&mut parsed);
        Ok(Self {
            parsed,
            is_repeatable,
            measures,
            default_graph: DefaultGraph::default(),
            graphs: None,
        })
    }

    /// Whether nothing in it depends on the time, on chance or on another endpoint, so that its
    /// answer over one graph may be remembered.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    /// Whether a text that is no query is an update; there is nothing that could run it.
    #[must_use]
    pub fn is_update(text: &str, base: Option<&str>) -> bool {
        let parser = match base {
            Some(base) => PARSER.clone().with_base_iri(base).ok(),
            None => Some(PARSER.clone()),
        };
        // No text at all is an update of no operation.
        let parsed = parser.and_then(|parser| parser.parse_update(text).ok());
        parsed.is_some_and(|update| !update.operations.is_empty())
    }

    /// What it gives.
    #[must_use]
    pub fn form(&self) -> QueryForm {
        match self.parsed {
            spargebra::Query::Select { .. } => QueryForm::Select,
            spargebra::Query::Ask { .. } => QueryForm::Ask,
            spargebra::Query::Construct { .. } => QueryForm::Construct,
            spargebra::Query::Describe { .. } => QueryForm::Describe,
        }
    }

    /// Sets what it sees if it names no graph.
    #[must_use]
    pub fn with_default_graph(mut self, default_graph: DefaultGraph) -> Self {
        self.default_graph = default_graph;
        self
    }

    /// Sets the graphs that it sees, as `default-graph-uri` and `named-graph-uri` of the SPARQL
    /// Protocol do (§2.1.4); none of either leaves those of the query.
    #[must_use]
    pub fn with_graphs(mut self, default: Vec<NamedNode>, named: Vec<NamedNode>) -> Self {
        self.graphs = (!default.is_empty() || !named.is_empty()).then_some((default, named));
        self
    }

    /// Evaluates the query and hands the results to `take`, under limits from beginning to end.
    ///
    /// # Errors
    ///
    /// [`Failure`]; then nothing that `take` made counts.
    pub fn answer<T>(
        &self,
        frozen: &Frozen,
        limits: &Limits,
        take: impl FnOnce(QueryResults<'_>) -> T,
    ) -> Result<T, Failure> {
        guard::guarded(limits, || -> Result<T, Failure> {
            let view = frozen.view().unwrap_or_else(|_| guard::stop(Stop::Damaged));
            if let Some(ordered) = order::Ordered::of(&self.parsed) {
                return Ok(take(ordered.rows(self, &view, limits)?));
            }
            // It is not told of the token: it would hand its error to `take`, which is no `Stop`.
            let evaluator = self.evaluator(limits);
            let dataset = |default: &DefaultGraphs| FrozenDataset::new(&view, default);
            Ok(take(self.execute(&self.parsed, &evaluator, dataset)?))
        })?
    }

    fn evaluator(&self, limits: &Limits) -> QueryEvaluator {
        let evaluator = nested_texts::evaluator(self.measures);
        if limits.services.prefixes().is_empty() {
            return evaluator;
        }
        let deadline = limits
            .time
            .and_then(|time| Instant::now().checked_add(time));
        let caller = service::Caller::new(limits.services.clone(), deadline);
        evaluator.with_default_service_handler(caller)
    }

    /// Evaluates an algebra over the graphs of this query.
    fn execute<'a>(
        &self,
        parsed: &spargebra::Query,
        evaluator: &QueryEvaluator,
        open: impl FnOnce(&DefaultGraphs) -> FrozenDataset<'a>,
    ) -> Result<QueryResults<'a>, QueryEvaluationError> {
        let mut prepared = evaluator.prepare(parsed);
        let specification = prepared.dataset_mut();
        if let Some((default, named)) = &self.graphs {
            let default = default.iter().cloned().map(GraphName::from).collect();
            specification.set_default_graph(default);
            specification
                .set_available_named_graphs(named.iter().cloned().map(Into::into).collect());
        }
        // A list of graphs is read by the dataset, which gives a triple of several graphs once;
        // the evaluator would give it for each.
        let default = match specification.default_graph_graphs() {
            Some([GraphName::DefaultGraph]) | None => DefaultGraphs::Unnamed(self.default_graph),
            Some(graphs) => DefaultGraphs::Named(
                graphs
                    .iter()
                    .map(|graph| match graph {
                        GraphName::NamedNode(node) => Some(Term::from(node.clone())),
                        GraphName::BlankNode(node) => Some(node.clone().into()),
                        GraphName::DefaultGraph => None,
                    })
                    .collect(),
            ),
        };
        specification.set_default_graph(vec![GraphName::DefaultGraph]);
        // A graph that is named twice is one graph; the evaluator would read it twice.
        if let Some(named) = specification.available_named_graphs() {
            let mut seen = HashSet::new();
            let once = named.iter().filter(|graph| seen.insert(*graph));
            let once = once.cloned().collect();
            specification.set_available_named_graphs(once);
        }
        prepared.execute(open(&default))
    }
}

type Variables = Arc<[Variable]>;
