//! What happens to every request around its handler: an id, the limits of its client, the headers of
//! its answer, and at its end a line in the log and a count in the metrics.

use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use hyper::body::{Frame, SizeHint};

use super::access_log::{Entry, LoggedQuery};
use super::client_stream::Connection;
use super::problem::{self, Problem};
use super::{Server, clients, headers, health, proxies};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is taken from a client, in bytes.
const ID_BYTES: usize = 64;

/// Ids of the requests that bring none: a number of this server that nobody guesses, and a count.
pub(super) struct Ids {
    server: u64,
    next: AtomicU64,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            server: RandomState::new().hash_one("server"),
            next: AtomicU64::new(1),
        }
    }
}

impl Ids {
    pub(super) fn next(&self) -> String {
        format!("{:016x}-{:x}", self.server, self.next.fetch_add(1, Relaxed))
    }

    /// The id that a request brings if it is well formed: letters, digits and `-_.`.
    fn of(&self, fields: &HeaderMap) -> String {
        let given = fields.get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let well_formed = |id: &&str| {
            (1..=ID_BYTES).contains(&id.len())
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        given
            .filter(well_formed)
            .map_or_else(|| self.next(), str::to_owned)
    }
}

/// The client of a request: its address or network, as it is counted.
#[derive(Clone, Copy)]
pub(super) struct Client(pub(super) IpAddr);

impl Client {
    /// The client that [`guard`] found.
    pub(super) fn of(extensions: &Extensions) -> Self {
        let unknown = IpAddr::from([0, 0, 0, 0]);
        extensions.get().copied().unwrap_or(Self(unknown))
    }
}

/// The route that answered, on its way from the router to the metrics.
#[derive(Clone)]
struct Route(MatchedPath);

/// Remembers which route answers.
pub(super) async fn with_route(request: Request, next: Next) -> Response<Body> {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(Route(route));
    }
    response
}

/// Lets a request through to its handler, and accounts for its answer.
pub(super) async fn guard(
    State(server): State<Server>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let begun = Instant::now();
    let id = server.inner.ids.of(request.headers());
    let connection = request.extensions().get::<Arc<Connection>>().cloned();
    let unknown = IpAddr::from([0, 0, 0, 0]);
    let peer = connection.as_ref().map_or(unknown, |it| it.peer());
    let trusted = &server.inner.settings.trusted_proxies;
    let client = proxies::client_of(peer, request.headers(), trusted);
    let method = request.method().as_str();
    let entry = Entry::of(id, client, method, request.uri().path());
    let admitted = admit(&server, &request, client, begun);
    let counted = Client(clients::network(client));
    request.extensions_mut().insert(counted);
    let mut unanswered = Unanswered {
        server: server.clone(),
        entry: Some(entry.clone()),
        begun,
    };
    let response = match admitted {
        Ok(()) => caught(next.run(request)).await,
        Err(problem) => problem.into_response(),
    };
    unanswered.entry = None;
    finish(server, response, entry, begun, connection)
}

/// Status in log and metrics of a request whose client left before it was answered, as other
/// servers have it too. Nobody is sent it.
const CLIENT_LEFT: u16 = 499;

/// Accounts for a request if its client leaves before it is answered.
struct Unanswered {
    server: Server,
    /// None once it is answered.
    entry: Option<Entry>,
    begun: Instant,
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if let Some(mut entry) = self.entry.take() {
            entry.status = CLIENT_LEFT;
            entry.cut = true;
            account(&self.server, "other", &mut entry, self.begun);
        }
    }
}

/// Writes an entry into metrics and log.
fn account(server: &Server, route: &str, entry: &mut Entry, begun: Instant) {
    let time = begun.elapsed();
    let metrics = &server.inner.metrics;
    if entry.cut {
        metrics.cut();
    }
    metrics.answered(route, entry.status, time);
    entry.ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    if let Some(log) = &server.inner.settings.log {
        log(entry);
    }
}

/// The limits that hold before a request is looked at.
fn admit(server: &Server, request: &Request, client: IpAddr, now: Instant) -> Result<(), Problem> {
    let (limits, uri) = (server.limits(), request.uri());
    let bytes = uri.path_and_query().map_or(0, |it| it.as_str().len());
    if bytes > limits.uri_bytes {
        return Err(uri_too_long(limits.uri_bytes));
    }
    if health::PATHS.contains(&uri.path()) {
        return Ok(());
    }
    let admitted = server.inner.clients.admit(client, now);
    admitted.map_err(|wait| too_many_requests(wait, limits.client_rate))
}

