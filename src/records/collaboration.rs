//! Collaborations: lasting cooperation of named agencies.

use schemars::JsonSchema;
use serde::Deserialize;

use super::record::record;
use super::{Key, Period, Text};

/// A post in a [`Collaboration`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Its role (a concept of `role`).
    pub role: Key,
}

record! {
    /// A collaboration.
    Collaboration named by label {
        required {
            /// Name, by language.
            label: Text,
            /// Members (agencies or groups).
            members: Vec<Key>,
        }
        optional {
            /// Posts that it has.
            posts: Vec<Post>,
            /// Activities that it follows from.
            after: Vec<Key>,
            /// Themes (concepts of `theme`).
            themes: Vec<Key>,
            /// Places.
            places: Vec<Key>,
            /// When it runs, as printed.
            period: Option<Period>,
        }
    }
}
