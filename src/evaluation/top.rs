//! `ORDER BY … LIMIT k` without sorting all rows.
//!
//! The numbers of terms ascend as the terms do wherever the builder of the file has seen so. Then
//! a row is compared by its numbers, only `k` rows are kept, and only their terms are read from
//! the file. As soon as two values turn up whose order the numbers do not tell (a computed sum,
//! `"9"` beside `"10"`), the evaluator sorts as ever.

use std::cmp::Ordering;

use oxigraph::sparql::{QueryEvaluationError, QueryResults, QuerySolutionIter};
use spareval::QueryEvaluator;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};

use super::{Query, Variables, open};
use crate::evaluation::guard::Limits;
use crate::frozen::{Frozen, FrozenDataset, number_of};

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
        frozen: &'a Frozen,
        limits: &Limits,
    ) -> Result<Option<QueryResults<'a>>, QueryEvaluationError> {
        let evaluator = QueryEvaluator::new().with_cancellation_token(limits.token.clone());
        let mut reader = None;
        let results = query.execute(&self.inner, &evaluator, |default| {
            let dataset = open(frozen, default);
            reader = Some(dataset.clone());
            dataset.with_numbers()
        })?;
        let (QueryResults::Solutions(solutions), Some(reader)) = (results, reader) else {
            return Ok(None);
        };
        let mut kept: Vec<Row> = Vec::new();
        // The last row that counts, once there are enough.
        let mut bar: Option<Row> = None;
        for solution in solutions {
            let solution = solution?;
            let numbers = solution.values().iter();
            let row: Row = numbers
                .map(|value| value.as_ref().and_then(number_of).unwrap_or_default())
                .collect();
            if let Some(bar) = &bar {
                match self.compare(&reader, bar, &row) {
                    Some(Ordering::Less | Ordering::Equal) => continue,
                    Some(Ordering::Greater) => {}
                    None => return Ok(None),
                }
            }
            kept.push(row);
            if kept.len() >= 2 * self.end + 64 {
                if !self.shorten(&reader, &mut kept) {
                    return Ok(None);
                }
                bar = kept.last().cloned();
            }
        }
        if !self.shorten(&reader, &mut kept) {
            return Ok(None);
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

    /// Keeps the rows that count, in order; false if the order cannot be told. Rows of equal rank
    /// keep the order in which they came.
    fn shorten(&self, reader: &FrozenDataset<'_>, kept: &mut Vec<Row>) -> bool {
        let mut told = true;
        kept.sort_by(|one, other| {
            self.compare(reader, one, other).unwrap_or_else(|| {
                told = false;
                Ordering::Equal
            })
        });
        kept.truncate(self.end);
        told
    }

    fn compare(&self, reader: &FrozenDataset<'_>, one: &Row, other: &Row) -> Option<Ordering> {
        for &(place, descends) in &self.keys {
            let order = match (one[place], other[place]) {
                // An unbound variable comes first.
                (0, _) | (_, 0) => one[place].cmp(&other[place]),
                (one, other) => reader.compare(one, other)?,
            };
            if order.is_ne() {
                return Some(if descends { order.reverse() } else { order });
            }
        }
        Some(Ordering::Equal)
    }
}
