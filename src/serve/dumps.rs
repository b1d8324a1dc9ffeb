//! `/dump/…`: the files of the build, with the digest of their bytes as entity tag, packed for who
//! accepts it (`Accept-Encoding`, RFC 9110 §12.5.3), and from any byte on (§14).

use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use http_range_header::parse_range_header;

use super::codings::{self, Coding};
use super::problem::Problem;
use super::site::{Dump, Site};
use super::{Shared, conditional};

/// Packed forms with the end of their names.
const PACKED: [(Coding, &str); 2] = [(Coding::Zstd, ".zst"), (Coding::Gzip, ".gz")];

/// `GET /dump/{path}`; the path is looked up as a whole, never in a file system.
pub(super) async fn get(
    State(shared): State<Shared>,
    path: Result<Path<String>, PathRejection>,
    method: Method,
    headers: HeaderMap,
) -> Response<Body> {
    let site = shared.site();
    let found = path
        .ok()
        .and_then(|Path(path)| Some((site.dumps.get(&path)?, path)));
    let Some((dump, path)) = found else {
        let detail = "no such dump: the front page lists them";
        return Problem::new(StatusCode::NOT_FOUND, "not-found", detail).into_response();
    };
    let packed = packed(site, &path);
    let offered: Vec<Coding> = packed.iter().map(|(coding, _)| *coding).collect();
    let coding = codings::choose(&headers, &offered);
    let mut chosen = packed.iter().filter(|(packed, _)| *packed == coding);
    let sent = chosen.next().map_or(dump, |(_, dump)| *dump);
    let tag = HeaderValue::try_from(format!("\"{}\"", sent.sha256));
    let tag = tag.unwrap_or(HeaderValue::from_static("\"\""));
    let content_type = super::content_type(&dump.media_type);
    let mut response = match part(&method, &headers, &tag, &sent.bytes) {
        Part::All => conditional::respond(&headers, &tag, content_type, sent.bytes.clone()),
        Part::Some(bytes, range) => {
            let mut response = conditional::respond(&headers, &tag, content_type, bytes);
            if response.status() == StatusCode::OK {
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                response.headers_mut().insert(header::CONTENT_RANGE, range);
            }
            response
        }
        Part::Outside(range) => {
            let length = sent.bytes.len();
            let detail = format!("the file ends at byte {length}: ask for bytes before it");
            let status = StatusCode::RANGE_NOT_SATISFIABLE;
            Problem::new(status, "range-outside", detail)
                .with_header(header::CONTENT_RANGE, range)
                .into_response()
        }
    };
    let is_problem = response.status() == StatusCode::RANGE_NOT_SATISFIABLE;
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if !packed.is_empty() {
        let vary = HeaderValue::from_static("accept-encoding");
        headers.insert(header::VARY, vary);
    }
    if let Some(coding) = coding.header().filter(|_| !is_problem) {
        headers.insert(header::CONTENT_ENCODING, coding);
    }
    response
}

/// The packed forms that there are of a file, the smallest first.
fn packed<'s>(site: &'s Site, path: &str) -> Vec<(Coding, &'s Dump)> {
    let of =
        |(coding, end): (Coding, &str)| Some((coding, site.dumps.get(&format!("{path}{end}"))?));
    let mut packed: Vec<_> = PACKED.into_iter().filter_map(of).collect();
    packed.sort_by_key(|(_, dump)| dump.bytes.len());
    packed
}

/// What of a file is asked for.
enum Part {
    All,
    /// A part, and what `Content-Range` says of it.
    Some(Bytes, HeaderValue),
    /// Nothing that there is.
    Outside(HeaderValue),
}

/// By `Range`. Several parts at a time are not made, nor what cannot be read: who asks for them gets
/// the whole, as RFC 9110 §14.2 has it. A part of other bytes than those that the client knows
/// (`If-Range`, §13.1.5) is the whole, too.
fn part(method: &Method, request: &HeaderMap, tag: &HeaderValue, bytes: &Bytes) -> Part {
    let knows = request
        .get(header::IF_RANGE)
        .is_none_or(|known| known == tag);
    let range = request.get(header::RANGE).and_then(|it| it.to_str().ok());
    let parsed = range.and_then(|range| parse_range_header(range).ok());
    let Some(ranges) = parsed.filter(|_| knows && method == Method::GET) else {
        return Part::All;
    };
    let all = bytes.len();
    let value = |range: String| {
        let value = HeaderValue::try_from(format!("bytes {range}/{all}"));
        value.unwrap_or(HeaderValue::from_static("bytes */*"))
    };
    match ranges.validate(all as u64).as_deref() {
        Err(_) if ranges.ranges.len() == 1 => Part::Outside(value("*".to_owned())),
        Ok([range]) => {
            let place = |at: &u64| usize::try_from(*at).unwrap_or(all);
            let (first, last) = (place(range.start()), place(range.end()));
            let part = bytes.slice(first..(last + 1).min(all));
            Part::Some(part, value(format!("{first}-{last}")))
        }
        _ => Part::All,
    }
}
