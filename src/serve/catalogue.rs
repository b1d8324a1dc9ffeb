//! `/catalog` and `/datasets/dcat`: the catalogue, and what its IRIs lead to.
//!
//! At `/catalog`, who names HTML gets the page. Everybody else gets data, and RDF/XML if any will do:
//! portals that harvest ask for that, for XML, or for nothing in particular. `/datasets/dcat` is their
//! address and has no page: who names HTML there gets RDF/XML, too. `format=` goes before `Accept`.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;

use super::html::{self, VARY_ALL, accept, prefers_html};
use super::problem::Problem;
use super::{Shared, documents, form, paths};
use crate::catalogue::SYNTAXES;
use crate::resource::Syntax;
use crate::results::accept::{weight_of, weighted};

/// `GET /catalog`, `GET /datasets/dcat`
pub(super) async fn get(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let is_harvested = request.uri().path() != "/catalog";
    let asked = format_of(&request);
    let mut response = match asked {
        Ok(None) if !is_harvested && prefers_html(request.headers()) => {
            html::get(State(shared), request).await
        }
        Ok(format) => {
            let syntax = format.map_or_else(|| negotiate(request.headers(), is_harvested), Ok);
            let response = syntax.and_then(|syntax| data(&shared, &request, syntax));
            response.unwrap_or_else(IntoResponse::into_response)
        }
        Err(problem) => problem.into_response(),
    };
    response.headers_mut().insert(header::VARY, VARY_ALL);
    response
}

/// The syntax that `format` names.
fn format_of(request: &Request) -> Result<Option<Syntax>, Problem> {
    let query = request.uri().query().unwrap_or_default();
    let malformed = |message| Problem::bad_request("malformed-request", message);
    let parameters = form::parse(query.as_bytes()).map_err(malformed)?;
    let Some((_, asked)) = parameters.iter().find(|(name, _)| name == "format") else {
        return Ok(None);
    };
    let found = SYNTAXES.into_iter().find(|it| it.extension() == asked);
    found.map(Some).ok_or_else(|| {
        let names = SYNTAXES.map(Syntax::extension).join(", ");
        Problem::bad_request("unknown-format", format!("format is none of {names}"))
    })
}

/// The syntax that is accepted most, RDF/XML if all are alike.
fn negotiate(headers: &HeaderMap, is_harvested: bool) -> Result<Syntax, Problem> {
    let accepted = accept(headers);
    let ranges = weighted(&accepted);
    let weight = |syntax: Syntax| match ranges.as_slice() {
        [] => 1,
        ranges if syntax == Syntax::RdfXml => {
            weight_of(syntax.media_type(), ranges).max(weight_of("application/xml", ranges))
        }
        ranges => weight_of(syntax.media_type(), ranges),
    };
    let mut best = SYNTAXES[0];
    for syntax in SYNTAXES {
        if weight(syntax) > weight(best) {
            best = syntax;
        }
    }
    // A browser, or a harvester that was written like one.
    let takes_html = weight_of("text/html", &ranges) > 0;
    if weight(best) > 0 || is_harvested && takes_html {
        return Ok(best);
    }
    let offered: Vec<&str> = SYNTAXES.iter().map(|it| it.media_type()).collect();
    let detail = format!("the catalogue is given as {}", offered.join(", "));
    let problem = Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail);
    Err(problem.with("offered", offered))
}

fn data(shared: &Shared, request: &Request, syntax: Syntax) -> Result<Response<Body>, Problem> {
    let path = format!("catalog.{}", syntax.extension());
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
