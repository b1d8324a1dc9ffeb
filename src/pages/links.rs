//! Where links lead: to a server, which makes any page when it is asked for, or to files.

use std::cell::RefCell;
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::shown::{component, outside};
use super::{Pages, any_path_of, path_of};
use crate::graph::hex;

/// How the pages of a site lead to each other.
#[derive(Debug, Clone, Copy)]
pub enum Links<'a> {
    /// By the addresses of a server: `sv/doc/org/x`, `sv/publications?year=2008`.
    Served,
    /// By the names of files, which any web server hands out as they are: `sv/doc/org/x.html`. There
    /// is no search, no endpoint, and no page of a resource outside.
    Files(&'a Variants),
}

/// A page as some of its links choose it: a filter, or where a list begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variant {
    /// Path of the page below the language: `publications`.
    pub path: String,
    /// Names and values of what is chosen.
    pub chosen: Vec<(String, String)>,
}

impl Variant {
    /// What is chosen under a name.
    #[must_use]
    pub fn chosen(&self, name: &str) -> Option<&str> {
        let mut chosen = self.chosen.iter();
        chosen
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The variants that pages lead to, by the paths of their files below the language.
#[derive(Debug, Default)]
pub struct Variants(RefCell<BTreeMap<String, Variant>>);

impl Variants {
    /// Takes those that were found since the last time.
    #[must_use]
    pub fn take(&self) -> BTreeMap<String, Variant> {
        self.0.take()
    }
}

/// Hexadecimal digits of a digest that tell the variants of one page apart.
const DIGITS: usize = 16;

impl Pages<'_> {
    /// A page of the site in the language of this one; what stands behind `#` is kept.
    pub(super) fn href(&self, path: &str) -> String {
        self.page_in(self.language.tag(), path)
    }

    /// A page of the site in a language.
    pub(super) fn page_in(&self, tag: &str, path: &str) -> String {
        let root = self.root;
        match self.links {
            Links::Served => format!("{root}{tag}/{path}"),
            Links::Files(_) => {
                let (path, anchor) = path.split_at(path.find('#').unwrap_or(path.len()));
                format!("{root}{tag}/{}{anchor}", file_of(path))
            }
        }
    }

    /// A variant of a page, in the language of this one.
    pub(super) fn variant(
        &self,
        path: &str,
        chosen: &[(&str, Option<&str>)],
        anchor: &str,
    ) -> String {
        let chosen = chosen.iter();
        let chosen: Vec<(&str, &str)> = chosen
            .filter_map(|(name, value)| Some((*name, (*value)?)))
            .collect();
        if chosen.is_empty() {
            return self.href(&format!("{path}{anchor}"));
        }
        let pairs: Vec<String> = chosen
            .iter()
            .map(|(name, value)| format!("{name}={}", component(value)))
            .collect();
        let pairs = pairs.join("&");
        let (root, tag) = (self.root, self.language.tag());
        match self.links {
            Links::Served => {
                let joint = if path.contains('?') { '&' } else { '?' };
                format!("{root}{tag}/{path}{joint}{pairs}{anchor}")
            }
            Links::Files(variants) => {
                let file = variant_file(path, &pairs);
                let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
                let variant = || Variant {
                    path: path.to_owned(),
                    chosen: chosen.into_iter().map(owned).collect(),
                };
                variants
                    .0
                    .borrow_mut()
                    .entry(file.clone())
                    .or_insert_with(variant);
                format!("{root}{tag}/{file}{anchor}")
            }
        }
    }

    /// Where an IRI of the graph is described: on a page of the site, or, if pages are files, where
    /// it leads itself; and whether that is outside.
    pub(super) fn described_at(&self, iri: &str) -> (Option<String>, bool) {
        match self.resources {
            Some(resources) if path_of(&resources, iri).is_some() || self.is_served() => {
                (Some(self.href(&any_path_of(&resources, iri))), false)
            }
            _ => {
                let href = outside(iri);
                let is_outside = href.is_some();
                (href, is_outside)
            }
        }
    }

    /// Something of the site that has no language.
    pub(super) fn file(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// Whether a server makes the pages.
    pub(super) fn is_served(&self) -> bool {
        matches!(self.links, Links::Served)
    }
}

/// The file of a page: `agencies.html`; that of a folder is its `index.html`.
#[must_use]
pub fn file_of(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        format!("{path}.html")
    }
}

/// The file of a variant: what is chosen may hold any character, so its digest names it.
fn variant_file(path: &str, pairs: &str) -> String {
    let digest = hex(&Sha256::digest(pairs));
    format!("{path}-{}.html", &digest[..DIGITS])
}
