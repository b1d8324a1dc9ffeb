//! A server in this process, and requests to it.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, Quad, Triple};
use tokio::sync::oneshot;
use uppdrag::frozen::Freezer;
use uppdrag::serve::{self, Settings, Site, Text};

/// What the manifests call the server.
pub(super) const HOST: &str = "www.example";

/// A server of some quads; it stops when it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
}

impl Server {
    pub(super) fn of(quads: &[Quad]) -> Self {
        let mut freezer = Freezer::default();
        for quad in quads {
            freezer.insert(quad.as_ref()).unwrap();
        }
        let frozen = freezer.in_memory().unwrap();
        let site = Site::new(frozen, Text::new("Test", "Test"), Text::default());
        let mut settings = Settings::default();
        // One client asks all.
        settings.limits.client_rate = 0;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let stopped = async {
                    let _ = stopped.await;
                };
                serve::Server::new(site, settings)
                    .serve_until(listener, stopped)
                    .await;
            });
        });
        Self {
            address,
            stop: Some(stop),
            served: Some(served),
        }
    }

    /// Sends a request and reads the answer to its end.
    pub(super) fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Answer {
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nhost: {HOST}\r\nconnection: close\r\n");
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        if !body.is_empty() || method == "POST" {
            write!(request, "content-length: {}\r\n", body.len()).unwrap();
        }
        request += "\r\n";
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        // A refusal may come before the body is read.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Answer::read(&bytes)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(served) = self.served.take() {
            served.join().unwrap();
        }
    }
}

pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        Self {
            status: status.parse().unwrap(),
            headers: lines
                .map(|line| line.split_once(": ").unwrap())
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(it, _)| it == name);
        found.map_or("", |(_, value)| value)
    }

    pub(super) fn media_type(&self) -> &str {
        let value = self.header("content-type");
        value.split(';').next().unwrap_or_default()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as a graph, by its content type.
    pub(super) fn graph(&self) -> Result<Graph, String> {
        let format = RdfFormat::from_media_type(self.header("content-type"))
            .ok_or_else(|| format!("{} is no RDF", self.header("content-type")))?;
        RdfParser::from_format(format)
            .for_slice(&self.body)
            .map(|quad| quad.map(Triple::from).map_err(|e| e.to_string()))
            .collect()
    }
}
