//! `uppdrag.toml`: what a dataset is called, where its identifiers live, who stands for it.

use std::path::Path;

use serde::Deserialize;

use crate::error::Error;
use crate::records::{EdtfDate, Iri, Key, Language, OrganisationNumber, PlainText, Text};

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
        let text = std::fs::read_to_string(&path).map_err(|e| {
            failed(
                0,
                format!("cannot be read ({e}); `uppdrag init DIR` writes a dataset to start from"),
            )
        })?;
        toml::from_str(&text).map_err(|e| {
            let line = e.span().map_or(0, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            // Value types add rule and remedy after a separator that the user need not see.
            let parts: Vec<&str> = e.message().split('\u{1F}').collect();
            let message = match parts.as_slice() {
                [message, _, remedy] if !remedy.is_empty() => format!("{message}: {remedy}"),
                [message, ..] => (*message).to_owned(),
                [] => String::new(),
            };
            failed(line, message)
        })
    }
}

/// A text in a language, or in the first that it has.
#[must_use]
pub fn in_language<'a>(text: &'a Text, language: &str) -> &'a str {
    text.iter()
        .find(|(tag, _)| tag.as_str() == language)
        .or_else(|| text.iter().next())
        .map_or("", |(_, text)| text.as_str())
}
