//! What is said of each node of the catalogue.
//!
//! The order of functions is that of the document: catalogue, publisher and contact, dataset, ontology,
//! distributions, service. A comment says where a rule set asks for what one would not expect.

use sha2::{Digest, Sha256};

use super::files::{self, Listed};
use super::languages::{LANGUAGES, language};
use super::listing::{Bilingual, ListedDataset, ListedFile, ListedService, Listing};
use super::lists::{ACCESS_RIGHTS, DATASET_TYPES, FILE_TYPES};
use super::names::Names;
use super::releases::{Dates, Day, Released};
use super::statements::{About, Statements};
use super::{Availability, Catalogue, Contents, Frequency, HighValue, Input, PublisherType, Theme};
use crate::config::{Config, in_language};
use crate::error::Error;
use crate::graph::hex;
use crate::records::Text;
use crate::vocab::{authority, dcat, dcatap, dcterms, eli, foaf, rdfs, spdx, vcard, xsd};

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

    /// Who publishes. Shapes without reasoning want the broader class beside the narrower one.
    fn publisher(&mut self) -> String {
        let publisher = &self.config.publisher;
        let kind = publisher.kind.map(|kind| {
            let (list, entry) = (PublisherType::LIST, kind.entry());
            self.statements.value(list, entry, &[])
        });
        let homepage = publisher.homepage.as_ref();
        let homepage = homepage.map(|page| self.document(page.as_str().to_owned()));
        let is_person = publisher.kind.is_some_and(PublisherType::is_person);
        let iri = self.names.publisher();
        let mut about = self.statements.about(&iri);
        about
            .a(foaf::AGENT)
            .a(if is_person {
                foaf::PERSON
            } else {
                foaf::ORGANIZATION
            })
            .text(foaf::NAME, &publisher.name);
        if let Some(kind) = kind {
            about.link(dcterms::TYPE, kind);
        }
        if let Some(number) = &publisher.organisation_number {
            about.plain(dcterms::IDENTIFIER, number.as_str());
        }
        if let Some(homepage) = homepage {
            about.link(foaf::HOMEPAGE, homepage);
        }
        iri
    }

    fn contact(&mut self) -> String {
        let contact = &self.config.contact;
        let iri = self.names.contact();
        self.statements
            .about(&iri)
            .a(vcard::KIND)
            .a(vcard::ORGANIZATION)
            .plain(vcard::FN, contact.name.as_str())
            .link(vcard::HAS_EMAIL, contact.email.as_str());
        iri
    }

    /// The dataset.
    fn dataset(&mut self, shared: &Shared) {
        let (config, names, name) = (self.config, self.names, self.input.name);
        let dumps = files::dumps(name, self.input.files);
        // The N-Quads are canonical, so their sum is the hash of the graph.
        let canonical = dumps.iter().find(|it| it.file_type == "RDF_N_QUADS");
        let hash = canonical.map_or_else(|| hash_of(&dumps), |it| it.file.sha256.clone());
        let end = Names::dataset(name);
        let dates = self.release(&end, hash, Some(Day::of(&config.issued)));
        let iri = names.iri(&end);
        let period = self.period(&iri);
        let provenance = config.catalogue.provenance.as_ref();
        let provenance = provenance.map(|text| self.provenance(&iri, text));
        let frequency = config.catalogue.frequency.map(|it| {
            let classes = [dcterms::FREQUENCY];
            self.statements.value(Frequency::LIST, it.entry(), &classes)
        });
        let conforms = self.input.contents.ontology.as_ref().map(|ontology| {
            self.statements
                .about(&ontology.version_iri)
                .a(dcterms::STANDARD)
                .both(dcterms::TITLE, &ontology.title);
            ontology.version_iri.clone()
        });
        let home = self.document(names.address(""));
        let themes = self.themes();
        let places = self.places();
        let mut about = self.statements.about(&iri);
        about
            .a(dcat::DATASET_CLASS)
            .text(dcterms::TITLE, &config.title)
            .text(dcterms::DESCRIPTION, &config.description)
            .link(dcat::LANDING_PAGE, home)
            .dates(&dates);
        about.plain(dcat::VERSION, config.version.as_str());
        links(&mut about, dcat::THEME, &themes);
        links(&mut about, dcterms::SPATIAL, &places);
        links(&mut about, dcterms::TEMPORAL, &period);
        links(&mut about, dcterms::PROVENANCE, &provenance);
        links(&mut about, dcterms::ACCRUAL_PERIODICITY, &frequency);
        links(&mut about, dcterms::CONFORMS_TO, &conforms);
        for (tag, keywords) in &config.catalogue.keywords {
            for keyword in keywords {
                about.tagged(dcat::KEYWORD, keyword.as_str(), tag.as_str());
            }
        }
        links(&mut about, dcatap::HVD_CATEGORY, &shared.high_value);
        self.finish_dataset(&end, shared);
        let listed = self.distributions(&end, dumps, config.licence.as_str());
        self.list(
            end,
            [&bilingual(&config.title), &bilingual(&config.description)],
            config.version.as_str(),
            &dates,
            listed,
        );
    }

    /// The dataset of the ontology. Its words are those of the ontology itself.
    fn ontology(&mut self, ontology: &super::Ontology, shared: &Shared) {
        let names = self.names;
        let files = files::ontology(self.input.files);
        let end = Names::dataset(Names::ONTOLOGY);
        let dates = self.release(&end, hash_of(&files), None);
        let page = self.document(names.address("ns"));
        self.statements
            .about(authority::OWL_2)
            .a(dcterms::STANDARD)
            .tagged(dcterms::TITLE, "OWL 2 Web Ontology Language", "en");
        let theme = Theme::government();
        let theme = self.statements.value(Theme::LIST, theme.entry(), &[]);
        let kind = DATASET_TYPES.get("ONTOLOGY");
        let kind = kind.map(|entry| self.statements.value(&DATASET_TYPES, entry, &[]));
        let mut about = self.statements.about(names.iri(&end));
        about
            .a(dcat::DATASET_CLASS)
            .both(dcterms::TITLE, &ontology.title)
            .both(dcterms::DESCRIPTION, &ontology.description)
            .words(dcat::KEYWORD, ["ontologi", "ontology"])
            .words(dcat::KEYWORD, ["länkade data", "linked data"])
            .link(dcat::THEME, theme)
            .link(dcat::LANDING_PAGE, page)
            .link(dcterms::CONFORMS_TO, authority::OWL_2)
            .dates(&dates);
        about.plain(dcat::VERSION, &ontology.version);
        links(&mut about, dcterms::TYPE, &kind);
        self.finish_dataset(&end, shared);
        let listed = self.distributions(&end, files, &ontology.licence);
        self.list(
            end,
            [&ontology.title, &ontology.description],
            &ontology.version,
            &dates,
            listed,
        );
    }

    /// What is alike in both datasets. Portals inherit nothing from the catalogue.
    fn finish_dataset(&mut self, end: &str, shared: &Shared) {
        let iri = self.names.iri(end);
        let law = self.is_high_value(end);
        let mut about = self.statements.about(&iri);
        about
            .link(dcterms::PUBLISHER, &shared.publisher)
            .link(dcat::CONTACT_POINT, &shared.contact);
        links(&mut about, dcterms::ACCESS_RIGHTS, &shared.access);
        links(&mut about, dcterms::LANGUAGE, &shared.languages);
        legislation(&mut about, law);
        let catalog = self.names.iri(Names::CATALOG);
        self.statements.about(catalog).link(dcat::DATASET, iri);
    }

    /// The files of a dataset.
    fn distributions(
        &mut self,
        dataset: &str,
        files: Vec<Listed<'_>>,
        licence: &str,
    ) -> Vec<ListedFile> {
        self.licence(licence);
        let mut listed = Vec::new();
        for Listed {
            name,
            title,
            description,
            media_type,
            file_type,
            file,
        } in files
        {
            let dates = self.release(&name, file.sha256.clone(), None);
            let iri = self.distribution(dataset, &name, licence, file_type, media_type);
            let address = self.names.address(&file.path);
            let checksum = self.checksum(&iri, file.sha1.as_deref());
            let mut about = self.statements.about(iri);
            about
                .both(dcterms::TITLE, &title)
                .both(dcterms::DESCRIPTION, &description)
                .link(dcat::ACCESS_URL, &address)
                .link(dcat::DOWNLOAD_URL, address)
                // Not xsd:decimal, which only 2.1.1 wants.
                .typed(
                    dcat::BYTE_SIZE,
                    file.bytes.to_string(),
                    xsd::NON_NEGATIVE_INTEGER,
                )
                .dates(&dates);
            links(&mut about, spdx::CHECKSUM, &checksum);
            listed.push(ListedFile {
                name,
                path: file.path.clone(),
                title,
                media_type: media_type.to_owned(),
                bytes: file.bytes,
                modified: dates.modified.text,
            });
        }
        listed
    }

    /// The checksum of a file, if its sum is known. DCAT-AP 2.1.1 and DCAT-AP-SE take SHA-1 alone;
    /// `SHA256SUMS` has the better sums.
    fn checksum(&mut self, distribution: &str, sum: Option<&str>) -> Option<String> {
        let sum = sum?;
        let iri = format!("{distribution}/checksum");
        self.statements
            .about(&iri)
            .a(spdx::CHECKSUM_CLASS)
            .link(spdx::ALGORITHM, spdx::SHA1)
            .typed(spdx::CHECKSUM_VALUE, sum, xsd::HEX_BINARY);
        self.statements
            .about(spdx::SHA1)
            .a(spdx::CHECKSUM_ALGORITHM);
        Some(iri)
    }

    /// What files and endpoint have alike. Returns the IRI.
    fn distribution(
        &mut self,
        dataset: &str,
        name: &str,
        licence: &str,
        file_type: &str,
        media_type: &str,
    ) -> String {
        let availability = self.config.catalogue.availability.entry();
        let availability = self.statements.value(Availability::LIST, availability, &[]);
        let format = self.format(file_type);
        let media_type = format!("{}/{media_type}", authority::MEDIA_TYPE);
        self.statements.about(&media_type).a(dcterms::MEDIA_TYPE);
        let iri = self.names.iri(name);
        let law = self.is_high_value(dataset);
        let mut about = self.statements.about(&iri);
        about
            .a(dcat::DISTRIBUTION_CLASS)
            .link(dcterms::LICENSE, licence)
            .link(dcat::MEDIA_TYPE, media_type)
            .link(dcatap::AVAILABILITY, availability);
        // Of the two forms that are asked for, the IRI of DCAT-AP 3: a literal fails there.
        links(&mut about, dcterms::FORMAT, &format);
        legislation(&mut about, law);
        let dataset = self.names.iri(dataset);
        self.statements
            .about(dataset)
            .link(dcat::DISTRIBUTION, &iri);
        iri
    }

    /// The SPARQL endpoint, and the dataset as it is there.
    fn service(&mut self, shared: &Shared) {
        let (config, names, name) = (self.config, self.names, self.input.name);
        let endpoint = names.address("sparql");
        let licence = config.licence.as_str();
        let dataset = Names::dataset(name);
        let end = Names::distribution(name, "sparql");
        let distribution = self.distribution(
            &dataset,
            &end,
            licence,
            "SPARQLQ",
            "application/sparql-query",
        );
        let service = names.iri(Names::SERVICE);
        self.statements
            .about(distribution)
            .words(
                dcterms::TITLE,
                ["Frågor i SPARQL", "Queries in SPARQL"],
            )
            .words(
                dcterms::DESCRIPTION,
                [
                    "Hela datamängden i en SPARQL-endpunkt, med svar som JSON, XML, CSV, TSV eller RDF.",
                    "The whole dataset in a SPARQL endpoint, with answers as JSON, XML, CSV, TSV or RDF.",
                ],
            )
            .link(dcat::ACCESS_URL, &endpoint)
            .link(dcat::ACCESS_SERVICE, &service);
        self.statements
            .about(authority::SPARQL_PROTOCOL)
            .a(dcterms::STANDARD)
            .tagged(dcterms::TITLE, "SPARQL 1.1 Protocol", "en");
        let page = self.document(names.address(""));
        let format = self.format("SPARQLQ");
        let themes = self.themes();
        let title = bilingual(&config.title);
        let title = Bilingual::new(
            format!("SPARQL-endpunkt: {}", title.sv),
            format!("SPARQL endpoint: {}", title.en),
        );
        let mut about = self.statements.about(&service);
        about
            .a(dcat::DATA_SERVICE)
            .both(dcterms::TITLE, &title)
            .text(dcterms::DESCRIPTION, &config.description)
            .link(dcat::ENDPOINT_URL, endpoint)
            // Without it dataportal.se shows no button for an API.
            .link(dcat::ENDPOINT_DESCRIPTION, names.address("openapi.json"))
            .link(dcat::SERVES_DATASET, names.iri(&dataset))
            .link(dcterms::CONFORMS_TO, authority::SPARQL_PROTOCOL)
            .link(dcterms::PUBLISHER, &shared.publisher)
            .link(dcat::CONTACT_POINT, &shared.contact)
            .link(dcterms::LICENSE, licence)
            .link(dcat::LANDING_PAGE, &page)
            .link(foaf::PAGE, page);
        links(&mut about, dcterms::ACCESS_RIGHTS, &shared.access);
        links(&mut about, dcterms::FORMAT, &format);
        links(&mut about, dcat::THEME, &themes);
        for (tag, keywords) in &config.catalogue.keywords {
            for keyword in keywords {
                about.tagged(dcat::KEYWORD, keyword.as_str(), tag.as_str());
            }
        }
        links(&mut about, dcatap::HVD_CATEGORY, &shared.high_value);
        legislation(&mut about, !shared.high_value.is_empty());
        let catalog = names.iri(Names::CATALOG);
        self.statements.about(catalog).link(dcat::SERVICE, service);
        self.listing.service = Some(ListedService {
            name: Names::SERVICE.to_owned(),
            address: names.address("sparql"),
        });
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

    fn themes(&mut self) -> Vec<String> {
        let themes = self.config.catalogue.themes.iter();
        themes
            .map(|theme| self.statements.value(Theme::LIST, theme.entry(), &[]))
            .collect()
    }

    /// File type by its code.
    fn format(&mut self, code: &str) -> Option<String> {
        let classes = [dcterms::MEDIA_TYPE_OR_EXTENT];
        let entry = FILE_TYPES.get(code)?;
        Some(self.statements.value(&FILE_TYPES, entry, &classes))
    }

    fn places(&mut self) -> Vec<String> {
        let mut iris = Vec::new();
        for place in &self.config.catalogue.spatial {
            let mut about = self.statements.about(place.as_str());
            about.a(dcterms::LOCATION);
            if place.as_str() == authority::SWEDEN {
                about.words(rdfs::LABEL, ["Sverige", "Sweden"]);
            }
            iris.push(place.as_str().to_owned());
        }
        iris
    }

    /// The years that the data are about.
    fn period(&mut self, dataset: &str) -> Option<String> {
        let (first, last) = self.input.contents.years.as_ref()?;
        let iri = format!("{dataset}/period");
        self.statements
            .about(&iri)
            .a(dcterms::PERIOD_OF_TIME)
            .typed(dcat::START_DATE, first, xsd::G_YEAR)
            .typed(dcat::END_DATE, last, xsd::G_YEAR);
        Some(iri)
    }

    fn provenance(&mut self, dataset: &str, text: &Text) -> String {
        let iri = format!("{dataset}/provenance");
        self.statements
            .about(&iri)
            .a(dcterms::PROVENANCE_STATEMENT)
            .text(dcterms::DESCRIPTION, text);
        iri
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
