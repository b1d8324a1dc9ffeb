//! What a catalogue names and what it forgets.

use super::super::finding::Found;
use super::super::graph::{Graph, Node};
use super::super::terms::{dcat, dcterms, vcard};
use crate::vocab::foaf;

pub(super) fn no_catalog<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    if graph.of_classes(&[dcat::CATALOG]).is_empty() {
        tell(Found::default());
    }
}

/// The main catalogue is the one with most datasets; others must be part of a catalogue.
pub(super) fn several_catalogs<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    let mut roots: Vec<&Node> = graph
        .of_classes(&[dcat::CATALOG])
        .into_iter()
        .filter(|catalog| {
            let parents = [dcterms::HAS_PART, dcat::CATALOG_PROPERTY, dcat::DATASET];
            !graph
                .naming(catalog, &parents)
                .any(|parent| parent != *catalog)
                && !graph.has(catalog, dcterms::IS_PART_OF)
        })
        .collect();
    roots.sort_by_key(|catalog| std::cmp::Reverse(graph.values(catalog, dcat::DATASET).count()));
    for catalog in roots.into_iter().skip(1) {
        tell(Found::of(catalog));
    }
}

/// A dataset that is only the source, version or relation of another need not be listed.
pub(super) fn dataset_not_listed<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    const NAMERS: [&str; 4] = [
        dcat::DATASET,
        dcat::HAS_VERSION,
        dcterms::SOURCE,
        dcterms::RELATION,
    ];
    not_listed(graph, dcat::DATASET_CLASS, &NAMERS, tell);
}

pub(super) fn service_not_listed<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    not_listed(
        graph,
        dcat::DATA_SERVICE,
        &[dcat::SERVICE, dcat::ACCESS_SERVICE],
        tell,
    );
}

pub(super) fn distribution_not_listed<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    not_listed(graph, dcat::DISTRIBUTION_CLASS, &[dcat::DISTRIBUTION], tell);
}

/// Without a catalogue nothing is listed, which is told once. A catalogue is a dataset too.
fn not_listed<'g>(
    graph: &'g Graph,
    class: &str,
    namers: &'g [&str],
    tell: &mut dyn FnMut(Found<'g>),
) {
    if graph.of_classes(&[dcat::CATALOG]).is_empty() {
        return;
    }
    for resource in graph.of_classes(&[class]) {
        let is_named = graph.naming(resource, namers).next().is_some();
        if !is_named && !graph.is_of_class(resource, dcat::CATALOG) {
            tell(Found::of(resource));
        }
    }
}

pub(super) fn distribution_shared<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    for distribution in graph.of_classes(&[dcat::DISTRIBUTION_CLASS]) {
        if graph.naming(distribution, &[dcat::DISTRIBUTION]).count() > 1 {
            tell(Found::of(distribution));
        }
    }
}

/// What is harvested as a thing of its own.
const HARVESTED: [&str; 6] = [
    dcat::CATALOG,
    dcat::DATASET_CLASS,
    dcat::DISTRIBUTION_CLASS,
    dcat::DATA_SERVICE,
    foaf::AGENT,
    vcard::KIND,
];

/// Resources whose IRIs differ by the `s` of `https` only.
pub(super) fn two_schemes_for_one<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    for resource in graph.of_classes(&HARVESTED) {
        let Some(rest) = resource.iri().and_then(|iri| iri.strip_prefix("https://")) else {
            continue;
        };
        let other = Node::Iri(format!("http://{rest}").into());
        if HARVESTED
            .iter()
            .any(|class| graph.is_of_class(&other, class))
        {
            tell(Found::of(resource));
        }
    }
}
