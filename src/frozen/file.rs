//! A frozen graph, opened.

use std::fs::File;
use std::path::Path;

use zerocopy::FromBytes;

use super::columns::{GraphColumn, Rows};
use super::dictionary::{Dictionary, Group};
use super::front_coded::{BLOCK, FrontCoded};
use super::header::{Header, Refused, Section};
use super::map::Bytes;
use super::{TERMS_END, TermId};
use crate::error::Error;

/// A frozen graph: a file that is mapped, or its bytes in memory. See [`super`].
pub struct Frozen {
    bytes: Bytes,
    header: Header,
}

impl std::fmt::Debug for Frozen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frozen")
            .field("counts", &self.header.counts)
            .finish_non_exhaustive()
    }
}

/// Typed slices over the sections.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) terms: Dictionary<'a>,
    /// Numbers of the graph names; 0 is the default graph.
    pub(crate) graphs: &'a [TermId],
    pub(super) spo: Rows<'a>,
    pub(super) predicates: &'a [TermId],
    pub(super) pos: Rows<'a>,
    pub(super) osp: Rows<'a>,
    pub(super) gpos_firsts: &'a [u32],
    pub(super) gpos: &'a [[TermId; 3]],
}

impl Frozen {
    /// Maps a file and checks what can be checked without reading all of it.
    ///
    /// Where a file may come from elsewhere, [`Frozen::verify`] it before use.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] if it cannot be read, [`Error::Frozen`] if it is no whole frozen graph of
    /// this version.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let bytes = Bytes::map(path).map_err(Error::read(path))?;
        Self::of(bytes).map_err(|reason| Error::Frozen {
            path: path.to_owned(),
            reason,
        })
    }

    /// A frozen graph in memory.
    ///
    /// # Errors
    ///
    /// [`Refused`] if the bytes are no whole frozen graph of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refused> {
        Self::of(Bytes::hold(bytes))
    }

    pub(super) fn from_file(file: &File) -> std::io::Result<Result<Self, Refused>> {
        Bytes::map_file(file).map(Self::of)
    }

    fn of(bytes: Bytes) -> Result<Self, Refused> {
        let header = Header::read(bytes.as_slice())?;
        let frozen = Self { bytes, header };
        frozen.view()?.check(&frozen.header)?;
        Ok(frozen)
    }

    /// Compares the file's checksum with all its bytes.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if it differs.
    pub fn verify(&self) -> Result<(), Refused> {
        Header::verify(self.bytes.as_slice())
    }

    /// Number of quads.
    #[must_use]
    pub fn quads(&self) -> u64 {
        self.header.counts.quads
    }

    /// Number of different triples of all graphs.
    #[must_use]
    pub fn triples(&self) -> u64 {
        self.header.counts.triples
    }

    /// Number of different terms.
    #[must_use]
    pub fn terms(&self) -> u64 {
        let counts = self.header.counts;
        counts.blank_nodes + counts.iris + counts.literals
    }

    /// SHA-256 of the canonical N-Quads that the file was made from.
    #[must_use]
    pub fn canonical_hash(&self) -> String {
        crate::graph::hex(&self.header.sha256)
    }

    /// Bytes of the file.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.as_slice().len()
    }

    /// The sections as slices.
    pub(crate) fn view(&self) -> Result<View<'_>, Refused> {
        let counts = &self.header.counts;
        let count = |count: u64| {
            usize::try_from(count).map_err(|_| Refused::Damaged("a count is too large"))
        };
        let graphs = |section| -> Result<GraphColumn<'_>, Refused> {
            Ok(match GraphColumn::width(counts.graphs) {
                0 => GraphColumn::One,
                1 => GraphColumn::Narrow(self.bytes_of(section)),
                2 => GraphColumn::Middle(self.slice(section)?),
                _ => GraphColumn::Wide(self.slice(section)?),
            })
        };
        let rows = |firsts, pairs, column| -> Result<Rows<'_>, Refused> {
            Ok(Rows {
                firsts: self.slice(firsts)?,
                pairs: self.slice(pairs)?,
                graphs: graphs(column)?,
            })
        };
        let front_coded = |blocks, bytes, number| -> Result<FrontCoded<'_>, Refused> {
            Ok(FrontCoded {
                offsets: self.slice(blocks)?,
                bytes: self.bytes_of(bytes),
                count: count(number)?,
            })
        };
        Ok(View {
            terms: Dictionary {
                blank_nodes: front_coded(
                    Section::BlankNodeBlocks,
                    Section::BlankNodes,
                    counts.blank_nodes,
                )?,
                iris: front_coded(Section::IriBlocks, Section::Iris, counts.iris)?,
                tags: self.bytes_of(Section::Tags),
                groups: self.slice(Section::Groups)?,
                texts: self.bytes_of(Section::Literals),
                offsets: self.slice(Section::LiteralOffsets)?,
                values: self.bytes_of(Section::Values),
            },
            graphs: self.slice(Section::Graphs)?,
            spo: rows(Section::SpoFirsts, Section::Spo, Section::SpoGraphs)?,
            predicates: self.slice(Section::Predicates)?,
            pos: rows(Section::PosFirsts, Section::Pos, Section::PosGraphs)?,
            osp: rows(Section::OspFirsts, Section::Osp, Section::OspGraphs)?,
            gpos_firsts: self.slice(Section::GposFirsts)?,
            gpos: self.slice(Section::Gpos)?,
        })
    }

    fn bytes_of(&self, section: Section) -> &[u8] {
        &self.bytes.as_slice()[self.header.sections[section as usize].clone()]
    }

    fn slice<T>(&self, section: Section) -> Result<&[T], Refused>
    where
        T: FromBytes + zerocopy::Immutable + zerocopy::KnownLayout,
    {
        <[T]>::ref_from_bytes(self.bytes_of(section))
            .map_err(|_| Refused::Damaged("a section ends within a number"))
    }
}

