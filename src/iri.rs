//! The only place where an IRI is made.
//!
//! Every IRI of the graph comes from one RFC 6570 template below, expanded under the base that
//! `uppdrag.toml` sets. Keys are lower-case ASCII, digits and hyphens ([`Key`]), for which simple
//! string expansion (RFC 6570 §3.2.2) is the key itself: templates are expanded once, around a
//! mark, and minting is then a concatenation. A property test holds the two equal.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use iri_string::spec::IriSpec;
use iri_string::template::UriTemplateStr;
use iri_string::template::simple_context::SimpleContext;
use iri_string::types::IriStr;

use crate::error::Error;
use crate::records::{Key, Passage};
use crate::vocab::CONCEPT_BASE;

/// What an IRI names: the `{type}` part of `{base}{type}/{key}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Agencies, groups and collaborations.
    Org,
    /// Places.
    Place,
    /// Mandates and responsibilities.
    Mandate,
    /// Activities.
    Activity,
    /// Networks.
    Network,
    /// Publications.
    Publication,
    /// Findings.
    Finding,
    /// Stated counts.
    Count,
    /// Sources.
    Source,
    /// Links.
    Link,
    /// Lines of sources.
    Passage,
    /// Named graphs.
    Graph,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Org,
        Self::Place,
        Self::Mandate,
        Self::Activity,
        Self::Network,
        Self::Publication,
        Self::Finding,
        Self::Count,
        Self::Source,
        Self::Link,
        Self::Passage,
        Self::Graph,
    ];

    /// The path segment.
    #[must_use]
    pub fn segment(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::Place => "place",
            Self::Mandate => "mandate",
            Self::Activity => "activity",
            Self::Network => "network",
            Self::Publication => "publication",
            Self::Finding => "finding",
            Self::Count => "count",
            Self::Source => "source",
            Self::Link => "link",
            Self::Passage => "passage",
            Self::Graph => "graph",
        }
    }

    /// The template of its IRIs (RFC 6570 level 1).
    #[must_use]
    pub fn template(self) -> &'static str {
        match self {
            Self::Org => "{+base}org/{key}",
            Self::Place => "{+base}place/{key}",
            Self::Mandate => "{+base}mandate/{key}",
            Self::Activity => "{+base}activity/{key}",
            Self::Network => "{+base}network/{key}",
            Self::Publication => "{+base}publication/{key}",
            Self::Finding => "{+base}finding/{key}",
            Self::Count => "{+base}count/{key}",
            Self::Source => "{+base}source/{key}",
            Self::Link => "{+base}link/{key}",
            Self::Passage => "{+base}passage/{key}",
            Self::Graph => "{+base}graph/{key}",
        }
    }

    /// The kind with this path segment.
    #[must_use]
    pub fn from_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.segment() == segment)
    }
}

/// Template of concepts, built in or of the dataset.
const CONCEPT: &str = "{+base}{scheme}/{key}";

/// Names of the graphs that hold no source's statements.
const DERIVED: &str = "derived";
const REFERENCE: &str = "reference";
const VOCABULARY: &str = "vocabulary";
const PROVENANCE: &str = "provenance";

/// Mints the IRIs of one dataset.
#[derive(Debug, Clone)]
pub struct Minter {
    base: String,
    prefixes: Vec<String>,
    reference_sources: BTreeSet<String>,
    /// Keys by scheme.
    built_in_concepts: BTreeMap<String, BTreeSet<String>>,
    provenance_graph: String,
}

impl Minter {
    /// Expands the templates under a base.
    ///
    /// `reference_sources` are the sources whose statements go into the reference graph;
    /// `built_in_concepts` are the `scheme/key` of the concepts that come with the ontology.
    ///
    /// # Errors
    ///
    /// [`Error::Mint`] if the base is not an absolute IRI that ends in `/`, without query and
    /// fragment.
    pub fn new(
        base: &str,
        reference_sources: impl IntoIterator<Item = String>,
        built_in_concepts: impl IntoIterator<Item = String>,
    ) -> Result<Self, Error> {
        let iri = IriStr::new(base).map_err(|e| Error::Mint(format!("base IRI {base}: {e}")))?;
        if !base.ends_with('/') || iri.query().is_some() || iri.fragment().is_some() {
            return Err(Error::Mint(format!(
                "base IRI {base}: it must end with / and hold neither ? nor #"
            )));
        }
        let prefixes = Kind::ALL
            .iter()
            .map(|kind| expand(kind.template(), base, ""))
            .collect::<Result<_, _>>()?;
        let mut concepts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for path in built_in_concepts {
            if let Some((scheme, key)) = path.split_once('/') {
                let keys = concepts.entry(scheme.to_owned()).or_default();
                keys.insert(key.to_owned());
            }
        }
        Ok(Self {
            base: base.to_owned(),
            prefixes,
            reference_sources: reference_sources.into_iter().collect(),
            built_in_concepts: concepts,
            provenance_graph: expand(Kind::Graph.template(), base, PROVENANCE)?,
        })
    }

