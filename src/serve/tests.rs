//! Requests over a real loopback connection: a site of a few resources, and its server.

mod catalogue;
mod cut_answers;
mod descriptions;
mod dumps;
mod editor;
mod graph_store;
mod guard_rails;
mod negotiation;
mod operations;
mod queries;
mod query_limits;
mod remembered;
mod resources;
mod server;
mod site;

use std::io::{ErrorKind, Read, Write as _};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use oxigraph::model::{LiteralRef, NamedNode};
use serde_json::Value;

use self::server::{Answer, Server};
use super::*;
use crate::frozen::Freezer;
use crate::graph::QuadSetBuilder;
use crate::pages::shown::component;

fn site_of(resources: usize) -> Site {
    let iri = |text: &str| NamedNode::new(text).unwrap();
    let label = iri("http://www.w3.org/2004/02/skos/core#prefLabel");
    let mut builder = QuadSetBuilder::default();
    for at in 0..resources {
        builder.insert(
            iri(&format!("https://e.org/id/org/{at}")).as_ref(),
            label.as_ref(),
            LiteralRef::new_language_tagged_literal_unchecked(&format!("Länsstyrelsen {at}"), "sv")
                .into(),
            iri(&format!("https://e.org/id/graph/{}", at % 2)).as_ref(),
        );
    }
    Site::new(
        Freezer::of(&builder.build()).in_memory().unwrap(),
        Text::new("Länsstyrelser <&>", "County boards <&>"),
        Text::new("Vilka de är.", "Who they are."),
    )
    .with_base("https://e.org/id/")
    .with_query("q01", Text::new("Hur många är \"de\"?", "How many?"), COUNT)
    .with_dump(
        "all.nt",
        media_type_of("all.nt"),
        &b"<a:> <a:> <a:> .\n"[..],
    )
    .with_dump(
        "1.0/all nt.gz",
        media_type_of("x.gz"),
        vec![0x1F, 0x8B, 8, 0],
    )
    .with_dump("index.html", "text/html", &b"<script>alert(1)</script>"[..])
}

fn server() -> Server {
    Server::start(site_of(4))
}

fn limited(resources: usize, limits: Limits) -> Server {
    let settings = Settings {
        limits,
        ..Settings::default()
    };
    Server::start_with(site_of(resources), settings)
}

const MOMENT: Duration = Duration::from_millis(20);
const MINUTE: Duration = Duration::from_secs(60);

const COUNT: &str = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";

/// A query that is run each time.
const FRESH: &str = "ASK { FILTER(RAND() >= 0) }";

/// Gives 10^9 rows on a thousand resources: never done in a test.
const ENDLESS: &str = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";

/// A server on which [`ENDLESS`] has the only turn.
fn endless(query_time: Duration, queue_time: Duration, stop_time: Duration) -> Server {
    let limits = Limits {
        query_time,
        queue_time,
        stop_time,
        concurrent_queries: Some(1),
        quick_queries: 0,
        result_bytes: usize::MAX,
        ..Limits::DEFAULT
    };
    limited(1000, limits)
}

impl Server {
    /// Asks the endless query, without waiting for its answer.
    fn ask_endless(&self) -> TcpStream {
        let query = component(ENDLESS);
        let request =
            format!("GET /sparql?query={query} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n");
        self.connect(request.as_bytes())
    }

    /// Begins the endless query and waits until it has the turn.
    fn begin_endless(&self) -> TcpStream {
        let stream = self.ask_endless();
        for _ in 0..500 {
            let metrics = self.get("/metrics").text();
            if metrics.contains("uppdrag_queries_running 1\n") {
                return stream;
            }
            thread::sleep(MOMENT);
        }
        panic!("the query never got its turn");
    }
}