impl View<'_> {
    /// Sees that the sections have the lengths that their counts demand, and that every offset
    /// lies in its section and after the one before.
    fn check(&self, header: &Header) -> Result<(), Refused> {
        let counts = header.counts;
        let resources = counts.blank_nodes.checked_add(counts.iris);
        let terms = resources.and_then(|resources| resources.checked_add(counts.literals));
        let (Some(resources), Some(terms)) = (resources, terms) else {
            return Err(Refused::Damaged("a count is too large"));
        };
        let blocks = |count: u64| count.div_ceil(BLOCK as u64) + 1;
        let ends = |firsts: u64| firsts.saturating_add(1);
        let gpos = if counts.graphs > 1 {
            (ends(counts.graphs), counts.quads)
        } else {
            (0, 0)
        };
        let column = |section: Section| header.sections[section as usize].len() as u64;
        let columns = counts
            .quads
            .saturating_mul(GraphColumn::width(counts.graphs) as u64);
        let lengths = [
            (
                self.terms.blank_nodes.offsets.len(),
                blocks(counts.blank_nodes),
            ),
            (self.terms.iris.offsets.len(), blocks(counts.iris)),
            (self.terms.groups.len(), counts.groups),
            (self.terms.offsets.len(), ends(counts.literals)),
            (self.graphs.len(), counts.graphs),
            (self.spo.firsts.len(), ends(resources)),
            (self.spo.pairs.len(), counts.quads),
            (self.predicates.len(), counts.predicates),
            (self.pos.firsts.len(), ends(counts.predicates)),
            (self.pos.pairs.len(), counts.quads),
            (self.osp.firsts.len(), ends(terms)),
            (self.osp.pairs.len(), counts.quads),
            (self.gpos_firsts.len(), gpos.0),
            (self.gpos.len(), gpos.1),
        ];
        let right_columns = [Section::SpoGraphs, Section::PosGraphs, Section::OspGraphs]
            .into_iter()
            .all(|section| column(section) == columns);
        if !right_columns
            || lengths
                .iter()
                .any(|&(found, wanted)| found as u64 != wanted)
        {
            return Err(Refused::Damaged("a section has the wrong length"));
        }
        if terms >= u64::from(TERMS_END) || counts.quads > u64::from(u32::MAX) {
            return Err(Refused::Damaged("a count is too large"));
        }
        let literals_begin = self.terms.groups.iter().map(|group| Group::of(group).first);
        let rises = rises_to(
            self.terms.blank_nodes.offsets,
            self.terms.blank_nodes.bytes.len() as u64,
        ) && rises_to(self.terms.iris.offsets, self.terms.iris.bytes.len() as u64)
            && rises_to(self.terms.offsets, self.terms.texts.len() as u64)
            && (counts.groups == 0) == (counts.literals == 0)
            && literals_begin.clone().next().unwrap_or(0) == 0
            && literals_begin.is_sorted()
            && self.graphs.is_sorted()
            && self.predicates.is_sorted();
        let quads = u32::try_from(counts.quads).unwrap_or(u32::MAX);
        let firsts = [self.spo.firsts, self.pos.firsts, self.osp.firsts];
        if !rises
            || !firsts.into_iter().all(|firsts| rises_to(firsts, quads))
            || (counts.graphs > 1 && !rises_to(self.gpos_firsts, quads))
        {
            return Err(Refused::Damaged("its offsets do not rise"));
        }
        Ok(())
    }
}

fn rises_to<T: Ord + Copy + From<u8>>(offsets: &[T], end: T) -> bool {
    // Without a way out of the middle the compiler compares many at a time: a worker's first answer
    // waits for this.
    let pairs = offsets.iter().zip(offsets.iter().skip(1));
    let falls = pairs.filter(|(one, next)| one > next).count();
    falls == 0 && offsets.first() == Some(&T::from(0)) && offsets.last() == Some(&end)
}
