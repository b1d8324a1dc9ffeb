//! What keeps XML parsers from RDF/XML, and what ours would pass over.
//!
//! A `DOCTYPE` is refused before any parser sees it ([`crate::doctype`]). Namespaces are held against <https://www.w3.org/TR/xml-names/>, for some
//! writers undeclare the prefix `xml`, which strict parsers refuse and lenient ones do not notice.

use crate::doctype::Declaration;

/// A rule that the document breaks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) rule: &'static str,
    pub(super) value: String,
    /// Bytes before it.
    pub(super) offset: usize,
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The first fault of a document in UTF-8. Wrong nesting is left to the parser, but not a document
/// that ends too early, which some parsers take for a whole one: what is absent is deleted at a
/// portal.
pub(super) fn fault(bytes: &[u8]) -> Option<Fault> {
    let text = std::str::from_utf8(bytes).ok()?;
    if let Some(Declaration { offset, .. }) = Declaration::of(bytes) {
        const DOCTYPE: &[u8] = b"<!DOCTYPE";
        let beginning = bytes[offset..].get(..DOCTYPE.len());
        let is_doctype = beginning.is_some_and(|it| it.eq_ignore_ascii_case(DOCTYPE));
        let (rule, value) = if is_doctype {
            ("doctype", "")
        } else {
            ("syntax", "<! begins neither a comment nor a CDATA section")
        };
        return Some(Fault {
            rule,
            value: value.to_owned(),
            offset,
        });
    }
    let cut = |what: &str| Fault {
        rule: "syntax",
        value: format!("it ends within {what}"),
        offset: text.trim_end().len(),
    };
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find('<') {
        let start = at + next;
        let rest = &text[start..];
        let skip = |from: &str, end: &str| {
            let length = rest[from.len()..].find(end)?;
            Some(from.len() + length + end.len())
        };
        let (length, what) = if rest.starts_with("<!--") {
            (skip("<!--", "-->"), "a comment")
        } else if rest.starts_with("<![CDATA[") {
            (skip("<![CDATA[", "]]>"), "a CDATA section")
        } else if rest.starts_with("<?") {
            (skip("<?", "?>"), "an instruction")
        } else {
            (tag_length(rest), "a tag")
        };
        let Some(length) = length else {
            return Some(cut(what));
        };
        if what == "a tag" {
            let tag = &rest[..length];
            if tag.starts_with("</") {
                open.pop();
            } else if !tag.ends_with("/>") {
                let name = tag[1..]
                    .split(|c: char| c.is_whitespace() || c == '>')
                    .next();
                open.push(name.unwrap_or_default());
            }
            if let Some(value) = undeclared(tag) {
                return Some(Fault {
                    rule: "xml-namespace",
                    value,
                    offset: start,
                });
            }
        }
        at = start + length;
    }
    open.last().map(|name| cut(&format!("the element {name}")))
}

/// Bytes of a tag, to its `>` outside of quotes.
fn tag_length(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => (),
        }
    }
    None
}

/// The first declaration of a tag that namespaces do not allow.
fn undeclared(tag: &str) -> Option<String> {
    let mut rest = tag;
    while let Some(at) = rest.find("xmlns") {
        let (before, from) = rest.split_at(at);
        let after = &from["xmlns".len()..];
        rest = after;
        if !before.ends_with(char::is_whitespace) {
            continue;
        }
        let Some((name, value)) = after.split_once('=') else {
            continue;
        };
        let value = value.trim_start();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            continue;
        };
        let Some((namespace, _)) = value[1..].split_once(quote) else {
            continue;
        };
        let is_wrong = match name.trim_end() {
            // The default may be taken back.
            "" => namespace == XML || namespace == XMLNS,
            ":xml" => namespace != XML,
            ":xmlns" => true,
            name if name.starts_with(':') => {
                namespace.is_empty() || namespace == XML || namespace == XMLNS
            }
            _ => false,
        };
        if is_wrong {
            return Some(format!("xmlns{}=\"{namespace}\"", name.trim_end()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doctype_is_found_and_only_a_doctype() {
        let rule = |text: &str| fault(text.as_bytes()).map(|fault| fault.rule);
        assert_eq!(
            rule("<?xml version=\"1.0\"?>\n<!DOCTYPE rdf:RDF []><a/>"),
            Some("doctype")
        );
        assert_eq!(rule("<!-- <!DOCTYPE a> --><a/>"), None);
        assert_eq!(rule("<a><![CDATA[<!DOCTYPE a>]]></a>"), None);
        assert_eq!(rule("<a>\n<!doctype a []></a>"), Some("doctype"));
        assert_eq!(rule("<a b='<!'/>"), Some("syntax"));
        assert_eq!(rule("<a><!ENTITY b 'c'></a>"), Some("syntax"));
    }

    #[test]
    fn a_document_that_ends_too_early_is_told() {
        let value = |text: &str| fault(text.as_bytes()).map(|fault| fault.value);
        assert_eq!(value("<a><b/></a>\n"), None);
        assert_eq!(
            value("<a><b/>").as_deref(),
            Some("it ends within the element a")
        );
        assert_eq!(value("<a><b c='>").as_deref(), Some("it ends within a tag"));
        assert_eq!(
            value("<a/><!-- never closed").as_deref(),
            Some("it ends within a comment")
        );
    }

    #[test]
    fn reserved_and_empty_prefixes_are_told() {
        let value = |text: &str| fault(text.as_bytes()).map(|fault| fault.value);
        assert_eq!(
            value("<a xmlns:xml=\"\"/>").as_deref(),
            Some("xmlns:xml=\"\"")
        );
        assert_eq!(value("<a xmlns:b=''/>").as_deref(), Some("xmlns:b=\"\""));
        assert_eq!(
            value("<a xmlns:xmlns='x'/>").as_deref(),
            Some("xmlns:xmlns=\"x\"")
        );
        assert_eq!(value(&format!("<a xmlns:xml = '{XML}' xmlns=''/>")), None);
        assert_eq!(value("<a title='xmlns:xml=\"\"'/>"), None);
    }
}
