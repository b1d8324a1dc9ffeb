//! `ORDER BY` of a whole query, by the numbers of terms.
//!
//! The numbers of terms ascend as the terms do wherever the builder of the file has seen so. Then
//! rows are compared by their numbers, and only the terms of those that are given out are read
//! from the file. With a `LIMIT` no more rows than that are kept.
//!
//! Texts and values whose numbers do not tell (a computed sum, `"9"` beside `"10"`) are compared
//! as the evaluator compares them, if they are of one kind. It has no order for those of different
//! kinds that would not run in circles (9 < 10, 10 < "10", "10" < "9", "9" < 9), over which Rust's
//! sort panics: here numbers come first, then points in time, durations and texts. SPARQL 1.1 §15.1
//! leaves that open.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use oxigraph::model::Variable;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, QuerySolutionIter};
use oxsdatatypes::{DateTime, Decimal, Double, Duration, TimezoneOffset};
use spareval::ExpressionTerm;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};

use super::dataset::{FrozenDataset, number_of};
use super::{Limits, Query, Stop, Variables, guard};
use crate::frozen::{TermId, View};

/// Rows up to this limit are kept in order while they come; more are sorted at the end.
const MOST_KEPT: usize = 10_000;

/// A query whose rows are sorted.
pub(super) struct Ordered {
    /// The query without order and limit, with the variables of the order behind its own.
    inner: spargebra::Query,
    variables: Variables,
    /// Columns of a row, those of the order included.
    width: usize,
    keys: Vec<Key>,
    is_distinct: bool,
    start: usize,
    end: usize,
}

struct Key {
    /// Place of its variable in a row.
    place: usize,
    descends: bool,
}

/// Numbers of the terms of a row; 0 is unbound.
type Row = Box<[TermId]>;

