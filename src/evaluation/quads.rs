//! The quads of a pattern in the graphs that a query sees.

use std::rc::Rc;

use spareval::InternalQuad;

use super::dataset::TermNumber;
use super::guard::{self, Stop};
use crate::frozen::{PatternRows, TermId, View};

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

/// The quads of a pattern.
pub(super) struct Quads<'a> {
    view: &'a View<'a>,
    rows: PatternRows<'a>,
    scope: Scope,
    last: [TermId; 3],
}

impl<'a> Quads<'a> {
    /// The quads that match a pattern, in which 0 matches any term.
    pub(super) fn of(view: &'a View<'a>, pattern: [TermId; 3], scope: Scope) -> Self {
        let graph = match scope {
            Scope::One(place) => Some(place),
            _ => None,
        };
        Self {
            view,
            rows: PatternRows::of(view, pattern, graph),
            scope,
            last: [0; 3],
        }
    }
}

impl Iterator for Quads<'_> {
    type Item = InternalQuad<TermNumber>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            guard::poll();
            if matches!(self.scope, Scope::Nothing) {
                return None;
            }
            let (quad, [s, p, o]) = self.rows.next_row()?;
            if !self.rows.is_wanted([s, p, o]) {
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
                    let Some(&graph) = self.view.graphs.get(self.rows.graph(quad)) else {
                        guard::stop(Stop::Damaged);
                    };
                    if graph == 0 {
                        continue;
                    }
                    Some(graph)
                }
                Scope::One(wanted) => {
                    if !self.rows.is_of_one_graph() && self.rows.graph(quad) != *wanted {
                        continue;
                    }
                    self.view.graphs.get(*wanted).copied().filter(|id| *id != 0)
                }
                Scope::Several(wanted) => {
                    if wanted.binary_search(&self.rows.graph(quad)).is_err()
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
