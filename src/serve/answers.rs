//! Answers that are remembered.
//!
//! A graph that is served does not change, so a query has the same answer until the next graph
//! is served, which begins with nothing remembered. What depends on the time, on chance or on
//! another endpoint is not remembered, and no refusal is. Which answers are kept when there are too many
//! is decided by how often they were asked for (S3-FIFO, `quick_cache`).

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use axum::body::Bytes;
use axum::http::HeaderValue;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use xxhash_rust::xxh3::xxh3_128;

use crate::evaluation::normal_form;
use crate::evaluation::respond::{Answer, Request};

/// Answers by what was asked, within [`cache_bytes`](super::Limits::cache_bytes).
pub(super) struct Answers {
    cache: Cache<Asked, Remembered, Bytewise>,
    most: u64,
    found: AtomicU64,
    missed: AtomicU64,
}

/// What there is in store, and how often it was of use.
pub(super) struct Counts {
    pub(super) answers: u64,
    pub(super) bytes: u64,
    pub(super) found: u64,
    pub(super) missed: u64,
}

/// All that an answer depends on, beside the graph.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    query: Box<str>,
    query_base: Option<Box<str>>,
    default_graphs: Box<[Box<str>]>,
    named_graphs: Box<[Box<str>]>,
    format: Option<Box<str>>,
    accept: Option<Box<str>>,
}

/// An answer as it is sent; clones share the bytes.
#[derive(Debug, Clone)]
pub(super) struct Remembered {
    pub(super) content_type: HeaderValue,
    pub(super) bytes: Bytes,
    /// Strong entity tag of type and bytes (RFC 9110 §8.8.3), if the answer is the same each time.
    pub(super) tag: Option<HeaderValue>,
}

#[derive(Clone)]
struct Bytewise;

/// Bytes that an entry takes beside its texts, about.
const ENTRY: u64 = 256;

/// An answer that would take more than this part of all is not remembered.
const LARGEST: u64 = 8;

impl Weighter<Asked, Remembered> for Bytewise {
    fn weight(&self, asked: &Asked, answer: &Remembered) -> u64 {
        ENTRY + asked.length() as u64 + answer.bytes.len() as u64
    }
}

impl Answers {
    /// A store of so many bytes; of none, nothing is remembered.
    pub(super) fn new(bytes: usize) -> Self {
        let most = bytes as u64;
        let answers = usize::try_from(most / 1024).unwrap_or(usize::MAX);
        let cache = Cache::with_weighter(answers.min(1 << 16), most, Bytewise);
        Self {
            cache,
            most,
            found: AtomicU64::new(0),
            missed: AtomicU64::new(0),
        }
    }

    /// The answer to what was asked before.
    pub(super) fn get(&self, asked: &Asked) -> Option<Remembered> {
        let answer = self.cache.get(asked);
        let count = if answer.is_some() {
            &self.found
        } else {
            &self.missed
        };
        count.fetch_add(1, Relaxed);
        answer
    }

    /// Whether an answer may be remembered and is not too large.
    pub(super) fn takes(&self, asked: &Asked, answer: &Answer) -> bool {
        let weight = ENTRY + asked.length() as u64 + answer.bytes.len() as u64;
        answer.is_repeatable && weight <= self.most / LARGEST
    }

    /// Remembers an answer.
    pub(super) fn put(&self, asked: Asked, answer: &Remembered) {
        self.cache.insert(asked, answer.clone());
    }

    pub(super) fn counts(&self) -> Counts {
        Counts {
            answers: self.cache.len() as u64,
            bytes: self.cache.weight(),
            found: self.found.load(Relaxed),
            missed: self.missed.load(Relaxed),
        }
    }
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        let graphs = |graphs: &[crate::evaluation::respond::GraphIri]| {
            graphs.iter().map(|graph| graph.0.as_str().into()).collect()
        };
        Self {
            query: normal_form(&request.query).into(),
            query_base: request.query_base.as_deref().map(Into::into),
            default_graphs: graphs(&request.default_graphs),
            named_graphs: graphs(&request.named_graphs),
            format: request.format.as_deref().map(Into::into),
            accept: request.accept.as_deref().map(Into::into),
        }
    }

    fn length(&self) -> usize {
        let graphs = self.default_graphs.iter().chain(&self.named_graphs);
        let names = self.format.iter().chain(&self.accept);
        self.query.len()
            + graphs
                .chain(names)
                .map(|text| text.len() + 16)
                .sum::<usize>()
    }
}

