//! What a search found.

use askama::Template;

use super::kinds::Kind;
use super::shown::{Shown, Text};
use super::view::{Layout, Page, Value};
use super::{Pages, Unmade, any_path_of};
use crate::resource::Resources;
use crate::search::{Answer, Entry, Index, Limits, Total};
use crate::vocab::{dcterms, rdfs, skos};

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    layout: Layout,
    query: Shown,
    refused: Option<String>,
    total: String,
    hits: Vec<(Value, Option<Text>)>,
    next: Option<String>,
}

/// What is to be found: labels and titles.
const FOUND_BY: [&str; 5] = [
    skos::PREF_LABEL,
    skos::ALT_LABEL,
    dcterms::TITLE,
    dcterms::ALTERNATIVE,
    rdfs::LABEL,
];

/// Makes an index of all labels and titles of a graph.
///
/// # Errors
///
/// [`Unmade::Damaged`]
pub fn index_of(resources: &Resources<'_>, limits: Limits) -> Result<Option<Index>, Unmade> {
    let mut entries = Vec::new();
    for property in FOUND_BY {
        let Some(property) = resources.find(property)? else {
            continue;
        };
        for triple in resources.reader().triples(None, Some(property), None) {
            let [subject, _, label] = triple?;
            let oxigraph::model::Term::Literal(label) = resources.term(label)? else {
                continue;
            };
            if !resources.reader().is_iri(subject) {
                continue;
            }
            let classes = resources.classes(subject)?;
            entries.push(Entry {
                iri: resources.text(subject)?,
                class: Kind::naming(&classes).unwrap_or_default().to_owned(),
                language: label.language().unwrap_or_default().to_owned(),
                text: label.value().to_owned(),
            });
        }
    }
    Ok(Index::of(entries, limits).ok())
}

impl Pages<'_> {
    /// The page of an answer, or why there is none; `skip` hits were shown before.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the graph is damaged.
    pub fn found(
        &self,
        query: &str,
        answer: Result<&Answer<'_>, String>,
        skip: usize,
    ) -> Result<Page, Unmade> {
        let resources = self.graph()?;
        let mut hits = Vec::new();
        let mut total = String::new();
        let mut next = None;
        let mut refused = None;
        match answer {
            Ok(answer) => {
                for hit in &answer.hits {
                    let tag = Some(hit.language).filter(|tag| !tag.is_empty());
                    let text = Text::tagged(hit.text, tag, self.language);
                    let mut value = Value::link(self.href(&any_path_of(resources, hit.iri)), text);
                    // What was found in the other language is named in that of the page.
                    if value.text.language.is_some()
                        && let Some(node) = resources.find(hit.iri)?
                    {
                        let name = Text::of(&self.name(node)?, self.language);
                        if name.language.is_none() && name.text != value.text.text {
                            value.notes.push(std::mem::replace(&mut value.text, name));
                        }
                    }
                    let class = resources.find(hit.class)?;
                    let class = class.map(|class| self.name(class)).transpose()?;
                    hits.push((value, class.map(|name| Text::of(&name, self.language))));
                }
                let (all, prefix) = match answer.total {
                    Total::Exactly(all) => (all, ""),
                    Total::MoreThan(all) => (all, "> "),
                };
                total = format!("{prefix}{all} {}", self.words.hits);
                let shown = skip + answer.hits.len();
                next = (shown < all && !answer.hits.is_empty()).then(|| {
                    let query = super::shown::component(query);
                    self.href(&format!("search?q={query}&from={shown}"))
                });
            }
            Err(reason) => refused = Some(reason),
        }
        let mut layout = self.layout(self.words.search);
        layout.query = Shown::of(query);
        let page = SearchPage {
            layout,
            query: Shown::of(query),
            refused,
            total,
            hits,
            next,
        };
        Ok(self.page(page.render()?))
    }
}