impl Ordered {
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
        let (pattern, start, length) = match pattern {
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => (&**inner, *start, *length),
            all => (all, 0, None),
        };
        let end = length.map_or(usize::MAX, |length| start.saturating_add(length));
        let (pattern, is_distinct) = match pattern {
            GraphPattern::Distinct { inner } => (&**inner, true),
            GraphPattern::Reduced { inner } => (&**inner, false),
            other => (other, false),
        };
        let GraphPattern::Project { inner, variables } = pattern else {
            return None;
        };
        let GraphPattern::OrderBy { inner, expression } = &**inner else {
            return None;
        };
        let mut inner = inner.clone();
        let mut all = variables.clone();
        let mut keys = Vec::new();
        for (number, expression) in expression.iter().enumerate() {
            let (expression, descends) = match expression {
                OrderExpression::Asc(expression) => (expression, false),
                OrderExpression::Desc(expression) => (expression, true),
            };
            let variable = if let Expression::Variable(variable) = expression {
                variable.clone()
            } else {
                // No name that a query can have.
                let variable = Variable::new_unchecked(format!("order by {number}"));
                inner = Box::new(GraphPattern::Extend {
                    inner,
                    variable: variable.clone(),
                    expression: expression.clone(),
                });
                variable
            };
            let known = all.iter().position(|known| *known == variable);
            let place = known.unwrap_or_else(|| {
                all.push(variable);
                all.len() - 1
            });
            keys.push(Key { place, descends });
        }
        Some(Self {
            width: all.len(),
            inner: spargebra::Query::Select {
                dataset: dataset.clone(),
                pattern: GraphPattern::Project {
                    inner,
                    variables: all,
                },
                base_iri: base_iri.clone(),
            },
            variables: variables.clone().into(),
            keys,
            is_distinct,
            start,
            end,
        })
    }

    /// The rows of the answer.
    pub(super) fn rows<'a>(
        &self,
        query: &Query,
        view: &'a View<'a>,
        limits: &Limits,
    ) -> Result<QueryResults<'a>, QueryEvaluationError> {
        let evaluator = query.evaluator(limits);
        let mut reader = None;
        let results = query.execute(&self.inner, &evaluator, |default| {
            let dataset = FrozenDataset::new(view, default);
            reader = Some(dataset.clone());
            dataset.with_numbers()
        })?;
        let (QueryResults::Solutions(solutions), Some(reader)) = (results, reader) else {
            guard::stop(Stop::Broken);
        };
        let rows = solutions.map(|solution| -> Result<Row, QueryEvaluationError> {
            let solution = solution?;
            let numbers = solution.values().iter();
            Ok(numbers
                .map(|value| value.as_ref().and_then(number_of).unwrap_or_default())
                .collect())
        });
        let (rows, mut order) = if self.end <= MOST_KEPT && !self.is_distinct {
            self.first(&reader, rows)?
        } else {
            self.all(&reader, rows)?
        };
        let width = self.variables.len();
        if self.is_distinct {
            retain_distinct(&rows, width, &mut order);
        }
        let length = self.end.saturating_sub(self.start);
        let given = order.into_iter().skip(self.start).take(length);
        let solutions = given.map(move |place| {
            let terms = rows.of(place)[..width].iter().map(|id| {
                guard::poll();
                (*id != 0).then(|| reader.term(*id))
            });
            Ok(terms.collect())
        });
        Ok(QueryResults::Solutions(QuerySolutionIter::from_tuples(
            Variables::clone(&self.variables),
            solutions,
        )))
    }

    /// The first rows, in order; rows of equal rank in the order in which they came.
    fn first(
        &self,
        reader: &FrozenDataset<'_>,
        rows: impl Iterator<Item = Result<Row, QueryEvaluationError>>,
    ) -> Result<Sorted, QueryEvaluationError> {
        let mut kept: Vec<Row> = Vec::new();
        for row in rows {
            let row = row?;
            let comes_first = |known: &Row| self.compare(reader, known, &row).is_le();
            let place = if kept.len() == self.end && kept.last().is_none_or(comes_first) {
                kept.len()
            } else {
                kept.partition_point(comes_first)
            };
            if place < self.end {
                kept.truncate(self.end - 1);
                kept.insert(place, row);
            }
        }
        let mut rows = Rows::new(self.width);
        let order = kept.iter().map(|row| rows.push(row)).collect();
        Ok((rows, order))
    }

    fn compare(&self, reader: &FrozenDataset<'_>, one: &Row, other: &Row) -> Ordering {
        let mut orders = self.keys.iter().map(|&Key { place, descends }| {
            let order = match (one[place], other[place]) {
                // An unbound variable comes first.
                (0, _) | (_, 0) => one[place].cmp(&other[place]),
                (one, other) => reader.compare(one, other).unwrap_or_else(|| {
                    compare_terms(&reader.expression_term(one), &reader.expression_term(other))
                }),
            };
            if descends { order.reverse() } else { order }
        });
        orders
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// All rows, in order; rows of equal rank in the order in which they came.
    fn all(
        &self,
        reader: &FrozenDataset<'_>,
        rows: impl Iterator<Item = Result<Row, QueryEvaluationError>>,
    ) -> Result<Sorted, QueryEvaluationError> {
        let mut all = Rows::new(self.width);
        let mut order = Vec::new();
        for row in rows {
            order.push(all.push(&row?));
        }
        let mut ranks = Vec::with_capacity(self.keys.len());
        for &Key { place, descends } in &self.keys {
            let column = all.ids.iter().skip(place).step_by(self.width);
            let mut ranked = rank(reader, column.copied().collect());
            if descends {
                for rank in &mut ranked {
                    *rank = TermId::MAX - *rank;
                }
            }
            ranks.push(ranked);
        }
        order.sort_by(|one, other| {
            guard::poll();
            let (one, other) = (*one as usize, *other as usize);
            let mut orders = ranks.iter().map(|rank| rank[one].cmp(&rank[other]));
            orders
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        });
        Ok((all, order))
    }
}

/// Rows, and the places of those that are given out.
type Sorted = (Rows, Vec<u32>);

/// Rows one behind the other: each by itself would take twice the memory.
struct Rows {
    ids: Vec<TermId>,
    width: usize,
}

impl Rows {
    /// `width` is at least 1.
    fn new(width: usize) -> Self {
        let ids = Vec::new();
        Self { ids, width }
    }

    /// Adds a row and gives its place.
    fn push(&mut self, row: &[TermId]) -> u32 {
        let place = u32::try_from(self.ids.len() / self.width);
        self.ids.extend_from_slice(row);
        place.unwrap_or_else(|_| guard::stop(Stop::Memory))
    }

    fn of(&self, place: u32) -> &[TermId] {
        let begin = place as usize * self.width;
        &self.ids[begin..begin + self.width]
    }
}

