//! `/.well-known/void`: what is in the graph (`VoID`), with the counts of each class and property,
//! the prefixes and queries to begin with, and where to take all of it.
//!
//! The counts are those of [`Statistics`](crate::frozen::Statistics), made once at the start.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use oxigraph::io::RdfFormat;
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term};

use super::about::{About, MAX_DESCRIBED, dataset, largest, say_if_cut};
use super::address::Address;
use super::problem::Problem;
use super::service_description::FORMATS;
use super::{Shared, Site};
use crate::frozen::PropertyStatistics;
use crate::pages::shown::component;
use crate::vocab::{dcterms, foaf, rdf, void};

/// Example resources of the whole dataset, at most.
const EXAMPLES: usize = 20;

/// `GET /.well-known/void`
pub(super) async fn get(
    State(shared): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let address = Address::of(shared.site(), request.headers());
    describe(shared.site(), &address).into_response(&shared, &request)
}

fn describe(site: &Site, address: &Address) -> About {
    let mut about = About::default();
    let document = NamedOrBlankNode::from(address.iri(".well-known/void"));
    let subject = NamedOrBlankNode::from(dataset(address));
    about.add_term(&document, rdf::TYPE, void::DATASET_DESCRIPTION);
    about.add(&document, foaf::PRIMARY_TOPIC, Term::from(subject.clone()));
    about.add_term(&subject, rdf::TYPE, void::DATASET);
    about.add_text(&subject, dcterms::TITLE, &site.title);
    about.add_text(&subject, dcterms::DESCRIPTION, &site.description);
    about.add(&subject, foaf::HOMEPAGE, address.iri(""));
    about.add(&subject, void::SPARQL_ENDPOINT, address.iri("sparql"));
    for path in site.dumps.keys().filter(|path| is_whole_dump(path)) {
        let path: Vec<String> = path.split('/').map(component).collect();
        let dump = address.iri(&format!("dump/{}", path.join("/")));
        about.add(&subject, void::DATA_DUMP, dump);
    }
    for format in FORMATS {
        about.add_term(&subject, void::FEATURE, format);
    }
    if let Some(base) = &site.base {
        about.add(&subject, void::URI_SPACE, Literal::from(base.as_str()));
    }
    add_counts(&mut about, site, &subject);
    add_partitions(&mut about, site, &subject);
    about.add_examples(site, address);
    about
}

/// Whether a dump is the graph in a syntax of RDF, packed or not; those in folders are parts.
fn is_whole_dump(path: &str) -> bool {
    let packed = path.strip_suffix(".gz").or(path.strip_suffix(".zst"));
    let extension = packed.unwrap_or(path).rsplit_once('.').map(|(_, it)| it);
    let rdf = extension.and_then(RdfFormat::from_extension);
    rdf.is_some_and(|format| format != RdfFormat::N3) && !path.contains('/')
}

fn add_counts(about: &mut About, site: &Site, subject: &NamedOrBlankNode) {
    let counted = &site.statistics;
    about.add_count(subject, void::TRIPLES, counted.triples);
    about.add_count(subject, void::DISTINCT_SUBJECTS, counted.subjects);
    about.add_count(subject, void::DISTINCT_OBJECTS, counted.objects);
    about.add_count(subject, void::CLASSES, counted.classes.len() as u64);
    about.add_count(subject, void::PROPERTIES, counted.properties.len() as u64);
    let classes = counted.classes.iter().map(|class| &class.class);
    let properties = counted.properties.iter().map(|property| &property.property);
    let namespaces: BTreeSet<&str> = classes.chain(properties).filter_map(namespace).collect();
    for namespace in namespaces.into_iter().take(MAX_DESCRIBED) {
        if let Ok(vocabulary) = NamedNode::new(namespace) {
            about.add(subject, void::VOCABULARY, vocabulary);
        }
    }
    let own = |example: &&NamedNode| {
        let base = site.base.as_deref().unwrap_or_default();
        example.as_str().starts_with(base)
    };
    let examples = counted.classes.iter().filter_map(|it| it.example.as_ref());
    let examples: BTreeSet<&NamedNode> = examples.filter(own).collect();
    for example in examples.into_iter().take(EXAMPLES) {
        about.add(subject, void::EXAMPLE_RESOURCE, example.clone());
    }
}

/// An IRI up to the last `#` or `/`.
fn namespace(term: &NamedNode) -> Option<&str> {
    let end = term.as_str().rfind(['#', '/'])?;
    Some(&term.as_str()[..=end])
}

fn add_partitions(about: &mut About, site: &Site, subject: &NamedOrBlankNode) {
    let counted = &site.statistics;
    let mut left = 10 * MAX_DESCRIBED;
    for class in largest(&counted.classes, |class| class.instances) {
        let partition = about.blank_node();
        about.add(
            subject,
            void::CLASS_PARTITION,
            Term::from(partition.clone()),
        );
        about.add(&partition, void::CLASS, class.class.clone());
        about.add_count(&partition, void::ENTITIES, class.instances);
        if let Some(example) = &class.example {
            about.add(&partition, void::EXAMPLE_RESOURCE, example.clone());
        }
        // Those of a class are told all or not at all.
        if let Some(rest) = left.checked_sub(class.properties.len()) {
            left = rest;
            for property in &class.properties {
                add_property(about, &partition, property);
            }
        }
    }
    for property in largest(&counted.properties, |property| property.triples) {
        add_property(about, subject, property);
    }
    for (what, all) in [
        (["klasser", "classes"], counted.classes.len()),
        (["egenskaper", "properties"], counted.properties.len()),
    ] {
        say_if_cut(about, subject, what, all);
    }
}

fn add_property(about: &mut About, of: &NamedOrBlankNode, property: &PropertyStatistics) {
    let partition = about.blank_node();
    about.add(of, void::PROPERTY_PARTITION, Term::from(partition.clone()));
    about.add(&partition, void::PROPERTY, property.property.clone());
    about.add_count(&partition, void::TRIPLES, property.triples);
    about.add_count(&partition, void::DISTINCT_SUBJECTS, property.subjects);
    if let Some(objects) = property.objects {
        about.add_count(&partition, void::DISTINCT_OBJECTS, objects);
    }
}
