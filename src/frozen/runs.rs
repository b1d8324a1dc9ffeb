//! Sorting more than the memory holds: sorted runs on disk, merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use super::term_table::{Kind, TermTable};

/// Four numbers in the order by which they are sorted.
pub(super) type Row = [u32; 4];

/// Sorts rows, with those that do not fit into memory in files.
pub(super) struct RowSorter {
    rows: Vec<Row>,
    /// Rows held in memory at most.
    limit: usize,
    runs: Vec<File>,
}

impl RowSorter {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            rows: Vec::new(),
            limit: limit.max(1),
            runs: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, row: Row) -> io::Result<()> {
        if self.rows.len() == self.limit {
            self.rows.sort_unstable();
            let mut file = BufWriter::new(tempfile::tempfile()?);
            for row in &self.rows {
                write_row(*row, &mut file)?;
            }
            self.runs.push(rewound(file)?);
            self.rows.clear();
        }
        self.rows.push(row);
        Ok(())
    }

    /// All rows in order, each once.
    pub(super) fn finish(mut self) -> io::Result<impl Iterator<Item = io::Result<Row>>> {
        self.rows.sort_unstable();
        let mut sources: Vec<Rows> = self.runs.into_iter().map(Rows::of_file).collect();
        sources.push(Rows::Held(self.rows.into_iter()));
        let mut last = None;
        Ok(Merged::new(sources)?.filter(move |row| match row {
            Ok(row) => last.replace(*row) != Some(*row),
            Err(_) => true,
        }))
    }
}

fn write_row(row: Row, out: &mut impl Write) -> io::Result<()> {
    let mut bytes = [0; 16];
    for (number, to) in row.iter().zip(bytes.chunks_exact_mut(4)) {
        to.copy_from_slice(&number.to_le_bytes());
    }
    out.write_all(&bytes)
}

fn rewound(file: BufWriter<File>) -> io::Result<File> {
    let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// Sorted rows.
enum Rows {
    Held(std::vec::IntoIter<Row>),
    Stored(BufReader<File>),
}

impl Rows {
    fn of_file(file: File) -> Self {
        Self::Stored(BufReader::with_capacity(1 << 18, file))
    }
}

impl Iterator for Rows {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<io::Result<Row>> {
        match self {
            Self::Held(rows) => rows.next().map(Ok),
            Self::Stored(file) => read_row(file).transpose(),
        }
    }
}

fn read_row(file: &mut impl Read) -> io::Result<Option<Row>> {
    let mut bytes = [0; 16];
    if let Err(e) = file.read_exact(&mut bytes) {
        return match e.kind() {
            io::ErrorKind::UnexpectedEof => Ok(None),
            _ => Err(e),
        };
    }
    let mut row = [0; 4];
    for (number, from) in row.iter_mut().zip(bytes.chunks_exact(4)) {
        *number = u32::from_le_bytes([from[0], from[1], from[2], from[3]]);
    }
    Ok(Some(row))
}

/// Sorted sources as one.
struct Merged<I, T> {
    sources: Vec<I>,
    heads: BinaryHeap<Reverse<(T, usize)>>,
}

impl<T: Ord, I: Iterator<Item = io::Result<T>>> Merged<I, T> {
    fn new(mut sources: Vec<I>) -> io::Result<Self> {
        let mut heads = BinaryHeap::new();
        for (place, source) in sources.iter_mut().enumerate() {
            if let Some(head) = source.next() {
                heads.push(Reverse((head?, place)));
            }
        }
        Ok(Self { sources, heads })
    }

    fn next_of(&mut self, place: usize) -> io::Result<()> {
        if let Some(head) = self.sources[place].next() {
            self.heads.push(Reverse((head?, place)));
        }
        Ok(())
    }
}

impl<T: Ord, I: Iterator<Item = io::Result<T>>> Iterator for Merged<I, T> {
    type Item = io::Result<T>;

    fn next(&mut self) -> Option<io::Result<T>> {
        if let [only] = self.sources.as_mut_slice() {
            let next = only.next();
            return match self.heads.pop() {
                Some(Reverse((head, place))) => {
                    if let Some(next) = next {
                        match next {
                            Ok(next) => self.heads.push(Reverse((next, place))),
                            Err(e) => return Some(Err(e)),
                        }
                    }
                    Some(Ok(head))
                }
                None => None,
            };
        }
        let Reverse((head, place)) = self.heads.pop()?;
        Some(self.next_of(place).map(|()| head))
    }
}

/// A term as the runs hold it; they compare as the file wants them.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SortedTerm {
    /// Rank of what it is: 0 for a blank node, 1 for an IRI, 2 and up for kinds of literals.
    kind: u8,
    tag: Box<str>,
    text: Box<[u8]>,
}

impl SortedTerm {
    fn new(kind: Kind<'_>, text: &[u8]) -> Self {
        let (kind, tag) = match kind {
            Kind::BlankNode => (0, ""),
            Kind::Iri => (1, ""),
            Kind::Literal(kind, tag) => (2 + u8::try_from(kind).unwrap_or(u8::MAX - 2), tag),
        };
        Self {
            kind,
            tag: tag.into(),
            text: text.into(),
        }
    }

