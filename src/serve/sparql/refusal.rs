//! Why a query is not answered, and with which status that is said.

use axum::http::StatusCode;

use crate::evaluation::respond::Refusal;
use crate::serve::Shared;
use crate::serve::problem::Problem;

pub(in crate::serve) fn problem_of(shared: &Shared, refusal: Refusal) -> Problem {
    let limits = shared.limits();
    let detail = refusal.to_string();
    match refusal {
        Refusal::Malformed { place, message } => malformed_query(place, message),
        Refusal::Update => read_only(),
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
            let which = match shared.services().prefixes() {
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

fn malformed_query(place: Option<(usize, usize)>, message: String) -> Problem {
    let problem = Problem::bad_request("malformed-query", message);
    match place {
        Some((line, column)) => problem.with("line", line).with("column", column),
        None => problem,
    }
}

/// An update, in whichever way it is sent. The server understands it and refuses it for good, which
/// is 403 (RFC 9110 §15.5.4): POST itself is answered here, so it is not 405, and 5xx would have
/// clients try again.
pub(super) fn read_only() -> Problem {
    let detail = "this endpoint answers queries and takes no SPARQL Update: the graph is built from \
                  its records, and changes when they do";
    Problem::new(StatusCode::FORBIDDEN, "read-only", detail)
}

fn too_slow(shared: &Shared) -> Problem {
    let seconds = shared.limits().query_time.as_secs_f64();
    let detail = format!(
        "the query took more than {seconds} s and was stopped; nothing of its answer is sent"
    );
    Problem::new(StatusCode::GATEWAY_TIMEOUT, "query-timeout", detail)
        .with_limit("query_time", seconds)
}

pub(super) fn too_long(what: &str, name: &str, limit: usize) -> Problem {
    let detail = format!("{what} is longer than {limit} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail).with_limit(name, limit)
}
