//! Look-ups in a frozen graph, for whoever reads it without SPARQL.
//!
//! A [`Reader`] numbers terms by their place in the file: a [`Node`] is compared and copied for
//! nothing, and becomes a term only where one is shown. Every list is sorted and can be begun
//! after a given member, so that a page costs what it shows and not what lies before it.

use oxigraph::model::{NamedNodeRef, Term, TermRef};

use super::file::{Frozen, View};
use super::header::{Damaged, Refused};
use super::pattern::PatternRows;
use super::{TERMS_END, TermId};

/// A term of one frozen graph. Nodes of the same graph sort as blank nodes, IRIs and literals,
/// each bytewise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(TermId);

/// A quad of a frozen graph; `graph` is `None` in the default graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The subject.
    pub subject: Node,
    /// The predicate.
    pub predicate: Node,
    /// The object.
    pub object: Node,
    /// The graph that holds it.
    pub graph: Option<Node>,
}

/// A frozen graph, opened for look-ups.
///
/// ```
/// use oxigraph::model::NamedNodeRef;
/// use uppdrag::frozen::Freezer;
///
/// let graph = uppdrag::graph::QuadSetBuilder::default().build();
/// let frozen = Freezer::of(&graph).in_memory()?;
/// let reader = frozen.reader()?;
/// let board = NamedNodeRef::new("https://example.org/board")?;
/// assert_eq!(reader.find(board)?, None);
/// assert_eq!(reader.matching(None, None, None).count(), 0);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    view: View<'a>,
}

impl Frozen {
    /// Opens the graph for look-ups.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if a section is not what its header says.
    pub fn reader(&self) -> Result<Reader<'_>, Refused> {
        Ok(Reader { view: self.view()? })
    }
}

