//! The routes: which path goes to which handler, and what the description of the server says of it.
//!
//! There is no other list: the router and [`openapi`](fn@super::openapi) are made from this one.

use axum::routing::{MethodRouter, get};

use super::{
    Server, catalogue, documents, dumps, editor, graph_store, health, html, metrics, resource,
    sparql, void,
};

/// A route.
pub(super) struct Route {
    /// As axum has it: `{*path}` is the rest of a path, with its slashes.
    pub(super) path: &'static str,
    pub(super) handler: fn() -> MethodRouter<Server>,
    pub(super) group: Group,
    /// A sentence without its full stop.
    pub(super) summary: &'static str,
    /// Parameters of the query string.
    pub(super) parameters: &'static [Parameter],
    /// Media types of its answers; of none, its answers send elsewhere.
    pub(super) answers: &'static [&'static str],
}

/// A parameter of the query string: its name, and what it says.
pub(super) type Parameter = (&'static str, &'static str);

/// What a route belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Query,
    Data,
    Catalogue,
    Pages,
    Operations,
}

impl Group {
    pub(super) const ALL: [Self; 5] = [
        Self::Query,
        Self::Data,
        Self::Catalogue,
        Self::Pages,
        Self::Operations,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Query => "Query",
            Self::Data => "Data",
            Self::Catalogue => "Catalogue",
            Self::Pages => "Pages",
            Self::Operations => "Operations",
        }
    }

    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Query => "Questions in SPARQL 1.1",
            Self::Data => "Resources, graphs and files",
            Self::Catalogue => "What there is, for portals and programs",
            Self::Pages => "Pages for people, in Swedish and English",
            Self::Operations => "For whoever keeps the server running",
        }
    }
}

const HTML: &str = "text/html";
const JSON: &str = "application/json";
const RDF: [&str; 4] = [
    "text/turtle",
    "application/ld+json",
    "application/rdf+xml",
    "application/n-triples",
];
const GRAPHS: &[&str] = &[
    RDF[0],
    RDF[1],
    RDF[2],
    RDF[3],
    "application/n-quads",
    "application/trig",
];
const PAGES: &[&str] = &[HTML];
const RESOURCE: &[&str] = &[HTML, RDF[0], RDF[1], RDF[2], RDF[3]];
const CATALOGUE: &[&str] = &[RDF[2], RDF[0], RDF[1], HTML];
const HARVESTED: &[&str] = &[RDF[2], RDF[0], RDF[1]];
const FILES: &[&str] = &["application/octet-stream"];
const LANGUAGE: Parameter = (
    "lang",
    "sv or en; without it, what Accept-Language asks for",
);
const FORMAT: Parameter = (
    "format",
    "name of a format, such as json, csv or ttl; without it, what Accept asks for",
);

const CATALOGUE_FORMAT: Parameter = (
    "format",
    "rdf, ttl or jsonld; without it, what Accept asks for, and RDF/XML if any will do",
);

