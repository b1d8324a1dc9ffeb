//! Where mapped quads go: into memory for a build, or straight onto a stream.

use std::io::{self, Write};

use crate::records::{Passage, Problem};
use crate::vocab::xsd;

/// Object of a quad, borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object<'a> {
    /// An IRI.
    Iri(&'a str),
    /// A text in a language.
    Text {
        /// The text.
        value: &'a str,
        /// Its language tag, in lower case.
        language: &'a str,
    },
    /// A literal of a datatype.
    Literal {
        /// Lexical form.
        value: &'a str,
        /// IRI of the datatype.
        datatype: &'a str,
    },
}

impl<'a> Object<'a> {
    /// A plain string.
    #[must_use]
    pub fn string(value: &'a str) -> Self {
        Self::Literal {
            value,
            datatype: xsd::STRING,
        }
    }
}

/// Takes what a mapping says. Blank nodes cannot be said.
pub trait QuadSink {
    /// Takes a quad. The same quad may come more than once.
    fn quad(&mut self, subject: &str, predicate: &str, object: Object<'_>, graph: &str);

    /// Takes note that a field of the record refers to another thing of the dataset.
    fn reference(&mut self, _field: &'static str, _index: usize, _target: &str) {}

    /// Takes note that the record rests on a line of a source.
    fn passage(&mut self, _field: &'static str, _index: usize, _passage: Passage<'_>) {}

    /// Takes note that the record contradicts itself.
    fn problem(&mut self, _problem: Problem) {}
}

/// Writes canonical N-Quads (RDFC-1.0 §4: canonical N-Quads form) as they come, unsorted.
#[derive(Debug)]
pub struct NQuadsWriter<W> {
    out: W,
    line: Vec<u8>,
    problems: Vec<Problem>,
    /// First failed write; quads after it are dropped.
    failed: Option<io::Error>,
}

/// Bytes that are gathered before they are written.
const BUFFER: usize = 1 << 16;

impl<W: Write> NQuadsWriter<W> {
    /// Writes to a stream.
    pub fn new(out: W) -> Self {
        Self {
            out,
            line: Vec::with_capacity(BUFFER + 4096),
            problems: Vec::new(),
            failed: None,
        }
    }

    /// Problems of the records mapped since the last call.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// Bytes not yet written: what the current record has said since the last [`Self::flush`]
    /// or automatic write.
    ///
    /// # Errors
    ///
    /// The first error of the stream.
    pub fn flush(&mut self) -> io::Result<()> {
        if let Some(e) = self.failed.take() {
            return Err(e);
        }
        self.out.write_all(&self.line)?;
        self.line.clear();
        self.out.flush()
    }

    fn iri(&mut self, iri: &str) {
        self.line.push(b'<');
        self.line.extend_from_slice(iri.as_bytes());
        self.line.push(b'>');
    }

    /// RDFC-1.0: only `"`, `\`, and control characters are escaped.
    fn quoted(&mut self, value: &str) {
        self.line.push(b'"');
        let bytes = value.as_bytes();
        let mut from = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' && byte != 0x7F {
                continue;
            }
            self.line.extend_from_slice(&bytes[from..at]);
            from = at + 1;
            let escape: &[u8] = match byte {
                b'"' => b"\\\"",
                b'\\' => b"\\\\",
                b'\n' => b"\\n",
                b'\r' => b"\\r",
                b'\t' => b"\\t",
                0x08 => b"\\b",
                0x0C => b"\\f",
                _ => {
                    let _ = write!(self.line, "\\u{byte:04X}");
                    continue;
                }
            };
            self.line.extend_from_slice(escape);
        }
        self.line.extend_from_slice(&bytes[from..]);
        self.line.push(b'"');
    }
}

impl<W: Write> QuadSink for NQuadsWriter<W> {
    fn quad(&mut self, subject: &str, predicate: &str, object: Object<'_>, graph: &str) {
        self.iri(subject);
        self.line.push(b' ');
        self.iri(predicate);
        self.line.push(b' ');
        match object {
            Object::Iri(iri) => self.iri(iri),
            Object::Text { value, language } => {
                self.quoted(value);
                self.line.push(b'@');
                self.line.extend_from_slice(language.as_bytes());
            }
            Object::Literal { value, datatype } => {
                self.quoted(value);
                if datatype != xsd::STRING {
                    self.line.extend_from_slice(b"^^");
                    self.iri(datatype);
                }
            }
        }
        self.line.push(b' ');
        self.iri(graph);
        self.line.extend_from_slice(b" .\n");
        if self.line.len() >= BUFFER {
            if self.failed.is_none()
                && let Err(e) = self.out.write_all(&self.line)
            {
                self.failed = Some(e);
            }
            self.line.clear();
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}
