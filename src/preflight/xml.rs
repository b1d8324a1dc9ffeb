//! What keeps XML parsers from RDF/XML, and what ours would pass over.
//!
//! A `DOCTYPE` is refused before any parser sees it ([`crate::doctype`]). Namespaces are held against <https://www.w3.org/TR/xml-names/>, for some
//! writers undeclare the prefix `xml`, which strict parsers refuse and lenient ones do not notice.

use super::graph::MAX_TERM_BYTES;
use super::read::{MAX_DOCUMENT_DEPTH, MAX_NAMESPACE_BYTES};
use crate::doctype::Declaration;

/// A rule that the document breaks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) rule: &'static str,
    pub(super) value: String,
    /// Bytes before it.
    pub(super) offset: usize,
}

/// Attributes of one element: the parser compares each with all.
const MAX_ATTRIBUTES: usize = 1000;

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
    let mut walk = Walk::default();
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
        if what == "a tag"
            && let Some((rule, value)) = walk.tag(&rest[..length])
        {
            return Some(Fault {
                rule,
                value,
                offset: start,
            });
        }
        at = start + length;
    }
    walk.open
        .last()
        .map(|(name, _)| cut(&format!("the element {name}")))
}

/// What is open at a place of the document.
#[derive(Default)]
struct Walk<'a> {
    /// Names of the elements, and the bytes that each declares.
    open: Vec<(&'a str, usize)>,
    /// Bytes that they declare together.
    declared: usize,
    /// Bytes of the IRIs that `rdf:ID` makes, which the parser keeps to find each twice.
    ids: usize,
}

impl<'a> Walk<'a> {
    /// Goes on behind a tag, if it breaks no rule.
    fn tag(&mut self, tag: &'a str) -> Option<(&'static str, String)> {
        if tag.starts_with("</") {
            let (_, bytes) = self.open.pop().unwrap_or_default();
            self.declared -= bytes;
            return None;
        }
        let (mut count, mut ids, mut bytes) = (0, 0, 0);
        for (name, value) in attributes(tag) {
            if is_undeclared(name, value) {
                return Some(("xml-namespace", format!("{name}=\"{value}\"")));
            }
            count += 1;
            ids += usize::from(name.ends_with("ID"));
            if name.starts_with("xmlns") || name == "xml:base" {
                bytes += name.len() + value.len();
            }
        }
        let declared = self.declared + bytes;
        self.ids = self.ids.saturating_add(ids * (declared + tag.len()));
        if count > MAX_ATTRIBUTES {
            let value = format!("an element has more than {MAX_ATTRIBUTES} attributes");
            return Some(("syntax", value));
        }
        if declared > MAX_NAMESPACE_BYTES {
            let most = MAX_NAMESPACE_BYTES >> 10;
            let value = format!("its namespaces and bases take more than {most} KiB");
            return Some(("terms-too-large", value));
        }
        if self.ids > MAX_TERM_BYTES {
            let most = MAX_TERM_BYTES >> 20;
            let value = format!("the IRIs of its rdf:ID take more than {most} MiB");
            return Some(("terms-too-large", value));
        }
        if !tag.ends_with("/>") {
            self.open.push((name(tag), bytes));
            self.declared = declared;
            if self.open.len() > MAX_DOCUMENT_DEPTH {
                let value = format!("it is nested deeper than {MAX_DOCUMENT_DEPTH} levels");
                return Some(("syntax", value));
            }
        }
        None
    }
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

/// The name of a tag that opens an element.
fn name(tag: &str) -> &str {
    let name = &tag[1..];
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
    &name[..end.unwrap_or(name.len())]
}

/// Names and values of the attributes of a tag, to the first that is none: the parser will tell it.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = &tag[1 + name(tag).len()..];
    std::iter::from_fn(move || {
        let attribute = rest.trim_start();
        let end = attribute.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/' | '>'))?;
        let (name, value) = attribute.split_at(end);
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, behind) = value[1..].split_once(quote)?;
        rest = behind;
        Some((name, value))
    })
}

/// Whether an attribute declares what namespaces do not allow.
fn is_undeclared(name: &str, namespace: &str) -> bool {
    match name.strip_prefix("xmlns") {
        // The default may be taken back.
        Some("") => namespace == XML || namespace == XMLNS,
        Some(":xml") => namespace != XML,
        Some(":xmlns") => true,
        Some(name) if name.starts_with(':') => {
            namespace.is_empty() || namespace == XML || namespace == XMLNS
        }
        _ => false,
    }
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
        for title in ["xmlns:xml=\"\"", "x xmlns:b=\"\"", "> xmlns:b=\"\""] {
            assert_eq!(value(&format!("<a title='{title}'/>")), None);
        }
        assert_eq!(
            value("<a title='x' xmlns:b = ''/>").as_deref(),
            Some("xmlns:b=\"\"")
        );
    }

    /// Each would take the parser, or did take us, hours or all memory.
    #[test]
    fn what_grows_beyond_the_document_is_told_in_one_walk() {
        let told = |text: &str| fault(text.as_bytes()).map(|it| (it.rule, it.value));
        let expected = |rule, value: &str| Some((rule, value.to_owned()));
        assert_eq!(told(&format!("<a{}/>", " xmlns".repeat(1 << 20))), None);

        let attributes = " a=''".repeat(MAX_ATTRIBUTES + 1);
        let value = "an element has more than 1000 attributes";
        assert_eq!(
            told(&format!("<a{attributes}/>")),
            expected("syntax", value)
        );
        let value = "it is nested deeper than 200 levels";
        let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert_eq!(told(&nested(201)), expected("syntax", value));
        assert_eq!(told(&nested(200)), None);

        let half = "n".repeat(MAX_NAMESPACE_BYTES / 2);
        let value = "its namespaces and bases take more than 16 KiB";
        let inner = format!("<b xml:base='{half}'/>");
        assert_eq!(
            told(&format!("<a xmlns:c='{half}'>{inner}</a>")),
            expected("terms-too-large", value)
        );
        let closed = format!("<a xmlns:c='{half}'/>");
        assert_eq!(told(&format!("<d>{closed}{inner}{closed}</d>")), None);

        let value = "the IRIs of its rdf:ID take more than 128 MiB";
        let ids = "<b rdf:ID='c'/>".repeat(MAX_TERM_BYTES / half.len() + 1);
        assert_eq!(
            told(&format!("<a xml:base='{half}'>{ids}</a>")),
            expected("terms-too-large", value)
        );
    }
}
