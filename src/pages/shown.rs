//! Texts and addresses as a page shows them.
//!
//! Templates escape markup. What they cannot see is a text that is not what it looks like: controls
//! that turn the direction of writing, or characters without width. They are shown by their code
//! point.

use std::fmt::{self, Write as _};

use crate::resource::{Label, Language};

/// A text in which nothing is hidden.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Shown(String);

impl Shown {
    /// Makes controls and invisible characters visible: `⟦U+202E⟧`.
    #[must_use]
    pub(crate) fn of(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if is_hidden(c) {
                let _ = write!(out, "⟦U+{:04X}⟧", u32::from(c));
            } else {
                out.push(c);
            }
        }
        Self(out)
    }

    /// The text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' | '\r' => false,
        // Controls of direction, of joining, and without width; tags; what has no meaning.
        '\u{AD}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => true,
        _ => c.is_control(),
    }
}

/// A text with the tag of its language, where that is not the page's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Text {
    /// What is shown.
    pub(crate) text: Shown,
    /// For the attribute `lang`.
    pub(crate) language: Option<String>,
}

impl Text {
    /// A text in the language of the page, or in none.
    #[must_use]
    pub(crate) fn plain(text: &str) -> Self {
        Self {
            text: Shown::of(text),
            language: None,
        }
    }

    /// A text in a language.
    #[must_use]
    pub(crate) fn tagged(text: &str, tag: Option<&str>, page: Language) -> Self {
        Self {
            text: Shown::of(text),
            language: tag.filter(|tag| *tag != page.tag()).map(ToOwned::to_owned),
        }
    }

    /// A name on a page in a language.
    #[must_use]
    pub(crate) fn of(label: &Label, page: Language) -> Self {
        Self::tagged(&label.text, label.language.as_deref(), page)
    }
}

/// The address of an outside page, if it is one that a reader may safely follow: `http` and `https`
/// only, in ASCII, so that no character of it hides another.
#[must_use]
pub(crate) fn outside(iri: &str) -> Option<String> {
    let rest = iri
        .strip_prefix("https://")
        .or_else(|| iri.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A name and password before the host only serve to mislead.
    (!host.is_empty() && !host.contains('@')).then(|| ascii(iri))
}

/// An IRI as a URI (RFC 3987 §3.1), also without what would end a quoted attribute.
#[must_use]
pub(crate) fn ascii(iri: &str) -> String {
    let mut out = String::with_capacity(iri.len());
    for byte in iri.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0..=0x20 | 0x7F.. => {
                let _ = write!(out, "%{byte:02X}");
            }
            _ => out.push(char::from(byte)),
        }
    }
    out
}

/// A text as a component of a path or query (RFC 3986 §2.3): all but unreserved characters escaped.
#[must_use]
pub(crate) fn component(text: &str) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
            out
        })
}

/// A number with its thousands apart, by the customs of the language.
pub(crate) fn number(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(language.choose("\u{a0}", ","));
        }
        out.push(digit);
    }
    out
}

/// A path, its parts escaped one by one.
#[must_use]
pub(crate) fn path(path: &str) -> String {
    path.split('/').map(component).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_hidden_is_shown() {
        assert_eq!(Shown::of("a\u{202E}b\u{0}").as_str(), "a⟦U+202E⟧b⟦U+0000⟧");
        assert_eq!(Shown::of("Övre Norrland\n").as_str(), "Övre Norrland\n");
    }

    #[test]
    fn only_pages_of_the_web_are_linked() {
        assert_eq!(
            outside("https://a.se/ö\""),
            Some("https://a.se/%C3%B6%22".to_owned())
        );
        for iri in [
            "javascript:alert(1)",
            "data:text/html,x",
            "urn:x",
            "https://",
            "https://a@b.se/",
            "file:///etc",
            "JavaScript:1",
        ] {
            assert_eq!(outside(iri), None, "{iri}");
        }
    }

    proptest! {
        #[test]
        fn an_address_cannot_leave_its_attribute(text in any::<String>()) {
            prop_assert!(ascii(&text).is_ascii());
            prop_assert!(!ascii(&text).contains(['"', '<', '>', ' ']));
            prop_assert!(!path(&text).contains(['"', '<', '>', '&', '\'']));
        }
    }
}
