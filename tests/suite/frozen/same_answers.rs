//! Random queries over random quads have the answers that Oxigraph's evaluator gives over its own
//! dataset, which like the frozen graph keeps terms as they are written.

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Dataset, GraphName, Quad, Term};
use oxigraph::sparql::SparqlEvaluator;
use oxsdatatypes::DateTime;
use proptest::prelude::*;
use proptest::sample::select;
use uppdrag::evaluation::{DefaultGraph, Limits, Query};

use super::freeze;
use super::graphs::{Kind, iri, pool, quads};
use super::patterns::{self, query, sorted_query};
use crate::w3c::answer::{Answer, Row, Solutions};

/// Queries with more rows than this tell nothing that those with fewer do not.
const MOST_ROWS: usize = 3000;

/// What the protocol says of the graphs of a query.
#[derive(Debug, Clone)]
struct Graphs {
    default_graph: DefaultGraph,
    default: Vec<String>,
    named: Vec<String>,
}

fn graphs() -> impl Strategy<Value = Graphs> {
    let lists = prop_oneof![
        9 => Just((Vec::new(), Vec::new())),
        1 => (patterns::graph_names(), patterns::graph_names()),
        1 => (patterns::graph_names(), Just(Vec::new())),
    ];
    (
        select(vec![DefaultGraph::Stored, DefaultGraph::Union]),
        lists,
    )
        .prop_map(|(default_graph, (default, named))| Graphs {
            default_graph,
            default,
            named,
        })
}

/// A graph, and several questions to it.
fn case() -> impl Strategy<Value = (Kind, Vec<Quad>, Vec<(patterns::Query, Graphs)>)> {
    pool().prop_flat_map(|pool| {
        let queries = prop::collection::vec((query(&pool), graphs()), 1..6);
        (Just(pool.kind), quads(&pool, 24), queries)
    })
}

