//! Writing a frozen graph.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use oxigraph::model::{GraphNameRef, QuadRef, TermRef};
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, SpooledTempFile};
use xxhash_rust::xxh3::Xxh3;
use zerocopy::IntoBytes;

use super::canonical::canonical_lines;
use super::columns::GraphColumn;
use super::dictionary::{DATATYPE, Group, GroupWords, LANGUAGE};
use super::file::Frozen;
use super::front_coded::FrontCoder;
use super::header::{self, Counts, Header, SECTIONS, Section};
use super::runs::{Row, RowSorter, Run, SortedTerm, merge};
use super::term_table::{Kind, TermTable};
use super::values::ValueKind;
use crate::error::Error;
use crate::graph::QuadSet;

/// Memory that a [`Freezer`] uses, about, before it sorts on disk: 1 GiB.
pub const FREEZE_MEMORY: usize = 1 << 30;

/// Takes quads in any order and writes them as a frozen graph.
///
/// Parts that do not fit into its memory are sorted in temporary files, at `TMPDIR`.
pub struct Freezer {
    terms: TermTable,
    /// 0 is the default graph, n the term n - 1.
    quads: Vec<Row>,
    runs: Vec<Run>,
    memory: usize,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Quads of all graphs.
    pub quads: u64,
    /// Different triples.
    pub triples: u64,
    /// Different terms.
    pub terms: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of the canonical N-Quads.
    pub canonical_hash: String,
}

impl Default for Freezer {
    fn default() -> Self {
        Self::with_memory(FREEZE_MEMORY)
    }
}

impl Freezer {
    /// A freezer that uses so many bytes of memory, about, before it sorts on disk.
    #[must_use]
    pub fn with_memory(memory: usize) -> Self {
        Self {
            terms: TermTable::default(),
            quads: Vec::new(),
            runs: Vec::new(),
            memory,
        }
    }

    /// A freezer that holds a set of quads.
    #[must_use]
    pub fn of(set: &QuadSet) -> Self {
        let mut freezer = Self::with_memory(usize::MAX);
        for term in set.terms() {
            freezer.terms.number(term);
        }
        let quads = set.numbers().iter();
        freezer.quads = quads.map(|quad| quad.map(|number| number + 1)).collect();
        freezer
    }

    /// Adds a quad; a second time is no change.
    ///
    /// # Errors
    ///
    /// Those of a temporary file.
    pub fn insert(&mut self, quad: QuadRef<'_>) -> io::Result<()> {
        self.insert_new(quad, &mut |_| Ok(()))
    }

