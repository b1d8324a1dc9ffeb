//! Terms numbered as they come, their texts side by side in one piece of memory.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use oxigraph::model::TermRef;

use super::dictionary::{DATATYPE, kind_and_tag};

/// What a term is, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind<'a> {
    BlankNode,
    Iri,
    /// The kind and tag of a group of literals.
    Literal(u64, &'a str),
}

/// Terms numbered from 0 in the order in which they are first seen.
#[derive(Default)]
pub(super) struct TermTable {
    texts: Vec<u8>,
    terms: Vec<Entry>,
    numbers: HashTable<u32>,
    tags: Vec<(u64, String)>,
    last_tag: usize,
    hasher: DefaultHashBuilder,
}

#[derive(Clone, Copy)]
struct Entry {
    begin: usize,
    length: u32,
    /// [`BLANK_NODE`], [`IRI`], or [`LITERAL`] and the place of the tag.
    kind: u32,
}

const BLANK_NODE: u32 = 0;
const IRI: u32 = 1;
const LITERAL: u32 = 2;

impl TermTable {
    /// The number of a term, and whether it is new.
    ///
    /// # Panics
    ///
    /// With more than 2³² terms, or a text of more than 4 GiB.
    pub(super) fn number(&mut self, term: TermRef<'_>) -> (u32, bool) {
        let (kind, text) = match term {
            TermRef::BlankNode(node) => (BLANK_NODE, node.as_str()),
            TermRef::NamedNode(node) => (IRI, node.as_str()),
            TermRef::Literal(literal) => {
                let (kind, tag) = kind_and_tag(literal);
                (LITERAL + self.tag(kind, tag), literal.value())
            }
        };
        let Self {
            texts,
            terms,
            numbers,
            hasher,
            ..
        } = self;
        let hash = hasher.hash_one((kind, text));
        let text_of = |entry: &Entry| &texts[entry.begin..entry.begin + entry.length as usize];
        let found = numbers.find(hash, |number| {
            let entry = &terms[*number as usize];
            entry.kind == kind && text_of(entry) == text.as_bytes()
        });
        if let Some(number) = found {
            return (*number, false);
        }
        let number = u32::try_from(terms.len()).expect("fewer than 2^32 terms");
        terms.push(Entry {
            begin: texts.len(),
            length: u32::try_from(text.len()).expect("a text of less than 4 GiB"),
            kind,
        });
        texts.extend_from_slice(text.as_bytes());
        numbers.insert_unique(hash, number, |number| {
            let entry = &terms[*number as usize];
            let text = &texts[entry.begin..entry.begin + entry.length as usize];
            // Only whole texts were put in.
            hasher.hash_one((entry.kind, std::str::from_utf8(text).unwrap_or_default()))
        });
        (number, true)
    }

    /// Bytes that the table takes, about.
    pub(super) fn memory(&self) -> usize {
        self.texts.capacity()
            + self.terms.capacity() * size_of::<Entry>()
            + self.numbers.capacity() * (size_of::<u32>() + 1)
    }

    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The numbers in the order of the terms.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let mut tags: Vec<usize> = (0..self.tags.len()).collect();
        tags.sort_by_key(|tag| &self.tags[*tag]);
        let mut ranks = vec![0; self.tags.len()];
        for (rank, tag) in (LITERAL..).zip(tags) {
            ranks[tag] = rank;
        }
        let rank = |entry: &Entry| match entry.kind.checked_sub(LITERAL) {
            Some(tag) => ranks[tag as usize],
            None => entry.kind,
        };
        let mut by_rank: Vec<Vec<u32>> = vec![Vec::new(); ranks.len() + LITERAL as usize];
        for (number, entry) in (0..).zip(&self.terms) {
            by_rank[rank(entry) as usize].push(number);
        }
        for numbers in &mut by_rank {
            numbers.sort_unstable_by(|one, other| self.text(*one).cmp(self.text(*other)));
        }
        by_rank.concat()
    }

    pub(super) fn text(&self, number: u32) -> &[u8] {
        let entry = &self.terms[number as usize];
        &self.texts[entry.begin..entry.begin + entry.length as usize]
    }

    pub(super) fn kind(&self, number: u32) -> Kind<'_> {
        match self.terms[number as usize].kind {
            BLANK_NODE => Kind::BlankNode,
            IRI => Kind::Iri,
            tag => {
                let (kind, tag) = &self.tags[(tag - LITERAL) as usize];
                Kind::Literal(*kind, tag)
            }
        }
    }

    /// The place of a tag. A graph has few; its neighbours mostly have the same.
    fn tag(&mut self, kind: u64, tag: &str) -> u32 {
        let is_it = |known: &(u64, String)| (known.0, known.1.as_str()).cmp(&(kind, tag));
        if self.tags.get(self.last_tag).map(is_it) != Some(Ordering::Equal) {
            let found = self.tags.iter().position(|known| is_it(known).is_eq());
            self.last_tag = found.unwrap_or_else(|| {
                debug_assert!(kind <= DATATYPE);
                self.tags.push((kind, tag.to_owned()));
                self.tags.len() - 1
            });
        }
        u32::try_from(self.last_tag).expect("fewer than 2^32 tags")
    }
}
