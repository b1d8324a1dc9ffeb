//! Places: counties, municipalities and regions as areas, never as bodies.

use super::record::record;
use super::{Key, PlainText, Text};

record! {
    /// A place.
    Place named by label {
        required {
            /// Name, by language.
            label: Text,
            /// Kind (a concept of `place-kind`): county, municipality, region, country.
            kind: Key,
        }
        optional {
            /// Statistics Sweden's code of the county (two digits) or municipality (four).
            code: Option<PlainText>,
            /// The place that it lies in.
            within: Option<Key>,
            /// Other codes: ISO 3166-2 (`SE-K`), county letter (`K`).
            notations: Vec<PlainText>,
        }
    }
}
