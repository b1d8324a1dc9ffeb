//! Writing the dictionary.

use std::io::{self, Write};

use zerocopy::IntoBytes;

use super::dictionary::{DATATYPE, Group, GroupWords, LANGUAGE};
use super::front_coded::FrontCoder;
use super::header::{Counts, Section};
use super::runs::SortedTerm;
use super::section_writer::{SectionWriter, Waiting};
use super::term_table::Kind;
use super::values::ValueKind;

/// Writes the dictionary from sorted terms.
#[derive(Default)]
pub(super) struct TermWriter {
    pub(super) counts: Counts,
    coder: FrontCoder,
    coded: Vec<u8>,
    literals: Option<LiteralWriter>,
    began_iris: bool,
}

pub(super) struct LiteralWriter {
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
    pub(super) fn push(
        &mut self,
        term: &SortedTerm,
        file: &mut SectionWriter<impl Write>,
    ) -> io::Result<()> {
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

    pub(super) fn code(
        &mut self,
        text: &[u8],
        section: Section,
        file: &mut SectionWriter<impl Write>,
    ) -> io::Result<()> {
        self.coded.clear();
        self.coder.push(text, &mut self.coded);
        file.write(section, &self.coded)
    }

    pub(super) fn begin_iris(&mut self, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        if std::mem::replace(&mut self.began_iris, true) {
            return Ok(());
        }
        file.end(Section::BlankNodes)?;
        let offsets = std::mem::take(&mut self.coder).finish();
        file.section(Section::BlankNodeBlocks, offsets.as_bytes())
    }

    pub(super) fn end_iris(&mut self, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        if self.literals.is_some() {
            return Ok(());
        }
        self.begin_iris(file)?;
        file.end(Section::Iris)?;
        let offsets = std::mem::take(&mut self.coder).finish();
        file.section(Section::IriBlocks, offsets.as_bytes())
    }

    pub(super) fn finish(&mut self, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        self.end_iris(file)?;
        let literals = self.literals.take().unwrap_or_else(LiteralWriter::new);
        self.counts.groups = literals.groups.len() as u64;
        literals.finish(file)
    }
}

impl LiteralWriter {
    pub(super) fn new() -> Self {
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

    pub(super) fn push(
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

    pub(super) fn begin_group(&mut self, kind: u64, tag: &str) {
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

    pub(super) fn finish(mut self, file: &mut SectionWriter<impl Write>) -> io::Result<()> {
        self.offsets.write(&self.end.to_le_bytes())?;
        file.end(Section::Literals)?;
        self.offsets.copy_to(Section::LiteralOffsets, file)?;
        self.values.copy_to(Section::Values, file)?;
        file.section(Section::Tags, &self.tags)?;
        let groups: Vec<GroupWords> = self.groups.into_iter().map(Group::words).collect();
        file.section(Section::Groups, groups.as_bytes())
    }
}
