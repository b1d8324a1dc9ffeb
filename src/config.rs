//! `uppdrag.toml`: what a dataset is called, where its identifiers live, who stands for it.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Deserializer};

use crate::address::Address;
use crate::catalogue::{Availability, Frequency, HighValue, PublisherType, Theme};
use crate::error::Error;
use crate::records::{
    self, EdtfDate, Iri, Key, Language, OrganisationNumber, PlainText, Text, Texts, value_error,
};
use crate::report::Place;
use crate::vocab::authority;

/// Name of the configuration file in a dataset's directory.
pub const CONFIG_FILE: &str = "uppdrag.toml";

/// Configuration of a dataset, parsed and checked once.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Title by language.
    pub title: Text,
    /// Description by language.
    pub description: Text,
    /// Base of the dataset's IRIs; ends in `/`.
    #[serde(deserialize_with = "base_iri")]
    pub base_iri: Iri,
    /// Languages in which every name is given: Swedish and English, which the shapes ask of every
    /// published graph, and any others.
    #[serde(default = "swedish_and_english")]
    pub languages: Vec<Language>,
    /// Licence of the published data, as an IRI.
    pub licence: Iri,
    /// Version of the data.
    pub version: PlainText,
    /// Day of the first publication.
    pub issued: EdtfDate,
    /// Day of the last change of the data.
    pub modified: EdtfDate,
    /// Who publishes the data.
    pub publisher: Publisher,
    /// Whom to ask.
    pub contact: Contact,
    /// Which sources share a named graph.
    #[serde(default)]
    pub graphs: Graphs,
    /// Where the publication is reached.
    #[serde(default)]
    pub site: Site,
    /// What portals are told of the data beside all that.
    #[serde(default)]
    pub catalogue: Catalogue,
    /// The file as it is, for places.
    #[serde(skip)]
    text: String,
}

/// Who publishes the data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// Name by language.
    pub name: Text,
    /// Organisation number, if it has one. By it dataportal.se knows a publisher again.
    #[serde(default)]
    pub organisation_number: Option<OrganisationNumber>,
    /// What kind of organisation it is; DCAT-AP-SE asks for it.
    #[serde(default, rename = "type")]
    pub kind: Option<PublisherType>,
    /// Home page.
    #[serde(default)]
    pub homepage: Option<Iri>,
}

/// Whom to ask about the data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name of a person or desk.
    pub name: PlainText,
    /// Address as `mailto:…`.
    pub email: Iri,
}

/// Which sources share a named graph; every other source has a graph of its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graphs {
    /// Sources whose statements go into the reference graph.
    #[serde(default)]
    pub reference: Vec<Key>,
}

/// Where the publication is reached.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// Address of its root; the parent of the base if there is none.
    #[serde(deserialize_with = "site_address")]
    pub address: Option<Address>,
    /// Whether queries are answered at `sparql` below it. Unsaid, they are, but not beside a site of
    /// files.
    pub sparql: Option<bool>,
}

/// What portals are told of the data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Catalogue {
    /// Keywords by language; what holds of every dataset of mandates if there are none.
    pub keywords: Texts,
    /// Themes; government if there are none.
    pub themes: Vec<Theme>,
    /// Places that the data are about, as IRIs of `GeoNames`; Sweden if there are none.
    pub spatial: Vec<Iri>,
    /// How often the data change.
    pub frequency: Option<Frequency>,
    /// How long the files are meant to stay.
    pub availability: Availability,
    /// Where the data come from, by language.
    pub provenance: Option<Text>,
    /// The categories of a high-value dataset; none if it is not one.
    pub high_value: Vec<HighValue>,
}

impl Default for Catalogue {
    fn default() -> Self {
        let words = serde_json::json!({
            "sv": ["myndighet", "uppdrag"],
            "en": ["public agency", "mandate"],
        });
        let sweden = serde_json::Value::from(authority::SWEDEN);
        Self {
            keywords: serde_json::from_value(words).unwrap_or_default(),
            themes: vec![Theme::government()],
            spatial: serde_json::from_value(sweden).into_iter().collect(),
            frequency: None,
            availability: Availability::available(),
            provenance: None,
            high_value: Vec::new(),
        }
    }
}

fn swedish_and_english() -> Vec<Language> {
    ["sv", "en"]
        .into_iter()
        .filter_map(|tag| serde_json::from_value(serde_json::Value::String(tag.to_owned())).ok())
        .collect()
}

impl Config {
    /// What the IRIs of the catalogue begin with: the base without its last folder, if it has one.
    #[must_use]
    pub fn root(&self) -> &str {
        let base = self.base_iri.as_str();
        let authority = base.find("://").map_or(0, |at| at + 3);
        let path = base[authority..]
            .find('/')
            .map_or(base.len(), |at| authority + at);
        let parent = base.trim_end_matches('/').rfind('/');
        parent
            .filter(|at| *at >= path)
            .map_or(base, |at| &base[..=at])
    }

    /// Where the publication is reached: an address with a slash at its end.
    #[must_use]
    pub fn address(&self) -> &str {
        self.site
            .address
            .as_ref()
            .map_or_else(|| self.root(), Address::text)
    }

