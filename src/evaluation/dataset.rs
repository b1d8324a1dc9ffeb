//! The frozen graph as Oxigraph's evaluator reads it.
//!
//! A term in a row of results is a number of 32 bits. Numbers of the file are those of its
//! dictionary; what a query computes (a sum, a joined text, a constant that the graph does not
//! hold) is numbered in a scratch table that ends with the query.
//!
//! The evaluator copies a term for every value of every row, so [`TermNumber::clone`] is where a
//! query is stopped: see [`guard`].

use std::cell::RefCell;
use std::convert::Infallible;
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::rc::Rc;

use hashbrown::{DefaultHashBuilder, HashTable};
use oxigraph::model::{NamedNode, Term, TermRef};
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};

use super::DefaultGraph;
use super::guard::{self, Stop};
use super::quads::{Quads, Scope};
use crate::frozen::{Class, Damaged, TERMS_END, TermId, View, named_node};

/// Numbers from here on are those of the scratch table.
pub(super) const SCRATCH: TermId = TERMS_END;

/// Number of a term in a query.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct TermNumber(NonZeroU32);

impl TermNumber {
    fn new(id: TermId) -> Self {
        // 0 is the default graph, which is no term; no row of a sound file holds it.
        Self(NonZeroU32::new(id).unwrap_or_else(|| guard::stop(Stop::Damaged)))
    }

    /// A number that the file holds; those of the scratch table are in no row of a sound one.
    pub(super) fn stored(id: TermId) -> Self {
        if id >= SCRATCH {
            guard::stop(Stop::Damaged);
        }
        Self::new(id)
    }

    pub(crate) fn get(&self) -> TermId {
        self.0.get()
    }
}

impl Clone for TermNumber {
    fn clone(&self) -> Self {
        guard::poll();
        Self(self.0)
    }
}

/// The graphs that a pattern outside of `GRAPH` sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DefaultGraphs {
    /// The query names none.
    Unnamed(DefaultGraph),
    /// The quads of these, each triple once; `None` is the graph without a name.
    Named(Vec<Option<Term>>),
}

/// A frozen graph while one query reads it; clones share what the query computes.
#[derive(Clone)]
pub(crate) struct FrozenDataset<'a> {
    view: &'a View<'a>,
    default: Scope,
    scratch: Rc<RefCell<Scratch>>,
    recent: Rc<RefCell<RecentIris>>,
    /// Give out a term as the number that it has: see [`number_of`].
    numbers: bool,
}

impl<'a> FrozenDataset<'a> {
    /// Opens a graph for one query.
    pub(crate) fn new(view: &'a View<'a>, default: &DefaultGraphs) -> Self {
        let mut dataset = Self {
            view,
            default: Scope::Union,
            scratch: Rc::default(),
            recent: Rc::default(),
            numbers: false,
        };
        dataset.default = match default {
            DefaultGraphs::Unnamed(DefaultGraph::Union) => Scope::Union,
            DefaultGraphs::Unnamed(DefaultGraph::Stored) => dataset.scope_of(0),
            DefaultGraphs::Named(names) => {
                let mut places: Vec<usize> = names
                    .iter()
                    .filter_map(|name| {
                        let id = match name {
                            Some(name) => dataset.find(name.as_ref())?,
                            None => 0,
                        };
                        dataset.view.graphs.binary_search(&id).ok()
                    })
                    .collect();
                places.sort_unstable();
                places.dedup();
                match places.as_slice() {
                    [] => Scope::Nothing,
                    [one] => Scope::One(*one),
                    several => Scope::Several(several.into()),
                }
            }
        };
        dataset
    }

    /// Gives out blank nodes that tell the numbers of terms instead of the terms.
    pub(crate) fn with_numbers(mut self) -> Self {
        self.numbers = true;
        self
    }

    /// The term with a number.
    pub(crate) fn term(&self, id: TermId) -> Term {
        match id.checked_sub(SCRATCH) {
            None if self.view.terms.is_iri(id) => self.iri(id).into(),
            None => sound(self.view.terms.term(id)),
            Some(place) => self.scratch.borrow().terms[place as usize].clone(),
        }
    }

    /// How two terms of the file compare in `ORDER BY`, if their numbers tell.
    pub(crate) fn compare(&self, one: TermId, other: TermId) -> Option<std::cmp::Ordering> {
        if one == other {
            return Some(std::cmp::Ordering::Equal);
        }
        if one >= SCRATCH || other >= SCRATCH {
            return None;
        }
        sound(self.view.terms.compare(one, other))
    }

    /// The term with a number, as the evaluator computes with it.
    pub(crate) fn expression_term(&self, id: TermId) -> ExpressionTerm {
        if self.view.terms.is_iri(id) {
            ExpressionTerm::NamedNode(self.iri(id))
        } else if id < SCRATCH {
            sound(self.view.terms.expression_term(id))
        } else {
            self.term(id).into()
        }
    }

    fn iri(&self, id: TermId) -> NamedNode {
        self.recent
            .borrow_mut()
            .get(id, || sound(self.view.terms.resource(id, Class::Iri)))
    }

