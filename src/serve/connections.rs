//! Accepting connections, and the limits of each.
//!
//! A connection over [`Limits::connections`](super::Limits::connections) is accepted, told so and
//! closed. Left in the queue of the system, its client would see a server that hangs, and so would
//! whoever watches the server's health; the answer is short enough never to wait for its reader.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Server;
use super::access_log::Entry;
use super::client_stream::{ClientStream, Connection, Late};
use super::problem::Problem;
use super::requests::{self, uri_too_long};
use super::turns::busy;

/// Time after which it is tried again to accept when the system cannot, for want of files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Connections over the limit that are told so at the same time; those beyond are just closed.
const REFUSED_AT_ONCE: usize = 64;

/// Time in which a client reads the last answer before the connection is gone.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Bytes of a request that are read to be thrown away, so that its answer arrives: a connection
/// that is closed with bytes unread is reset.
const THROWN_AWAY: u64 = 1 << 20;

/// Serves until `stop` is done and the requests that then run are answered, for at most
/// [`Limits::stop_time`](super::Limits::stop_time).
pub(super) async fn serve(
    server: &Server,
    router: Router,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) {
    let limits = server.limits();
    let places = Arc::new(Semaphore::new(
        limits.connections.min(Semaphore::MAX_PERMITS),
    ));
    let refusals = Arc::new(Semaphore::new(REFUSED_AT_ONCE));
    let (stopping, _) = watch::channel(false);
    let mut open = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = open.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (tcp, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(e) => {
                if !is_of_one_connection(&e) {
                    sleep(ACCEPT_PAUSE).await;
                }
                continue;
            }
        };
        // Small answers must not wait for an acknowledgement of the one before (Nagle).
        let _ = tcp.set_nodelay(true);
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let admitted = match place {
            Some(place) => admit(server, peer).map(|connection| (connection, place)),
            None => Err(too_many(limits.connections)),
        };
        match admitted {
            Ok((connection, place)) => {
                let (server, router, stopping) =
                    (server.clone(), router.clone(), stopping.subscribe());
                open.spawn(async move {
                    let opened = Opened::new(&server);
                    drive(&server, router, tcp, connection, stopping).await;
                    drop(opened);
                    drop(place);
                });
            }
            Err(problem) => {
                if let Some(limit) = problem.limit() {
                    server.inner.metrics.refused(limit);
                }
                let id = server.inner.ids.next();
                // Without a task of its own where there are too many of them.
                if let Ok(permit) = Arc::clone(&refusals).try_acquire_owned() {
                    open.spawn(async move {
                        last_words(tcp, &problem, &id).await;
                        drop(permit);
                    });
                }
            }
        }
    }
    drop(listener);
    server.inner.stop();
    let _ = stopping.send(true);
    let all_ended = async { while open.join_next().await.is_some() {} };
    let _ = timeout(limits.stop_time, all_ended).await;
    // What still runs is aborted with the set.
}

/// Counts a connection as open.
struct Opened(Server);

impl Opened {
    fn new(server: &Server) -> Self {
        server.inner.metrics.opened();
        Self(server.clone())
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.inner.metrics.closed();
    }
}

/// Errors of `accept` that say nothing about the next connection.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    )
}

/// A place for a connection of this peer. A trusted proxy has the connections of many clients.
fn admit(server: &Server, peer: SocketAddr) -> Result<Arc<Connection>, Problem> {
    let peer = peer.ip();
    let proxies = &server.inner.settings.trusted_proxies;
    if proxies.iter().any(|network| network.contains(peer)) {
        return Ok(Arc::new(Connection::new(peer, None)));
    }
    match server.inner.clients.connect(peer, Instant::now()) {
        Some(connected) => Ok(Arc::new(Connection::new(peer, Some(connected)))),
        None => Err(too_many_of_client(server.limits().client_connections)),
    }
}

fn too_many(limit: usize) -> Problem {
    busy(&format!("{limit} connections are open already")).with_limit("connections", limit)
}

fn too_many_of_client(limit: usize) -> Problem {
    let detail = format!("this client has {limit} connections open already: close one of them");
    let status = StatusCode::TOO_MANY_REQUESTS;
    Problem::new(status, "too-many-connections", detail).with_limit("client_connections", limit)
}