    /// Adds a quad and shows each of its terms that was not seen before.
    pub(super) fn insert_new<E: From<io::Error>>(
        &mut self,
        quad: QuadRef<'_>,
        visit: &mut dyn FnMut(TermRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let graph: Option<TermRef<'_>> = match quad.graph_name {
            GraphNameRef::DefaultGraph => None,
            GraphNameRef::NamedNode(node) => Some(node.into()),
            GraphNameRef::BlankNode(node) => Some(node.into()),
        };
        let terms = [
            Some(quad.subject.into()),
            Some(quad.predicate.into()),
            Some(quad.object),
            graph,
        ];
        let mut row = [0; 4];
        for (number, term) in row.iter_mut().zip(terms) {
            let Some(term) = term else {
                continue;
            };
            let (found, new) = self.terms.number(term);
            if new {
                visit(term)?;
            }
            *number = found + 1;
        }
        if self.quads.last() != Some(&row) {
            self.quads.push(row);
        }
        // Sorting the terms takes 4 bytes more for each.
        let used = self.terms.memory() + 4 * self.terms.len() + 16 * self.quads.capacity();
        if used > self.memory / 2 {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let terms = std::mem::take(&mut self.terms);
        let quads = std::mem::take(&mut self.quads);
        self.runs.push(Run::held(terms, quads).store()?);
        Ok(())
    }

    /// Writes a file in one step: under a temporary name, synced, renamed.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if that fails; what stood under the name before is then still there.
    pub fn write(self, path: &Path) -> Result<Summary, Error> {
        let failed = Error::write(path);
        let written = || -> io::Result<Summary> {
            let directory = path.parent().filter(|parent| *parent != Path::new(""));
            let mut file = NamedTempFile::new_in(directory.unwrap_or(Path::new(".")))?;
            let summary = self.write_to(file.as_file_mut())?;
            file.as_file().sync_all()?;
            set_readable(file.as_file())?;
            file.persist(path)?;
            Ok(summary)
        };
        written().map_err(failed)
    }

    /// Writes an open, empty file.
    ///
    /// # Errors
    ///
    /// Those of the file and of temporary files.
    pub fn write_to(self, file: &mut File) -> io::Result<Summary> {
        let (mut header, sum, length) = self.write_sections(&mut *file)?;
        let mut write_header = |header: &Header| -> io::Result<()> {
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&header.to_bytes(length, sum.clone()))
        };
        write_header(&header)?;
        let frozen = Frozen::from_file(file)?.map_err(io::Error::other)?;
        header.sha256 = hash(&frozen)?;
        drop(frozen);
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header.to_bytes(length, sum))?;
        Ok(summary(&header, length))
    }

    /// A frozen graph in memory.
    ///
    /// # Errors
    ///
    /// Those of temporary files.
    pub fn in_memory(self) -> io::Result<Frozen> {
        let mut bytes = io::Cursor::new(Vec::new());
        let (mut header, sum, length) = self.write_sections(&mut bytes)?;
        let mut bytes = bytes.into_inner();
        bytes[..header::LENGTH].copy_from_slice(&header.to_bytes(length, sum.clone()));
        header.sha256 = hash(&Frozen::from_bytes(&bytes).map_err(io::Error::other)?)?;
        bytes[..header::LENGTH].copy_from_slice(&header.to_bytes(length, sum));
        Frozen::from_bytes(&bytes).map_err(io::Error::other)
    }

    fn write_sections(mut self, out: impl Write) -> io::Result<(Header, Xxh3, u64)> {
        // Two sorters hold rows at a time.
        let rows = self.memory / 2 / size_of::<Row>() / 2;
        if self.runs.is_empty() {
            self.runs.push(Run::held(self.terms, self.quads));
        } else if self.terms.len() > 0 {
            self.spill()?;
        }
        let mut file = SectionWriter::new(out)?;
        let mut terms = TermWriter::default();
        let mut sorter = RowSorter::new(rows);
        let mut graphs = BTreeSet::new();
        // `merge` gives all terms before the first quad.
        let mut in_terms = true;
        {
            let shared = std::cell::RefCell::new((&mut file, &mut terms));
            merge(
                self.runs,
                &mut |term| {
                    let (file, terms) = &mut *shared.borrow_mut();
                    terms.push(term, file)
                },
                &mut |row| {
                    if std::mem::take(&mut in_terms) {
                        let (file, terms) = &mut *shared.borrow_mut();
                        terms.finish(file)?;
                    }
                    graphs.insert(row[3]);
                    sorter.push(row)
                },
            )?;
        }
        if in_terms {
            terms.finish(&mut file)?;
        }
        let graphs: Vec<u32> = graphs.into_iter().collect();
        file.section(Section::Graphs, graphs.as_bytes())?;
        let place_of = |graph: u32| {
            let place = graphs.binary_search(&graph).unwrap_or_default();
            u32::try_from(place).unwrap_or_default()
        };
        let mut counts = terms.counts;
        counts.graphs = graphs.len() as u64;
        let width = GraphColumn::width(counts.graphs);

        let mut next = RowSorter::new(rows);
        let mut last = None;
        let resources = counts.blank_nodes + counts.iris;
        let mut order = OrderWriter::new(width);
        for row in sorter.finish()? {
            let [s, p, o, g] = row?;
            let g = place_of(g);
            if last.replace([s, p, o]) != Some([s, p, o]) {
                counts.triples += 1;
            }
            counts.quads += 1;
            order.push(u64::from(s) - 1, [p, o], g, Section::Spo, &mut file)?;
            next.push([p, o, s, g])?;
        }
        order.finish(
            resources,
            [Section::Spo, Section::SpoGraphs, Section::SpoFirsts],
            &mut file,
        )?;

        let sorter = std::mem::replace(&mut next, RowSorter::new(rows));
        let mut predicates: Vec<u32> = Vec::new();
        let mut order = OrderWriter::new(width);
        for row in sorter.finish()? {
            let [p, o, s, g] = row?;
            if predicates.last() != Some(&p) {
                predicates.push(p);
            }
            let first = predicates.len() as u64 - 1;
            order.push(first, [o, s], g, Section::Pos, &mut file)?;
            next.push([o, s, p, g])?;
        }
        counts.predicates = predicates.len() as u64;
        order.finish(
            counts.predicates,
            [Section::Pos, Section::PosGraphs, Section::PosFirsts],
            &mut file,
        )?;
        file.section(Section::Predicates, predicates.as_bytes())?;

        let sorter = std::mem::replace(&mut next, RowSorter::new(rows));
        let mut order = OrderWriter::new(width);
        for row in sorter.finish()? {
            let [o, s, p, g] = row?;
            order.push(u64::from(o) - 1, [s, p], g, Section::Osp, &mut file)?;
            if width > 0 {
                next.push([g, p, o, s])?;
            }
        }
        let all = resources + counts.literals;
        order.finish(
            all,
            [Section::Osp, Section::OspGraphs, Section::OspFirsts],
            &mut file,
        )?;

        let mut firsts = Firsts::new();
        for row in next.finish()? {
            let [g, rest @ ..] = row?;
            firsts.push(u64::from(g))?;
            file.write(Section::Gpos, rest.as_bytes())?;
        }
        file.end(Section::Gpos)?;
        if width > 0 {
            firsts.finish(counts.graphs, Section::GposFirsts, &mut file)?;
        }
        let (sections, sum, length) = file.finish()?;
        let header = Header {
            sha256: [0; 32],
            counts,
            sections,
        };
        Ok((header, sum, length))
    }
}

