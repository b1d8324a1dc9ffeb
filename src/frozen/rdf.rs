//! Freezing graphs from elsewhere: files of RDF in any of its syntaxes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, TermRef};
use oxilangtag::LanguageTag;

use super::freeze::Freezer;
use crate::doctype::{Declaration, Undeclared};
use crate::error::Error;

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 18;

/// A file of RDF whose name tells its syntax, plain or packed: `graph.ttl`, `graph.nq.gz`,
/// `graph.nt.zst`.
#[derive(Debug, Clone)]
pub struct RdfFile {
    path: PathBuf,
    format: RdfFormat,
    packing: Packing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

/// Endings of the names of files that can be frozen.
pub fn formats() -> impl Iterator<Item = &'static str> {
    ["ttl", "nt", "nq", "trig", "rdf", "jsonld"].into_iter()
}

impl RdfFile {
    /// A file by its name.
    ///
    /// # Errors
    ///
    /// [`Error::Rdf`] if the name tells no syntax.
    pub fn named(path: &Path) -> Result<Self, Error> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (stem, packing) = if let Some(stem) = name.strip_suffix(".gz") {
            (stem, Packing::Gzip)
        } else if let Some(stem) = name.strip_suffix(".zst") {
            (stem, Packing::Zstd)
        } else {
            (&*name, Packing::None)
        };
        let format = stem
            .rsplit_once('.')
            .and_then(|(_, extension)| RdfFormat::from_extension(extension));
        Ok(Self {
            path: path.to_owned(),
            format: format.ok_or_else(|| Error::Rdf {
                path: path.to_owned(),
                line: 0,
                message: format!(
                    "its name tells no syntax of RDF: end it with one of {} (and .gz or .zst)",
                    formats().collect::<Vec<_>>().join(", ")
                ),
            })?,
            packing,
        })
    }

    /// Adds all quads of the file.
    ///
    /// Blank nodes of line-based syntaxes keep their labels. Those of the other syntaxes have
    /// labels that the parser makes up anew each time; they are numbered in the order in which
    /// they come. `prefix` keeps those of several files apart.
    ///
    /// `progress` is told now and then how many quads came since it was told before.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] if the file cannot be read, [`Error::Rdf`] with the line if it is not what
    /// its name says, or is RDF/XML with a document type anywhere in it.
    pub fn read(
        &self,
        freezer: &mut Freezer,
        prefix: &str,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Error> {
        let unreadable = |e| Error::read(&self.path)(e);
        let file = File::open(&self.path).map_err(unreadable)?;
        let file: Box<dyn Read> = match self.packing {
            Packing::None => Box::new(BufReader::with_capacity(BUFFER, file)),
            Packing::Gzip => Box::new(BufReader::with_capacity(
                BUFFER,
                flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(BUFFER, file)),
            )),
            Packing::Zstd => Box::new(BufReader::with_capacity(
                BUFFER,
                zstd::Decoder::new(file).map_err(unreadable)?,
            )),
        };
        let file: Box<dyn Read> = if self.format == RdfFormat::RdfXml {
            Box::new(Undeclared::new(file))
        } else {
            file
        };
        let by_lines = matches!(self.format, RdfFormat::NTriples | RdfFormat::NQuads);
        let mut parser = RdfParser::from_format(self.format);
        if by_lines {
            // An IRI or language tag is checked when it is first seen, not each time.
            parser = parser.lenient();
        }
        let mut labels = Labels {
            prefix,
            numbers: (!by_lines).then(HashMap::new),
        };
        let mut count = 0_u64;
        for quad in parser.for_reader(file) {
            let quad = labels.rename(quad.map_err(|e| self.failed(e))?);
            let inserted = freezer.insert_new(quad.as_ref(), &mut |term| {
                if by_lines { check(term) } else { Ok(()) }
            });
            inserted.map_err(|problem| match problem {
                Problem::Io(e) => Error::write(std::env::temp_dir())(e),
                Problem::Term(message) => Error::Rdf {
                    path: self.path.clone(),
                    line: 0,
                    message: format!("statement {}: {message}", count + 1),
                },
            })?;
            count += 1;
            if count.is_multiple_of(1 << 16) {
                progress(1 << 16);
            }
        }
        progress(count % (1 << 16));
        Ok(())
    }

    fn failed(&self, error: RdfParseError) -> Error {
        match error {
            RdfParseError::Io(e) => match Declaration::behind(&e) {
                Some(Declaration { line, .. }) => Error::Rdf {
                    path: self.path.clone(),
                    line,
                    message: "it has a document type (<!DOCTYPE) or another declaration (<!), \
                              which is not read: take it out, and write what its entities stand for"
                        .to_owned(),
                },
                None => Error::read(&self.path)(e),
            },
            RdfParseError::Syntax(e) => Error::Rdf {
                path: self.path.clone(),
                line: e
                    .location()
                    .and_then(|place| usize::try_from(place.start.line + 1).ok())
                    .unwrap_or_default(),
                message: e.to_string(),
            },
        }
    }
}

enum Problem {
    Io(std::io::Error),
    Term(String),
}

impl From<std::io::Error> for Problem {
    fn from(e: std::io::Error) -> Self {
        Self::Io(e)
    }
}

/// What the lenient parser passes over.
fn check(term: TermRef<'_>) -> Result<(), Problem> {
    match term {
        TermRef::NamedNode(node) => NamedNode::new(node.as_str())
            .map(drop)
            .map_err(|e| Problem::Term(format!("{node} is not an IRI: {e}"))),
        TermRef::Literal(literal) => match literal.language() {
            Some(language) => LanguageTag::parse(language)
                .map(drop)
                .map_err(|e| Problem::Term(format!("@{language} is not a language tag: {e}"))),
            None if literal.datatype() == rdf::LANG_STRING => Err(Problem::Term(
                "a text of the datatype rdf:langString has no language tag".to_owned(),
            )),
            None => NamedNode::new(literal.datatype().as_str())
                .map(drop)
                .map_err(|e| Problem::Term(format!("{} is not an IRI: {e}", literal.datatype()))),
        },
        TermRef::BlankNode(_) => Ok(()),
    }
}

struct Labels<'a> {
    prefix: &'a str,
    /// Numbers of the blank nodes, where labels are made up.
    numbers: Option<HashMap<String, usize>>,
}

impl Labels<'_> {
    fn rename(&mut self, mut quad: Quad) -> Quad {
        if self.prefix.is_empty() && self.numbers.is_none() {
            return quad;
        }
        if let NamedOrBlankNode::BlankNode(node) = &mut quad.subject {
            *node = self.node(node);
        }
        if let Term::BlankNode(node) = &mut quad.object {
            *node = self.node(node);
        }
        if let GraphName::BlankNode(node) = &mut quad.graph_name {
            *node = self.node(node);
        }
        quad
    }

    fn node(&mut self, node: &BlankNode) -> BlankNode {
        let label = match &mut self.numbers {
            None => format!("{}{}", self.prefix, node.as_str()),
            Some(numbers) => {
                let next = numbers.len();
                let number = numbers.entry(node.as_str().to_owned()).or_insert(next);
                format!("{}b{number}", self.prefix)
            }
        };
        BlankNode::new_unchecked(label)
    }
}
