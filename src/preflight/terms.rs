//! The names that the rules use, whole and short.

use crate::vocab::{activity, foaf, skos};

/// Prefixes of the rules and of what is printed, sorted. `schema:` is the one that DCAT-AP names.
pub(super) const PREFIXES: &[(&str, &str)] = &[
    ("adms", "http://www.w3.org/ns/adms#"),
    ("as", "https://www.w3.org/ns/activitystreams#"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("geosparql", "http://www.opengis.net/ont/geosparql#"),
    ("hydra", "http://www.w3.org/ns/hydra/core#"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("odrl", "http://www.w3.org/ns/odrl/2/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "http://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("time", "http://www.w3.org/2006/time#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The IRI of a short name; `None` if its prefix is none of [`PREFIXES`].
pub(super) fn expand(short: &str) -> Option<String> {
    let (prefix, local) = short.split_once(':')?;
    let (_, namespace) = PREFIXES.iter().find(|(name, _)| *name == prefix)?;
    Some(format!("{namespace}{local}"))
}

/// The short name of a property, class or datatype, or its IRI between `<` and `>`.
pub(super) fn short(iri: &str) -> String {
    let shortened = PREFIXES.iter().find_map(|(prefix, namespace)| {
        let local = iri.strip_prefix(namespace)?;
        let is_name = local
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        (is_name && !local.is_empty()).then(|| format!("{prefix}:{local}"))
    });
    shortened.unwrap_or_else(|| format!("<{iri}>"))
}

/// An address under https if it is under http, else under http.
pub(super) fn other_scheme(iri: &str) -> String {
    match iri.strip_prefix("https://") {
        Some(rest) => format!("http://{rest}"),
        None => iri.replacen("http://", "https://", 1),
    }
}

/// The namespace of a term that would be known under the other scheme, as it is written.
/// schema.org goes by both.
pub(super) fn misspelt_namespace(term: &str) -> Option<String> {
    let known = PREFIXES.iter().filter(|(prefix, _)| *prefix != "schema");
    let mut misspelt = known.map(|(_, namespace)| other_scheme(namespace));
    misspelt.find(|namespace| term.starts_with(namespace))
}

pub(super) use crate::vocab::rdf::TYPE;
pub(super) use crate::vocab::skos::PREF_LABEL;
pub(super) use crate::vocab::xsd::STRING;

pub(super) mod dcat {
    pub(crate) use crate::vocab::dcat::*;

    pub(crate) const CATALOG_PROPERTY: &str = "http://www.w3.org/ns/dcat#catalog";
    pub(crate) const HAS_VERSION: &str = "http://www.w3.org/ns/dcat#hasVersion";
    pub(crate) const IN_SERIES: &str = "http://www.w3.org/ns/dcat#inSeries";
    pub(crate) const SERIES_MEMBER: &str = "http://www.w3.org/ns/dcat#seriesMember";
}

pub(super) mod dcterms {
    pub(crate) use crate::vocab::dcterms::*;

    pub(crate) const HAS_PART: &str = "http://purl.org/dc/terms/hasPart";
    pub(crate) const RELATION: &str = "http://purl.org/dc/terms/relation";
}

pub(super) mod hydra {
    pub(crate) const NEXT: &str = "http://www.w3.org/ns/hydra/core#next";
    pub(crate) const NEXT_PAGE: &str = "http://www.w3.org/ns/hydra/core#nextPage";
}

pub(super) mod spdx {
    pub(crate) use crate::vocab::spdx::*;

    pub(crate) const ALGORITHM_BASE: &str = "http://spdx.org/rdf/terms#checksumAlgorithm_";
}

pub(super) mod vcard {
    pub(crate) use crate::vocab::vcard::*;

    pub(crate) const HAS_VALUE: &str = "http://www.w3.org/2006/vcard/ns#hasValue";
}

/// Properties that give a period its beginning or end, with those that DCAT 3 has replaced.
pub(super) const PERIOD_BOUNDS: [&str; 6] = [
    dcat::START_DATE,
    dcat::END_DATE,
    "http://www.w3.org/2006/time#hasBeginning",
    "http://www.w3.org/2006/time#hasEnd",
    "http://schema.org/startDate",
    "http://schema.org/endDate",
];

/// What people call a resource of a class; the first that fits counts.
pub(super) const KINDS: &[(&str, &str)] = &[
    (dcat::CATALOG, "catalogue"),
    ("http://www.w3.org/ns/dcat#DatasetSeries", "dataset series"),
    (dcat::DATASET_CLASS, "dataset"),
    (dcat::DISTRIBUTION_CLASS, "distribution"),
    (dcat::DATA_SERVICE, "data service"),
    (
        "http://www.w3.org/ns/dcat#CatalogRecord",
        "catalogue record",
    ),
    ("http://www.w3.org/ns/dcat#Relationship", "relationship"),
    (foaf::AGENT, "agent"),
    (foaf::ORGANIZATION, "agent"),
    (foaf::PERSON, "agent"),
    (vcard::KIND, "contact point"),
    (vcard::ORGANIZATION, "contact point"),
    (
        "http://www.w3.org/2006/vcard/ns#Individual",
        "contact point",
    ),
    ("http://www.w3.org/2006/vcard/ns#Group", "contact point"),
    (dcterms::PERIOD_OF_TIME, "period"),
    (dcterms::LOCATION, "place"),
    (dcterms::PROVENANCE_STATEMENT, "provenance"),
    (spdx::CHECKSUM_CLASS, "checksum"),
    (skos::CONCEPT_SCHEME, "list"),
    (skos::CONCEPT, "concept"),
    (
        "http://www.w3.org/ns/hydra/core#PartialCollectionView",
        "page",
    ),
    ("http://www.w3.org/ns/hydra/core#PagedCollection", "page"),
    (activity::CREATE, "activity"),
    (activity::UPDATE, "activity"),
    (activity::DELETE, "activity"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_expanded_and_shortened_again() {
        let iri = expand("dcat:accessURL").unwrap();
        assert_eq!(iri, dcat::ACCESS_URL);
        assert_eq!(short(&iri), "dcat:accessURL");
        assert_eq!(expand("nobody:knows"), None);
        assert_eq!(
            short("http://data.europa.eu/r5r/a/b"),
            "<http://data.europa.eu/r5r/a/b>"
        );
    }
}
