//! Closed lists: the values that portals take, each with its names in Swedish and English.
//!
//! The codes are those of the [EU authority tables](https://op.europa.eu/en/web/eu-vocabularies),
//! of ADMS for the kinds of publishers, and of Regulation (EU) 2023/138 for high-value datasets; a
//! value is written in `uppdrag.toml` by its code, or as the whole IRI. Names stand in the
//! catalogue itself, because a harvester that validates does not fetch the lists.

use serde::{Deserialize, Deserializer};

use crate::records::{nearest, value_error};
use crate::vocab::authority;

/// A list of values.
#[derive(Debug)]
pub(crate) struct List {
    /// What a value is, for a person.
    pub(super) what: &'static str,
    /// The IRI of a value is this, `/` and the code.
    pub(super) base: &'static str,
    /// The IRI of the list as a whole.
    pub(super) scheme: &'static str,
    /// Its name in Swedish and English.
    pub(super) title: [&'static str; 2],
    pub(super) entries: &'static [Entry],
}

/// A value of a list.
#[derive(Debug)]
pub(crate) struct Entry {
    /// How it is written in `uppdrag.toml`.
    pub(super) written: &'static str,
    code: &'static str,
    /// Its name in Swedish and English.
    pub(super) label: [&'static str; 2],
}

impl List {
    /// The IRI of a value.
    pub(super) fn iri(&self, entry: &Entry) -> String {
        format!("{}/{}", self.base, entry.code)
    }

    /// A value by its code.
    pub(super) fn get(&self, code: &str) -> Option<&'static Entry> {
        self.entries.iter().find(|entry| entry.code == code)
    }

    /// The values as they are written in `uppdrag.toml`.
    pub(super) fn written(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().map(|entry| entry.written)
    }

    /// A value as somebody wrote it: its name, or its IRI.
    fn read<'de, D: Deserializer<'de>>(&self, deserializer: D) -> Result<&'static Entry, D::Error> {
        let text = String::deserialize(deserializer)?;
        let code = text.strip_prefix(self.base);
        let code = code.and_then(|code| code.strip_prefix('/'));
        let is_meant =
            |entry: &&Entry| entry.written == text || code.is_some_and(|it| it == entry.code);
        self.entries.iter().find(is_meant).ok_or_else(|| {
            let known: Vec<&str> = self.written().collect();
            let all = known.join(", ");
            let remedy = match nearest(&text, known) {
                Some(near) => format!("did you mean {near}? There are {all}"),
                None => format!("write one of {all}"),
            };
            value_error(
                "bad-value",
                &format!("{text:?} is no {}", self.what),
                &remedy,
            )
        })
    }
}

/// A type whose values are those of a list.
macro_rules! of_list {
    ($( $(#[$doc:meta])* $name:ident of $list:ident; )*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name(&'static Entry);

        impl $name {
            pub(super) const LIST: &'static List = &$list;

            pub(super) fn entry(self) -> &'static Entry {
                self.0
            }

            /// Its IRI.
            #[must_use]
            pub fn iri(self) -> String {
                Self::LIST.iri(self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::LIST.read(deserializer).map(Self)
            }
        }
    )* };
}

of_list! {
    /// What a dataset is about (EU data themes).
    Theme of THEMES;
    /// How often a dataset changes (EU frequencies).
    Frequency of FREQUENCIES;
    /// How long a distribution is meant to stay (EU planned availabilities).
    Availability of AVAILABILITIES;
    /// What kind of organisation a publisher is (ADMS).
    PublisherType of PUBLISHER_TYPES;
    /// Category of a high-value dataset (Regulation (EU) 2023/138).
    HighValue of HIGH_VALUE;
}

impl Theme {
    /// Government and public sector, which every dataset of agencies and their mandates is about.
    pub(crate) fn government() -> Self {
        Self(&GOVERNMENT)
    }
}

impl Availability {
    /// Available: meant to stay for years.
    pub(crate) fn available() -> Self {
        Self(&AVAILABLE)
    }
}

impl PublisherType {
    /// All, as they are written in `uppdrag.toml`.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Self::LIST.written()
    }

    /// Whether the publisher is no organisation.
    pub(super) fn is_person(self) -> bool {
        self.0.code == PERSON
    }
}

