//! What `/sparql` is, told to who asks nothing of it (SPARQL 1.1 Service Description §2).

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Response, StatusCode, header};
use oxigraph::model::{NamedOrBlankNode, Term};

use super::about::{About, dataset, largest, say_if_cut};
use super::address::Address;
use super::html::prefers_html;
use super::problem::Problem;
use super::{Shared, Site};
use crate::vocab::{SIMPLE_ENTAILMENT, dcterms, formats, rdf, rdfs, sd, void};

/// Formats of answers. The table for people has no name there.
pub(super) const FORMATS: [&str; 10] = [
    formats::SPARQL_RESULTS_JSON,
    formats::SPARQL_RESULTS_XML,
    formats::SPARQL_RESULTS_CSV,
    formats::SPARQL_RESULTS_TSV,
    formats::TURTLE,
    formats::N_TRIPLES,
    formats::N_QUADS,
    formats::TRIG,
    formats::RDF_XML,
    formats::JSON_LD,
];

/// `GET /sparql` without a query; a browser is sent to the front page, where the form is.
pub(super) fn get(shared: &Shared, request: &Request) -> Result<Response<Body>, Problem> {
    let no_format = request.uri().query().is_none_or(str::is_empty);
    if no_format && prefers_html(request.headers()) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SEE_OTHER;
        let headers = response.headers_mut();
        headers.insert(header::LOCATION, HeaderValue::from_static("./"));
        return Ok(response);
    }
    let address = Address::of(shared.site(), request.headers());
    let federates = !shared.services().prefixes().is_empty();
    describe(shared.site(), &address, federates).into_response(shared, request)
}

fn describe(site: &Site, address: &Address, federates: bool) -> About {
    let mut about = About::default();
    let service = NamedOrBlankNode::from(address.iri("sparql#service"));
    about.add_term(&service, rdf::TYPE, sd::SERVICE);
    about.add(&service, sd::ENDPOINT, address.iri("sparql"));
    about.add_term(&service, sd::SUPPORTED_LANGUAGE, sd::SPARQL11_QUERY);
    // It is not said to be sd:EmptyGraphs: a graph is there if a triple is in it. Nor does it
    // dereference IRIs.
    about.add_term(&service, sd::FEATURE, sd::UNION_DEFAULT_GRAPH);
    if federates {
        about.add_term(&service, sd::FEATURE, sd::BASIC_FEDERATED_QUERY);
    }
    about.add_term(&service, sd::DEFAULT_ENTAILMENT_REGIME, SIMPLE_ENTAILMENT);
    for format in FORMATS {
        about.add_term(&service, sd::RESULT_FORMAT, format);
    }
    about.add(&service, rdfs::SEE_ALSO, address.iri(".well-known/void"));
    about.add(&service, sd::DEFAULT_DATASET, dataset(address));
    add_dataset(&mut about, site, address);
    about.add_examples(site, address);
    about
}

/// The graphs that a query sees.
fn add_dataset(about: &mut About, site: &Site, address: &Address) {
    let statistics = &site.statistics;
    let dataset = NamedOrBlankNode::from(dataset(address));
    about.add_term(&dataset, rdf::TYPE, sd::DATASET);
    about.add_text(&dataset, dcterms::TITLE, &site.title);
    let default = about.blank_node();
    about.add(&dataset, sd::DEFAULT_GRAPH, Term::from(default.clone()));
    about.add_term(&default, rdf::TYPE, sd::GRAPH_CLASS);
    about.add_count(&default, void::TRIPLES, statistics.triples);
    for (name, triples) in largest(&statistics.graphs, |(_, triples)| *triples) {
        let (named, graph) = (about.blank_node(), about.blank_node());
        about.add(&dataset, sd::NAMED_GRAPH, Term::from(named.clone()));
        about.add_term(&named, rdf::TYPE, sd::NAMED_GRAPH_CLASS);
        about.add(&named, sd::NAME, name.clone());
        about.add(&named, sd::GRAPH, Term::from(graph.clone()));
        about.add_term(&graph, rdf::TYPE, sd::GRAPH_CLASS);
        about.add_count(&graph, void::TRIPLES, *triples);
    }
    say_if_cut(
        about,
        &dataset,
        ["grafer", "graphs"],
        statistics.graphs.len(),
    );
}
