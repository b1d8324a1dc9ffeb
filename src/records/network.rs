//! Networks: lasting, named forums.

use super::record::record;
use super::{Key, Text};

record! {
    /// A network.
    Network named by label {
        required {
            /// Name, by language.
            label: Text,
            /// Who runs it (agencies or groups).
            run_by: Vec<Key>,
        }
        optional {
            /// With whom it is stated *not* to be run.
            not_run_by: Vec<Key>,
            /// Whom it is for (concepts of `audience`).
            audience: Vec<Key>,
            /// Themes (concepts of `theme`).
            themes: Vec<Key>,
            /// Mandates under which it is led.
            under: Vec<Key>,
            /// Places.
            places: Vec<Key>,
        }
    }
}
