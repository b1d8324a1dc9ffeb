//! `/dump/…`: the files of the build, with the digest of their bytes as entity tag.

use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::Shared;
use super::problem::Problem;

/// `GET /dump/{path}`; the path is looked up as a whole, never in a file system.
pub(super) async fn get(
    State(shared): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let dump = path
        .ok()
        .and_then(|Path(path)| shared.site().dumps.get(&path));
    let Some(dump) = dump else {
        let detail = "no such dump: the front page lists them";
        return Err(Problem::new(StatusCode::NOT_FOUND, "not-found", detail));
    };
    let tag = format!("\"{}\"", dump.sha256);
    let fresh = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| matches(value, &tag));
    let mut response = if fresh {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let bytes = Bytes::from_owner(dump.bytes.clone());
        let mut response = Response::new(Body::from(bytes));
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, super::content_type(&dump.media_type));
        response
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// `If-None-Match` compares weakly (RFC 9110 §13.1.2).
pub(super) fn matches(field: &str, tag: &str) -> bool {
    field
        .split(',')
        .map(str::trim)
        .any(|it| it == "*" || it.strip_prefix("W/").unwrap_or(it) == tag)
}
