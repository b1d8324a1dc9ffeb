//! A server on a loopback connection, and a client of a few lines.

use std::fmt::Write as _;

use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use super::super::Server as Inner;
use super::*;

/// A server that stops when it is dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) stop: Option<oneshot::Sender<()>>,
    pub(super) served: Option<thread::JoinHandle<()>>,
}

impl Server {
    pub(super) fn start(site: Site) -> Self {
        Self::start_with(site, Settings::default())
    }

    pub(super) fn start_with(site: Site, settings: Settings) -> Self {
        Self::of(Inner::new(site, settings))
    }

    pub(super) fn of(server: Inner) -> Self {
        let router = server.router();
        Self::with_routes(server, router)
    }

    pub(super) fn with_routes(inner: Inner, router: Router) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let served = thread::spawn(move || {
            Runtime::new().unwrap().block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                let stop = async {
                    let _ = stopped.await;
                };
                connections::serve(&inner, router, listener, stop).await;
            });
        });
        Self {
            address,
            stop: Some(stop),
            served: Some(served),
        }
    }

    pub(super) fn stop(&mut self) {
        drop(self.stop.take());
    }

    pub(super) fn connect(&self, request: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream.write_all(request).unwrap();
        stream
    }

    /// Sends a request with `Connection: close` and reads the answer to its end.
    pub(super) fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n");
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        if !body.is_empty() {
            write!(request, "content-length: {}\r\n", body.len()).unwrap();
        }
        request.push_str("\r\n");
        let mut stream = self.connect(&[request.as_bytes(), body].concat());
        Answer::read(&mut stream)
    }

    pub(super) fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &[], b"")
    }

    pub(super) fn query(&self, query: &str, rest: &str) -> Answer {
        self.get(&format!("/sparql?query={}{rest}", component(query)))
    }

    pub(super) fn post(&self, content_type: &str, body: &str) -> Answer {
        self.send(
            "POST",
            "/sparql",
            &[("content-type", content_type)],
            body.as_bytes(),
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        if let Some(served) = self.served.take() {
            served.join().unwrap();
        }
    }
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self {
            status,
            headers,
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(it, _)| it == name)
            .map_or("", |(_, value)| value)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body as a problem; checks what all problems share.
    #[track_caller]
    pub(super) fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("access-control-allow-origin"), "*");
        let problem: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem["code"], code);
        assert_eq!(problem["status"], status);
        problem
    }
}
