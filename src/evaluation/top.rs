//! `ORDER BY … LIMIT k` without sorting all rows.
//!
//! The numbers of terms ascend as the terms do wherever the builder of the file has seen so. Then
//! a row is compared by its numbers, only `k` rows are kept, and only their terms are read from
//! the file. Other texts and values (a computed sum, `"9"` beside `"10"`) are compared as the
//! evaluator compares them. As soon as two turn up whose order only the evaluator knows, it sorts
//! as ever.

use std::cmp::Ordering;

use oxigraph::sparql::{QueryEvaluationError, QueryResults, QuerySolutionIter};
use spareval::{ExpressionTerm, QueryEvaluator};
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};

use super::dataset::{FrozenDataset, number_of};
use super::{Query, Variables};
use crate::frozen::View;

/// Rows that are kept at most; more are sorted by the evaluator.
const MOST: usize = 10_000;

/// A query whose answer is the beginning of a sorted list.
pub(super) struct Top {
    /// The query without order and limit, with the variables of the order behind its own.
    inner: spargebra::Query,
    variables: Variables,
    /// Place of a variable in a row, and whether it descends.
    keys: Vec<(usize, bool)>,
    start: usize,
    end: usize,
}

/// Numbers of the terms of a row; 0 is unbound.
type Row = Box<[u32]>;

impl Top {
    /// The plan of a query that has this form.
    pub(super) fn of(query: &spargebra::Query) -> Option<Self> {
        let spargebra::Query::Select {
            dataset,
            pattern,
            base_iri,
        } = query
        else {
            return None;
        };
        let GraphPattern::Slice {
            inner,
            start,
            length: Some(length),
        } = pattern
        else {
            return None;
        };
        let GraphPattern::Project { inner, variables } = &**inner else {
            return None;
        };
        let GraphPattern::OrderBy { inner, expression } = &**inner else {
            return None;
        };
        let end = start.checked_add(*length).filter(|end| *end <= MOST)?;
        let mut all = variables.clone();
        let mut keys = Vec::new();
        for expression in expression {
            let (expression, descends) = match expression {
                OrderExpression::Asc(expression) => (expression, false),
                OrderExpression::Desc(expression) => (expression, true),
            };
            let Expression::Variable(variable) = expression else {
                return None;
            };
            let place = all.iter().position(|known| known == variable);
            keys.push((
                place.unwrap_or_else(|| {
                    all.push(variable.clone());
                    all.len() - 1
                }),
                descends,
            ));
        }
        Some(Self {
            inner: spargebra::Query::Select {
                dataset: dataset.clone(),
                pattern: GraphPattern::Project {
                    inner: inner.clone(),
                    variables: all,
                },
                base_iri: base_iri.clone(),
            },
            variables: variables.clone().into(),
            keys,
            start: *start,
            end,
        })
    }

    /// The rows of the answer; none if their order cannot be told.
    pub(super) fn rows<'a>(
        &self,
        query: &Query,
        view: &'a View<'a>,
    ) -> Result<Option<QueryResults<'a>>, QueryEvaluationError> {
        let evaluator = QueryEvaluator::new();
        let mut reader = None;
        let results = query.execute(&self.inner, &evaluator, |default| {
            let dataset = FrozenDataset::new(view, default);
            reader = Some(dataset.clone());
            dataset.with_numbers()
        })?;
        let (QueryResults::Solutions(solutions), Some(reader)) = (results, reader) else {
            return Ok(None);
        };
        // In order; rows of equal rank in the order in which they came.
        let mut kept: Vec<Row> = Vec::with_capacity(self.end + 1);
        for solution in solutions {
            let solution = solution?;
            let numbers = solution.values().iter();
            let row: Row = numbers
                .map(|value| value.as_ref().and_then(number_of).unwrap_or_default())
                .collect();
            let mut told = true;
            let mut comes_first = |known: &Row| {
                let order = self.compare(&reader, known, &row);
                told &= order.is_some();
                order.is_none_or(Ordering::is_le)
            };
            let place = if kept.len() == self.end && kept.last().is_none_or(&mut comes_first) {
                kept.len()
            } else {
                kept.partition_point(comes_first)
            };
            if !told {
                return Ok(None);
            }
            if place < self.end {
                kept.truncate(self.end - 1);
                kept.insert(place, row);
            }
        }
        let width = self.variables.len();
        let mut rows = Vec::new();
        for row in kept.iter().skip(self.start) {
            let terms = row[..width].iter();
            rows.push(Ok(terms
                .map(|id| (*id != 0).then(|| reader.term(*id)))
                .collect()));
        }
        Ok(Some(QueryResults::Solutions(
            QuerySolutionIter::from_tuples(Variables::clone(&self.variables), rows),
        )))
    }

    fn compare(&self, reader: &FrozenDataset<'_>, one: &Row, other: &Row) -> Option<Ordering> {
        for &(place, descends) in &self.keys {
            let order = match (one[place], other[place]) {
                // An unbound variable comes first.
                (0, _) | (_, 0) => one[place].cmp(&other[place]),
                (one, other) => match reader.compare(one, other) {
                    Some(order) => order,
                    None => {
                        compare_terms(&reader.expression_term(one), &reader.expression_term(other))?
                    }
                },
            };
            if order.is_ne() {
                return Some(if descends { order.reverse() } else { order });
            }
        }
        Some(Ordering::Equal)
    }
}

/// How the evaluator orders two terms, where that is told by their texts or values alone.
fn compare_terms(one: &ExpressionTerm, other: &ExpressionTerm) -> Option<Ordering> {
    use ExpressionTerm as T;
    match (one, other) {
        (T::NamedNode(one), T::NamedNode(other)) => Some(one.as_str().cmp(other.as_str())),
        (T::StringLiteral(one), T::StringLiteral(other)) => Some(one.cmp(other)),
        // Texts of several languages: by text, then by language.
        (
            T::LangStringLiteral { value, language },
            T::LangStringLiteral {
                value: other,
                language: other_language,
            },
        ) => Some((value, language).cmp(&(other, other_language))),
        (T::IntegerLiteral(one), T::IntegerLiteral(other)) => one.partial_cmp(other),
        (T::DecimalLiteral(one), T::DecimalLiteral(other)) => one.partial_cmp(other),
        (T::DoubleLiteral(one), T::DoubleLiteral(other)) => one.partial_cmp(other),
        (T::DateTimeLiteral(one), T::DateTimeLiteral(other)) => one.partial_cmp(other),
        (T::DateLiteral(one), T::DateLiteral(other)) => one.partial_cmp(other),
        _ => None,
    }
}
