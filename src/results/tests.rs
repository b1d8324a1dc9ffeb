use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{LiteralRef, NamedNode};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput,
};
use proptest::prelude::*;

use super::*;
use crate::graph::{QuadSetBuilder, Store};

fn store(literals: &[&str]) -> Store {
    let iri = |text: &str| NamedNode::new(text).unwrap();
    let mut builder = QuadSetBuilder::default();
    for (at, text) in literals.iter().enumerate() {
        builder.insert(
            iri(&format!("https://e.org/id/{at}")).as_ref(),
            iri("http://www.w3.org/2004/02/skos/core#prefLabel").as_ref(),
            LiteralRef::new_simple_literal(text).into(),
            iri("https://e.org/graph").as_ref(),
        );
    }
    Store::load(&builder.build()).unwrap()
}

fn run(
    store: &Store,
    query: &str,
    format: ResultsFormat,
    options: &WriteOptions,
) -> Result<String, ResultsError> {
    let mut out = Vec::new();
    write_results_with(
        store.query("test", query).unwrap(),
        format,
        options,
        &mut out,
    )?;
    Ok(String::from_utf8(out).unwrap())
}

fn plain(store: &Store, query: &str, format: ResultsFormat) -> String {
    run(store, query, format, &WriteOptions::default()).unwrap()
}

const LABELS: &str = "SELECT ?s ?label { ?s skos:prefLabel ?label } ORDER BY ?s";
const TRIPLES: &str = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }";

