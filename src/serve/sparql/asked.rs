//! Reading a request of the SPARQL 1.1 Protocol (§2.1): by GET, by a form, by the query itself.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio::time::timeout;

use super::refusal::{read_only, too_long};
use crate::evaluation::respond::{self, Allowance, GraphIri};
use crate::results::ResultsFormat;
use crate::serve::address::Address;
use crate::serve::problem::Problem;
use crate::serve::{Shared, Site, form};

const FORM: &str = "application/x-www-form-urlencoded";
const QUERY: &str = "application/sparql-query";
const UPDATE: &str = "application/sparql-update";

/// A request, read.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) query: Option<String>,
    default_graphs: Vec<GraphIri>,
    named_graphs: Vec<GraphIri>,
    format: Option<ResultsFormat>,
    accept: Option<String>,
    /// Base of the relative IRIs of the query.
    base: String,
    /// Whether there are parameters that concern a query.
    about_query: bool,
}

impl Asked {
    pub(super) fn from_uri(shared: &Shared, request: &Request) -> Result<Self, Problem> {
        let mut asked = Self {
            accept: accept(request.headers()),
            base: endpoint(shared.site(), request.headers()),
            ..Self::default()
        };
        asked.read(request.uri().query().unwrap_or_default().as_bytes())?;
        Ok(asked)
    }

    /// Reads parameters. Those that are not known are passed over, as the protocol's clients
    /// expect; `update` is not, so that nobody believes that something was written.
    fn read(&mut self, form: &[u8]) -> Result<(), Problem> {
        let malformed = |message| Problem::bad_request("malformed-request", message);
        for (name, value) in form::parse(form).map_err(malformed)? {
            self.about_query |= name != "format";
            match name.as_str() {
                "query" if self.query.is_some() => {
                    return Err(malformed("give one query, not several".to_owned()));
                }
                "query" => self.query = Some(value),
                "default-graph-uri" => self.default_graphs.push(graph_name(&name, value)?),
                "named-graph-uri" => self.named_graphs.push(graph_name(&name, value)?),
                // SPARQLWrapper names it again, with media types that may not be known.
                "format" if self.format.is_some() => {}
                "format" => self.format = Some(format_named(&value)?),
                "update" | "using-graph-uri" | "using-named-graph-uri" => return Err(read_only()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether nothing is asked but what the endpoint is (SPARQL 1.1 Service Description §2).
    pub(super) fn is_bare(&self) -> bool {
        !self.about_query
    }

    pub(super) fn request(self, shared: &Shared) -> respond::Request {
        respond::Request {
            query: self.query.unwrap_or_default(),
            query_base: Some(self.base),
            default_graphs: self.default_graphs,
            named_graphs: self.named_graphs,
            format: self.format.map(|format| format.name().to_owned()),
            accept: self.accept,
            base: shared.site().base.clone(),
            allowance: allowance(shared),
        }
    }

    pub(super) fn checked(self) -> Result<Self, Problem> {
        if self.query.is_none() {
            let detail = "no query: give one in the parameter query of a GET or of a POSTed form, \
                          or as a body of type application/sparql-query";
            return Err(Problem::bad_request("missing-query", detail));
        }
        Ok(self)
    }
}

/// Reads a POST.
pub(super) async fn from_post(shared: &Shared, request: Request) -> Result<Asked, Problem> {
    let mut asked = Asked::from_uri(shared, &request)?;
    let (parts, body) = request.into_parts();
    let content_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes);
    let essence = essence(content_type.unwrap_or_default());
    let encoded = parts
        .headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|it| it != "identity");
    match essence.as_str() {
        UPDATE => return Err(read_only()),
        FORM | QUERY if !encoded => {}
        _ => {
            let detail =
                format!("POST a body of type {FORM} or {QUERY}, in UTF-8 and not compressed");
            let problem = Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                detail,
            );
            let accepted = HeaderValue::from_static(
                "application/x-www-form-urlencoded, application/sparql-query",
            );
            return Err(
                problem.with_header(header::HeaderName::from_static("accept-post"), accepted)
            );
        }
    }
    let whole = timeout(
        shared.limits().body_time,
        read_body(shared, &parts.headers, body),
    );
    let body = whole.await.map_err(|_| slow_body(shared))??;
    if essence == FORM {
        asked.read(&body)?;
    } else {
        let malformed = |message: &str| Problem::bad_request("malformed-request", message);
        if asked.query.is_some() {
            return Err(malformed("give one query: in the URL or in the body"));
        }
        asked.query =
            Some(String::from_utf8(body).map_err(|_| malformed("the query is not UTF-8"))?);
    }
    asked.checked()
}

async fn read_body(
    shared: &Shared,
    headers: &HeaderMap,
    mut body: Body,
) -> Result<Vec<u8>, Problem> {
    let limit = shared.limits().body_bytes;
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|it| it.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > limit as u64) {
        return Err(too_long("the request body", "body_bytes", limit));
    }
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| {
            Problem::bad_request("malformed-request", "the request body could not be read")
        })?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > limit {
                return Err(too_long("the request body", "body_bytes", limit));
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}

fn slow_body(shared: &Shared) -> Problem {
    let seconds = shared.limits().body_time.as_secs_f64();
    let detail = format!("the request body did not come in within {seconds} s");
    Problem::new(StatusCode::REQUEST_TIMEOUT, "slow-body", detail).with_limit("body_time", seconds)
}

/// What the limits let a query use.
pub(in crate::serve) fn allowance(shared: &Shared) -> Allowance {
    let limits = shared.limits();
    Allowance {
        time: Some(limits.query_time),
        memory: Some(limits.query_memory),
        rows: Some(limits.result_rows),
        bytes: Some(limits.result_bytes),
        services: shared.services(),
    }
}

/// Relative IRIs are resolved against the dataset's base, as tables shorten by it; without one
/// against the endpoint (SPARQL 1.1 Query §4.1.1.2).
fn endpoint(site: &Site, headers: &HeaderMap) -> String {
    let base = site.base.clone();
    base.unwrap_or_else(|| Address::of(site, headers).iri("sparql").into_string())
}

pub(in crate::serve) fn graph_name(parameter: &str, value: String) -> Result<GraphIri, Problem> {
    GraphIri::try_from(value).map_err(|error| {
        let detail = format!("{parameter} is not an absolute IRI: {error}");
        Problem::bad_request("malformed-request", detail)
    })
}

pub(in crate::serve) fn format_named(name: &str) -> Result<ResultsFormat, Problem> {
    // A plus sign that is not encoded is a space in a form.
    ResultsFormat::from_name(&name.replace(' ', "+")).ok_or_else(|| {
        let names = ResultsFormat::ALL.map(ResultsFormat::name).join(", ");
        Problem::bad_request("unknown-format", format!("format is none of {names}"))
    })
}

/// All `Accept` fields as one list (RFC 9110 §5.3).
pub(in crate::serve) fn accept(headers: &HeaderMap) -> Option<String> {
    let fields: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .collect();
    (!fields.is_empty()).then(|| fields.join(", "))
}

/// The media type of a body without parameters, in lower case; empty if it names another
/// encoding than UTF-8.
fn essence(content_type: &[u8]) -> String {
    let text = String::from_utf8_lossy(content_type).to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_owned();
    let foreign = parts
        .filter_map(|parameter| parameter.strip_prefix("charset="))
        .any(|charset| !matches!(charset.trim_matches('"'), "utf-8" | "utf8"));
    if foreign { String::new() } else { essence }
}
