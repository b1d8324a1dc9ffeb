//! A sorted set of quads over interned terms.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};
use oxigraph::model::{
    GraphNameRef, IriParseError, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, Term,
    TermRef, TripleRef,
};
use sha2::{Digest, Sha256};

use super::canonical::{compare, write_line};

/// Number of a term in a [`QuadSet`]; terms are numbered in canonical order.
pub(crate) type TermId = u32;

/// A set of quads in canonical order.
///
/// ```
/// use oxigraph::model::{LiteralRef, NamedNodeRef};
/// use uppdrag::graph::QuadSetBuilder;
///
/// let board = NamedNodeRef::new("https://example.org/id/org/board").unwrap();
/// let name = NamedNodeRef::new("http://www.w3.org/2004/02/skos/core#prefLabel").unwrap();
/// let graph = NamedNodeRef::new("https://example.org/id/graph/page").unwrap();
/// let mut builder = QuadSetBuilder::default();
/// builder.insert(board, name, LiteralRef::new_simple_literal("Board").into(), graph);
/// let set = builder.build();
/// assert_eq!(set.len(), 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct QuadSet {
    terms: Vec<Term>,
    quads: Vec<[TermId; 4]>,
    /// Places of the quads, graph by graph; in canonical order within a graph.
    by_graph: Vec<u32>,
    /// The named graphs in canonical order, with their parts of `by_graph`.
    graphs: Vec<(TermId, Range<usize>)>,
}

