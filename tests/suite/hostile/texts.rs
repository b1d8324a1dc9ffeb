//! Texts, bytes and sizes that programs stumble over, by chance.

use crate::random::Random;

impl Random {
    /// Mostly small, now and then near `end`.
    pub(super) fn size(&mut self, end: usize) -> usize {
        let bits = end.ilog2() as usize + 1;
        let bound = 1_usize << self.below(bits + 1);
        self.below(bound.min(end) + 1)
    }

    pub(super) fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    pub(super) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// Any bytes that a header field may have: no end of line.
    pub(super) fn field(&mut self, length: usize) -> Vec<u8> {
        let bytes = self.bytes(length).into_iter();
        bytes.map(|byte| byte.max(b' ')).collect()
    }

    /// A text that programs stumble over.
    pub(super) fn text(&mut self) -> String {
        let text = self.of(&TEXTS);
        match self.below(8) {
            0 => text.repeat(self.size(400)),
            1 => format!("{text}{}", self.of(&TEXTS)),
            2 => (0..self.size(40))
                .filter_map(|_| char::from_u32(u32::try_from(self.next() >> 43).unwrap()))
                .collect(),
            _ => text.to_owned(),
        }
    }

    /// A text percent-encoded for a target, at times wrongly.
    pub(super) fn encoded(&mut self) -> String {
        let text = self.text();
        match self.below(6) {
            0 => self.of(&BROKEN).to_owned(),
            1 => encode(encode(&text)),
            2 => encode(&text).to_lowercase(),
            _ => encode(&text),
        }
    }

    /// Damages a text at a few places.
    pub(super) fn damaged(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.size(30)).min(bytes.len());
            let with = match self.below(5) {
                0 => Vec::new(),
                1 => bytes[at..end].repeat(2),
                2 => self.of(&PIECES).as_bytes().to_vec(),
                3 => self.text().into_bytes(),
                _ => {
                    let length = self.below(4);
                    self.bytes(length)
                }
            };
            bytes.splice(at..end, with);
        }
        bytes
    }
}

/// Everything but letters and digits percent-encoded.
pub(super) fn encode(text: impl AsRef<[u8]>) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for &byte in text.as_ref() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// [`MARK`](super::answers::MARK) is in some: no page may give it back as an element.
const TEXTS: [&str; 42] = [
    "",
    "0",
    "-1",
    "1e999",
    "18446744073709551616",
    "NaN",
    "2025-13-45",
    "null",
    "true",
    "å",
    "A\u{30a}",
    "ÅÄÖ",
    "\u{0}",
    "a\u{0}b",
    "\u{7f}\u{1b}[31m",
    "\r\nx-injected: 1\r\n\r\n",
    "\n",
    "\t",
    " ",
    "\u{202e}kcatta\u{202c}",
    "\u{2066}\u{2067}\u{2069}",
    "\u{feff}",
    "\u{fffd}\u{ffff}",
    "\u{200b}",
    "😀👩‍👩‍👧",
    "<hostile>",
    "\"><hostile onload=alert(1)>",
    "'; DROP TABLE x; --",
    "javascript:alert(1)",
    "data:text/html,<hostile>",
    "{{7*7}}",
    "${jndi:ldap://127.0.0.1/a}",
    "%s%n%x",
    "../../../../etc/passwd",
    "..\\..\\windows",
    "/etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:1/",
    "exempelstad",
    "https://data.example.org/id/org/exempelstad",
    "https://w3id.org/uppdrag/ns#Mandate",
    "mandate",
];

/// No percent-encoded UTF-8.
const BROKEN: [&str; 12] = [
    "%",
    "%%",
    "%2",
    "%zz",
    "%ff",
    "%C3",
    "%c0%af",
    "%ED%A0%80",
    "%F5%80%80%80",
    "%u0041",
    "%00",
    "%e5%",
];

/// Pieces of SPARQL and of HTTP.
const PIECES: [&str; 34] = [
    "{", "}", "(", ")", "[", "]", "<", ">", "\"", "'", "\"\"\"", "\\", "\\u0000", "\\uD800", "?",
    "$", "@", "^^", "#", ";", ".", "|", "^", "*", "+", "!", "SELECT", "FILTER", "UNION", "BIND(",
    "VALUES", "GRAPH", "_:b", "<a:b>",
];
