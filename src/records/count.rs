//! Stated counts: totals that a source gives, kept as evidence and never computed.

use super::record::record;
use super::{EntityRef, Key, Text};

record! {
    /// A stated count.
    Count named by label {
        required {
            /// What the source states, in own words, by language.
            label: Text,
            /// What is counted (a concept of `count-kind`).
            of: Key,
            /// Whose total it is, as `type/key`.
            r#for: EntityRef,
        }
        optional {
            /// The number; absent if the source says "several".
            count: Option<u32>,
            /// Places within which is counted.
            places: Vec<Key>,
            /// Themes (concepts of `theme`).
            themes: Vec<Key>,
        }
    }
}
