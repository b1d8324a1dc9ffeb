//! Sorted quads as columns of numbers.

use std::ops::Range;

use super::TermId;

/// The places of the graphs of some quads in the list of graphs, in as few bytes as hold them.
#[derive(Clone, Copy)]
pub(super) enum GraphColumn<'a> {
    /// There is one graph.
    One,
    Narrow(&'a [u8]),
    Middle(&'a [u16]),
    Wide(&'a [u32]),
}

impl GraphColumn<'_> {
    /// Bytes of each place.
    pub(super) fn width(graphs: u64) -> usize {
        match graphs {
            0 | 1 => 0,
            2..=0x100 => 1,
            0x101..=0x1_0000 => 2,
            _ => 4,
        }
    }

    pub(super) fn get(&self, quad: usize) -> u32 {
        match self {
            Self::One => 0,
            Self::Narrow(column) => column[quad].into(),
            Self::Middle(column) => column[quad].into(),
            Self::Wide(column) => column[quad],
        }
    }
}

/// Quads by their first term: where those of each begin, and the next two terms of each quad.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    /// By the number of the first term, with the end of the last.
    pub(super) firsts: &'a [u32],
    pub(super) pairs: &'a [[TermId; 2]],
    pub(super) graphs: GraphColumn<'a>,
}

impl Rows<'_> {
    /// The quads of a first term, by its place among the first terms.
    pub(super) fn of(&self, first: usize) -> Range<usize> {
        match self.firsts.get(first..first + 2) {
            Some(&[begin, end]) => begin as usize..end as usize,
            _ => 0..0,
        }
    }

    /// Of quads with one first term, those with this second one.
    pub(super) fn with_second(&self, range: Range<usize>, second: TermId) -> Range<usize> {
        narrow(self.pairs, range, |pair| pair[0].cmp(&second))
    }

    /// Of quads with one first term, those with this second and third one.
    pub(super) fn with_both(&self, range: Range<usize>, both: [TermId; 2]) -> Range<usize> {
        narrow(self.pairs, range, |pair| pair.cmp(&both))
    }
}

/// The part of a sorted range that compares equal.
pub(super) fn narrow<T>(
    rows: &[T],
    range: Range<usize>,
    compare: impl Fn(&T) -> std::cmp::Ordering,
) -> Range<usize> {
    let Some(part) = rows.get(range.clone()) else {
        return 0..0;
    };
    let begin = part.partition_point(|row| compare(row).is_lt());
    let rest = &part[begin..];
    // Most parts are short: doubling steps find their end sooner than halving the rest does.
    let mut step = 1;
    while rest.get(step).is_some_and(|row| compare(row).is_eq()) {
        step *= 2;
    }
    let reached = &rest[..rest.len().min(step)];
    let length = reached.partition_point(|row| compare(row).is_eq());
    range.start + begin..range.start + begin + length
}
