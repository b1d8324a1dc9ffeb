//! From bytes to statements, as a harvester reads them: the whole document or nothing.

use std::io::Read;

use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};

use super::finding::whole;
use super::graph::{Graph, GraphBuilder};
use super::xml;
use crate::report::Place;

/// Syntaxes in which a catalogue is harvested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// RDF/XML, which dataportal.se takes.
    RdfXml,
    /// Turtle.
    Turtle,
    /// JSON-LD.
    JsonLd,
    /// N-Triples.
    NTriples,
}

impl Syntax {
    /// All syntaxes, in the order in which portals like them.
    pub const ALL: [Self; 4] = [Self::RdfXml, Self::Turtle, Self::JsonLd, Self::NTriples];

    /// Name of the syntax.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RdfXml => "RDF/XML",
            Self::Turtle => "Turtle",
            Self::JsonLd => "JSON-LD",
            Self::NTriples => "N-Triples",
        }
    }

    /// Media type, without parameters.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::RdfXml => "application/rdf+xml",
            Self::Turtle => "text/turtle",
            Self::JsonLd => "application/ld+json",
            Self::NTriples => "application/n-triples",
        }
    }

    /// By the ending of a file's name: `.rdf`, `.xml`, `.ttl`, `.jsonld`, `.json`, `.nt`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "rdf" | "xml" | "owl" => Some(Self::RdfXml),
            "ttl" => Some(Self::Turtle),
            "jsonld" | "json" => Some(Self::JsonLd),
            "nt" => Some(Self::NTriples),
            _ => None,
        }
    }

    /// By how the document begins. Turtle and N-Triples look alike; Turtle reads both. A page for
    /// people is none.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let head = head(bytes);
        if is_page(bytes) || head.is_empty() {
            None
        } else if is_xml(&head) {
            Some(Self::RdfXml)
        } else if head.starts_with(['{', '[']) && !head.starts_with("[]") {
            Some(Self::JsonLd)
        } else {
            Some(Self::Turtle)
        }
    }

    fn format(self) -> RdfFormat {
        match self {
            Self::RdfXml => RdfFormat::RdfXml,
            Self::Turtle => RdfFormat::Turtle,
            Self::JsonLd => RdfFormat::JsonLd {
                profile: oxigraph::io::JsonLdProfileSet::empty(),
            },
            Self::NTriples => RdfFormat::NTriples,
        }
    }
}

/// The beginning of a document in small letters.
fn head(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = bytes.trim_ascii_start();
    let head = &start[..start.len().min(512)];
    String::from_utf8_lossy(head).to_ascii_lowercase()
}

fn is_xml(head: &str) -> bool {
    ["<?xml", "<!", "<rdf:rdf"]
        .iter()
        .any(|start| head.starts_with(start))
}

/// Whether a document is HTML, which servers give where a catalogue is behind a login, or moved.
pub(super) fn is_page(bytes: &[u8]) -> bool {
    let head = head(bytes);
    let is_xhtml = is_xml(&head) && head.contains("<html") && !head.contains("<rdf:rdf");
    head.starts_with("<!doctype html") || head.starts_with("<html") || is_xhtml
}

/// Why a document cannot be read: a rule of `document.toml`, its value, where.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) rule: &'static str,
    pub(super) value: String,
    pub(super) place: Place,
}

