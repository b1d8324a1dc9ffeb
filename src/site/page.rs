//! One page of the site, in both languages, with the data beside it.

use std::fmt::Display;

use super::Site;
use crate::error::Error;
use crate::frozen::Node;
use crate::pages::shown::path as encoded;
use crate::pages::{
    After, Drawn, DumpFile, FILE_SYNTAXES, Focus, Front, List, Page, Pages, Selection, Unmade,
    Variant, Variants, file_of,
};
use crate::publish::{Building, Written, media_type_of};
use crate::resource::{Description, Language, Resources, Retired};
use crate::vocab::upp;

/// What a page is about.
pub(super) enum Subject<'a> {
    Front,
    Examples,
    Example {
        name: &'a str,
        answer: Option<&'a [u8]>,
    },
    Ontology,
    Catalogue,
    List(List),
    Drawn(Drawn),
    Resource(Node),
    Retired {
        iri: &'a str,
        what: &'a Retired,
    },
    Variant {
        /// Its file, below the language.
        file: &'a str,
        variant: &'a Variant,
    },
}

/// Makes the pages of a site for one thread.
pub(super) struct Maker<'a> {
    site: &'a Site<'a>,
    building: &'a Building<'a>,
    resources: Resources<'a>,
}

pub(super) fn unmade<E: Display>(path: &str) -> impl Fn(E) -> Error {
    move |error| Error::Page {
        path: path.to_owned(),
        message: error.to_string(),
    }
}

impl<'a> Maker<'a> {
    pub(super) fn of(
        site: &'a Site<'a>,
        building: &'a Building<'a>,
        resources: &Resources<'a>,
    ) -> Self {
        Self {
            site,
            building,
            resources: *resources,
        }
    }

    /// Writes the pages of a subject and its data.
    pub(super) fn write(
        &self,
        subject: &Subject<'_>,
        variants: &Variants,
        written: &mut Vec<Written>,
    ) -> Result<(), Error> {
        let path = self.path(subject)?;
        let (here, file) = match subject {
            Subject::Variant { file, .. } => (file.trim_end_matches(".html"), (*file).to_owned()),
            _ => (path.as_str(), file_of(&path)),
        };
        for language in Language::ALL {
            let file = format!("{}/{file}", language.tag());
            let up = "../".repeat(file.matches('/').count());
            // A web server shows it under other paths, too.
            let root = match subject {
                Subject::Retired { .. } => self.site.address.path(),
                _ => &up,
            };
            let page = self
                .with_pages(language, here, root, variants, |pages| {
                    self.page(subject, language, pages)
                })
                .map_err(unmade(&file))?;
            written.push(self.building.write(&file, page.html.as_bytes())?);
        }
        if let Some(description) = self.description(subject).map_err(unmade(&path))? {
            for syntax in FILE_SYNTAXES {
                let file = format!("{path}.{}", syntax.extension());
                let bytes = description.write(syntax).map_err(unmade(&file))?;
                written.push(self.building.write(&file, &bytes)?);
            }
        }
        Ok(())
    }

