//! The Graph Store Protocol: reading requests must read what the writing ones would have left, and
//! each writing one is refused.

use std::collections::BTreeMap;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, GraphName, Quad, Triple};

use super::cases::{self, Case, Exchange};
use super::client::{HOST, Server};
use super::{Outcomes, same_graph};
use crate::w3c::manifest::{Suite, iri};

/// Path of the Graph Store.
const STORE: &str = "/graphs";

/// Name of the graph that a POST to the store itself would create.
const NEW: &str = "/graphs/new";

pub(super) fn manifests(suite: &Suite) -> Outcomes {
    let manifests = ["manifest-direct.ttl", "manifest-indirect.ttl"];
    let cases = manifests.map(|file| cases::read(suite, &format!("graph-store-protocol/{file}")));
    let outcome = |case: Case| {
        let mut state = State::default();
        let mut exchanges = case.exchanges.into_iter().map(renamed);
        let outcome = exchanges.try_for_each(|exchange| state.exchange(&exchange));
        (case.iri, outcome)
    };
    cases.into_iter().flatten().map(outcome).collect()
}

/// The manifest's paths begin with `/gsp`, which stands for that of the store.
fn renamed(mut exchange: Exchange) -> Exchange {
    let new = format!("http://{HOST}{NEW}");
    for text in [&mut exchange.target, &mut exchange.body]
        .into_iter()
        .chain(&mut exchange.graph)
    {
        *text = text.replace("gsp", "graphs").replace("$LOCATION$", &new);
    }
    exchange
}

/// Deprecated tests in prose, one after the other on the same store.
pub(super) fn prose(suite: &Suite) -> Outcomes {
    let mut state = State::default();
    cases::read_prose(suite, "http-rdf-update/manifest.ttl", HOST, STORE, NEW)
        .into_iter()
        .map(|case| {
            let mut exchanges = case.exchanges.iter();
            let outcome = exchanges.try_for_each(|exchange| state.exchange(exchange));
            (case.iri, outcome)
        })
        .collect()
}

/// What a store that takes writing requests would hold.
#[derive(Default)]
struct State {
    graphs: BTreeMap<Option<String>, Graph>,
}

impl State {
    fn server(&self) -> Server {
        let quads: Vec<Quad> = self
            .graphs
            .iter()
            .flat_map(|(name, graph)| {
                let name = name
                    .as_deref()
                    .map_or(GraphName::DefaultGraph, |name| iri(name).into());
                graph
                    .iter()
                    .map(move |triple| triple.into_owned().in_graph(name.clone()))
            })
            .collect();
        Server::of(&quads)
    }

    fn exchange(&mut self, exchange: &Exchange) -> Result<(), String> {
        let server = self.server();
        let Exchange { method, target, .. } = exchange;
        let answer = server.send(method, target, &exchange.headers, &exchange.bytes());
        let told = format!("{method} {target}: {} {}", answer.status, answer.text());
        if exchange.writes() {
            self.write(exchange);
            let allowed = answer.header("allow");
            return if answer.status == 405 && allowed == "GET, HEAD, OPTIONS" {
                Ok(())
            } else {
                Err(format!(
                    "{told}: not refused with 405, allowing {allowed:?}"
                ))
            };
        }
        if !exchange.takes(answer.status) {
            return Err(format!("{told} instead of {:?}", exchange.statuses));
        }
        let content_type = answer.header("content-type");
        if exchange
            .content_type
            .as_deref()
            .is_some_and(|wanted| wanted != content_type)
        {
            return Err(format!(
                "{content_type} instead of {:?}",
                exchange.content_type
            ));
        }
        match &exchange.graph {
            Some(_) if method == "HEAD" && answer.body.is_empty() => Ok(()),
            Some(wanted) => same_graph(
                &answer.graph()?,
                &turtle(wanted, name_of(target).as_deref()),
            ),
            None => Ok(()),
        }
    }

    fn write(&mut self, exchange: &Exchange) {
        let name = name_of(&exchange.target);
        if exchange.method == "DELETE" {
            self.graphs.remove(&name);
            return;
        }
        let mut graph = Graph::new();
        for part in parts(exchange) {
            graph.extend(turtle(&part, name.as_deref()).iter());
        }
        let held = self.graphs.entry(name).or_default();
        if exchange.method == "PUT" {
            *held = graph;
        } else {
            held.extend(graph.iter());
        }
    }
}

/// The documents of a body: several if it is a form with files.
fn parts(exchange: &Exchange) -> Vec<String> {
    let content_type = exchange.header("content-type");
    let Some((_, boundary)) = content_type.split_once("boundary=") else {
        return vec![exchange.body.clone()];
    };
    let body = exchange.body.replace("\r\n", "\n");
    body.split(&format!("--{boundary}"))
        .filter_map(|part| part.split_once("\n\n"))
        .map(|(_, document)| document.trim_end_matches("--").to_owned())
        .collect()
}

/// The name of the graph that a request is about; `None` is the default graph.
fn name_of(target: &str) -> Option<String> {
    let query = target.split_once('?').map(|(_, query)| query);
    match query {
        Some("default") => None,
        Some(query) => {
            let name = query.strip_prefix("graph=").expect(target);
            Some(decoded(name))
        }
        None if target == STORE => Some(format!("http://{HOST}{NEW}")),
        None => Some(format!("http://{HOST}{target}")),
    }
}

/// A text without its percent-encoding, decoded once.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).unwrap()
}

fn turtle(text: &str, name: Option<&str>) -> Graph {
    let base = name.map_or_else(|| format!("http://{HOST}/"), str::to_owned);
    // One body of the prose lacks its last full stop, as do forms that are cut at their boundary.
    let text = text.trim();
    let text = if text.ends_with('.') {
        text.to_owned()
    } else {
        format!("{text} .")
    };
    RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri(base)
        .unwrap()
        .rename_blank_nodes()
        .for_slice(text.as_bytes())
        .map(|quad| Triple::from(quad.unwrap_or_else(|error| panic!("{error}: {text}"))))
        .collect()
}