/// Reads a document. IRIs and language tags that are none are kept: rules of their own tell them.
///
/// # Errors
///
/// What stands in the way, with its line and column.
pub(super) fn read(file: &str, bytes: &[u8], syntax: Syntax) -> Result<Graph, Unreadable> {
    let unreadable = |rule, value: String, offset: Option<usize>| Unreadable {
        rule,
        value,
        place: offset.map_or_else(|| whole(file), |offset| place(file, bytes, offset)),
    };
    if is_page(bytes) {
        return Err(unreadable("html-page", String::new(), None));
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        return Err(unreadable(
            "not-utf-8",
            String::new(),
            Some(error.valid_up_to()),
        ));
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let skipped = bytes.len() - text.len();
    if syntax == Syntax::RdfXml
        && let Some(fault) = xml::fault(text)
    {
        return Err(unreadable(
            fault.rule,
            fault.value,
            Some(skipped + fault.offset),
        ));
    }
    if syntax == Syntax::JsonLd
        && let Some(offset) = too_deep(text)
    {
        let value = format!("it is nested deeper than {MAX_JSON_DEPTH} levels");
        return Err(unreadable("syntax", value, Some(skipped + offset)));
    }
    // A strict parser stops at the first IRI with a space, and tells less of it than the rules.
    let strict = parse(text, syntax, false);
    let Err(error) = strict else {
        return strict.map_err(|_| unreadable("syntax", String::new(), None));
    };
    match parse(text, syntax, true) {
        Ok(graph) if has_bad_terms(&graph) => Ok(graph),
        // What only a lenient parser takes is taken by no harvester.
        Ok(_) => Err(unreadable(
            "syntax",
            error.message,
            error.offset.map(|at| skipped + at),
        )),
        Err(error) => Err(unreadable(
            "syntax",
            error.message,
            error.offset.map(|at| skipped + at),
        )),
    }
}

/// Levels of JSON. The parser takes a piece of the stack for each; a catalogue needs about ten.
const MAX_JSON_DEPTH: usize = 200;

/// Where JSON is nested too deeply to be parsed.
fn too_deep(json: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_text = false;
    let mut bytes = json.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (in_text, byte) {
            (true, b'\\') => {
                bytes.next();
            }
            (_, b'"') => in_text = !in_text,
            (false, b'{' | b'[') => {
                depth += 1;
                if depth > MAX_JSON_DEPTH {
                    return Some(at);
                }
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => (),
        }
    }
    None
}

struct SyntaxError {
    message: String,
    /// Bytes before it.
    offset: Option<usize>,
}

fn parse(bytes: &[u8], syntax: Syntax, leniently: bool) -> Result<Graph, SyntaxError> {
    let parser = || {
        let parser = RdfParser::from_format(syntax.format());
        if leniently { parser.lenient() } else { parser }
    };
    let mut builder = GraphBuilder::default();
    for quad in parser().for_reader(bytes) {
        match quad {
            Ok(quad) => builder.add(quad.into()),
            Err(error) => {
                let told = match &error {
                    RdfParseError::Syntax(error) => error.location(),
                    RdfParseError::Io(_) => None,
                };
                let offset = told
                    .and_then(|place| usize::try_from(place.start.offset).ok())
                    .or_else(|| Some(stopped_at(bytes, parser())));
                return Err(SyntaxError {
                    message: reason(&error.to_string()),
                    offset,
                });
            }
        }
    }
    Ok(builder.build())
}

/// The reason of a parser without the place before it, which is told as a place.
fn reason(message: &str) -> String {
    let rest = message
        .strip_prefix("Parser error at line ")
        .or_else(|| message.strip_prefix("Parser error between line "));
    let reason = rest
        .and_then(|rest| rest.split_once(": "))
        .map_or(message, |(_, reason)| reason);
    reason.trim().to_owned()
}

/// Where a parser that tells no place stops: it is given one byte at a time, and counts.
fn stopped_at(bytes: &[u8], parser: RdfParser) -> usize {
    struct Drops<'a> {
        bytes: &'a [u8],
        given: &'a std::cell::Cell<usize>,
    }
    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let given = self.given.get();
            let (Some(byte), Some(place)) = (self.bytes.get(given), buffer.first_mut()) else {
                return Ok(0);
            };
            *place = *byte;
            self.given.set(given + 1);
            Ok(1)
        }
    }
    let given = std::cell::Cell::new(0);
    let drops = Drops {
        bytes,
        given: &given,
    };
    let _ = parser.for_reader(drops).find(Result::is_err);
    given.get().saturating_sub(1)
}

