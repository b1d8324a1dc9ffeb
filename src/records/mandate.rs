//! Mandates and responsibilities: what agencies are to do.

use schemars::JsonSchema;
use serde::Deserialize;

use super::record::record;
use super::{EdtfDate, Key, Period, Text};

/// Kind of a [`Mandate`] record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MandateKind {
    /// A task that one agent gave another.
    #[default]
    Mandate,
    /// A standing area of responsibility, without a dated decision.
    Responsibility,
}

record! {
    /// A mandate or a standing area of responsibility.
    Mandate named by label {
        required {
            /// Name, by language.
            label: Text,
            /// Whom it is given to, as stated: agencies or groups.
            assigned_to: Vec<Key>,
        }
        optional {
            /// `mandate` (default) or `responsibility`.
            kind: MandateKind,
            /// Who gave it; only if the sentence itself says so.
            issued_by: Option<Key>,
            /// When it was decided, as printed.
            issued: Option<EdtfDate>,
            /// When it runs, as printed ("since 2004": `2004/..`).
            period: Option<Period>,
            /// The mandate that it widens.
            extends: Option<Key>,
            /// Tasks (concepts of `task`).
            tasks: Vec<Key>,
            /// Themes (concepts of `theme`).
            themes: Vec<Key>,
            /// Whom it is for (concepts of `audience`).
            audience: Vec<Key>,
            /// Places.
            places: Vec<Key>,
            /// What its funds may be used for (concepts of `fund-purpose`).
            funds_purpose: Vec<Key>,
            /// Stated aims beyond the tasks themselves (concepts of `task`).
            intended_use: Vec<Key>,
            /// Whether it is done jointly or by each on its own (a concept of `joint-mode`).
            joint: Option<Key>,
        }
    }
}