pub(super) fn uri_too_long(limit: usize) -> Problem {
    let detail = format!(
        "the address of the request is longer than {limit} bytes: send a long query by POST"
    );
    Problem::new(StatusCode::URI_TOO_LONG, "uri-too-long", detail).with_limit("uri_bytes", limit)
}

fn too_many_requests(wait: Duration, rate: u32) -> Problem {
    // Whole seconds, and never too few.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let detail = format!(
        "more than {rate} requests a second come from this client: the next one is answered after \
         {seconds} s"
    );
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", detail)
        .with_limit("client_rate", rate)
        .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
}

/// A handler that panics is an error of ours, not the end of a connection.
async fn caught(answering: impl Future<Output = Response<Body>>) -> Response<Body> {
    let mut answering = pin!(answering);
    std::future::poll_fn(|cx| {
        let poll = catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(cx)));
        poll.unwrap_or_else(|_| {
            let detail = "the server failed at this request; its id names it in the log";
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Poll::Ready(Problem::new(status, "internal-error", detail).into_response())
        })
    })
    .await
}

/// Writes what only now is known into an answer.
pub(super) fn finish(
    server: Server,
    mut response: Response<Body>,
    mut entry: Entry,
    begun: Instant,
    connection: Option<Arc<Connection>>,
) -> Response<Body> {
    entry.status = response.status().as_u16();
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        entry.limit = problem.limit().map(str::to_owned);
        // A page about a problem is left as it is; its id is in the header.
        if is_problem_json(response.headers()) {
            // The router has set the length of the body before it held the id.
            response.headers_mut().remove(header::CONTENT_LENGTH);
            *response.body_mut() = Body::from(problem.body(Some(&entry.request)));
        }
    }
    if let Some(limit) = &entry.limit {
        server.inner.metrics.refused(limit);
    }
    if let Some(LoggedQuery(query)) = response.extensions_mut().remove() {
        entry.query = Some(query);
    }
    let route = response.extensions_mut().remove::<Route>();
    headers::add_to(response.headers_mut());
    if let Ok(id) = HeaderValue::try_from(&entry.request) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response.map(|body| {
        Body::new(Accounted {
            ended: body.is_end_stream(),
            body,
            server,
            route,
            entry,
            begun,
            connection,
        })
    })
}

fn is_problem_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|media_type| media_type == problem::MEDIA_TYPE)
}

/// A body that accounts for itself when it is done with.
struct Accounted {
    body: Body,
    ended: bool,
    server: Server,
    route: Option<Route>,
    entry: Entry,
    begun: Instant,
    connection: Option<Arc<Connection>>,
}

impl hyper::body::Body for Accounted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(&mut self.body).poll_frame(cx)));
        // An error, so that the connection is reset like any other that breaks off.
        let broke = || Poll::Ready(Some(Err(axum::Error::new("the answer broke"))));
        let polled = polled.unwrap_or_else(|_| broke());
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                self.entry.bytes += bytes as u64;
                self.ended = self.body.is_end_stream();
            }
            Poll::Ready(None) => self.ended = true,
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Accounted {
    fn drop(&mut self) {
        if let Some(connection) = &self.connection {
            connection.set_busy(false);
        }
        // No body is asked of an answer to HEAD.
        self.entry.cut = !self.ended && self.entry.method != "HEAD";
        let this = &mut *self;
        let route = this.route.as_ref();
        let route = route.map_or("other", |Route(path)| path.as_str());
        account(&this.server, route, &mut this.entry, this.begun);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_only_if_it_is_well_formed() {
        let ids = Ids::default();
        let of = |id: &str| {
            let mut fields = HeaderMap::new();
            fields.insert(REQUEST_ID, HeaderValue::from_bytes(id.as_bytes()).unwrap());
            ids.of(&fields)
        };
        assert_eq!(of("a-1_B.2"), "a-1_B.2");
        for wrong in ["", "a b", "a\"b", "å", &"a".repeat(65)] {
            assert_ne!(of(wrong), wrong);
        }
        assert_ne!(ids.of(&HeaderMap::new()), ids.of(&HeaderMap::new()));
    }
}
