//! `/sparql`: the query operation of the SPARQL 1.1 Protocol (§2.1).
//!
//! A query runs in a worker, or on a thread of its own with a deep stack: the parser and the
//! optimizer recurse. The whole answer is made in memory before the status is sent, so no cut
//! answer looks whole.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use oxigraph::sparql::CancellationToken;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::timeout;

use super::problem::Problem;
use super::site::Engine;
use super::{Shared, form};
use crate::evaluation::respond::{self, Allowance, Answer, GraphIri, Refusal};
use crate::evaluation::worker::GRACE;
use crate::frozen::Frozen;
use crate::results::ResultsFormat;

const FORM: &str = "application/x-www-form-urlencoded";
const QUERY: &str = "application/sparql-query";
const UPDATE: &str = "application/sparql-update";

/// Seconds after which a client may try again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// `GET /sparql?query=…`
pub(super) async fn get(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let asked = Asked::from_uri(&request).and_then(Asked::checked);
    respond(shared, asked).await
}

/// `POST /sparql` with a form or with the query itself.
pub(super) async fn post(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let asked = from_post(&shared, request).await;
    respond(shared, asked).await
}

async fn respond(shared: Shared, asked: Result<Asked, Problem>) -> Response<Body> {
    let answered = match asked {
        Ok(asked) => answer(&shared, asked).await,
        Err(problem) => Err(problem),
    };
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// A request, read.
#[derive(Debug, Default)]
struct Asked {
    query: Option<String>,
    default_graphs: Vec<GraphIri>,
    named_graphs: Vec<GraphIri>,
    format: Option<ResultsFormat>,
    accept: Option<String>,
}

impl Asked {
    fn from_uri(request: &Request) -> Result<Self, Problem> {
        let mut asked = Self {
            accept: accept(request.headers()),
            ..Self::default()
        };
        asked.read(request.uri().query().unwrap_or_default().as_bytes())?;
        Ok(asked)
    }

    /// Reads parameters. Those that are not known are passed over, as the protocol's clients
    /// expect; `update` is not, so that nobody believes that something was written.
    fn read(&mut self, form: &[u8]) -> Result<(), Problem> {
        let malformed = |message| Problem::bad_request("malformed-request", message);
        for (name, value) in form::parse(form).map_err(malformed)? {
            match name.as_str() {
                "query" if self.query.is_some() => {
                    return Err(malformed("give one query, not several".to_owned()));
                }
                "query" => self.query = Some(value),
                "default-graph-uri" => self.default_graphs.push(graph_name(&name, value)?),
                "named-graph-uri" => self.named_graphs.push(graph_name(&name, value)?),
                "format" => self.format = Some(format_named(&value)?),
                "update" | "using-graph-uri" | "using-named-graph-uri" => return Err(read_only()),
                _ => {}
            }
        }
        Ok(())
    }

    fn request(self, shared: &Shared) -> respond::Request {
        let limits = shared.limits();
        respond::Request {
            query: self.query.unwrap_or_default(),
            default_graphs: self.default_graphs,
            named_graphs: self.named_graphs,
            format: self.format.map(|format| format.name().to_owned()),
            accept: self.accept,
            base: shared.site().base.clone(),
            allowance: Allowance {
                time: Some(limits.query_time),
                memory: Some(limits.query_memory),
                rows: Some(limits.result_rows),
                bytes: Some(limits.result_bytes),
                services: limits.services(&shared.site().services),
            },
        }
    }

    fn checked(self) -> Result<Self, Problem> {
        if self.query.is_none() {
            let detail = "no query: give one in the parameter query of a GET or of a POSTed form, \
                          or as a body of type application/sparql-query";
            return Err(Problem::bad_request("missing-query", detail));
        }
        Ok(self)
    }
}

async fn from_post(shared: &Shared, request: Request) -> Result<Asked, Problem> {
    let mut asked = Asked::from_uri(&request)?;
    let (parts, body) = request.into_parts();
    let content_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes);
    let essence = essence(content_type.unwrap_or_default());
    let encoded = parts
        .headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|it| it != "identity");
    match essence.as_str() {
        UPDATE => return Err(read_only()),
        FORM | QUERY if !encoded => {}
        _ => {
            let detail =
                format!("POST a body of type {FORM} or {QUERY}, in UTF-8 and not compressed");
            let problem = Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                detail,
            );
            let accepted = HeaderValue::from_static(
                "application/x-www-form-urlencoded, application/sparql-query",
            );
            return Err(
                problem.with_header(header::HeaderName::from_static("accept-post"), accepted)
            );
        }
    }
    let whole = timeout(
        shared.limits().body_time,
        read_body(shared, &parts.headers, body),
    );
    let body = whole.await.map_err(|_| slow_body(shared))??;
    if essence == FORM {
        asked.read(&body)?;
    } else {
        let malformed = |message: &str| Problem::bad_request("malformed-request", message);
        if asked.query.is_some() {
            return Err(malformed("give one query: in the URL or in the body"));
        }
        asked.query =
            Some(String::from_utf8(body).map_err(|_| malformed("the query is not UTF-8"))?);
    }
    asked.checked()
}