/// Whether a rule about single terms will tell what a strict parser stumbled over.
fn has_bad_terms(graph: &Graph) -> bool {
    let is_bad = |iri: &str| oxiri::Iri::parse(iri).is_err();
    graph.statements().iter().any(|(subject, property, value)| {
        let literal = value.literal();
        let language = literal.and_then(|literal| literal.language.as_deref());
        subject.iri().is_some_and(is_bad)
            || is_bad(property)
            || value.iri().is_some_and(is_bad)
            || literal.is_some_and(|literal| is_bad(&literal.datatype))
            || language.is_some_and(|it| oxilangtag::LanguageTag::parse(it).is_err())
    })
}

/// The longest source line that is shown, in bytes.
const SHOWN: usize = 160;

/// The line and column of a byte.
fn place(file: &str, bytes: &[u8], offset: usize) -> Place {
    let offset = offset.min(bytes.len());
    let start = bytes[..offset]
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |at| at + 1);
    let end = bytes[offset..]
        .iter()
        .position(|&b| b == b'\n')
        .map_or(bytes.len(), |at| offset + at);
    let before = String::from_utf8_lossy(&bytes[start..offset]);
    let line = std::str::from_utf8(&bytes[start..end])
        .unwrap_or_default()
        .trim_end();
    let is_shown = !line.is_empty() && line.len() <= SHOWN && !line.contains(char::is_control);
    let mark = (offset - start).min(line.len());
    Place {
        line: bytes[..offset].split(|&b| b == b'\n').count(),
        column: before.chars().count() + 1,
        source_line: if is_shown && line.is_char_boundary(mark) {
            line.to_owned()
        } else {
            String::new()
        },
        mark: (mark, mark),
        ..whole(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_is_known_by_name_or_beginning() {
        assert_eq!(Syntax::of_name("catalog.RDF"), Some(Syntax::RdfXml));
        assert_eq!(Syntax::of_name("catalog"), None);
        let begins = |text: &str| Syntax::of_bytes(text.as_bytes());
        assert_eq!(
            begins("\u{FEFF}<?xml version=\"1.0\"?><rdf:RDF>"),
            Some(Syntax::RdfXml)
        );
        assert_eq!(begins(" {\"@context\": {}}"), Some(Syntax::JsonLd));
        assert_eq!(begins("@prefix a: <b> ."), Some(Syntax::Turtle));
        assert_eq!(
            begins("<https://example.org/a> a <b> ."),
            Some(Syntax::Turtle)
        );
        assert_eq!(begins("<!DOCTYPE html><html>"), None);
        assert_eq!(begins("<?xml version=\"1.0\"?><html xmlns=\"…\">"), None);
        assert_eq!(begins(""), None);
    }

    #[test]
    fn json_that_would_take_the_whole_stack_is_refused() {
        let deep = format!(
            "{}1{}",
            "{\"https://a.example/b\":".repeat(30_000),
            "}".repeat(30_000)
        );
        let error = read("a.jsonld", deep.as_bytes(), Syntax::JsonLd).unwrap_err();
        assert_eq!((error.rule, error.place.line), ("syntax", 1));
        assert!(too_deep(br#"["[[[\"[[[", [1]]"#).is_none());
    }

    #[test]
    fn a_mistake_has_its_line_and_column_in_every_syntax() {
        for (text, syntax, line) in [
            (
                "<https://a.example/a> a\n  <https://a.example/b> <",
                Syntax::Turtle,
                2,
            ),
            (
                "<https://a.example/a> <https://a.example/b> \"c\" .\nx",
                Syntax::NTriples,
                2,
            ),
            ("{\n\"@id\": }", Syntax::JsonLd, 2),
            (
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description>\n</rdf:RDF>",
                Syntax::RdfXml,
                3,
            ),
        ] {
            let error = read("file", text.as_bytes(), syntax).unwrap_err();
            assert_eq!(
                (error.rule, error.place.line),
                ("syntax", line),
                "{syntax:?} {error:?}"
            );
            assert!(
                error.place.column > 0 && !error.value.is_empty(),
                "{error:?}"
            );
        }
    }
}
