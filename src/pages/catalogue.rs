//! The page of the catalogue: which datasets there are, with their files.

use askama::Template;

use super::dates::Dated;
use super::shown::{self, Shown};
use super::view::{Alternate, Layout, Page};
use super::{Pages, Unmade};
use crate::catalogue::{Bilingual, ListedDataset, ListedFile, Listing, SYNTAXES};

#[derive(Template)]
#[template(path = "catalogue.html")]
struct CataloguePage {
    layout: Layout,
    forms: Vec<(String, &'static str)>,
    /// The feeds of changes, which a build has and a server does not offer.
    feeds: Vec<(String, &'static str)>,
    datasets: Vec<Dataset>,
    service: Option<Service>,
    /// None if no server makes the pages.
    editor: Option<String>,
    openapi: String,
}

/// The SPARQL endpoint.
struct Service {
    anchor: String,
    href: String,
    address: Shown,
}

struct Dataset {
    anchor: String,
    title: Shown,
    description: Shown,
    version: Shown,
    modified: Shown,
    files: Vec<File>,
}

struct File {
    anchor: String,
    href: String,
    title: Shown,
    media_type: Shown,
    size: String,
    modified: Shown,
}

impl Pages<'_> {
    /// The page of a catalogue. Each entry has the end of its IRI as its anchor.
    ///
    /// # Errors
    ///
    /// [`Unmade::Template`]
    pub fn catalogue(&self, listing: &Listing) -> Result<Page, Unmade> {
        let mut layout = self.layout(self.words.catalogue);
        let form = |syntax: crate::resource::Syntax| {
            let href = self.file(&format!("catalog.{}", syntax.extension()));
            (href, syntax)
        };
        layout.alternates = SYNTAXES
            .into_iter()
            .map(form)
            .map(|(href, syntax)| Alternate {
                href,
                media_type: syntax.media_type(),
                name: syntax.name(),
            })
            .collect();
        let forms = SYNTAXES.into_iter().map(form);
        let service = listing.service.as_ref().map(|it| Service {
            anchor: shown::path(&it.name),
            href: self.file("sparql"),
            address: Shown::of(&it.address),
        });
        let feeds = [
            ("feed/resources/index.ttl", self.words.feed_of_resources),
            ("feed/catalogue/index.trig", self.words.feed_of_catalogue),
        ];
        let feeds = feeds.map(|(path, name)| (self.file(path), name));
        let page = CataloguePage {
            layout,
            feeds: feeds.into_iter().filter(|_| !self.is_served()).collect(),
            forms: forms.map(|(href, it)| (href, it.name())).collect(),
            datasets: listing.datasets.iter().map(|it| self.dataset(it)).collect(),
            service,
            editor: self.is_served().then(|| self.href("editor")),
            openapi: self.file("openapi.json"),
        };
        Ok(self.page(page.render()?))
    }

    fn dataset(&self, dataset: &ListedDataset) -> Dataset {
        Dataset {
            anchor: shown::path(&dataset.name),
            title: self.chosen(&dataset.title),
            description: self.chosen(&dataset.description),
            version: Shown::of(&dataset.version),
            modified: self.day(&dataset.modified),
            files: dataset.files.iter().map(|it| self.listed(it)).collect(),
        }
    }

    fn listed(&self, file: &ListedFile) -> File {
        let bytes = usize::try_from(file.bytes).unwrap_or(usize::MAX);
        File {
            anchor: shown::path(&file.name),
            href: self.file(&shown::path(&file.path)),
            title: self.chosen(&file.title),
            media_type: Shown::of(&file.media_type),
            size: super::front::size(bytes, self.language),
            modified: self.day(&file.modified),
        }
    }

    fn chosen(&self, text: &Bilingual) -> Shown {
        Shown::of(self.language.choose(text.sv.as_str(), text.en.as_str()))
    }

    fn day(&self, text: &str) -> Shown {
        let dated = Dated::read(text, self.language);
        Shown::of(&dated.map_or_else(|| text.to_owned(), |dated| dated.words))
    }
}