fn summary(header: &Header, bytes: u64) -> Summary {
    let counts = header.counts;
    Summary {
        quads: counts.quads,
        triples: counts.triples,
        terms: counts.blank_nodes + counts.iris + counts.literals,
        bytes,
        canonical_hash: crate::graph::hex(&header.sha256),
    }
}

fn hash(frozen: &Frozen) -> io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    canonical_lines(frozen, &mut |lines| hash.update(lines))?;
    Ok(hash.finalize().into())
}

/// A published file is for everybody to read; a temporary one begins as private.
#[cfg(unix)]
fn set_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_readable(_: &File) -> io::Result<()> {
    Ok(())
}

/// Bytes that wait for their section: in memory, many of them in a file.
struct Waiting(BufWriter<SpooledTempFile>);

/// Bytes of one waiting section in memory: 16 MiB.
const WAITING: usize = 16 << 20;

impl Waiting {
    fn new() -> Self {
        Self(BufWriter::new(SpooledTempFile::new(WAITING)))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn copy_to(self, section: Section, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        let mut waiting = self
            .0
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        waiting.seek(SeekFrom::Start(0))?;
        let mut piece = vec![0; 1 << 16];
        loop {
            match waiting.read(&mut piece)? {
                0 => return file.end(section),
                read => file.write(section, &piece[..read])?,
            }
        }
    }
}

/// Writes section after section and sums them up.
struct SectionWriter<W: Write> {
    out: BufWriter<W>,
    sum: Xxh3,
    position: usize,
    sections: [Range<usize>; SECTIONS],
    /// The section that is being written.
    next: usize,
    begin: usize,
}

impl<W: Write> SectionWriter<W> {
    fn new(out: W) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 18, out);
        out.write_all(&[0; header::LENGTH])?;
        Ok(Self {
            out,
            sum: Xxh3::new(),
            position: header::LENGTH,
            sections: [const { 0..0 }; SECTIONS],
            next: 0,
            begin: header::LENGTH,
        })
    }

    /// Writes a part of a section; those before it are ended.
    fn write(&mut self, section: Section, bytes: &[u8]) -> io::Result<()> {
        debug_assert!(section as usize >= self.next);
        self.out.write_all(bytes)?;
        self.sum.update(bytes);
        self.position += bytes.len();
        Ok(())
    }

    /// Ends a section; those before it that were not written are empty.
    fn end(&mut self, section: Section) -> io::Result<()> {
        for empty in self.next..section as usize {
            self.sections[empty] = self.begin..self.begin;
        }
        self.sections[section as usize] = self.begin..self.position;
        let padding = self.position.next_multiple_of(8) - self.position;
        self.write(section, &[0; 8][..padding])?;
        self.begin = self.position;
        self.next = section as usize + 1;
        Ok(())
    }

    fn section(&mut self, section: Section, bytes: &[u8]) -> io::Result<()> {
        self.write(section, bytes)?;
        self.end(section)
    }

    fn finish(mut self) -> io::Result<([Range<usize>; SECTIONS], Xxh3, u64)> {
        for empty in self.next..SECTIONS {
            self.sections[empty] = self.begin..self.begin;
        }
        self.out.flush()?;
        Ok((self.sections, self.sum, self.position as u64))
    }
}

