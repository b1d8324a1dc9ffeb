//! SEARCH: labels and titles by what somebody types.
//!
//! An [`Index`] is made once from all labels and then only asked. It knows nothing of the graph
//! nor of HTTP: it takes [entries](Entry) and gives the IRIs of those that match.
//!
//! ```
//! use uppdrag::search::{Entry, Index, Limits, Request};
//!
//! let labels = [
//!     ("https://data.example.org/id/org/1", "Länsstyrelsen i Blekinge län"),
//!     ("https://data.example.org/id/mandate/2", "Våldsuppdrag till länsstyrelserna"),
//! ];
//! let entries = labels.map(|(iri, text)| Entry { iri, class: "", language: "sv", text });
//! let index = Index::of(entries, Limits::default())?;
//! for typed in ["lansstyrelsen", "blek läns", "länstyrelsen"] {
//!     let answer = index.find(&Request::of(typed))?;
//!     assert_eq!(answer.hits[0].iri, labels[0].0);
//! }
//! assert_eq!(index.find(&Request::of("uppdrag"))?.hits[0].iri, labels[1].0);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # What matches
//!
//! Every word that is typed must match a word of one label, in any order. It matches a word that
//! it is, that begins with it, or, from [`WITHIN_FROM`] letters, that holds it: Swedish writes
//! compounds as one word. Case, Unicode form and diacritics do not matter. If there are fewer than
//! [`ENOUGH`] hits, typing mistakes are forgiven too: one in a word from four letters, two from
//! eight, none in numbers.
//!
//! # What comes first
//!
//! In the order of [`Match`]; of those, what has the diacritics as typed; then the shorter text;
//! then by IRI. Whoever types a letter with a mark means it: then all labels that have it
//! come before all that do not. An IRI is one hit, with its best label.
//!
//! # How fast
//!
//! `benches/search.md` says, and how to repeat it.

mod dictionary;
mod edits;
mod find;
mod folding;
mod index;
mod texts;

pub use index::Index;

/// Letters from which on a word is also found within others.
pub const WITHIN_FROM: usize = 4;

/// Hits from which on typing mistakes are not looked for.
pub const ENOUGH: usize = 10;

/// One label of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<S> {
    /// The resource.
    pub iri: S,
    /// What it is, as requests name it: any text, compared byte by byte.
    pub class: S,
    /// Language tag; empty if there is none.
    pub language: S,
    /// Label or title.
    pub text: S,
}

/// Limits of an index and of each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Labels of an index. About 250 bytes of memory each.
    pub labels: usize,
    /// Words of a label that are found; those after them are not.
    pub label_words: usize,
    /// Longest text of a request, in bytes of UTF-8.
    pub text_bytes: usize,
    /// Most words of a request.
    pub words: usize,
    /// Hits that can be reached: skipped and given.
    pub hits: usize,
    /// Occurrences of words that are looked at for one request. Beyond it the total is a
    /// [`Total::MoreThan`]; words that match better are looked at first.
    pub occurrences: usize,
}

impl Limits {
    /// The limits that hold if nobody says otherwise.
    pub const DEFAULT: Self = Self {
        labels: 10_000_000,
        label_words: 64,
        text_bytes: 256,
        words: 12,
        hits: 1000,
        occurrences: 200_000,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// What was typed.
    pub text: &'a str,
    /// Only resources of this class.
    pub class: Option<&'a str>,
    /// Hits that were shown before.
    pub skip: usize,
    /// Hits that are wanted now.
    pub take: usize,
}

impl<'a> Request<'a> {
    /// The first 20 hits of any class.
    #[must_use]
    pub const fn of(text: &'a str) -> Self {
        Self {
            text,
            class: None,
            skip: 0,
            take: 20,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The wanted part, best first.
    pub hits: Vec<Hit<'a>>,
    /// How many there are in all.
    pub total: Total,
}

/// One resource, with the label that matches best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The resource.
    pub iri: &'a str,
    /// Its class, as the entry said.
    pub class: &'a str,
    /// Language tag of the label; empty if there is none.
    pub language: &'a str,
    /// The label.
    pub text: &'a str,
    /// How it matches.
    pub matched: Match,
}

/// How a label matches, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// It has the typed words and no others.
    Exact,
    /// It begins with the typed words; the last may go on.
    Start,
    /// It has all typed words.
    Words,
    /// Each typed word begins one of its words.
    Beginnings,
    /// A typed word stands within one of its words.
    Within,
    /// A typed word has a mistake.
    OneMistake,
    /// A typed word has two mistakes.
    TwoMistakes,
}

impl Match {
    /// Best first.
    const ALL: [Self; 7] = [
        Self::Exact,
        Self::Start,
        Self::Words,
        Self::Beginnings,
        Self::Within,
        Self::OneMistake,
        Self::TwoMistakes,
    ];
}

/// How many resources match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// This many.
    Exactly(usize),
    /// More than this: not every label was looked at.
    MoreThan(usize),
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// [`Limits::text_bytes`]
    #[error("the search text is longer than {0} bytes: leave some of it out")]
    Text(usize),
    /// [`Limits::words`]
    #[error("the search text has more than {0} words: leave some out")]
    Words(usize),
    /// [`Limits::hits`]
    #[error("only the first {0} hits can be shown: add a word to the search text")]
    Hits(usize),
}

/// More labels than [`Limits::labels`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there are more than {0} labels, the limit of the search index")]
pub struct TooManyLabels(pub usize);

#[cfg(test)]
mod tests;