    fn find(&self, term: TermRef<'_>) -> Option<TermId> {
        sound(self.view.terms.find(term))
    }

    /// The number of a term, from the scratch table if the file has none.
    fn number(&self, term: Term) -> TermNumber {
        TermNumber::new(match self.find(term.as_ref()) {
            Some(id) => id,
            None => self.scratch.borrow_mut().number(term),
        })
    }

    fn scope_of(&self, graph: TermId) -> Scope {
        match self.view.graphs.binary_search(&graph) {
            Ok(place) => Scope::One(place),
            Err(_) => Scope::Nothing,
        }
    }
}

impl<'a> QueryableDataset<'a> for FrozenDataset<'a> {
    type InternalTerm = TermNumber;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermNumber>,
        predicate: Option<&TermNumber>,
        object: Option<&TermNumber>,
        graph_name: Option<Option<&TermNumber>>,
    ) -> impl Iterator<Item = Result<InternalQuad<TermNumber>, Infallible>> + use<'a> {
        let scope = match graph_name {
            None => Scope::Each,
            Some(None) => self.default.clone(),
            Some(Some(graph)) => self.scope_of(graph.get()),
        };
        let id = |term: Option<&TermNumber>| term.map_or(0, TermNumber::get);
        Quads::of(self.view, [id(subject), id(predicate), id(object)], scope).map(Ok)
    }

    fn internal_named_graphs(
        &self,
    ) -> impl Iterator<Item = Result<TermNumber, Infallible>> + use<'a> {
        let graphs = self.view.graphs.iter().filter(|id| **id != 0);
        graphs.map(|id| Ok(TermNumber::stored(*id)))
    }

    fn contains_internal_graph_name(&self, graph: &TermNumber) -> Result<bool, Infallible> {
        Ok(self.view.graphs.binary_search(&graph.get()).is_ok())
    }

    fn internalize_term(&self, term: Term) -> Result<TermNumber, Infallible> {
        Ok(self.number(term))
    }

    fn externalize_term(&self, term: TermNumber) -> Result<Term, Infallible> {
        guard::poll();
        if self.numbers {
            return Ok(named_by_number(term.get()));
        }
        Ok(self.term(term.get()))
    }

    fn externalize_expression_term(&self, term: TermNumber) -> Result<ExpressionTerm, Infallible> {
        guard::poll();
        Ok(self.expression_term(term.get()))
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<TermNumber, Infallible> {
        guard::poll();
        guard::poll_length(length(&term));
        Ok(self.number(term.into()))
    }
}

/// Bytes of a computed text.
fn length(term: &ExpressionTerm) -> usize {
    match term {
        ExpressionTerm::NamedNode(node) => node.as_str().len(),
        ExpressionTerm::StringLiteral(value)
        | ExpressionTerm::LangStringLiteral { value, .. }
        | ExpressionTerm::OtherTypedLiteral { value, .. } => value.len(),
        _ => 0,
    }
}

/// A term that stands for the number of another.
fn named_by_number(id: TermId) -> Term {
    oxigraph::model::BlankNode::new_from_unique_id(id.into()).into()
}

/// The number that a term given out by [`FrozenDataset::with_numbers`] stands for.
pub(crate) fn number_of(term: &Term) -> Option<TermId> {
    match term {
        Term::BlankNode(node) => TermId::from_str_radix(node.as_str(), 16).ok(),
        _ => None,
    }
}

/// What was read, unless the file is damaged: then the query ends.
fn sound<T>(read: Result<T, Damaged>) -> T {
    read.unwrap_or_else(|Damaged| guard::stop(Stop::Damaged))
}

/// IRIs that were read of late, each in the place that its number gives it: predicates, classes
/// and subjects are asked for again and again.
#[derive(Default)]
struct RecentIris(Vec<(TermId, NamedNode)>);

impl RecentIris {
    const PLACES: u32 = 16;

    fn get(&mut self, id: TermId, read: impl FnOnce() -> String) -> NamedNode {
        if self.0.is_empty() {
            let nothing = (0, named_node(String::new()));
            self.0.resize(Self::PLACES as usize, nothing);
        }
        let (known, node) = &mut self.0[(id % Self::PLACES) as usize];
        if *known != id {
            *node = named_node(read());
            *known = id;
        }
        node.clone()
    }
}

/// Terms of a query that the file does not hold.
#[derive(Default)]
struct Scratch {
    terms: Vec<Term>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Scratch {
    fn number(&mut self, term: Term) -> TermId {
        let Self {
            terms,
            numbers,
            hasher,
        } = self;
        let hash = hasher.hash_one(&term);
        if let Some(place) = numbers.find(hash, |place| terms[*place as usize] == term) {
            return SCRATCH | place;
        }
        let place = u32::try_from(terms.len())
            .ok()
            .filter(|place| *place < SCRATCH)
            .unwrap_or_else(|| guard::stop(Stop::Memory));
        terms.push(term);
        numbers.insert_unique(hash, place, |place| {
            hasher.hash_one(&terms[*place as usize])
        });
        SCRATCH | place
    }
}
