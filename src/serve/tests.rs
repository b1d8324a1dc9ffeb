//! Requests over a real loopback connection, with a client of a few lines.

use std::fmt::Write as _;
use std::io::{ErrorKind, Read, Write as _};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use oxigraph::model::{LiteralRef, NamedNode};
use serde_json::Value;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use super::*;
mod descriptions;
mod graph_store;
mod negotiation;

use crate::frozen::Freezer;
use crate::graph::QuadSetBuilder;
use crate::pages::shown::component;

mod cut_answers;
mod dumps;
mod editor;
mod guard_rails;
mod operations;
mod remembered;
mod resources;

/// A server that stops when it is dropped.
struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: Option<thread::JoinHandle<()>>,
}

impl Server {
    fn start(site: Site) -> Self {
        Self::start_with(site, Settings::default())
    }

    fn start_with(site: Site, settings: Settings) -> Self {
        Self::of(super::Server::new(site, settings))
    }

    fn of(server: super::Server) -> Self {
        let router = server.router();
        Self::with_routes(server, router)
    }

    fn with_routes(inner: super::Server, router: Router) -> Self {
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

    fn stop(&mut self) {
        drop(self.stop.take());
    }

    fn connect(&self, request: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream.write_all(request).unwrap();
        stream
    }

    /// Sends a request with `Connection: close` and reads the answer to its end.
    fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
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

    fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &[], b"")
    }

    fn query(&self, query: &str, rest: &str) -> Answer {
        self.get(&format!("/sparql?query={}{rest}", component(query)))
    }

    fn post(&self, content_type: &str, body: &str) -> Answer {
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

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn read(stream: &mut TcpStream) -> Self {
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

    fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(it, _)| it == name)
            .map_or("", |(_, value)| value)
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body as a problem; checks what all problems share.
    #[track_caller]
    fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("access-control-allow-origin"), "*");
        let problem: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem["code"], code);
        assert_eq!(problem["status"], status);
        problem
    }
}

fn site_of(resources: usize) -> Site {
    let iri = |text: &str| NamedNode::new(text).unwrap();
    let label = iri("http://www.w3.org/2004/02/skos/core#prefLabel");
    let mut builder = QuadSetBuilder::default();
    for at in 0..resources {
        builder.insert(
            iri(&format!("https://e.org/id/org/{at}")).as_ref(),
            label.as_ref(),
            LiteralRef::new_language_tagged_literal_unchecked(&format!("Länsstyrelsen {at}"), "sv")
                .into(),
            iri(&format!("https://e.org/id/graph/{}", at % 2)).as_ref(),
        );
    }
    Site::new(
        Freezer::of(&builder.build()).in_memory().unwrap(),
        Text::new("Länsstyrelser <&>", "County boards <&>"),
        Text::new("Vilka de är.", "Who they are."),
    )
    .with_base("https://e.org/id/")
    .with_query("q01", Text::new("Hur många är \"de\"?", "How many?"), COUNT)
    .with_dump(
        "all.nt",
        media_type_of("all.nt"),
        &b"<a:> <a:> <a:> .\n"[..],
    )
    .with_dump(
        "1.0/all nt.gz",
        media_type_of("x.gz"),
        vec![0x1F, 0x8B, 8, 0],
    )
    .with_dump("index.html", "text/html", &b"<script>alert(1)</script>"[..])
}

fn server() -> Server {
    Server::start(site_of(4))
}

fn limited(resources: usize, limits: Limits) -> Server {
    let settings = Settings {
        limits,
        ..Settings::default()
    };
    Server::start_with(site_of(resources), settings)
}

const COUNT: &str = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";

/// A query that is run each time.
const FRESH: &str = "ASK { FILTER(RAND() >= 0) }";

/// Gives 10^9 rows on a thousand resources: never done in a test.
const ENDLESS: &str = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";

/// A server on which [`ENDLESS`] has the only turn.
fn endless(query_time: Duration, queue_time: Duration, stop_time: Duration) -> Server {
    let limits = Limits {
        query_time,
        queue_time,
        stop_time,
        concurrent_queries: Some(1),
        quick_queries: 0,
        result_bytes: usize::MAX,
        ..Limits::DEFAULT
    };
    limited(1000, limits)
}