impl Remembered {
    /// An answer as it is sent, its bytes held by `hold`.
    pub(super) fn of(answer: Answer, hold: impl FnOnce(Vec<u8>) -> Bytes) -> Self {
        let tag = answer.is_repeatable.then(|| {
            // The same bytes have another tag under another type.
            let sum = xxh3_128(&answer.bytes) ^ xxh3_128(answer.media_type.as_bytes());
            HeaderValue::try_from(format!("\"{sum:032x}\"")).ok()
        });
        Self {
            content_type: super::content_type(&answer.media_type),
            bytes: hold(answer.bytes),
            tag: tag.flatten(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str, accept: &str) -> Asked {
        Asked::of(&Request {
            query: query.to_owned(),
            accept: Some(accept.to_owned()),
            ..Request::default()
        })
    }

    fn answer(media_type: &str, text: &str) -> Answer {
        Answer {
            media_type: media_type.to_owned(),
            bytes: text.into(),
            is_repeatable: true,
        }
    }

    /// Remembers an answer if it is taken.
    fn put(answers: &Answers, asked: Asked, text: &str) {
        let answer = answer("text/csv", text);
        if answers.takes(&asked, &answer) {
            answers.put(asked, &Remembered::of(answer, Bytes::from));
        }
    }

    #[test]
    fn an_answer_is_found_by_the_query_and_the_format() {
        let answers = Answers::new(1 << 20);
        put(&answers, asked("ASK {}", "text/csv"), "true");
        let found = answers.get(&asked("ASK  { } # again", "text/csv"));
        assert!(found.is_none(), "ASK {{}} and ASK {{ }} differ in a space");
        let found = answers.get(&asked("\nASK {} # again", "text/csv")).unwrap();
        assert_eq!(found.bytes, "true");
        assert!(answers.get(&asked("ASK {}", "application/json")).is_none());
        assert!(
            answers
                .get(&asked("ASK { ?s ?p ?o }", "text/csv"))
                .is_none()
        );
    }

    #[test]
    fn the_bytes_are_bounded() {
        let answers = Answers::new(64 << 10);
        for number in 0..1000 {
            let long = "x".repeat(4 << 10);
            put(&answers, asked(&format!("ASK {{ {number} }}"), ""), &long);
            assert!(answers.counts().bytes <= 64 << 10);
        }
        assert!(answers.counts().answers > 1);
        // One that would push out most others is not kept.
        let before = answers.counts().bytes;
        put(&answers, asked("ASK {}", ""), &"x".repeat(32 << 10));
        assert!(answers.get(&asked("ASK {}", "")).is_none());
        assert_eq!(answers.counts().bytes, before);
        let none = Answers::new(0);
        put(&none, asked("ASK {}", ""), "true");
        assert!(none.get(&asked("ASK {}", "")).is_none());
    }

    #[test]
    fn the_tag_tells_apart_answers_and_syntaxes() {
        let tag = |media_type, text| Remembered::of(answer(media_type, text), Bytes::from).tag;
        assert!(tag("text/csv", "a").is_some());
        assert_eq!(tag("text/csv", "a"), tag("text/csv", "a"));
        assert_ne!(tag("text/csv", "a"), tag("text/csv", "b"));
        assert_ne!(tag("text/csv", "a"), tag("application/json", "a"));
    }

    #[test]
    fn what_changes_is_not_remembered() {
        let answers = Answers::new(1 << 20);
        let mut changing = answer("text/csv", "0.7");
        changing.is_repeatable = false;
        assert!(!answers.takes(&asked("SELECT (RAND() AS ?x) {}", ""), &changing));
        assert!(Remembered::of(changing, Bytes::from).tag.is_none());
    }
}
