//! Numbers that look random and are the same every time.

use super::{WORDS, YEARS};

/// `SplitMix64` (Steele, Lea, Flood 2014), begun anew for each record.
pub(super) struct Random(u64);

impl Random {
    /// The numbers of a record.
    pub(super) fn of(class: &str, record: usize) -> Self {
        let class = class
            .bytes()
            .fold(7, |seed: u64, byte| seed * 31 + u64::from(byte));
        let mut random = Self(class ^ (record as u64) << 20);
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to below `limit`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("smaller than a usize")
    }

    /// True once in `n` times.
    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A year of the dataset.
    pub(super) fn year(&mut self) -> usize {
        YEARS.0 + self.below(YEARS.1)
    }

    /// One to `most` different values.
    pub(super) fn some(&mut self, values: &[&'static str], most: usize) -> Vec<&'static str> {
        let mut some: Vec<_> = (0..=self.below(most))
            .map(|_| values[self.below(values.len())])
            .collect();
        some.sort_unstable();
        some.dedup();
        some
    }

    /// Words in Swedish and English.
    pub(super) fn words(&mut self, count: usize) -> (String, String) {
        let words: Vec<_> = (0..count).map(|_| WORDS[self.below(WORDS.len())]).collect();
        let join = |word: fn(&(&'static str, &'static str)) -> &'static str| {
            words.iter().map(word).collect::<Vec<_>>().join(" ")
        };
        (join(|word| word.0), join(|word| word.1))
    }
}
