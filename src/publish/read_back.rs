//! Reads dumps back: what was published is what parsers find, not what writers meant.
//!
//! A statement is known by the first 128 bits of the SHA-256 of its canonical line, so a dump of
//! any size is compared as a set with 16 bytes a statement. Turtle, TriG, N-Triples and N-Quads are
//! parsed by oxttl and JSON-LD by oxjsonld (in its streaming mode, which keeps no graph in memory),
//! RDF/XML by `rio_xml`. Only a difference makes a second pass over the graph, for an example.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use oxigraph::io::{JsonLdProfile, RdfFormat, RdfParser};
use oxigraph::model::{GraphNameRef, LiteralRef, NamedNodeRef, QuadRef, TermRef};
use rio_api::parser::TriplesParser;
use sha2::{Digest, Sha256};

use super::syntax::Syntax;
use crate::graph::{hex, write_line};

/// Bytes read at a time.
const BUFFER: usize = 1 << 16;

/// What a dump must give again.
pub(super) struct Expected {
    digests: Vec<u128>,
    /// SHA-256 of all canonical lines: the canonical hash.
    pub(super) sha256: String,
}

impl Expected {
    /// The set of these statements, which come in canonical order.
    pub(super) fn of<'a>(statements: impl Iterator<Item = QuadRef<'a>>) -> Self {
        let mut sha256 = Sha256::new();
        let mut digester = Digester::default();
        for statement in statements {
            digester.add(statement);
            sha256.update(&digester.line);
        }
        Self {
            digests: digester.finish(),
            sha256: hex(&sha256.finalize()),
        }
    }

    /// Compares with what was read; `statements` are those that `self` was made of.
    ///
    /// # Errors
    ///
    /// How many statements differ, with an example if one is missing.
    pub(super) fn compare<'a>(
        &self,
        found: &[u128],
        statements: impl Iterator<Item = QuadRef<'a>>,
    ) -> Result<(), String> {
        if found == self.digests {
            return Ok(());
        }
        let absent = |from: &[u128], digest: &u128| from.binary_search(digest).is_err();
        let missing = self
            .digests
            .iter()
            .filter(|digest| absent(found, digest))
            .count();
        let unexpected = found
            .iter()
            .filter(|digest| absent(&self.digests, digest))
            .count();
        let mut message = format!(
            "of {} statements {missing} are missing, {unexpected} are not in the graph",
            self.digests.len()
        );
        let mut digester = Digester::default();
        let example = statements.into_iter().find_map(|statement| {
            digester.digests.clear();
            digester.add(statement);
            let missing = absent(found, &digester.digests[0]);
            missing.then(|| {
                String::from_utf8_lossy(&digester.line)
                    .trim_end()
                    .to_owned()
            })
        });
        if let Some(example) = example {
            let _ = write!(message, ", first missing: {example}");
        }
        Err(message)
    }
}

/// Parses a dump; the digests of its statements come sorted, each once.
///
/// # Errors
///
/// The parser's place and reason.
pub(super) fn read(input: impl Read, syntax: Syntax) -> Result<Vec<u128>, String> {
    let format = match syntax {
        Syntax::RdfXml => return read_rdf_xml(BufReader::with_capacity(BUFFER, input)),
        Syntax::JsonLd => RdfFormat::JsonLd {
            profile: JsonLdProfile::Streaming.into(),
        },
        Syntax::NQuads => RdfFormat::NQuads,
        Syntax::TriG => RdfFormat::TriG,
        Syntax::NTriples => RdfFormat::NTriples,
        Syntax::Turtle => RdfFormat::Turtle,
    };
    let mut digester = Digester::default();
    for quad in RdfParser::from_format(format).for_reader(input) {
        digester.add(quad.map_err(|error| error.to_string())?.as_ref());
    }
    Ok(digester.finish())
}

fn read_rdf_xml(input: impl BufRead) -> Result<Vec<u128>, String> {
    let mut digester = Digester::default();
    rio_xml::RdfXmlParser::new(input, None)
        .parse_all(&mut |triple| {
            let (rio_api::model::Subject::NamedNode(subject), Some(object)) =
                (triple.subject, term(triple.object))
            else {
                // Its line is no line of the graph, so the comparison tells of it.
                digester.add_line(triple.to_string().as_bytes());
                return Ok::<(), rio_xml::RdfXmlError>(());
            };
            let node = NamedNodeRef::new_unchecked;
            digester.add(QuadRef::new(
                node(subject.iri),
                node(triple.predicate.iri),
                object,
                GraphNameRef::DefaultGraph,
            ));
            Ok(())
        })
        .map_err(|error| error.to_string())?;
    Ok(digester.finish())
}

/// A term of `rio_xml`, which has checked it, as one of ours; a blank node is none.
fn term(term: rio_api::model::Term<'_>) -> Option<TermRef<'_>> {
    use rio_api::model::{Literal, Term};
    Some(match term {
        Term::NamedNode(node) => NamedNodeRef::new_unchecked(node.iri).into(),
        Term::Literal(Literal::Simple { value }) => LiteralRef::new_simple_literal(value).into(),
        Term::Literal(Literal::LanguageTaggedString { value, language }) => {
            LiteralRef::new_language_tagged_literal_unchecked(value, language).into()
        }
        Term::Literal(Literal::Typed { value, datatype }) => {
            let datatype = NamedNodeRef::new_unchecked(datatype.iri);
            LiteralRef::new_typed_literal(value, datatype).into()
        }
        Term::BlankNode(_) | Term::Triple(_) => return None,
    })
}

/// Unpacks a file and compares its sum with that of the plain file.
///
/// # Errors
///
/// What is wrong with the file.
pub(super) fn read_packed(path: &Path, sha256: &str) -> Result<(), String> {
    let unpacked = File::open(path).and_then(|file| {
        if path.extension().is_some_and(|extension| extension == "gz") {
            sum(flate2::bufread::MultiGzDecoder::new(
                BufReader::with_capacity(BUFFER, file),
            ))
        } else {
            sum(zstd::Decoder::new(file)?)
        }
    });
    match unpacked {
        Ok(found) if found == sha256 => Ok(()),
        Ok(_) => Err("it does not unpack to the plain file".to_owned()),
        Err(error) => Err(format!("it does not unpack: {error}")),
    }
}

pub(super) fn sum(input: impl Read) -> io::Result<String> {
    sum_as::<Sha256>(input)
}

/// The digest of all bytes, in lower-case hexadecimal.
pub(super) fn sum_as<D: Digest>(mut input: impl Read) -> io::Result<String> {
    let mut digest = D::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = input.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex(&digest.finalize()));
        }
        digest.update(&buffer[..read]);
    }
}

/// Turns statements into digests.
#[derive(Default)]
struct Digester {
    /// The last canonical line.
    line: Vec<u8>,
    digests: Vec<u128>,
}

impl Digester {
    fn add(&mut self, statement: QuadRef<'_>) {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        // Writing to memory cannot fail.
        let _ = write_line(statement, &mut line);
        self.add_line(&line);
        self.line = line;
    }

    fn add_line(&mut self, line: &[u8]) {
        let sha256 = Sha256::digest(line);
        let mut digest = [0; 16];
        digest.copy_from_slice(&sha256[..16]);
        self.digests.push(u128::from_be_bytes(digest));
    }

    fn finish(mut self) -> Vec<u128> {
        self.digests.sort_unstable();
        self.digests.dedup();
        self.digests
    }
}
