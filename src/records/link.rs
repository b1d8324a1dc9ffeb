//! Links: from our things to those of others, each with its source and how sure it is.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::record::record;
use super::typed::value_error;
use super::values::check_iri;
use super::{EdtfDate, EntityRef, Key, PlainText, Text};

/// How a link relates its two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// A page or resource that tells more (`rdfs:seeAlso`).
    SeeAlso,
    /// A description elsewhere that identifies the same thing (`schema:sameAs`).
    Identity,
    /// The very same thing, compared by a person (`owl:sameAs`); needs `reviewed`.
    SameAs,
    /// A concept with the same meaning (`skos:exactMatch`).
    ExactMatch,
    /// A concept with nearly the same meaning (`skos:closeMatch`).
    CloseMatch,
    /// A related concept (`skos:related`).
    Related,
}

/// Who reviewed a [`Link`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The reviewer.
    pub by: PlainText,
    /// The day.
    pub on: EdtfDate,
}

/// Where a [`Link`] leads: an address, or `type/key` of one of our things.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Target(String);

impl Target {
    /// The target as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Our own thing, if it is one.
    #[must_use]
    pub fn entity(&self) -> Option<(&str, Key)> {
        if self.0.contains(':') {
            return None;
        }
        let (kind, key) = self.0.split_once('/')?;
        Some((kind, key.parse().ok()?))
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let target = Self(text);
        if target.entity().is_none() {
            check_iri(target.as_str())
                .map_err(|(message, remedy)| value_error("bad-iri", &message, &remedy))?;
        }
        Ok(target)
    }
}

record! {
    /// A link.
    Link named by label {
        required {
            /// Our thing, as `type/key`.
            from: EntityRef,
            /// How the two are related.
            relation: Relation,
            /// The other thing: an address, or `type/key` of one of ours.
            to: Target,
        }
        optional {
            /// Name, by language; links need none.
            label: Text,
            /// How sure the link is (a concept of `confidence`).
            confidence: Option<Key>,
            /// Where the link was seen, as the source abbreviates it.
            via: Option<PlainText>,
            /// Who compared both sides, and when.
            reviewed: Option<Review>,
        }
    }
}
