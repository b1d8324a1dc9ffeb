//! One request, one answer: whole, or the reason why there is none.

use std::time::Duration;

use oxigraph::model::NamedNode;
use oxigraph::sparql::{CancellationToken, QueryEvaluationError};
use serde::{Deserialize, Serialize};

use super::service::ServiceError;
use super::{Failure, Limits, Query, Services, Stop};
use crate::frozen::Frozen;
use crate::results::{
    ResultsError, ResultsFormat, ResultsKind, TableOptions, WriteOptions, write_results_with,
};

/// A query as it is asked over a connection: SPARQL 1.1 Protocol §2.1.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Request {
    /// Text of the query.
    pub query: String,
    /// Base of the relative IRIs of the query, if it sets none itself.
    #[serde(default)]
    pub query_base: Option<String>,
    /// `default-graph-uri`; takes the place of `FROM`.
    pub default_graphs: Vec<GraphIri>,
    /// `named-graph-uri`; takes the place of `FROM NAMED`.
    pub named_graphs: Vec<GraphIri>,
    /// Name of the format; before `accept`.
    pub format: Option<String>,
    /// The `Accept` header.
    pub accept: Option<String>,
    /// Base of the dataset's IRIs, by which tables shorten them.
    pub base: Option<String>,
    /// What the query may use.
    pub allowance: Allowance,
}

/// IRI of a graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GraphIri(pub NamedNode);

impl TryFrom<String> for GraphIri {
    type Error = oxigraph::model::IriParseError;

    fn try_from(iri: String) -> Result<Self, Self::Error> {
        NamedNode::new(iri).map(Self)
    }
}

impl From<GraphIri> for String {
    fn from(graph: GraphIri) -> Self {
        graph.0.into_string()
    }
}

/// What a query may use: see [`crate::serve::Limits`] for the defaults of the endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Allowance {
    /// Time from the request to the whole answer.
    pub time: Option<Duration>,
    /// Bytes of memory at a time.
    pub memory: Option<usize>,
    /// Rows or triples of the answer.
    pub rows: Option<u64>,
    /// Bytes of the answer, and of what is held while it is sorted.
    pub bytes: Option<usize>,
    /// Other endpoints that it may call.
    pub services: Services,
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Media type of the bytes.
    pub media_type: String,
    /// The answer.
    pub bytes: Vec<u8>,
    /// Whether it may be remembered: see [`Query::is_repeatable`].
    pub is_repeatable: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Refusal {
    /// The query is no SPARQL: the parser's place and reason.
    #[error("{message}")]
    Malformed {
        /// Line and column: see [`Malformed`](super::Malformed).
        place: Option<(usize, usize)>,
        /// What is wrong, with the line and a caret.
        message: String,
    },
    /// It is a SPARQL Update, which a graph that does not change has no use for.
    #[error("an update is no query")]
    Update,
    /// It took longer than [`Allowance::time`].
    #[error("the query took longer than it may")]
    Deadline,
    /// It held more than [`Allowance::memory`], or computed too long a text.
    #[error("the query needs more memory than it may use")]
    Memory,
    /// The answer has more rows than [`Allowance::rows`].
    #[error("the answer has more than {limit} rows")]
    Rows {
        /// Rows that it may have.
        limit: u64,
    },
    /// The answer has more bytes than [`Allowance::bytes`].
    #[error("the answer takes more than {limit} bytes")]
    Bytes {
        /// Bytes that it may have.
        limit: usize,
    },
    /// Whoever asked does not wait any longer.
    #[error("the query was cancelled")]
    Cancelled,
    /// No format that is accepted carries this kind of answer.
    #[error("{kind} are given as {}", offered.join(", "))]
    NotAcceptable {
        /// What the answer is.
        kind: String,
        /// Media types that it can have.
        offered: Vec<String>,
    },
    /// The format asked for cannot carry the answer.
    #[error("{message}")]
    Unfit {
        /// What does not fit.
        message: String,
    },
    /// The query calls another endpoint, which is not allowed.
    #[error("{message}")]
    Service {
        /// Which endpoint, and why not.
        message: String,
    },
    /// Another endpoint that the query calls gave no whole answer.
    #[error("{message}")]
    ServiceFailed {
        /// Which endpoint, and what went wrong.
        message: String,
    },
    /// The query calls a function that is not known.
    #[error("{message}")]
    UnknownFunction {
        /// The evaluator's reason.
        message: String,
    },
    /// The evaluation broke down, or the graph is damaged.
    #[error("{message}")]
    Broken {
        /// What happened.
        message: String,
    },
}

