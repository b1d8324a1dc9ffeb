//! The datasets: of the records, and of the ontology.

use super::super::lists::DATASET_TYPES;
use super::super::names::Names;
use super::super::releases::Day;
use super::super::{Frequency, Ontology, Theme, files};
use super::{Describer, Shared, bilingual, hash_of, legislation, links};
use crate::records::Text;
use crate::vocab::{authority, dcat, dcatap, dcterms, rdfs, xsd};

impl Describer<'_> {
    /// The dataset.
    pub(super) fn dataset(&mut self, shared: &Shared) {
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
    pub(super) fn ontology(&mut self, ontology: &Ontology, shared: &Shared) {
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

    pub(super) fn themes(&mut self) -> Vec<String> {
        let themes = self.config.catalogue.themes.iter();
        themes
            .map(|theme| self.statements.value(Theme::LIST, theme.entry(), &[]))
            .collect()
    }

    pub(super) fn places(&mut self) -> Vec<String> {
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
}