#[test]
fn rows_are_written_in_every_format_of_rows() {
    let store = store(&["Blekinge, \"län\""]);
    assert_eq!(
        plain(&store, LABELS, ResultsFormat::Csv),
        "s,label\r\nhttps://e.org/id/0,\"Blekinge, \"\"län\"\"\"\r\n"
    );
    assert_eq!(
        plain(&store, LABELS, ResultsFormat::Tsv),
        "?s\t?label\n<https://e.org/id/0>\t\"Blekinge, \\\"län\\\"\"\n"
    );
    assert!(plain(&store, LABELS, ResultsFormat::Json).contains(r#""value":"Blekinge, \"län\"""#));
    assert!(plain(&store, LABELS, ResultsFormat::Xml).contains("<uri>https://e.org/id/0</uri>"));
}

#[test]
fn a_comma_in_an_iri_does_not_make_a_column_of_csv() {
    let query = "SELECT (<http://e.org/a,b> AS ?x) (1 AS ?y) {}";
    assert_eq!(
        plain(&store(&[]), query, ResultsFormat::Csv),
        "x,y\r\n\"http://e.org/a,b\",1\r\n"
    );
}

#[test]
fn a_truth_value_is_written_in_every_format_of_rows() {
    for format in [
        ResultsFormat::Json,
        ResultsFormat::Xml,
        ResultsFormat::Csv,
        ResultsFormat::Tsv,
        ResultsFormat::Table,
    ] {
        assert!(
            plain(&store(&[]), "ASK { FILTER(1 = 1) }", format).contains("true"),
            "{format}"
        );
    }
}

#[test]
fn a_format_of_triples_refuses_rows_and_names_the_others() {
    let error = run(
        &store(&[]),
        LABELS,
        ResultsFormat::Turtle,
        &WriteOptions::default(),
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "ttl cannot carry rows of a SELECT: use one of table, json, xml, csv, tsv"
    );
    let error = run(
        &store(&[]),
        TRIPLES,
        ResultsFormat::Csv,
        &WriteOptions::default(),
    )
    .unwrap_err();
    assert!(matches!(error, ResultsError::Unfit { .. }));
}

#[test]
fn triples_are_sorted_and_come_once() {
    let store = store(&["b", "a"]);
    let query = "CONSTRUCT { ?s ?p ?o . <http://e.org/x> <http://e.org/y> 1 } { ?s ?p ?o } ORDER BY DESC(?s)";
    assert_eq!(
        plain(&store, query, ResultsFormat::NTriples),
        "<http://e.org/x> <http://e.org/y> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n\
         <https://e.org/id/0> <http://www.w3.org/2004/02/skos/core#prefLabel> \"b\" .\n\
         <https://e.org/id/1> <http://www.w3.org/2004/02/skos/core#prefLabel> \"a\" .\n"
    );
    let turtle = plain(&store, TRIPLES, ResultsFormat::Turtle);
    assert!(turtle.starts_with("@prefix skos: "), "{turtle}");
    assert_eq!(turtle.matches("@prefix").count(), 1);
}

#[test]
fn blank_nodes_of_a_template_have_the_same_names_at_every_run() {
    let store = store(&["b", "a", "c"]);
    let query = "CONSTRUCT { [] skos:prefLabel ?o ; skos:note [ skos:notation ?o ] } { ?s ?p ?o }";
    for format in [
        ResultsFormat::NTriples,
        ResultsFormat::Turtle,
        ResultsFormat::Table,
    ] {
        assert_eq!(plain(&store, query, format), plain(&store, query, format));
    }
    let rows = "SELECT (BNODE() AS ?x) ?o { ?s ?p ?o } ORDER BY ?o";
    assert!(plain(&store, rows, ResultsFormat::Csv).contains("_:b0,a\r\n_:b1,b\r\n"));
}

#[test]
fn every_format_of_triples_reads_back_to_the_same_triples() {
    let store = store(&["a\tb\r\nc", "é <&> \"'", " x "]);
    let expected = plain(&store, TRIPLES, ResultsFormat::NTriples);
    for (format, parser) in [
        (ResultsFormat::Turtle, RdfFormat::Turtle),
        (ResultsFormat::NQuads, RdfFormat::NQuads),
        (ResultsFormat::TriG, RdfFormat::TriG),
        (ResultsFormat::RdfXml, RdfFormat::RdfXml),
        (
            ResultsFormat::JsonLd,
            RdfFormat::JsonLd {
                profile: oxigraph::io::JsonLdProfileSet::empty(),
            },
        ),
    ] {
        let text = plain(&store, TRIPLES, format);
        let mut lines: Vec<String> = RdfParser::from_format(parser)
            .for_slice(text.as_bytes())
            .map(|quad| format!("{} .\n", oxigraph::model::Triple::from(quad.unwrap())))
            .collect();
        lines.sort();
        assert_eq!(lines.concat(), expected, "{format}: {text}");
    }
}

#[test]
fn json_and_xml_are_json_ld_and_rdf_xml_for_triples() {
    let store = store(&["a"]);
    assert_eq!(
        plain(&store, TRIPLES, ResultsFormat::Json),
        plain(&store, TRIPLES, ResultsFormat::JsonLd)
    );
    assert_eq!(
        plain(&store, TRIPLES, ResultsFormat::Xml),
        plain(&store, TRIPLES, ResultsFormat::RdfXml)
    );
}

#[test]
fn a_character_that_xml_cannot_carry_is_an_error() {
    for (format, query) in [
        (ResultsFormat::Xml, LABELS),
        (ResultsFormat::RdfXml, TRIPLES),
    ] {
        for (text, code_point) in [
            ("\u{5}", "U+0005"),
            ("x\u{ffff}", "U+FFFF"),
            ("\u{fffe}", "U+FFFE"),
        ] {
            let error = run(&store(&[text]), query, format, &WriteOptions::default()).unwrap_err();
            let message = error.to_string();
            assert!(
                message.contains(code_point) && message.contains("cannot carry"),
                "{message}"
            );
        }
    }
}

#[test]
fn a_predicate_that_is_no_element_is_an_error() {
    for predicate in [
        "http://e.org/123",
        "http://e.org/",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#li",
    ] {
        let query = format!("CONSTRUCT {{ <http://e.org/s> <{predicate}> 1 }} {{}}");
        let error = run(
            &store(&[]),
            &query,
            ResultsFormat::RdfXml,
            &WriteOptions::default(),
        )
        .unwrap_err();
        assert!(error.to_string().contains(predicate), "{error}");
    }
}

#[test]
fn a_class_that_is_no_element_is_written_as_a_property() {
    let query = "CONSTRUCT { <http://e.org/s> a <http://e.org/1> ; skos:note 'n' } {}";
    let text = plain(&store(&[]), query, ResultsFormat::RdfXml);
    assert!(
        text.contains("<rdf:type rdf:resource=\"http://e.org/1\"/>"),
        "{text}"
    );
    let query = "CONSTRUCT { <http://e.org/s> a <http://e.org/1> } {}";
    let error = run(
        &store(&[]),
        query,
        ResultsFormat::RdfXml,
        &WriteOptions::default(),
    )
    .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the class <http://e.org/1> alone"),
        "{error}"
    );
}

#[test]
fn an_error_while_rows_are_pulled_is_an_error() {
    let store = store(&["a"]);
    let query = "SELECT ?s { ?s ?p ?o SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }";
    match store.query("test", query) {
        Err(_) => {}
        Ok(results) => {
            let error = write_results(results, ResultsFormat::Json, Vec::new()).unwrap_err();
            assert!(matches!(error, ResultsError::Evaluation(_)));
        }
    }
}

#[test]
fn more_bytes_than_the_limit_are_an_error_in_every_format() {
    let store = store(&["a", "b", "c"]);
    let options = WriteOptions {
        max_bytes: Some(40),
        ..WriteOptions::default()
    };
    for format in ResultsFormat::ALL {
        let query = if format.fitted(ResultsKind::Solutions).is_some() {
            LABELS
        } else {
            TRIPLES
        };
        let error = run(&store, query, format, &options).unwrap_err();
        assert!(
            matches!(error, ResultsError::TooLarge { limit: 40 }),
            "{format}: {error}"
        );
    }
}

#[test]
fn a_cancelled_writing_stops() {
    let cancel = CancellationToken::new();
    cancel.cancel();
    let options = WriteOptions {
        cancel: Some(cancel),
        ..WriteOptions::default()
    };
    for format in ResultsFormat::ALL {
        let query = if format.fitted(ResultsKind::Solutions).is_some() {
            LABELS
        } else {
            TRIPLES
        };
        assert!(matches!(
            run(&store(&["a"]), query, format, &options),
            Err(ResultsError::Cancelled)
        ));
    }
}

#[test]
fn a_table_shortens_iris_and_aligns_columns() {
    let store = store(&["Blekinge\u{202e}", "Ö"]);
    let options = WriteOptions {
        table: TableOptions {
            base: Some("https://e.org/id/".to_owned()),
            width: None,
        },
        ..WriteOptions::default()
    };
    let query =
        "SELECT ?s ?p ?label (STRLEN(?label) AS ?length) ?none { ?s ?p ?label } ORDER BY ?s";
    assert_eq!(
        run(&store, query, ResultsFormat::Table, &options).unwrap(),
        "s    p               label             length  none\n\
         ───  ──────────────  ────────────────  ──────  ────\n\
         <0>  skos:prefLabel  Blekinge\\u{202E}       9\n\
         <1>  skos:prefLabel  Ö                      1\n\
         2 rows\n"
    );
    let none = "SELECT ?x { ?x a ?x }";
    assert_eq!(
        run(&store, none, ResultsFormat::Table, &options).unwrap(),
        "x\n─\nno rows\n"
    );
}

#[test]
fn a_table_for_a_terminal_keeps_to_its_width() {
    let store = store(&["a text that is longer than the terminal is wide, by far"]);
    let options = WriteOptions {
        table: TableOptions {
            base: None,
            width: Some(40),
        },
        ..WriteOptions::default()
    };
    let table = run(&store, LABELS, ResultsFormat::Table, &options).unwrap();
    assert!(
        table.lines().all(|line| line.chars().count() <= 40),
        "{table}"
    );
    assert!(table.contains('…'), "{table}");
    assert!(!plain(&store, LABELS, ResultsFormat::Table).contains('…'));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn xml_carries_every_text_that_it_can(text in "[\t\n\r -~å-ö\u{2028}]{0,20}") {
        let store = store(&[&text]);
        let xml = plain(&store, "SELECT ?label { ?s ?p ?label }", ResultsFormat::Xml);
        let parsed = QueryResultsParser::from_format(QueryResultsFormat::Xml).for_reader(xml.as_bytes()).unwrap();
        let ReaderQueryResultsParserOutput::Solutions(mut rows) = parsed else { panic!("rows expected") };
        let row = rows.next().unwrap().unwrap();
        prop_assert_eq!(row.get("label"), Some(&LiteralRef::new_simple_literal(&text).into_owned().into()));
    }
}
