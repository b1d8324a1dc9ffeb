//! Writing a frozen graph.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use oxigraph::model::{GraphNameRef, QuadRef, TermRef};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3;
use zerocopy::IntoBytes;

use super::canonical::canonical_lines;
use super::columns::GraphColumn;
use super::file::Frozen;
use super::header::{self, Header, Section};
use super::order_writer::{Firsts, OrderWriter};
use super::runs::{Row, RowSorter, Run, merge};
use super::section_writer::SectionWriter;
use super::term_table::TermTable;
use super::term_writer::TermWriter;
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
    canonical_lines(frozen, &mut |line| {
        hash.update(line);
        Ok(())
    })?;
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
