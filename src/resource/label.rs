//! Names of resources.

use oxigraph::model::Term;

use super::{Language, Resources};
use crate::frozen::{Node, Refused};
use crate::vocab::{PREFIXES, dcterms, rdfs, skos};

/// A name, and the language that it is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// The name.
    pub text: String,
    /// Tag of its language (BCP 47), if it has one.
    pub language: Option<String>,
    /// Whether the graph states it; otherwise it is the IRI, shortened.
    pub stated: bool,
}

/// Properties that name a resource, the best first. Of a publication `dcterms:alternative` is a
/// translation of its title where it is in English, and a short name where it is in Swedish.
const NAMES: [&str; 7] = [
    skos::PREF_LABEL,
    dcterms::TITLE,
    dcterms::ALTERNATIVE,
    rdfs::LABEL,
    "https://schema.org/name",
    "http://schema.org/name",
    "http://xmlns.com/foaf/0.1/name",
];

impl Resources<'_> {
    /// The name of a resource: in the language asked for, else in the other, else in any, else its
    /// IRI shortened. A literal is its own name.
    ///
    /// # Errors
    ///
    /// As [`Reader::find`](crate::frozen::Reader::find).
    pub fn label(&self, node: Node, language: Language) -> Result<Label, Refused> {
        if let Some(label) = self.memo.and_then(|memo| memo.label(node, language)) {
            return Ok(label);
        }
        let label = self.label_of(node, language)?;
        if let Some(memo) = self.memo.filter(|_| !self.reader.is_literal(node)) {
            memo.keep_label(node, language, &label);
        }
        Ok(label)
    }

    fn label_of(&self, node: Node, language: Language) -> Result<Label, Refused> {
        if let Term::Literal(literal) = self.term(node)? {
            return Ok(Label {
                text: literal.value().to_owned(),
                language: literal.language().map(ToOwned::to_owned),
                stated: true,
            });
        }
        let mut best: Option<(u8, Label)> = None;
        for property in NAMES {
            for object in self.objects(node, property)? {
                let Term::Literal(literal) = self.term(object)? else {
                    continue;
                };
                let tag = literal.language();
                let in_language = tag.and_then(Language::from_tag);
                let rank = match in_language {
                    Some(found) if found == language => 0,
                    // A Swedish alternative is not the title.
                    _ if property == dcterms::ALTERNATIVE => continue,
                    Some(_) => 1,
                    None if tag.is_none() => 2,
                    None => 3,
                };
                if property == dcterms::ALTERNATIVE && language == Language::Swedish {
                    continue;
                }
                if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                    let label = Label {
                        text: literal.value().to_owned(),
                        language: tag.map(ToOwned::to_owned),
                        stated: true,
                    };
                    best = Some((rank, label));
                }
            }
            if best.as_ref().is_some_and(|(rank, _)| *rank == 0) {
                break;
            }
        }
        if let Some((_, label)) = best {
            return Ok(label);
        }
        let iri = self.text(node)?;
        Ok(Label {
            text: self
                .local_name(&iri)
                .map_or_else(|| shortened(&iri), ToOwned::to_owned),
            language: None,
            stated: false,
        })
    }
}

/// An IRI with its prefix, if the project has one for it.
#[must_use]
pub fn shortened(iri: &str) -> String {
    PREFIXES
        .iter()
        .filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)))
        .find(|(_, local)| !local.is_empty())
        .map_or_else(
            || iri.to_owned(),
            |(prefix, local)| format!("{prefix}:{local}"),
        )
}
