//! The quads of a pattern, read in the order that suits it.

use std::ops::Range;
use std::rc::Rc;

use spareval::InternalQuad;

use super::dataset::{SCRATCH, TermNumber};
use super::guard::{self, Stop};
use crate::frozen::{GraphColumn, TermId, View, narrow};

/// Rows of an object that are looked through for a predicate rather than searched for.
const FEW: usize = 32;
/// What of the graphs a pattern asks for.
#[derive(Debug, Clone)]
pub(super) enum Scope {
    Union,
    /// Each named graph by itself.
    Each,
    One(usize),
    Several(Rc<[usize]>),
    Nothing,
}
/// Which columns are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Spo,
    Pos,
    Osp,
    Gpos,
}

/// The quads of a pattern.
pub(super) struct Quads<'a> {
    view: &'a View<'a>,
    order: Order,
    range: Range<usize>,
    /// The first term of the order; while all are read, that of the next quad.
    first: TermId,
    /// What the predicate must be, where the order does not see to it.
    predicate: TermId,
    scope: Scope,
    last: [TermId; 3],
}

impl<'a> Quads<'a> {
    /// The quads that match a pattern, in which 0 matches any term.
    pub(super) fn of(view: &'a View<'a>, [s, p, o]: [TermId; 3], scope: Scope) -> Self {
        let mut quads = Self {
            view,
            order: Order::Spo,
            range: 0..0,
            first: 0,
            predicate: 0,
            scope,
            last: [0; 3],
        };
        if [s, p, o].into_iter().any(|id| id >= SCRATCH) || matches!(quads.scope, Scope::Nothing) {
            return quads;
        }
        let by = |first: TermId| first.wrapping_sub(1) as usize;
        if s != 0 && (p != 0 || o == 0) {
            let all = view.spo.of(by(s));
            quads.first = s;
            quads.range = match (p, o) {
                (0, _) => all,
                (_, 0) => view.spo.with_second(all, p),
                _ => view.spo.with_both(all, [p, o]),
            };
            return quads;
        }
        if o != 0 {
            let all = view.osp.of(by(o));
            quads.order = Order::Osp;
            quads.first = o;
            if s != 0 {
                quads.range = view.osp.with_second(all, s);
                return quads;
            }
            if p == 0 || all.len() <= FEW {
                quads.range = all;
                quads.predicate = p;
                quads.prefer_graph([p, o]);
                return quads;
            }
        }
        if p != 0 {
            let Ok(place) = view.predicates.binary_search(&p) else {
                quads.range = 0..0;
                return quads;
            };
            let all = view.pos.of(place);
            quads.order = Order::Pos;
            quads.first = p;
            quads.range = if o == 0 {
                all
            } else {
                view.pos.with_second(all, o)
            };
            quads.prefer_graph([p, o]);
            return quads;
        }
        quads.range = 0..view.spo.pairs.len();
        quads.first = 1;
        quads.prefer_graph([0, 0]);
        quads
    }

    /// Reads within one graph, if that has fewer quads to look at.
    fn prefer_graph(&mut self, [p, o]: [TermId; 2]) {
        let Scope::One(place) = self.scope else {
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

    /// Subject, predicate and object of a quad.
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

    fn graphs(&self) -> GraphColumn<'a> {
        match self.order {
            Order::Spo => self.view.spo.graphs,
            Order::Pos => self.view.pos.graphs,
            Order::Osp | Order::Gpos => self.view.osp.graphs,
        }
    }
}

impl Iterator for Quads<'_> {
    type Item = InternalQuad<TermNumber>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            guard::poll();
            let quad = self.range.next()?;
            let [s, p, o] = self.at(quad);
            if self.predicate != 0 && self.predicate != p {
                continue;
            }
            let graph = match &self.scope {
                // A triple of several graphs comes once for each, one after the other.
                Scope::Union => {
                    if std::mem::replace(&mut self.last, [s, p, o]) == [s, p, o] {
                        continue;
                    }
                    None
                }
                Scope::Each => {
                    let place = self.graphs().get(quad) as usize;
                    let Some(&graph) = self.view.graphs.get(place) else {
                        guard::stop(Stop::Damaged);
                    };
                    if graph == 0 {
                        continue;
                    }
                    Some(graph)
                }
                Scope::One(wanted) => {
                    if self.order != Order::Gpos && self.graphs().get(quad) as usize != *wanted {
                        continue;
                    }
                    self.view.graphs.get(*wanted).copied().filter(|id| *id != 0)
                }
                Scope::Several(wanted) => {
                    let place = self.graphs().get(quad) as usize;
                    if wanted.binary_search(&place).is_err()
                        || std::mem::replace(&mut self.last, [s, p, o]) == [s, p, o]
                    {
                        continue;
                    }
                    None
                }
                Scope::Nothing => return None,
            };
            return Some(InternalQuad {
                subject: TermNumber::stored(s),
                predicate: TermNumber::stored(p),
                object: TermNumber::stored(o),
                graph_name: graph.map(TermNumber::stored),
            });
        }
    }
}
