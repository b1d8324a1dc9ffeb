//! RDF/XML with a document type is refused: its entities can grow without end, or name files.
//!
//! RDF needs none: what an entity stands for can be written out. A document type belongs before the
//! first element (XML 1.0 §2.8), but parsers take it anywhere, so the whole document is looked
//! through, as it is read, in bounded memory.

use std::fmt;
use std::io::{self, Read};

use memchr::{memchr, memchr_iter};

/// Where `<!` stands that begins neither a comment nor a CDATA section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Declaration {
    /// Bytes before it.
    pub(crate) offset: usize,
    /// Its line, counted from 1.
    pub(crate) line: usize,
}

impl fmt::Display for Declaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it has a declaration (<!) on line {}", self.line)
    }
}

impl std::error::Error for Declaration {}

impl Declaration {
    /// The first of a document.
    pub(crate) fn of(document: &[u8]) -> Option<Self> {
        Scanner::default().read(document)
    }

    /// The one for which [`Undeclared`] stopped, if that is why reading failed.
    pub(crate) fn behind(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

/// Gives a document on until a declaration comes, which no parser behind it sees.
#[derive(Debug)]
pub(crate) struct Undeclared<R> {
    input: R,
    scanner: Scanner,
    found: Option<Declaration>,
}

impl<R> Undeclared<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            scanner: Scanner::default(),
            found: None,
        }
    }
}

impl<R: Read> Read for Undeclared<R> {
    /// # Errors
    ///
    /// Those of the input, and [`Declaration`] from the first on.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.found.is_none() {
            let read = self.input.read(into)?;
            self.found = self.scanner.read(&into[..read]);
            if self.found.is_none() {
                return Ok(read);
            }
        }
        Err(match self.found {
            Some(found) => io::Error::new(io::ErrorKind::InvalidData, found),
            None => io::ErrorKind::InvalidData.into(),
        })
    }
}

/// Looks through a document in parts of any length.
///
/// It never takes for a comment what a parser may take for something else: within a tag, a quoted
/// value or an instruction each `<!` is refused, which XML does not allow or nobody writes.
#[derive(Debug, Default)]
struct Scanner {
    within: Within,
    /// Bytes and line breaks of the parts before.
    offset: usize,
    lines: usize,
}

/// What the next byte is within.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Text,
    /// Behind `<`.
    Markup,
    /// Behind `<!` and so many bytes of what must follow it.
    Opening(&'static [u8], usize),
    /// Behind so many of the two bytes `--`, or `]]`.
    Comment(u8),
    Section(u8),
    Instruction {
        last: u8,
    },
    Tag {
        quote: Option<u8>,
        last: u8,
    },
}

const COMMENT: &[u8] = b"--";
const SECTION: &[u8] = b"[CDATA[";

impl Scanner {
    fn read(&mut self, part: &[u8]) -> Option<Declaration> {
        let mut at = 0;
        while at < part.len() {
            if self.within == Within::Text {
                // Most of a document.
                let Some(next) = memchr(b'<', &part[at..]) else {
                    break;
                };
                at += next;
            }
            if let Err(behind) = self.within.step(part[at]) {
                let breaks = memchr_iter(b'\n', &part[..at]).count();
                return Some(Declaration {
                    offset: self.offset + at - behind,
                    line: self.lines + breaks + 1,
                });
            }
            at += 1;
        }
        self.offset += part.len();
        self.lines += memchr_iter(b'\n', part).count();
        None
    }
}

impl Within {
    /// Goes on by a byte; `Err` with how many bytes before it a declaration began.
    fn step(&mut self, byte: u8) -> Result<(), usize> {
        *self = match (*self, byte) {
            (Self::Text, b'<') => Self::Markup,
            (Self::Text, _)
            | (Self::Comment(2) | Self::Section(2) | Self::Instruction { last: b'?' }, b'>') => {
                Self::Text
            }
            (Self::Markup, b'!') => Self::Opening(b"", 0),
            (Self::Markup, b'?') => Self::Instruction { last: 0 },
            (Self::Markup, byte) => Self::tag(None, b'<', byte)?,
            (Self::Opening(b"", _), b'-') => Self::Opening(COMMENT, 1),
            (Self::Opening(b"", _), b'[') => Self::Opening(SECTION, 1),
            (Self::Opening(word, seen), byte) if word.get(seen) == Some(&byte) => {
                match (word.len() - seen, word) {
                    (1, COMMENT) => Self::Comment(0),
                    (1, _) => Self::Section(0),
                    _ => Self::Opening(word, seen + 1),
                }
            }
            (Self::Opening(_, seen), _) => return Err(seen + b"<!".len()),
            (Self::Comment(seen), b'-') => Self::Comment(2.min(seen + 1)),
            (Self::Comment(_), _) => Self::Comment(0),
            (Self::Section(seen), b']') => Self::Section(2.min(seen + 1)),
            (Self::Section(_), _) => Self::Section(0),
            (Self::Instruction { last: b'<' }, b'!') => return Err(1),
            (Self::Instruction { .. }, last) => Self::Instruction { last },
            (Self::Tag { quote, last }, byte) => Self::tag(quote, last, byte)?,
        };
        Ok(())
    }

