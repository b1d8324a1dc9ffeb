//! Sorted texts that share beginnings: each is kept as what differs from the one before.
//!
//! Blocks of [`BLOCK`] texts begin with a whole one, so that a text is found by halving over the
//! heads and reading one block.

use std::cmp::Ordering;

use super::header::Damaged;

/// Texts of a block.
pub(super) const BLOCK: usize = 8;

/// A view of front-coded texts.
#[derive(Clone, Copy)]
pub(super) struct FrontCoded<'a> {
    /// Where each block begins, and the end of the last.
    pub(super) offsets: &'a [u64],
    pub(super) bytes: &'a [u8],
    pub(super) count: usize,
}

impl<'a> FrontCoded<'a> {
    /// Puts the text with a number into `text`.
    pub(super) fn get(&self, number: usize, text: &mut Vec<u8>) -> Result<(), Damaged> {
        if number >= self.count {
            return Err(Damaged);
        }
        let mut rest = self.block(number / BLOCK)?;
        text.clear();
        for _ in 0..=number % BLOCK {
            next(&mut rest, text)?;
        }
        Ok(())
    }

    /// The number of a text.
    pub(super) fn find(&self, wanted: &[u8]) -> Result<Option<usize>, Damaged> {
        let blocks = self.count.div_ceil(BLOCK);
        let (mut low, mut high) = (0, blocks);
        while low < high {
            let middle = low.midpoint(high);
            if self.head(middle)? <= wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(block) = low.checked_sub(1) else {
            return Ok(None);
        };
        let mut rest = self.block(block)?;
        let mut text = Vec::with_capacity(wanted.len() + 32);
        for at in 0..BLOCK.min(self.count - block * BLOCK) {
            next(&mut rest, &mut text)?;
            match text.as_slice().cmp(wanted) {
                Ordering::Less => {}
                Ordering::Equal => return Ok(Some(block * BLOCK + at)),
                Ordering::Greater => break,
            }
        }
        Ok(None)
    }

    fn block(&self, block: usize) -> Result<&'a [u8], Damaged> {
        let (Some(&begin), Some(&end)) = (self.offsets.get(block), self.offsets.get(block + 1))
        else {
            return Err(Damaged);
        };
        let begin = usize::try_from(begin).map_err(|_| Damaged)?;
        let end = usize::try_from(end).map_err(|_| Damaged)?;
        self.bytes.get(begin..end).ok_or(Damaged)
    }

    fn head(&self, block: usize) -> Result<&'a [u8], Damaged> {
        let mut rest = self.block(block)?;
        // A head shares nothing.
        let _ = read_length(&mut rest)?;
        let length = read_length(&mut rest)?;
        rest.get(..length).ok_or(Damaged)
    }
}

/// Makes the next text of a block out of the one before.
fn next(rest: &mut &[u8], text: &mut Vec<u8>) -> Result<(), Damaged> {
    let shared = read_length(rest)?;
    let length = read_length(rest)?;
    let (own, after) = rest.split_at_checked(length).ok_or(Damaged)?;
    if shared > text.len() {
        return Err(Damaged);
    }
    text.truncate(shared);
    text.extend_from_slice(own);
    *rest = after;
    Ok(())
}

/// LEB128, at most 5 bytes.
fn read_length(rest: &mut &[u8]) -> Result<usize, Damaged> {
    let mut value = 0_usize;
    for shift in [0, 7, 14, 21, 28] {
        let (&byte, after) = rest.split_first().ok_or(Damaged)?;
        *rest = after;
        value |= usize::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(Damaged)
}

/// Writes sorted texts.
#[derive(Default)]
pub(super) struct FrontCoder {
    pub(super) offsets: Vec<u64>,
    pub(super) count: usize,
    last: Vec<u8>,
    written: u64,
}

impl FrontCoder {
    /// Appends the code of the next text to `out`.
    pub(super) fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let begin = out.len();
        let shared = if self.count.is_multiple_of(BLOCK) {
            self.offsets.push(self.written);
            0
        } else {
            let both = self.last.iter().zip(text);
            both.take_while(|(one, other)| one == other).count()
        };
        write_length(shared, out);
        write_length(text.len() - shared, out);
        out.extend_from_slice(&text[shared..]);
        self.last.truncate(shared);
        self.last.extend_from_slice(&text[shared..]);
        self.count += 1;
        self.written += (out.len() - begin) as u64;
    }

    /// The offsets with the end.
    pub(super) fn finish(mut self) -> Vec<u64> {
        self.offsets.push(self.written);
        self.offsets
    }
}

fn write_length(mut value: usize, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(value & 0x7F).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_is_found_under_its_number(
            texts in prop::collection::btree_set("[ab/]{0,6}", 0..80),
            other in "[ab/]{0,6}",
        ) {
            let mut bytes = Vec::new();
            let mut coder = FrontCoder::default();
            for text in &texts {
                coder.push(text.as_bytes(), &mut bytes);
            }
            let count = coder.count;
            let offsets = coder.finish();
            let coded = FrontCoded { offsets: &offsets, bytes: &bytes, count };
            let mut text = Vec::new();
            for (number, wanted) in texts.iter().enumerate() {
                prop_assert_eq!(coded.find(wanted.as_bytes()).unwrap(), Some(number));
                coded.get(number, &mut text).unwrap();
                prop_assert_eq!(&text, wanted.as_bytes());
            }
            let found = coded.find(other.as_bytes()).unwrap();
            prop_assert_eq!(found.is_some(), texts.contains(&other));
        }
    }
}