/// Answers a request over a graph, under the limits of its allowance.
///
/// `allocated` tells the bytes that the process has allocated; without it memory is not limited.
///
/// # Errors
///
/// [`Refusal`]; nothing of an answer that is not whole is given out.
pub fn respond(
    frozen: &Frozen,
    request: &Request,
    allocated: Option<fn() -> usize>,
    token: &CancellationToken,
) -> Result<Answer, Refusal> {
    let graphs = |graphs: &[GraphIri]| graphs.iter().map(|graph| graph.0.clone()).collect();
    let base = request.query_base.as_deref();
    let query = Query::read(&request.query, base)
        .map_err(|malformed| {
            if Query::is_update(&request.query, base) {
                Refusal::Update
            } else {
                Refusal::Malformed {
                    place: malformed.place,
                    message: malformed.to_string(),
                }
            }
        })?
        .with_graphs(
            graphs(&request.default_graphs),
            graphs(&request.named_graphs),
        );
    let limits = Limits {
        time: request.allowance.time,
        memory: request.allowance.memory,
        allocated,
        services: request.allowance.services.clone(),
        token: token.clone(),
        ..Limits::default()
    };
    let answered = query.answer(frozen, &limits, |results| {
        let kind = ResultsKind::of(&results);
        let (format, media_type) =
            format_of(request.format.as_deref(), request.accept.as_deref(), kind)?;
        let options = WriteOptions {
            table: TableOptions {
                base: request.base.clone(),
                width: None,
            },
            max_bytes: request.allowance.bytes,
            max_rows: request.allowance.rows,
            cancel: Some(token.clone()),
        };
        let mut bytes = Vec::new();
        write_results_with(results, format, &options, &mut bytes).map_err(|e| unwritten(&e))?;
        Ok(Answer {
            media_type: media_type.to_owned(),
            bytes,
            is_repeatable: query.is_repeatable(),
        })
    });
    match answered {
        Ok(answer) => answer,
        Err(Failure::Stopped(stop)) => Err(stop.into()),
        Err(Failure::Evaluation(error)) => Err(unwritten(&error.into())),
    }
}

/// The format of an answer, and the media type under which it is given: by the name of a format,
/// without one by an `Accept` header.
pub(crate) fn format_of(
    name: Option<&str>,
    accept: Option<&str>,
    kind: ResultsKind,
) -> Result<(ResultsFormat, &'static str), Refusal> {
    let Some(name) = name else {
        return ResultsFormat::negotiate(accept, kind).ok_or_else(|| Refusal::NotAcceptable {
            kind: kind.to_string(),
            offered: kind
                .offers()
                .iter()
                .map(|(_, media_type)| (*media_type).to_owned())
                .collect(),
        });
    };
    let unfit = |message| Refusal::Unfit { message };
    let format = ResultsFormat::from_name(name)
        .ok_or_else(|| unfit(format!("there is no format {name}")))?;
    let fitted = format
        .fitted(kind)
        .ok_or_else(|| unfit(ResultsError::Unfit { format, kind }.to_string()))?;
    Ok((fitted, fitted.media_type()))
}

impl From<Stop> for Refusal {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Deadline => Self::Deadline,
            Stop::Memory => Self::Memory,
            Stop::Cancelled => Self::Cancelled,
            Stop::Damaged | Stop::Broken => Self::Broken {
                message: stop.to_string(),
            },
        }
    }
}

pub(crate) fn unwritten(error: &ResultsError) -> Refusal {
    let message = error.to_string();
    match *error {
        ResultsError::Cancelled => Refusal::Cancelled,
        ResultsError::TooLarge { limit } => Refusal::Bytes { limit },
        ResultsError::TooManyRows { limit } => Refusal::Rows { limit },
        ResultsError::Unfit { .. } | ResultsError::Uncarriable { .. } => Refusal::Unfit { message },
        ResultsError::Evaluation(
            QueryEvaluationError::UnsupportedService(_)
            | QueryEvaluationError::UnboundService
            | QueryEvaluationError::InvalidServiceName(_),
        ) => Refusal::Service { message },
        ResultsError::Evaluation(QueryEvaluationError::Service(ref error)) => {
            match error.downcast_ref() {
                Some(ServiceError::NotAllowed(_) | ServiceError::NotPublic(_)) => {
                    Refusal::Service { message }
                }
                _ => Refusal::ServiceFailed { message },
            }
        }
        ResultsError::Evaluation(
            QueryEvaluationError::UnsupportedCustomFunction(_)
            | QueryEvaluationError::UnsupportedCustomFunctionArity { .. },
        ) => Refusal::UnknownFunction { message },
        ResultsError::Evaluation(_) | ResultsError::Io(_) => Refusal::Broken { message },
    }
}
