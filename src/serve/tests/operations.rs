//! What an operator sees: health, metrics, the log, and the change from one site to the next.

use std::sync::Mutex;

use super::*;

#[test]
fn health_tells_what_is_served_and_how_the_last_rebuild_went() {
    let inner = super::super::Server::new(site_of(4), Settings::default());
    let server = Server::of(inner.clone());
    assert_eq!(server.get("/healthz").status, 200);
    let ready = || -> Value { serde_json::from_slice(&server.get("/readyz").body).unwrap() };
    let first = ready();
    assert_eq!(
        (&first["status"], &first["rebuild"]),
        (&"serving".into(), &Value::Null)
    );
    assert_eq!(first["graph"]["quads"], 4);
    assert_eq!(server.query(COUNT, "&format=csv").text(), "n\r\n4\r\n");

    inner.set_rebuild(Rebuild::Refused { findings: 3 });
    let refused = ready();
    assert_eq!(
        (&refused["rebuild"], &refused["findings"]),
        (&"refused".into(), &3.into())
    );
    assert_eq!(refused["graph"], first["graph"]);

    inner.replace(site_of(5));
    let second = ready();
    assert_eq!(
        (&second["rebuild"], &second["findings"]),
        (&"done".into(), &Value::Null)
    );
    assert_ne!(second["graph"]["sha256"], first["graph"]["sha256"]);
    assert_eq!(server.query(COUNT, "&format=csv").text(), "n\r\n5\r\n");
}

#[test]
fn a_query_ends_on_the_site_that_it_began_with() {
    let limits = Limits {
        query_time: Duration::from_secs(2),
        concurrent_queries: Some(1),
        quick_queries: 0,
        queue_time: MOMENT,
        result_bytes: usize::MAX,
        ..Limits::DEFAULT
    };
    let settings = Settings {
        limits,
        ..Settings::default()
    };
    let kept = Arc::new(());
    let site = site_of(1000).keeping(Arc::clone(&kept));
    let inner = super::super::Server::new(site, settings);
    let server = Server::of(inner.clone());
    let mut running = server.begin_endless();
    inner.replace(site_of(1));
    assert_eq!(Arc::strong_count(&kept), 2);
    Answer::read(&mut running).problem(504, "query-timeout");
    // Gone with its last query.
    let gone = (0..500).any(|_| {
        thread::sleep(MOMENT);
        Arc::strong_count(&kept) == 1
    });
    assert!(gone);
}

#[test]
fn metrics_count_routes_statuses_and_limits() {
    let server = server();
    server.query(COUNT, "");
    server.query(COUNT, "");
    server.get("/dump/none");
    server.get("/none/at/all");
    server.post(
        "application/sparql-query",
        &" ".repeat(Limits::DEFAULT.body_bytes + 1),
    );
    let answer = server.get("/metrics");
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = answer.text();
    for line in [
        "uppdrag_requests_total{route=\"/sparql\",status=\"200\"} 2",
        "uppdrag_requests_total{route=\"/sparql\",status=\"413\"} 1",
        "uppdrag_requests_total{route=\"/dump/{*path}\",status=\"404\"} 1",
        "uppdrag_requests_total{route=\"other\",status=\"404\"} 1",
        "uppdrag_request_seconds_count{route=\"/sparql\"} 3",
        "uppdrag_refused_total{limit=\"body_bytes\"} 1",
        "uppdrag_queries_running 0",
        "uppdrag_queries_waiting 0",
        "uppdrag_graph_quads 4",
    ] {
        assert!(text.lines().any(|it| it == line), "no {line} in\n{text}");
    }
    // What the format asks for: a sample is a name, labels and a number.
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(
            name.starts_with("uppdrag_") && value.parse::<f64>().is_ok(),
            "{line}"
        );
    }
}

/// A server and the log that it writes.
fn logged(log_queries: bool) -> (Server, Arc<Mutex<Vec<Entry>>>) {
    let entries = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&entries);
    let settings = Settings {
        limits: Limits {
            query_bytes: 100,
            ..Limits::DEFAULT
        },
        log: Some(Arc::new(move |entry: &Entry| {
            written.lock().unwrap().push(entry.clone());
        })),
        log_queries,
        ..Settings::default()
    };
    (Server::start_with(site_of(4), settings), entries)
}

#[test]
fn the_log_has_a_line_for_each_request_and_no_query() {
    let (server, entries) = logged(false);
    let answer = server.query(COUNT, "");
    server.send("HEAD", "/style.css", &[("x-request-id", "mine-1")], b"");
    server.query(&" ".repeat(101), "").problem(413, "too-large");
    let mut malformed = server.connect(b"hello\r\n\r\n");
    Answer::read(&mut malformed).problem(400, "malformed-request");
    let entries = entries.lock().unwrap();
    let [first, second, third, fourth] = &entries[..] else {
        panic!("{entries:?}");
    };
    assert_eq!(first.request, answer.header("x-request-id"));
    assert_eq!((first.path.as_str(), first.status), ("/sparql", 200));
    assert_eq!(first.bytes, answer.body.len() as u64);
    assert_eq!(first.client.to_string(), "127.0.0.1");
    assert_eq!(
        (first.cut, &first.limit, &first.query),
        (false, &None, &None)
    );
    assert_eq!(
        (second.request.as_str(), second.method.as_str()),
        ("mine-1", "HEAD")
    );
    assert_eq!(third.limit.as_deref(), Some("query_bytes"));
    assert_eq!((fourth.method.as_str(), fourth.status), ("-", 400));
    let text = serde_json::to_string(&*entries).unwrap();
    assert!(!text.contains("COUNT"), "{text}");
}

#[test]
fn a_client_that_leaves_is_in_the_log_too() {
    let entries = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&entries);
    let settings = Settings {
        limits: Limits {
            concurrent_queries: Some(1),
            quick_queries: 0,
            queue_time: MOMENT,
            result_bytes: usize::MAX,
            ..Limits::DEFAULT
        },
        log: Some(Arc::new(move |entry: &Entry| {
            written.lock().unwrap().push((entry.status, entry.cut));
        })),
        ..Settings::default()
    };
    let server = Server::start_with(site_of(1000), settings);
    drop(server.begin_endless());
    let told = (0..500).any(|_| {
        thread::sleep(MOMENT);
        entries.lock().unwrap().contains(&(499, true))
    });
    assert!(told);
}

#[test]
fn the_log_has_the_queries_if_they_are_asked_for() {
    let (server, entries) = logged(true);
    server.query(COUNT, "");
    server.post("application/sparql-query", "ASK { broken");
    let entries = entries.lock().unwrap();
    let queries: Vec<_> = entries.iter().map(|it| it.query.as_deref()).collect();
    assert_eq!(queries, [Some(COUNT), Some("ASK { broken")]);
}

#[test]
fn a_request_has_an_id_in_its_answer_and_its_problem() {
    let server = server();
    let answer = server.send("GET", "/none", &[("x-request-id", "a-1_B.2")], b"");
    assert_eq!(answer.header("x-request-id"), "a-1_B.2");
    assert_eq!(answer.problem(404, "not-found")["request"], "a-1_B.2");
    let hostile = server.send("GET", "/none", &[("x-request-id", "a\"<b>")], b"");
    assert_ne!(hostile.header("x-request-id"), "a\"<b>");
    assert!(
        hostile
            .header("access-control-expose-headers")
            .contains("X-Request-Id")
    );
    assert_ne!(
        server.get("/").header("x-request-id"),
        server.get("/").header("x-request-id")
    );
}
