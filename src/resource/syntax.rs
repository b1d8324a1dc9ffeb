//! Descriptions written down.

use super::Description;
use crate::publish;
use crate::results::{self, ResultsError, ResultsFormat};

/// A syntax of RDF in which a resource is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// [Turtle](https://www.w3.org/TR/turtle/)
    Turtle,
    /// [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/)
    JsonLd,
    /// [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/)
    RdfXml,
    /// [N-Triples](https://www.w3.org/TR/n-triples/), canonical
    NTriples,
}

/// Why a description cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Unwritten {
    message: String,
}

impl Syntax {
    /// All, the one that is given when any will do first.
    pub const ALL: [Self; 4] = [Self::Turtle, Self::JsonLd, Self::RdfXml, Self::NTriples];

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::JsonLd => "application/ld+json",
            Self::RdfXml => "application/rdf+xml",
            Self::NTriples => "application/n-triples",
        }
    }

    /// Its file extension.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::JsonLd => "jsonld",
            Self::RdfXml => "rdf",
            Self::NTriples => "nt",
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turtle => "Turtle",
            Self::JsonLd => "JSON-LD",
            Self::RdfXml => "RDF/XML",
            Self::NTriples => "N-Triples",
        }
    }

    fn results_format(self) -> ResultsFormat {
        match self {
            Self::Turtle => ResultsFormat::Turtle,
            Self::JsonLd => ResultsFormat::JsonLd,
            Self::RdfXml => ResultsFormat::RdfXml,
            Self::NTriples => ResultsFormat::NTriples,
        }
    }
}

impl Description {
    /// Writes the description: the same triples give the same bytes.
    ///
    /// # Errors
    ///
    /// [`Unwritten`] if the syntax cannot carry a term, as XML cannot a control character.
    pub fn write(&self, syntax: Syntax) -> Result<Vec<u8>, Unwritten> {
        let mut out = Vec::new();
        let blank = self
            .triples
            .iter()
            .any(|triple| triple.subject.is_blank_node() || triple.object.is_blank_node());
        // The dumps have no blank nodes, and their writers know none.
        let written = if blank {
            results::write_triples(self.triples.clone(), syntax.results_format(), &mut out)
        } else {
            publish::write_triples(&self.triples, syntax, &mut out).map_err(ResultsError::from)
        };
        written.map_err(|error| Unwritten {
            message: format!("{} cannot carry this description: {error}", syntax.name()),
        })?;
        Ok(out)
    }
}