impl QuadSet {
    /// Number of quads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.quads.len()
    }

    /// Whether there is no quad.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// Number of different terms, names of graphs included.
    #[must_use]
    pub fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// The different terms in canonical order, names of graphs included.
    pub fn terms(&self) -> impl Iterator<Item = TermRef<'_>> + Clone {
        self.terms.iter().map(Term::as_ref)
    }

    /// The different predicates in canonical order.
    #[must_use]
    pub fn predicates(&self) -> Vec<NamedNodeRef<'_>> {
        let mut used = vec![false; self.terms.len()];
        for [_, predicate, ..] in &self.quads {
            used[*predicate as usize] = true;
        }
        (0..)
            .zip(used)
            .filter(|(_, used)| *used)
            .map(|(id, _)| self.predicate(id))
            .collect()
    }

    /// All quads in canonical order.
    pub fn quads(&self) -> impl Iterator<Item = QuadRef<'_>> + Clone {
        self.quads.iter().map(|&[s, p, o, g]| {
            QuadRef::new(
                self.subject(s),
                self.predicate(p),
                self.terms[o as usize].as_ref(),
                GraphNameRef::NamedNode(self.predicate(g)),
            )
        })
    }

    /// The union of all named graphs, each triple once, in canonical order.
    pub fn triples(&self) -> impl Iterator<Item = TripleRef<'_>> + Clone {
        let mut last = None;
        self.quads.iter().filter_map(move |&[s, p, o, _]| {
            if last == Some([s, p, o]) {
                return None;
            }
            last = Some([s, p, o]);
            Some(self.triple(s, p, o))
        })
    }

    /// The triples of one named graph in canonical order.
    pub fn triples_in(
        &self,
        graph: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = TripleRef<'_>> + Clone {
        let range = self.id(graph.into()).and_then(|id| {
            let at = self.graphs.binary_search_by_key(&id, |(id, _)| *id).ok()?;
            Some(self.graphs[at].1.clone())
        });
        self.by_graph[range.unwrap_or_default()].iter().map(|at| {
            let [s, p, o, _] = self.quads[*at as usize];
            self.triple(s, p, o)
        })
    }

    /// The triples with one property, each once, in canonical order.
    pub fn triples_with<'a>(
        &'a self,
        predicate: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = TripleRef<'a>> + Clone + use<'a> {
        let predicate = self.id(TermRef::NamedNode(predicate));
        let mut last = None;
        self.quads.iter().filter_map(move |&[s, p, o, _]| {
            if Some(p) != predicate || last == Some([s, o]) {
                return None;
            }
            last = Some([s, o]);
            Some(self.triple(s, p, o))
        })
    }

    /// The quads as numbers of terms, in canonical order.
    pub(crate) fn numbers(&self) -> &[[TermId; 4]] {
        &self.quads
    }

    /// Names of the named graphs in canonical order.
    #[must_use]
    pub fn graph_names(&self) -> Vec<NamedNodeRef<'_>> {
        let names = self.graphs.iter();
        names.map(|(id, _)| self.predicate(*id)).collect()
    }

    /// Number of triples in the union of all graphs.
    #[must_use]
    pub fn triple_count(&self) -> usize {
        self.triples().count()
    }

    /// Objects of all triples with this subject and predicate, in canonical order.
    pub fn objects<'a>(
        &'a self,
        subject: NamedNodeRef<'_>,
        predicate: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = TermRef<'a>> + use<'a> {
        let key = self
            .id(TermRef::NamedNode(subject))
            .zip(self.id(TermRef::NamedNode(predicate)));
        let range = key.map_or(0..0, |(s, p)| {
            let start = self
                .quads
                .partition_point(|quad| (quad[0], quad[1]) < (s, p));
            let len = self.quads[start..].partition_point(|quad| (quad[0], quad[1]) == (s, p));
            start..start + len
        });
        let mut last = None;
        self.quads[range].iter().filter_map(move |quad| {
            let new = last != Some(quad[2]);
            last = Some(quad[2]);
            new.then(|| self.terms[quad[2] as usize].as_ref())
        })
    }

    /// All subjects, each once, in canonical order.
    pub fn subjects(&self) -> impl Iterator<Item = NamedNodeRef<'_>> + Clone {
        let mut last = None;
        self.quads.iter().filter_map(move |&[s, ..]| {
            let new = last != Some(s);
            last = Some(s);
            new.then(|| self.predicate(s))
        })
    }

    /// SHA-256 of the canonical N-Quads (RDFC-1.0), in lower-case hexadecimal.
    #[must_use]
    pub fn canonical_hash(&self) -> String {
        hash_lines(self.quads())
    }

    /// SHA-256 of the canonical N-Triples of the union of all graphs.
    #[must_use]
    pub fn canonical_triples_hash(&self) -> String {
        hash_lines(
            self.triples()
                .map(|triple| triple.in_graph(GraphNameRef::DefaultGraph)),
        )
    }

    /// A builder that already holds these quads.
    #[must_use]
    pub fn into_builder(self) -> QuadSetBuilder {
        let mut builder = QuadSetBuilder {
            terms: self.terms,
            quads: self.quads,
            ..QuadSetBuilder::default()
        };
        builder.number_all();
        builder
    }

    fn triple(&self, s: TermId, p: TermId, o: TermId) -> TripleRef<'_> {
        TripleRef::new(
            self.subject(s),
            self.predicate(p),
            self.terms[o as usize].as_ref(),
        )
    }

    fn subject(&self, id: TermId) -> NamedOrBlankNodeRef<'_> {
        self.predicate(id).into()
    }

    fn predicate(&self, id: TermId) -> NamedNodeRef<'_> {
        iri(&self.terms, id)
    }

    fn id(&self, term: TermRef<'_>) -> Option<TermId> {
        self.terms
            .binary_search_by(|probe| compare(probe.as_ref(), term))
            .ok()
            .and_then(|id| TermId::try_from(id).ok())
    }
}

/// Subjects, predicates and graph names are IRIs: [`QuadSetBuilder::insert`] takes no other.
fn iri(terms: &[Term], id: TermId) -> NamedNodeRef<'_> {
    match &terms[id as usize] {
        Term::NamedNode(node) => node.as_ref(),
        _ => unreachable!("only IRIs are inserted as subject, predicate or graph"),
    }
}

