//! SERVE: the graph over HTTP.
//!
//! What comes in is a [`Site`]: a frozen graph, the dumps and the named queries. What goes out
//! is a server with pages in Swedish and English (`/`, `/sv/…`, `/en/…`), an answer for every IRI
//! (`/id/…`, `/doc/…`, `/ns`, `/resource?iri=…`), a SPARQL endpoint (`/sparql`), the graphs one by
//! one (`/graphs`), an editor for queries (`/editor`), what there is to ask for
//! (`/.well-known/void`), the catalogue for portals (`/catalog`) and the dumps (`/dump/…`).
//! It reads nothing else, writes nothing and calls nobody: `SERVICE` reaches another endpoint only if
//! the operator has allowed it ([`Settings::services`]).
//!
//! A request comes through `connections`, which knows how slow a client may be, and `requests`, which
//! knows how often one may ask; a query waits in `turns` and is run by the engine of the site. A
//! [`Site`] never changes: another one takes its place (`current`), and requests that run keep the one
//! that they began with.
//!
//! Every limit is a field of [`Limits`], and an answer is whole or an error: results are made in
//! memory before the status is sent, and what breaks off later resets its connection.

mod about;
mod access_log;
mod address;
mod answers;
mod catalogue;
mod client_stream;
mod clients;
mod codings;
mod conditional;
mod connections;
mod current;
mod documents;
mod dumps;
mod editor;
mod form;
mod graph_store;
mod headers;
mod health;
mod html;
mod limits;
mod manifest;
mod metrics;
mod openapi;
mod paths;
mod problem;
mod proxies;
mod requests;
mod resource;
mod routes;
mod service_description;
mod signals;
mod site;
mod sparql;
mod turns;
mod void;

pub use crate::resource::Retired;
pub use about::MAX_DESCRIBED;
pub use access_log::{Entry, Log};
pub use current::Rebuild;
pub use limits::Limits;
pub use manifest::{Manifest, ServedDump};
pub use openapi::{Described, openapi};
pub use proxies::Network;
pub use site::{Engine, Site, Text};

pub use crate::publish::media_type_of;

use std::io;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use axum::Router;
use axum::extract::FromRef;
use axum::http::HeaderValue;
use axum::middleware;
use tokio::net::TcpListener;

use answers::Answers;
use clients::Clients;
use current::{Current, Served};
use metrics::Metrics;
use requests::Ids;
use routes::ROUTES;
use turns::Turns;

use crate::evaluation::Services;

/// What a server is told beside its site.
#[derive(Clone, Default)]
pub struct Settings {
    /// The limits.
    pub limits: Limits,
    /// The endpoints that queries may call with `SERVICE`; what a call may use, the limits say.
    pub services: Services,
    /// Proxies whose `X-Forwarded-For` tells the address of a client.
    pub trusted_proxies: Vec<Network>,
    /// Is told each request.
    pub log: Option<Log>,
    /// Whether the log holds the texts of queries.
    pub log_queries: bool,
}

/// A server: the site that it serves now, and all that its requests share. A clone is the same
/// server.
///
/// ```
/// use uppdrag::frozen::Freezer;
/// use uppdrag::serve::{Server, Settings, Site, Text};
///
/// let site = Site::new(Freezer::default().in_memory()?, Text::default(), Text::default());
/// let server = Server::new(site, Settings::default());
/// let router = server.router();
/// # let _ = router;
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Server {
    inner: Arc<Inner>,
}

struct Inner {
    current: Current,
    settings: Settings,
    turns: Turns,
    clients: Arc<Clients>,
    metrics: Metrics,
    ids: Ids,
    stopping: AtomicBool,
}

impl Inner {
    fn stop(&self) {
        self.stopping.store(true, Relaxed);
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Relaxed)
    }
}

