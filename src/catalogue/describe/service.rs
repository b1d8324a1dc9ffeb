//! The data service: the SPARQL endpoint.

use super::super::listing::{Bilingual, ListedService};
use super::super::names::Names;
use super::{Describer, Shared, bilingual, legislation, links};
use crate::vocab::{authority, dcat, dcatap, dcterms, foaf};

impl Describer<'_> {
    /// The SPARQL endpoint, and the dataset as it is there.
    pub(super) fn service(&mut self, shared: &Shared) {
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
}
