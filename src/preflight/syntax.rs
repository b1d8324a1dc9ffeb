//! Which syntax a document is written in, by its name or its first bytes.

use crate::resource::Syntax;

/// By the ending of a file's name: `.rdf`, `.xml`, `.owl`, `.ttl`, `.jsonld`, `.json`, `.nt`.
pub(super) fn of_name(name: &str) -> Option<Syntax> {
    let (_, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    match ending.as_str() {
        "xml" | "owl" => Some(Syntax::RdfXml),
        "json" => Some(Syntax::JsonLd),
        _ => {
            let mut all = Syntax::ALL.into_iter();
            all.find(|syntax| syntax.extension() == ending)
        }
    }
}

/// By how the document begins. Turtle and N-Triples look alike; Turtle reads both. A page for
/// people is none.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<Syntax> {
    let head = head(bytes);
    if is_page(bytes) || head.is_empty() {
        None
    } else if is_xml(&head) {
        Some(Syntax::RdfXml)
    } else if is_json(&head) {
        Some(Syntax::JsonLd)
    } else {
        Some(Syntax::Turtle)
    }
}

/// The beginning of a document in small letters.
fn head(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = bytes.trim_ascii_start();
    let head = &start[..start.len().min(512)];
    String::from_utf8_lossy(head).to_ascii_lowercase()
}

/// An instruction, a comment, or an element with attributes, for the namespace of RDF/XML is
/// declared in one. An IRI of Turtle has no space before its `>`.
fn is_xml(head: &str) -> bool {
    let Some(tag) = head.strip_prefix('<') else {
        return false;
    };
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.');
    let behind = tag.trim_start_matches(is_of_name);
    tag.starts_with(['?', '!'])
        || (behind.len() < tag.len() && behind.starts_with(char::is_whitespace))
        || tag.starts_with("rdf:rdf>")
}

/// An object, or a list of them; in Turtle `[` begins a blank node.
fn is_json(head: &str) -> bool {
    let in_list = head.strip_prefix('[').map(str::trim_start);
    head.starts_with('{') || in_list.is_some_and(|it| it.starts_with(['{', '[', '"']))
}

/// Whether a document is HTML, which servers give where a catalogue is behind a login, or moved.
pub(super) fn is_page(bytes: &[u8]) -> bool {
    let head = head(bytes);
    let is_prolog = head.starts_with("<?") || head.starts_with("<!");
    let is_xhtml = is_prolog && head.contains("<html") && !head.contains("<rdf:rdf");
    head.starts_with("<!doctype html") || head.starts_with("<html") || is_xhtml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_is_known_by_name_or_beginning() {
        assert_eq!(of_name("catalog.RDF"), Some(Syntax::RdfXml));
        assert_eq!(of_name("catalog.json"), Some(Syntax::JsonLd));
        assert_eq!(of_name("catalog"), None);
        for (text, syntax) in [
            (
                "\u{FEFF}<?xml version=\"1.0\"?><rdf:RDF>",
                Some(Syntax::RdfXml),
            ),
            ("<!-- ours --><rdf:RDF>", Some(Syntax::RdfXml)),
            (
                "<RDF xmlns=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
                Some(Syntax::RdfXml),
            ),
            ("<dcat:Catalog\n  rdf:about=\"a\">", Some(Syntax::RdfXml)),
            (" {\"@context\": {}}", Some(Syntax::JsonLd)),
            ("[\n  {\"@id\": \"a\"}]", Some(Syntax::JsonLd)),
            ("[ a dcat:Catalog ] .", Some(Syntax::Turtle)),
            ("[] a dcat:Catalog .", Some(Syntax::Turtle)),
            ("@prefix a: <b> .", Some(Syntax::Turtle)),
            ("<https://example.org/a> a <b> .", Some(Syntax::Turtle)),
            ("<a> a <b> .", Some(Syntax::Turtle)),
            ("<!DOCTYPE html><html>", None),
            ("<?xml version=\"1.0\"?><html xmlns=\"…\">", None),
            ("<html lang=\"sv\">", None),
            ("", None),
        ] {
            assert_eq!(of_bytes(text.as_bytes()), syntax, "{text}");
        }
    }
}
