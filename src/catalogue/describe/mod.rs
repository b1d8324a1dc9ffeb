//! What is said of each node of the catalogue.
//!
//! A comment says where a rule set asks for what one would not expect.

mod agent;
mod dataset;
mod distribution;
mod service;

use sha2::{Digest, Sha256};

use super::files::Listed;
use super::languages::{LANGUAGES, language};
use super::listing::{Bilingual, ListedDataset, ListedFile, Listing};
use super::lists::ACCESS_RIGHTS;
use super::names::Names;
use super::releases::{Dates, Day, Released};
use super::statements::{About, Statements};
use super::{Catalogue, Contents, HighValue, Input, Theme};
use crate::config::{Config, in_language};
use crate::error::Error;
use crate::graph::hex;
use crate::records::Text;
use crate::vocab::{authority, dcat, dcatap, dcterms, eli, foaf};

/// Describes one build.
pub(super) struct Describer<'a> {
    input: &'a Input<'a>,
    config: &'a Config,
    names: Names<'a>,
    today: Day,
    statements: Statements,
    released: Vec<Released>,
    listing: Listing,
}

/// What both datasets have.
struct Shared {
    publisher: String,
    contact: String,
    languages: Vec<String>,
    access: Option<String>,
    /// The categories of a high-value dataset.
    high_value: Vec<String>,
}

impl<'a> Describer<'a> {
    pub(super) fn of(input: &'a Input<'a>) -> Self {
        Self {
            input,
            config: input.config,
            names: Names::of(input.config),
            today: Day::of(&input.config.modified),
            statements: Statements::default(),
            released: Vec::new(),
            listing: Listing::default(),
        }
    }

    pub(super) fn catalogue(mut self) -> Result<Catalogue, Error> {
        let shared = self.shared();
        self.head(&shared);
        self.dataset(&shared);
        // Whoever publishes the ontology lists it; a portal that harvests several publications of
        // mandates has it once.
        if let Contents {
            ontology: Some(it), ..
        } = self.input.contents
            && it.version_iri.starts_with(self.config.root())
        {
            self.ontology(it, &shared);
        }
        if self.input.has_endpoint {
            self.service(&shared);
        }
        // Its own date moves when anything else that it says does.
        let said = self.statements.quads()?.canonical_triples_hash();
        let issued = Day::of(&self.config.issued);
        let dates = self.release(Names::CATALOG, said, Some(issued));
        self.statements
            .about(self.names.iri(Names::CATALOG))
            .dates(&dates);
        Ok(Catalogue {
            triples: self.statements.triples()?,
            listing: self.listing,
            released: self.released,
            today: self.today,
        })
    }

    /// Enters something into the list of what is released, and gives its dates.
    fn release(&mut self, name: &str, sha256: String, issued: Option<Day>) -> Dates {
        let released = Released {
            name: name.to_owned(),
            sha256,
            issued,
        };
        let dates = self.input.releases.dates(&released, &self.today);
        self.released.push(released);
        dates
    }

    /// Publisher, contact, and the values that several nodes name.
    fn shared(&mut self) -> Shared {
        let mut languages = Vec::new();
        for tag in &self.config.languages {
            if let Some(entry) = language(tag.as_str()) {
                let classes = [dcterms::LINGUISTIC_SYSTEM];
                languages.push(self.statements.value(&LANGUAGES, entry, &classes));
            }
        }
        let mut high_value = Vec::new();
        for category in &self.config.catalogue.high_value {
            let (list, entry) = (HighValue::LIST, category.entry());
            high_value.push(self.statements.value(list, entry, &[]));
        }
        if !high_value.is_empty() {
            self.statements
                .about(eli::HIGH_VALUE_DATASETS)
                .a(eli::LEGAL_RESOURCE);
        }
        let public = ACCESS_RIGHTS.get("PUBLIC");
        let access = public.map(|entry| {
            let classes = [dcterms::RIGHTS_STATEMENT];
            self.statements.value(&ACCESS_RIGHTS, entry, &classes)
        });
        Shared {
            publisher: self.publisher(),
            contact: self.contact(),
            languages,
            access,
            high_value,
        }
    }

    /// The catalogue.
    fn head(&mut self, shared: &Shared) {
        let (config, names) = (self.config, self.names);
        let home = self.document(names.address(""));
        let themes = self.statements.scheme(Theme::LIST);
        // DCAT-AP-SE asks CC0 of what a catalogue says, whatever the licence of the data.
        self.licence(authority::CC0);
        let places = self.places();
        let mut catalog = self.statements.about(names.iri(Names::CATALOG));
        catalog
            .a(dcat::CATALOG)
            .text(dcterms::TITLE, &config.title)
            .text(dcterms::DESCRIPTION, &config.description)
            .link(dcterms::PUBLISHER, &shared.publisher)
            .link(dcterms::LICENSE, authority::CC0)
            .link(foaf::HOMEPAGE, home)
            .link(dcat::THEME_TAXONOMY, themes);
        links(&mut catalog, dcterms::LANGUAGE, &shared.languages);
        links(&mut catalog, dcterms::SPATIAL, &places);
    }

    fn list(
        &mut self,
        name: String,
        [title, description]: [&Bilingual; 2],
        version: &str,
        dates: &Dates,
        files: Vec<ListedFile>,
    ) {
        self.listing.datasets.push(ListedDataset {
            name,
            title: title.clone(),
            description: description.clone(),
            version: version.to_owned(),
            modified: dates.modified.text.clone(),
            files,
        });
    }

    /// Whether a dataset is one of high value; the ontology is none.
    fn is_high_value(&self, dataset: &str) -> bool {
        let own = dataset == Names::dataset(self.input.name);
        own && !self.config.catalogue.high_value.is_empty()
    }

    fn document(&mut self, iri: String) -> String {
        self.statements.about(&iri).a(foaf::DOCUMENT);
        iri
    }

    fn licence(&mut self, iri: &str) {
        self.statements.about(iri).a(dcterms::LICENSE_DOCUMENT);
    }
}

fn links<'i>(
    about: &mut About<'_>,
    property: &'static str,
    iris: impl IntoIterator<Item = &'i String>,
) {
    for iri in iris {
        about.link(property, iri);
    }
}

/// Which law lists it, if it is of high value (DCAT-AP HVD 3.0.0).
fn legislation(about: &mut About<'_>, is_high_value: bool) {
    if is_high_value {
        about.link(dcatap::APPLICABLE_LEGISLATION, eli::HIGH_VALUE_DATASETS);
    }
}

/// The hash of several files: that of their sums and names.
fn hash_of(files: &[Listed<'_>]) -> String {
    let mut sums = Sha256::new();
    for it in files {
        sums.update(format!("{}  {}\n", it.file.sha256, it.file.path));
    }
    hex(&sums.finalize())
}

fn bilingual(text: &Text) -> Bilingual {
    Bilingual::new(in_language(text, "sv"), in_language(text, "en"))
}