    /// Reads the configuration of a dataset.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] with the line if it is missing or breaks a rule.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(CONFIG_FILE);
        let failed = |line, message: String| Error::Config {
            path: path.clone(),
            line,
            message,
        };
        let text = read_plain_file(&path).map_err(|e| {
            let message = match e.kind() {
                ErrorKind::NotFound if !directory.exists() => {
                    format!("there is no folder {}: name a dataset", directory.display())
                }
                ErrorKind::NotFound => "not found: name a dataset's folder, or write one with \
                                        `uppdrag init DIR`"
                    .to_owned(),
                ErrorKind::InvalidData => "not UTF-8: save the file as UTF-8".to_owned(),
                _ => format!("cannot be read ({e}): put the file in its place"),
            };
            failed(0, message)
        })?;
        // A byte order mark does no harm here.
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let config: Self = records::read_toml(text, REQUIRED).map_err(|mistakes| {
            let mut mistakes = mistakes.into_iter();
            let (line, mut message) = mistakes.next().unwrap_or_default();
            for (line, more) in mistakes {
                let _ = write!(message, "\n{}:{line}: {more}", path.display());
            }
            failed(line, message)
        })?;
        let text = text.to_owned();
        Ok(Self { text, ..config })
    }

    /// Where a value stands; of a table, its name.
    pub(crate) fn place(&self, key: &str) -> Place {
        let span = records::span_in_toml(&self.text, key).unwrap_or_default();
        let before = self.text.get(..span.start).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let source_line = self.text.get(start..).and_then(|rest| rest.lines().next());
        let source_line = source_line.unwrap_or_default().to_owned();
        let marked = span.start - start;
        Place {
            file: CONFIG_FILE.into(),
            line: before.matches('\n').count() + 1,
            column: before.get(start..).unwrap_or_default().chars().count() + 1,
            mark: (marked, source_line.len().min(span.end - start).max(marked)),
            source_line,
        }
    }
}

/// Reads a text file whole. A pipe or device is refused: to open one may wait for ever.
pub(crate) fn read_plain_file(path: &Path) -> std::io::Result<String> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        return Err(std::io::Error::other("it is no plain file"));
    }
    if metadata.len() > records::MAX_FILE_BYTES {
        return Err(ErrorKind::FileTooLarge.into());
    }
    std::fs::read_to_string(path)
}

/// Keys that the configuration must have.
const REQUIRED: &[&str] = &[
    "title",
    "description",
    "base_iri",
    "licence",
    "version",
    "issued",
    "modified",
    "publisher",
    "contact",
];

/// Every IRI of the dataset is the base with something behind it.
fn base_iri<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Iri, D::Error> {
    let base = Iri::deserialize(deserializer)?;
    let text = base.as_str();
    if !text.ends_with('/') || text.contains(['?', '#']) {
        return Err(value_error(
            "bad-iri",
            &format!("{text:?} cannot be the base of other addresses"),
            "let it end with / and hold neither ? nor #",
        ));
    }
    Ok(base)
}

/// A publication is reached on the web, and its files lie below its address.
fn site_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Address>, D::Error> {
    let text = Iri::deserialize(deserializer)?;
    let refuse = |_| {
        let message = format!("{:?} cannot be the address of a publication", text.as_str());
        value_error("bad-iri", &message, Address::HOW)
    };
    Address::of(text.as_str()).map(Some).map_err(refuse)
}

/// A text in a language, or in the first that it has.
#[must_use]
pub fn in_language<'a>(text: &'a Text, language: &str) -> &'a str {
    text.iter()
        .find(|(tag, _)| tag.as_str() == language)
        .or_else(|| text.iter().next())
        .map_or("", |(_, text)| text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(base: &str, more: &str) -> Config {
        let text = format!(
            "base_iri = \"{base}\"\nlicence = \"https://e.org/l\"\nversion = \"1\"\n\
             issued = \"2026-01-01\"\nmodified = \"2026-01-01\"\ntitle = {{ sv = \"T\" }}\n\
             description = {{ sv = \"D\" }}\npublisher = {{ name = {{ sv = \"P\" }} }}\n\
             contact = {{ name = \"C\", email = \"mailto:c@e.org\" }}\n{more}"
        );
        records::read_toml(&text, REQUIRED).unwrap()
    }

    #[test]
    fn the_catalogue_stands_beside_the_base() {
        for (base, root) in [
            ("https://w3id.org/uppdrag/id/", "https://w3id.org/uppdrag/"),
            ("https://data.e.org/id/", "https://data.e.org/"),
            ("https://data.e.org/", "https://data.e.org/"),
            ("urn:e:id/", "urn:e:id/"),
        ] {
            assert_eq!(config(base, "").root(), root);
            assert_eq!(config(base, "").address(), root);
        }
        let moved = "[site]\naddress = \"https://open.e.org/\"";
        assert_eq!(
            config("https://e.org/id/", moved).address(),
            "https://open.e.org/"
        );
    }

    #[test]
    fn what_is_left_out_has_a_value_that_holds_of_every_dataset() {
        let catalogue = config("https://e.org/id/", "").catalogue;
        assert_eq!(catalogue.keywords.len(), 2);
        assert_eq!(catalogue.spatial[0].as_str(), authority::SWEDEN);
        assert!(catalogue.high_value.is_empty());
    }
}
