//! Which form of an answer a client gets, and that no header breaks anything.

use super::*;

#[test]
fn the_heaviest_media_type_wins_and_then_the_most_specific_range() {
    let server = server();
    let of = |query: &str, accept: &str| {
        let target = format!("/sparql?query={}", component(query));
        let answer = server.send("GET", &target, &[("accept", accept)], b"");
        let media_type = answer.header("content-type").split(';').next();
        (answer.status, media_type.unwrap_or_default().to_owned())
    };
    for (accept, expected) in [
        (
            "application/sparql-results+xml;q=0.5, text/csv;q=0.6",
            "text/csv",
        ),
        (
            "text/csv;q=0.001, text/tab-separated-values;q=0.002",
            "text/tab-separated-values",
        ),
        (
            "text/csv, application/sparql-results+xml",
            "application/sparql-results+xml",
        ),
        (
            "*/*;q=0.1, text/*;q=0.9, text/csv;q=0.2",
            "text/tab-separated-values",
        ),
        ("TEXT/CSV; Q=1", "text/csv"),
        ("text/csv;header=present", "text/csv"),
        ("application/json", "application/json"),
        ("application/xml;q=0.8, image/png", "application/xml"),
        ("", "application/sparql-results+json"),
        (";;;,,q=1", "application/sparql-results+json"),
        ("text/csv;q=2, */*;q=0.1", "application/sparql-results+json"),
    ] {
        assert_eq!(of(COUNT, accept), (200, expected.to_owned()), "{accept}");
    }
    for (accept, expected) in [
        (
            "application/n-quads,application/trig;q=0.95,*/*;q=0.1",
            "application/n-quads",
        ),
        ("application/trig", "application/trig"),
        (
            "application/rdf+xml;q=0.9, application/ld+json",
            "application/ld+json",
        ),
        ("application/sparql-results+json, */*;q=0.2", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
    ] {
        let query = "CONSTRUCT WHERE { ?s ?p ?o }";
        assert_eq!(of(query, accept), (200, expected.to_owned()), "{accept}");
    }
    let problem = "application/problem+json".to_owned();
    for accept in ["image/png", "text/turtle", "*/*;q=0", "text/csv;q=0"] {
        assert_eq!(of(COUNT, accept), (406, problem.clone()), "{accept}");
    }
}

#[test]
fn several_accept_fields_are_one_list() {
    let server = server();
    let target = format!("/sparql?query={}", component(COUNT));
    let headers = [("accept", "text/csv;q=0.1"), ("accept", "application/xml")];
    let answer = server.send("GET", &target, &headers, b"");
    assert_eq!(answer.header("content-type"), "application/xml");
}

#[test]
fn a_format_goes_by_the_names_that_clients_have_for_it() {
    let server = server();
    for (format, expected) in [
        ("rdf+xml", "application/rdf+xml"),
        ("rdf%2Bxml", "application/rdf+xml"),
        ("n3", "text/turtle; charset=utf-8"),
        ("turtle", "text/turtle; charset=utf-8"),
        ("json-ld", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("JSON", "application/ld+json"),
        (
            "json-ld&format=application/ld%2Bjson%2Capplication/x-json%2Bld",
            "application/ld+json",
        ),
    ] {
        let answer = server.query("DESCRIBE <a:b>", &format!("&format={format}"));
        assert_eq!(answer.header("content-type"), expected, "{format}");
    }
}

/// Headers of every shape, from a seed: no answer is of the 5xx family.
#[test]
fn no_header_breaks_the_server() {
    let server = server();
    let words = [
        "text/csv",
        "*/*",
        "text/*",
        ";q=",
        "0.5",
        "1.0000",
        "\"",
        "\\",
        ",",
        ";",
        "=",
        "é",
        "\u{7f}",
        "q=nan",
        "application/",
        "/",
        " ",
        "\t",
        "charset=utf-16",
        "999999999999",
        "-1",
    ];
    let mut state = 4_u64;
    let mut next = move || {
        // Knuth's MMIX constants.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    let target = format!("/sparql?query={}", component(COUNT));
    for _ in 0..300 {
        let header: String = (0..next() % 9)
            .map(|_| words[next() % words.len()])
            .collect();
        for name in ["accept", "accept-language", "content-type", "host"] {
            let answer = server.send("GET", &target, &[(name, &header)], b"");
            assert!(answer.status < 500, "{name}: {header}: {}", answer.status);
        }
        let headers = [("content-type", header.as_str()), ("accept", "*/*")];
        let posted = server.send("POST", "/sparql", &headers, b"ASK {}");
        assert!(matches!(posted.status, 200 | 400..500), "{header}");
    }
}

#[test]
fn a_browser_is_told_of_an_error_in_a_page() {
    let limits = Limits {
        result_rows: 3,
        ..Limits::DEFAULT
    };
    let server = limited(10, limits);
    let browser = [
        (
            "accept",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        ),
        ("accept-language", "en"),
    ];
    let ask = |query: &str, headers: &[(&str, &str)]| {
        let target = format!("/sparql?query={}&format=table", component(query));
        server.send("GET", &target, headers, b"")
    };
    let limited = ask("SELECT * { ?s ?p ?o }", &browser);
    assert_eq!(limited.status, 500);
    assert_eq!(limited.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(limited.header("vary"), "accept, accept-language");
    assert!(
        limited
            .header("content-security-policy")
            .contains("style-src 'self'")
    );
    let page = limited.text();
    assert!(
        page.contains("more than 3 rows") && page.contains("stopped at a limit"),
        "{page}"
    );
    assert!(page.contains("#files\""), "{page}");
    let malformed = ask("SELECT <b>", &browser).text();
    assert!(
        malformed.contains("&#60;b&#62;") && !malformed.contains("<b>"),
        "{malformed}"
    );
    assert!(
        malformed.contains("not answered") && !malformed.contains("can be downloaded as files"),
        "{malformed}"
    );
    // Who prefers data, or takes both alike without naming HTML, gets data.
    for accept in ["*/*", "application/json, text/html;q=0.9", "text/html;q=0"] {
        let answer = ask("SELECT * { ?s ?p ?o }", &[("accept", accept)]);
        answer.problem(500, "answer-too-large");
    }
}
