//! Groups: several agencies that the source speaks of as one, without legal personality.

use super::record::record;
use super::{Key, Text};

record! {
    /// A group of agencies.
    Group named by label {
        required {
            /// Name, by language.
            label: Text,
        }
        optional {
            /// Members (agencies).
            members: Vec<Key>,
            /// Kinds of agency that its members are (concepts of `agency-kind`).
            classification: Vec<Key>,
            /// What it is there for (concepts of `purpose`).
            purposes: Vec<Key>,
            /// Themes (concepts of `theme`).
            themes: Vec<Key>,
            /// Places.
            places: Vec<Key>,
        }
    }
}
