//! A query that reaches a limit ends with the reason, and the next one on its thread is not
//! touched by that.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use oxigraph::model::{GraphName, Literal, Quad, Term};
use oxigraph::sparql::QueryResults;
use uppdrag::evaluation::{Failure, Limits, Query, Stop};
use uppdrag::frozen::Frozen;

use super::graphs::iri;
use super::{ask, freeze, quad, rows};
use crate::w3c::answer::Answer;

/// A hundred triples.
fn hundred() -> Frozen {
    let quads = (0..100).map(|number| quad("a", "p", &format!("o{number}"), None));
    freeze(&quads.collect::<Vec<_>>())
}

/// A million rows; no part of it is a loop that reads nothing.
const LONG: [&str; 6] = [
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i LIMIT 3",
    "SELECT DISTINCT ?c ?f { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }",
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?f && ?f = ?i && ?c != ?i) }",
    "CONSTRUCT { ?c ?b ?f } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
];

fn stopped(answer: Result<Answer, Failure>) -> Stop {
    match answer {
        Err(Failure::Stopped(stop)) => stop,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was answered"),
    }
}

/// Sees that a query is answered as if nothing had been before.
fn unaffected(frozen: &Frozen) {
    assert_eq!(rows(frozen, "SELECT * { ?s ?p ?o }").len(), 100);
}

#[test]
fn a_query_ends_at_its_deadline() {
    let frozen = hundred();
    let limits = Limits {
        time: Some(Duration::ZERO),
        ..Limits::default()
    };
    for query in LONG {
        assert_eq!(
            stopped(ask(&frozen, query, &limits)),
            Stop::Deadline,
            "{query}"
        );
        unaffected(&frozen);
    }
}

#[test]
fn a_query_that_nobody_waits_for_ends() {
    let frozen = hundred();
    for query in LONG {
        let limits = Limits::default();
        limits.token.cancel();
        assert_eq!(
            stopped(ask(&frozen, query, &limits)),
            Stop::Cancelled,
            "{query}"
        );
        unaffected(&frozen);
    }
    let limits = Limits::default();
    let query = Query::parse("query", LONG[0]).unwrap();
    let answer = query.answer(&frozen, &limits, |results| {
        let QueryResults::Solutions(mut rows) = results else {
            panic!("no rows");
        };
        assert!(rows.next().is_some());
        limits.token.cancel();
        // An error here would be one that a client could take for the end.
        rows.filter_map(Result::ok).count()
    });
    assert!(matches!(answer, Err(Failure::Stopped(Stop::Cancelled))));
    unaffected(&frozen);
}

#[test]
fn a_text_that_doubles_and_doubles_ends_its_query() {
    let frozen = hundred();
    // Each text is eight times the one before.
    let query = |times: usize| {
        let mut query = "SELECT (STRLEN(?t0) AS ?n) { BIND('12345678' AS ?t0)".to_owned();
        for time in 0..times {
            let before = format!("?t{time}");
            let eight = [before.as_str(); 8].join(", ");
            let next = format!(" BIND(CONCAT({eight}) AS ?t{})", time + 1);
            query.push_str(&next);
        }
        query + " }"
    };
    assert_eq!(rows(&frozen, &query(5)).len(), 1);
    assert_eq!(
        stopped(ask(&frozen, &query(6), &Limits::default())),
        Stop::Memory
    );
    unaffected(&frozen);
    // The longest texts are 8, 64 and 512 bytes long.
    for (times, longest) in [(0, 8), (1, 64), (2, 512)] {
        for (text_bytes, is_enough) in [(longest, true), (longest - 1, times == 0)] {
            let limits = Limits {
                text_bytes,
                ..Limits::default()
            };
            // The first text stands in the query; it is not computed.
            match ask(&frozen, &query(times), &limits) {
                Ok(_) => assert!(is_enough, "{text_bytes}"),
                other => assert_eq!((stopped(other), is_enough), (Stop::Memory, false)),
            }
        }
    }
    unaffected(&frozen);

    // The same within one expression, whose texts are no values of variables.
    let nested = |times: usize| {
        let begin = "REPLACE(".repeat(times);
        let end = ", '.', '$0$0$0$0$0$0$0$0')".repeat(times);
        format!("SELECT (STRLEN({begin}'12345678'{end}) AS ?n) {{ FILTER EXISTS {{ ?s ?p ?o }} }}")
    };
    assert_eq!(rows(&frozen, &nested(5)).len(), 1);
    assert_eq!(
        stopped(ask(&frozen, &nested(6), &Limits::default())),
        Stop::Memory
    );
    assert_eq!(
        stopped(ask(&frozen, &nested(12), &Limits::default())),
        Stop::Memory
    );
    unaffected(&frozen);

    let together = "SELECT (GROUP_CONCAT(STR(?f)) AS ?t) { ?a ?b ?c . ?d ?e ?f }";
    let limits = Limits {
        text_bytes: 100_000,
        ..Limits::default()
    };
    assert!(ask(&frozen, together, &Limits::default()).is_ok());
    assert_eq!(stopped(ask(&frozen, together, &limits)), Stop::Memory);
    unaffected(&frozen);
}

