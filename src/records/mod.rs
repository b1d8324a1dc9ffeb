//! READ: files → typed records.
//!
//! A dataset is a directory of record files. The class of a file is its stem, or the nearest
//! folder of that name: `mandates.yaml`, `mandates/2007.yaml`, `blekinge/mandates.csv`. YAML,
//! JSON, JSON Lines and CSV are read alike. What does not fit becomes a finding with file, line
//! and column, and the rest is read on. This stage knows formats and types, never RDF.

mod activity;
mod agency;
mod collaboration;
mod concept;
mod count;
mod evidence;
mod files;
mod finding;
mod group;
mod json;
mod key;
mod link;
mod mandate;
mod network;
mod node;
mod period;
mod place;
mod places;
mod publication;
mod record;
mod refused;
mod source;
mod syntax_error;
mod table;
mod text;
mod toml;
mod typed;
mod unread;
mod values;
mod yaml;

use std::collections::BTreeMap;

pub use activity::{Activity, ActivityKind, Role};
pub use agency::Agency;
pub use collaboration::{Collaboration, Post};
pub use concept::Concept;
pub use count::Count;
pub use evidence::{Basis, Evidence, MAX_EVIDENCE_LINES, Passage, Statement};
pub use files::{MAX_FILE_BYTES, MAX_LINE_BYTES, read, read_json_lines};
pub use finding::Finding;
pub use group::Group;
pub use key::{EntityRef, Key, MAX_KEY_LENGTH};
pub use link::{Link, Relation, Review, Target};
pub use mandate::{Mandate, MandateKind};
pub use network::Network;
pub use period::{Bound, EdtfDate, Period};
pub use place::Place;
pub use places::{Origin, Places};
pub use publication::Publication;
pub use record::{Common, Record, field_name};
pub use refused::Part;
pub(crate) use refused::Refused;
pub use source::{Heading, Source};
pub use text::{ByLanguage, Language, MAX_TEXT_LENGTH, PlainText, Text, Texts};
pub(crate) use toml::{read_toml, span_in_toml};
pub(crate) use typed::{nearest, value_error};
pub use unread::Unread;
pub use values::{Iri, OrganisationNumber, ReportNumber, Sha256Hex};

use crate::iri::Kind;

macro_rules! classes {
    ($( $(#[$doc:meta])* $name:ident, $stem:literal, $plural:literal, $kind:expr; )*) => {
        /// A record class.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Class {
            $( $(#[$doc])* $name, )*
        }

        impl Class {
            /// All classes.
            pub const ALL: &'static [Self] = &[ $( Self::$name, )* ];

            /// Its name in the singular: `mandate`.
            #[must_use]
            pub fn stem(self) -> &'static str {
                match self { $( Self::$name => $stem, )* }
            }

            /// Its name in the plural, as files are called: `mandates`.
            #[must_use]
            pub fn plural(self) -> &'static str {
                match self { $( Self::$name => $plural, )* }
            }

            /// What its IRIs are; none for concepts, whose IRIs name their scheme.
            #[must_use]
            pub fn kind(self) -> Option<Kind> {
                match self { $( Self::$name => $kind, )* }
            }

            /// Names of its fields.
            #[must_use]
            pub fn fields(self) -> &'static [&'static str] {
                match self { $( Self::$name => <$name as Record>::FIELDS, )* }
            }

            /// JSON Schema of its records (2020-12).
            #[must_use]
            pub fn json_schema(self) -> schemars::Schema {
                match self { $( Self::$name => schemars::schema_for!($name), )* }
            }

            pub(crate) fn read_node(self, node: &node::Node) -> Result<AnyRecord, Refused<AnyRecord>> {
                match self { $( Self::$name => refused::read(node, <$name as Record>::REQUIRED)
                    .map(AnyRecord::$name)
                    .map_err(|refused| Refused {
                        mismatches: refused.mismatches,
                        part: refused.part.map(|part| Box::new(part.map(AnyRecord::$name))),
                    }), )* }
            }

            /// Reads one JSON record without places: the fast way for correct input.
            pub(crate) fn read_json(self, json: &[u8]) -> Option<AnyRecord> {
                // serde would also take a list, for the fields in their order.
                if json.trim_ascii_start().first() != Some(&b'{') {
                    return None;
                }
                Some(match self {
                    $( Self::$name => AnyRecord::$name(serde_json::from_slice(json).ok()?), )*
                })
            }
        }

        /// A record of any class.
        #[derive(Debug, Clone)]
        pub enum AnyRecord {
            $( $(#[$doc])* $name($name), )*
        }

        impl AnyRecord {
            /// Its class.
            #[must_use]
            pub fn class(&self) -> Class {
                match self { $( Self::$name(_) => Class::$name, )* }
            }

            /// What every record has.
            #[must_use]
            pub fn common(&self) -> Common<'_> {
                match self { $( Self::$name(record) => record.common(), )* }
            }

            /// The texts that name it, and their field.
            #[must_use]
            pub fn labels(&self) -> (&'static str, &Text) {
                match self { $( Self::$name(record) => record.labels(), )* }
            }
        }
    };
}

classes! {
    /// Agencies.
    Agency, "agency", "agencies", Some(Kind::Org);
    /// Groups of agencies.
    Group, "group", "groups", Some(Kind::Org);
    /// Places.
    Place, "place", "places", Some(Kind::Place);
    /// Mandates and responsibilities.
    Mandate, "mandate", "mandates", Some(Kind::Mandate);
    /// Activities.
    Activity, "activity", "activities", Some(Kind::Activity);
    /// Networks.
    Network, "network", "networks", Some(Kind::Network);
    /// Collaborations.
    Collaboration, "collaboration", "collaborations", Some(Kind::Org);
    /// Publications.
    Publication, "publication", "publications", Some(Kind::Publication);
    /// Findings.
    Finding, "finding", "findings", Some(Kind::Finding);
    /// Stated counts.
    Count, "count", "counts", Some(Kind::Count);
    /// Sources.
    Source, "source", "sources", Some(Kind::Source);
    /// Links.
    Link, "link", "links", Some(Kind::Link);
    /// Concepts.
    Concept, "concept", "concepts", None;
}

impl Class {
    /// The class with this name, in the singular or plural.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|class| class.plural() == name || class.stem() == name)
    }
}

