//! Change feeds: event streams as static files, which harvesters follow page by page.
//!
//! Each build that changes something appends pages; a page that was published is never written again.
//! There are two streams, both [Linked Data Event Streams](https://w3id.org/ldes/specification) in
//! the pages of [TREE](https://w3id.org/tree/specification):
//!
//! - [`advance_resources`]: `feed/resources/`, a member for each subject of the graph and each build in
//!   which its triples changed. Whoever keeps the last version of each subject and leaves out what was
//!   deleted has the newest N-Triples dump, byte for byte: [`replay()`] does so.
//! - [`advance_catalogue`]: `feed/catalogue/`, after the
//!   [DCAT-AP Feed specification](https://semiceu.github.io/LDES-DCAT-AP-feeds/index.html), an
//!   activity for each entity of the catalogue that was created, updated or deleted.
//!
//! ```text
//! feed/resources/index.ttl    the stream and its pages; the only file that harvesters ask for again
//!                000001.ttl   a page, for ever
//!                state.json   what the next build needs to know
//! feed/catalogue/index.trig, 000001.trig, state.json
//! ```
//!
//! `README.md` of this module tells what stands in them and why.

mod catalogue;
mod log;
mod replay;
mod resources;
mod state;
mod turtle;

use std::io::Write as _;
use std::path::PathBuf;

use crate::error::Error;
use crate::publish::{Building, Written};

pub use catalogue::advance as advance_catalogue;
pub use replay::{Replayed, replay};
pub use resources::advance as advance_resources;

/// What both streams are told of the dataset and of the build.
#[derive(Debug, Clone)]
pub struct Publication<'a> {
    /// Where `feed/` will stand for ever, ending in `/`: the IRIs of streams and members begin with it.
    pub base: &'a str,
    /// Name of the dataset by language tag.
    pub title: Vec<(&'a str, &'a str)>,
    /// IRI of the licence.
    pub licence: &'a str,
    /// When the build's data were last changed: `2026-11-22` or an `xsd:dateTime`.
    pub modified: &'a str,
}

/// How much a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// Members.
    pub members: usize,
    /// Bytes of its members; one member may be larger.
    pub bytes: usize,
}

impl Default for PageSize {
    fn default() -> Self {
        Self {
            members: 2_000,
            bytes: 4 << 20,
        }
    }
}

/// What happened to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Create,
    Update,
    Delete,
}

impl Event {
    /// The class of its members.
    fn class(self) -> &'static str {
        match self {
            Self::Create => "as:Create",
            Self::Update => "as:Update",
            Self::Delete => "as:Delete",
        }
    }
}

/// Writes the document that describes a stream: what it is, how its members are read, and its pages.
fn write_root(
    log: &log::Log<'_>,
    publication: &Publication<'_>,
    purpose: [(&str, &str); 2],
    [description, shape]: [&str; 2],
) -> Result<Written, Error> {
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = try_write_root(log, publication, purpose, description, &mut text);
    text.extend_from_slice(shape.as_bytes());
    log.building().write(&log.path(&log.root()), &text)
}

fn try_write_root(
    log: &log::Log<'_>,
    publication: &Publication<'_>,
    purpose: [(&str, &str); 2],
    description: &str,
    out: &mut Vec<u8>,
) -> std::io::Result<()> {
    turtle::write_prefixes(None, out)?;
    let (stream, root) = (log.stream(), log.root());
    write!(out, "\n<{stream}> a ldes:EventStream ;\n    dcterms:title ")?;
    let mut separator = "";
    for (language, title) in &publication.title {
        let purpose = purpose
            .iter()
            .find(|(tag, _)| tag == language)
            .map_or(purpose[1].1, |(_, text)| text);
        out.write_all(separator.as_bytes())?;
        crate::graph::write_quoted(&format!("{title}: {purpose}"), out)?;
        write!(out, "@{language}")?;
        separator = " , ";
    }
    if publication.title.is_empty() {
        write!(out, "\"{}\"@en", purpose[1].1)?;
    }
    write!(
        out,
        " ;\n    dcterms:license <{}> ;\n{description}    tree:view <{root}> .\n",
        publication.licence
    )?;
    write!(out, "\n<{root}> a tree:Node")?;
    for (number, page) in log.pages().iter().enumerate() {
        let separator = if number == 0 {
            " ;\n    tree:relation "
        } else {
            " ,\n        "
        };
        let stem = page.stem();
        write!(out, "{separator}<#{stem}-from> , <#{stem}-to>")?;
    }
    out.write_all(b" .\n")?;
    for page in log.pages() {
        // All members of a page are of one build.
        for (end, class) in [
            ("from", "GreaterThanOrEqualTo"),
            ("to", "LessThanOrEqualTo"),
        ] {
            write!(
                out,
                "\n<#{}-{end}> a tree:{class}Relation ;\n    tree:node <{}> ;\n    \
                 tree:path as:published ;\n    tree:value \"{}\"^^xsd:dateTime ;\n    \
                 tree:remainingItems {} .\n",
                page.stem(),
                page.file,
                page.published,
                page.members
            )?;
        }
    }
    Ok(())
}

/// The refusal of an old feed that cannot be continued.
fn broken(building: &Building<'_>, folder: &str, what: &str) -> Error {
    let old: PathBuf = building.old().unwrap_or(building.root()).join(folder);
    Error::Publish {
        path: old,
        message: format!(
            "{what}, so harvesters that follow the feed cannot be told what has changed: put the folder \
             back as it was published, or delete it to begin a new feed"
        ),
    }
}

#[cfg(test)]
mod tests;
