//! Service Description: the manifest names its tests, and leaves it to the runner what they do.

use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, NamedOrBlankNodeRef, TermRef};

use super::Outcomes;
use super::cases;
use super::client::{HOST, Server};
use crate::w3c::manifest::{Suite, iri};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";

/// Properties of the vocabulary that a description may use (SPARQL 1.1 Service Description §3.4): class of the subject, and
/// class of the object if that is one of the vocabulary, `IRI` if it is only said to be a resource.
const PROPERTIES: [(&str, &str, &str); 13] = [
    ("endpoint", "Service", "IRI"),
    ("feature", "Service", "IRI"),
    ("defaultEntailmentRegime", "Service", "IRI"),
    ("defaultSupportedEntailmentProfile", "Service", "IRI"),
    ("extensionFunction", "Service", "IRI"),
    ("supportedLanguage", "Service", "IRI"),
    ("resultFormat", "Service", "IRI"),
    ("inputFormat", "Service", "IRI"),
    ("defaultDataset", "Service", "Dataset"),
    ("defaultGraph", "Dataset", "Graph"),
    ("namedGraph", "Dataset", "NamedGraph"),
    ("name", "NamedGraph", "IRI"),
    ("graph", "NamedGraph", "Graph"),
];

/// Individuals that these properties have as values.
const VALUES: [(&str, &[&str]); 2] = [
    (
        "feature",
        &[
            "DereferencesURIs",
            "UnionDefaultGraph",
            "RequiresDataset",
            "EmptyGraphs",
            "BasicFederatedQuery",
        ],
    ),
    (
        "supportedLanguage",
        &["SPARQL10Query", "SPARQL11Query", "SPARQL11Update"],
    ),
];

pub(super) fn outcomes(suite: &Suite) -> Outcomes {
    let data = suite.quads(
        &format!(
            "{}sparql11/protocol/data1.nt",
            crate::w3c::manifest::PUBLISHED
        ),
        &iri("http://example.org/graph").into(),
    );
    let server = Server::of(&data);
    cases::read(suite, "service-description/manifest.ttl")
        .into_iter()
        .map(|case| {
            let described = server.send("GET", "/sparql", &[], b"").graph();
            let outcome = match case.iri.rsplit('#').next().unwrap() {
                "returns-rdf" => returns_rdf(&server),
                "has-endpoint-triple" => described.and_then(|graph| has_endpoint(&graph)),
                "conforms-to-schema" => described.and_then(|graph| conforms(&graph)),
                other => Err(format!("what does {other} test?")),
            };
            (case.iri, outcome)
        })
        .collect()
}

fn returns_rdf(server: &Server) -> Result<(), String> {
    for accept in [
        "text/turtle",
        "application/rdf+xml",
        "application/n-triples",
        "application/ld+json",
        "application/n-quads",
        "application/trig",
    ] {
        let headers = [("accept".to_owned(), accept.to_owned())];
        let answer = server.send("GET", "/sparql", &headers, b"");
        if answer.status != 200 || answer.media_type() != accept || answer.graph()?.is_empty() {
            return Err(format!("{accept}: {} {}", answer.status, answer.text()));
        }
    }
    Ok(())
}

fn has_endpoint(graph: &Graph) -> Result<(), String> {
    let endpoint = iri(&format!("http://{HOST}/sparql"));
    let property = iri(&format!("{SD}endpoint"));
    graph
        .subject_for_predicate_object(&property, &endpoint)
        .map(drop)
        .ok_or_else(|| format!("no endpoint {endpoint}:\n{graph}"))
}

fn conforms(graph: &Graph) -> Result<(), String> {
    let service = iri(&format!("{SD}Service"));
    let services = graph.subjects_for_predicate_object(rdf::TYPE, &service);
    if services.count() != 1 {
        return Err("not one service".to_owned());
    }
    let is_a = |node: NamedOrBlankNodeRef<'_>, class: &str| {
        let class = iri(&format!("{SD}{class}"));
        graph
            .objects_for_subject_predicate(node, rdf::TYPE)
            .any(|it| it == TermRef::NamedNode(class.as_ref()))
    };
    for triple in graph {
        let Some(name) = triple.predicate.as_str().strip_prefix(SD) else {
            continue;
        };
        let Some((_, domain, range)) = PROPERTIES.iter().find(|(it, ..)| *it == name) else {
            return Err(format!("no such property: {triple}"));
        };
        let object = match triple.object {
            TermRef::NamedNode(node) => NamedOrBlankNodeRef::from(node),
            TermRef::BlankNode(node) => node.into(),
            TermRef::Literal(_) => return Err(format!("a literal: {triple}")),
        };
        if !is_a(triple.subject, domain) || (*range != "IRI" && !is_a(object, range)) {
            return Err(format!("of another class: {triple}"));
        }
        if *range == "IRI" && !matches!(triple.object, TermRef::NamedNode(_)) {
            return Err(format!("no IRI: {triple}"));
        }
        for (of, values) in VALUES {
            let value = triple.object.to_string();
            let known = values.iter().any(|it| value == format!("<{SD}{it}>"));
            if of == name && !known {
                return Err(format!("no such value: {triple}"));
            }
        }
    }
    Ok(())
}
