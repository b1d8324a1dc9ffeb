//! `/catalog` and `/datasets/dcat`: the catalogue, as a page or as data, and what its IRIs lead to.
//!
//! Who names HTML gets the page. Everybody else gets data, and RDF/XML if any will do: portals that
//! harvest ask for that, or for nothing in particular.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;

use super::html::{self, VARY_ALL, accept, prefers_html};
use super::problem::Problem;
use super::{Shared, documents, paths};
use crate::catalogue::SYNTAXES;
use crate::resource::Syntax;
use crate::results::accept::{weight_of, weighted};

/// `GET /catalog`, `GET /datasets/dcat`
pub(super) async fn get(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let is_page = request.uri().path() == "/catalog" && prefers_html(request.headers());
    let mut response = if is_page {
        html::get(State(shared), request).await
    } else {
        data(&shared, &request).unwrap_or_else(IntoResponse::into_response)
    };
    response.headers_mut().insert(header::VARY, VARY_ALL);
    response
}

fn data(shared: &Shared, request: &Request) -> Result<Response<Body>, Problem> {
    let accepted = accept(request.headers());
    let ranges = weighted(&accepted);
    let weight = |syntax: &Syntax| match ranges.as_slice() {
        [] => 1,
        ranges => weight_of(syntax.media_type(), ranges),
    };
    let mut best = SYNTAXES[0];
    for syntax in SYNTAXES {
        if weight(&syntax) > weight(&best) {
            best = syntax;
        }
    }
    if weight(&best) == 0 {
        let offered: Vec<&str> = SYNTAXES.iter().map(|it| it.media_type()).collect();
        let detail = format!("the catalogue is given as {}", offered.join(", "));
        let problem = Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail);
        return Err(problem.with("offered", offered));
    }
    let path = format!("catalog.{}", best.extension());
    let document = shared.site().documents.get(&path);
    let document = document.ok_or_else(html::not_found)?;
    let mut response = documents::respond(request.headers(), document);
    let root = paths::root_of(request.uri().path());
    if let Ok(location) = HeaderValue::try_from(format!("{root}{path}")) {
        response
            .headers_mut()
            .insert(header::CONTENT_LOCATION, location);
    }
    Ok(response)
}

/// `GET /dataset/…`, `/service/…`, `/contact`, `/publisher`: where an IRI of the catalogue is described.
pub(super) async fn entry(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let path = request.uri().path();
    let name = path.trim_start_matches('/');
    let Some(listing) = &shared.site().catalogue else {
        return html::not_found().into_response();
    };
    let anchor = match name {
        "contact" | "publisher" => Some(""),
        name => listing.anchor(name),
    };
    let Some(anchor) = anchor else {
        return html::not_found().into_response();
    };
    let mut location = format!("{}catalog", paths::root_of(path));
    if !anchor.is_empty() {
        location.extend(["#", anchor]);
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
