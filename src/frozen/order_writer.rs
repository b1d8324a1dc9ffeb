//! Writing the quads in one order.

use std::io::{self, Write};

use zerocopy::IntoBytes;

use super::header::Section;
use super::section_writer::{SectionWriter, Waiting};

/// Where the rows of each first term begin.
pub(super) struct Firsts {
    waiting: Waiting,
    /// First terms that were written.
    written: u64,
    rows: u32,
}

impl Firsts {
    pub(super) fn new() -> Self {
        Self {
            waiting: Waiting::new(),
            written: 0,
            rows: 0,
        }
    }

    /// Counts a row of a first term; they ascend.
    pub(super) fn push(&mut self, first: u64) -> io::Result<()> {
        self.fill(first + 1)?;
        self.rows = self
            .rows
            .checked_add(1)
            .ok_or_else(|| io::Error::other("a frozen graph holds at most 4,294,967,295 quads"))?;
        Ok(())
    }

    pub(super) fn fill(&mut self, end: u64) -> io::Result<()> {
        while self.written < end {
            self.waiting.write(&self.rows.to_le_bytes())?;
            self.written += 1;
        }
        Ok(())
    }

    pub(super) fn finish(
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
pub(super) struct OrderWriter {
    graphs: Waiting,
    width: usize,
    firsts: Firsts,
}

impl OrderWriter {
    pub(super) fn new(width: usize) -> Self {
        Self {
            graphs: Waiting::new(),
            width,
            firsts: Firsts::new(),
        }
    }

    pub(super) fn push(
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

    pub(super) fn finish(
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
