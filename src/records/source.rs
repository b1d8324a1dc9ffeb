//! Sources: pages and tables whose lines are the evidence. Their text is not published.

use schemars::JsonSchema;
use serde::Deserialize;

use super::record::record;
use super::{EntityRef, Iri, Key, PlainText, Sha256Hex, Text};

/// A heading of a [`Source`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Its line, counted from 1.
    pub line: u32,
    /// Its text as printed.
    pub text: PlainText,
}

record! {
    /// A source.
    Source named by label {
        required {
            /// Name, by language.
            label: Text,
            /// Number of lines.
            lines: u32,
            /// SHA-256 of the file that the lines are counted in.
            sha256: Sha256Hex,
        }
        optional {
            /// Kind (a concept of `publication-kind`), such as `katalogsida`.
            kind: Option<Key>,
            /// Who publishes it.
            publisher: Option<Key>,
            /// What it is about, as `type/key`.
            about: Option<EntityRef>,
            /// Headings: the nearest one at or above a line is shown with the line.
            headings: Vec<Heading>,
            /// Address of the page.
            url: Option<Iri>,
            /// Address of its plain text, if that is online: passages then link to their line.
            text_url: Option<Iri>,
        }
    }
}