async fn read_body(
    shared: &Shared,
    headers: &HeaderMap,
    mut body: Body,
) -> Result<Vec<u8>, Problem> {
    let limit = shared.limits().body_bytes;
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|it| it.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > limit as u64) {
        return Err(too_long("the request body", "body_bytes", limit));
    }
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| {
            Problem::bad_request("malformed-request", "the request body could not be read")
        })?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > limit {
                return Err(too_long("the request body", "body_bytes", limit));
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}

/// Runs a query on a thread of its own and waits for the whole answer.
async fn answer(shared: &Shared, asked: Asked) -> Result<Response<Body>, Problem> {
    let limits = shared.limits();
    let text = asked.query.as_deref().unwrap_or_default();
    if text.len() > limits.query_bytes {
        return Err(too_long("the query", "query_bytes", limits.query_bytes));
    }
    let brackets = text
        .bytes()
        .filter(|byte| matches!(byte, b'(' | b'{' | b'['))
        .count();
    if brackets > limits.query_brackets {
        let detail = format!(
            "the query opens more than {} brackets",
            limits.query_brackets
        );
        return Err(
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "query-too-deep", detail)
                .with_limit("query_brackets", limits.query_brackets),
        );
    }
    let turn = timeout(limits.queue_time, shared.turns().acquire_owned());
    let Ok(Ok(permit)) = turn.await else {
        return Err(busy(shared));
    };
    let request = asked.request(shared);
    let answered = match &shared.site().engine {
        Engine::Workers(workers) => {
            let answered = workers.answer(&request).await;
            drop(permit);
            answered
        }
        Engine::InProcess { frozen, allocated } => {
            in_process(shared, Arc::clone(frozen), *allocated, request, permit).await?
        }
    };
    answered
        .map(into_response)
        .map_err(|refusal| problem_of(shared, refusal))
}

/// Answers on a thread of this process.
async fn in_process(
    shared: &Shared,
    frozen: Arc<Frozen>,
    allocated: Option<fn() -> usize>,
    request: respond::Request,
    permit: OwnedSemaphorePermit,
) -> Result<Result<Answer, Refusal>, Problem> {
    let limits = shared.limits();
    // Cancels also when the client goes away: axum then drops this future.
    let token = CancelOnDrop(CancellationToken::new());
    let (sender, receiver) = oneshot::channel();
    let work = {
        let token = token.0.clone();
        move || {
            // The turn is over when the thread is, not when the client is answered.
            let _permit = permit;
            let _ = sender.send(respond::respond(&frozen, &request, allocated, &token));
        }
    };
    let started = thread::Builder::new()
        .name("query".to_owned())
        .stack_size(limits.stack_bytes)
        .spawn(work);
    if let Err(error) = started {
        let detail = format!("no thread for the query: {error}");
        return Err(
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
                .with_limit("stack_bytes", limits.stack_bytes)
                .with_header(header::RETRY_AFTER, RETRY_AFTER),
        );
    }
    Ok(
        match timeout(limits.query_time.saturating_add(GRACE), receiver).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(_)) => Err(Refusal::Broken {
                message: "the query broke the evaluation".to_owned(),
            }),
            Err(_) => Err(Refusal::Deadline),
        },
    )
}

struct CancelOnDrop(CancellationToken);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

fn into_response(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(Bytes::from(answer.bytes)));
    let content_type = super::content_type(&answer.media_type);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