    /// The base.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// IRI of a thing with a key.
    #[must_use]
    pub fn mint(&self, kind: Kind, key: &Key) -> String {
        self.join(kind, key.as_str())
    }

    /// IRI of a line of a source.
    #[must_use]
    pub fn passage(&self, passage: Passage<'_>) -> String {
        let mut iri = self.join(Kind::Passage, passage.source.as_str());
        // Writing to a string cannot fail.
        let _ = write!(iri, "-{}", passage.line);
        iri
    }

    /// IRI of a concept: a key of a built-in scheme is the built-in concept, any other the
    /// dataset's own. This needs no look at other records.
    #[must_use]
    pub fn concept(&self, scheme: &str, key: &Key) -> String {
        let built_in = self
            .built_in_concepts
            .get(scheme)
            .is_some_and(|keys| keys.contains(key.as_str()));
        let base = if built_in { CONCEPT_BASE } else { &self.base };
        [base, scheme, "/", key.as_str()].concat()
    }

    /// IRI of a concept scheme.
    #[must_use]
    pub fn scheme(&self, scheme: &str) -> String {
        format!("{CONCEPT_BASE}scheme/{scheme}")
    }

    /// IRI of a node that has no identity of its own, under the thing that it belongs to.
    #[must_use]
    pub fn under(&self, owner: &str, part: &str) -> String {
        format!("{owner}/{part}")
    }

    /// Named graph of the statements of one source.
    #[must_use]
    pub fn graph_of(&self, source: &str) -> String {
        if self.reference_sources.contains(source) {
            self.join(Kind::Graph, REFERENCE)
        } else {
            self.join(Kind::Graph, source)
        }
    }

    /// Named graph of what is derived.
    #[must_use]
    pub fn derived_graph(&self) -> String {
        self.join(Kind::Graph, DERIVED)
    }

    /// Named graph of the ontology, the concept schemes and the dataset's own concepts.
    #[must_use]
    pub fn vocabulary_graph(&self) -> String {
        self.join(Kind::Graph, VOCABULARY)
    }

    /// Named graph of sources, passages and evidence.
    #[must_use]
    pub fn provenance_graph(&self) -> &str {
        &self.provenance_graph
    }

    /// Whether a source may have this key: the names of the other graphs are taken.
    #[must_use]
    pub fn is_reserved_graph(name: &str) -> bool {
        matches!(name, DERIVED | REFERENCE | VOCABULARY | PROVENANCE)
    }

    /// The `type/key` of an IRI under the base, if it is one.
    #[must_use]
    pub fn split<'a>(&self, iri: &'a str) -> Option<(&'a str, &'a str)> {
        iri.strip_prefix(&self.base)
            .or_else(|| iri.strip_prefix(CONCEPT_BASE))?
            .split_once('/')
    }

    fn join(&self, kind: Kind, key: &str) -> String {
        let prefix = &self.prefixes[kind as usize];
        let mut iri = String::with_capacity(prefix.len() + key.len());
        iri.push_str(prefix);
        iri.push_str(key);
        iri
    }
}

fn expand(template: &str, base: &str, key: &str) -> Result<String, Error> {
    let failed = |e: &dyn std::fmt::Display| Error::Mint(format!("template {template}: {e}"));
    let mut context = SimpleContext::new();
    context.insert("base", base);
    context.insert("key", key);
    Ok(UriTemplateStr::new(template)
        .map_err(|e| failed(&e))?
        .expand::<IriSpec, _>(&context)
        .map_err(|e| failed(&e))?
        .to_string())
}

/// Template of concepts, for the documentation of the IRI policy.
#[must_use]
pub fn concept_template() -> &'static str {
    CONCEPT
}

/// Lower-case ASCII slug of a label: the key that a new record with this name would get.
///
/// å, ä → a, ö → o, é → e, ü → u after NFC; anything else that is not a letter or digit
/// becomes one hyphen.
#[must_use]
pub fn slug(label: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::with_capacity(label.len());
    for c in label
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
    {
        let c = c.to_ascii_lowercase();
        let c = c.to_lowercase().next().unwrap_or(c);
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_fold_swedish_letters() {
        assert_eq!(
            slug("Länsstyrelsen i Västra Götalands län"),
            "lansstyrelsen-i-vastra-gotalands-lan"
        );
        assert_eq!(slug("La\u{308}nsstyrelsen"), slug("Länsstyrelsen"));
    }

    proptest! {
        #[test]
        fn minting_is_template_expansion(key in "[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}") {
            let base = "https://exempel.se/länk/id/";
            let minter = Minter::new(base, [], []).unwrap();
            let key: Key = key.parse().unwrap();
            for kind in Kind::ALL {
                prop_assert_eq!(
                    minter.mint(kind, &key),
                    expand(kind.template(), base, key.as_str()).unwrap()
                );
            }
        }
    }
}
