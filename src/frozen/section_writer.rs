//! Writing the sections of the file one after the other.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use tempfile::SpooledTempFile;
use xxhash_rust::xxh3::Xxh3;

use super::header::{self, SECTIONS, Section};

/// Bytes that wait for their section: in memory, many of them in a file.
pub(super) struct Waiting(BufWriter<SpooledTempFile>);

/// Bytes of one waiting section in memory: 16 MiB.
pub(super) const WAITING: usize = 16 << 20;

impl Waiting {
    pub(super) fn new() -> Self {
        Self(BufWriter::new(SpooledTempFile::new(WAITING)))
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    pub(super) fn copy_to(
        self,
        section: Section,
        file: &mut SectionWriter<impl Write>,
    ) -> io::Result<()> {
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
pub(super) struct SectionWriter<W: Write> {
    out: BufWriter<W>,
    sum: Xxh3,
    position: usize,
    sections: [Range<usize>; SECTIONS],
    /// The section that is being written.
    next: usize,
    begin: usize,
}

impl<W: Write> SectionWriter<W> {
    pub(super) fn new(out: W) -> io::Result<Self> {
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
    pub(super) fn write(&mut self, section: Section, bytes: &[u8]) -> io::Result<()> {
        debug_assert!(section as usize >= self.next);
        self.out.write_all(bytes)?;
        self.sum.update(bytes);
        self.position += bytes.len();
        Ok(())
    }

    /// Ends a section; those before it that were not written are empty.
    pub(super) fn end(&mut self, section: Section) -> io::Result<()> {
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

    pub(super) fn section(&mut self, section: Section, bytes: &[u8]) -> io::Result<()> {
        self.write(section, bytes)?;
        self.end(section)
    }

    pub(super) fn finish(mut self) -> io::Result<([Range<usize>; SECTIONS], Xxh3, u64)> {
        for empty in self.next..SECTIONS {
            self.sections[empty] = self.begin..self.begin;
        }
        self.out.flush()?;
        Ok((self.sections, self.sum, self.position as u64))
    }
}
