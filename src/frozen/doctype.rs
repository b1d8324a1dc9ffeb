//! RDF/XML with a document type is refused: its entities can grow without end, or name files.
//!
//! RDF needs none: what an entity stands for can be written out.

use std::io::{self, Cursor, Read};

/// Longest prolog that is looked through, in bytes: comments before the first element.
const PROLOG_BYTES: usize = 1 << 16;

/// What a document begins with.
#[derive(Debug, PartialEq, Eq)]
enum Begins {
    /// With an element, or with nothing that XML allows.
    Plain,
    /// With a document type, so many bytes after its beginning.
    Doctype(usize),
    /// More of it must be seen.
    Unknown,
}

/// The line of the document type, counted from 1, if an XML document has one.
#[must_use]
pub fn doctype_line(document: &[u8]) -> Option<usize> {
    let Begins::Doctype(at) = begins(document) else {
        return None;
    };
    let lines = document[..at].iter().filter(|byte| **byte == b'\n');
    Some(lines.count() + 1)
}

/// The same document from its beginning, or the line of its document type; or 1, if no element comes
/// in sight.
///
/// # Errors
///
/// Those of the reader.
pub(super) fn without_doctype<R: Read>(
    mut input: R,
) -> io::Result<Result<impl Read + use<R>, usize>> {
    let mut head = Vec::new();
    let mut part = [0; 4096];
    while begins(&head) == Begins::Unknown && head.len() < PROLOG_BYTES {
        match input.read(&mut part)? {
            0 => break,
            read => head.extend_from_slice(&part[..read]),
        }
    }
    let is_endless = head.len() >= PROLOG_BYTES && begins(&head) == Begins::Unknown;
    Ok(match doctype_line(&head) {
        Some(line) => Err(line),
        None if is_endless => Err(1),
        None => Ok(Cursor::new(head).chain(input)),
    })
}

/// Looks through the prolog (XML 1.0 §2.8).
fn begins(document: &[u8]) -> Begins {
    const DOCTYPE: &[u8] = b"<!DOCTYPE";
    const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
    if document.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(document) {
        return Begins::Unknown;
    }
    let marked = document.starts_with(BYTE_ORDER_MARK);
    let mut at = if marked { BYTE_ORDER_MARK.len() } else { 0 };
    loop {
        let rest = &document[at..];
        let space = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        at += space.count();
        let rest = &document[at..];
        let seen = rest.len().min(DOCTYPE.len());
        let end: &[u8] = if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.len() > seen && rest[..seen].eq_ignore_ascii_case(DOCTYPE) {
            return Begins::Doctype(at);
        } else if DOCTYPE[..seen].eq_ignore_ascii_case(&rest[..seen]) || b"<!--".starts_with(rest) {
            return Begins::Unknown;
        } else {
            return Begins::Plain;
        };
        match rest.windows(end.len()).position(|it| it == end) {
            Some(found) => at += found + end.len(),
            None => return Begins::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_type_is_found_wherever_it_may_stand() {
        for (document, line) in [
            ("<!DOCTYPE rdf:RDF []><rdf:RDF/>", Some(1)),
            (
                "\u{FEFF}<?xml version=\"1.0\"?>\n<!-- a\n<x> -->\n<!doctype r [ ]>",
                Some(4),
            ),
            (
                "<?xml version=\"1.0\"?><rdf:RDF><!-- <!DOCTYPE a> --></rdf:RDF>",
                None,
            ),
            ("<!-- <!DOCTYPE a> --><rdf:RDF/>", None),
            ("<!DOC", None),
            ("", None),
        ] {
            assert_eq!(doctype_line(document.as_bytes()), line, "{document}");
            // However few bytes come at a time.
            let read = without_doctype(One(document.as_bytes())).unwrap();
            match read {
                Err(found) => assert_eq!(Some(found), line),
                Ok(mut same) => {
                    let mut text = String::new();
                    same.read_to_string(&mut text).unwrap();
                    assert_eq!(text, document);
                    assert_eq!(line, None);
                }
            }
        }
    }

    /// Gives one byte at a time.
    struct One<'a>(&'a [u8]);

    impl Read for One<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let end = into.len().min(1);
            self.0.read(&mut into[..end])
        }
    }
}