const fn code(code: &'static str, sv: &'static str, en: &'static str) -> Entry {
    named(code, code, sv, en)
}

pub(super) const fn named(
    written: &'static str,
    code: &'static str,
    sv: &'static str,
    en: &'static str,
) -> Entry {
    Entry {
        written,
        code,
        label: [sv, en],
    }
}

const GOVERNMENT: Entry = code(
    "GOVE",
    "Regeringen och den offentliga sektorn",
    "Government and public sector",
);

static THEMES: List = List {
    what: "theme of the EU list",
    base: authority::DATA_THEME,
    scheme: authority::DATA_THEME,
    title: ["Datateman", "Data themes"],
    entries: &[
        code(
            "AGRI",
            "Jordbruk, fiske, skogsbruk och livsmedel",
            "Agriculture, fisheries, forestry and food",
        ),
        code("ECON", "Ekonomi och finans", "Economy and finance"),
        code(
            "EDUC",
            "Utbildning, kultur och sport",
            "Education, culture and sport",
        ),
        code("ENER", "Energi", "Energy"),
        code("ENVI", "Miljö", "Environment"),
        GOVERNMENT,
        code("HEAL", "Hälsa", "Health"),
        code("INTR", "Internationella frågor", "International issues"),
        code(
            "JUST",
            "Rättvisa, rättsliga system och allmän säkerhet",
            "Justice, legal system and public safety",
        ),
        code("REGI", "Regioner och städer", "Regions and cities"),
        code("SOCI", "Befolkning och samhälle", "Population and society"),
        code("TECH", "Vetenskap och teknik", "Science and technology"),
        code("TRAN", "Transport", "Transport"),
    ],
};

/// What kind of dataset one is. That of terms, not data, is about no place and no period.
pub(super) static DATASET_TYPES: List = List {
    what: "dataset type of the EU list",
    base: authority::DATASET_TYPE,
    scheme: authority::DATASET_TYPE,
    title: ["Typer av datamängder", "Dataset types"],
    entries: &[code("ONTOLOGY", "Ontologi", "Ontology")],
};

static FREQUENCIES: List = List {
    what: "frequency of the EU list",
    base: authority::FREQUENCY,
    scheme: authority::FREQUENCY,
    title: ["Frekvenser", "Frequencies"],
    entries: &[
        code("CONT", "kontinuerlig", "continuous"),
        code(
            "UPDATE_CONT",
            "uppdateras kontinuerligt",
            "continuously updated",
        ),
        code("DAILY_2", "två gånger per dag", "twice a day"),
        code("DAILY", "dagligen", "daily"),
        code("WEEKLY_3", "tre gånger per vecka", "three times a week"),
        code("WEEKLY_2", "två gånger per vecka", "semiweekly"),
        code("WEEKLY", "veckovis", "weekly"),
        code("MONTHLY_3", "tre gånger per månad", "three times a month"),
        code("BIWEEKLY", "varannan vecka", "every two weeks"),
        code("MONTHLY_2", "två gånger per månad", "semimonthly"),
        code("MONTHLY", "månatligen", "monthly"),
        code("BIMONTHLY", "varannan månad", "every two months"),
        code("QUARTERLY", "kvartalsvis", "quarterly"),
        code("ANNUAL_3", "tre gånger per år", "three times a year"),
        code("ANNUAL_2", "halvårsvis", "semiannual"),
        code("ANNUAL", "årligen", "annual"),
        code("BIENNIAL", "vartannat år", "biennial"),
        code("TRIENNIAL", "vart tredje år", "triennial"),
        code("IRREG", "oregelbundet", "irregular"),
        code("NEVER", "aldrig", "never"),
        code("OTHER", "annan", "other"),
        code("UNKNOWN", "okänd", "unknown"),
    ],
};

const AVAILABLE: Entry = code("AVAILABLE", "Tillgänglig", "Available");

