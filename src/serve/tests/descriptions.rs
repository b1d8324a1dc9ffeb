//! What the server says of itself: service description and `VoID`.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, NamedNodeRef, TermRef, Triple};

use super::*;
use crate::vocab::{PREFIXES, sd, sh, void};

fn graph_of(answer: &Answer) -> Graph {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let media_type = answer.header("content-type");
    let format = RdfFormat::from_media_type(media_type).unwrap();
    let quads = RdfParser::from_format(format).for_slice(&answer.body);
    quads.map(|quad| Triple::from(quad.unwrap())).collect()
}

fn objects<'a>(graph: &'a Graph, predicate: &'a str) -> Vec<String> {
    let predicate = NamedNodeRef::new(predicate).unwrap();
    let mut objects: Vec<_> = graph
        .triples_for_predicate(predicate)
        .map(|triple| match triple.object {
            TermRef::NamedNode(node) => node.as_str().to_owned(),
            TermRef::Literal(literal) => literal.value().to_owned(),
            TermRef::BlankNode(_) => String::new(),
        })
        .collect();
    objects.sort();
    objects
}

/// Four resources in two graphs, two of them of a class.
fn described() -> Site {
    let text = "@prefix : <https://e.org/id/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        :graph\\/0 { :org\\/0 a :Agency ; skos:prefLabel 'Länsstyrelsen'@sv . }
        :graph\\/1 { :org\\/1 a :Agency ; skos:prefLabel 'Länsstyrelsen'@sv . }";
    let mut freezer = Freezer::default();
    for quad in RdfParser::from_format(RdfFormat::TriG).for_slice(text.as_bytes()) {
        freezer.insert(quad.unwrap().as_ref()).unwrap();
    }
    let mut site = site_of(0);
    site = site.with_statistics(freezer.in_memory().unwrap().statistics().unwrap());
    site
}

#[test]
fn the_bare_endpoint_describes_itself_in_every_syntax() {
    let server = Server::start(described());
    let plain = graph_of(&server.get("/sparql"));
    for accept in [
        "text/turtle",
        "application/n-triples",
        "application/ld+json",
        "application/rdf+xml",
        "application/n-quads,application/trig;q=0.95,text/html;q=0.2,*/*;q=0.1",
        "application/trig",
    ] {
        let answer = server.send("GET", "/sparql", &[("accept", accept)], b"");
        assert!(accept.starts_with(answer.header("content-type").split(';').next().unwrap()));
        assert_eq!(graph_of(&answer).len(), plain.len(), "{accept}");
    }
    assert_eq!(objects(&plain, sd::ENDPOINT), ["http://test/sparql"]);
    assert_eq!(objects(&plain, sd::FEATURE), [sd::UNION_DEFAULT_GRAPH]);
    assert_eq!(
        objects(&plain, sd::NAME),
        ["https://e.org/id/graph/0", "https://e.org/id/graph/1"]
    );
    assert_eq!(objects(&plain, void::TRIPLES), ["2", "2", "4"]);
    assert_eq!(objects(&plain, sh::PREFIX).len(), PREFIXES.len());
    assert_eq!(objects(&plain, sh::SELECT), [COUNT]);
    server
        .send("GET", "/sparql", &[("accept", "image/png")], b"")
        .problem(406, "not-acceptable");
    let by_name = server.get("/sparql?format=nt");
    assert_eq!(by_name.header("content-type"), "application/n-triples");
    let head = server.send("HEAD", "/sparql", &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn a_browser_at_the_bare_endpoint_is_sent_to_the_form() {
    let server = server();
    let answer = server.send("GET", "/sparql", &[("accept", "text/html,*/*;q=0.8")], b"");
    assert_eq!((answer.status, answer.header("location")), (303, "./"));
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("vary"), "accept");
}

#[test]
fn void_tells_what_there_is_and_where() {
    let server = Server::start(described());
    let answer = server.get("/.well-known/void");
    assert_eq!(answer.header("content-type"), "text/turtle; charset=utf-8");
    assert_eq!(answer.body, server.get("/.well-known/void").body);
    assert!(
        answer.text().contains("void:classPartition"),
        "{}",
        answer.text()
    );
    let graph = graph_of(&answer);
    assert_eq!(
        objects(&graph, void::SPARQL_ENDPOINT),
        ["http://test/sparql"]
    );
    assert_eq!(objects(&graph, void::URI_SPACE), ["https://e.org/id/"]);
    assert_eq!(
        objects(&graph, void::DATA_DUMP),
        ["http://test/dump/all.nt"]
    );
    assert_eq!(objects(&graph, void::CLASSES), ["1"]);
    assert_eq!(objects(&graph, void::PROPERTIES), ["2"]);
    assert_eq!(objects(&graph, void::ENTITIES), ["2"]);
    assert_eq!(objects(&graph, void::PROPERTY_PARTITION).len(), 4);
    assert_eq!(
        objects(&graph, void::EXAMPLE_RESOURCE),
        ["https://e.org/id/org/0"; 2]
    );
    assert_eq!(objects(&graph, sh::SELECT), [COUNT]);
    server
        .send("GET", "/.well-known/void", &[("accept", "text/csv")], b"")
        .problem(406, "not-acceptable");
}

#[test]
fn addresses_are_those_of_the_operator_if_he_says() {
    let site = site_of(2).with_address("https://data.e.org/x").unwrap();
    let server = Server::start(site);
    let graph = graph_of(&server.get("/.well-known/void"));
    assert_eq!(
        objects(&graph, void::SPARQL_ENDPOINT),
        ["https://data.e.org/x/sparql"]
    );
}

#[test]
fn of_many_classes_the_largest_are_described() {
    let mut freezer = Freezer::default();
    let node = |text: String| NamedNode::new(text).unwrap();
    for class in 0..=MAX_DESCRIBED {
        // The last one has two instances, the others have one.
        for instance in 0..=class / MAX_DESCRIBED {
            let triple = Triple::new(
                node(format!("https://e.org/{class}/{instance}")),
                oxigraph::model::vocab::rdf::TYPE,
                node(format!("https://e.org/C{class:04}")),
            );
            let quad = triple.in_graph(oxigraph::model::GraphName::DefaultGraph);
            freezer.insert(quad.as_ref()).unwrap();
        }
    }
    let frozen = freezer.in_memory().unwrap();
    let server = Server::start(Site::new(frozen, Text::default(), Text::default()));
    let graph = graph_of(&server.get("/.well-known/void"));
    let classes = objects(&graph, void::CLASS);
    assert_eq!(classes.len(), MAX_DESCRIBED);
    assert!(classes.contains(&format!("https://e.org/C{MAX_DESCRIBED:04}")));
    assert_eq!(objects(&graph, void::CLASSES), ["1001"]);
    let comments = objects(&graph, crate::vocab::rdfs::COMMENT);
    assert!(comments.contains(&"Of 1001 classes, the 1000 largest are named.".to_owned()));
}

#[test]
fn a_relative_iri_of_a_query_is_one_of_the_dataset() {
    let server = server();
    let answer = server.query("SELECT ?o { <org/1> skos:prefLabel ?o }", "&format=csv");
    assert_eq!(answer.text().lines().count(), 2, "{}", answer.text());
    let plain = Server::start(Site::new(
        Freezer::default().in_memory().unwrap(),
        Text::default(),
        Text::default(),
    ));
    let answer = plain.query("CONSTRUCT { <s> <p> 1 } {}", "&format=nt");
    assert!(
        answer
            .text()
            .starts_with("<http://test/s> <http://test/p> ")
    );
}
