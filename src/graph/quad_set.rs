//! A sorted set of quads over interned terms.

use hashbrown::HashMap;
use oxigraph::model::{
    GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, Term, TermRef, TripleRef,
};
use sha2::{Digest, Sha256};

/// Number of a term in a [`QuadSet`]; terms are numbered in canonical order.
type TermId = u32;

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
        let mut ids: Vec<TermId> = self.quads.iter().map(|quad| quad[1]).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| self.predicate(id)).collect()
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
        let graph = self.id(TermRef::NamedNode(graph));
        self.quads
            .iter()
            .filter(move |quad| Some(quad[3]) == graph)
            .map(|&[s, p, o, _]| self.triple(s, p, o))
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

    /// Names of the named graphs in canonical order.
    #[must_use]
    pub fn graph_names(&self) -> Vec<NamedNodeRef<'_>> {
        let mut ids: Vec<TermId> = self.quads.iter().map(|quad| quad[3]).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| self.predicate(id)).collect()
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

    /// Whether any quad has this subject.
    #[must_use]
    pub fn has_subject(&self, subject: NamedNodeRef<'_>) -> bool {
        self.id(TermRef::NamedNode(subject)).is_some_and(|id| {
            let start = self.quads.partition_point(|quad| quad[0] < id);
            self.quads.get(start).is_some_and(|quad| quad[0] == id)
        })
    }

    /// SHA-256 of the canonical N-Quads (RDFC-1.0), in lower-case hexadecimal.
    #[must_use]
    pub fn canonical_hash(&self) -> String {
        hash_lines(self.quads().map(|quad| format!("{quad} .\n")))
    }

    /// SHA-256 of the canonical N-Triples of the union of all graphs.
    #[must_use]
    pub fn canonical_triples_hash(&self) -> String {
        hash_lines(self.triples().map(|triple| format!("{triple} .\n")))
    }

    /// A builder that already holds these quads.
    #[must_use]
    pub fn into_builder(self) -> QuadSetBuilder {
        let ids = self
            .terms
            .iter()
            .enumerate()
            .map(|(id, term)| (term.clone(), TermId::try_from(id).unwrap_or(TermId::MAX)))
            .collect();
        QuadSetBuilder {
            ids,
            terms: self.terms,
            quads: self.quads,
        }
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

    /// Subjects, predicates and graph names are IRIs: [`QuadSetBuilder::insert`] takes no other.
    fn predicate(&self, id: TermId) -> NamedNodeRef<'_> {
        match &self.terms[id as usize] {
            Term::NamedNode(node) => node.as_ref(),
            _ => unreachable!("only IRIs are inserted as subject, predicate or graph"),
        }
    }

    fn id(&self, term: TermRef<'_>) -> Option<TermId> {
        let wanted = term.to_string();
        self.terms
            .binary_search_by(|probe| probe.to_string().cmp(&wanted))
            .ok()
            .and_then(|id| TermId::try_from(id).ok())
    }
}

fn hash_lines(lines: impl Iterator<Item = String>) -> String {
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(line.as_bytes());
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
    ids: HashMap<Term, TermId>,
    terms: Vec<Term>,
    quads: Vec<[TermId; 4]>,
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
            self.intern(subject.into()),
            self.intern(predicate.into()),
            self.intern(object),
            self.intern(graph.into()),
        ];
        // Neighbours are often repeated (a passage cited twice); the rest falls to `build`.
        if self.quads.last() != Some(&quad) {
            self.quads.push(quad);
        }
    }

    /// Sorts, removes repetitions and numbers the terms in canonical order.
    #[must_use]
    pub fn build(self) -> QuadSet {
        let Self {
            ids,
            terms,
            mut quads,
        } = self;
        drop(ids);
        let mut order: Vec<(String, TermId, Term)> = terms
            .into_iter()
            .zip(0..)
            .map(|(term, id)| (term.to_string(), id, term))
            .collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut rank: Vec<TermId> = vec![0; order.len()];
        for ((_, id, _), new) in order.iter().zip(0..) {
            rank[*id as usize] = new;
        }
        for quad in &mut quads {
            *quad = quad.map(|id| rank[id as usize]);
        }
        quads.sort_unstable();
        quads.dedup();
        QuadSet {
            terms: order.into_iter().map(|(_, _, term)| term).collect(),
            quads,
        }
    }

    fn intern(&mut self, term: TermRef<'_>) -> TermId {
        let term = term.into_owned();
        if let Some(&id) = self.ids.get(&term) {
            return id;
        }
        let id = TermId::try_from(self.terms.len()).expect("fewer than 2^32 terms");
        self.terms.push(term.clone());
        self.ids.insert(term, id);
        id
    }
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
