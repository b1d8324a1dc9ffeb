//! Agencies: public bodies that hold mandates, do work and publish.

use super::record::record;
use super::{Iri, Key, OrganisationNumber, Text};

record! {
    /// A public body.
    Agency named by label {
        required {
            /// Name, by language.
            label: Text,
        }
        optional {
            /// Home page.
            homepage: Option<Iri>,
            /// Swedish organisation number, `202100-2320`.
            organisation_number: Option<OrganisationNumber>,
            /// Kinds of agency (concepts of `agency-kind`).
            classification: Vec<Key>,
            /// Place over which it has jurisdiction; not where it sits.
            jurisdiction: Option<Key>,
            /// What it is there for (concepts of `purpose`).
            purposes: Vec<Key>,
            /// Themes (concepts of `theme`).
            themes: Vec<Key>,
            /// The agency that it is a part of.
            part_of: Option<Key>,
        }
    }
}