    /// A tag, to its `>` outside of quotes.
    fn tag(quote: Option<u8>, last: u8, byte: u8) -> Result<Self, usize> {
        let quote = match (quote, byte) {
            (_, b'!') if last == b'<' => return Err(1),
            (None, b'>') => return Ok(Self::Text),
            (None, b'"' | b'\'') => Some(byte),
            (Some(open), byte) if open == byte => None,
            (quote, _) => quote,
        };
        Ok(Self::Tag { quote, last: byte })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Documents, and where `<!` stands in them that is refused.
    const DOCUMENTS: [(&str, Option<&str>); 21] = [
        ("<!DOCTYPE rdf:RDF []><rdf:RDF/>", Some("<!DOCTYPE")),
        (
            "\u{FEFF}<?xml version=\"1.0\"?>\n<!-- a\n<x> -->\n<!doctype r [ ]>",
            Some("<!doctype"),
        ),
        ("<rdf:RDF>\n<!DOCTYPE a [<!ENTITY b 'c'>]>", Some("<!DOC")),
        ("<a/>\n\n<!DOCTYPE a>", Some("<!DOC")),
        ("<a><![CDATA[]]]><!DOCTYPE a>", Some("<!DOC")),
        ("<a><!--- -- > ---><!DOCTYPE a>", Some("<!DOC")),
        ("<a b='>'><!ELEMENT a>", Some("<!ELE")),
        ("<a><!-\n", Some("<!-")),
        ("<a><![cdata[ ]]>", Some("<![")),
        ("<a><!\nDOCTYPE a>", Some("<!")),
        // A parser may take these for the beginning of no comment.
        ("<a b=\"<!--\"><!DOCTYPE a><!-- \"-->", Some("<!--\"")),
        ("<a <!-- > <!DOCTYPE a>", Some("<!--")),
        ("<?a <!-- ?><!DOCTYPE a>-->", Some("<!--")),
        ("<a b='<!'/>", Some("<!")),
        ("<!--><!DOCTYPE a>--><a/>", None),
        ("<!-- <!DOCTYPE a> --><rdf:RDF/>", None),
        ("<a><!-- <!DOCTYPE a> --></a>", None),
        ("<a><![CDATA[<!DOCTYPE a> ]] > ]>]]></a>", None),
        ("<a b='! > \"'>! ?&lt;!DOCTYPE</a ><?x ! > ?><b/>", None),
        ("<!DOC", Some("<!DOC")),
        ("", None),
    ];

    /// Reads in parts that end at these places.
    struct Parts<'a>(&'a [u8], Vec<usize>);

    impl Read for Parts<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let end = self.1.pop().unwrap_or(self.0.len()).min(into.len());
            self.0.read(&mut into[..end])
        }
    }

    #[test]
    fn a_declaration_is_found_wherever_it_stands_and_however_the_document_is_split() {
        for (document, refused) in DOCUMENTS {
            let bytes = document.as_bytes();
            let expected = refused.map(|it| {
                let offset = document.find(it).unwrap();
                let line = document[..offset].matches('\n').count() + 1;
                Declaration { offset, line }
            });
            assert_eq!(Declaration::of(bytes), expected, "{document}");
            let halves = (1..bytes.len()).map(|at| vec![at]);
            for parts in halves.chain([vec![1; bytes.len()]]) {
                let mut read = Vec::new();
                let result = Undeclared::new(Parts(bytes, parts)).read_to_end(&mut read);
                match (result, expected) {
                    (Ok(_), None) => assert_eq!(read, bytes),
                    (Err(error), Some(found)) => {
                        assert_eq!(Declaration::behind(&error), expected, "{document}");
                        // Nothing of its name was given on.
                        assert!(bytes.starts_with(&read));
                        assert!(read.len() <= found.offset + b"<![".len(), "{document}");
                    }
                    other => panic!("{document}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn who_reads_on_after_a_declaration_gets_nothing() {
        let mut reader = Undeclared::new(&b"<!D><a/>"[..]);
        let mut byte = [0; 4];
        assert!(reader.read(&mut byte).is_err());
        assert!(reader.read(&mut byte).is_err());
    }
}
