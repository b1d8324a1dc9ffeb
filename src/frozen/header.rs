//! The head of the file: what it is, and where its sections lie.

use std::ops::Range;

use xxhash_rust::xxh3::Xxh3;
use zerocopy::FromBytes;

/// First bytes of the file.
pub(super) const MAGIC: [u8; 8] = *b"uppdrag\n";

/// Version of the layout.
pub(super) const VERSION: u32 = 1;

/// Reads differently where the numbers of a machine are turned round.
const BYTE_ORDER: u32 = 0x0102_0304;

/// Why a file is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It begins otherwise.
    #[error("it is no frozen graph")]
    Foreign,
    /// It was written by another version of the program.
    #[error(
        "it has version {0} of the format, and this program reads version {VERSION}: build it anew"
    )]
    Version(u32),
    /// It was written for machines of the other byte order.
    #[error("it was written for machines of another byte order: build it anew on this one")]
    ByteOrder,
    /// It is shorter or longer than it says.
    #[error(
        "it has {found} bytes and should have {expected}: it was cut or is still being written"
    )]
    Length {
        /// Bytes that are there.
        found: u64,
        /// Bytes that the header tells.
        expected: u64,
    },
    /// What it says contradicts itself.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
}

/// A place of the file does not hold what it must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damaged;

/// Sections, in the order in which they lie in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Section {
    /// Labels of the blank nodes.
    BlankNodes,
    BlankNodeBlocks,
    Iris,
    IriBlocks,
    /// Texts of all literals, one after the other.
    Literals,
    /// Where each literal begins, and the end of the last.
    LiteralOffsets,
    /// Parsed values of the groups that have any.
    Values,
    /// Languages and datatypes.
    Tags,
    /// One [`super::dictionary::Group`] for each kind of literal.
    Groups,
    /// Numbers of the graph names, sorted; 0 is the default graph.
    Graphs,
    Spo,
    SpoGraphs,
    SpoFirsts,
    Pos,
    PosGraphs,
    PosFirsts,
    Predicates,
    Osp,
    OspGraphs,
    OspFirsts,
    Gpos,
    GposFirsts,
}

pub(super) const SECTIONS: usize = Section::GposFirsts as usize + 1;

/// Counts of what the file holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Quads of all graphs.
    pub(super) quads: u64,
    /// Different triples.
    pub(super) triples: u64,
    pub(super) blank_nodes: u64,
    pub(super) iris: u64,
    pub(super) literals: u64,
    pub(super) graphs: u64,
    pub(super) predicates: u64,
    pub(super) groups: u64,
}

const COUNTS: usize = 8;

/// Bytes before the part that the checksum covers: magic, version, byte order, length, checksum.
const UNSUMMED: usize = 32;

/// Bytes of the header.
pub(super) const LENGTH: usize = UNSUMMED + 32 + 8 * COUNTS + 16 * SECTIONS;

/// The header, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// SHA-256 of the canonical N-Quads.
    pub(super) sha256: [u8; 32],
    pub(super) counts: Counts,
    /// Where each section lies.
    pub(super) sections: [Range<usize>; SECTIONS],
}

impl Header {
    /// The bytes of the header, with the checksum of what follows it.
    pub(super) fn to_bytes(&self, length: u64, mut sections: Xxh3) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&BYTE_ORDER.to_le_bytes());
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&[0; 8]);
        bytes.extend_from_slice(&self.sha256);
        let counts = self.counts;
        for count in [
            counts.quads,
            counts.triples,
            counts.blank_nodes,
            counts.iris,
            counts.literals,
            counts.graphs,
            counts.predicates,
            counts.groups,
        ] {
            bytes.extend_from_slice(&count.to_le_bytes());
        }
        for section in &self.sections {
            bytes.extend_from_slice(&(section.start as u64).to_le_bytes());
            bytes.extend_from_slice(&(section.len() as u64).to_le_bytes());
        }
        sections.update(&bytes[UNSUMMED..]);
        bytes[UNSUMMED - 8..UNSUMMED].copy_from_slice(&sections.digest().to_le_bytes());
        bytes
    }

    /// Reads the header of a whole file and sees that all sections lie in it.
    pub(super) fn read(file: &[u8]) -> Result<Self, Refused> {
        if file.get(..MAGIC.len()) != Some(&MAGIC) {
            return Err(Refused::Foreign);
        }
        let too_short = Refused::Length {
            found: file.len() as u64,
            expected: LENGTH as u64,
        };
        let (head, _) = file.split_at_checked(LENGTH).ok_or(too_short)?;
        let word = |at: usize| {
            u32::read_from_bytes(&head[at..at + 4]).map_err(|_| Refused::Damaged("its header"))
        };
        let long = |at: usize| -> Result<u64, Refused> {
            u64::read_from_bytes(&head[at..at + 8]).map_err(|_| Refused::Damaged("its header"))
        };
        if word(12)? != BYTE_ORDER {
            return Err(if word(12)?.swap_bytes() == BYTE_ORDER {
                Refused::ByteOrder
            } else {
                Refused::Damaged("its header")
            });
        }
        if word(8)? != VERSION {
            return Err(Refused::Version(word(8)?));
        }
        if long(16)? != file.len() as u64 {
            return Err(Refused::Length {
                found: file.len() as u64,
                expected: long(16)?,
            });
        }
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(&head[UNSUMMED..UNSUMMED + 32]);
        let count = |index: usize| long(UNSUMMED + 32 + 8 * index);
        let counts = Counts {
            quads: count(0)?,
            triples: count(1)?,
            blank_nodes: count(2)?,
            iris: count(3)?,
            literals: count(4)?,
            graphs: count(5)?,
            predicates: count(6)?,
            groups: count(7)?,
        };
        let mut sections = [const { 0..0 }; SECTIONS];
        let mut end = LENGTH;
        for (index, section) in sections.iter_mut().enumerate() {
            let at = UNSUMMED + 32 + 8 * COUNTS + 16 * index;
            let place = |at| usize::try_from(long(at)?).map_err(|_| Refused::Damaged("a section"));
            let (start, length) = (place(at)?, place(at + 8)?);
            let past = start.checked_add(length);
            match past {
                Some(past) if start == end && start % 8 == 0 && past <= file.len() => {
                    end = past.next_multiple_of(8);
                    *section = start..past;
                }
                _ => return Err(Refused::Damaged("its sections do not follow one another")),
            }
        }
        if end != file.len() {
            return Err(Refused::Damaged("its sections do not fill it"));
        }
        Ok(Self {
            sha256,
            counts,
            sections,
        })
    }

    /// Compares the checksum with the whole file.
    pub(super) fn verify(file: &[u8]) -> Result<(), Refused> {
        let damaged = Refused::Damaged("its bytes do not have the checksum of its header");
        let Some((head, sections)) = file.split_at_checked(LENGTH) else {
            return Err(damaged);
        };
        let mut sum = Xxh3::new();
        sum.update(sections);
        sum.update(&head[UNSUMMED..]);
        if head[UNSUMMED - 8..UNSUMMED] == sum.digest().to_le_bytes() {
            Ok(())
        } else {
            Err(damaged)
        }
    }
}
