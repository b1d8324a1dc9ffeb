//! What XML 1.0 cannot carry, caught before a reader meets it.

use std::io::{self, Write};

use super::{ResultsError, ResultsFormat};

/// Passes XML on; a carriage return becomes a character reference (a parser would make it a line
/// feed, XML 1.0 §2.11), and a character outside `Char` (§2.2) is an error: it has no form at all.
pub(super) struct XmlWriter<W> {
    inner: W,
    format: ResultsFormat,
    /// The last two bytes: U+FFFE and U+FFFF take three.
    last: [u8; 2],
}

impl<W: Write> XmlWriter<W> {
    pub(super) fn new(inner: W, format: ResultsFormat) -> Self {
        Self {
            inner,
            format,
            last: [0; 2],
        }
    }

    fn refuse(&self, code_point: u32) -> ResultsError {
        let what = format!("the character U+{code_point:04X}");
        ResultsError::Uncarriable {
            format: self.format,
            what,
        }
    }
}

impl<W: Write> Write for XmlWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            match byte {
                b'\r' => {
                    self.inner.write_all(&bytes[written..at])?;
                    self.inner.write_all(b"&#13;")?;
                    written = at + 1;
                }
                b'\t' | b'\n' => {}
                0..0x20 => return Err(self.refuse(u32::from(byte)).into()),
                0xBE | 0xBF if self.last == [0xEF, 0xBF] => {
                    return Err(self.refuse(0xFF40 + u32::from(byte)).into());
                }
                _ => {}
            }
            self.last = [self.last[1], byte];
        }
        self.inner.write_all(&bytes[written..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Names of the RDF namespace that are syntax or withdrawn (RDF 1.1 XML Syntax §5.1).
const NOT_PROPERTIES: [&str; 12] = [
    "Description",
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
    "li",
    "aboutEach",
    "aboutEachPrefix",
    "bagID",
];

/// Names that cannot be the element of a node, `li` but for the same.
const NOT_CLASSES: [&str; 11] = [
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
    "li",
    "aboutEach",
    "aboutEachPrefix",
    "bagID",
];

/// Whether an IRI can be a property element.
pub(super) fn is_property_element(iri: &str) -> bool {
    is_element(iri)
        && iri
            .strip_prefix(RDF)
            .is_none_or(|name| !NOT_PROPERTIES.contains(&name))
}

/// Whether an IRI can be a node element. The serializer itself keeps the names of the RDF
/// syntax out of that place, but not the withdrawn ones.
pub(super) fn is_class_element(iri: &str) -> bool {
    is_element(iri)
        && iri
            .strip_prefix(RDF)
            .is_none_or(|name| !NOT_CLASSES.contains(&name))
}

/// Whether an IRI ends in a local name that XML allows (`NCName`), outside the two namespaces
/// that must not be declared (Namespaces in XML 1.0 §3).
fn is_element(iri: &str) -> bool {
    let Some(end) = iri.rfind(|c| !is_name_char(c)) else {
        return false;
    };
    let Some(start) = iri[end..].find(is_name_start_char) else {
        return false;
    };
    !matches!(
        &iri[..end + start],
        "http://www.w3.org/2000/xmlns/" | "http://www.w3.org/XML/1998/namespace"
    )
}

/// `NameStartChar` of XML 1.0 §2.3 without the colon.
fn is_name_start_char(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` of XML 1.0 §2.3 without the colon.
fn is_name_char(c: char) -> bool {
    is_name_start_char(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_elements_are_those_of_xml() {
        for good in [
            "http://e.org/name",
            "http://e.org/123name",
            "http://e.org/ålder",
            "urn:x:y",
        ] {
            assert!(is_element(good), "{good}");
        }
        for bad in [
            "http://e.org/123",
            "http://e.org/",
            "http://e.org/a/%20",
            "http://www.w3.org/2000/xmlns/x",
        ] {
            assert!(!is_element(bad), "{bad}");
        }
        assert!(!is_property_element(
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#li"
        ));
        assert!(is_property_element(
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#_1"
        ));
    }

    #[test]
    fn a_noncharacter_is_refused_across_two_writes() {
        let mut out = XmlWriter::new(Vec::new(), ResultsFormat::Xml);
        out.write_all(&[0xEF]).unwrap();
        out.write_all(&[0xBF]).unwrap();
        assert!(
            out.write_all(&[0xBF])
                .unwrap_err()
                .to_string()
                .contains("U+FFFF")
        );
    }
}
