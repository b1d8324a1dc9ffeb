//! Every fact of the two pages: true on the graph, false when its record is left out.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use oxigraph::model::Quad;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use uppdrag::vocab::PREFIXES;

use super::dataset::DATASET;

struct Fact {
    id: String,
    ask: String,
}

/// Facts by the records that carry them.
fn facts() -> BTreeMap<Vec<String>, Vec<Fact>> {
    let mut facts: BTreeMap<Vec<String>, Vec<Fact>> = BTreeMap::new();
    let mut table = csv::Reader::from_reader(include_bytes!("../facts.csv").as_slice());
    for row in table.records() {
        let row = row.unwrap();
        let records = row[1].split('|').map(str::to_owned).collect();
        facts.entry(records).or_default().push(Fact {
            id: row[0].to_owned(),
            ask: row[2].to_owned(),
        });
    }
    facts
}

fn is_true(store: &Store, fact: &Fact) -> bool {
    let mut query = String::new();
    for (prefix, namespace) in PREFIXES {
        let _ = writeln!(query, "PREFIX {prefix}: <{namespace}>");
    }
    // Short names for our own things: `org` is the vocabulary, so agencies are `body`.
    for (prefix, segment) in [("body", "org"), ("page", "source")] {
        let _ = writeln!(
            query,
            "PREFIX {prefix}: <{}{segment}/>",
            DATASET.minter.base()
        );
    }
    for segment in [
        "activity",
        "agency-kind",
        "audience",
        "authority",
        "basis",
        "count",
        "count-kind",
        "end-status",
        "finding",
        "fund-purpose",
        "joint-mode",
        "mandate",
        "method",
        "network",
        "passage",
        "place",
        "publication",
        "publication-kind",
        "purpose",
        "role",
        "task",
        "theme",
    ] {
        let _ = writeln!(
            query,
            "PREFIX {segment}: <{}{segment}/>",
            DATASET.minter.base()
        );
    }
    query.push_str(&fact.ask);
    let mut prepared = SparqlEvaluator::new()
        .parse_query(&query)
        .unwrap_or_else(|e| panic!("{}: {e}", fact.id));
    prepared.dataset_mut().set_default_graph_as_union();
    match prepared.on_store(store).execute().unwrap() {
        QueryResults::Boolean(answer) => answer,
        _ => panic!("{} is no ASK", fact.id),
    }
}

#[test]
fn each_fact_is_true_and_rests_on_its_record() {
    let whole: HashSet<Quad> = DATASET
        .graph_without(&[])
        .quads()
        .map(oxigraph::model::QuadRef::into_owned)
        .collect();
    let store = Store::new().unwrap();
    store.extend(whole.iter().map(Quad::as_ref)).unwrap();
    let known: HashSet<&str> = DATASET
        .records
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let mut ids = Vec::new();
    let mut wrong = Vec::new();
    for (records, facts) in facts() {
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        for record in &records {
            assert!(known.contains(record), "no record {record}");
        }
        let without: HashSet<Quad> = DATASET
            .graph_without(&records)
            .quads()
            .map(oxigraph::model::QuadRef::into_owned)
            .collect();
        for fact in &facts {
            if !is_true(&store, fact) {
                wrong.push(format!("{} is not true", fact.id));
            }
        }
        for quad in whole.difference(&without) {
            store.remove(quad).unwrap();
        }
        for fact in facts {
            if is_true(&store, &fact) {
                wrong.push(format!(
                    "{} is true without {}",
                    fact.id,
                    records.join(", ")
                ));
            }
            ids.push(fact.id);
        }
        store
            .extend(whole.difference(&without).map(Quad::as_ref))
            .unwrap();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    ids.sort();
    let expected: Vec<String> = (1..=265).map(|n| format!("F{n:03}")).collect();
    assert_eq!(ids, expected);
}
