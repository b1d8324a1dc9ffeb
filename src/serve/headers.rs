//! Headers of every answer: CORS, and what keeps data from becoming a page that runs.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

use super::problem::Problem;

/// Headers of every answer, also of errors and redirects.
const EVERYWHERE: [(HeaderName, &str); 6] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "Accept-Ranges, Allow, Content-Encoding, Content-Language, Content-Length, Content-Location, \
         Content-Range, ETag, Link, Location, Retry-After, Vary, X-Request-Id",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Policy for what is not our page: data must not become a page that runs anything.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// Adds the headers that an answer does not have by itself.
pub(super) fn add_to(headers: &mut HeaderMap) {
    for (name, value) in EVERYWHERE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(DATA_POLICY));
}

/// Answers `OPTIONS` on every path, and says which methods there are where one was wrong.
pub(super) async fn methods(request: Request, next: Next) -> Response<Body> {
    let options = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    if options {
        response = allowed(response.headers());
    } else if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response = wrong_method(response.headers());
    }
    response
}

/// Answer to `OPTIONS`, and so to a CORS preflight, which must be a success.
fn allowed(of: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let allow = allow(of);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allow.clone());
    headers.insert(header::ALLOW, allow);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "*, Accept, Content-Type, If-None-Match, If-Range, Range, X-Request-Id",
        ),
    );
    headers.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("86400"),
    );
    response
}

fn wrong_method(of: &HeaderMap) -> Response<Body> {
    let allow = allow(of);
    let detail = format!("this path answers {}", allow.to_str().unwrap_or_default());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail)
        .with_header(header::ALLOW, allow)
        .into_response()
}

/// The methods of a route as the router names them, with OPTIONS.
fn allow(of: &HeaderMap) -> HeaderValue {
    let methods = of
        .get(header::ALLOW)
        .and_then(|it| it.to_str().ok())
        .unwrap_or("GET,HEAD");
    let methods = format!("{}, OPTIONS", methods.replace(',', ", "));
    HeaderValue::try_from(methods).unwrap_or(HeaderValue::from_static("GET, HEAD, OPTIONS"))
}
