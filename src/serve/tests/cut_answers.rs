//! An answer that breaks off after its first byte never looks whole.

use axum::routing;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::Response;
use hyper::body::Frame;

use super::*;

/// A body of which two parts come, and then an error or a panic.
struct Breaking {
    left: u8,
    panics: bool,
}

impl hyper::body::Body for Breaking {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            assert!(!self.panics, "it breaks, as it should");
            return Poll::Ready(Some(Err(io::Error::other("it broke"))));
        }
        self.left -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"part\n")))))
    }
}

fn breaking() -> Server {
    let answer = |panics, length: Option<&'static str>| {
        let get = move || async move {
            let mut response = Response::new(Body::new(Breaking { left: 2, panics }));
            if let Some(length) = length {
                let headers = response.headers_mut();
                headers.insert("content-length", HeaderValue::from_static(length));
            }
            response
        };
        routing::get(get)
    };
    let server = super::super::Server::new(site_of(1), Settings::default());
    let routes = Router::new()
        .route("/chunked", answer(false, None))
        .route("/measured", answer(false, Some("15")))
        .route("/panics", answer(true, None))
        .route("/handler", routing::get(handler));
    let routes = server.guarded(routes);
    Server::with_routes(server, routes)
}

async fn handler() -> Response<Body> {
    panic!("it breaks, as it should");
}

/// All that came, and whether the connection was ended as it should be.
fn read(server: &Server, request: &str) -> (String, bool) {
    let mut stream = server.connect(request.as_bytes());
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).is_ok();
    (String::from_utf8(bytes).unwrap(), ended)
}

#[test]
fn an_answer_in_chunks_has_no_last_chunk() {
    let server = breaking();
    for path in ["/chunked", "/panics"] {
        let (text, _) = read(&server, &format!("GET {path} HTTP/1.1\r\nhost: t\r\n\r\n"));
        assert!(!text.ends_with("0\r\n\r\n"), "{text}");
        assert!(!text.contains("broke"), "{text}");
    }
    assert_eq!(
        server.get("/handler").problem(500, "internal-error")["status"],
        500
    );
}

#[test]
fn a_measured_answer_is_shorter_than_it_says() {
    let server = breaking();
    let (text, _) = read(&server, "GET /measured HTTP/1.1\r\nhost: t\r\n\r\n");
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    assert!(body.len() < 15, "{text}");
}

#[test]
fn an_answer_that_ends_with_its_connection_ends_with_a_reset() {
    let server = breaking();
    // HTTP/1.0 knows no chunks: only how the connection ends tells whether all has come.
    for path in ["/chunked", "/panics"] {
        let (text, ended) = read(&server, &format!("GET {path} HTTP/1.0\r\n\r\n"));
        assert!(!ended, "{path} ended well: {text}");
    }
}
