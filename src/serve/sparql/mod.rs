//! `/sparql`: the query operation of the SPARQL 1.1 Protocol (§2.1), and the service description
//! for who asks nothing.
//!
//! The whole answer is made in memory before the status is sent, so no cut answer looks whole.
//! Every update operation (§2.2) is refused with 403, also an update that is sent as a query:
//! whether a text is one, the parser says. Nothing here can run one.

mod answer;
mod asked;
mod refusal;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::response::IntoResponse;

pub(super) use answer::answer;
use asked::Asked;
pub(super) use asked::{accept, allowance, format_named, graph_name};
pub(super) use refusal::problem_of;

use super::access_log::LoggedQuery;
use super::answers::Remembered;
use super::problem::Problem;
use super::requests::Client;
use super::{Shared, conditional, service_description};

/// `GET /sparql?query=…`; without a query, the service description.
pub(super) async fn get(State(shared): State<Shared>, request: Request) -> Response<Body> {
    match Asked::from_uri(&shared, &request) {
        Ok(asked) if asked.is_bare() => finished(service_description::get(&shared, &request)),
        Ok(asked) => {
            let client = Client::of(request.extensions());
            answered(&shared, client, request.headers(), asked.checked()).await
        }
        Err(problem) => finished(Err(problem)),
    }
}

/// `POST /sparql` with a form or with the query itself.
pub(super) async fn post(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let headers = request.headers().clone();
    let client = Client::of(request.extensions());
    let asked = asked::from_post(&shared, request).await;
    answered(&shared, client, &headers, asked).await
}

async fn answered(
    shared: &Shared,
    client: Client,
    headers: &HeaderMap,
    asked: Result<Asked, Problem>,
) -> Response<Body> {
    let query = asked.as_ref().ok().and_then(|asked| asked.query.as_deref());
    let logged = query.filter(|_| shared.logs_queries()).map(str::to_owned);
    let answered = match asked {
        Ok(asked) => answer(shared, client, asked.request(shared)).await,
        Err(problem) => Err(problem),
    };
    let response = answered.map(|answer| response_of(headers, answer));
    let mut response = finished(response);
    if let Some(query) = logged {
        response.extensions_mut().insert(LoggedQuery(query));
    }
    response
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

/// An answer as it is sent; one that is not the same each time is not to be kept.
pub(super) fn response_of(request: &HeaderMap, answer: Remembered) -> Response<Body> {
    if let Some(tag) = &answer.tag {
        return conditional::respond(request, tag, answer.content_type, answer.bytes);
    }
    let mut response = Response::new(Body::from(answer.bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, answer.content_type);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
