//! Named queries: each has a header, each question its exact answer.

use std::path::Path;

use oxigraph::sparql::QueryResults;
use uppdrag::graph::Store;
use uppdrag::queries;
use uppdrag::results::{ResultsFormat, write_results};

use super::dataset::DATASET;

#[test]
fn the_questions_have_their_exact_answers() {
    let store = Store::load(&DATASET.graph_without(&[])).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions");
    let mut asked = 0;
    for query in queries::all()
        .into_iter()
        .filter(|query| query.kind == "question")
    {
        let id = query.name.split('-').next().unwrap();
        let expected = std::fs::read_to_string(folder.join(format!("{id}.csv"))).unwrap();
        let mut answer = Vec::new();
        let results = store.query(query.name, query.text).unwrap();
        write_results(results, ResultsFormat::Csv, &mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap().replace("\r\n", "\n");
        assert_eq!(answer, expected, "{}", query.name);
        asked += 1;
    }
    assert_eq!(asked, 30);
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 30);
}

#[test]
fn every_named_query_has_a_header_and_gives_its_columns() {
    let store = Store::load(&DATASET.graph_without(&[])).unwrap();
    for query in queries::all() {
        assert!(
            !query.question_sv.is_empty() && !query.question_en.is_empty(),
            "{}",
            query.name
        );
        assert!(
            ["question", "example", "stats"].contains(&query.kind),
            "{}",
            query.name
        );
        match store.query(query.name, query.text).unwrap() {
            QueryResults::Solutions(rows) => {
                let columns: Vec<_> = rows
                    .variables()
                    .iter()
                    .map(|v| v.as_str().to_owned())
                    .collect();
                assert_eq!(columns, query.columns, "{}", query.name);
                assert!(
                    query.text.contains("ORDER BY"),
                    "{} has no order",
                    query.name
                );
                assert!(rows.count() > 0, "{} has no answer", query.name);
            }
            QueryResults::Boolean(_) => {}
            QueryResults::Graph(triples) => assert!(triples.count() > 0, "{}", query.name),
        }
    }
}

#[test]
fn a_query_is_found_by_how_its_name_begins() {
    assert!(queries::named("q14").unwrap().name.starts_with("q14-"));
    assert_eq!(queries::named("q99").unwrap_err(), Vec::<&str>::new());
    assert!(queries::named("q").unwrap_err().len() == 30);
}