#[test]
fn a_query_is_answered_by_get_by_form_and_by_body() {
    let server = server();
    let by_get = server.query(COUNT, "");
    assert_eq!(by_get.status, 200);
    assert_eq!(
        by_get.header("content-type"),
        "application/sparql-results+json"
    );
    assert_eq!(
        by_get.header("content-length"),
        by_get.body.len().to_string()
    );
    assert_eq!(by_get.header("vary"), "accept");
    let value: Value = serde_json::from_slice(&by_get.body).unwrap();
    assert_eq!(value["results"]["bindings"][0]["n"]["value"], "4");
    let form = format!("query={}", component(COUNT));
    let by_form = server.post("Application/X-WWW-Form-Urlencoded; charset=UTF-8", &form);
    let by_body = server.post("application/sparql-query", COUNT);
    assert_eq!((by_form.status, by_body.status), (200, 200));
    assert!(by_form.body == by_get.body && by_body.body == by_get.body);
}

#[test]
fn letters_beyond_ascii_arrive_in_every_encoding() {
    let server = server();
    let query = "SELECT ?s { ?s ?p ?o FILTER(STR(?o) = 'Länsstyrelsen 1') }";
    let expected = "s\r\nhttps://e.org/id/org/1\r\n";
    let raw = query.replace(' ', "+").replace('?', "%3f");
    let lower = component(query).replace("%C3%A4", "%c3%a4");
    for target in [raw, lower, component(query)] {
        let answer = server.get(&format!("/sparql?query={target}&format=csv"));
        assert_eq!(answer.text(), expected);
    }
    assert_eq!(
        server
            .query(query, "&x=%E4")
            .problem(400, "malformed-request")["detail"],
        "the parameter x is not percent-encoded UTF-8"
    );
    let mut body = query.as_bytes().to_vec();
    body.push(0xE4);
    let answer = server.send(
        "POST",
        "/sparql",
        &[("content-type", "application/sparql-query")],
        &body,
    );
    answer.problem(400, "malformed-request");
}

#[test]
fn the_format_is_the_parameter_then_the_accept_header() {
    let server = server();
    let target = format!("/sparql?query={}", component(COUNT));
    let asked = |target: &str, accept: &str| server.send("GET", target, &[("accept", accept)], b"");
    let csv = asked(&target, "text/csv, */*;q=0.1");
    assert_eq!(
        (csv.header("content-type"), csv.text().as_str()),
        ("text/csv; charset=utf-8", "n\r\n4\r\n")
    );
    let tsv = asked(&format!("{target}&format=tsv"), "text/csv");
    assert_eq!(
        tsv.header("content-type"),
        "text/tab-separated-values; charset=utf-8"
    );
    assert_eq!(
        asked(&target, "application/json").header("content-type"),
        "application/json"
    );
    let offered = asked(&target, "image/png").problem(406, "not-acceptable");
    assert_eq!(offered["offered"][0], "application/sparql-results+json");
    server
        .query(COUNT, "&format=ttl")
        .problem(406, "unfit-format");
    server
        .query(COUNT, "&format=docx")
        .problem(400, "unknown-format");
    let triples = "CONSTRUCT { ?s a skos:Concept } { ?s ?p ?o }";
    assert_eq!(
        server.query(triples, "").header("content-type"),
        "text/turtle; charset=utf-8"
    );
    assert_eq!(
        server.query(triples, "&format=xml").header("content-type"),
        "application/rdf+xml"
    );
    let table = server.query(COUNT, "&format=table");
    assert_eq!(
        (table.header("content-type"), table.text().as_str()),
        ("text/plain; charset=utf-8", "n\n─\n4\n1 row\n")
    );
}

#[test]
fn a_term_that_a_format_cannot_carry_is_refused_whole() {
    let server = server();
    let answer = server.query("SELECT ('\\u0005' AS ?x) {}", "&format=xml");
    assert!(
        answer.problem(406, "unfit-format")["detail"]
            .as_str()
            .unwrap()
            .contains("U+0005")
    );
}

