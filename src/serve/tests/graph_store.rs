//! The Graph Store Protocol, reading side.

use super::*;

fn graph(at: usize) -> String {
    component(&format!("https://e.org/id/graph/{at}"))
}

#[test]
fn a_graph_is_read_by_its_name_in_each_way() {
    let server = server();
    let indirect = server.get(&format!("/graphs?graph={}", graph(1)));
    assert_eq!(indirect.status, 200, "{}", indirect.text());
    assert_eq!(
        indirect.header("content-type"),
        "text/turtle; charset=utf-8"
    );
    assert_eq!(indirect.header("vary"), "accept");
    let direct = server.get("/graphs/1");
    assert_eq!(direct.text(), indirect.text());
    let constructed = server.query(
        "CONSTRUCT { ?s ?p ?o } { GRAPH <https://e.org/id/graph/1> { ?s ?p ?o } }",
        "",
    );
    assert_eq!(indirect.text(), constructed.text());
    let whole = server.get("/graphs?default=&format=nt");
    let all = server.query("CONSTRUCT WHERE { ?s ?p ?o }", "&format=nt");
    assert!(whole.body == all.body && whole.text().lines().count() == 4);
    let head = server.send("HEAD", "/graphs/1", &[], b"");
    assert_eq!(
        (head.status, head.body.len(), head.header("content-length")),
        (200, 0, indirect.body.len().to_string().as_str())
    );
}

#[test]
fn a_graph_comes_in_every_syntax_of_rdf() {
    let server = server();
    for media_type in [
        "text/turtle",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
        "application/rdf+xml",
        "application/ld+json",
    ] {
        let accept = [("accept", media_type)];
        let answer = server.send("GET", "/graphs?default", &accept, b"");
        let of = answer.header("content-type").split(';').next();
        assert_eq!((answer.status, of), (200, Some(media_type)));
        let format = oxigraph::io::RdfFormat::from_media_type(media_type).unwrap();
        let read = oxigraph::io::RdfParser::from_format(format).for_slice(&answer.body);
        assert_eq!(read.map(Result::unwrap).count(), 4, "{media_type}");
    }
    let accept = [("accept", "text/csv")];
    let refused = server.send("GET", "/graphs?default", &accept, b"");
    refused.problem(406, "not-acceptable");
}

#[test]
fn a_graph_that_is_not_there_is_404_and_a_malformed_name_400() {
    let server = server();
    for target in [
        "/graphs?graph=https%3A%2F%2Fe.org%2Fid%2Fgraph%2F9".to_owned(),
        "/graphs/9".to_owned(),
        "/graphs/%FF".to_owned(),
        "/graphs/../graphs".to_owned(),
        format!("/graphs?graph={}", component(&graph(1))),
    ] {
        let answer = server.get(&target);
        assert!(matches!(answer.status, 400 | 404), "{target}");
    }
    server.get("/graphs/9").problem(404, "unknown-graph");
    server.get("/graphs").problem(400, "missing-graph");
    for target in [
        "/graphs?graph=0".to_owned(),
        format!("/graphs?graph={0}&graph={0}", graph(1)),
        format!("/graphs?default&graph={}", graph(1)),
        "/graphs?graph=%FF".to_owned(),
    ] {
        server.get(&target).problem(400, "malformed-request");
    }
    server
        .get("/graphs/1?format=docx")
        .problem(400, "unknown-format");
}

#[test]
fn nothing_can_be_written() {
    let server = server();
    let body = b"<a:> <a:> <a:> .";
    let before = server.get("/graphs?default&format=nt").text();
    for target in ["/graphs?default", "/graphs", "/graphs/1", "/graphs/new"] {
        for method in ["PUT", "POST", "DELETE", "PATCH"] {
            let headers = [("content-type", "text/turtle")];
            let answer = server.send(method, target, &headers, body);
            answer.problem(405, "method-not-allowed");
            assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
        }
    }
    assert_eq!(server.get("/graphs?default&format=nt").text(), before);
}

#[test]
fn a_graph_over_the_limit_does_not_come_in_part() {
    let limits = Limits {
        result_bytes: 10_000,
        ..Limits::DEFAULT
    };
    let server = limited(1000, limits);
    let problem = server
        .get("/graphs?default")
        .problem(500, "answer-too-large");
    assert_eq!(problem["limit"]["name"], "result_bytes");
}
