//! `/sparql`: the query operation of the SPARQL 1.1 Protocol (§2.1), and the service description
//! for who asks nothing.
//!
//! The whole answer is made in memory before the status is sent, so no cut answer looks whole.
//! Every update operation (§2.2) is refused with 403, also an update that is sent as a query:
//! whether a text is one, the parser says. Nothing here can run one.

mod answer;
mod asked;
mod refusal;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, header};
use axum::response::IntoResponse;

pub(super) use answer::answer;
use asked::Asked;
pub(super) use asked::{accept, allowance, format_named, graph_name};
pub(super) use refusal::problem_of;

use super::problem::Problem;
use super::{Shared, service_description};
use crate::evaluation::respond::Answer;

/// `GET /sparql?query=…`; without a query, the service description.
pub(super) async fn get(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let asked = Asked::from_uri(&shared, &request);

    let answered = match asked {
        Ok(asked) if asked.is_bare() => service_description::get(&shared, &request),
        Ok(asked) => answered(&shared, asked.checked()).await,
        Err(problem) => Err(problem),
    };
    finished(answered)
}

/// `POST /sparql` with a form or with the query itself.
pub(super) async fn post(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let asked = asked::from_post(&shared, request).await;
    let answered = answered(&shared, asked).await;
    finished(answered)
}

async fn answered(
    shared: &Shared,
    asked: Result<Asked, Problem>,
) -> Result<Response<Body>, Problem> {
    let answer = answer(shared, asked?.request(shared)).await?;
    Ok(response_of(answer))
}

/// An answer, or the problem.
fn finished(answered: Result<Response<Body>, Problem>) -> Response<Body> {
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    response
        .headers_mut()
        .entry(header::VARY)
        .or_insert(HeaderValue::from_static("accept"));
    response
}

pub(super) fn response_of(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(Bytes::from(answer.bytes)));
    let content_type = super::content_type(&answer.media_type);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}
