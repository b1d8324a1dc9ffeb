//! Pages that say why there is no other: not found, withdrawn, refused.

use askama::Template;

use super::dates::Dated;
use super::shown::Text;
use super::view::{Layout, Page, Value};
use super::words::term_name;
use super::{Pages, Unmade};
use crate::resource::{Tombstone, shortened};

/// A request that was not answered.
#[derive(Debug, Clone, Copy)]
pub struct Failure<'a> {
    /// HTTP status.
    pub status: u16,
    /// What is wrong and what to do.
    pub detail: &'a str,
    /// Name and value of the limit that was reached.
    pub limit: Option<(&'a str, &'a str)>,
    /// Whether it was a query, of whose answer nothing is sent.
    pub query: bool,
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message {
    layout: Layout,
    heading: &'static str,
    lead: &'static str,
    /// Where to go on.
    link: Option<Value>,
    details: Vec<(&'static str, Text)>,
    dumps: bool,
}

impl Pages<'_> {
    /// There is nothing at this address.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the template fails; so for those that follow.
    pub fn not_found(&self) -> Result<Page, Unmade> {
        let words = self.words;
        let lead = if self.is_served() {
            words.not_found_lead
        } else {
            words.no_file_lead
        };
        self.message(words.not_found, lead, Vec::new(), false)
    }

    /// Something was withdrawn, of which nothing is told.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the template fails.
    pub fn gone(&self) -> Result<Page, Unmade> {
        let words = self.words;
        self.message(words.withdrawn, words.withdrawn_lead, Vec::new(), false)
    }

    /// Something was withdrawn.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the template fails.
    pub fn withdrawn(&self, iri: &str, tombstone: &Tombstone) -> Result<Page, Unmade> {
        let words = self.words;
        let day = tombstone.date.as_deref();
        let date = day.and_then(|it| Dated::read(it, self.language));
        let date = date.as_ref().map(|it| it.words.as_str());
        let class = tombstone.class.as_deref();
        let class = class.map(|class| self.class_name(class)).transpose()?;
        let details = [
            (words.name, tombstone.label.as_deref()),
            (words.class, class.as_deref()),
            (words.identifier, Some(iri)),
            (words.withdrawn_since, date.or(day)),
            (words.withdrawn_reason, tombstone.reason.as_deref()),
        ];
        let details = details
            .into_iter()
            .filter_map(|(name, text)| Some((name, Text::plain(text?))))
            .collect();
        self.message(words.withdrawn, words.withdrawn_lead, details, false)
    }

    /// The name of a class, of which nothing need be left in the graph.
    fn class_name(&self, iri: &str) -> Result<String, Unmade> {
        let node = self.resources.map(|it| it.find(iri)).transpose()?.flatten();
        if let Some(node) = node {
            return Ok(self.name(node)?.text);
        }
        let short = shortened(iri);
        Ok(term_name(&short, self.language).map_or(short, ToOwned::to_owned))
    }

    /// Something was merged into another IRI.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the template fails.
    pub fn merged(&self, iri: &str, into: &str) -> Result<Page, Unmade> {
        let words = self.words;
        let (href, outside) = self.described_at(into);
        let name = match self.graph()?.find(into)? {
            Some(node) => Text::of(&self.name(node)?, self.language),
            None => Text::plain(into),
        };
        let link = href.map(|href| Value {
            outside,
            ..Value::link(href, name)
        });
        let details = vec![(words.identifier, Text::plain(iri))];
        self.linking(words.merged, words.merged_lead, link, details, false)
    }

    /// A request was refused or failed.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the template fails.
    pub fn failure(&self, failure: &Failure<'_>) -> Result<Page, Unmade> {
        let words = self.words;
        if failure.status == 404 {
            return self.not_found();
        }
        let detail = Text::tagged(failure.detail, Some("en"), self.language);
        let mut details = vec![(words.reason_in_english, detail)];
        if let Some((name, value)) = failure.limit {
            details.push((
                words.failed_limit,
                Text::plain(&format!("{name} = {value}")),
            ));
        }
        let stopped = failure.query && failure.limit.is_some();
        let (heading, lead) = match failure.query {
            true if stopped => (words.stopped, words.stopped_lead),
            true => (words.failed, ""),
            false => (words.refused, ""),
        };
        self.message(heading, lead, details, stopped)
    }

    fn message(
        &self,
        heading: &'static str,
        lead: &'static str,
        details: Vec<(&'static str, Text)>,
        dumps: bool,
    ) -> Result<Page, Unmade> {
        self.linking(heading, lead, None, details, dumps)
    }

    fn linking(
        &self,
        heading: &'static str,
        lead: &'static str,
        link: Option<Value>,
        details: Vec<(&'static str, Text)>,
        dumps: bool,
    ) -> Result<Page, Unmade> {
        let page = Message {
            layout: self.layout(heading),
            heading,
            lead,
            link,
            details,
            dumps,
        };
        Ok(self.page(page.render()?))
    }
}