#[test]
fn graphs_of_the_request_take_the_place_of_those_of_the_query() {
    let server = server();
    let count = |rest: &str, query: &str| server.query(query, &format!("&format=csv{rest}")).text();
    let named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }";
    let graph = |name: &str, at: usize| format!("&{name}=https%3A%2F%2Fe.org%2Fid%2Fgraph%2F{at}");
    assert_eq!(count("", COUNT), "n\r\n4\r\n");
    assert_eq!(count(&graph("default-graph-uri", 0), COUNT), "n\r\n2\r\n");
    let both = graph("default-graph-uri", 0) + &graph("default-graph-uri", 1);
    assert_eq!(count(&both, COUNT), "n\r\n4\r\n");
    assert_eq!(count(&graph("named-graph-uri", 1), named), "n\r\n2\r\n");
    assert_eq!(count(&graph("named-graph-uri", 1), COUNT), "n\r\n0\r\n");
    assert_eq!(count(&graph("default-graph-uri", 1), named), "n\r\n0\r\n");
    let from = "SELECT (COUNT(*) AS ?n) FROM <https://e.org/id/graph/0> { ?s ?p ?o }";
    assert_eq!(count(&graph("default-graph-uri", 9), from), "n\r\n0\r\n");
    server
        .query(COUNT, "&default-graph-uri=graph")
        .problem(400, "malformed-request");
}

#[test]
fn a_malformed_query_is_told_its_line_and_column() {
    let problem = server()
        .query("SELECT ?s\nWHERE { ?s ?p }", "")
        .problem(400, "malformed-query");
    assert_eq!(
        (&problem["line"], &problem["column"]),
        (&2.into(), &16.into())
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.starts_with("line 2, column 16: "), "{detail}");
    let caret = format!("\nWHERE {{ ?s ?p }}\n{}^", " ".repeat(15));
    assert!(detail.ends_with(&caret), "{detail}");
}

#[test]
fn a_request_holds_one_query_and_no_update() {
    let server = server();
    for target in ["/sparql?qurey=ASK%7B%7D", "/sparql?default-graph-uri=a:b"] {
        server.get(target).problem(400, "missing-query");
    }
    server
        .get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D")
        .problem(400, "malformed-request");
    server
        .post("application/x-www-form-urlencoded", "format=json")
        .problem(400, "missing-query");
    server
        .post("application/x-www-form-urlencoded", "update=CLEAR+ALL")
        .problem(403, "read-only");
    server
        .post("application/sparql-update", "CLEAR ALL")
        .problem(403, "read-only");
    server
        .get("/sparql?query=ASK%7B%7D&update=CLEAR+ALL")
        .problem(403, "read-only");
    // Whether a text is an update, the parser says: not the words that are in it.
    for update in [
        "INSERT DATA { <a:b> a skos:Concept }",
        "CLEAR ALL",
        "LOAD <a:b>",
    ] {
        server.query(update, "").problem(403, "read-only");
        server
            .post("application/sparql-query", update)
            .problem(403, "read-only");
    }
    for query in ["ASK { ?s ?p 'CLEAR ALL' }", "# INSERT DATA {}\nASK {}"] {
        assert_eq!(server.query(query, "").status, 200, "{query}");
    }
    for malformed in ["", "CLEAR", "INSERT DATA { a b c }", "ASK {} ; CLEAR ALL"] {
        server.query(malformed, "").problem(400, "malformed-query");
    }
    assert_eq!(server.query(COUNT, "&format=csv").text(), "n\r\n4\r\n");
}

#[test]
fn a_body_of_another_type_is_refused() {
    let server = server();
    for content_type in ["text/plain", "", "application/sparql-query; charset=latin1"] {
        let answer = server.post(content_type, COUNT);
        answer.problem(415, "unsupported-media-type");
        assert!(
            answer
                .header("accept-post")
                .contains("application/sparql-query")
        );
    }
    let headers = [
        ("content-type", "application/sparql-query"),
        ("content-encoding", "gzip"),
    ];
    server
        .send("POST", "/sparql", &headers, COUNT.as_bytes())
        .problem(415, "unsupported-media-type");
}

