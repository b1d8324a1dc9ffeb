//! Concepts: a dataset's own themes, tasks and the like, beside those that come with the ontology.

use super::record::record;
use super::{Key, Text};

record! {
    /// A concept.
    Concept named by label {
        required {
            /// Name, by language.
            label: Text,
            /// The scheme that it belongs to, such as `theme`.
            scheme: Key,
        }
        optional {
            /// What it means, by language.
            definition: Text,
            /// Broader concepts of the scheme.
            broader: Vec<Key>,
            /// Related concepts of the scheme.
            related: Vec<Key>,
            /// Concepts of the scheme with nearly the same meaning.
            close_match: Vec<Key>,
        }
    }
}
