//! What matches a request, in its order.

use std::ops::Range;

use super::dictionary::Dictionary;
use super::folding::{self, Word};
use super::index::{Index, Label, LabelId};
use super::{Answer, ENOUGH, Hit, Match, Refused, Request, Total, WITHIN_FROM, edits};

impl Index {
    /// Finds labels.
    ///
    /// # Errors
    ///
    /// If the request is over a limit. A text without any word is not an error, and finds nothing.
    pub fn find(&self, request: &Request<'_>) -> Result<Answer<'_>, Refused> {
        let limits = &self.limits;
        if request.text.len() > limits.text_bytes {
            return Err(Refused::Text(limits.text_bytes));
        }
        let until = request.skip.saturating_add(request.take);
        if until > limits.hits {
            return Err(Refused::Hits(limits.hits));
        }
        let words: Vec<Word> = folding::words(request.text)
            .take(limits.words.saturating_add(1))
            .collect();
        if words.len() > limits.words {
            return Err(Refused::Words(limits.words));
        }
        let mut typed: Vec<Typed> = Vec::with_capacity(words.len());
        for word in words {
            let again = typed.iter().any(|other| other.word == word);
            typed.push(Typed::new(&self.dictionary, word, again));
        }
        let mut ranked = self.ranked(&typed, request.class);
        if ranked.all && ranked.labels.len() < ENOUGH {
            let mut more = false;
            for word in &mut typed {
                more |= word.forgive(&self.dictionary);
            }
            if more {
                ranked = self.ranked(&typed, request.class);
            }
        }
        let found = ranked.labels.len();
        let hits = ranked.labels.into_iter().take(until).skip(request.skip);
        Ok(Answer {
            hits: hits.map(|(rank, label)| self.hit(rank, label)).collect(),
            total: if ranked.all {
                Total::Exactly(found)
            } else {
                Total::MoreThan(found)
            },
        })
    }

    fn hit(&self, rank: Rank, label: LabelId) -> Hit<'_> {
        let at = label as usize;
        let label = self.labels[at];
        Hit {
            iri: self.iris.get(label.resource as usize),
            class: self.class(label),
            language: self.language(label),
            text: self.texts.get(at),
            matched: rank.matched(),
        }
    }

    /// The best label of each resource that matches, best first.
    fn ranked(&self, typed: &[Typed], class: Option<&str>) -> Ranked {
        // Only labels with the rarest word are looked at.
        let count = |typed: &&Typed| -> usize {
            let words = typed.matching.iter();
            words
                .map(|(_, word)| self.labels_with(*word).len())
                .fold(0, usize::saturating_add)
        };
        let Some(rarest) = typed.iter().min_by_key(count) else {
            return Ranked {
                labels: Vec::new(),
                all: true,
            };
        };
        let of_class = |label: Label| class.is_none_or(|class| self.class(label) == class);
        let marks = typed.iter().any(Typed::has_marks);
        let mut seen = Bits::new(self.labels.len());
        let mut looked_at = 0;
        let mut all = true;
        let mut ranked = Vec::new();
        for (_, word) in &rarest.matching {
            let labels = self.labels_with(*word);
            let left = self.limits.occurrences - looked_at;
            let labels = if labels.len() > left {
                all = false;
                &labels[..left]
            } else {
                labels
            };
            looked_at += labels.len();
            for &label in labels {
                if seen.insert(label as usize)
                    && of_class(self.labels[label as usize])
                    && let Some(rank) = self.rank(label, typed, marks)
                {
                    ranked.push((rank, label));
                }
            }
            if !all {
                break;
            }
        }
        ranked.sort_unstable();
        let mut seen = Bits::new(self.labels.len());
        ranked.retain(|(_, label)| seen.insert(self.labels[*label as usize].resource as usize));
        Ranked {
            labels: ranked,
            all,
        }
    }

