//! Whether an answer is the one expected: blank nodes may have other names, rows another order.

mod tests;

use std::collections::HashMap;
use std::fmt::Write;

use oxigraph::model::graph::CanonicalizationAlgorithm;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Graph, Literal, Term, Variable};

use super::answer::{Answer, Row, Solutions};

/// The answer that a test wants.
pub(crate) struct Expected {
    pub(crate) answer: Answer,
    pub(crate) order: Order,
    /// A row may be there fewer times, but once at least.
    pub(crate) lax: bool,
}

/// What of the order of rows is stated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Order {
    None,
    /// The place of each row.
    Rows,
    /// The order of the values of these variables: rows that agree in them may change places.
    Keys(Vec<Variable>),
}

impl Order {
    /// The order that the text of a query asks of its rows. It is found if the query ends with an
    /// `ORDER BY` of plain variables, which the results of the suite that number no rows do.
    pub(crate) fn of_query(query: &str) -> Self {
        let Some(begin) = query.to_ascii_lowercase().rfind("order by") else {
            return Self::None;
        };
        let keys = &query[begin + "order by".len()..];
        let mut found = Vec::new();
        for word in keys.split_whitespace() {
            match word.strip_prefix(['?', '$']).map(Variable::new) {
                Some(Ok(variable)) => found.push(variable),
                _ => return Self::None,
            }
        }
        Self::Keys(found)
    }
}

/// How close an answer is to the expected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Equality {
    /// The same terms.
    Terms,
    /// The same values: some numbers or truth values are written another way.
    Values,
}

/// Compares an answer with the expected one; an error says how they differ.
///
/// The suite writes what a query computes in one of its forms, `2.0` or `3.21E4`, and prescribes
/// none. Where the terms differ, numbers and truth values are compared by value.
pub(crate) fn compare(answer: &Answer, expected: &Expected) -> Result<Equality, String> {
    let Err(difference) = compare_terms(answer, expected) else {
        return Ok(Equality::Terms);
    };
    let values = Expected {
        answer: by_value(&expected.answer),
        order: expected.order.clone(),
        lax: expected.lax,
    };
    match compare_terms(&by_value(answer), &values) {
        Ok(()) => Ok(Equality::Values),
        Err(_) => Err(difference),
    }
}

fn compare_terms(answer: &Answer, expected: &Expected) -> Result<(), String> {
    let same = match (answer, &expected.answer) {
        (Answer::Boolean(a), Answer::Boolean(b)) => a == b,
        (Answer::Graph(a), Answer::Graph(b)) => canonical(a) == canonical(b),
        (Answer::Solutions(a), Answer::Solutions(b)) => {
            return compare_solutions(a, b, &expected.order, expected.lax);
        }
        _ => false,
    };
    same.then_some(())
        .ok_or_else(|| format!("{answer:?}\nexpected: {:?}", expected.answer))
}

/// An answer with every number and truth value in one form.
fn by_value(answer: &Answer) -> Answer {
    match answer {
        Answer::Boolean(value) => Answer::Boolean(*value),
        Answer::Graph(graph) => Answer::Graph(
            graph
                .iter()
                .map(|triple| {
                    let mut triple = triple.into_owned();
                    triple.object = value_of(&triple.object);
                    triple
                })
                .collect(),
        ),
        Answer::Solutions(Solutions { variables, rows }) => Answer::Solutions(Solutions {
            variables: variables.clone(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|v| v.as_ref().map(value_of)).collect())
                .collect(),
        }),
    }
}

/// The term in the one form of its value; as it is, if it is no number or truth value.
fn value_of(term: &Term) -> Term {
    let Term::Literal(literal) = term else {
        return term.clone();
    };
    let text = literal.value();
    let datatype = literal.datatype();
    let value = if datatype == xsd::DOUBLE {
        text.parse().map(|value: f64| value.to_string()).ok()
    } else if datatype == xsd::FLOAT {
        text.parse().map(|value: f32| value.to_string()).ok()
    } else if datatype == xsd::DECIMAL || datatype == xsd::INTEGER {
        plain_number(text)
    } else if datatype == xsd::BOOLEAN {
        match text {
            "1" => Some("true".to_owned()),
            "0" => Some("false".to_owned()),
            _ => None,
        }
    } else {
        None
    };
    match value {
        Some(value) => Literal::new_typed_literal(value, datatype).into(),
        None => term.clone(),
    }
}

/// A decimal without the sign and the zeros that say nothing. It has no limit of digits.
fn plain_number(text: &str) -> Option<String> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = !(whole.is_empty() && fraction.is_empty())
        && whole
            .chars()
            .chain(fraction.chars())
            .all(|c| c.is_ascii_digit());
    let digits = format!(
        "{}.{}",
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0')
    );
    let sign = if negative && digits != "." { "-" } else { "" };
    is_number.then(|| format!("{sign}{digits}"))
}

fn canonical(graph: &Graph) -> Graph {
    let mut graph = graph.clone();
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    graph
}

