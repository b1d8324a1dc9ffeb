//! Clients that are slow, many, or ask too much, at the level of TCP.

use super::*;

fn with(limits: Limits) -> Server {
    limited(4, limits)
}

/// Reads until the connection ends, in whatever way; what came.
fn rest_of(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    bytes
}

#[test]
fn a_head_that_does_not_come_in_time_is_refused_however_it_drips() {
    let server = with(Limits {
        header_time: Duration::from_millis(200),
        ..Limits::DEFAULT
    });
    let begun = Instant::now();
    let mut silent = server.connect(b"");
    assert_eq!(rest_of(&mut silent), b"");
    let mut stopped = server.connect(b"GET / HTTP/1.1\r\nhost: ");
    let problem = Answer::read(&mut stopped).problem(408, "slow-head");
    assert_eq!(problem["limit"]["name"], "header_time");
    let mut dripping = server.connect(b"GET / HTTP/1.1\r\n");
    // Ends when the other side has closed.
    while dripping.write_all(b"x-a: b\r\n").is_ok() {
        assert!(begun.elapsed() < MINUTE);
        thread::sleep(MOMENT);
    }
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn a_long_address_is_refused_with_what_to_do() {
    let server = with(Limits {
        header_bytes: 100_000,
        ..Limits::DEFAULT
    });
    // Longer than our limit, than that of hyper, and than a whole head may be.
    for length in [Limits::DEFAULT.uri_bytes, 70_000, 1_000_000] {
        let answer = server.get(&format!("/{}", "a".repeat(length)));
        let problem = answer.problem(414, "uri-too-long");
        assert_eq!(problem["limit"]["name"], "uri_bytes");
        assert_eq!(problem["request"], answer.header("x-request-id"));
    }
    let fits = "a".repeat(Limits::DEFAULT.uri_bytes - 1);
    server.get(&format!("/{fits}")).problem(404, "not-found");
}

#[test]
fn a_long_head_is_refused() {
    let server = server();
    let long = "a".repeat(Limits::DEFAULT.header_bytes);
    let many = "x-a: b\r\n".repeat(200);
    for fields in [format!("x-a: {long}\r\n"), many] {
        let request = format!("GET / HTTP/1.1\r\nhost: test\r\n{fields}\r\n");
        let answer = Answer::read(&mut server.connect(request.as_bytes()));
        let problem = answer.problem(431, "head-too-large");
        assert_eq!(problem["limit"]["name"], "header_bytes");
    }
}

#[test]
fn what_is_no_request_is_told_so() {
    let server = server();
    for request in [
        "hello\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nbad header\r\n\r\n",
        "GET /sparql\0 HTTP/1.1\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}",
    ] {
        let answer = Answer::read(&mut server.connect(request.as_bytes()));
        answer.problem(400, "malformed-request");
        assert_ne!(answer.header("x-request-id"), "");
    }
    // Also after a request that could be read.
    let mut stream = server.connect(b"GET /none HTTP/1.1\r\nhost: t\r\n\r\nhello\r\n\r\n");
    let text = String::from_utf8(rest_of(&mut stream)).unwrap();
    let statuses: Vec<_> = text.match_indices("HTTP/1.1 ").collect();
    assert_eq!(statuses.len(), 2, "{text}");
    assert!(text.contains("HTTP/1.1 404 ") && text.contains("HTTP/1.1 400 "));
}

#[test]
fn one_connection_more_than_there_may_be_is_told_so() {
    let server = with(Limits {
        connections: 2,
        ..Limits::DEFAULT
    });
    let open: Vec<_> = (0..2).map(|_| server.connect(b"")).collect();
    let answer = server.get("/healthz");
    let problem = answer.problem(503, "busy");
    assert_eq!(problem["limit"]["name"], "connections");
    assert_eq!(answer.header("retry-after"), "5");
    drop(open);
    let freed = (0..500).any(|_| {
        thread::sleep(MOMENT);
        server.get("/healthz").status == 200
    });
    assert!(freed);
    let metrics = server.get("/metrics").text();
    assert!(metrics.contains("uppdrag_refused_total{limit=\"connections\"}"));
}

#[test]
fn one_connection_more_than_a_client_may_have_is_told_so() {
    let limits = Limits {
        client_connections: 1,
        ..Limits::DEFAULT
    };
    let server = with(limits.clone());
    let open = server.connect(b"");
    let problem = server.get("/").problem(429, "too-many-connections");
    assert_eq!(problem["limit"]["name"], "client_connections");
    drop(open);
    // A trusted proxy has the connections of many.
    let behind_proxy = Server::start_with(
        site_of(1),
        Settings {
            limits,
            trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
            ..Settings::default()
        },
    );
    let _open = behind_proxy.connect(b"");
    assert_eq!(behind_proxy.get("/").status, 200);
}

#[test]
fn a_client_that_does_not_take_its_answer_is_disconnected() {
    const LENGTH: usize = 32 << 20;
    let site = site_of(1).with_dump("large", "text/plain", vec![b'a'; LENGTH]);
    let settings = Settings {
        limits: Limits {
            write_time: Duration::from_millis(300),
            ..Limits::DEFAULT
        },
        ..Settings::default()
    };
    let server = Server::start_with(site, settings);
    let mut slow = server.connect(b"GET /dump/large HTTP/1.1\r\nhost: t\r\n\r\n");
    let freed = (0..500).any(|_| {
        thread::sleep(MOMENT);
        let metrics = server.get("/metrics").text();
        metrics.contains("uppdrag_refused_total{limit=\"write_time\"} 1")
    });
    assert!(freed);
    assert!(rest_of(&mut slow).len() < LENGTH);
    // One that takes its time, but takes it, is served.
    let mut steady =
        server.connect(b"GET /dump/large HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n");
    let (mut taken, mut buffer) = (0, vec![0; 1 << 20]);
    while let Ok(read @ 1..) = steady.read(&mut buffer) {
        taken += read;
        thread::sleep(Duration::from_millis(10));
    }
    assert!(taken > LENGTH);
}

#[test]
fn a_connection_without_requests_is_closed_and_one_with_requests_is_kept() {
    let server = with(Limits {
        idle_time: Duration::from_millis(300),
        ..Limits::DEFAULT
    });
    let mut stream = server.connect(b"");
    let mut buffer = [0; 4096];
    for _ in 0..5 {
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n")
            .unwrap();
        let read = stream.read(&mut buffer).unwrap();
        assert!(buffer[..read].starts_with(b"HTTP/1.1 200 "));
        thread::sleep(Duration::from_millis(100));
    }
    let begun = Instant::now();
    assert_eq!(stream.read(&mut buffer).unwrap(), 0);
    assert!(begun.elapsed() < MINUTE / 2);
}

#[test]
fn a_client_that_asks_too_often_is_told_truly_when_to_come_back() {
    let server = with(Limits {
        client_rate: 1,
        client_burst: 3,
        ..Limits::DEFAULT
    });
    for _ in 0..3 {
        assert_eq!(server.get("/style.css").status, 200);
    }
    let refused = server.get("/style.css");
    let problem = refused.problem(429, "too-many-requests");
    assert_eq!(problem["limit"]["name"], "client_rate");
    // Whoever watches the server is no client.
    assert_eq!(server.get("/readyz").status, 200);
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert_eq!(seconds, 1);
    thread::sleep(Duration::from_secs(seconds));
    assert_eq!(server.get("/style.css").status, 200);
    server.get("/style.css").problem(429, "too-many-requests");
}

#[test]
fn clients_of_a_trusted_proxy_are_told_apart_and_others_cannot_pretend() {
    let limits = Limits {
        client_rate: 1,
        client_burst: 1,
        ..Limits::DEFAULT
    };
    let ask = |server: &Server, client: &str| {
        let fields = [("x-forwarded-for", client)];
        server.send("GET", "/style.css", &fields, b"").status
    };
    let direct = with(limits.clone());
    assert_eq!(ask(&direct, "192.0.2.1"), 200);
    assert_eq!(ask(&direct, "192.0.2.2"), 429);
    let settings = Settings {
        limits,
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        ..Settings::default()
    };
    let behind_proxy = Server::start_with(site_of(1), settings);
    assert_eq!(ask(&behind_proxy, "192.0.2.1"), 200);
    assert_eq!(ask(&behind_proxy, "192.0.2.2"), 200);
    assert_eq!(ask(&behind_proxy, "192.0.2.1"), 429);
    assert_eq!(ask(&behind_proxy, "192.0.2.9, 192.0.2.1"), 429);
}

#[test]
fn a_query_that_finds_the_queue_full_is_refused_at_once() {
    let limits = Limits {
        query_time: Duration::from_secs(3),
        queue_time: MINUTE,
        concurrent_queries: Some(1),
        quick_queries: 0,
        waiting_queries: 0,
        result_bytes: usize::MAX,
        ..Limits::DEFAULT
    };
    let server = limited(1000, limits);
    let mut first = server.begin_endless();
    let begun = Instant::now();
    let answer = server.query(COUNT, "");
    let problem = answer.problem(503, "busy");
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(problem["limit"]["name"], "waiting_queries");
    assert_eq!(answer.header("retry-after"), "5");
    Answer::read(&mut first).problem(504, "query-timeout");
}

#[test]
fn answers_that_nobody_takes_are_not_piled_up() {
    let server = limited(
        20_000,
        Limits {
            unsent_bytes: 1 << 20,
            // What is remembered is there once for all.
            cache_bytes: 0,
            client_rate: 0,
            ..Limits::DEFAULT
        },
    );
    let query = component("SELECT ?s (?s AS ?a) (?s AS ?b) (?s AS ?c) ?o { ?s ?p ?o }");
    let request = format!("GET /sparql?query={query} HTTP/1.1\r\nhost: t\r\n\r\n");
    let mut slow = Vec::new();
    let refused = (0..1000).any(|attempt| {
        if attempt < 20 {
            slow.push(server.connect(request.as_bytes()));
        }
        thread::sleep(MOMENT);
        let answer = server.query(FRESH, "");
        answer.status == 503 && answer.problem(503, "busy")["limit"]["name"] == "unsent_bytes"
    });
    assert!(refused);
    drop(slow);
    let freed = (0..500).any(|_| {
        thread::sleep(MOMENT);
        server.query(FRESH, "").status == 200
    });
    assert!(freed);
}

#[test]
fn a_short_query_is_answered_beside_long_ones() {
    let limits = Limits {
        query_time: Duration::from_secs(3),
        queue_time: MOMENT,
        concurrent_queries: Some(1),
        quick_queries: 1,
        quick_time: Duration::from_millis(200),
        result_bytes: usize::MAX,
        ..Limits::DEFAULT
    };
    let server = limited(1000, limits);
    let mut long = server.begin_endless();
    for _ in 0..5 {
        assert_eq!(server.query(FRESH, "").status, 200);
    }
    // One that is not done in its moment waits for its turn, here in vain.
    let problem = server
        .query(&format!("{ENDLESS} OFFSET 1"), "")
        .problem(503, "busy");
    assert_eq!(problem["limit"]["name"], "queue_time");
    Answer::read(&mut long).problem(504, "query-timeout");
}

#[test]
fn a_query_that_is_tried_in_vain_is_answered_in_its_turn() {
    let limits = Limits {
        concurrent_queries: Some(1),
        quick_queries: 1,
        quick_time: Duration::ZERO,
        queue_time: MINUTE,
        query_time: Duration::from_millis(500),
        result_bytes: usize::MAX,
        ..Limits::DEFAULT
    };
    let server = limited(1000, limits);
    let mut long = server.ask_endless();
    thread::sleep(MOMENT);
    assert_eq!(
        server.query("SELECT * { ?s ?p ?o }", "&format=csv").status,
        200
    );
    Answer::read(&mut long).problem(504, "query-timeout");
}
