//! Errors for programs: `application/problem+json` (RFC 9457).

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

/// Why a request is not answered. The type is `about:blank`, so the title is the status; `code`
/// is the word for programs.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    code: &'static str,
    detail: String,
    members: Vec<(&'static str, Value)>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            status,
            code,
            detail,
            members: Vec::new(),
            headers: Vec::new(),
        }
    }

    pub(super) fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// Adds a member for programs.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Names the limit of [`Limits`](super::Limits) that was reached, and its value.
    pub(super) fn with_limit(self, name: &str, value: impl Into<Value>) -> Self {
        self.with("limit", json!({ "name": name, "value": value.into() }))
    }

    fn body(&self) -> String {
        let mut object = Map::new();
        object.insert("type".to_owned(), "about:blank".into());
        object.insert("title".to_owned(), self.status.canonical_reason().into());
        object.insert("status".to_owned(), self.status.as_u16().into());
        object.insert("code".to_owned(), self.code.into());
        object.insert("detail".to_owned(), self.detail.as_str().into());
        for (name, value) in &self.members {
            object.insert((*name).to_owned(), value.clone());
        }
        let mut text = Value::Object(object).to_string();
        text.push('\n');
        text
    }
}

/// What a page tells of a problem; goes with the answer.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) detail: String,
    /// Name and value of the limit that was reached.
    pub(super) limit: Option<(String, String)>,
}

impl Told {
    fn of(problem: &Problem) -> Self {
        let limit = problem.members.iter().find(|(name, _)| *name == "limit");
        Self {
            detail: problem.detail.clone(),
            limit: limit.map(|(_, limit)| {
                let name = limit["name"].as_str().unwrap_or_default();
                (name.to_owned(), limit["value"].to_string())
            }),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body()));
        response.extensions_mut().insert(Told::of(&self));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(self.headers);
        response
    }
}
