//! Answers that are remembered.
//!
//! A graph that is served does not change, so a query has the same answer until the next graph
//! is served, which begins with nothing remembered. What depends on the time, on chance or on
//! another endpoint is not remembered, and no refusal is. Which answers are kept when there are too many
//! is decided by how often they were asked for (S3-FIFO, `quick_cache`).

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
}

/// All that an answer depends on, beside the graph.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    query: Box<str>,
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
    /// Strong entity tag of type and bytes (RFC 9110 §8.8.3).
    pub(super) tag: HeaderValue,
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
        Self { cache, most }
    }

    /// The answer to what was asked before.
    pub(super) fn get(&self, asked: &Asked) -> Option<Remembered> {
        self.cache.get(asked)
    }

    /// Remembers an answer, if it may be and is not too large.
    pub(super) fn put(&self, asked: Asked, answer: &Remembered) {
        if Bytewise.weight(&asked, answer) <= self.most / LARGEST {
            self.cache.insert(asked, answer.clone());
        }
    }

    /// Number of answers and their bytes.
    pub(super) fn size(&self) -> (usize, u64) {
        (self.cache.len(), self.cache.weight())
    }
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Answers").field(&self.size()).finish()
    }
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        let graphs = |graphs: &[crate::evaluation::respond::GraphIri]| {
            graphs.iter().map(|graph| graph.0.as_str().into()).collect()
        };
        Self {
            query: normal_form(&request.query).into(),
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

impl From<Answer> for Remembered {
    fn from(answer: Answer) -> Self {
        // Bytes of the same value have another tag in another syntax.
        let sum = xxh3_128(&answer.bytes) ^ xxh3_128(answer.media_type.as_bytes());
        let tag = HeaderValue::try_from(format!("\"{sum:032x}\""));
        Self {
            content_type: super::content_type(&answer.media_type),
            bytes: answer.bytes.into(),
            tag: tag.unwrap_or(HeaderValue::from_static("\"\"")),
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

    fn answer(text: &str) -> Remembered {
        Answer {
            media_type: "text/csv".to_owned(),
            bytes: text.into(),
            is_repeatable: true,
        }
        .into()
    }

    #[test]
    fn an_answer_is_found_by_the_query_and_the_format() {
        let answers = Answers::new(1 << 20);
        answers.put(asked("ASK {}", "text/csv"), &answer("true"));
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
            answers.put(asked(&format!("ASK {{ {number} }}"), ""), &answer(&long));
            assert!(answers.size().1 <= 64 << 10);
        }
        assert!(answers.size().0 > 1);
        // One that would push out most others is not kept.
        let before = answers.size();
        answers.put(asked("ASK {}", ""), &answer(&"x".repeat(32 << 10)));
        assert!(answers.get(&asked("ASK {}", "")).is_none());
        assert_eq!(answers.size(), before);
        let none = Answers::new(0);
        none.put(asked("ASK {}", ""), &answer("true"));
        assert!(none.get(&asked("ASK {}", "")).is_none());
    }

    #[test]
    fn the_tag_tells_apart_answers_and_syntaxes() {
        let one = answer("a");
        assert_eq!(one.tag, answer("a").tag);
        assert_ne!(one.tag, answer("b").tag);
        let json = Answer {
            media_type: "application/json".to_owned(),
            bytes: "a".into(),
            is_repeatable: true,
        };
        assert_ne!(one.tag, Remembered::from(json).tag);
    }
}