fn problem_of(shared: &Shared, refusal: Refusal) -> Problem {
    let limits = shared.limits();
    let detail = refusal.to_string();
    match refusal {
        Refusal::Malformed { message } => malformed_query(message),
        Refusal::Deadline | Refusal::Cancelled => too_slow(shared),
        Refusal::Memory => {
            let detail = format!(
                "{detail}: {} bytes; nothing of its answer is sent",
                limits.query_memory
            );
            Problem::new(StatusCode::INSUFFICIENT_STORAGE, "query-memory", detail)
                .with_limit("query_memory", limits.query_memory)
        }
        Refusal::Rows { limit } => too_large(&detail).with_limit("result_rows", limit),
        Refusal::Bytes { limit } => too_large(&detail).with_limit("result_bytes", limit),
        Refusal::NotAcceptable { offered, .. } => {
            Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail)
                .with("offered", offered)
        }
        Refusal::Unfit { .. } => Problem::new(StatusCode::NOT_ACCEPTABLE, "unfit-format", detail),
        Refusal::Service { .. } => {
            let which = match shared.site().services.prefixes() {
                [] => "this endpoint calls no other endpoint".to_owned(),
                prefixes => format!("this endpoint calls only {}", prefixes.join(", ")),
            };
            Problem::bad_request("service-refused", format!("{which}: {detail}"))
        }
        Refusal::ServiceFailed { .. } => {
            Problem::new(StatusCode::BAD_GATEWAY, "service-failed", detail)
        }
        Refusal::UnknownFunction { .. } => Problem::bad_request("unknown-function", detail),
        Refusal::Broken { .. } => Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "evaluation-failed",
            detail,
        ),
    }
}

fn too_large(what: &str) -> Problem {
    let detail =
        format!("{what} and is not sent, not even in part: narrow the query, or take a dump");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "answer-too-large",
        detail,
    )
}

/// The parser says `error at LINE:COLUMN: reason`; both count from 1.
fn malformed_query(message: String) -> Problem {
    let place = message
        .strip_prefix("error at ")
        .and_then(|rest| rest.split_once(": "))
        .and_then(|(place, reason)| {
            let (line, column) = place.split_once(':')?;
            Some((
                line.parse::<u64>().ok()?,
                column.parse::<u64>().ok()?,
                reason,
            ))
        });
    match place {
        Some((line, column, reason)) => Problem::bad_request(
            "malformed-query",
            format!("line {line}, column {column}: {reason}"),
        )
        .with("line", line)
        .with("column", column),
        None => Problem::bad_request("malformed-query", message),
    }
}

fn read_only() -> Problem {
    let detail = "this endpoint answers queries only; the data is built from its records";
    Problem::new(StatusCode::FORBIDDEN, "read-only", detail)
}

fn busy(shared: &Shared) -> Problem {
    let running = shared.limits().running_queries();
    let detail = format!("{running} queries are running already: try again in a while");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
        .with_limit("concurrent_queries", running)
        .with_header(header::RETRY_AFTER, RETRY_AFTER)
}

fn too_slow(shared: &Shared) -> Problem {
    let seconds = shared.limits().query_time.as_secs_f64();
    let detail = format!(
        "the query took more than {seconds} s and was stopped; nothing of its answer is sent"
    );
    Problem::new(StatusCode::GATEWAY_TIMEOUT, "query-timeout", detail)
        .with_limit("query_time", seconds)
}

fn slow_body(shared: &Shared) -> Problem {
    let seconds = shared.limits().body_time.as_secs_f64();
    let detail = format!("the request body did not come in within {seconds} s");
    Problem::new(StatusCode::REQUEST_TIMEOUT, "slow-body", detail).with_limit("body_time", seconds)
}

fn too_long(what: &str, name: &str, limit: usize) -> Problem {
    let detail = format!("{what} is longer than {limit} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail).with_limit(name, limit)
}

fn graph_name(parameter: &str, value: String) -> Result<GraphIri, Problem> {
    GraphIri::try_from(value).map_err(|error| {
        let detail = format!("{parameter} is not an absolute IRI: {error}");
        Problem::bad_request("malformed-request", detail)
    })
}

fn format_named(name: &str) -> Result<ResultsFormat, Problem> {
    ResultsFormat::from_name(name).ok_or_else(|| {
        let names = ResultsFormat::ALL.map(ResultsFormat::name).join(", ");
        Problem::bad_request("unknown-format", format!("format is none of {names}"))
    })
}

/// All `Accept` fields as one list (RFC 9110 §5.3).
fn accept(headers: &HeaderMap) -> Option<String> {
    let fields: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .collect();
    (!fields.is_empty()).then(|| fields.join(", "))
}

/// The media type of a body without parameters, in lower case; empty if it names another
/// encoding than UTF-8.
fn essence(content_type: &[u8]) -> String {
    let text = String::from_utf8_lossy(content_type).to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_owned();
    let foreign = parts
        .filter_map(|parameter| parameter.strip_prefix("charset="))
        .any(|charset| !matches!(charset.trim_matches('"'), "utf-8" | "utf8"));
    if foreign { String::new() } else { essence }
}