/// Leaves the first of the rows that are alike in their first columns.
fn retain_distinct(rows: &Rows, width: usize, order: &mut Vec<u32>) {
    let hasher = DefaultHashBuilder::default();
    let shown = |place: u32| &rows.of(place)[..width];
    let hash = |place: &u32| hasher.hash_one(shown(*place));
    let mut seen: HashTable<u32> = HashTable::new();
    order.retain(|place| {
        guard::poll();
        let is_same = |known: &u32| shown(*known) == shown(*place);
        let is_new = seen.find(hash(place), is_same).is_none();
        if is_new {
            seen.insert_unique(hash(place), *place, hash);
        }
        is_new
    });
}

/// Ranks of the terms of a column: equal ones for terms of which none comes first. Each term is
/// read once, and none where their numbers tell.
fn rank(reader: &FrozenDataset<'_>, column: Vec<TermId>) -> Vec<TermId> {
    let mut ids = column.clone();
    ids.sort_unstable();
    ids.dedup();
    let is_told = |pair: &[TermId]| {
        guard::poll();
        // 0 is unbound, and comes first.
        pair[0] == 0 || reader.compare(pair[0], pair[1]).is_some()
    };
    if ids.windows(2).all(is_told) {
        return column;
    }
    let mut terms: Vec<(TermId, ExpressionTerm)> = Vec::with_capacity(ids.len());
    for id in ids.into_iter().filter(|id| *id != 0) {
        guard::poll();
        terms.push((id, reader.expression_term(id)));
    }
    let compare = |one: &ExpressionTerm, other: &ExpressionTerm| {
        guard::poll();
        compare_terms(one, other)
    };
    terms.sort_by(|(_, one), (_, other)| compare(one, other));
    let mut ranks: Vec<(TermId, TermId)> = vec![(0, 0)];
    for (place, (id, term)) in terms.iter().enumerate() {
        let before = ranks.last().map_or(0, |(_, rank)| *rank);
        let is_equal = place > 0 && compare(&terms[place - 1].1, term).is_eq();
        ranks.push((*id, if is_equal { before } else { before + 1 }));
    }
    ranks.sort_unstable();
    let rank_of = |id: &TermId| {
        guard::poll();
        let place = ranks.binary_search_by_key(id, |(id, _)| *id);
        place.map_or(0, |place| ranks[place].1)
    };
    column.iter().map(rank_of).collect()
}

/// How two terms are ordered: as by the evaluator where it compares their values.
fn compare_terms(one: &ExpressionTerm, other: &ExpressionTerm) -> Ordering {
    use ExpressionTerm as T;
    // Points in time without a time zone are compared as if they were in UTC, which is where
    // XML Schema 1.1 §3.3.7 puts them if the difference decides.
    macro_rules! compare_instants {
        ($one:expr, $other:expr) => {{
            let (one, other) = (*$one, *$other);
            let (zone, other_zone) = (one.timezone_offset(), other.timezone_offset());
            let utc = Some(TimezoneOffset::UTC);
            let one = zone.map_or_else(|| one.adjust(utc), |_| Some(one));
            let other = other_zone.map_or_else(|| other.adjust(utc), |_| Some(other));
            let order = one.partial_cmp(&other);
            let order = order.unwrap_or(Ordering::Equal);
            order.then(zone.is_some().cmp(&other_zone.is_some()))
        }};
    }
    match (one, other) {
        (T::NamedNode(one), T::NamedNode(other)) => one.as_str().cmp(other.as_str()),
        (T::BlankNode(one), T::BlankNode(other)) => one.as_str().cmp(other.as_str()),
        (T::StringLiteral(one), T::StringLiteral(other)) => one.cmp(other),
        (T::IntegerLiteral(one), T::IntegerLiteral(other)) => one.cmp(other),
        (T::DateTimeLiteral(one), T::DateTimeLiteral(other)) => compare_instants!(one, other),
        (T::DateLiteral(one), T::DateLiteral(other)) => compare_instants!(one, other),
        (T::TimeLiteral(one), T::TimeLiteral(other)) => compare_instants!(one, other),
        (T::GYearLiteral(one), T::GYearLiteral(other)) => compare_instants!(one, other),
        (T::GYearMonthLiteral(one), T::GYearMonthLiteral(other)) => compare_instants!(one, other),
        (T::GMonthLiteral(one), T::GMonthLiteral(other)) => compare_instants!(one, other),
        (T::GMonthDayLiteral(one), T::GMonthDayLiteral(other)) => compare_instants!(one, other),
        (T::GDayLiteral(one), T::GDayLiteral(other)) => compare_instants!(one, other),
        _ => match (kind(one), kind(other)) {
            (Kind::Number, Kind::Number) => compare_numbers(one, other),
            (Kind::Duration, Kind::Duration) => ends(one)
                .partial_cmp(&ends(other))
                .unwrap_or(Ordering::Equal),
            (Kind::Text, Kind::Text) => parts(one).cmp(&parts(other)),
            (one, other) => one.cmp(&other),
        },
    }
}

