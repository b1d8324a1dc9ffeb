//! Errors for programs: `application/problem+json` (RFC 9457).

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

/// Of the body of a problem.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request is not answered. The type is `about:blank`, so the title is the status; `code`
/// is the word for programs.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    code: &'static str,
    detail: String,
    limit: Option<String>,
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
            limit: None,
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
    /// The refusal is counted under this name.
    pub(super) fn with_limit(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.limit = Some(name.to_owned());
        self.with("limit", json!({ "name": name, "value": value.into() }))
    }

    /// What is wrong and what to do, for a person.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// The value of the limit that was reached, as JSON.
    pub(super) fn limit_value(&self) -> Option<String> {
        let limit = self.members.iter().find(|(name, _)| *name == "limit");
        limit.map(|(_, limit)| limit["value"].to_string())
    }

    /// The name of the limit that was reached.
    pub(super) fn limit(&self) -> Option<&str> {
        self.limit.as_deref()
    }

    /// The body, with the id of the request once it is known.
    pub(super) fn body(&self, request: Option<&str>) -> String {
        let mut object = Map::new();
        object.insert("type".to_owned(), "about:blank".into());
        object.insert("title".to_owned(), self.status.canonical_reason().into());
        object.insert("status".to_owned(), self.status.as_u16().into());
        object.insert("code".to_owned(), self.code.into());
        object.insert("detail".to_owned(), self.detail.as_str().into());
        for (name, value) in &self.members {
            object.insert((*name).to_owned(), value.clone());
        }
        if let Some(request) = request {
            object.insert("request".to_owned(), request.into());
        }
        let mut text = Value::Object(object).to_string();
        text.push('\n');
        text
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body(None)));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(self.headers.iter().cloned());
        // Whoever knows the id of the request writes the body anew.
        response.extensions_mut().insert(self);
        response
    }
}
