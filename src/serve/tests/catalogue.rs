//! The catalogue as it is served, and that it tells of the files that are served.

use std::collections::BTreeSet;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Quad, Term};
use serde_json::Value;
use sha1::{Digest, Sha1};

use super::*;
use crate::graph::hex;
use crate::serve::routes::ROUTES;
use crate::vocab::{dcat, spdx};

const ROOT: &str = "https://w3id.org/uppdrag/";

/// The dataset of the repository as `prepare` makes it.
fn dataset() -> Server {
    let mut report = crate::report::Report::default();
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let export = crate::export::check(&directory, &mut report, &mut |_| {}).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let manifest = export.manifest(folder.path()).unwrap();
    let site = manifest.site(export.freeze().unwrap(), folder.path());
    Server::start(site.unwrap().keeping(folder))
}

fn quads(body: &[u8], format: RdfFormat) -> Vec<Quad> {
    let quads = RdfParser::from_format(format).for_slice(body);
    quads.collect::<Result<_, _>>().unwrap()
}

fn text(term: &Term) -> &str {
    match term {
        Term::NamedNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
        Term::BlankNode(_) => panic!("a blank node"),
    }
}

#[test]
fn the_catalogue_is_served_and_tells_of_the_files_that_are_served() {
    let server = dataset();
    // Who names nothing, or anything, is a portal: it gets RDF/XML.
    for (path, accept, media_type) in [
        ("/catalog", "", "application/rdf+xml"),
        ("/catalog", "*/*", "application/rdf+xml"),
        ("/catalog", "text/turtle", "text/turtle; charset=utf-8"),
        (
            "/catalog",
            "text/html,*/*;q=0.8",
            "text/html; charset=utf-8",
        ),
        (
            "/datasets/dcat",
            "text/html,*/*;q=0.8",
            "application/rdf+xml",
        ),
        (
            "/datasets/dcat",
            "application/ld+json",
            "application/ld+json",
        ),
        // A harvester that names HTML alone is not sent away.
        ("/datasets/dcat", "text/html", "application/rdf+xml"),
        ("/datasets/dcat", "application/xml", "application/rdf+xml"),
        ("/catalog", "application/xml", "application/rdf+xml"),
        ("/catalog.jsonld", "", "application/ld+json"),
        (
            "/catalog?format=ttl",
            "text/html",
            "text/turtle; charset=utf-8",
        ),
        (
            "/datasets/dcat?format=jsonld",
            "text/turtle",
            "application/ld+json",
        ),
        (
            "/datasets/dcat?format=rdf",
            "image/png",
            "application/rdf+xml",
        ),
    ] {
        let answer = server.send("GET", path, &[("accept", accept)], b"");
        assert_eq!(answer.status, 200, "{path} {accept}");
        assert_eq!(answer.header("content-type"), media_type, "{path} {accept}");
    }
    let refused = server.send("GET", "/catalog", &[("accept", "image/png")], b"");
    refused.problem(406, "not-acceptable");
    for path in ["/catalog", "/datasets/dcat"] {
        let unknown = server.get(&format!("{path}?format=csv"));
        unknown.problem(400, "unknown-format");
    }

    let quads = quads(&server.get("/datasets/dcat").body, RdfFormat::RdfXml);
    let value = |subject: &str, property: &str| {
        let mut found = quads.iter().filter(|it| {
            it.predicate.as_str() == property && text(&it.subject.clone().into()) == subject
        });
        text(&found.next().unwrap().object).to_owned()
    };
    let listed: Vec<&Quad> = quads
        .iter()
        .filter(|it| it.predicate.as_str() == dcat::DOWNLOAD_URL)
        .collect();
    assert_eq!(listed.len(), 11);
    for file in listed {
        let distribution = file.subject.to_string();
        let distribution = distribution.trim_matches(['<', '>']);
        let path = text(&file.object).strip_prefix(ROOT).unwrap();
        let answer = server.get(&format!("/{path}"));
        assert_eq!(answer.status, 200, "{path}");
        let size = answer.body.len().to_string();
        assert_eq!(value(distribution, dcat::BYTE_SIZE), size, "{path}");
        let sum = value(&value(distribution, spdx::CHECKSUM), spdx::CHECKSUM_VALUE);
        assert_eq!(sum, hex(&Sha1::digest(&answer.body)), "{path}");
        let media_type = value(distribution, dcat::MEDIA_TYPE);
        let told = answer.header("content-type").split(';').next().unwrap();
        assert!(media_type.ends_with(told), "{path}: {told}");
    }

    // Every IRI of the catalogue leads to its entry on the page.
    let page = server.get("/en/catalog").text();
    let subjects: BTreeSet<String> = quads.iter().map(|it| it.subject.to_string()).collect();
    let mut followed = 0;
    for subject in &subjects {
        let iri = subject.trim_matches(['<', '>']);
        let Some(path) = iri.strip_prefix(ROOT).filter(|it| !it.is_empty()) else {
            continue;
        };
        let answer = server.get(&format!("/{path}"));
        if path == "catalog" || path.starts_with("ns") {
            assert_eq!(answer.status, 200, "{path}");
            continue;
        }
        assert_eq!(answer.status, 303, "{path}");
        let location = answer.header("location");
        if let Some((_, anchor)) = location.split_once('#') {
            assert!(page.contains(&format!("id=\"{anchor}\"")), "{location}");
        }
        followed += 1;
    }
    assert!(followed > 20, "{followed}");
    for nothing in [
        "/dataset/other",
        "/dataset/uppdrag/distribution/csv",
        "/service/other",
    ] {
        server.get(nothing).problem(404, "not-found");
    }
    assert!(server.get("/sv/").text().contains("Datakatalog"));
}

#[test]
fn the_description_of_the_addresses_has_every_route() {
    let server = dataset();
    let openapi: Value = serde_json::from_slice(&server.get("/openapi.json").body).unwrap();
    assert_eq!(openapi["openapi"], "3.1.0");
    assert_eq!(openapi["servers"][0]["url"], ROOT.trim_end_matches('/'));
    let paths = openapi["paths"].as_object().unwrap();
    let harvested = &paths["/datasets/dcat"]["get"]["responses"]["200"]["content"];
    assert!(harvested["text/html"].is_null() && harvested["text/turtle"].is_object());
    assert_eq!(paths.len(), ROUTES.len());
    for route in ROUTES {
        let operations = &paths[&route.path.replace("{*", "{")];
        assert!(operations["get"]["responses"]["default"].is_object());
        // A method that the description does not have is refused, those that it has are not.
        let path = route.path.replace(['{', '}', '*'], "");
        let posted = server.send("POST", &path, &[("content-type", "text/plain")], b"");
        let is_refused = posted.status == 405;
        assert_eq!(is_refused, operations["post"].is_null(), "{path}");
    }
    // There is no other list of routes.
    assert_eq!(include_str!("../mod.rs").matches(".route(").count(), 1);
}

#[test]
fn a_site_without_a_dataset_has_no_catalogue() {
    let server = server();
    for path in [
        "/catalog",
        "/catalog.ttl",
        "/openapi.json",
        "/dataset/uppdrag",
        "/contact",
    ] {
        server.get(path).problem(404, "not-found");
    }
    assert!(!server.get("/en/").text().contains("catalogue"));
}
