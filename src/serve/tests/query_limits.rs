//! What a query may cost: its text, its time, its answer, and how it is stopped.

use super::*;

#[test]
fn the_default_limits_are_those_of_the_documentation() {
    let limits = Limits::default();
    assert_eq!(limits, Limits::DEFAULT);
    assert_eq!(limits.query_time, Duration::from_secs(30));
    let processors = thread::available_parallelism().unwrap().get();
    assert_eq!(limits.running_queries(), processors + 1);
    assert_eq!(limits.running_queries_of_client(), processors);
    assert_eq!(limits.running_pages(), 2 * processors);
    let none = Limits {
        concurrent_queries: Some(0),
        client_queries: Some(0),
        concurrent_pages: Some(0),
        ..limits
    };
    let least = [
        none.running_queries(),
        none.running_queries_of_client(),
        none.running_pages(),
    ];
    assert_eq!(least, [1, 1, 1]);
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
