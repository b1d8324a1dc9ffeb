//! The SPARQL Protocol, and results in the formats that a client asks for.

use oxigraph::model::{GraphName, Quad};
use serde_json::Value;

use super::Outcomes;
use super::cases::{self, Exchange};
use super::client::{Answer, Server};
use crate::w3c::answer::Format;
use crate::w3c::compare::{Expected, Order, compare};
use crate::w3c::exclusions;
use crate::w3c::manifest::{Kind, Suite, Test, iri};

/// Tests of updates, with the status by which each is refused.
const REFUSED: &str = "refused-updates.txt";

pub(super) fn protocol(suite: &Suite) -> Outcomes {
    let refused = exclusions(REFUSED);
    let cases = cases::read(suite, "protocol/manifest.ttl");
    for row in &refused {
        assert!(
            cases.iter().any(|case| case.iri == row.test),
            "no test {}",
            row.test
        );
    }
    cases
        .iter()
        .map(|case| {
            let mut quads = Vec::new();
            for (name, file) in &case.data {
                quads.extend(suite.quads(file, &iri(name).into()));
            }
            let server = Server::of(&quads);
            let status = refused.iter().find(|row| row.test == case.iri);
            let status = status.map(|row| row.reason.parse().unwrap());
            let outcome = case
                .exchanges
                .iter()
                .try_for_each(|exchange| of_exchange(&server, exchange, status));
            let outcome = match case.exchanges.len() {
                0 => Err("no requests".to_owned()),
                _ => outcome,
            };
            (case.iri.clone(), outcome)
        })
        .collect()
}

/// `refused` is the status that an update of the test must get.
fn of_exchange(server: &Server, exchange: &Exchange, refused: Option<u16>) -> Result<(), String> {
    let target = exchange.target.replacen("/sparql/", "/sparql", 1);
    let body = exchange.bytes();
    let answer = server.send(&exchange.method, &target, &exchange.headers, &body);
    let told = || {
        format!(
            "{} {}: {} {}",
            exchange.method,
            target,
            answer.status,
            answer.text()
        )
    };
    let queries = exchange.header("content-type") == "application/sparql-query";
    match refused {
        Some(status) if !queries => {
            if answer.status != status {
                return Err(format!("{} instead of {status}", told()));
            }
            if answer.media_type() != "application/problem+json" {
                return Err(format!("no reason: {}", told()));
            }
            // A test that wants an update refused is content with this status too.
            let wants_refusal = exchange.statuses.iter().all(|it| it == "4xx");
            return if wants_refusal && !exchange.takes(status) {
                Err(told())
            } else {
                Ok(())
            };
        }
        // It asks for what a refused update would have written.
        Some(_) => return of_boolean(&answer, false).map_err(|why| format!("{}: {why}", told())),
        None => {}
    }
    if !exchange.takes(answer.status) {
        return Err(format!("{} instead of {:?}", told(), exchange.statuses));
    }
    let media_types: &[&str] = match exchange.format.as_deref() {
        Some("boolean") => &[
            "application/sparql-results+json",
            "application/sparql-results+xml",
        ],
        Some("tabular") => &[
            "application/sparql-results+json",
            "application/sparql-results+xml",
            "text/csv",
            "text/tab-separated-values",
        ],
        Some("RDF") => &[
            "text/turtle",
            "application/rdf+xml",
            "application/n-triples",
        ],
        _ => return Ok(()),
    };
    if !media_types.contains(&answer.media_type()) {
        return Err(format!(
            "{} is none of {media_types:?}",
            answer.media_type()
        ));
    }
    if exchange.format.as_deref() == Some("RDF") {
        answer.graph()?;
    }
    exchange
        .boolean
        .map_or(Ok(()), |wanted| of_boolean(&answer, wanted))
}

fn of_boolean(answer: &Answer, wanted: bool) -> Result<(), String> {
    let value: Value = serde_json::from_slice(&answer.body).map_err(|e| e.to_string())?;
    if value["boolean"] == wanted {
        Ok(())
    } else {
        Err(format!("{value} is not {wanted}"))
    }
}

/// The tests of results in JSON, CSV and TSV, through the server; the engine is tested without it.
pub(super) fn results(suite: &Suite) -> Outcomes {
    let tests = suite.tests();
    let tests = tests.iter().filter(|test| {
        matches!(test.kind, Kind::Evaluation | Kind::Csv)
            && ["/csv-tsv-res/", "/json-res/"]
                .iter()
                .any(|folder| test.query.contains(folder))
    });
    tests
        .map(|test| (test.iri.clone(), of_results(suite, test)))
        .collect()
}

fn of_results(suite: &Suite, test: &Test) -> Result<(), String> {
    let data = test.data.iter();
    let quads: Vec<Quad> = data
        .flat_map(|file| suite.quads(file, &GraphName::DefaultGraph))
        .collect();
    let server = Server::of(&quads);
    let file = test.result.as_ref().expect("a test has a result");
    let media_type = match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("srj") => "application/sparql-results+json",
        Some("csv") => "text/csv",
        Some("tsv") => "text/tab-separated-values",
        _ => return Err(format!("{file} is none of the formats")),
    };
    let headers = [
        (
            "content-type".to_owned(),
            "application/sparql-query".to_owned(),
        ),
        ("accept".to_owned(), media_type.to_owned()),
    ];
    let query = suite.text(&test.query);
    let answer = server.send("POST", "/sparql", &headers, query.as_bytes());
    if answer.status != 200 || answer.media_type() != media_type {
        return Err(format!("{} {}", answer.status, answer.text()));
    }
    let format = Format::of(file);
    let expected = Expected {
        answer: format.read(&suite.bytes(file), file).0,
        order: Order::of_query(&query),
        lax: test.lax,
    };
    compare(&format.read(&answer.body, "the answer").0, &expected).map(drop)
}
