//! Words that are a few typing mistakes away from another.
//!
//! The distance is the restricted Damerau–Levenshtein one: a character more, less, or other, or
//! two neighbours exchanged, each counts one. Neighbours in the sorted dictionary share the rows of
//! the table for the beginning they share, and where no continuation can come near any more, all
//! words with that beginning are passed over. That needs no automaton beside the dictionary, and
//! knows exchanged neighbours, the commonest mistake of all.

use super::dictionary::Dictionary;
use super::folding::WORD_CHARS;

/// Letters from which on one mistake is forgiven, and two. A shorter word is near too many others.
const ONE_FROM: usize = 4;
const TWO_FROM: usize = 8;

/// Mistakes that are forgiven in a word, by its length. None in numbers: 2007 is not 2008.
pub(super) fn forgiven(folded: &str) -> u8 {
    let letters = folded.chars().count();
    if letters < ONE_FROM || folded.chars().any(char::is_numeric) {
        0
    } else if letters < TWO_FROM {
        1
    } else {
        2
    }
}

/// Words at a distance from 1 to `most` from a folded word, with their distance, ascending.
pub(super) fn near(dictionary: &Dictionary, folded: &str, most: u8) -> Vec<(usize, u8)> {
    // A folding can be longer than what was written; who types that needs no forgiving.
    let wanted: Vec<char> = folded.chars().take(2 * WORD_CHARS).collect();
    let mut table = Table::new(&wanted);
    let mut found = Vec::new();
    let mut at = 0;
    'words: while at < dictionary.len() {
        let word = dictionary.folded(at);
        let shared = table.keep_shared(word);
        for character in word.chars().skip(shared) {
            if table.push(character) > most {
                let passed = table.path.as_slice();
                at = dictionary.first_from(at, |word| {
                    let mut characters = word.chars();
                    passed.iter().all(|it| characters.next() == Some(*it))
                });
                continue 'words;
            }
        }
        let distance = table.distance();
        if (1..=most).contains(&distance) {
            found.push((at, distance));
        }
        at += 1;
    }
    found
}

/// Distances between the beginnings of the wanted word (columns) and those of a path (rows).
struct Table<'a> {
    wanted: &'a [char],
    path: Vec<char>,
    /// One row for the empty beginning, then one for each character of the path.
    cells: Vec<u8>,
}

impl<'a> Table<'a> {
    fn new(wanted: &'a [char]) -> Self {
        Self {
            wanted,
            path: Vec::new(),
            cells: (0..=wanted.len())
                .map(|at| u8::try_from(at).unwrap_or(u8::MAX))
                .collect(),
        }
    }

    fn width(&self) -> usize {
        self.wanted.len() + 1
    }

    /// Keeps the rows of the beginning that the path shares with the word, and counts them.
    fn keep_shared(&mut self, word: &str) -> usize {
        let pairs = self.path.iter().zip(word.chars());
        let shared = pairs.take_while(|(one, other)| **one == *other).count();
        self.path.truncate(shared);
        self.cells.truncate((shared + 1) * self.width());
        shared
    }

    /// Adds a row, and gives its smallest distance: no continuation of the path comes nearer.
    fn push(&mut self, character: char) -> u8 {
        let width = self.width();
        let above = self.path.len() * width;
        let mut smallest = self.cells[above].saturating_add(1);
        self.cells.push(smallest);
        for column in 1..width {
            let same = self.wanted[column - 1] == character;
            let other = self.cells[above + column - 1].saturating_add(u8::from(!same));
            let less = self.cells[above + column].saturating_add(1);
            let more = self.cells[above + width + column - 1].saturating_add(1);
            let mut distance = other.min(less).min(more);
            let exchanged = column > 1
                && self.wanted[column - 2] == character
                && self.path.last() == Some(&self.wanted[column - 1]);
            if exchanged {
                let before = self.cells[above - width + column - 2];
                distance = distance.min(before.saturating_add(1));
            }
            smallest = smallest.min(distance);
            self.cells.push(distance);
        }
        self.path.push(character);
        smallest
    }

    /// Distance of the whole path.
    fn distance(&self) -> u8 {
        self.cells.last().copied().unwrap_or(u8::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::dictionary::tests::dictionary;

    fn near_words(text: &str, wanted: &str, most: u8) -> Vec<(String, u8)> {
        let words = dictionary(text);
        near(&words, wanted, most)
            .into_iter()
            .map(|(at, distance)| (words.written(at).to_owned(), distance))
            .collect()
    }

    #[test]
    fn each_kind_of_mistake_counts_one() {
        let words = "samordning samverkan";
        for wanted in ["samordnig", "samorddning", "samorfning", "asmordning"] {
            let found = near_words(words, wanted, 2);
            assert_eq!(found, [("samordning".to_owned(), 1)], "{wanted}");
        }
        assert_eq!(near_words(words, "mordning", 2), [("samordning".into(), 2)]);
        assert!(near_words(words, "samordning", 2).is_empty(), "no mistake");
    }

    #[test]
    fn short_words_and_numbers_are_taken_at_their_word() {
        let forgiven: Vec<_> = ["mal", "vald", "samverk", "samverka", "20070101", "åäö"]
            .map(forgiven)
            .into();
        assert_eq!(forgiven, [0, 1, 1, 2, 0, 0]);
    }

    proptest! {
        #[test]
        fn the_walk_finds_what_a_look_at_every_word_finds(
            words in "([abö]{1,5} ){0,20}",
            wanted in "[abo]{0,6}",
            most in 1_u8..=2,
        ) {
            let words = dictionary(&words);
            let all: Vec<_> = (0..words.len())
                .map(|at| (at, strsim::osa_distance(words.folded(at), &wanted)))
                .filter(|(_, distance)| (1..=usize::from(most)).contains(distance))
                .map(|(at, distance)| (at, u8::try_from(distance).unwrap()))
                .collect();
            prop_assert_eq!(near(&words, &wanted, most), all);
        }
    }
}