/// All routes.
pub(super) const ROUTES: &[Route] = &[
    Route {
        path: "/",
        handler: || get(html::get),
        group: Group::Pages,
        summary: "The front page",
        parameters: &[LANGUAGE],
        answers: PAGES,
    },
    Route {
        path: "/{page}",
        handler: || get(html::get),
        group: Group::Pages,
        summary: "A page in the language of the reader; /ns and its forms are the ontology, \
                  /resource?iri=… is any IRI of the graph",
        parameters: &[
            LANGUAGE,
            FORMAT,
            ("iri", "the IRI of a resource, for the page resource"),
            ("q", "what is searched for, for the page search"),
        ],
        answers: RESOURCE,
    },
    Route {
        path: "/sv/",
        handler: || get(html::get),
        group: Group::Pages,
        summary: "The front page in Swedish",
        parameters: &[],
        answers: PAGES,
    },
    Route {
        path: "/sv/{*path}",
        handler: || get(html::get),
        group: Group::Pages,
        summary: "A page in Swedish",
        parameters: &[],
        answers: PAGES,
    },
    Route {
        path: "/en/",
        handler: || get(html::get),
        group: Group::Pages,
        summary: "The front page in English",
        parameters: &[],
        answers: PAGES,
    },
    Route {
        path: "/en/{*path}",
        handler: || get(html::get),
        group: Group::Pages,
        summary: "A page in English",
        parameters: &[],
        answers: PAGES,
    },
    Route {
        path: "/style.css",
        handler: || get(html::style),
        group: Group::Pages,
        summary: "The style sheet of the pages",
        parameters: &[],
        answers: &["text/css"],
    },
    Route {
        path: "/editor/{file}",
        handler: || get(editor::get),
        group: Group::Pages,
        summary: "A file of the query editor",
        parameters: &[],
        answers: &["text/javascript", "text/css"],
    },
    Route {
        path: "/id/{*path}",
        handler: || get(resource::id),
        group: Group::Data,
        summary: "The IRI of a resource: sends to its description in the form that is accepted",
        parameters: &[],
        answers: &[],
    },
    Route {
        path: "/doc/{*path}",
        handler: || get(resource::get),
        group: Group::Data,
        summary: "The description of a resource; a suffix such as .ttl names a form",
        parameters: &[],
        answers: RESOURCE,
    },
    Route {
        path: "/ns/{version}",
        handler: || get(resource::get),
        group: Group::Data,
        summary: "A version of the ontology",
        parameters: &[],
        answers: RESOURCE,
    },
    Route {
        path: "/sparql",
        handler: || get(sparql::get).post(sparql::post),
        group: Group::Query,
        summary: "The answer to a query (SPARQL 1.1 Protocol); without one, the description of the \
                  endpoint",
        parameters: &[
            ("query", "a query in SPARQL 1.1"),
            ("default-graph-uri", "IRI of a graph to be asked"),
            ("named-graph-uri", "IRI of a graph that GRAPH may name"),
            FORMAT,
        ],
        answers: &[
            "application/sparql-results+json",
            "application/sparql-results+xml",
            "text/csv",
            "text/tab-separated-values",
            RDF[0],
            RDF[1],
            RDF[2],
            RDF[3],
        ],
    },
    Route {
        path: "/graphs",
        handler: || get(graph_store::indirect),
        group: Group::Data,
        summary: "A named graph, or all triples (SPARQL 1.1 Graph Store HTTP Protocol, the reading \
                  side)",
        parameters: &[
            ("graph", "IRI of a graph"),
            ("default", "without a value: all triples"),
            FORMAT,
        ],
        answers: GRAPHS,
    },
    Route {
        path: "/graphs/{*path}",
        handler: || get(graph_store::direct),
        group: Group::Data,
        summary: "A named graph by its key",
        parameters: &[FORMAT],
        answers: GRAPHS,
    },
    Route {
        path: "/dump/{*path}",
        handler: || get(dumps::get),
        group: Group::Data,
        summary: "A file with all statements; packed for who accepts it, and from any byte on",
        parameters: &[],
        answers: FILES,
    },
    Route {
        path: "/ontology/{*path}",
        handler: || get(documents::get),
        group: Group::Data,
        summary: "A file of the ontology: terms, concept schemes, alignments, shapes, context",
        parameters: &[],
        answers: &[RDF[0], RDF[1]],
    },
    Route {
        path: "/.well-known/void",
        handler: || get(void::get),
        group: Group::Catalogue,
        summary: "What is in the graph, with counts (VoID)",
        parameters: &[FORMAT],
        answers: GRAPHS,
    },
    Route {
        path: "/catalog",
        handler: || get(catalogue::get),
        group: Group::Catalogue,
        summary: "The catalogue of datasets and files (DCAT-AP-SE 3.0.1)",
        parameters: &[LANGUAGE, CATALOGUE_FORMAT],
        answers: CATALOGUE,
    },
    Route {
        path: "/catalog.rdf",
        handler: || get(documents::get),
        group: Group::Catalogue,
        summary: "The catalogue as RDF/XML",
        parameters: &[],
        answers: &[RDF[2]],
    },
    Route {
        path: "/catalog.ttl",
        handler: || get(documents::get),
        group: Group::Catalogue,
        summary: "The catalogue as Turtle",
        parameters: &[],
        answers: &[RDF[0]],
    },
    Route {
        path: "/catalog.jsonld",
        handler: || get(documents::get),
        group: Group::Catalogue,
        summary: "The catalogue as JSON-LD",
        parameters: &[],
        answers: &[RDF[1]],
    },
    Route {
        path: "/datasets/dcat",
        handler: || get(catalogue::get),
        group: Group::Catalogue,
        summary: "The catalogue as data, where Swedish portals look for it",
        parameters: &[CATALOGUE_FORMAT],
        answers: HARVESTED,
    },
    Route {
        path: "/dataset/{*path}",
        handler: || get(catalogue::entry),
        group: Group::Catalogue,
        summary: "The IRI of a dataset or a file: sends to its entry in the catalogue",
        parameters: &[],
        answers: &[],
    },
    Route {
        path: "/service/{service}",
        handler: || get(catalogue::entry),
        group: Group::Catalogue,
        summary: "The IRI of the SPARQL endpoint: sends to its entry in the catalogue",
        parameters: &[],
        answers: &[],
    },
    Route {
        path: "/contact",
        handler: || get(catalogue::entry),
        group: Group::Catalogue,
        summary: "The IRI of whom to ask: sends to the catalogue",
        parameters: &[],
        answers: &[],
    },
    Route {
        path: "/publisher",
        handler: || get(catalogue::entry),
        group: Group::Catalogue,
        summary: "The IRI of who publishes: sends to the catalogue",
        parameters: &[],
        answers: &[],
    },
    Route {
        path: "/openapi.json",
        handler: || get(documents::get),
        group: Group::Catalogue,
        summary: "This description",
        parameters: &[],
        answers: &[JSON],
    },
    Route {
        path: "/healthz",
        handler: || get(health::live),
        group: Group::Operations,
        summary: "Whether the process lives",
        parameters: &[],
        answers: &[JSON],
    },
    Route {
        path: "/readyz",
        handler: || get(health::ready),
        group: Group::Operations,
        summary: "Whether queries are answered, from which graph, and how the last rebuild ended",
        parameters: &[],
        answers: &[JSON],
    },
    Route {
        path: "/metrics",
        handler: || get(metrics::get),
        group: Group::Operations,
        summary: "Counts and times (Prometheus)",
        parameters: &[],
        answers: &["text/plain"],
    },
];
