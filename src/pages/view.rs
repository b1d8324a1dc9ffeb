//! Plain views, from which the templates write.

use super::dates::Dated;
use super::shown::{Shown, Text};
use super::{Pages, Words};
use crate::resource::Language;
use crate::vocab::{EDTF, xsd};

/// A page, made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its HTML.
    pub html: String,
    /// Its language.
    pub language: Language,
}

/// What every page has around it.
pub(super) struct Layout {
    pub(super) words: &'static Words,
    pub(super) tag: &'static str,
    pub(super) other: &'static str,
    pub(super) title: Shown,
    pub(super) site: Shown,
    pub(super) licence: Option<String>,
    /// Leads to the root of the site.
    pub(super) root: String,
    /// Leads to the start page in this language.
    pub(super) home: String,
    /// Leads to the search; none if there is no server.
    pub(super) search: Option<String>,
    /// The links of the footer: where, and what they are called.
    pub(super) footer: Vec<(String, &'static str)>,
    /// The page in the other language.
    pub(super) switch: String,
    /// Whether this is the start page.
    pub(super) is_front: bool,
    /// The page in each language, for search engines: language and address.
    pub(super) languages: Vec<(&'static str, String)>,
    pub(super) menu: Vec<MenuItem>,
    /// Style sheets beside that of all pages.
    pub(super) styles: Vec<String>,
    /// Data about the page's subject: type and address.
    pub(super) alternates: Vec<Alternate>,
    /// What was searched for.
    pub(super) query: Shown,
    /// JSON-LD of schema.org, safe within a script element.
    pub(super) json_ld: Option<String>,
}

pub(super) struct MenuItem {
    pub(super) href: String,
    pub(super) name: &'static str,
    pub(super) current: bool,
}

pub(super) struct Alternate {
    pub(super) href: String,
    pub(super) media_type: &'static str,
    pub(super) name: &'static str,
}

/// A value of a statement or a cell: a text, and where it leads.
#[derive(Debug, Clone, Default)]
pub(super) struct Value {
    pub(super) href: Option<String>,
    pub(super) outside: bool,
    pub(super) text: Text,
    /// When it is, if it is a date or a period.
    pub(super) when: Option<Dated>,
    /// What is added in words: the host of an outside link, the basis of a reading.
    pub(super) marks: Vec<Mark>,
    /// Numbers of the passages in the list of sources.
    pub(super) sources: Vec<usize>,
    pub(super) notes: Vec<Text>,
    /// A value that is denied.
    pub(super) denied: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) text: String,
    pub(super) hint: &'static str,
}

/// Values of one property.
pub(super) struct Fact {
    pub(super) name: Text,
    pub(super) href: Option<String>,
    /// Marks that hold of every value.
    pub(super) shared: Vec<Mark>,
    pub(super) values: Vec<Value>,
    pub(super) more: bool,
}

pub(super) struct Table {
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Vec<Value>>>,
}

/// A part of a page under a heading.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    pub(super) lead: Option<&'static str>,
    /// SVG that our own drawings made.
    pub(super) drawing: Option<String>,
    pub(super) table: Table,
    pub(super) next: Option<Value>,
}

/// A passage in the list of sources.
pub(super) struct Source {
    pub(super) number: usize,
    pub(super) passage: Value,
    pub(super) heading: Option<Text>,
}

impl Pages<'_> {
    pub(super) fn layout(&self, title: &str) -> Layout {
        let words = self.words;
        let menu = [
            ("agencies", words.agencies),
            ("mandates", words.mandates),
            ("activities", words.activities),
            ("networks", words.networks),
            ("publications", words.publications),
            ("themes", words.themes),
            ("places", words.places),
            ("sources", words.sources),
            ("editor", words.editor_menu),
        ];
        let here = self.here;
        let other = self.language.other().tag();
        let footer = [
            ("#files", words.files),
            ("examples", words.questions),
            ("editor", words.footer_endpoint),
            ("ns", words.footer_ontology),
            ("concepts", words.concepts),
            ("catalog", words.catalogue),
            ("sources", words.footer_sources),
        ];
        let is_there = |path: &str| match path {
            "editor" => self.is_served(),
            "catalog" => self.site.has_catalogue,
            _ => true,
        };
        Layout {
            words,
            tag: self.language.tag(),
            other,
            title: Shown::of(title),
            site: Shown::of(&self.site.title),
            licence: self.site.licence.as_deref().and_then(super::shown::outside),
            root: self.root.to_owned(),
            home: self.href(""),
            search: self.is_served().then(|| self.href("search")),
            footer: footer
                .into_iter()
                .filter(|(path, _)| is_there(path))
                .map(|(path, name)| (self.href(path), name))
                .collect(),
            switch: self.page_in(other, here),
            is_front: here.is_empty(),
            languages: Language::ALL
                .into_iter()
                .map(|it| (it.tag(), self.page_in(it.tag(), here)))
                .collect(),
            menu: menu
                .into_iter()
                .filter(|(path, _)| is_there(path))
                .map(|(path, name)| MenuItem {
                    href: self.href(path),
                    name,
                    // Also where something is chosen: `publications?year=2008`, or the file of that.
                    current: here
                        .strip_prefix(path)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '-'])),
                })
                .collect(),
            styles: Vec::new(),
            alternates: Vec::new(),
            query: Shown::default(),
            json_ld: None,
        }
    }

    pub(super) fn page(&self, html: String) -> Page {
        Page {
            html,
            language: self.language,
        }
    }
}

impl Value {
    /// For the attribute `datetime`.
    pub(super) fn machine(&self) -> Option<&str> {
        self.when.as_ref()?.machine.as_deref()
    }

    /// A literal: a date in words, a truth value in a word, anything else as it is.
    pub(super) fn literal(
        text: &str,
        datatype: &str,
        tag: Option<&str>,
        pages: &Pages<'_>,
    ) -> Self {
        let dates = [xsd::G_YEAR, xsd::G_YEAR_MONTH, xsd::DATE, EDTF];
        let when = dates.contains(&datatype).then_some(text);
        let when = when.and_then(|text| Dated::read(text, pages.language));
        let shown = match (datatype, text) {
            (xsd::BOOLEAN, "true" | "1") => pages.words.yes,
            (xsd::BOOLEAN, "false" | "0") => pages.words.no,
            (_, text) => when.as_ref().map_or(text, |when| &when.words),
        };
        Self {
            text: Text::tagged(shown, tag, pages.language),
            when,
            ..Self::default()
        }
    }

    pub(super) fn plain(text: &str) -> Self {
        Self {
            text: Text::plain(text),
            ..Self::default()
        }
    }

    pub(super) fn link(href: String, text: Text) -> Self {
        Self {
            href: Some(href),
            text,
            ..Self::default()
        }
    }
}
