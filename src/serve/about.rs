//! What the server says of itself in RDF: the triples, and what the service description and the
//! description of the data share.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Response, header};
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use oxigraph::sparql::{QueryResults, QueryTripleIter};

use super::address::Address;
use super::problem::Problem;
use super::site::Text;
use super::{Shared, Site, form, sparql};
use crate::evaluation::QueryForm;
use crate::evaluation::respond::{format_of, unwritten};
use crate::pages::shown::component;
use crate::results::{ResultsKind, WriteOptions, write_results_with};
use crate::vocab::{PREFIXES, named_node, owl, rdf, rdfs, schema, sh, xsd};

/// Most classes, properties and named graphs that a description names; of more, the largest.
/// Ten times as many properties are told of by class.
pub const MAX_DESCRIBED: usize = 1000;

/// Triples to be told.
#[derive(Debug, Default)]
pub(super) struct About {
    triples: Vec<Triple>,
    blank_nodes: usize,
}

impl About {
    /// A node without an IRI.
    pub(super) fn blank_node(&mut self) -> NamedOrBlankNode {
        self.blank_nodes += 1;
        let node = BlankNode::new(format!("n{}", self.blank_nodes));
        node.expect("a letter and digits").into()
    }

    pub(super) fn add(
        &mut self,
        subject: &NamedOrBlankNode,
        predicate: &str,
        object: impl Into<Term>,
    ) {
        self.triples
            .push(Triple::new(subject.clone(), named_node(predicate), object));
    }

    /// Adds a triple whose object is a term of [`crate::vocab`].
    pub(super) fn add_term(&mut self, subject: &NamedOrBlankNode, predicate: &str, term: &str) {
        self.add(subject, predicate, named_node(term));
    }

    pub(super) fn add_count(&mut self, subject: &NamedOrBlankNode, predicate: &str, count: u64) {
        let literal = Literal::new_typed_literal(count.to_string(), named_node(xsd::INTEGER));
        self.add(subject, predicate, literal);
    }

    /// Adds a text in both languages; one that is the same in both has none.
    pub(super) fn add_text(&mut self, subject: &NamedOrBlankNode, predicate: &str, text: &Text) {
        if text.sv == text.en {
            if !text.en.is_empty() {
                self.add(subject, predicate, Literal::from(text.en.as_str()));
            }
            return;
        }
        for (text, language) in [(&text.sv, "sv"), (&text.en, "en")] {
            if let Ok(literal) = Literal::new_language_tagged_literal(text, language)
                && !text.is_empty()
            {
                self.add(subject, predicate, literal);
            }
        }
    }

    /// The prefixes that a query need not declare, and the named queries as examples (SHACL §5.2.1,
    /// §6; the examples are those that query editors and language models look for).
    pub(super) fn add_examples(&mut self, site: &Site, address: &Address) {
        let endpoint = address.iri("sparql");
        let prefixes = NamedOrBlankNode::from(address.iri("sparql#prefixes"));
        self.add_term(&prefixes, rdf::TYPE, owl::ONTOLOGY);
        for (prefix, namespace) in PREFIXES {
            let declared = self.blank_node();
            self.add(&prefixes, sh::DECLARE, Term::from(declared.clone()));
            self.add(&declared, sh::PREFIX, Literal::from(*prefix));
            let namespace = Literal::new_typed_literal(*namespace, named_node(xsd::ANY_URI));
            self.add(&declared, sh::NAMESPACE, namespace);
        }
        for query in &site.queries {
            let (class, property) = match query.form {
                Some(QueryForm::Select) => (sh::SPARQL_SELECT_EXECUTABLE, sh::SELECT),
                Some(QueryForm::Ask) => (sh::SPARQL_ASK_EXECUTABLE, sh::ASK),
                Some(QueryForm::Construct) => (sh::SPARQL_CONSTRUCT_EXECUTABLE, sh::CONSTRUCT),
                // SHACL has no name for a DESCRIBE.
                Some(QueryForm::Describe) | None => continue,
            };
            let name = component(&query.name);
            let example = NamedOrBlankNode::from(address.iri(&format!("sparql#{name}")));
            self.add_term(&example, rdf::TYPE, sh::SPARQL_EXECUTABLE);
            self.add_term(&example, rdf::TYPE, class);
            self.add_text(&example, rdfs::COMMENT, &query.question);
            self.add(&example, property, Literal::from(query.text.as_str()));
            self.add(&example, sh::PREFIXES, Term::from(prefixes.clone()));
            self.add(&example, schema::TARGET, endpoint.clone());
        }
    }

    /// The triples in the syntax that is asked for: the same bytes for the same triples.
    pub(super) fn into_response(
        self,
        shared: &Shared,
        request: &Request,
    ) -> Result<Response<Body>, Problem> {
        let query = request.uri().query().unwrap_or_default();
        let malformed = |message| Problem::bad_request("malformed-request", message);
        let mut format = None;
        for (name, value) in form::parse(query.as_bytes()).map_err(malformed)? {
            if name == "format" && format.is_none() {
                format = Some(sparql::format_named(&value)?.name());
            }
        }
        let accept = sparql::accept(request.headers());
        let refused = |refusal| sparql::problem_of(shared, refusal);
        let (format, media_type) =
            format_of(format, accept.as_deref(), ResultsKind::Graph).map_err(refused)?;
        let triples = QueryTripleIter::new(self.triples.into_iter().map(Ok));
        let mut bytes = Vec::new();
        write_results_with(
            QueryResults::Graph(triples),
            format,
            &WriteOptions::default(),
            &mut bytes,
        )
        .map_err(|error| refused(unwritten(&error)))?;
        let mut response = Response::new(Body::from(Bytes::from(bytes)));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, super::content_type(media_type));
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
        Ok(response)
    }
}

/// The dataset, by the same IRI in both descriptions.
pub(super) fn dataset(address: &Address) -> NamedNode {
    address.iri(".well-known/void#dataset")
}

/// The [`MAX_DESCRIBED`] largest, if there are more.
pub(super) fn largest<T>(items: &[T], size: impl Fn(&T) -> u64) -> Vec<&T> {
    let mut items: Vec<&T> = items.iter().collect();
    items.sort_by_key(|item| std::cmp::Reverse(size(item)));
    items.truncate(MAX_DESCRIBED);
    items
}

/// Adds that a description does not name all there are, if so.
pub(super) fn say_if_cut(
    about: &mut About,
    subject: &NamedOrBlankNode,
    [sv, en]: [&str; 2],
    all: usize,
) {
    if all > MAX_DESCRIBED {
        let text = Text::new(
            format!("Av {all} {sv} är de {MAX_DESCRIBED} största med."),
            format!("Of {all} {en}, the {MAX_DESCRIBED} largest are named."),
        );
        about.add_text(subject, rdfs::COMMENT, &text);
    }
}