impl Reader<'_> {
    /// The node of a term, if the graph holds it.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if the place where it should be is not sound.
    pub fn find<'t>(&self, term: impl Into<TermRef<'t>>) -> Result<Option<Node>, Refused> {
        let found = self.view.terms.find(term.into()).map_err(unsound)?;
        Ok(found.map(Node))
    }

    /// The node of an IRI that is a text.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`].
    pub fn find_iri(&self, iri: &str) -> Result<Option<Node>, Refused> {
        NamedNodeRef::new(iri).map_or(Ok(None), |iri| self.find(iri))
    }

    /// The term of a node.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if the file holds no term there.
    pub fn term(&self, node: Node) -> Result<Term, Refused> {
        self.view.terms.term(node.0).map_err(unsound)
    }

    /// All IRIs of the graph, sorted: of subjects, predicates, objects, graphs and datatypes.
    pub fn iris(&self) -> impl Iterator<Item = Node> + use<'_> {
        let resources = TermId::try_from(self.view.terms.resources()).unwrap_or(TermId::MAX);
        let is_iri = |id: &TermId| self.view.terms.is_iri(*id);
        (1..=resources).filter(is_iri).map(Node)
    }

    /// Whether a node is an IRI.
    #[must_use]
    pub fn is_iri(&self, node: Node) -> bool {
        self.view.terms.is_iri(node.0)
    }

    /// Whether a node is a literal.
    #[must_use]
    pub fn is_literal(&self, node: Node) -> bool {
        node.0 as usize > self.view.terms.resources()
    }

    /// The quads of a pattern, in which `None` matches any term.
    ///
    /// Those of a subject come by predicate, object and graph; those of an object by subject,
    /// predicate and graph; those of a predicate by object, subject and graph. With predicate and
    /// object given they come by subject.
    pub fn matching(
        &self,
        subject: Option<Node>,
        predicate: Option<Node>,
        object: Option<Node>,
    ) -> impl Iterator<Item = Result<Match, Refused>> + use<'_> {
        let rows = self.rows(subject, predicate, object, None);
        Matches::of(&self.view, rows)
    }

    /// As [`Reader::matching`], but each triple once, without its graphs.
    pub fn triples(
        &self,
        subject: Option<Node>,
        predicate: Option<Node>,
        object: Option<Node>,
    ) -> impl Iterator<Item = Result<[Node; 3], Refused>> + use<'_> {
        let mut last = None;
        self.matching(subject, predicate, object)
            .filter_map(move |quad| match quad {
                Ok(quad) => {
                    let triple = [quad.subject, quad.predicate, quad.object];
                    (last.replace(triple) != Some(triple)).then_some(Ok(triple))
                }
                Err(error) => Some(Err(error)),
            })
    }

    /// Whether some graph holds a triple.
    #[must_use]
    pub fn holds(&self, subject: Node, predicate: Node, object: Node) -> bool {
        self.rows(Some(subject), Some(predicate), Some(object), None)
            .len()
            > 0
    }

    /// Subjects and predicates that point at an object, sorted, each pair once, from behind a given
    /// pair.
    pub fn pointing_at(
        &self,
        object: Node,
        after: Option<(Node, Node)>,
    ) -> impl Iterator<Item = Result<(Node, Node), Refused>> + use<'_> {
        let mut rows = self.rows(None, None, Some(object), None);
        if let Some((subject, predicate)) = after {
            rows.skip_to(|[s, p, _]| (s, p) <= (subject.0, predicate.0));
        }
        let mut last = after;
        Matches::of(&self.view, rows).filter_map(move |quad| match quad {
            Ok(quad) => {
                let pair = (quad.subject, quad.predicate);
                (last.replace(pair) != Some(pair)).then_some(Ok(pair))
            }
            Err(error) => Some(Err(error)),
        })
    }

    /// Subjects that have an object under a predicate, sorted, each once, from behind a given node.
    pub fn subjects(
        &self,
        predicate: Node,
        object: Node,
        after: Option<Node>,
    ) -> impl Iterator<Item = Result<Node, Refused>> + use<'_> {
        let mut rows = self.rows(None, Some(predicate), Some(object), None);
        if let Some(after) = after {
            rows.skip_to(|[s, ..]| s <= after.0);
        }
        let mut last = after;
        Matches::of(&self.view, rows).filter_map(move |quad| match quad {
            Ok(quad) => {
                (last.replace(quad.subject) != Some(quad.subject)).then_some(Ok(quad.subject))
            }
            Err(error) => Some(Err(error)),
        })
    }

    /// The different objects of a predicate, sorted: found one by one, not by reading all quads.
    pub fn objects(
        &self,
        predicate: Node,
    ) -> impl Iterator<Item = Result<Node, Refused>> + use<'_> {
        let mut rows = self.rows(None, Some(predicate), None, None);
        std::iter::from_fn(move || {
            let (_, [.., object]) = rows.next_row()?;
            rows.skip_to(|[.., o]| o <= object);
            Some(sound(object))
        })
    }

    /// Number of quads to look through for a predicate and an object: those that match, or few more.
    #[must_use]
    pub fn size(&self, predicate: Node, object: Node) -> usize {
        self.rows(None, Some(predicate), Some(object), None).len()
    }

    /// Number of subjects that have an object under a predicate.
    #[must_use]
    pub fn count(&self, predicate: Node, object: Node) -> usize {
        let mut rows = self.rows(None, Some(predicate), Some(object), None);
        let mut count = 0;
        let mut last = None;
        while let Some((_, row)) = rows.next_row() {
            count += usize::from(rows.is_wanted(row) && last.replace(row) != Some(row));
        }
        count
    }

    /// The named graphs, sorted.
    pub fn graphs(&self) -> impl Iterator<Item = Node> + use<'_> {
        let graphs = self.view.graphs.iter().filter(|id| **id != 0);
        graphs.map(|id| Node(*id))
    }

    /// The quads of one named graph, by predicate, object and subject unless it is the only graph.
    pub fn in_graph(
        &self,
        graph: Node,
    ) -> impl Iterator<Item = Result<[Node; 3], Refused>> + use<'_> {
        let place = self.view.graphs.binary_search(&graph.0).ok();
        let mut rows = self.rows(None, None, None, place);
        std::iter::from_fn(move || {
            let place = place?;
            loop {
                let (quad, [s, p, o]) = rows.next_row()?;
                if rows.is_of_one_graph() || rows.graph(quad) == place {
                    let triple = || Ok([sound(s)?, sound(p)?, sound(o)?]);
                    return Some(triple());
                }
            }
        })
    }

    fn rows(
        &self,
        subject: Option<Node>,
        predicate: Option<Node>,
        object: Option<Node>,
        graph: Option<usize>,
    ) -> PatternRows<'_> {
        let id = |node: Option<Node>| node.map_or(0, |node| node.0);
        PatternRows::of(&self.view, [id(subject), id(predicate), id(object)], graph)
    }
}

struct Matches<'a> {
    view: &'a View<'a>,
    rows: PatternRows<'a>,
}

impl<'a> Matches<'a> {
    fn of(view: &'a View<'a>, rows: PatternRows<'a>) -> Self {
        Self { view, rows }
    }

    fn read(&self, quad: usize, [s, p, o]: [TermId; 3]) -> Result<Match, Refused> {
        let graph = self.view.graphs.get(self.rows.graph(quad));
        Ok(Match {
            subject: sound(s)?,
            predicate: sound(p)?,
            object: sound(o)?,
            graph: match graph {
                Some(0) => None,
                Some(id) => Some(sound(*id)?),
                None => return Err(unsound(Damaged)),
            },
        })
    }
}

impl Iterator for Matches<'_> {
    type Item = Result<Match, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (quad, row) = self.rows.next_row()?;
            if self.rows.is_wanted(row) {
                return Some(self.read(quad, row));
            }
        }
    }
}

fn sound(id: TermId) -> Result<Node, Refused> {
    if id == 0 || id >= TERMS_END {
        return Err(unsound(Damaged));
    }
    Ok(Node(id))
}

fn unsound(Damaged: Damaged) -> Refused {
    Refused::Damaged("a row or a term cannot be read")
}

#[cfg(test)]
mod tests;