    pub(super) fn kind(&self) -> Kind<'_> {
        match self.kind {
            0 => Kind::BlankNode,
            1 => Kind::Iri,
            kind => Kind::Literal(u64::from(kind - 2), &self.tag),
        }
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }
}

/// Terms and quads of one stretch of input: terms sorted, quads by the ranks of their terms.
pub(super) struct Run {
    terms: Terms,
    quads: Rows,
}

enum Terms {
    Held(TermTable, std::vec::IntoIter<u32>),
    Stored(BufReader<File>),
}

impl Run {
    /// A run in memory. In a quad, 0 stands for the default graph, and n for the term n - 1.
    pub(super) fn held(terms: TermTable, mut quads: Vec<Row>) -> Self {
        let order = terms.sorted();
        let mut ranks = vec![0; order.len() + 1];
        for (rank, number) in (1..).zip(&order) {
            ranks[*number as usize + 1] = rank;
        }
        for quad in &mut quads {
            *quad = quad.map(|number| ranks[number as usize]);
        }
        Self {
            terms: Terms::Held(terms, order.into_iter()),
            quads: Rows::Held(quads.into_iter()),
        }
    }

    /// The same run on disk.
    pub(super) fn store(self) -> io::Result<Self> {
        let mut terms = BufWriter::new(tempfile::tempfile()?);
        for term in self.terms {
            let term = term?;
            terms.write_all(&[term.kind])?;
            for part in [term.tag.as_bytes(), &term.text] {
                terms.write_all(&(part.len() as u64).to_le_bytes())?;
                terms.write_all(part)?;
            }
        }
        let mut quads = BufWriter::new(tempfile::tempfile()?);
        for quad in self.quads {
            write_row(quad?, &mut quads)?;
        }
        Ok(Self {
            terms: Terms::Stored(BufReader::with_capacity(1 << 18, rewound(terms)?)),
            quads: Rows::of_file(rewound(quads)?),
        })
    }
}

impl Iterator for Terms {
    type Item = io::Result<SortedTerm>;

    fn next(&mut self) -> Option<io::Result<SortedTerm>> {
        match self {
            Self::Held(table, order) => {
                let number = order.next()?;
                Some(Ok(SortedTerm::new(table.kind(number), table.text(number))))
            }
            Self::Stored(file) => read_term(file).transpose(),
        }
    }
}

fn read_term(file: &mut impl Read) -> io::Result<Option<SortedTerm>> {
    let mut kind = [0];
    if file.read(&mut kind)? == 0 {
        return Ok(None);
    }
    let mut part = || -> io::Result<Vec<u8>> {
        let mut length = [0; 8];
        file.read_exact(&mut length)?;
        let length = usize::try_from(u64::from_le_bytes(length)).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    };
    let tag = String::from_utf8(part()?).map_err(io::Error::other)?;
    Ok(Some(SortedTerm {
        kind: kind[0],
        tag: tag.into(),
        text: part()?.into(),
    }))
}

/// Merges runs: gives every term once, in order, and then the quads with the final numbers of
/// their terms.
pub(super) fn merge(
    runs: Vec<Run>,
    visit_term: &mut dyn FnMut(&SortedTerm) -> io::Result<()>,
    visit_quad: &mut dyn FnMut(Row) -> io::Result<()>,
) -> io::Result<()> {
    let (sources, quads): (Vec<Terms>, Vec<Rows>) =
        runs.into_iter().map(|run| (run.terms, run.quads)).unzip();
    // The final numbers of each run's terms, which come in the order of their ranks. One run
    // keeps the ranks that it has.
    let several = sources.len() > 1;
    let mut finals: Vec<BufWriter<File>> = Vec::new();
    if several {
        for _ in &sources {
            finals.push(BufWriter::new(tempfile::tempfile()?));
        }
    }
    let mut last: Option<SortedTerm> = None;
    let mut number = 0_u32;
    let mut merged = Merged::new(sources)?;
    while let Some(Reverse((term, place))) = merged.heads.pop() {
        merged.next_of(place)?;
        if last.as_ref() != Some(&term) {
            visit_term(&term)?;
            number += 1;
            last = Some(term);
        }
        if let Some(finals) = finals.get_mut(place) {
            finals.write_all(&number.to_le_bytes())?;
        }
    }
    drop(merged);
    let mut finals = finals.into_iter();
    for rows in quads {
        let numbers = match finals.next() {
            Some(file) => Some(read_numbers(rewound(file)?)?),
            None => None,
        };
        for row in rows {
            let row = row?;
            visit_quad(match &numbers {
                // Rank 0 is the default graph in each run.
                Some(numbers) => row.map(|rank| match rank {
                    0 => 0,
                    rank => numbers[rank as usize - 1],
                }),
                None => row,
            })?;
        }
    }
    Ok(())
}

fn read_numbers(mut file: File) -> io::Result<Vec<u32>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect())
}