/// Answers the requests of a connection until its end.
async fn drive(
    server: &Server,
    router: Router,
    tcp: TcpStream,
    connection: Arc<Connection>,
    mut stopping: watch::Receiver<bool>,
) {
    let limits = server.limits();
    let mut http = http1::Builder::new();
    // The clock is that of the stream.
    http.header_read_timeout(None)
        .max_header_size(limits.header_bytes)
        .max_buf_size(limits.header_bytes.saturating_add(1).max(BUFFER_BYTES));
    let stream = ClientStream::new(tcp, server.clone(), Arc::clone(&connection));
    let requests = Requests {
        router: TowerToHyperService::new(router),
        connection: Arc::clone(&connection),
    };
    let mut http = http.serve_connection(TokioIo::new(stream), requests);
    let mut told = false;
    let ended = loop {
        tokio::select! {
            ended = poll_fn(|cx| http.poll_without_shutdown(cx)) => break ended,
            _ = stopping.wait_for(|stopping| *stopping), if !told => {
                told = true;
                Pin::new(&mut http).graceful_shutdown();
            }
        }
    };
    let stream = http.into_parts().io.into_inner();
    let Err(error) = ended else {
        if stream.late() == Some(Late::Head) {
            // Not a byte came: there is nothing to answer.
            server.inner.metrics.refused("header_time");
        }
        return close(stream.into_tcp()).await;
    };
    match unreadable(server, &error, &stream) {
        Some(problem) if !connection.is_busy() => {
            let id = server.inner.ids.next();
            account_for_unreadable(server, &problem, &id, connection.peer());
            last_words(stream.into_tcp(), &problem, &id).await;
        }
        _ => {
            if stream.late() == Some(Late::Write) {
                server.inner.metrics.refused("write_time");
            }
            // Reset, not closed: where an answer ends with its connection, a cut one would look
            // whole.
            let _ = stream.into_tcp().set_zero_linger();
        }
    }
}

/// Bytes that hyper reads and writes at a time, at most.
const BUFFER_BYTES: usize = 400 * 1024;

/// Why the head of a request was not read, if that is what ended a connection.
fn unreadable(server: &Server, error: &hyper::Error, stream: &ClientStream) -> Option<Problem> {
    let limits = server.limits();
    if stream.late() == Some(Late::Head) {
        let seconds = limits.header_time.as_secs_f64();
        let detail = format!("the head of the request did not come in within {seconds} s");
        let problem = Problem::new(StatusCode::REQUEST_TIMEOUT, "slow-head", detail);
        return Some(problem.with_limit("header_time", seconds));
    }
    if error.is_parse_too_large() {
        if stream.line_bytes() > limits.uri_bytes {
            return Some(uri_too_long(limits.uri_bytes));
        }
        let limit = limits.header_bytes;
        let detail = format!(
            "the head of the request is longer than {limit} bytes, or has more than 100 fields"
        );
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        let problem = Problem::new(status, "head-too-large", detail);
        return Some(problem.with_limit("header_bytes", limit));
    }
    let detail = "this is not a request of HTTP/1.1";
    error
        .is_parse()
        .then(|| Problem::bad_request("malformed-request", detail))
}

fn account_for_unreadable(server: &Server, problem: &Problem, id: &str, client: IpAddr) {
    let entry = Entry::of(id.to_owned(), client, "-", "-");
    // Dropped, it is written into log and metrics.
    drop(requests::finish(
        server.clone(),
        problem.clone().into_response(),
        entry,
        Instant::now(),
        None,
    ));
}

/// Sends an answer past hyper, and closes.
async fn last_words(mut tcp: TcpStream, problem: &Problem, id: &str) {
    let bytes = raw(problem, id);
    if let Ok(Ok(())) = timeout(LAST_WORDS, tcp.write_all(&bytes)).await {
        close(tcp).await;
    }
}

/// Closes so that what was written still arrives.
async fn close(mut tcp: TcpStream) {
    if tcp.shutdown().await.is_err() {
        return;
    }
    let rest = async {
        let mut left = THROWN_AWAY;
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = tcp.read(&mut buffer).await {
            left = left.saturating_sub(read as u64);
            if left == 0 {
                break;
            }
        }
    };
    let _ = timeout(LAST_WORDS, rest).await;
}

/// A problem as HTTP/1.1 writes it.
fn raw(problem: &Problem, id: &str) -> Vec<u8> {
    let body = problem.body(Some(id));
    let mut response = problem.clone().into_response();
    let headers = response.headers_mut();
    super::headers::add_to(headers);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    if let Ok(id) = HeaderValue::try_from(id) {
        headers.insert("x-request-id", id);
    }
    let mut bytes = format!("HTTP/1.1 {}\r\n", problem.status).into_bytes();
    for (name, value) in response.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body.as_bytes());
    bytes
}

/// Hands the requests of a connection to the router.
struct Requests {
    router: TowerToHyperService<Router>,
    connection: Arc<Connection>,
}

type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

impl Service<Request<Incoming>> for Requests {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, mut request: Request<Incoming>) -> Answering {
        self.connection.set_busy(true);
        request
            .extensions_mut()
            .insert(Arc::clone(&self.connection));
        Box::pin(self.router.call(request))
    }
}