#[test]
fn a_query_ends_when_it_holds_too_much() {
    /// Grows each time that it is asked.
    fn allocated() -> usize {
        static BYTES: AtomicUsize = AtomicUsize::new(1 << 40);
        BYTES.fetch_add(1 << 20, Ordering::Relaxed)
    }
    fn steady() -> usize {
        1 << 40
    }
    let frozen = hundred();
    let limits = |allocated| Limits {
        memory: Some(10 << 20),
        allocated: Some(allocated),
        ..Limits::default()
    };
    for query in LONG {
        assert_eq!(
            stopped(ask(&frozen, query, &limits(allocated))),
            Stop::Memory,
            "{query}"
        );
        unaffected(&frozen);
    }
    // What the process held before is not the query's.
    assert!(ask(&frozen, "SELECT * { ?a ?b ?c . ?d ?e ?f }", &limits(steady)).is_ok());
}

#[test]
fn a_query_in_the_middle_of_another_has_its_own_limits() {
    let frozen = hundred();
    let short = Limits {
        time: Some(Duration::ZERO),
        ..Limits::default()
    };
    let limits = Limits::default();
    let query = Query::parse("query", LONG[0]).unwrap();
    let answer = query.answer(&frozen, &limits, |results| {
        let QueryResults::Solutions(mut rows) = results else {
            panic!("no rows");
        };
        assert_eq!(stopped(ask(&frozen, LONG[0], &short)), Stop::Deadline);
        assert_eq!(rows.by_ref().take(5000).count(), 5000);
        limits.token.cancel();
        unaffected(&frozen);
        rows.count()
    });
    assert!(matches!(answer, Err(Failure::Stopped(Stop::Cancelled))));
}

/// Oxigraph sorts numbers and texts by an order that runs in circles, over which Rust panics.
#[test]
fn numbers_and_texts_are_sorted() {
    let mut quads = Vec::new();
    for number in 0..300_i64 {
        let numbers = Literal::from(number * 7919 % 1000);
        let texts = Literal::from((number * 104_729 % 1000).to_string());
        for literal in [numbers, texts] {
            let default = GraphName::DefaultGraph;
            quads.push(Quad::new(iri("a"), iri("p"), literal, default));
        }
    }
    let frozen = freeze(&quads);
    for limit in ["", "LIMIT 600"] {
        let query = format!("SELECT ?o {{ ?s ?p ?o }} ORDER BY ?o {limit}");
        let sorted: Vec<_> = rows(&frozen, &query)
            .into_iter()
            .map(|row| match row.into_iter().flatten().next() {
                Some(Term::Literal(literal)) => literal,
                other => panic!("{other:?}"),
            })
            .collect();
        let (numbers, texts) = sorted.split_at(300);
        let numbers: Vec<i64> = numbers.iter().map(|n| n.value().parse().unwrap()).collect();
        let texts: Vec<&str> = texts.iter().map(Literal::value).collect();
        assert!(numbers.is_sorted() && texts.is_sorted(), "{sorted:?}");
    }
}

#[test]
fn a_panic_within_a_query_ends_it_alone() {
    let frozen = hundred();
    let broken = Query::parse("query", "ASK {}").unwrap();
    let answer = broken.answer(&frozen, &Limits::default(), |_| -> Answer {
        panic!("broken")
    });
    assert_eq!(stopped(answer), Stop::Broken);
    unaffected(&frozen);
}
