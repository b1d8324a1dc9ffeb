//! From bytes to statements, as a harvester reads them: the whole document or nothing.

use std::io::Read;

use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};

use super::finding::whole;
use super::graph::{Graph, GraphBuilder};
use super::syntax::is_page;
use super::{turtle, xml};
use crate::report::Place;
use crate::resource::Syntax;

fn format(syntax: Syntax) -> RdfFormat {
    match syntax {
        Syntax::RdfXml => RdfFormat::RdfXml,
        Syntax::Turtle => RdfFormat::Turtle,
        Syntax::JsonLd => RdfFormat::JsonLd {
            profile: oxigraph::io::JsonLdProfileSet::empty(),
        },
        Syntax::NTriples => RdfFormat::NTriples,
    }
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
        let value = format!("it is nested deeper than {MAX_DOCUMENT_DEPTH} levels");
        return Err(unreadable("syntax", value, Some(skipped + offset)));
    }
    if syntax == Syntax::Turtle
        && let Some((rule, value, offset)) = turtle::fault(text)
    {
        return Err(unreadable(rule, value, Some(skipped + offset)));
    }
    // A strict parser stops at the first IRI with a space, and tells less of it than the rules.
    let told = |fault: Fault| {
        let offset = fault.offset.map(|at| skipped + at);
        unreadable(fault.rule, fault.value, offset)
    };
    match parse(text, syntax, false) {
        Ok(graph) => Ok(graph),
        Err(strict) if strict.rule != "syntax" => Err(told(strict)),
        Err(strict) => match parse(text, syntax, true) {
            Ok(graph) if has_bad_terms(&graph) => Ok(graph),
            // What only a lenient parser takes is taken by no harvester.
            Ok(_) => Err(told(strict)),
            Err(lenient) => Err(told(lenient)),
        },
    }
}

/// Levels of JSON, XML or brackets. Parsers take a piece of the stack, and copies of what is open, for each; a
/// catalogue needs about ten.
pub(super) const MAX_DOCUMENT_DEPTH: usize = 200;

/// Bytes of the namespaces and bases that are open at a place of RDF/XML, and of those that Turtle
/// defines by what it defined before: the parser keeps what they make of names.
pub(super) const MAX_NAMESPACE_BYTES: usize = 16 << 10;

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
                if depth > MAX_DOCUMENT_DEPTH {
                    return Some(at);
                }
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => (),
        }
    }
    None
}

/// Why a parser went no further.
struct Fault {
    /// A rule of `document.toml`.
    rule: &'static str,
    value: String,
    /// Bytes before it.
    offset: Option<usize>,
}

/// What the parser says of a context at another address: it has no error of its own for it.
const REMOTE_CONTEXT: &str = "No LoadDocumentCallback has been set to load remote contexts";

fn parse(bytes: &[u8], syntax: Syntax, leniently: bool) -> Result<Graph, Fault> {
    let parser = || {
        let parser = RdfParser::from_format(format(syntax));
        if leniently { parser.lenient() } else { parser }
    };
    let mut builder = GraphBuilder::default();
    for quad in parser().for_reader(bytes) {
        let error = match quad {
            Ok(quad) => match builder.add(quad.into()) {
                Ok(()) => continue,
                Err(crossed) => {
                    return Err(Fault {
                        rule: "terms-too-large",
                        value: crossed,
                        offset: None,
                    });
                }
            },
            Err(error) => error,
        };
        let value = reason(&error.to_string());
        if value == REMOTE_CONTEXT {
            return Err(Fault {
                rule: "context-elsewhere",
                value: String::new(),
                offset: None,
            });
        }
        let told = match &error {
            RdfParseError::Syntax(error) => error.location(),
            RdfParseError::Io(_) => None,
        };
        let told = told.and_then(|place| usize::try_from(place.start.offset).ok());
        // Other parsers read a token anew with each byte, and their errors have a place if there is one.
        let is_counted = told.is_none() && syntax == Syntax::RdfXml;
        return Err(Fault {
            rule: "syntax",
            value,
            offset: told.or_else(|| is_counted.then(|| stopped_at(bytes, parser()))),
        });
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

    /// Many IRIs from a short text; one that is too long.
    #[test]
    fn a_document_whose_terms_are_larger_than_it_is_refused() {
        use super::super::graph::{MAX_IRI_BYTES, MAX_TERM_BYTES};

        let told = |text: &str, syntax| {
            let error = read("file", text.as_bytes(), syntax).unwrap_err();
            (error.rule, error.value)
        };
        let long = "a".repeat(MAX_IRI_BYTES - 100);
        let statements: Vec<String> = (0..=MAX_TERM_BYTES / long.len())
            .map(|number| format!("p: p: p:{number} .\n"))
            .collect();
        let turtle = format!(
            "@prefix p: <https://e.org/{long}> .\n{}",
            statements.concat()
        );
        let many = "its IRIs and texts take more than 128 MiB".to_owned();
        assert_eq!(told(&turtle, Syntax::Turtle), ("terms-too-large", many));
        let turtle = format!("<https://e.org/{long}{long}> <https://e.org/p> <https://e.org/a> .");
        let one = "one of its IRIs takes more than 16 KiB".to_owned();
        assert_eq!(
            told(&turtle, Syntax::Turtle),
            ("terms-too-large", one.clone())
        );
        assert_eq!(told(&turtle, Syntax::NTriples), ("terms-too-large", one));
    }

    /// A parser that is given one byte at a time reads a text anew with each.
    #[test]
    fn an_error_without_a_place_is_told_without_one() {
        let text = format!(
            "{{\"@id\": \"https://e.org/{}\", \"@context\": \"https://e.org/\"}}",
            "a".repeat(1 << 20)
        );
        let error = read("a.jsonld", text.as_bytes(), Syntax::JsonLd).unwrap_err();
        assert_eq!((error.rule, error.place.line), ("context-elsewhere", 0));
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
