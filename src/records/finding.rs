//! Findings: what somebody found, and on whose authority.

use super::record::record;
use super::{Key, Text};

record! {
    /// A finding.
    Finding named by label {
        required {
            /// What is found, in own words, by language.
            label: Text,
        }
        optional {
            /// The activity that found it; absent if the source names none.
            found_by: Option<Key>,
            /// On whose authority it is stated (a concept of `authority`).
            attributed_to: Option<Key>,
            /// Themes (concepts of `theme`).
            themes: Vec<Key>,
            /// Whom it is about (concepts of `audience`).
            audience: Vec<Key>,
        }
    }
}