static AVAILABILITIES: List = List {
    what: "planned availability of the EU list",
    base: authority::AVAILABILITY,
    scheme: authority::AVAILABILITY,
    title: ["Planerad tillgänglighet", "Planned availability"],
    entries: &[
        code("TEMPORARY", "Temporär", "Temporary"),
        code("EXPERIMENTAL", "Experimentell", "Experimental"),
        AVAILABLE,
        code("STABLE", "Stabil", "Stable"),
    ],
};

const PERSON: &str = "PrivateIndividual(s)";

static PUBLISHER_TYPES: List = List {
    what: "kind of publisher of the ADMS list",
    base: authority::PUBLISHER_TYPE,
    scheme: authority::PUBLISHER_TYPES,
    title: ["Typer av utgivare", "Kinds of publishers"],
    entries: &[
        code(
            "Academia-ScientificOrganisation",
            "Akademi eller vetenskaplig organisation",
            "Academia or scientific organisation",
        ),
        code("Company", "Företag", "Company"),
        code(
            "IndustryConsortium",
            "Industrikonsortium",
            "Industry consortium",
        ),
        code("LocalAuthority", "Lokal myndighet", "Local authority"),
        code(
            "NationalAuthority",
            "Nationell myndighet",
            "National authority",
        ),
        code(
            "NonGovernmentalOrganisation",
            "Icke-statlig organisation",
            "Non-governmental organisation",
        ),
        code(
            "NonProfitOrganisation",
            "Ideell organisation",
            "Non-profit organisation",
        ),
        code(PERSON, "Privatperson", "Private individual"),
        code(
            "RegionalAuthority",
            "Regional myndighet",
            "Regional authority",
        ),
        code(
            "StandardisationBody",
            "Standardiseringsorganisation",
            "Standardisation body",
        ),
        code(
            "SupraNationalAuthority",
            "Överstatlig myndighet",
            "Supra-national authority",
        ),
    ],
};

static HIGH_VALUE: List = List {
    what: "category of high-value datasets",
    base: authority::HIGH_VALUE,
    scheme: authority::HIGH_VALUE_CATEGORIES,
    title: [
        "Kategorier av värdefulla datamängder",
        "Categories of high-value datasets",
    ],
    entries: &[
        named("geospatial", "c_ac64a52d", "Geospatiala data", "Geospatial"),
        named(
            "earth-observation-and-environment",
            "c_dd313021",
            "Jordobservation och miljö",
            "Earth observation and environment",
        ),
        named(
            "meteorological",
            "c_164e0bf5",
            "Meteorologiska data",
            "Meteorological",
        ),
        named("statistics", "c_e1da4e07", "Statistik", "Statistics"),
        named(
            "companies",
            "c_a9135398",
            "Företag och företagsägande",
            "Companies and company ownership",
        ),
        named("mobility", "c_b79e35eb", "Rörlighet", "Mobility"),
    ],
};

/// File types (EU).
pub(super) static FILE_TYPES: List = List {
    what: "file type of the EU list",
    base: authority::FILE_TYPE,
    scheme: authority::FILE_TYPE,
    title: ["Filtyper", "File types"],
    entries: &[
        code("RDF_TURTLE", "RDF Turtle", "RDF Turtle"),
        code("RDF_N_TRIPLES", "RDF N-Triples", "RDF N-Triples"),
        code("RDF_XML", "RDF/XML", "RDF/XML"),
        code("JSON_LD", "JSON-LD", "JSON-LD"),
        code("RDF_TRIG", "RDF TriG", "RDF TriG"),
        code("RDF_N_QUADS", "RDF N-Quads", "RDF N-Quads"),
        code("SPARQLQ", "SPARQL", "SPARQL"),
    ],
};

/// Who may have a dataset (EU).
pub(super) static ACCESS_RIGHTS: List = List {
    what: "access right of the EU list",
    base: authority::ACCESS_RIGHT,
    scheme: authority::ACCESS_RIGHT,
    title: ["Åtkomsträttigheter", "Access rights"],
    entries: &[code("PUBLIC", "Publik", "Public")],
};
