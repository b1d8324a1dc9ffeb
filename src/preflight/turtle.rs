//! What makes the parser of Turtle take more memory than a document has bytes, before it gives a
//! statement whose bytes could be counted: prefixes and bases that grow by the ones before them, and
//! open brackets.

use super::read::{MAX_DOCUMENT_DEPTH, MAX_NAMESPACE_BYTES};

/// A rule that the document breaks, its value, and the bytes before.
pub(super) fn fault(text: &[u8]) -> Option<(&'static str, String, usize)> {
    let mut at = 0;
    let mut depth = 0_usize;
    // Where the definition begins whose IRI is next.
    let mut definition: Option<usize> = None;
    // Bytes of the definitions by relative IRIs.
    let mut relative = 0;
    while let Some(&byte) = text.get(at) {
        let start = at;
        let rest = &text[at..];
        match byte {
            b'#' => at += position(rest, b'\n'),
            b'"' | b'\'' => at += text_length(rest, byte),
            // A statement about a statement.
            b'<' if rest.starts_with(b"<<") => at += 2,
            b'<' => {
                at += position(rest, b'>');
                let iri = &text[start + 1..at];
                if let Some(begin) = definition.take() {
                    relative += if has_scheme(iri) { 0 } else { at - begin };
                    if iri.len().max(relative) > MAX_NAMESPACE_BYTES {
                        let most = MAX_NAMESPACE_BYTES >> 10;
                        let value = format!("its namespaces and bases take more than {most} KiB");
                        return Some(("terms-too-large", value, start));
                    }
                }
            }
            b'[' | b'(' | b'{' => {
                depth += 1;
                if depth > MAX_DOCUMENT_DEPTH {
                    let value = format!("it is nested deeper than {MAX_DOCUMENT_DEPTH} levels");
                    return Some(("syntax", value, start));
                }
            }
            b']' | b')' | b'}' => depth = depth.saturating_sub(1),
            _ => {
                at += word_length(rest);
                let word = &text[start..at];
                let is_definition = |it: &&str| word.eq_ignore_ascii_case(it.as_bytes());
                if ["@prefix", "@base", "prefix", "base"]
                    .iter()
                    .any(is_definition)
                {
                    definition = Some(start);
                }
            }
        }
        at = at.max(start + 1);
    }
    None
}

/// Bytes to the first such byte and it, or to the end.
fn position(text: &[u8], byte: u8) -> usize {
    let found = text.iter().position(|it| *it == byte);
    found.map_or(text.len(), |at| at + 1)
}

/// Bytes of a text with its quotes, three or one.
fn text_length(text: &[u8], quote: u8) -> usize {
    let quotes = [quote; 3];
    let end = if text.starts_with(&quotes) {
        &quotes[..]
    } else {
        &quotes[..1]
    };
    let mut at = end.len();
    while let Some(&byte) = text.get(at) {
        if text[at..].starts_with(end) {
            return at + end.len();
        }
        at += if byte == b'\\' { 2 } else { 1 };
    }
    text.len()
}

/// Bytes of a name, keyword or number, to the next dot at most: none but names hold one.
fn word_length(text: &[u8]) -> usize {
    let mut at = usize::from(text.starts_with(b"@"));
    while let Some(&byte) = text.get(at) {
        let is_of_word = byte.is_ascii_alphanumeric() || byte >= 0x80 || b":_-%".contains(&byte);
        match byte {
            b'\\' => at += 2,
            _ if is_of_word => at += 1,
            _ => break,
        }
    }
    at.min(text.len())
}

fn has_scheme(iri: &[u8]) -> bool {
    let mut ends = iri.iter().filter(|byte| b":/?#".contains(byte));
    ends.next() == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(&'static str, String)> {
        fault(text.as_bytes()).map(|(rule, value, _)| (rule, value))
    }

    #[test]
    fn definitions_that_grow_by_others_are_told() {
        let long = "n".repeat(MAX_NAMESPACE_BYTES);
        let value = "its namespaces and bases take more than 16 KiB";
        let expected = Some(("terms-too-large", value.to_owned()));
        assert_eq!(told(&format!("@base <https://e.org/{long}> .")), expected);
        // Hidden behind what looks like texts and comments.
        for before in [
            "<https://e.org/#> a 'it\\'s' .",
            "<a> a \"\"\"\\\" # \"\" \"\"\" . # '",
            "<a> a ex:it\\'s .",
            "<a> a \"x\"@en.",
            "<< <a> a \" > # \" >> a <b> .",
        ] {
            let growing = "PreFix p: # a comment\n <n/> ".repeat(1000);
            assert_eq!(told(&format!("{before}\n{growing}")), expected, "{before}");
        }
        // Each by itself takes no more than it is long.
        let blocks = "@prefix p: <https://e.org/> . ".repeat(10_000);
        assert_eq!(told(&blocks), None);
        let texts = "<a> ex:base <b> ; <c> \"@base <n/> . @prefix p: <n/>\" . ".repeat(10_000);
        assert_eq!(told(&texts), None);
    }

    #[test]
    fn brackets_are_open_to_a_depth() {
        let value = format!("it is nested deeper than {MAX_DOCUMENT_DEPTH} levels");
        let nested =
            |depth: usize| format!("<a> a {}{} .", "[ a ".repeat(depth), "]".repeat(depth));
        assert_eq!(told(&nested(201)), Some(("syntax", value)));
        assert_eq!(told(&nested(200)), None);
        assert_eq!(told(&"<a> a ( <b> \"((\" ) .".repeat(300)), None);
    }
}