#[test]
fn a_body_over_the_limit_is_refused_announced_or_not() {
    let server = limited(
        1,
        Limits {
            body_bytes: 100,
            ..Limits::DEFAULT
        },
    );
    let problem = server
        .post("application/sparql-query", &" ".repeat(101))
        .problem(413, "too-large");
    assert_eq!(problem["limit"]["name"], "body_bytes");
    assert_eq!(problem["limit"]["value"], 100);
    let chunk = format!("65\r\n{}\r\n0\r\n\r\n", " ".repeat(0x65));
    let request = "POST /sparql HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
                   content-type: application/sparql-query\r\ntransfer-encoding: chunked\r\n\r\n";
    let mut stream = server.connect(format!("{request}{chunk}").as_bytes());
    Answer::read(&mut stream).problem(413, "too-large");
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let server = limited(
        1,
        Limits {
            body_time: Duration::from_millis(50),
            ..Limits::DEFAULT
        },
    );
    let mut stream = server.connect(
        b"POST /sparql HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
          content-type: application/sparql-query\r\ncontent-length: 10\r\n\r\nASK",
    );
    Answer::read(&mut stream).problem(408, "slow-body");
}

#[test]
fn a_long_or_deep_query_is_refused_before_it_is_parsed() {
    let server = server();
    let long = "#".repeat(Limits::DEFAULT.query_bytes + 1);
    assert_eq!(
        server
            .post("application/sparql-query", &long)
            .problem(413, "too-large")["limit"]["name"],
        "query_bytes"
    );
    let deep = "(".repeat(Limits::DEFAULT.query_brackets + 1);
    server
        .post("application/sparql-query", &deep)
        .problem(413, "query-too-deep");
}

#[test]
fn a_deep_query_within_the_limits_does_not_end_the_program() {
    let server = server();
    let depth = Limits::DEFAULT.query_brackets - 10;
    for query in [
        format!(
            "ASK {{ FILTER({}1{}) }}",
            "STR(".repeat(depth),
            ")".repeat(depth)
        ),
        format!("ASK {}{}", "{".repeat(depth), "}".repeat(depth)),
        format!("ASK {{ FILTER(1{}) }}", "+1".repeat(2000)),
        format!("ASK {{ {{}} {} }}", "UNION{}".repeat(1000)),
    ] {
        assert_eq!(server.post("application/sparql-query", &query).status, 200);
    }
}

