//! Answers that are remembered, and clients that have them already.

use super::*;

const ALL: &str = "SELECT ?s { ?s ?p ?o } ORDER BY ?s";

fn count(server: &Server, metric: &str) -> u64 {
    let metrics = server.get("/metrics").text();
    let line = metrics
        .lines()
        .find_map(|line| line.strip_prefix(&format!("uppdrag_{metric} ")));
    line.unwrap().parse().unwrap()
}

#[test]
fn a_query_is_answered_once_and_then_remembered() {
    let server = Server::start(site_of(3));
    let first = server.query(ALL, "&format=csv");
    for same in [ALL, "SELECT ?s  # again\n{ ?s ?p ?o }\tORDER BY ?s\n"] {
        let again = server.query(same, "&format=csv");
        assert_eq!((again.status, &again.body), (200, &first.body));
        assert_eq!(again.header("etag"), first.header("etag"));
        assert_eq!(again.header("content-type"), first.header("content-type"));
    }
    let other = server.query(ALL, "&format=json");
    assert_ne!(other.body, first.body);
    assert_eq!(count(&server, "answers_found_total"), 2);
    assert_eq!(count(&server, "answers_missed_total"), 2);
    assert_eq!(count(&server, "answers_remembered"), 2);
}

#[test]
fn another_graph_is_asked_anew() {
    let inner = super::super::Server::new(site_of(3), Settings::default());
    let server = Server::of(inner.clone());
    let before = server.query(COUNT, "&format=csv");
    inner.replace(site_of(5));
    let after = server.query(COUNT, "&format=csv");
    assert_ne!(before.body, after.body);
    assert_ne!(before.header("etag"), after.header("etag"));
}

#[test]
fn who_has_the_answer_is_told_so() {
    let server = Server::start(site_of(3));
    let target = format!("/sparql?query={}", component(ALL));
    let first = server.get(&target);
    assert_eq!(first.header("cache-control"), "no-cache");
    let tag = first.header("etag");
    for known in [tag, &format!("W/{tag}"), &format!("\"x\", {tag}"), "*"] {
        let again = server.send("GET", &target, &[("if-none-match", known)], b"");
        assert_eq!((again.status, again.body.len()), (304, 0), "{known}");
        assert_eq!(again.header("etag"), tag);
    }
    let other = server.send("GET", &target, &[("if-none-match", "\"x\"")], b"");
    assert_eq!((other.status, other.body), (200, first.body.clone()));
}

#[test]
fn what_changes_and_what_is_refused_is_not_remembered() {
    let server = Server::start(site_of(3));
    for query in ["SELECT (RAND() AS ?x) {}", "SELECT (UUID() AS ?x) {}"] {
        let one = server.query(query, "&format=csv");
        let other = server.query(query, "&format=csv");
        assert_ne!(one.body, other.body, "{query}");
        assert_eq!(
            (one.header("cache-control"), one.header("etag")),
            ("no-store", "")
        );
    }
    server
        .query("SELECT nonsense", "")
        .problem(400, "malformed-query");
    assert_eq!(count(&server, "answers_remembered"), 0);
}
