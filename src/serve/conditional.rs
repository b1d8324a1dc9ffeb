//! Conditional requests (RFC 9110 §13): who has the newest bytes already is told so.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

/// An answer with an entity tag; 304 without the bytes if the client has them. It may keep them
/// but asks again before each use: the next graph may be served from the next moment on.
pub(super) fn respond(
    request: &HeaderMap,
    tag: &HeaderValue,
    content_type: HeaderValue,
    bytes: Bytes,
) -> Response<Body> {
    let mut response = if is_known(request, tag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, content_type);
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Whether `If-None-Match` names the tag.
fn is_known(request: &HeaderMap, tag: &HeaderValue) -> bool {
    let fields = request.get_all(header::IF_NONE_MATCH).iter();
    let tag = tag.to_str().unwrap_or_default();
    fields
        .filter_map(|field| field.to_str().ok())
        .any(|field| matches(field, tag))
}

/// `If-None-Match` compares weakly (RFC 9110 §13.1.2).
fn matches(field: &str, tag: &str) -> bool {
    field
        .split(',')
        .map(str::trim)
        .any(|it| it == "*" || it.strip_prefix("W/").unwrap_or(it) == tag)
}