impl Server {
    /// A server of a site, which nobody can reach yet.
    #[must_use]
    pub fn new(site: Site, settings: Settings) -> Self {
        let inner = Inner {
            current: Current::new(site, settings.limits.cache_bytes),
            turns: Turns::new(&settings.limits),
            clients: Arc::new(Clients::new(&settings.limits)),
            metrics: Metrics::default(),
            ids: Ids::default(),
            stopping: AtomicBool::new(false),
            settings,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Serves another site from the next request on. Requests that run are answered from the site
    /// that they began with.
    pub fn replace(&self, site: Site) {
        self.current().replace(site);
        self.inner.metrics.rebuilt("done");
    }

    /// Says how the rebuild of the site goes, while the old one is served.
    pub fn set_rebuild(&self, rebuild: Rebuild) {
        self.current().set_rebuild(rebuild);
        if let Some(result) = rebuild.result() {
            self.inner.metrics.rebuilt(result);
        }
    }

    /// The routes, with what guards each request.
    pub fn router(&self) -> Router {
        let routes = ROUTES.iter().fold(Router::new(), |router, route| {
            router.route(route.path, (route.handler)())
        });
        let routes = routes
            .route_layer(middleware::from_fn(requests::with_route))
            .fallback(async || html::not_found())
            .with_state(self.clone())
            .layer(middleware::from_fn_with_state(
                self.clone(),
                html::for_people,
            ));
        self.guarded(routes)
    }

    /// Puts the guard of every request around routes.
    fn guarded(&self, routes: Router) -> Router {
        // A router of its own: `Allow` is set outside the layers of a route.
        Router::new()
            .fallback_service(routes)
            .layer(middleware::from_fn(headers::methods))
            .layer(middleware::from_fn_with_state(
                self.clone(),
                requests::guard,
            ))
    }

    /// Serves until Ctrl-C or SIGTERM. `ready` is told the address, with the port that the system
    /// chose if `addr` has port 0; `hangup` is called at each SIGHUP and says whether to go on.
    ///
    /// # Errors
    ///
    /// If the address cannot be bound.
    pub async fn serve(
        &self,
        addr: SocketAddr,
        ready: impl FnOnce(SocketAddr),
        hangup: impl FnMut() -> ControlFlow<()>,
    ) -> io::Result<()> {
        let listener = TcpListener::bind(addr).await?;
        let hangups = signals::hangups(hangup)?;
        ready(listener.local_addr()?);
        let stop = async {
            tokio::select! {
                () = signals::stop() => {}
                () = hangups => {}
            }
        };
        self.serve_until(listener, stop).await;
        Ok(())
    }

    /// Serves until `stop` is done. Running requests are then finished, for at most
    /// [`Limits::stop_time`].
    pub async fn serve_until(&self, listener: TcpListener, stop: impl Future<Output = ()>) {
        connections::serve(self, self.router(), listener, stop).await;
    }

    /// [`Server::serve`] on a runtime of its own.
    ///
    /// # Errors
    ///
    /// If the runtime cannot be started or the address cannot be bound.
    pub fn run(
        &self,
        addr: SocketAddr,
        ready: impl FnOnce(SocketAddr),
        hangup: impl FnMut() -> ControlFlow<()>,
    ) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let done = runtime.block_on(self.serve(addr, ready, hangup));
        runtime.shutdown_background();
        done
    }

    fn current(&self) -> &Current {
        &self.inner.current
    }

    fn limits(&self) -> &Limits {
        &self.inner.settings.limits
    }
}

/// What a handler sees: the server, and the site as it is when the request comes in.
#[derive(Clone)]
struct Shared {
    server: Server,
    served: Arc<Served>,
}

impl FromRef<Server> for Shared {
    fn from_ref(server: &Server) -> Self {
        Self {
            server: server.clone(),
            served: server.current().served(),
        }
    }
}

impl Shared {
    fn site(&self) -> &Site {
        &self.served.site
    }

    /// Answers that were given from the site.
    fn answers(&self) -> &Answers {
        &self.served.answers
    }

    fn limits(&self) -> &Limits {
        self.server.limits()
    }

    fn turns(&self) -> &Turns {
        &self.server.inner.turns
    }

    /// The endpoints that a query may call, with what a call may use.
    fn services(&self) -> Services {
        self.limits().services(&self.server.inner.settings.services)
    }

    fn logs_queries(&self) -> bool {
        self.server.inner.settings.log_queries
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

#[cfg(test)]
mod tests;
