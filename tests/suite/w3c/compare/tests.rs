//! The comparison itself: it must tell apart what differs.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Literal, NamedNodeRef, Variable};

use super::{Equality, Expected, Order, compare};
use crate::w3c::answer::{Answer, Solutions};

#[test]
fn blank_nodes_have_any_name_but_stay_apart() {
    let rows = |rows: &[&[&str]]| solutions(&["a", "b"], rows);
    let expected = wanted(rows(&[&["_:x", "_:y"], &["_:y", "1"]]));
    let same = rows(&[&["_:n", "1"], &["_:m", "_:n"]]);
    assert_eq!(compare(&same, &expected), Ok(Equality::Terms));
    // One for two, two for one, and the right ones at the wrong places.
    for other in [
        rows(&[&["_:m", "_:m"], &["_:m", "1"]]),
        rows(&[&["_:m", "_:n"], &["_:o", "1"]]),
        rows(&[&["_:m", "_:n"], &["_:m", "1"]]),
    ] {
        assert!(compare(&other, &expected).is_err());
    }
}

#[test]
fn a_row_is_counted() {
    let rows = |values: &[&str]| {
        let rows: Vec<_> = values.iter().map(std::slice::from_ref).collect();
        solutions(&["a"], &rows)
    };
    let mut expected = wanted(rows(&["x", "x", "y"]));
    assert_eq!(
        compare(&rows(&["x", "y", "x"]), &expected),
        Ok(Equality::Terms)
    );
    assert!(compare(&rows(&["x", "y", "y"]), &expected).is_err());
    assert!(compare(&rows(&["x", "y"]), &expected).is_err());
    expected.lax = true;
    assert_eq!(compare(&rows(&["y", "x"]), &expected), Ok(Equality::Terms));
    assert!(compare(&rows(&["x", "x"]), &expected).is_err());
    assert!(compare(&rows(&["x", "y", "y"]), &expected).is_err());
    assert!(compare(&rows(&["x", "y", "z"]), &expected).is_err());
}

#[test]
fn columns_may_change_places_but_not_names() {
    let expected = wanted(solutions(&["a", "b"], &[&["x", "y"]]));
    let turned = solutions(&["b", "a"], &[&["y", "x"]]);
    assert_eq!(compare(&turned, &expected), Ok(Equality::Terms));
    assert!(compare(&solutions(&["a", "c"], &[&["x", "y"]]), &expected).is_err());
    assert!(compare(&solutions(&["a"], &[&["x"]]), &expected).is_err());
    assert!(compare(&Answer::Boolean(true), &expected).is_err());
}

#[test]
fn order_is_that_of_the_rows_or_of_the_keys() {
    let rows = |rows: &[&[&str]]| solutions(&["a", "b"], rows);
    let ordered = |order| Expected {
        order,
        ..wanted(rows(&[&["x", "1"], &["x", "2"], &["y", "3"]]))
    };
    let tied = rows(&[&["x", "2"], &["x", "1"], &["y", "3"]]);
    let turned = rows(&[&["y", "3"], &["x", "1"], &["x", "2"]]);
    let by_a = Order::of_query("SELECT * { ?a ?p ?b } ORDER BY ?a\n");
    assert_eq!(by_a, Order::Keys(vec![Variable::new("a").unwrap()]));
    assert!(compare(&turned, &ordered(Order::None)).is_ok());
    assert!(compare(&tied, &ordered(by_a.clone())).is_ok());
    assert!(compare(&turned, &ordered(by_a)).is_err());
    assert!(compare(&tied, &ordered(Order::Rows)).is_err());
    let inside = "SELECT * { { SELECT ?a { ?a ?p ?b } ORDER BY ?a } }";
    assert_eq!(Order::of_query(inside), Order::None);
}

#[test]
fn numbers_of_one_type_have_one_value_in_many_forms() {
    let row = |text: &str, datatype: NamedNodeRef<'_>| {
        let value = Literal::new_typed_literal(text, datatype);
        Answer::Solutions(Solutions {
            variables: vec![Variable::new("a").unwrap()],
            rows: vec![vec![Some(value.into())]],
        })
    };
    for (a, b, datatype) in [
        ("1", "+01", xsd::INTEGER),
        ("-0", "0", xsd::INTEGER),
        ("2", "2.0", xsd::DECIMAL),
        (".5", "0.50", xsd::DECIMAL),
        ("3.21E4", "32100", xsd::DOUBLE),
        ("23.0", "23", xsd::FLOAT),
        ("1", "true", xsd::BOOLEAN),
    ] {
        let found = compare(&row(a, datatype), &wanted(row(b, datatype)));
        assert_eq!(found, Ok(Equality::Values), "{a} {b}");
    }
    let one = wanted(row("1", xsd::INTEGER));
    assert!(compare(&row("1", xsd::DECIMAL), &one).is_err());
    assert!(compare(&row("-1", xsd::INTEGER), &one).is_err());
    assert!(compare(&row("10", xsd::INTEGER), &one).is_err());
    let text = wanted(row("01", xsd::STRING));
    assert!(compare(&row("1", xsd::STRING), &text).is_err());
}

/// What is expected, in any order.
fn wanted(answer: Answer) -> Expected {
    Expected {
        answer,
        order: Order::None,
        lax: false,
    }
}

/// Rows of blank nodes, written `_:x`, and texts.
fn solutions(variables: &[&str], rows: &[&[&str]]) -> Answer {
    let value = |text: &&str| {
        Some(match text.strip_prefix("_:") {
            Some(label) => BlankNode::new(label).unwrap().into(),
            None => Literal::from(*text).into(),
        })
    };
    let variables = variables.iter().map(|name| Variable::new(*name).unwrap());
    Answer::Solutions(Solutions {
        variables: variables.collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(value).collect())
            .collect(),
    })
}
