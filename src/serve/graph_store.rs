//! `/graphs`: the reading side of the SPARQL 1.1 Graph Store HTTP Protocol.
//!
//! A graph is named indirectly (§4.2), `/graphs?graph=IRI` and `/graphs?default`, or directly
//! (§4.1): `/graphs/PATH` is the graph whose IRI is that address, or, as the data keep their IRIs
//! wherever they are served, the graph `{base}graph/PATH`. The default graph is what a query sees
//! that names none: the union of all graphs.
//!
//! A graph is read as a query would read it, in its turn and within the same limits, and comes
//! whole or not at all. Writing is refused with 405.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;

use super::address::Address;
use super::problem::Problem;
use super::requests::Client;
use super::{Shared, form, sparql};
use crate::evaluation::respond::{self, GraphIri};
use crate::results::ResultsFormat;

/// All triples of what the request names as default graph.
const ALL: &str = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";

/// `GET /graphs?graph=IRI` and `GET /graphs?default`
pub(super) async fn indirect(State(shared): State<Shared>, request: Request) -> Response<Body> {
    finished(read_indirect(&shared, &request.into_parts().0).await)
}

/// `GET /graphs/PATH`
pub(super) async fn direct(State(shared): State<Shared>, request: Request) -> Response<Body> {
    finished(read_direct(&shared, &request.into_parts().0).await)
}

fn finished(answered: Result<Response<Body>, Problem>) -> Response<Body> {
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

async fn read_indirect(shared: &Shared, request: &Parts) -> Result<Response<Body>, Problem> {
    let malformed = |message: String| Problem::bad_request("malformed-request", message);
    let query = request.uri.query().unwrap_or_default();
    let (mut default, mut graph, mut format) = (false, None, None);
    for (name, value) in form::parse(query.as_bytes()).map_err(malformed)? {
        match name.as_str() {
            "default" => default = true,
            "graph" if graph.is_some() => {
                return Err(malformed("give one graph, not several".to_owned()));
            }
            "graph" => graph = Some(sparql::graph_name(&name, value)?),
            "format" if format.is_none() => format = Some(sparql::format_named(&value)?),
            _ => {}
        }
    }
    match (default, graph) {
        (true, None) => read(shared, request, None, format).await,
        (false, Some(graph)) if exists(shared, &graph) => {
            read(shared, request, Some(graph), format).await
        }
        (false, Some(_)) => Err(unknown()),
        (true, Some(_)) => Err(malformed("give ?default or a graph, not both".to_owned())),
        (false, None) => Err(Problem::bad_request(
            "missing-graph",
            "no graph: give its IRI, /graphs?graph=IRI, or /graphs?default for all triples; \
             /.well-known/void and /sparql tell which graphs there are",
        )),
    }
}

async fn read_direct(shared: &Shared, request: &Parts) -> Result<Response<Body>, Problem> {
    let malformed = |message: String| Problem::bad_request("malformed-request", message);
    let query = request.uri.query().unwrap_or_default();
    let mut format = None;
    for (name, value) in form::parse(query.as_bytes()).map_err(malformed)? {
        if name == "format" && format.is_none() {
            format = Some(sparql::format_named(&value)?);
        }
    }
    let path = request.uri.path().trim_start_matches('/');
    let named = path.strip_prefix("graphs/").unwrap_or_default();
    let mut roots = vec![
        Address::of(shared.site(), &request.headers)
            .iri("graphs/")
            .into_string(),
    ];
    roots.extend(
        shared
            .site()
            .base
            .as_ref()
            .map(|base| format!("{base}graph/")),
    );
    for root in roots {
        for name in [Some(named.to_owned()), form::decode_path(named)] {
            let iri = name.map(|name| GraphIri::try_from(format!("{root}{name}")));
            if let Some(Ok(graph)) = iri
                && exists(shared, &graph)
            {
                return read(shared, request, Some(graph), format).await;
            }
        }
    }
    Err(unknown())
}

fn exists(shared: &Shared, graph: &GraphIri) -> bool {
    let statistics = &shared.site().statistics;
    statistics.triples_in(graph.0.as_str()).is_some()
}

fn unknown() -> Problem {
    let detail = "there is no graph of this name: /sparql, asked without a query, tells which there \
                  are";
    Problem::new(StatusCode::NOT_FOUND, "unknown-graph", detail)
}

async fn read(
    shared: &Shared,
    request: &Parts,
    graph: Option<GraphIri>,
    format: Option<ResultsFormat>,
) -> Result<Response<Body>, Problem> {
    let asked = respond::Request {
        query: ALL.to_owned(),
        default_graphs: graph.into_iter().collect(),
        format: format.map(|format| format.name().to_owned()),
        accept: sparql::accept(&request.headers),
        base: shared.site().base.clone(),
        allowance: sparql::allowance(shared),
        ..respond::Request::default()
    };
    let answer = sparql::answer(shared, Client::of(&request.extensions), asked).await?;
    Ok(sparql::response_of(&request.headers, answer))
}
