//! Activities: work that was done, is done or is to be done.

use schemars::JsonSchema;
use serde::Deserialize;

use super::record::record;
use super::{Key, Period, Text};

/// Kind of an [`Activity`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActivityKind {
    /// Any work.
    #[default]
    Activity,
    /// Mapping or studying something.
    Survey,
    /// Supervising others.
    Supervision,
    /// Handing out funds.
    FundDistribution,
}

/// An agent's stated part in an activity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The agency or group.
    pub agent: Key,
    /// Its role (a concept of `role`).
    pub role: Key,
}

record! {
    /// An activity.
    Activity named by label {
        required {
            /// Name, by language.
            label: Text,
        }
        optional {
            /// `activity` (default), `survey`, `supervision` or `fund-distribution`.
            kind: ActivityKind,
            /// Who does it (agencies or groups).
            doers: Vec<Key>,
            /// Doers whose role is stated.
            roles: Vec<Role>,
            /// Mandates under which it is done.
            under: Vec<Key>,
            /// When it is done, as printed.
            period: Option<Period>,
            /// Places.
            places: Vec<Key>,
            /// Tasks (concepts of `task`).
            tasks: Vec<Key>,
            /// Themes (concepts of `theme`).
            themes: Vec<Key>,
            /// Whom it is for or about (concepts of `audience`).
            audience: Vec<Key>,
            /// How it is done (concepts of `method`).
            methods: Vec<Key>,
            /// Whom it asks (concepts of `audience`).
            respondents: Vec<Key>,
            /// What is supervised (concepts of `audience`).
            supervises: Vec<Key>,
            /// What funds went to (concepts of `fund-purpose`).
            funds_purpose: Vec<Key>,
            /// What its outcome is to be used for (concepts of `task`).
            intended_use: Vec<Key>,
            /// Whether it is done jointly or by each on its own (a concept of `joint-mode`).
            joint: Option<Key>,
            /// Activities that it follows from.
            after: Vec<Key>,
            /// The activity that it is a part of.
            part_of: Option<Key>,
        }
    }
}
