//! SERVE: the graph over HTTP.
//!
//! What comes in is a [`Site`]: a frozen graph, the dumps and the named queries. What goes out
//! is a server with pages in Swedish and English (`/`, `/sv/…`, `/en/…`), an answer for every IRI
//! (`/id/…`, `/doc/…`, `/ns`, `/resource?iri=…`), a SPARQL endpoint (`/sparql`), the graphs one by
//! one (`/graphs`), what there is to ask for (`/.well-known/void`) and the dumps (`/dump/…`).
//! It reads nothing else, writes nothing and calls nobody: the engine is built without an HTTP
//! client, so `SERVICE` reaches no other endpoint.
//!
//! Every limit is a field of [`Limits`], and an answer is whole or an error: results are made in
//! memory before the status is sent.

mod about;
mod address;
mod answers;
mod dumps;
mod form;
mod graph_store;
mod html;
mod limits;
mod paths;
mod problem;
mod resource;
mod retired;
mod service_description;
mod site;
mod sparql;
mod void;

pub use about::MAX_DESCRIBED;
pub use limits::Limits;
pub use retired::Retired;
pub use site::{Engine, Site, Text, media_type_of};

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use axum::routing;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};

use problem::Problem;

/// The routes of a site, with CORS and security headers on every answer.
pub fn router(site: Site) -> Router {
    let turns = Arc::new(Semaphore::new(site.limits.running_queries()));
    let shared = Shared {
        site: Arc::new(site),
        turns,
    };
    let routes = Router::new()
        .route("/", routing::get(html::get))
        .route("/{page}", routing::get(html::get))
        .route("/sv/{*path}", routing::get(html::get))
        .route("/sv/", routing::get(html::get))
        .route("/en/{*path}", routing::get(html::get))
        .route("/en/", routing::get(html::get))
        .route("/style.css", routing::get(html::style))
        .route("/id/{*path}", routing::get(resource::id))
        .route("/doc/{*path}", routing::get(resource::get))
        .route("/ns/{version}", routing::get(resource::get))
        .route("/sparql", routing::get(sparql::get).post(sparql::post))
        .route("/graphs", routing::get(graph_store::indirect))
        .route("/graphs/{*path}", routing::get(graph_store::direct))
        .route("/.well-known/void", routing::get(void::get))
        .route("/dump/{*path}", routing::get(dumps::get))
        .fallback(async || html::not_found())
        .with_state(shared.clone())
        .layer(middleware::from_fn_with_state(shared, html::for_people));
    // A router of its own for the headers: `Allow` is set outside the layers of a route.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::from_fn(with_headers))
}

/// Serves a site until Ctrl-C or SIGTERM. `ready` is told the address, with the port that the
/// system chose if `addr` has port 0.
///
/// # Errors
///
/// If the address cannot be bound.
pub async fn serve(site: Site, addr: SocketAddr, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let listener = TcpListener::bind(addr).await?;
    ready(listener.local_addr()?);
    serve_until(site, listener, stop_signal()).await
}

/// Serves a site until `stop` is done. Running requests are then finished, for at most
/// [`Limits::stop_time`].
///
/// # Errors
///
/// If the listener fails.
pub async fn serve_until(
    site: Site,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let stop_time = site.limits.stop_time;
    // Small answers must not wait for an acknowledgement of the one before (Nagle).
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let (stopping, stopped) = oneshot::channel();
    let server = axum::serve(listener, router(site)).with_graceful_shutdown(async {
        stop.await;
        let _ = stopping.send(());
    });
    tokio::select! {
        done = server.into_future() => done,
        () = async {
            let _ = stopped.await;
            tokio::time::sleep(stop_time).await;
        } => Ok(()),
    }
}

/// [`serve`] on a runtime of its own.
///
/// # Errors
///
/// If the runtime cannot be started or the address cannot be bound.
pub fn run(site: Site, addr: SocketAddr, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(serve(site, addr, ready));
    runtime.shutdown_background();
    done
}

/// Done at Ctrl-C, and on Unix at SIGTERM. If no handler can be set, never.
async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// What every request sees.
#[derive(Clone)]
struct Shared {
    site: Arc<Site>,
    turns: Arc<Semaphore>,
}

impl Shared {
    fn site(&self) -> &Site {
        &self.site
    }

    fn limits(&self) -> &Limits {
        &self.site.limits
    }

    /// One permit for each query that may run.
    fn turns(&self) -> Arc<Semaphore> {
        Arc::clone(&self.turns)
    }
}

/// `charset` for texts: without it a client may fall back to another encoding.
fn content_type(media_type: &str) -> HeaderValue {
    let value = if media_type.starts_with("text/") {
        HeaderValue::try_from(format!("{media_type}; charset=utf-8"))
    } else {
        HeaderValue::try_from(media_type)
    };
    value.unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// Headers of every answer, also of errors.
const EVERYWHERE: [(HeaderName, &str); 5] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "Allow, Content-Length, Content-Location, ETag, Link, Retry-After",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    ),
];

/// Policy for what is not our page: data must not become a page that runs anything.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

async fn with_headers(request: Request, next: Next) -> Response<Body> {
    let options = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    if options {
        response = allowed(response.headers());
    } else if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response = wrong_method(response.headers());
    }
    let headers = response.headers_mut();
    for (name, value) in EVERYWHERE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(DATA_POLICY));
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
        HeaderValue::from_static("*, Accept, Content-Type, If-None-Match"),
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

#[cfg(test)]
mod tests;
