//! `/healthz` and `/readyz`: for whoever watches the server.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::Server;
use super::current::Rebuild;

/// Paths that no rate limit keeps from being answered.
pub(super) const PATHS: [&str; 2] = ["/healthz", "/readyz"];

/// `GET /healthz`: 200 as long as the process answers at all. Restart it if it does not.
pub(super) async fn live() -> Response<Body> {
    json_response(StatusCode::OK, &json!({ "status": "alive" }))
}

/// `GET /readyz`: 200 as long as queries are answered, 503 once the server stops.
///
/// A rebuild that was refused leaves it at 200, for the old graph is served as well as before: taking
/// the server out of rotation would help nobody. Its `rebuild` says so, and `findings` how many there
/// are; `uppdrag_rebuilds_total{result="refused"}` of `/metrics` is what to be woken by.
pub(super) async fn ready(State(server): State<Server>) -> Response<Body> {
    let now = server.current().served();
    let status = server.current().status();
    let stopping = server.inner.is_stopping();
    let mut answer = json!({
        "status": if stopping { "stopping" } else { "serving" },
        "served_for_s": status.since.elapsed().as_secs(),
    });
    if let Some(graph) = &now.site.graph {
        answer["graph"] = json!({ "sha256": graph.canonical_hash(), "quads": graph.quads() });
    }
    answer["rebuild"] = match &status.rebuild {
        Rebuild::None => Value::Null,
        Rebuild::Running => "running".into(),
        Rebuild::Done => "done".into(),
        Rebuild::Refused { .. } => "refused".into(),
        Rebuild::Failed => "failed".into(),
    };
    if let Rebuild::Refused { findings } = status.rebuild {
        answer["findings"] = findings.into();
    }
    let code = if stopping {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    json_response(code, &answer)
}

fn json_response(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{value}\n")));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
