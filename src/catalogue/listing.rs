//! What a catalogue lists, in words: for its page.

use serde::{Deserialize, Serialize};

/// A text in Swedish and English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bilingual {
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
}

impl Bilingual {
    /// A text in Swedish and in English.
    pub fn new(sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            sv: sv.into(),
            en: en.into(),
        }
    }
}

/// What a catalogue lists.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Listing {
    /// The datasets.
    pub datasets: Vec<ListedDataset>,
    /// The SPARQL endpoint, if there is one.
    pub service: Option<ListedService>,
}

/// A SPARQL endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedService {
    /// The end of its IRI.
    pub name: String,
    /// Where it answers.
    pub address: String,
}

/// A dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedDataset {
    /// The end of its IRI.
    pub name: String,
    /// Its title.
    pub title: Bilingual,
    /// What it holds.
    pub description: Bilingual,
    /// Its version.
    pub version: String,
    /// When its content last changed.
    pub modified: String,
    /// Its files.
    pub files: Vec<ListedFile>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFile {
    /// The end of its IRI.
    pub name: String,
    /// Path below the root of the publication.
    pub path: String,
    /// What it is.
    pub title: Bilingual,
    /// Its media type.
    pub media_type: String,
    /// Size in bytes.
    pub bytes: u64,
    /// When its content last changed.
    pub modified: String,
}

impl Listing {
    /// The entry of the page that tells of a name: the end of an IRI of the catalogue.
    #[must_use]
    pub fn anchor(&self, name: &str) -> Option<&str> {
        if let Some(service) = self.service.as_ref().filter(|it| it.name == name) {
            return Some(&service.name);
        }
        for dataset in &self.datasets {
            let part = name.strip_prefix(&dataset.name);
            let file = dataset.files.iter().find(|file| {
                let part = name.strip_prefix(&file.name);
                part.is_some_and(|part| matches!(part, "" | "/checksum"))
            });
            match (file, part) {
                (Some(file), _) => return Some(&file.name),
                (None, Some("" | "/period" | "/provenance" | "/distribution/sparql")) => {
                    return Some(&dataset.name);
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_iri_of_the_catalogue_leads_to_an_entry_of_its_page() {
        let listing = Listing {
            datasets: vec![ListedDataset {
                name: "dataset/a".to_owned(),
                title: Bilingual::default(),
                description: Bilingual::default(),
                version: String::new(),
                modified: String::new(),
                files: vec![ListedFile {
                    name: "dataset/a/distribution/ttl".to_owned(),
                    path: "dump/a.ttl".to_owned(),
                    title: Bilingual::default(),
                    media_type: String::new(),
                    bytes: 0,
                    modified: String::new(),
                }],
            }],
            service: Some(ListedService {
                name: "service/sparql".to_owned(),
                address: "https://e.org/sparql".to_owned(),
            }),
        };
        for (name, anchor) in [
            ("dataset/a", Some("dataset/a")),
            ("dataset/a/period", Some("dataset/a")),
            (
                "dataset/a/distribution/ttl/checksum",
                Some("dataset/a/distribution/ttl"),
            ),
            ("service/sparql", Some("service/sparql")),
            ("dataset/ab", None),
            ("dataset/a/distribution/nt", None),
        ] {
            assert_eq!(listing.anchor(name), anchor, "{name}");
        }
    }
}