    /// How a label matches, if it does. `marks`: a typed word has diacritics.
    fn rank(&self, label: LabelId, typed: &[Typed], marks: bool) -> Option<Rank> {
        let words = self.words_of(label);
        let mut worst = Match::Words;
        let mut folded = false;
        for typed in typed.iter().filter(|it| !it.again) {
            let best = words.iter().map(|word| typed.ways[*word as usize]).min()?;
            let way = Way::of(best)?;
            worst = worst.max(way.matched);
            folded |= way.folded;
        }
        let begins = || {
            words.len() >= typed.len()
                && typed.iter().zip(words).enumerate().all(|(at, (it, word))| {
                    let last = at + 1 == typed.len();
                    let range = if last { &it.beginning } else { &it.whole };
                    range.contains(&(*word as usize))
                })
        };
        let exact = || {
            words.len() == typed.len()
                && typed
                    .last()
                    .zip(words.last())
                    .is_some_and(|(it, word)| it.whole.contains(&(*word as usize)))
        };
        let matched = if worst <= Match::Beginnings && begins() {
            if exact() { Match::Exact } else { Match::Start }
        } else {
            worst
        };
        Some(Rank::new(matched, folded, marks))
    }
}

struct Ranked {
    labels: Vec<(Rank, LabelId)>,
    /// Whether all labels that could match were looked at.
    all: bool,
}

/// How good a match is; lower is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(u8);

impl Rank {
    fn new(matched: Match, folded: bool, marks: bool) -> Self {
        let unmeant = u8::from(marks && folded);
        Self(unmeant << 4 | (matched as u8) << 1 | u8::from(folded))
    }

    fn matched(self) -> Match {
        Match::ALL[usize::from(self.0 >> 1 & 7) % Match::ALL.len()]
    }
}

/// How a typed word matches a word of the dictionary.
#[derive(Debug, Clone, Copy)]
struct Way {
    matched: Match,
    /// Only without diacritics.
    folded: bool,
}

impl Way {
    /// Not at all.
    const NONE: u8 = u8::MAX;

    fn byte(matched: Match, folded: bool) -> u8 {
        Rank::new(matched, folded, false).0
    }

    fn of(byte: u8) -> Option<Self> {
        (byte != Self::NONE).then(|| Self {
            matched: Rank(byte).matched(),
            folded: byte & 1 == 1,
        })
    }
}

/// A typed word and the words that it matches.
struct Typed {
    word: Word,
    /// It was typed before: whoever types a word twice need not find it twice.
    again: bool,
    /// Words that it is, but for diacritics.
    whole: Range<usize>,
    /// Words that it begins.
    beginning: Range<usize>,
    /// Words that match, best first.
    matching: Vec<(u8, usize)>,
    /// The way in which each word of the dictionary matches.
    ways: Vec<u8>,
}

impl Typed {
    fn new(dictionary: &Dictionary, word: Word, again: bool) -> Self {
        let (whole, beginning) = dictionary.beginning_with(&word.folded);
        let mut typed = Self {
            word,
            again,
            whole,
            beginning,
            matching: Vec::new(),
            ways: vec![Way::NONE; dictionary.len()],
        };
        for at in typed.beginning.clone() {
            let written = dictionary.written(at);
            let way = if typed.whole.contains(&at) {
                Way::byte(Match::Words, written != typed.word.written)
            } else {
                let folded = !written.starts_with(&typed.word.written);
                Way::byte(Match::Beginnings, folded)
            };
            typed.add(at, way);
        }
        if typed.word.folded.chars().count() >= WITHIN_FROM {
            for at in dictionary.holding(&typed.word.folded) {
                let folded = !dictionary.written(at).contains(&typed.word.written);
                typed.add(at, Way::byte(Match::Within, folded));
            }
        }
        typed.matching.sort_unstable();
        typed
    }

    /// Adds words that match but for a mistake. Says whether there are any.
    fn forgive(&mut self, dictionary: &Dictionary) -> bool {
        let before = self.matching.len();
        let folded = &self.word.folded;
        for (at, mistakes) in edits::near(dictionary, folded, edits::forgiven(folded)) {
            let matched = match mistakes {
                1 => Match::OneMistake,
                _ => Match::TwoMistakes,
            };
            // Which diacritics were meant, nobody can say.
            self.add(at, Way::byte(matched, true));
        }
        self.matching.sort_unstable();
        self.matching.len() > before
    }

    /// Adds a word, unless it matches better already.
    fn add(&mut self, at: usize, way: u8) {
        if self.ways[at] == Way::NONE {
            self.ways[at] = way;
            self.matching.push((way, at));
        }
    }

    fn has_marks(&self) -> bool {
        self.word.written != self.word.folded
    }
}

/// A set of small numbers.
struct Bits(Vec<u64>);

impl Bits {
    fn new(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    /// Adds a number below the size. Says whether it is new.
    fn insert(&mut self, number: usize) -> bool {
        let word = &mut self.0[number / 64];
        let bit = 1 << (number % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}