/// Where the rows of each first term begin.
struct Firsts {
    waiting: Waiting,
    /// First terms that were written.
    written: u64,
    rows: u32,
}

impl Firsts {
    fn new() -> Self {
        Self {
            waiting: Waiting::new(),
            written: 0,
            rows: 0,
        }
    }

    /// Counts a row of a first term; they ascend.
    fn push(&mut self, first: u64) -> io::Result<()> {
        self.fill(first + 1)?;
        self.rows = self
            .rows
            .checked_add(1)
            .ok_or_else(|| io::Error::other("a frozen graph holds at most 4,294,967,295 quads"))?;
        Ok(())
    }

    fn fill(&mut self, end: u64) -> io::Result<()> {
        while self.written < end {
            self.waiting.write(&self.rows.to_le_bytes())?;
            self.written += 1;
        }
        Ok(())
    }

    fn finish(
        mut self,
        count: u64,
        section: Section,
        file: &mut SectionWriter<impl Write>,
    ) -> io::Result<()> {
        self.fill(count + 1)?;
        self.waiting.copy_to(section, file)
    }
}

/// Writes quads of one order.
struct OrderWriter {
    graphs: Waiting,
    width: usize,
    firsts: Firsts,
}

impl OrderWriter {
    fn new(width: usize) -> Self {
        Self {
            graphs: Waiting::new(),
            width,
            firsts: Firsts::new(),
        }
    }

    fn push(
        &mut self,
        first: u64,
        pair: [u32; 2],
        graph: u32,
        section: Section,
        file: &mut SectionWriter<impl Write>,
    ) -> io::Result<()> {
        self.firsts.push(first)?;
        self.graphs.write(&graph.to_le_bytes()[..self.width])?;
        file.write(section, pair.as_bytes())
    }

    fn finish(
        self,
        count: u64,
        [pairs, graphs, firsts]: [Section; 3],
        file: &mut SectionWriter<impl Write>,
    ) -> io::Result<()> {
        file.end(pairs)?;
        self.graphs.copy_to(graphs, file)?;
        self.firsts.finish(count, firsts, file)
    }
}

/// Writes the dictionary from sorted terms.
#[derive(Default)]
struct TermWriter {
    counts: Counts,
    coder: FrontCoder,
    coded: Vec<u8>,
    literals: Option<LiteralWriter>,
    began_iris: bool,
}

struct LiteralWriter {
    count: u64,
    offsets: Waiting,
    end: u64,
    values: Waiting,
    values_end: u64,
    value: Vec<u8>,
    tags: Vec<u8>,
    groups: Vec<Group>,
    kind: Option<ValueKind>,
    last: String,
}

impl TermWriter {
    fn push(&mut self, term: &SortedTerm, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        match term.kind() {
            Kind::BlankNode => {
                self.counts.blank_nodes += 1;
                self.code(term.text(), Section::BlankNodes, file)
            }
            Kind::Iri => {
                self.begin_iris(file)?;
                self.counts.iris += 1;
                self.code(term.text(), Section::Iris, file)
            }
            Kind::Literal(kind, tag) => {
                self.end_iris(file)?;
                self.counts.literals += 1;
                let text = std::str::from_utf8(term.text()).map_err(io::Error::other)?;
                let literals = self.literals.get_or_insert_with(LiteralWriter::new);
                literals.push(kind, tag, text, file)
            }
        }
    }

