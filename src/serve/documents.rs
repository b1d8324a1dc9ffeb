//! Files of the build that stand at the root: the catalogue, the files of the ontology, the description
//! of the addresses.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response};
use axum::response::IntoResponse;

use super::site::Dump;
use super::{Shared, conditional, html, paths};

/// `GET /catalog.ttl`, `/ontology/…`, `/openapi.json`: a file by its path.
pub(super) async fn get(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let path = request.uri().path().trim_start_matches('/');
    let path = paths::decoded(path).unwrap_or_default();
    match shared.site().documents.get(&path) {
        Some(document) => respond(request.headers(), document),
        None => html::not_found().into_response(),
    }
}

/// A file, with the digest of its bytes as entity tag.
pub(super) fn respond(request: &HeaderMap, document: &Dump) -> Response<Body> {
    let tag = HeaderValue::try_from(format!("\"{}\"", document.sha256));
    let tag = tag.unwrap_or(HeaderValue::from_static("\"\""));
    let content_type = super::content_type(&document.media_type);
    conditional::respond(request, &tag, content_type, document.bytes.clone())
}
