//! What is kept of the labels, and how it is made.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use super::dictionary::{Dictionary, WordId};
use super::folding::{self, Word};
use super::texts::Texts;
use super::{Entry, Limits, TooManyLabels};

/// Number of a label. Of two labels that match equally well, the one with the lower number comes
/// first: they are numbered by length, then IRI, language, text and class.
pub(super) type LabelId = u32;

/// Labels and titles, ready to be searched.
#[derive(Debug)]
pub struct Index {
    pub(super) limits: Limits,
    pub(super) dictionary: Dictionary,
    pub(super) labels: Vec<Label>,
    pub(super) texts: Texts,
    pub(super) iris: Texts,
    names: Texts,
    /// Words of each label in their order.
    words: Lists<WordId>,
    /// Labels of each word, ascending.
    occurrences: Lists<LabelId>,
}

/// What belongs to a label, by number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Label {
    pub(super) resource: u32,
    class: u32,
    language: u32,
}

/// Lists of numbers, one after the other in memory.
#[derive(Debug)]
struct Lists<T> {
    items: Vec<T>,
    ends: Vec<usize>,
}

impl<T> Lists<T> {
    fn range(&self, at: usize) -> Range<usize> {
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        begin..self.ends[at]
    }

    fn get(&self, at: usize) -> &[T] {
        &self.items[self.range(at)]
    }

    fn bytes(&self) -> usize {
        size_of::<T>() * self.items.capacity() + size_of::<usize>() * self.ends.capacity()
    }
}

impl Index {
    /// The index of these labels. Their order does not matter, and a label twice is one.
    ///
    /// # Errors
    ///
    /// If there are more than [`Limits::labels`].
    pub fn of<S: AsRef<str>>(
        entries: impl IntoIterator<Item = Entry<S>>,
        limits: Limits,
    ) -> Result<Self, TooManyLabels> {
        let most = limits.labels.min(LabelId::MAX as usize);
        let mut drafts = Drafts::default();
        for entry in entries {
            if drafts.labels.len() == most {
                return Err(TooManyLabels(most));
            }
            drafts.add(&entry, limits.label_words);
        }
        Ok(drafts.index(limits))
    }

    /// Labels in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Bytes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let Self {
            limits: _,
            dictionary,
            labels,
            texts,
            iris,
            names,
            words,
            occurrences,
        } = self;
        size_of::<Self>()
            + dictionary.bytes()
            + size_of::<Label>() * labels.capacity()
            + texts.bytes()
            + iris.bytes()
            + names.bytes()
            + words.bytes()
            + occurrences.bytes()
    }

    pub(super) fn class(&self, label: Label) -> &str {
        self.names.get(label.class as usize)
    }

    pub(super) fn language(&self, label: Label) -> &str {
        self.names.get(label.language as usize)
    }

    pub(super) fn words_of(&self, label: LabelId) -> &[WordId] {
        self.words.get(label as usize)
    }

    pub(super) fn labels_with(&self, word: usize) -> &[LabelId] {
        self.occurrences.get(word)
    }
}

/// Texts with a number each, in the order of their first coming.
#[derive(Debug, Default)]
struct Numbers {
    numbers: HashMap<String, u32>,
    texts: Texts,
}

impl Numbers {
    /// The number of a text, and whether it is new.
    fn of(&mut self, text: &str) -> (u32, bool) {
        if let Some(number) = self.numbers.get(text) {
            return (*number, false);
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text);
        (number, true)
    }
}

/// Labels as they come in.
#[derive(Debug, Default)]
struct Drafts {
    labels: Vec<Draft>,
    iris: Numbers,
    /// Classes and languages: few.
    names: Numbers,
    word_numbers: Numbers,
    words: Vec<Word>,
}

#[derive(Debug)]
struct Draft {
    label: Label,
    characters: usize,
    text: String,
    words: Vec<u32>,
}

impl Drafts {
    fn add<S: AsRef<str>>(&mut self, entry: &Entry<S>, most_words: usize) {
        let text = entry.text.as_ref();
        let mut words = Vec::new();
        for word in folding::words(text).take(most_words) {
            let (number, new) = self.word_numbers.of(&word.written);
            words.push(number);
            if new {
                self.words.push(word);
            }
        }
        self.labels.push(Draft {
            label: Label {
                resource: self.iris.of(entry.iri.as_ref()).0,
                class: self.names.of(entry.class.as_ref()).0,
                language: self.names.of(entry.language.as_ref()).0,
            },
            characters: text.chars().count(),
            text: text.to_owned(),
            words,
        });
    }

    fn index(mut self, limits: Limits) -> Index {
        let mut labels = std::mem::take(&mut self.labels);
        labels.sort_unstable_by(|one, other| self.order(one, other));
        labels.dedup_by(|one, other| self.order(one, other).is_eq());

        // Numbers of words become their places in the sorted dictionary.
        let mut sorted: Vec<usize> = (0..self.words.len()).collect();
        sorted.sort_unstable_by_key(|at| &self.words[*at]);
        let mut place = vec![0; sorted.len()];
        for (at, number) in (0..).zip(&sorted) {
            place[*number] = at;
        }
        let mut words = Lists {
            items: Vec::new(),
            ends: Vec::new(),
        };
        let mut texts = Texts::default();
        for draft in &labels {
            let places = draft.words.iter().map(|number| place[*number as usize]);
            words.items.extend(places);
            words.ends.push(words.items.len());
            texts.push(&draft.text);
        }
        words.items.shrink_to_fit();
        words.ends.shrink_to_fit();
        texts.shrink();
        self.iris.texts.shrink();
        self.names.texts.shrink();
        Index {
            limits,
            dictionary: Dictionary::of(sorted.iter().map(|number| &self.words[*number])),
            occurrences: occurrences(&words, sorted.len()),
            labels: labels.iter().map(|draft| draft.label).collect(),
            texts,
            iris: self.iris.texts,
            names: self.names.texts,
            words,
        }
    }

    /// Order of the numbers of labels.
    fn order(&self, one: &Draft, other: &Draft) -> Ordering {
        let iri = |draft: &Draft| self.iris.texts.get(draft.label.resource as usize);
        let name = |number: u32| self.names.texts.get(number as usize);
        one.characters
            .cmp(&other.characters)
            .then_with(|| iri(one).cmp(iri(other)))
            .then_with(|| name(one.label.language).cmp(name(other.label.language)))
            .then_with(|| one.text.cmp(&other.text))
            .then_with(|| name(one.label.class).cmp(name(other.label.class)))
    }
}

/// Labels of each word, from the words of each label.
fn occurrences(words: &Lists<WordId>, count: usize) -> Lists<LabelId> {
    let once = |label: usize| {
        let mut of_label = words.get(label).to_vec();
        of_label.sort_unstable();
        of_label.dedup();
        of_label
    };
    let mut ends = vec![0; count];
    for label in 0..words.ends.len() {
        for word in once(label) {
            ends[word as usize] += 1;
        }
    }
    let mut sum = 0;
    let mut next = Vec::with_capacity(count);
    for end in &mut ends {
        next.push(sum);
        sum += *end;
        *end = sum;
    }
    let mut items = vec![0; sum];
    for (id, label) in (0..).zip(0..words.ends.len()) {
        for word in once(label) {
            let at = &mut next[word as usize];
            items[*at] = id;
            *at += 1;
        }
    }
    Lists { items, ends }
}