    fn code(
        &mut self,
        text: &[u8],
        section: Section,
        file: &mut SectionWriter<impl Write>,
    ) -> io::Result<()> {
        self.coded.clear();
        self.coder.push(text, &mut self.coded);
        file.write(section, &self.coded)
    }

    fn begin_iris(&mut self, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        if std::mem::replace(&mut self.began_iris, true) {
            return Ok(());
        }
        file.end(Section::BlankNodes)?;
        let offsets = std::mem::take(&mut self.coder).finish();
        file.section(Section::BlankNodeBlocks, offsets.as_bytes())
    }

    fn end_iris(&mut self, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        if self.literals.is_some() {
            return Ok(());
        }
        self.begin_iris(file)?;
        file.end(Section::Iris)?;
        let offsets = std::mem::take(&mut self.coder).finish();
        file.section(Section::IriBlocks, offsets.as_bytes())
    }

    fn finish(&mut self, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        self.end_iris(file)?;
        let literals = self.literals.take().unwrap_or_else(LiteralWriter::new);
        self.counts.groups = literals.groups.len() as u64;
        literals.finish(file)
    }
}

impl LiteralWriter {
    fn new() -> Self {
        Self {
            count: 0,
            offsets: Waiting::new(),
            end: 0,
            values: Waiting::new(),
            values_end: 0,
            value: Vec::new(),
            tags: Vec::new(),
            groups: Vec::new(),
            kind: None,
            last: String::new(),
        }
    }

    fn push(
        &mut self,
        kind: u64,
        tag: &str,
        text: &str,
        file: &mut SectionWriter<impl Write>,
    ) -> io::Result<()> {
        self.offsets.write(&self.end.to_le_bytes())?;
        let is_new = self.groups.last().is_none_or(|group| {
            let last = usize::try_from(group.tag_begin).unwrap_or_default();
            group.kind != kind || self.tags[last..] != *tag.as_bytes()
        });
        if is_new {
            self.begin_group(kind, tag);
        } else if let (Some(kind), Some(group)) = (self.kind, self.groups.last_mut())
            && group.ascends == 1
            && !kind.ascends(&self.last, text)
        {
            group.ascends = 0;
        }
        if let Some(kind) = self.kind {
            self.value.clear();
            kind.write(text, &mut self.value);
            // A single value without a value does not ascend either.
            if let (Some(0), Some(group)) = (self.value.first(), self.groups.last_mut()) {
                group.ascends = 0;
            }
            self.values.write(&self.value)?;
            self.values_end += self.value.len() as u64;
            text.clone_into(&mut self.last);
        }
        self.count += 1;
        self.end += text.len() as u64;
        file.write(Section::Literals, text.as_bytes())
    }

    fn begin_group(&mut self, kind: u64, tag: &str) {
        let tag_begin = self.tags.len() as u64;
        self.tags.extend_from_slice(tag.as_bytes());
        self.kind = if kind == DATATYPE {
            ValueKind::of(tag)
        } else {
            None
        };
        self.groups.push(Group {
            kind,
            first: self.count,
            tag_begin,
            tag_end: self.tags.len() as u64,
            values: self.kind.map_or(0, ValueKind::code),
            values_begin: self.values_end,
            ascends: (kind <= LANGUAGE || self.kind.is_some()).into(),
        });
    }

    fn finish(mut self, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        self.offsets.write(&self.end.to_le_bytes())?;
        file.end(Section::Literals)?;
        self.offsets.copy_to(Section::LiteralOffsets, file)?;
        self.values.copy_to(Section::Values, file)?;
        file.section(Section::Tags, &self.tags)?;
        let groups: Vec<GroupWords> = self.groups.into_iter().map(Group::words).collect();
        file.section(Section::Groups, groups.as_bytes())
    }
}
