//! What a build leaves for the next one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Name of the file.
pub(super) const FILE: &str = "state.json";

/// Version of the file's form.
const FORMAT: u32 = 1;

/// What is known of a feed, as `state.json` beside its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub(super) format: u32,
    /// IRI of the stream.
    pub(super) stream: String,
    /// Number of builds that changed something.
    pub(super) release: u64,
    /// Position of the last member.
    pub(super) position: u64,
    /// When the last release was published, as its members say.
    pub(super) published: String,
    /// SHA-256 of what the feed leads to: of the resources, the N-Triples dump; of a catalogue, the
    /// sums of its entities.
    pub(super) content: String,
    /// SHA-256 of each entity of a catalogue, by IRI.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) entities: BTreeMap<String, String>,
    pub(super) pages: Vec<Page>,
}

/// A page that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// Name of its file.
    pub(super) file: String,
    pub(super) release: u64,
    pub(super) published: String,
    pub(super) members: u64,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Default for State {
    fn default() -> Self {
        Self {
            format: FORMAT,
            stream: String::new(),
            release: 0,
            position: 0,
            published: String::new(),
            content: String::new(),
            entities: BTreeMap::new(),
            pages: Vec::new(),
        }
    }
}

impl State {
    /// Reads the state in a feed's folder: `None` if there is no folder, an error in words if it is
    /// there but cannot be continued.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, String> {
        if !folder.exists() {
            return Ok(None);
        }
        let text =
            fs::read(folder.join(FILE)).map_err(|e| format!("{FILE} cannot be read ({e})"))?;
        let damaged = |e: serde_json::Error| format!("{FILE} is damaged ({e})");
        let state: serde_json::Value = serde_json::from_slice(&text).map_err(damaged)?;
        // Before its fields: those of another form are others.
        if state["format"].is_u64() && state["format"] != FORMAT {
            return Err(format!(
                "{FILE} was written by another version of the program"
            ));
        }
        serde_json::from_value(state).map(Some).map_err(damaged)
    }

    /// As it is written: one page a line would be nicer to read, but this is for programs.
    pub(super) fn to_json(&self) -> Vec<u8> {
        // Texts and numbers can always be written.
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        text
    }
}

impl Page {
    /// The file's name without its ending.
    pub(super) fn stem(&self) -> &str {
        self.file.split('.').next().unwrap_or(&self.file)
    }
}