fn hash_lines<'a>(quads: impl Iterator<Item = QuadRef<'a>>) -> String {
    let mut hash = Sha256::new();
    let mut line = Vec::new();
    for quad in quads {
        line.clear();
        // Writing to memory cannot fail.
        let _ = write_line(quad, &mut line);
        hash.update(&line);
    }
    hex(&hash.finalize())
}

/// Lower-case hexadecimal of a digest.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

/// Collects quads in any order.
#[derive(Debug, Clone, Default)]
pub struct QuadSetBuilder {
    terms: Vec<Term>,
    quads: Vec<[TermId; 4]>,
    /// Numbers of the terms, found by hash.
    numbers: HashTable<TermId>,
    hasher: DefaultHashBuilder,
}

impl QuadSetBuilder {
    /// Adds a quad of a named graph; a second time is no change.
    ///
    /// # Panics
    ///
    /// With more than 2³² different terms.
    pub fn insert(
        &mut self,
        subject: NamedNodeRef<'_>,
        predicate: NamedNodeRef<'_>,
        object: TermRef<'_>,
        graph: NamedNodeRef<'_>,
    ) {
        let quad = [
            self.number(subject.into()),
            self.number(predicate.into()),
            self.number(object),
            self.number(graph.into()),
        ];
        self.insert_numbers(quad);
    }

    /// Adds a quad of terms that have their numbers.
    pub(crate) fn insert_numbers(&mut self, quad: [TermId; 4]) {
        // Neighbours are often repeated (a passage cited twice); the rest falls to `build`.
        if self.quads.last() != Some(&quad) {
            self.quads.push(quad);
        }
    }

    /// Sorts, removes repetitions and numbers the terms in canonical order.
    #[must_use]
    pub fn build(self) -> QuadSet {
        let Self {
            terms,
            mut quads,
            numbers,
            ..
        } = self;
        drop(numbers);
        let mut order: Vec<(Term, TermId)> = terms.into_iter().zip(0..).collect();
        // Both sorts are those that profit from what is sorted already: the quads and terms that
        // a builder began with.
        order.sort_by(|(one, _), (other, _)| compare(one.as_ref(), other.as_ref()));
        let mut rank: Vec<TermId> = vec![0; order.len()];
        for ((_, id), new) in order.iter().zip(0..) {
            rank[*id as usize] = new;
        }
        for quad in &mut quads {
            *quad = quad.map(|id| rank[id as usize]);
        }
        quads.sort_unstable();
        quads.dedup();
        quads.shrink_to_fit();
        let (by_graph, graphs) = by_graph(&quads, order.len());
        QuadSet {
            terms: order.into_iter().map(|(term, _)| term).collect(),
            quads,
            by_graph,
            graphs,
        }
    }

    /// The number of a term, which is kept if it is new.
    ///
    /// # Panics
    ///
    /// With more than 2³² different terms.
    pub(crate) fn number(&mut self, term: TermRef<'_>) -> TermId {
        self.find(term).unwrap_or_else(|hash| self.keep(term, hash))
    }

    /// The number of an IRI, which is checked and kept if it is new.
    pub(crate) fn number_of_iri(&mut self, iri: &str) -> Result<TermId, IriParseError> {
        self.find(NamedNodeRef::new_unchecked(iri).into())
            .or_else(|hash| Ok(self.keep(NamedNodeRef::new(iri)?.into(), hash)))
    }

