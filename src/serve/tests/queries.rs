//! Queries by the SPARQL protocol: how they come, and in which form they are answered.

use super::*;

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