    /// The front page, as it stands at the root: in Swedish, the language of the data.
    pub(super) fn entrance(&self, variants: &Variants) -> Result<String, Error> {
        let language = Language::Swedish;
        let page = self.with_pages(language, "", "./", variants, |pages| {
            self.page(&Subject::Front, language, pages)
        });
        Ok(page.map_err(unmade("index.html"))?.html)
    }

    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is of one lifetime, the closure of any"
    )]
    /// The page of a path that leads nowhere. It is shown at any depth, so its links begin at the
    /// root of the host.
    pub(super) fn not_found(
        &self,
        language: Language,
        variants: &Variants,
    ) -> Result<String, Error> {
        let root = self.site.address.path();
        let page = self.with_pages(language, "404", root, variants, |pages| pages.not_found());
        Ok(page.map_err(unmade("404.html"))?.html)
    }

    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is of one lifetime, the closure of any"
    )]
    /// The page of all that was withdrawn, for a server that has but one.
    pub(super) fn gone(&self, language: Language, variants: &Variants) -> Result<String, Error> {
        let root = self.site.address.path();
        let page = self.with_pages(language, "410", root, variants, |pages| pages.gone());
        Ok(page.map_err(unmade("410.html"))?.html)
    }

    /// The path that the sitemap lists, below the language: not of what is part of another, and of
    /// what is retired.
    pub(super) fn listed(&self, subject: &Subject<'_>) -> Result<Option<String>, Error> {
        let is_part = |path: &String| path.matches('/').count() > 2;
        Ok(match subject {
            Subject::Retired { .. } | Subject::Variant { .. } => None,
            Subject::Resource(_) => Some(self.path(subject)?).filter(|path| !is_part(path)),
            _ => Some(self.path(subject)?),
        })
    }

    /// The path of a page below the language, without the ending of its file.
    fn path(&self, subject: &Subject<'_>) -> Result<String, Error> {
        Ok(match subject {
            Subject::Front => String::new(),
            Subject::Examples => "examples".to_owned(),
            Subject::Example { name, .. } => format!("examples/{name}"),
            Subject::Ontology => "ns".to_owned(),
            Subject::Catalogue => "catalog".to_owned(),
            Subject::List(list) => list.path().to_owned(),
            Subject::Drawn(drawn) => drawn.path().to_owned(),
            Subject::Resource(node) => {
                let iri = self.resources.text(*node).map_err(unmade("a resource"))?;
                self.document(&iri)?
            }
            Subject::Retired { iri, .. } => self.document(iri)?,
            Subject::Variant { variant, .. } => variant.path.clone(),
        })
    }

    /// The path of a resource's page. Its address is the same text, which holds if the IRI needs no
    /// escapes: those that the program mints do not.
    fn document(&self, iri: &str) -> Result<String, Error> {
        let local = self.resources.local_name(iri).unwrap_or_default();
        if local.is_empty() || encoded(local) != local {
            let message =
                "its IRI cannot be the name of a file: use letters a to z, digits and hyphens";
            return Err(unmade(iri)(message));
        }
        Ok(format!("doc/{local}"))
    }

    fn with_pages<T>(
        &self,
        language: Language,
        here: &str,
        root: &str,
        variants: &Variants,
        make: impl FnOnce(&Pages<'_>) -> Result<T, Unmade>,
    ) -> Result<T, Unmade> {
        let of_pages = language.choose(&self.site.titles[0], &self.site.titles[1]);
        let pages = Pages::of(Some(self.resources), of_pages, language, here, root);
        make(&pages.as_files(variants))
    }

    fn page(
        &self,
        subject: &Subject<'_>,
        language: Language,
        pages: &Pages<'_>,
    ) -> Result<Page, Unmade> {
        match subject {
            Subject::Front => pages.front(&self.front(language)),
            Subject::Examples => pages.examples(&self.site.questions(language)),
            Subject::Example { name, answer } => {
                let questions = self.site.questions(language);
                match questions.iter().find(|question| question.name == *name) {
                    Some(question) => pages.example(question, *answer),
                    None => pages.not_found(),
                }
            }
            Subject::Ontology => pages.ontology(),
            Subject::Catalogue => pages.catalogue(self.site.catalogue),
            Subject::List(list) => pages.list(*list, &Selection::default()),
            Subject::Drawn(drawn) => pages.drawn(*drawn, &Focus::default()),
            Subject::Resource(node) => pages.resource(*node, None),
            Subject::Retired { iri, what } => match what {
                Retired::Withdrawn(tombstone) => pages.withdrawn(iri, tombstone),
                Retired::MergedInto(into) => pages.merged(iri, into),
            },
            Subject::Variant { variant, .. } => self.variant(variant, pages),
        }
    }

    /// The page of a choice.
    fn variant(&self, variant: &Variant, pages: &Pages<'_>) -> Result<Page, Unmade> {
        let chosen = |name: &str| variant.chosen(name);
        if let Some(list) = List::from_path(&variant.path) {
            return pages.list(list, &Selection::of(chosen));
        }
        if let Some(drawn) = Drawn::from_path(&variant.path) {
            return pages.drawn(drawn, &Focus::of(chosen));
        }
        let local = variant.path.strip_prefix("doc/").unwrap_or_default();
        let after = chosen("after")
            .zip(chosen("by"))
            .map(|(subject, property)| After {
                subject: subject.to_owned(),
                property: property.to_owned(),
            });
        for base in [self.site.base, crate::vocab::CONCEPT_BASE] {
            if let Some(node) = self.resources.find(&format!("{base}{local}"))? {
                return pages.resource(node, after.as_ref());
            }
        }
        pages.not_found()
    }

    fn front(&self, language: Language) -> Front<'_> {
        let dumps = self.building.written().iter();
        let dumps = dumps.filter_map(|file| Some((file.path.strip_prefix("dump/")?, file)));
        Front {
            questions: self.site.questions(language),
            files: dumps
                .map(|(path, file)| DumpFile {
                    path,
                    media_type: media_type_of(path),
                    bytes: usize::try_from(file.bytes).unwrap_or(usize::MAX),
                })
                .collect(),
            limits: Vec::new(),
            quads: self.site.graph.quads(),
        }
    }

    /// What stands in the files beside the page.
    fn description(
        &self,
        subject: &Subject<'_>,
    ) -> Result<Option<Description>, crate::frozen::Refused> {
        let of = |node| self.resources.description(node).map(Some);
        match subject {
            Subject::Resource(node) => of(*node),
            Subject::Ontology => {
                let ontology = self.resources.find(upp::NAMESPACE.trim_end_matches('#'))?;
                ontology.map_or(Ok(None), of)
            }
            Subject::Retired {
                iri,
                what: Retired::Withdrawn(tombstone),
            } => Ok(Some(tombstone.description(iri))),
            Subject::Retired { iri, .. } => self.resources.find(iri)?.map_or(Ok(None), of),
            _ => Ok(None),
        }
    }
}
