//! The quads of a pattern, read in the order that suits it.

use std::ops::Range;

use super::columns::{GraphColumn, narrow};
use super::file::View;
use super::{TERMS_END, TermId};

/// Rows of an object that are looked through for a predicate rather than searched for.
const FEW: usize = 32;

/// Which columns are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Spo,
    Pos,
    Osp,
    Gpos,
}

/// Rows that hold the quads of a pattern: few others, and none of them in a graph's own order.
pub(crate) struct PatternRows<'a> {
    view: &'a View<'a>,
    order: Order,
    range: Range<usize>,
    /// The first term of the order; while all are read, that of the next quad.
    first: TermId,
    /// What the predicate must be, where the order does not see to it.
    predicate: TermId,
}

impl<'a> PatternRows<'a> {
    /// The rows for a pattern, in which 0 matches any term; `graph` is the place of the only graph
    /// that is asked for, if there is one.
    pub(crate) fn of(view: &'a View<'a>, [s, p, o]: [TermId; 3], graph: Option<usize>) -> Self {
        let mut rows = Self {
            view,
            order: Order::Spo,
            range: 0..0,
            first: 0,
            predicate: 0,
        };
        if [s, p, o].into_iter().any(|id| id >= TERMS_END) {
            return rows;
        }
        let by = |first: TermId| first.wrapping_sub(1) as usize;
        if s != 0 && (p != 0 || o == 0) {
            let all = view.spo.of(by(s));
            rows.first = s;
            rows.range = match (p, o) {
                (0, _) => all,
                (_, 0) => view.spo.with_second(all, p),
                _ => view.spo.with_both(all, [p, o]),
            };
            return rows;
        }
        if o != 0 {
            let all = view.osp.of(by(o));
            rows.order = Order::Osp;
            rows.first = o;
            if s != 0 {
                rows.range = view.osp.with_second(all, s);
                return rows;
            }
            if p == 0 || all.len() <= FEW {
                rows.range = all;
                rows.predicate = p;
                rows.prefer_graph([p, o], graph);
                return rows;
            }
        }
        if p != 0 {
            let Ok(place) = view.predicates.binary_search(&p) else {
                return rows;
            };
            let all = view.pos.of(place);
            rows.order = Order::Pos;
            rows.first = p;
            rows.range = if o == 0 {
                all
            } else {
                view.pos.with_second(all, o)
            };
            rows.prefer_graph([p, o], graph);
            return rows;
        }
        rows.range = 0..view.spo.pairs.len();
        rows.first = 1;
        rows.prefer_graph([0, 0], graph);
        rows
    }

    /// Reads within one graph, if that has fewer quads to look at.
    fn prefer_graph(&mut self, [p, o]: [TermId; 2], graph: Option<usize>) {
        let Some(place) = graph else {
            return;
        };
        let (Some(&[begin, end]), false) = (
            self.view.gpos_firsts.get(place..place + 2),
            p == 0 && o != 0,
        ) else {
            return;
        };
        let mut range = begin as usize..end as usize;
        if p != 0 {
            range = narrow(self.view.gpos, range, |row| row[0].cmp(&p));
        }
        if o != 0 {
            range = narrow(self.view.gpos, range, |row| row[1].cmp(&o));
        }
        if range.len() < self.range.len() {
            self.order = Order::Gpos;
            self.range = range;
            self.predicate = 0;
        }
    }

    /// Passes over the rows that lie before a place. `is_before` tells it of a row's subject,
    /// predicate and object, and must hold of the first rows and of no later ones. Not for the rows
    /// of all subjects, which are read in order.
    pub(super) fn skip_to(&mut self, mut is_before: impl FnMut([TermId; 3]) -> bool) {
        let Range { mut start, mut end } = self.range;
        while start < end {
            let middle = start.midpoint(end);
            if is_before(self.at(middle)) {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        self.range.start = start;
    }

    /// Number of rows that are left.
    pub(super) fn len(&self) -> usize {
        self.range.len()
    }

    /// The next row: its place, and its subject, predicate and object. A row that
    /// [is not of the pattern](Self::is_wanted) is to be passed over.
    #[inline]
    pub(crate) fn next_row(&mut self) -> Option<(usize, [TermId; 3])> {
        let quad = self.range.next()?;
        Some((quad, self.at(quad)))
    }

    /// Whether a row is of the pattern.
    #[inline]
    pub(crate) fn is_wanted(&self, [_, p, _]: [TermId; 3]) -> bool {
        self.predicate == 0 || self.predicate == p
    }

    /// Whether only rows of the one graph are read, so that no graph need be compared.
    #[inline]
    pub(crate) fn is_of_one_graph(&self) -> bool {
        self.order == Order::Gpos
    }

    /// The place of a row's graph in the list of graphs; not to be asked of [one
    /// graph](Self::is_of_one_graph).
    #[inline]
    pub(crate) fn graph(&self, quad: usize) -> usize {
        let column: GraphColumn<'a> = match self.order {
            Order::Spo => self.view.spo.graphs,
            Order::Pos => self.view.pos.graphs,
            Order::Osp | Order::Gpos => self.view.osp.graphs,
        };
        column.get(quad) as usize
    }

    /// Subject, predicate and object of a quad. Where all are read, quads are asked for in order.
    #[inline]
    fn at(&mut self, quad: usize) -> [TermId; 3] {
        let view = self.view;
        match self.order {
            Order::Spo => {
                // The quads of one subject end where those of the next begin.
                while view
                    .spo
                    .firsts
                    .get(self.first as usize)
                    .is_some_and(|end| *end as usize <= quad)
                {
                    self.first += 1;
                }
                let [p, o] = view.spo.pairs[quad];
                [self.first, p, o]
            }
            Order::Pos => {
                let [o, s] = view.pos.pairs[quad];
                [s, self.first, o]
            }
            Order::Osp => {
                let [s, p] = view.osp.pairs[quad];
                [s, p, self.first]
            }
            Order::Gpos => {
                let [p, o, s] = view.gpos[quad];
                [s, p, o]
            }
        }
    }
}
