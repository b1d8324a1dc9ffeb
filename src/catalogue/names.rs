//! The IRIs of the catalogue: all below one root, beside the base of the data.
//!
//! | IRI | what |
//! |---|---|
//! | `{root}catalog` | the catalogue |
//! | `{root}dataset/{name}` | a dataset; `/period` and `/provenance` below it |
//! | `{root}dataset/{name}/distribution/{format}` | a file; `/checksum` below it |
//! | `{root}service/sparql` | the SPARQL endpoint |
//! | `{root}contact`, `{root}publisher` | whom to ask, and who publishes if it has no organisation number |

use crate::config::Config;
use crate::vocab::authority;

/// Makes the IRIs and addresses of one catalogue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    config: &'a Config,
}

impl<'a> Names<'a> {
    pub(super) const CATALOG: &'static str = "catalog";
    /// Name of the dataset of the ontology.
    pub(super) const ONTOLOGY: &'static str = "ontology";
    /// The endpoint, and as what a dataset is there.
    pub(super) const SERVICE: &'static str = "service/sparql";

    pub(super) fn of(config: &'a Config) -> Self {
        Self { config }
    }

    /// The end of a dataset's IRI.
    pub(super) fn dataset(name: &str) -> String {
        format!("dataset/{name}")
    }

    /// The end of a distribution's IRI.
    pub(super) fn distribution(dataset: &str, format: &str) -> String {
        format!("dataset/{dataset}/distribution/{format}")
    }

    /// An IRI by its end.
    pub(super) fn iri(self, name: &str) -> String {
        format!("{}{name}", self.config.root())
    }

    /// Where a file of the publication is reached.
    pub(super) fn address(self, path: &str) -> String {
        format!("{}{path}", self.config.address())
    }

    pub(super) fn contact(self) -> String {
        self.iri("contact")
    }

    /// Who publishes: by the organisation number, so that dataportal.se sees one publisher in all
    /// catalogues that name it; else an IRI of our own.
    pub(super) fn publisher(self) -> String {
        let number = self.config.publisher.organisation_number.as_ref();
        number.map_or_else(
            || self.iri("publisher"),
            |number| {
                let digits = number.as_str().replace('-', "");
                format!("{}{digits}", authority::DATAPORTAL_ORGANISATION)
            },
        )
    }
}
