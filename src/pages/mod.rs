//! HTML pages of a graph, in Swedish and English.
//!
//! In come [`Resources`] and what the [`Site`] is called; out comes the text of a page. Pages are
//! made by the templates of `templates/` from plain views, in which no character of a text hides
//! another and every address is one that may be followed. Links are relative, so the
//! pages can be served under any path, and written as files.
//!
//! A page of a list or of a resource has a language in its path: `sv/…`, `en/…`.
//!
//! It knows nothing of HTTP.

mod catalogue;
mod dates;
mod drawn;
mod front;
mod kinds;
mod links;
mod lists;
mod messages;
mod names;
mod ontology;
mod queries;
mod resource_page;
mod schema_org;
mod search_page;
pub(crate) mod shown;
mod tables;
mod view;
mod words;

pub(crate) use words::term_name;

pub use drawn::{Drawn, Focus};
pub use front::{DumpFile, Front, Question};
pub use links::{Links, Variant, Variants, file_of};
pub use lists::{List, Selection};
pub use messages::Failure;
pub use queries::{Editor, EditorFiles, MAX_ANSWER_ROWS};
pub use resource_page::{After, FILE_SYNTAXES};
pub use search_page::index_of;
pub use view::Page;
pub use words::Words;

use crate::frozen::{Node, Refused};
use crate::resource::{Language, Resources};
use crate::vocab::upp;

/// Style sheets of all pages, one after the other: of the pages and of the drawings.
pub const STYLES: [&str; 2] = [include_str!("style.css"), crate::drawings::STYLE];

/// What pages tell of the whole: one for each language.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Title of the dataset.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// Licence of the data, as an IRI.
    pub licence: Option<String>,
    /// Whether there is a page of the catalogue, to which every page links.
    pub has_catalogue: bool,
}

/// Why a page cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Unmade {
    /// The graph is damaged.
    #[error(transparent)]
    Damaged(#[from] Refused),
    /// A template failed.
    #[error("a template failed: {0}")]
    Template(#[from] askama::Error),
}

/// Makes the pages of a site in one language.
#[derive(Clone, Copy)]
pub struct Pages<'a> {
    resources: Option<Resources<'a>>,
    site: &'a Site,
    language: Language,
    words: &'static Words,
    /// Where the page lies, without its language: `doc/org/socialstyrelsen`.
    here: &'a str,
    /// Leads from the page to the root of the site: `../../`.
    root: &'a str,
    links: Links<'a>,
}

impl<'a> Pages<'a> {
    /// Pages of a site that lie at a path.
    ///
    /// `here` is the path without the language, as it would be after `sv/`; `root` leads from the
    /// address of the page to the root of the site, and ends in `/`.
    #[must_use]
    pub fn of(
        resources: Option<Resources<'a>>,
        site: &'a Site,
        language: Language,
        here: &'a str,
        root: &'a str,
    ) -> Self {
        Self {
            resources,
            site,
            language,
            words: Words::of(language),
            here,
            root,
            links: Links::Served,
        }
    }

    /// The same pages as files of a site without a server.
    #[must_use]
    pub fn as_files(self, variants: &'a Variants) -> Self {
        Self {
            links: Links::Files(variants),
            ..self
        }
    }
}

/// The path of a resource's page below the language; `None` if the resource lies outside.
///
/// Resources of the dataset and the built-in concepts have pages of their own, terms of our
/// namespace an anchor of the ontology's page.
#[must_use]
pub fn path_of(resources: &Resources<'_>, iri: &str) -> Option<String> {
    if let Some(term) = iri.strip_prefix(upp::NAMESPACE) {
        return Some(format!("ns#{}", shown::component(term)));
    }
    if iri == upp::NAMESPACE.trim_end_matches('#') {
        return Some("ns".to_owned());
    }
    let local = resources.local_name(iri)?;
    // At `doc/` a resource of the dataset comes before a built-in one that is called the same.
    let own = format!("{}{local}", resources.base());
    if own != iri && !resources.base().is_empty() && resources.find(&own).ok()?.is_some() {
        return None;
    }
    Some(format!("doc/{}", shown::path(local)))
}

/// The path of any resource's page: the one of [`path_of`], else `resource?iri=…`.
#[must_use]
pub fn any_path_of(resources: &Resources<'_>, iri: &str) -> String {
    path_of(resources, iri).unwrap_or_else(|| format!("resource?iri={}", shown::component(iri)))
}

/// Whether pages show a resource.
///
/// # Errors
///
/// As [`Resources::find`].
pub fn is_shown(resources: &Resources<'_>, node: Node) -> Result<bool, Refused> {
    resources.is_described(node)
}
