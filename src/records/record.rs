//! What every record has in common.

use super::evidence::{Evidence, Statement};
use super::key::Key;
use super::text::{Text, Texts};

/// Fields that every record has.
#[derive(Debug, Clone, Copy)]
pub struct Common<'a> {
    /// The part of the identifier that never changes.
    pub key: &'a Key,
    /// Lines that state the record as a whole.
    pub evidence: &'a [Evidence],
    /// Evidence of single values, and readings.
    pub statements: &'a [Statement],
    /// Variants of the name as printed.
    pub alt_labels: &'a Texts,
    /// Description in own words.
    pub description: &'a Text,
    /// Remarks of the editor.
    pub notes: &'a [Text],
    /// Fields on which the source is silent.
    pub not_stated: &'a [String],
    /// What is listed is only a part.
    pub non_exhaustive: bool,
    /// Records of the same class that may be the same thing.
    pub possibly_same_as: &'a [Key],
}

/// A typed record.
pub trait Record: serde::de::DeserializeOwned + schemars::JsonSchema {
    /// Names of its fields, as written in record files.
    const FIELDS: &'static [&'static str];

    /// Names of the fields that every record must have.
    const REQUIRED: &'static [&'static str];

    /// What every record has.
    fn common(&self) -> Common<'_>;

    /// Texts that name the record for people: each must be there in every language of the
    /// dataset.
    fn labels(&self) -> (&'static str, &Text);
}

/// Name of a field in record files: without the `r#` of a Rust keyword.
#[must_use]
pub const fn field_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Declares a record class: its own fields, the common ones, and the field list.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident named by $label:ident {
            required { $( $(#[$rmeta:meta])* $rfield:ident: $rtype:ty, )* }
            optional { $( $(#[$ometa:meta])* $ofield:ident: $otype:ty, )* }
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The part of the identifier that never changes: a renamed label keeps its key.
            pub key: $crate::records::Key,
            $( $(#[$rmeta])* pub $rfield: $rtype, )*
            $( $(#[$ometa])* #[serde(default)] pub $ofield: $otype, )*
            /// Variants of the name as printed, by language.
            #[serde(default)]
            pub alt_labels: $crate::records::Texts,
            /// Description in own words, by language.
            #[serde(default)]
            pub description: $crate::records::Text,
            /// Lines that state the record: `source:line` or `source:first-last`.
            #[serde(default)]
            pub evidence: Vec<$crate::records::Evidence>,
            /// Evidence of single values where it differs, and readings with their basis.
            #[serde(default)]
            pub statements: Vec<$crate::records::Statement>,
            /// Remarks of the editor, by language.
            #[serde(default)]
            pub notes: Vec<$crate::records::Text>,
            /// Fields on which the source is silent.
            #[serde(default)]
            pub not_stated: Vec<String>,
            /// True if the source says that what it lists is only a part.
            #[serde(default)]
            pub non_exhaustive: bool,
            /// Records of the same class that may be the same thing.
            #[serde(default)]
            pub possibly_same_as: Vec<$crate::records::Key>,
        }

        impl $crate::records::Record for $name {
            const FIELDS: &'static [&'static str] = &[
                "key",
                $( $crate::records::field_name(stringify!($rfield)), )*
                $( $crate::records::field_name(stringify!($ofield)), )*
                "alt_labels", "description", "evidence", "statements", "notes", "not_stated",
                "non_exhaustive", "possibly_same_as",
            ];

            const REQUIRED: &'static [&'static str] = &[
                "key",
                $( $crate::records::field_name(stringify!($rfield)), )*
            ];

            fn common(&self) -> $crate::records::Common<'_> {
                $crate::records::Common {
                    key: &self.key,
                    evidence: &self.evidence,
                    statements: &self.statements,
                    alt_labels: &self.alt_labels,
                    description: &self.description,
                    notes: &self.notes,
                    not_stated: &self.not_stated,
                    non_exhaustive: self.non_exhaustive,
                    possibly_same_as: &self.possibly_same_as,
                }
            }

            fn labels(&self) -> (&'static str, &$crate::records::Text) {
                (stringify!($label), &self.$label)
            }
        }
    };
}
pub(crate) use record;