/// Kinds of terms, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    BlankNode,
    Iri,
    Number,
    DateTime,
    Date,
    Time,
    Year,
    YearMonth,
    Month,
    MonthDay,
    Day,
    Duration,
    /// Texts with and without a language, and all that has no value.
    Text,
}

fn kind(term: &ExpressionTerm) -> Kind {
    use ExpressionTerm as T;
    match term {
        T::BlankNode(_) => Kind::BlankNode,
        T::NamedNode(_) => Kind::Iri,
        T::IntegerLiteral(_) | T::DecimalLiteral(_) | T::FloatLiteral(_) | T::DoubleLiteral(_) => {
            Kind::Number
        }
        T::DateTimeLiteral(_) => Kind::DateTime,
        T::DateLiteral(_) => Kind::Date,
        T::TimeLiteral(_) => Kind::Time,
        T::GYearLiteral(_) => Kind::Year,
        T::GYearMonthLiteral(_) => Kind::YearMonth,
        T::GMonthLiteral(_) => Kind::Month,
        T::GMonthDayLiteral(_) => Kind::MonthDay,
        T::GDayLiteral(_) => Kind::Day,
        T::DurationLiteral(_) | T::YearMonthDurationLiteral(_) | T::DayTimeDurationLiteral(_) => {
            Kind::Duration
        }
        T::StringLiteral(_)
        | T::LangStringLiteral { .. }
        | T::BooleanLiteral(_)
        | T::OtherTypedLiteral { .. } => Kind::Text,
    }
}

/// Compares by value; what is no number (`NaN`) comes last.
fn compare_numbers(one: &ExpressionTerm, other: &ExpressionTerm) -> Ordering {
    let order = match (decimal(one), decimal(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => double(one).partial_cmp(&double(other)),
    };
    order.unwrap_or_else(|| double(one).is_nan().cmp(&double(other).is_nan()))
}

fn decimal(term: &ExpressionTerm) -> Option<Decimal> {
    match term {
        ExpressionTerm::IntegerLiteral(value) => Some((*value).into()),
        ExpressionTerm::DecimalLiteral(value) => Some(*value),
        _ => None,
    }
}

fn double(term: &ExpressionTerm) -> Double {
    match term {
        ExpressionTerm::IntegerLiteral(value) => (*value).into(),
        ExpressionTerm::DecimalLiteral(value) => (*value).into(),
        ExpressionTerm::FloatLiteral(value) => (*value).into(),
        ExpressionTerm::DoubleLiteral(value) => *value,
        _ => Double::NAN,
    }
}

/// Where a duration ends that begins on one of the four days by which XML Schema 1.1 §3.3.6
/// compares durations: one comes before another if all of its ends do. Where they differ, the first
/// day decides.
fn ends(duration: &ExpressionTerm) -> [Option<DateTime>; 4] {
    let duration: Option<Duration> = match duration {
        ExpressionTerm::DurationLiteral(duration) => Some(*duration),
        ExpressionTerm::YearMonthDurationLiteral(duration) => Some((*duration).into()),
        ExpressionTerm::DayTimeDurationLiteral(duration) => Some((*duration).into()),
        _ => None,
    };
    ["1697-02-01", "1696-09-01", "1903-03-01", "1903-07-01"].map(|day| {
        let begin: DateTime = format!("{day}T00:00:00Z").parse().ok()?;
        begin.checked_add_duration(duration?)
    })
}

/// Text, datatype and language, by which texts are compared.
fn parts(term: &ExpressionTerm) -> (&str, &str, &str) {
    use ExpressionTerm as T;
    match term {
        T::StringLiteral(text) => (text, xsd::STRING.as_str(), ""),
        T::LangStringLiteral { value, language } => (value, rdf::LANG_STRING.as_str(), language),
        T::OtherTypedLiteral { value, datatype } => (value, datatype.as_str(), ""),
        T::BooleanLiteral(value) => {
            let text = if bool::from(*value) { "true" } else { "false" };
            (text, xsd::BOOLEAN.as_str(), "")
        }
        _ => Default::default(),
    }
}
