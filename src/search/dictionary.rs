//! The different words of all labels, sorted by their folded form.
//!
//! Words that begin alike are neighbours, so a prefix is a range. What lies within a word is found
//! by a search through all words as one text: a megabyte for 100,000 words, which takes less than a
//! millisecond and no memory, where an index of all endings would take several times the words.

use std::ops::Range;

use memchr::memmem;

use super::folding::Word;
use super::texts::Texts;

/// Number of a word in the dictionary.
pub(super) type WordId = u32;

/// Between two words; in no word.
const SEPARATOR: u8 = b'\n';

/// Sorted words, each once in each written form.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    /// Folded forms, a separator after each.
    folded: String,
    folded_ends: Vec<usize>,
    written: Texts,
}

impl Dictionary {
    /// A dictionary of words that are sorted and different.
    pub(super) fn of<'a>(words: impl Iterator<Item = &'a Word>) -> Self {
        let mut dictionary = Self::default();
        for word in words {
            dictionary.folded.push_str(&word.folded);
            dictionary.folded_ends.push(dictionary.folded.len());
            dictionary.folded.push(char::from(SEPARATOR));
            dictionary.written.push(&word.written);
        }
        dictionary.folded.shrink_to_fit();
        dictionary.folded_ends.shrink_to_fit();
        dictionary.written.shrink();
        dictionary
    }

    pub(super) fn len(&self) -> usize {
        self.folded_ends.len()
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.folded.capacity()
            + size_of::<usize>() * self.folded_ends.capacity()
            + self.written.bytes()
    }

    pub(super) fn folded(&self, word: usize) -> &str {
        let begin = word
            .checked_sub(1)
            .map_or(0, |before| self.folded_ends[before] + 1);
        &self.folded[begin..self.folded_ends[word]]
    }

    pub(super) fn written(&self, word: usize) -> &str {
        self.written.get(word)
    }

    /// Words whose folded form is this one, and words whose folded form begins with it: the first
    /// are the beginning of the second.
    pub(super) fn beginning_with(&self, folded: &str) -> (Range<usize>, Range<usize>) {
        let begin = self.first_from(0, |word| word < folded);
        let equal = self.first_from(begin, |word| word == folded);
        let end = self.first_from(begin, |word| word.starts_with(folded));
        (begin..equal, begin..end)
    }

    /// Words whose folded form holds this text anywhere, ascending.
    pub(super) fn holding(&self, folded: &str) -> Vec<usize> {
        let bytes = self.folded.as_bytes();
        let finder = memmem::Finder::new(folded);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(hit) = finder.find(&bytes[at..]) {
            let word = self.folded_ends.partition_point(|end| *end < at + hit);
            found.push(word);
            at = self.folded_ends[word] + 1;
        }
        found
    }

    /// The first word from `begin` on for which the condition, true of all before it, is false.
    pub(super) fn first_from(&self, begin: usize, condition: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (begin, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if condition(self.folded(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::search::folding;

    pub(in crate::search) fn dictionary(text: &str) -> Dictionary {
        let mut words: Vec<Word> = folding::words(text).collect();
        words.sort();
        words.dedup();
        Dictionary::of(words.iter())
    }

    #[test]
    fn a_prefix_is_a_range_whatever_the_diacritics() {
        let words = dictionary("mål mal målare malm mil");
        let all: Vec<_> = (0..words.len()).map(|at| words.written(at)).collect();
        assert_eq!(all, ["mal", "mål", "målare", "malm", "mil"]);
        assert_eq!(words.beginning_with("mal"), (0..2, 0..4));
        assert_eq!(words.beginning_with("m"), (0..0, 0..5));
        assert_eq!(words.beginning_with("x"), (5..5, 5..5));
        assert_eq!(words.beginning_with(""), (0..0, 0..5));
    }

    #[test]
    fn compounds_are_found_by_their_parts() {
        let words = dictionary("våldsuppdrag uppdrag uppdraget drag våld uppuppdrag");
        let found: Vec<_> = words
            .holding("uppdrag")
            .into_iter()
            .map(|at| words.written(at))
            .collect();
        assert_eq!(
            found,
            ["uppdrag", "uppdraget", "uppuppdrag", "våldsuppdrag"]
        );
        assert!(words.holding("gupp").is_empty(), "across two words");
        assert!(dictionary("").holding("uppdrag").is_empty());
    }
}
