//! `/dump/…`: the files of the build, with the digest of their bytes as entity tag.

use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};

use super::problem::Problem;
use super::{Shared, conditional};

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
    let tag = HeaderValue::try_from(format!("\"{}\"", dump.sha256));
    Ok(conditional::respond(
        &headers,
        &tag.unwrap_or(HeaderValue::from_static("\"\"")),
        super::content_type(&dump.media_type),
        Bytes::from_owner(dump.bytes.clone()),
    ))
}