impl AnyRecord {
    /// `type/key` of what it describes: unique in a dataset.
    #[must_use]
    pub fn entity(&self) -> String {
        let key = self.common().key;
        match self {
            Self::Concept(concept) => format!("{}/{key}", concept.scheme),
            _ => format!("{}/{key}", self.class().kind().map_or("", Kind::segment)),
        }
    }
}

/// What was read of one record.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are whole, and are not to be allocated"
)]
pub enum Reading {
    /// The record.
    Whole(AnyRecord),
    /// A record with mistakes, which were told, without what they are about.
    Part(Box<Part>),
}

/// A record rule that a record breaks: which value of it, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the rule.
    pub rule: &'static str,
    /// Field of the record that it is about.
    pub field: String,
    /// Which value of the field, if it is one of several.
    pub index: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// Rules of single records beyond the types of their fields.
///
/// `languages` are those in which every name must be given.
#[must_use]
pub fn check(record: &AnyRecord, languages: &[Language]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |rule, field: &str, index, message: String, remedy: &str| {
        problems.push(Problem {
            rule,
            field: field.to_owned(),
            index,
            message,
            remedy: remedy.to_owned(),
        });
    };
    let common = record.common();
    let fields = record.class().fields();
    let (field, labels) = record.labels();
    let needs_label = record.class() != Class::Link;
    // A title stands in the language that it was printed in.
    let needed: &[Language] = if field == "title" { &[] } else { languages };
    if needs_label && !labels.is_empty() {
        for language in needed
            .iter()
            .filter(|language| !labels.contains_key(language))
        {
            add(
                "missing-language",
                field,
                None,
                format!("{field} lacks its {} text", language.as_str()),
                &format!("add {}: … to it", language.as_str()),
            );
        }
    }
    if needs_label && labels.is_empty() {
        let all: Vec<String> = languages
            .iter()
            .map(|language| format!("{}: …", language.as_str()))
            .collect();
        let remedy = if needed.is_empty() {
            "write it with the language that it is printed in: {sv: …}".to_owned()
        } else {
            format!("write {{{}}}", all.join(", "))
        };
        add(
            "missing-language",
            field,
            None,
            format!("{field} has no text"),
            &remedy,
        );
    }
    if common.evidence.is_empty() && record.class() != Class::Concept {
        add(
            "no-evidence",
            "key",
            None,
            "the record rests on no source".to_owned(),
            "add evidence: [source:line]",
        );
    }
    for (index, statement) in common.statements.iter().enumerate() {
        if !fields.contains(&statement.field.as_str()) {
            let remedy = nearest(&statement.field, fields.iter().copied()).map_or_else(
                || "name a field of the record".to_owned(),
                |near| format!("did you mean {near}?"),
            );
            add(
                "unknown-field",
                "statements",
                Some(index),
                format!(
                    "the statement is about the unknown field {}",
                    statement.field
                ),
                &remedy,
            );
        }
    }
    if let AnyRecord::Link(link) = record
        && link.relation == Relation::SameAs
        && link.reviewed.is_none()
    {
        add(
            "unreviewed-link",
            "relation",
            None,
            "same-as says that both are one thing, and nobody has reviewed it".to_owned(),
            "add reviewed: {by: …, on: …}, or write relation: identity",
        );
    }
    if let AnyRecord::Source(source) = record {
        if crate::iri::Minter::is_reserved_graph(common.key.as_str()) {
            add(
                "bad-key",
                "key",
                None,
                format!("{} names a graph of its own", common.key),
                "choose another key",
            );
        }
        for (index, heading) in source.headings.iter().enumerate() {
            if heading.line == 0 || heading.line > source.lines {
                add(
                    "bad-evidence",
                    "headings",
                    Some(index),
                    format!(
                        "line {} of a source that has {} lines",
                        heading.line, source.lines
                    ),
                    "count lines from 1, and set lines to the number of lines of the file",
                );
            }
        }
    }
    problems
}

/// Number of records by class.
pub type Counts = BTreeMap<Class, usize>;
