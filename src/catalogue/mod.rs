//! CATALOGUE: what a portal is told of a build: DCAT-AP-SE 3.0.1.
//!
//! In come the configuration, the files of a build with their sizes and sums, what the data say of
//! themselves ([`Contents`]) and the ledger of [`Releases`]; out goes a [`Catalogue`]: the catalogue,
//! the dataset with a distribution for each syntax, the dataset of the ontology, and the SPARQL
//! endpoint. It names no time but those of the ledger, so the same build gives the same bytes.
//!
//! Every node has an IRI (`names.rs`): portals find a dataset again by it. The document passes the
//! shapes of DCAT-AP 3.0.1 (base and ranges) and 2.1.1, which `tests/outside/catalogue.py` checks with
//! pySHACL; where the rule sets contradict each other, the README of this folder says which one is
//! followed and why. Validators do not reason and do not fetch, so nodes have the classes and names
//! that the shapes look for, also those of other publishers.
//!
//! ```turtle
//! <https://data.example.org/dataset/uppdrag/distribution/ttl> a dcat:Distribution ;
//!     dcat:downloadURL <https://data.example.org/dump/uppdrag.ttl> ;
//!     dcat:mediaType <https://www.iana.org/assignments/media-types/text/turtle> ;
//!     dcat:byteSize "71234"^^xsd:nonNegativeInteger ;
//!     dcterms:modified "2026-11-21"^^xsd:date .
//! ```

mod contents;
mod describe;
mod files;
mod languages;
mod listing;
mod lists;
mod names;
mod releases;
mod statements;
#[cfg(test)]
mod tests;

pub use contents::{Contents, Ontology};
pub use files::SHAPES;
pub(crate) use languages::{has_language, language_tags};
pub use listing::{Bilingual, ListedDataset, ListedFile, ListedService, Listing};
pub use lists::{Availability, Frequency, HighValue, PublisherType, Theme};
pub use releases::{Dates, Day, RELEASES_FILE, Released, Releases};

use oxigraph::model::Triple;

use crate::config::Config;
use crate::error::Error;
use crate::publish::{self, File, Written};
use crate::report::Finding;
use crate::resource::Syntax;

use describe::Describer;

/// What a catalogue is made of.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Stem of the dumps, and name of the dataset.
    pub name: &'a str,
    /// The files of the build.
    pub files: &'a [Written],
    /// What the data say of themselves.
    pub contents: &'a Contents,
    /// Whether queries are answered at `sparql`, as `openapi.json` then tells.
    pub has_endpoint: bool,
    /// What was published before.
    pub releases: &'a Releases,
}

/// The syntaxes of the catalogue. RDF/XML is the one that dataportal.se takes.
pub const SYNTAXES: [Syntax; 3] = [Syntax::RdfXml, Syntax::Turtle, Syntax::JsonLd];

/// A catalogue.
#[derive(Debug, Clone)]
pub struct Catalogue {
    triples: Vec<Triple>,
    listing: Listing,
    released: Vec<Released>,
    today: Day,
}

impl Catalogue {
    /// The catalogue of a build.
    ///
    /// # Errors
    ///
    /// [`Error::Mint`] if the configuration gives something that is no IRI.
    pub fn of(input: &Input<'_>) -> Result<Self, Error> {
        Describer::of(input).catalogue()
    }

    /// Its triples in canonical order, without blank nodes.
    #[must_use]
    pub fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// What it lists, for a page.
    #[must_use]
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// It as files: `catalog.rdf`, `catalog.ttl` and `catalog.jsonld`, each of which was read again by
    /// a second parser.
    ///
    /// # Errors
    ///
    /// [`Error::ReadBack`] if a syntax cannot carry it.
    pub fn documents(&self) -> Result<Vec<File>, Error> {
        let document = |syntax: Syntax| {
            let path = format!("catalog.{}", syntax.extension());
            let bytes = publish::write_checked(&path, &self.triples, syntax)?;
            Ok((path, bytes))
        };
        SYNTAXES.into_iter().map(document).collect()
    }

    /// What its dates would tell wrongly, each with what to do about it.
    #[must_use]
    pub fn findings(&self, releases: &Releases) -> Vec<Finding> {
        let mut findings = releases.unmoved(&self.released, &self.today);
        findings.extend(releases.reissued(&self.released));
        findings
    }

    /// Enters it in the ledger; after publication, so that nothing is dated that was never published.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if the ledger cannot be written.
    pub fn register(&self, releases: &Releases) -> Result<(), Error> {
        match releases.updated(&self.released, &self.today) {
            Some(ledger) => releases.write(&ledger),
            None => Ok(()),
        }
    }
}