fn compare_solutions(
    answer: &Solutions,
    expected: &Solutions,
    order: &Order,
    lax: bool,
) -> Result<(), String> {
    let difference = if !same_variables(answer, expected) {
        "other variables"
    } else if !have_same_rows(answer, expected, lax) {
        "other rows"
    } else if !lax && !have_same_order(answer, expected, order) {
        "another order"
    } else {
        return Ok(());
    };
    let (answer, expected) = (shown(answer), shown(expected));
    Err(format!("{difference}\n{answer}expected:\n{expected}"))
}

fn same_variables(answer: &Solutions, expected: &Solutions) -> bool {
    let sorted = |solutions: &Solutions| {
        let mut variables = solutions.variables.clone();
        variables.sort();
        variables
    };
    sorted(answer) == sorted(expected)
}

fn have_same_rows(answer: &Solutions, expected: &Solutions, lax: bool) -> bool {
    let rows = columns(answer, &expected.variables);
    if lax {
        same_but_fewer(&expected.rows, &rows)
    } else {
        same_rows(&expected.rows, &rows)
    }
}

fn have_same_order(answer: &Solutions, expected: &Solutions, order: &Order) -> bool {
    let keys: Vec<Variable> = match order {
        Order::None => return true,
        Order::Rows => expected.variables.clone(),
        // A key that is no column cannot be looked at, nor can what comes after it.
        Order::Keys(keys) => keys
            .iter()
            .take_while(|key| expected.variables.contains(key))
            .cloned()
            .collect(),
    };
    same_sequence(&columns(expected, &keys), &columns(answer, &keys))
}

/// Rows with the values of these variables only, in this order.
fn columns(solutions: &Solutions, variables: &[Variable]) -> Vec<Row> {
    let places: Vec<_> = variables
        .iter()
        .map(|variable| {
            let mut all = solutions.variables.iter();
            all.position(|other| other == variable).unwrap()
        })
        .collect();
    solutions
        .rows
        .iter()
        .map(|row| places.iter().map(|place| row[*place].clone()).collect())
        .collect()
}

/// Which blank node of the answer stands for which expected one, one for one.
#[derive(Debug, Clone, Default)]
struct Renaming {
    to: HashMap<BlankNode, BlankNode>,
    from: HashMap<BlankNode, BlankNode>,
}

impl Renaming {
    /// This renaming with what makes the two rows the same, if anything does.
    fn with(&self, expected: &Row, row: &Row) -> Option<Self> {
        let mut renaming = self.clone();
        expected
            .iter()
            .zip(row)
            .all(|values| match values {
                (Some(Term::BlankNode(a)), Some(Term::BlankNode(b))) => {
                    let to = renaming.to.entry(a.clone()).or_insert_with(|| b.clone());
                    let from = renaming.from.entry(b.clone()).or_insert_with(|| a.clone());
                    to == b && from == a
                }
                (a, b) => a == b,
            })
            .then_some(renaming)
    }
}

fn same_sequence(expected: &[Row], rows: &[Row]) -> bool {
    let mut pairs = expected.iter().zip(rows);
    expected.len() == rows.len()
        && pairs
            .try_fold(Renaming::default(), |renaming, (a, b)| renaming.with(a, b))
            .is_some()
}

/// Whether both have the same rows, each the same number of times.
fn same_rows(expected: &[Row], rows: &[Row]) -> bool {
    // Rows without blank nodes leave no choice: they come first.
    let mut expected: Vec<_> = expected.iter().collect();
    expected.sort_by_key(|row| !is_ground(row));
    expected.len() == rows.len()
        && matched(&expected, &mut rows.iter().collect(), &Renaming::default())
}

/// Whether a renaming makes the rows the same: every row that may stand for the first expected
/// one is tried.
fn matched(expected: &[&Row], rows: &mut Vec<&Row>, renaming: &Renaming) -> bool {
    let Some((first, rest)) = expected.split_first() else {
        return rows.is_empty();
    };
    for place in 0..rows.len() {
        let Some(renaming) = renaming.with(first, rows[place]) else {
            continue;
        };
        let row = rows.remove(place);
        if matched(rest, rows, &renaming) {
            return true;
        }
        rows.insert(place, row);
        if is_ground(first) {
            return false;
        }
    }
    false
}

/// Whether both have the same rows, each at least once and at most as often as expected. Blank
/// nodes are not renamed: no such test has any.
fn same_but_fewer(expected: &[Row], rows: &[Row]) -> bool {
    let count = |rows: &[Row], row: &Row| rows.iter().filter(|other| *other == row).count();
    expected.iter().all(is_ground)
        && expected.iter().all(|row| rows.contains(row))
        && rows
            .iter()
            .all(|row| count(rows, row) <= count(expected, row))
}

fn is_ground(row: &Row) -> bool {
    !row.iter()
        .any(|value| matches!(value, Some(Term::BlankNode(_))))
}

/// Rows as lines.
fn shown(solutions: &Solutions) -> String {
    let mut out = String::new();
    for row in &solutions.rows {
        for (variable, value) in solutions.variables.iter().zip(row) {
            if let Some(value) = value {
                write!(out, "  {variable} = {value}").unwrap();
            }
        }
        out.push('\n');
    }
    if solutions.rows.is_empty() {
        out.push_str("  no row\n");
    }
    out
}