#[test]
fn no_query_reaches_another_address() {
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let url = format!("<http://{}/>", other.local_addr().unwrap());
    let server = server();
    let service = format!("SELECT * {{ SERVICE {url} {{ ?s ?p ?o }} }}");
    let problem = server.query(&service, "").problem(400, "service-refused");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("calls no other endpoint")
    );
    for query in [
        format!("SELECT * {{ SERVICE SILENT {url} {{ ?s ?p ?o }} }}"),
        format!("SELECT * {{ ?s ?p ?o BIND({url} AS ?g) SERVICE SILENT ?g {{ ?s ?p ?o }} }}"),
        format!("SELECT * FROM {url} FROM NAMED {url} {{ ?s ?p ?o }}"),
        format!("DESCRIBE {url}"),
    ] {
        assert_eq!(server.query(&query, "").status, 200, "{query}");
    }
    let graph = component(url.trim_matches(['<', '>']));
    assert_eq!(
        server
            .query(COUNT, &format!("&default-graph-uri={graph}"))
            .status,
        200
    );
    assert_eq!(other.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn an_answer_over_the_limit_is_an_error_and_not_a_part() {
    let server = limited(
        1000,
        Limits {
            result_bytes: 10_000,
            ..Limits::DEFAULT
        },
    );
    for format in ["json", "csv", "table"] {
        let answer = server.query("SELECT * { ?s ?p ?o }", &format!("&format={format}"));
        let problem = answer.problem(500, "answer-too-large");
        assert_eq!(problem["limit"]["name"], "result_bytes");
        assert!(!answer.text().contains("https://e.org"));
    }
    let answer = server.query("CONSTRUCT WHERE { ?s ?p ?o }", "");
    answer.problem(500, "answer-too-large");
}

impl Server {
    /// Asks the endless query, without waiting for its answer.
    fn ask_endless(&self) -> TcpStream {
        let query = component(ENDLESS);
        let request =
            format!("GET /sparql?query={query} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n");
        self.connect(request.as_bytes())
    }

    /// Begins the endless query and waits until it has the turn.
    fn begin_endless(&self) -> TcpStream {
        let stream = self.ask_endless();
        for _ in 0..500 {
            if self.query(FRESH, "").status == 503 {
                return stream;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the query never got its turn");
    }
}

const MOMENT: Duration = Duration::from_millis(20);
const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_query_over_its_time_is_an_error_and_frees_its_turn() {
    let server = endless(Duration::from_millis(200), MINUTE, MINUTE);
    let problem = server.query(ENDLESS, "").problem(504, "query-timeout");
    assert_eq!(problem["limit"]["value"], 0.2);
    assert_eq!(server.query(FRESH, "").status, 200);
}

#[test]
fn a_query_that_finds_no_turn_is_told_when_to_come_back() {
    let server = endless(Duration::from_secs(3), MOMENT, MINUTE);
    let mut first = server.begin_endless();
    let second = server.query(COUNT, "");
    second.problem(503, "busy");
    assert_eq!(second.header("retry-after"), "5");
    assert_eq!(server.get("/").status, 200);
    Answer::read(&mut first).problem(504, "query-timeout");
}

#[test]
fn a_query_stops_when_its_client_goes_away() {
    let server = endless(10 * MINUTE, MOMENT, MINUTE);
    let client = server.begin_endless();
    client.shutdown(Shutdown::Both).unwrap();
    drop(client);
    let freed = (0..500).any(|_| {
        thread::sleep(MOMENT);
        server.query(FRESH, "").status == 200
    });
    assert!(freed);
}

#[test]
fn a_stop_finishes_running_requests_and_then_ends() {
    let mut server = endless(Duration::from_secs(2), MOMENT, MINUTE);
    let mut running = server.begin_endless();
    server.stop();
    Answer::read(&mut running).problem(504, "query-timeout");
    assert!(server.served.take().unwrap().join().is_ok());
    assert!(TcpStream::connect(server.address).is_err());
}

#[test]
fn a_stop_does_not_wait_for_ever() {
    let mut server = endless(MINUTE, MOMENT, Duration::from_millis(100));
    let _running = server.begin_endless();
    let stopped = Instant::now();
    server.stop();
    assert!(server.served.take().unwrap().join().is_ok());
    assert!(stopped.elapsed() < MINUTE / 2);
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let server = server();
    for (target, allow) in [
        ("/", "GET, HEAD, OPTIONS"),
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
        ("/dump/all.nt", "GET, HEAD, OPTIONS"),
        ("/graphs?default", "GET, HEAD, OPTIONS"),
        ("/graphs/0", "GET, HEAD, OPTIONS"),
        ("/.well-known/void", "GET, HEAD, OPTIONS"),
    ] {
        let answer = server.send("DELETE", target, &[], b"");
        answer.problem(405, "method-not-allowed");
        assert_eq!(answer.header("allow"), allow);
        let answer = server.send(
            "OPTIONS",
            target,
            &[
                ("origin", "https://e.org"),
                ("access-control-request-method", "POST"),
            ],
            b"",
        );
        assert_eq!((answer.status, answer.body.len()), (204, 0));
        assert_eq!(answer.header("access-control-allow-methods"), allow);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(
            answer
                .header("access-control-allow-headers")
                .contains("Content-Type")
        );
    }
}

#[test]
fn every_answer_is_open_to_scripts_of_other_sites_and_runs_none() {
    let server = server();
    for target in [
        "/",
        "/sparql",
        "/sparql?query=ASK%7B%7D",
        "/dump/index.html",
        "/dump/none",
        "/none",
        "/style.css",
    ] {
        let answer = server.get(target);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "*",
            "{target}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            "nosniff",
            "{target}"
        );
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{target}"
        );
    }
    assert!(
        server
            .get("/dump/index.html")
            .header("content-security-policy")
            .contains("sandbox")
    );
    server.get("/none").problem(404, "not-found");
}

#[test]
fn the_front_page_says_what_this_is_in_two_languages() {
    let server = server();
    let swedish = server.get("/");
    assert_eq!(swedish.header("content-language"), "sv");
    assert_eq!(swedish.header("vary"), "accept-language");
    let page = swedish.text();
    assert!(
        page.contains("<html lang=\"sv\">")
            && page.contains("<h1>Länsstyrelser &#60;&#38;&#62;</h1>")
    );
    assert!(page.contains("Hur många är &#34;de&#34;?") && page.contains("href=\"./en/\""));
    assert!(page.contains("href=\"./dump/1.0/all%20nt.gz\"") && page.contains("4\u{a0}byte<"));
    // Data for search engines, which nothing runs.
    let scripts: Vec<_> = page.match_indices("<script").collect();
    assert_eq!(scripts.len(), 1);
    assert!(page.contains("<script type=\"application/ld+json\">{"));
    assert!(!page.contains(" style=") && !page.contains(" onclick"));
    let english = server.get("/?lang=en").text();
    assert!(english.contains("<html lang=\"en\">") && english.contains("How many?"));
    let editor = server.get("/editor?lang=en&q=q01").text();
    assert!(editor.contains(&format!("\n{COUNT}</textarea>")));
    let by_header = server.send("GET", "/", &[("accept-language", "en;q=0.8, fi")], b"");
    assert_eq!(by_header.header("content-language"), "en");
}

#[test]
fn the_links_of_the_front_page_lead_somewhere() {
    let server = server();
    let page = server.get("/").text();
    let mut followed = 0;
    for link in page.split("href=\"").skip(1) {
        let target = link.split('"').next().unwrap().replace("&#38;", "&");
        let Some(target) = target.strip_prefix("./") else {
            continue;
        };
        // The graph of these tests has no ontology.
        if target == "sv/ns" {
            continue;
        }
        let target = target.split('#').next().unwrap();
        assert_eq!(server.get(&format!("/{target}")).status, 200, "{target}");
        followed += 1;
    }
    assert!(followed >= 7, "{page}");
}

#[test]
fn a_dump_comes_with_its_type_and_digest() {
    let server = server();
    let dump = server.get("/dump/all.nt");
    assert_eq!(
        (dump.status, dump.text().as_str()),
        (200, "<a:> <a:> <a:> .\n")
    );
    assert_eq!(dump.header("content-type"), "application/n-triples");
    let packed = server.get("/dump/1.0/all%20nt.gz");
    assert_eq!(
        (
            packed.header("content-type"),
            packed.header("content-encoding")
        ),
        ("application/gzip", "")
    );
    assert_eq!(packed.body, [0x1F, 0x8B, 8, 0]);
    let tag = dump.header("etag").to_owned();
    assert_eq!(tag.len(), 66);
    for field in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let fresh = server.send("GET", "/dump/all.nt", &[("if-none-match", &field)], b"");
        assert_eq!(
            (fresh.status, fresh.body.len(), fresh.header("etag")),
            (304, 0, tag.as_str())
        );
    }
    assert_eq!(
        server
            .send("GET", "/dump/all.nt", &[("if-none-match", "\"x\"")], b"")
            .status,
        200
    );
    let head = server.send("HEAD", "/dump/all.nt", &[], b"");
    assert_eq!(
        (head.status, head.body.len(), head.header("content-length")),
        (200, 0, "17")
    );
    for target in [
        "/dump/none",
        "/dump/",
        "/dump/../Cargo.toml",
        "/dump/%2e%2e/all.nt",
        "/dump/%FF",
    ] {
        server.get(target).problem(404, "not-found");
    }
}

#[test]
fn the_same_query_gives_the_same_bytes() {
    let server = server();
    for query in [
        "CONSTRUCT { ?s ?p [ a skos:Concept ] } { ?s ?p ?o }",
        "DESCRIBE ?s { ?s ?p ?o }",
    ] {
        for format in ["ttl", "nt", "rdf", "jsonld"] {
            let rest = format!("&format={format}");
            assert_eq!(
                server.query(query, &rest).body,
                server.query(query, &rest).body
            );
        }
    }
}

#[test]
fn the_default_limits_are_those_of_the_documentation() {
    let limits = Limits::default();
    assert_eq!(limits, Limits::DEFAULT);
    assert_eq!(limits.query_time, Duration::from_secs(30));
    assert_eq!(
        limits.running_queries(),
        thread::available_parallelism().unwrap().get()
    );
    assert_eq!(
        Limits {
            concurrent_queries: Some(0),
            ..limits
        }
        .running_queries(),
        1
    );
}
