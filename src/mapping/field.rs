//! Fields of records and the properties that they become.

use crate::iri::Kind;
use crate::vocab::{dcterms, org, prov, skos, upp};

/// A field that becomes a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in record files.
    pub name: &'static str,
    /// IRI of the property.
    pub property: &'static str,
    /// What its values are.
    pub range: Range,
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Texts with their language, or literals.
    Literal,
    /// Addresses as they stand.
    Iri,
    /// Things of the dataset, by key.
    Thing(Kind),
    /// Things of the dataset, by `type/key`.
    Entity,
    /// Concepts of a scheme, by key.
    Concept(&'static str),
}

impl Field {
    /// A field of texts or literals.
    #[must_use]
    pub const fn literal(name: &'static str, property: &'static str) -> Self {
        Self {
            name,
            property,
            range: Range::Literal,
        }
    }

    /// A field of addresses.
    #[must_use]
    pub const fn iri(name: &'static str, property: &'static str) -> Self {
        Self {
            name,
            property,
            range: Range::Iri,
        }
    }

    /// A field of keys of things.
    #[must_use]
    pub const fn thing(name: &'static str, property: &'static str, kind: Kind) -> Self {
        Self {
            name,
            property,
            range: Range::Thing(kind),
        }
    }

    /// A field of `type/key` of things.
    #[must_use]
    pub const fn entity(name: &'static str, property: &'static str) -> Self {
        Self {
            name,
            property,
            range: Range::Entity,
        }
    }

    /// A field of keys of concepts.
    #[must_use]
    pub const fn concept(name: &'static str, property: &'static str, scheme: &'static str) -> Self {
        Self {
            name,
            property,
            range: Range::Concept(scheme),
        }
    }
}

/// Names of things.
pub const LABEL: Field = Field::literal("label", skos::PREF_LABEL);
/// Variants of names.
pub const ALT_LABELS: Field = Field::literal("alt_labels", skos::ALT_LABEL);
/// Descriptions in own words.
pub const DESCRIPTION: Field = Field::literal("description", dcterms::DESCRIPTION);
/// Remarks of the editor.
pub const NOTES: Field = Field::literal("notes", skos::EDITORIAL_NOTE);
/// What is listed is only a part.
pub const NON_EXHAUSTIVE: Field = Field::literal("non_exhaustive", upp::NON_EXHAUSTIVE);
/// Time.
pub const PERIOD: Field = Field::literal("period", dcterms::TEMPORAL);
/// Day, month or year of a decision or publication.
pub const ISSUED: Field = Field::literal("issued", dcterms::ISSUED);
/// Themes.
pub const THEMES: Field = Field::concept("themes", dcterms::SUBJECT, "theme");
/// Whom it is for or about.
pub const AUDIENCE: Field = Field::concept("audience", dcterms::AUDIENCE, "audience");
/// Places.
pub const PLACES: Field = Field::thing("places", dcterms::SPATIAL, Kind::Place);
/// Tasks.
pub const TASKS: Field = Field::concept("tasks", upp::TASK, "task");
/// What funds go to.
pub const FUNDS_PURPOSE: Field =
    Field::concept("funds_purpose", upp::FUNDS_PURPOSE, "fund-purpose");
/// What the outcome is to be used for.
pub const INTENDED_USE: Field = Field::concept("intended_use", upp::INTENDED_USE, "task");
/// Jointly or each on its own.
pub const JOINT: Field = Field::concept("joint", upp::JOINT_MODE, "joint-mode");
/// Mandates under which something is done.
pub const UNDER: Field = Field::thing("under", upp::UNDER_MANDATE, Kind::Mandate);
/// What something follows from.
pub const AFTER: Field = Field::thing("after", prov::WAS_INFORMED_BY, Kind::Activity);
/// Kinds of agency.
pub const CLASSIFICATION: Field =
    Field::concept("classification", org::CLASSIFICATION, "agency-kind");
/// What an organisation is there for.
pub const PURPOSES: Field = Field::concept("purposes", org::PURPOSE, "purpose");
