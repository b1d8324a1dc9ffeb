//! What is served of a dataset, beside its graph: words about it, and its dumps.
//!
//! A manifest can be written down, so that one process makes what another serves.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Engine, Retired, Site, Text, media_type_of};
use crate::catalogue::Listing;
use crate::queries;

/// What is served of a dataset, beside its graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Title of the dataset.
    pub title: Text,
    /// What it is.
    pub description: Text,
    /// Base of its IRIs.
    pub base: String,
    /// Licence of its data, an IRI.
    pub licence: String,
    /// Its dumps.
    pub dumps: Vec<ServedDump>,
    /// IRIs that name nothing now, with what became of them.
    pub retired: Vec<(String, Retired)>,
    /// Its other files: catalogue, ontology, description of the addresses.
    pub files: Vec<ServedDump>,
    /// What its catalogue lists.
    pub catalogue: Listing,
}

/// A file in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedDump {
    /// Path relative to the folder, with `/` between folders; served under it.
    pub path: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The site, with the files of a folder and the questions.
    ///
    /// # Errors
    ///
    /// If a file cannot be read.
    pub fn site(self, engine: impl Into<Engine>, folder: &Path) -> io::Result<Site> {
        let mut site = Site::new(engine, self.title, self.description)
            .with_base(self.base)
            .with_licence(self.licence)
            .with_catalogue(self.catalogue);
        for ServedDump { path, sha256 } in self.dumps {
            let file = folder.join(&path);
            let name = path.strip_prefix("dump/").unwrap_or(&path);
            site = site.with_dump_file(name, media_type_of(&path), &file, sha256)?;
        }
        for (iri, what) in self.retired {
            site = site.with_retired(iri, what);
        }
        for ServedDump { path, sha256 } in self.files {
            let file = folder.join(&path);
            site = site.with_document_file(path.as_str(), media_type_of(&path), &file, sha256)?;
        }
        for query in queries::all() {
            let question = Text::new(query.question_sv, query.question_en);
            site = site.with_query(query.name, question, query.text);
        }
        Ok(site)
    }
}
