//! `uppdrag.toml`: what a dataset is called, where its identifiers live, who stands for it.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Deserializer};

use crate::error::Error;
use crate::records::{
    self, EdtfDate, Iri, Key, Language, OrganisationNumber, PlainText, Text, value_error,
};

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
}

/// Who publishes the data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// Name by language.
    pub name: Text,
    /// Organisation number, if it has one.
    #[serde(default)]
    pub organisation_number: Option<OrganisationNumber>,
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

fn swedish_and_english() -> Vec<Language> {
    ["sv", "en"]
        .into_iter()
        .filter_map(|tag| serde_json::from_value(serde_json::Value::String(tag.to_owned())).ok())
        .collect()
}

impl Config {
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
        records::read_toml(text, REQUIRED).map_err(|mistakes| {
            let mut mistakes = mistakes.into_iter();
            let (line, mut message) = mistakes.next().unwrap_or_default();
            for (line, more) in mistakes {
                let _ = write!(message, "\n{}:{line}: {more}", path.display());
            }
            failed(line, message)
        })
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

/// A text in a language, or in the first that it has.
#[must_use]
pub fn in_language<'a>(text: &'a Text, language: &str) -> &'a str {
    text.iter()
        .find(|(tag, _)| tag.as_str() == language)
        .or_else(|| text.iter().next())
        .map_or("", |(_, text)| text.as_str())
}