    /// The IRI with a number, which is that of a subject, predicate, graph or reference.
    pub(crate) fn iri(&self, number: TermId) -> NamedNodeRef<'_> {
        iri(&self.terms, number)
    }

    /// Whether each of the numbered terms is a subject.
    pub(crate) fn subjects(&self) -> Vec<bool> {
        let mut subjects = vec![false; self.terms.len()];
        for [subject, ..] in &self.quads {
            subjects[*subject as usize] = true;
        }
        subjects
    }

    /// The number of a term, or its hash if it has none yet.
    fn find(&self, term: TermRef<'_>) -> Result<TermId, u64> {
        let hash = self.hasher.hash_one(term);
        self.numbers
            .find(hash, |id| self.terms[*id as usize].as_ref() == term)
            .copied()
            .ok_or(hash)
    }

    fn keep(&mut self, term: TermRef<'_>, hash: u64) -> TermId {
        let id = TermId::try_from(self.terms.len()).expect("fewer than 2^32 terms");
        self.terms.push(term.into_owned());
        let Self { terms, hasher, .. } = self;
        self.numbers
            .insert_unique(hash, id, |id| hasher.hash_one(terms[*id as usize].as_ref()));
        id
    }

    /// Numbers all terms as they stand.
    fn number_all(&mut self) {
        let Self { terms, hasher, .. } = self;
        let hash = |id: &TermId| hasher.hash_one(terms[*id as usize].as_ref());
        self.numbers.reserve(terms.len(), hash);
        for (id, _) in (0..).zip(terms.iter()) {
            self.numbers.insert_unique(hash(&id), id, hash);
        }
    }
}

/// Places of sorted quads, graph by graph, and each graph's part of them.
fn by_graph(quads: &[[TermId; 4]], terms: usize) -> (Vec<u32>, Vec<(TermId, Range<usize>)>) {
    let mut counts = vec![0; terms];
    for quad in quads {
        counts[quad[3] as usize] += 1;
    }
    // From here on: where the next quad of a graph goes.
    let mut next = counts;
    let mut graphs = Vec::new();
    let mut start = 0;
    for (id, next) in (0..).zip(&mut next) {
        let count = std::mem::replace(next, start);
        if count > 0 {
            graphs.push((id, start..start + count));
            start += count;
        }
    }
    let mut places = vec![0; quads.len()];
    for (place, quad) in (0..).zip(quads) {
        let next = &mut next[quad[3] as usize];
        places[*next] = place;
        *next += 1;
    }
    (places, graphs)
}

impl Extend<(NamedNode, NamedNode, Term, NamedNode)> for QuadSetBuilder {
    fn extend<T: IntoIterator<Item = (NamedNode, NamedNode, Term, NamedNode)>>(&mut self, iter: T) {
        for (s, p, o, g) in iter {
            self.insert(s.as_ref(), p.as_ref(), o.as_ref(), g.as_ref());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::LiteralRef;

    fn iri(text: &str) -> NamedNode {
        NamedNode::new(text).unwrap()
    }

    #[test]
    fn quads_come_in_the_order_of_their_canonical_lines() {
        let mut builder = QuadSetBuilder::default();
        let (p, g) = (iri("http://e.org/p"), iri("http://e.org/g"));
        for s in ["http://e.org/b", "http://e.org/aa", "http://e.org/a"] {
            for o in ["x", "x\ny", "å", "x\u{1}"] {
                let s = iri(s);
                let literal = LiteralRef::new_simple_literal(o);
                builder.insert(s.as_ref(), p.as_ref(), literal.into(), g.as_ref());
                let tagged = LiteralRef::new_language_tagged_literal_unchecked(o, "sv");
                builder.insert(s.as_ref(), p.as_ref(), tagged.into(), g.as_ref());
            }
        }
        let set = builder.build();
        let lines: Vec<String> = set.quads().map(|quad| format!("{quad} .")).collect();
        let mut sorted = lines.clone();
        sorted.sort();
        assert_eq!(lines, sorted);
        assert_eq!(lines.len(), 24);
    }

    #[test]
    fn a_triple_of_two_graphs_is_one_triple_of_the_union() {
        let mut builder = QuadSetBuilder::default();
        let (s, p) = (iri("http://e.org/s"), iri("http://e.org/p"));
        for graph in ["http://e.org/g1", "http://e.org/g2"] {
            builder.insert(
                s.as_ref(),
                p.as_ref(),
                s.as_ref().into(),
                iri(graph).as_ref(),
            );
        }
        let set = builder.build();
        assert_eq!((set.len(), set.triple_count()), (2, 1));
        assert_eq!(set.objects(s.as_ref(), p.as_ref()).count(), 1);
    }
}