/// A graph with more triples, and the order in which they are asked for.
fn sorted_case() -> impl Strategy<Value = (Kind, Vec<Quad>, Vec<(patterns::Query, Graphs)>)> {
    pool().prop_flat_map(|pool| {
        let queries = prop::collection::vec((sorted_query(), graphs()), 1..6);
        (Just(pool.kind), quads(&pool, 60), queries)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_query_has_the_answer_of_oxigraph((kind, quads, queries) in case()) {
        agree(kind, &quads, queries)?;
    }

    #[test]
    fn a_limit_leaves_the_beginning((_, quads, queries) in sorted_case()) {
        let frozen = freeze(&quads);
        for (query, graphs) in queries {
            let rows = |text: &str| {
                let parsed = Query::parse("query", text).ok()?;
                let parsed = parsed.with_default_graph(graphs.default_graph);
                match parsed.answer(&frozen, &Limits::default(), Answer::collect) {
                    Ok(Ok(Answer::Solutions(solutions))) => Some(solutions.rows),
                    _ => None,
                }
            };
            let (limit, offset) = query.slice.unwrap_or((usize::MAX, 0));
            if let Some(whole) = rows(&query.whole()).filter(|_| !query.order.is_empty()) {
                let beginning: Vec<Row> = whole.into_iter().skip(offset).take(limit).collect();
                prop_assert_eq!(rows(&query.text()), Some(beginning), "{}", query.text());
            }
        }
    }

    #[test]
    fn the_first_rows_are_those_that_oxigraph_sorts_first((kind, quads, queries) in sorted_case()) {
        agree(kind, &quads, queries)?;
    }
}

fn agree(
    kind: Kind,
    quads: &[Quad],
    queries: Vec<(patterns::Query, Graphs)>,
) -> Result<(), TestCaseError> {
    let frozen = freeze(quads);
    for (query, graphs) in queries {
        let text = query.text();
        let Ok(parsed) = Query::parse("query", &text) else {
            // A variable is bound twice, say.
            continue;
        };
        let names = |names: &[String]| names.iter().map(|name| iri(name)).collect();
        let answer = parsed
            .with_default_graph(graphs.default_graph)
            .with_graphs(names(&graphs.default), names(&graphs.named))
            .answer(&frozen, &Limits::default(), Answer::collect);
        let answer = answer.map_err(|e| e.to_string()).flatten();
        let same = match (answer, expected(quads, &query, &graphs)) {
            (_, None) | (Err(_), Some(Err(_))) => Ok(()),
            (Ok(answer), Some(Ok(expected))) => compare(kind, &query, &answer, &expected),
            (Ok(_), Some(Err(reason))) | (Err(reason), Some(Ok(_))) => Err(reason),
        };
        if let Err(reason) = same {
            let lines: Vec<String> = quads.iter().map(|quad| format!("{quad} .")).collect();
            let lines = lines.join("\n");
            return Err(TestCaseError::fail(format!(
                "{reason}\n{graphs:?}\n{text}\n{lines}"
            )));
        }
    }
    Ok(())
}

/// All rows that a query without `LIMIT` should give; none if they are too many, or if the
/// evaluator cannot sort them.
fn expected(
    quads: &[Quad],
    query: &patterns::Query,
    graphs: &Graphs,
) -> Option<Result<Answer, String>> {
    let dataset = seen(quads, query, graphs);
    let evaluator = SparqlEvaluator::new().parse_query(&query.whole()).unwrap();
    let answer = catch_unwind(AssertUnwindSafe(|| {
        let results = evaluator.on_queryable_dataset(&dataset).execute();
        results.map_err(|e| e.to_string()).and_then(Answer::collect)
    }))
    .ok()?;
    match &answer {
        Ok(Answer::Solutions(solutions)) if solutions.rows.len() > MOST_ROWS => None,
        _ => Some(answer),
    }
}

/// The quads that a query sees, each triple once in each graph (SPARQL 1.1 §13.2).
fn seen(quads: &[Quad], query: &patterns::Query, graphs: &Graphs) -> Dataset {
    let (default, named) = if graphs.default.is_empty() && graphs.named.is_empty() {
        (&query.from, &query.from_named)
    } else {
        (&graphs.default, &graphs.named)
    };
    let is_listed = !default.is_empty() || !named.is_empty();
    let list = |names: &[String]| -> HashSet<GraphName> {
        names.iter().map(|name| iri(name).into()).collect()
    };
    let (default, named) = (list(default), list(named));
    let mut dataset = Dataset::new();
    for quad in quads {
        let in_default = match (is_listed, graphs.default_graph) {
            (true, _) => default.contains(&quad.graph_name),
            (false, DefaultGraph::Union) => true,
            (false, DefaultGraph::Stored) => quad.graph_name.is_default_graph(),
        };
        if in_default {
            dataset.insert(&Quad {
                graph_name: GraphName::DefaultGraph,
                ..quad.clone()
            });
        }
        let is_named = !quad.graph_name.is_default_graph();
        if is_named && (!is_listed || named.contains(&quad.graph_name)) {
            dataset.insert(quad);
        }
    }
    dataset
}

/// Compares an answer with the one that is whole. Rows that sort alike may change places, and
/// which of them a `LIMIT` leaves is open.
fn compare(
    kind: Kind,
    query: &patterns::Query,
    answer: &Answer,
    whole: &Answer,
) -> Result<(), String> {
    let (Answer::Solutions(answer), Answer::Solutions(whole)) = (answer, whole) else {
        return if answer == whole {
            Ok(())
        } else {
            Err(format!("{answer:?}\ninstead of {whole:?}"))
        };
    };
    if answer.variables != whole.variables {
        return Err(format!(
            "{:?} instead of {:?}",
            answer.variables, whole.variables
        ));
    }
    let (limit, offset) = query.slice.unwrap_or((usize::MAX, 0));
    let length = whole.rows.len().saturating_sub(offset).min(limit);
    let differ = |what: &str| Err(format!("{what}: {:?}\nof {:?}", answer.rows, whole.rows));
    if answer.rows.len() != length {
        return differ("another number of rows");
    }
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for row in &whole.rows {
        *left.entry(format!("{row:?}")).or_default() += 1;
    }
    for row in &answer.rows {
        match left.get_mut(&format!("{row:?}")) {
            Some(times) if *times > 0 => *times -= 1,
            _ => return differ("other rows"),
        }
    }
    // Values that do not compare have no order but the one that they came in.
    if kind != Kind::Any
        && keys(query, answer) != keys(query, whole)[offset.min(whole.rows.len())..][..length]
    {
        return differ("another order");
    }
    Ok(())
}

/// What rows sort by, as far as they show it.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    Number(f64),
    Instant(DateTime),
    Other(Option<Term>),
}

fn keys(query: &patterns::Query, solutions: &Solutions) -> Vec<Vec<Key>> {
    let places: Vec<Option<usize>> = query
        .order
        .iter()
        .map(|(key, _)| {
            let mut variables = solutions.variables.iter();
            variables.position(|variable| variable.to_string() == *key)
        })
        // What sorts behind a key that is not shown sorts by chance.
        .take_while(Option::is_some)
        .collect();
    let key = |row: &Row| {
        places
            .iter()
            .flatten()
            .map(|place| Key::of(row[*place].as_ref()))
            .collect()
    };
    solutions.rows.iter().map(key).collect()
}

impl Key {
    fn of(term: Option<&Term>) -> Self {
        if let Some(Term::Literal(literal)) = term {
            let text = literal.value();
            if [
                xsd::INTEGER,
                xsd::DECIMAL,
                xsd::INT,
                xsd::DOUBLE,
                xsd::FLOAT,
            ]
            .contains(&literal.datatype())
            {
                return Self::Number(text.parse().unwrap());
            }
            if literal.datatype() == xsd::DATE_TIME {
                return Self::Instant(text.parse().unwrap());
            }
        }
        Self::Other(term.cloned())
    }
}
