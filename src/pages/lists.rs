//! Lists: every resource of a class, by page; publications with filters.
//!
//! A page is named by the key of the last row before it, so page 1000 costs what page 1 does.

use askama::Template;

use super::shown::{Shown, Text};
use super::tables::Column;
use super::view::{Layout, Page, Table};
use super::words::Words;
use super::{Pages, Unmade};
use crate::frozen::{Node, Refused};
use crate::resource::Resources;
use crate::vocab::{CONCEPT_BASE, bibo, cv, dcterms, foaf, org, rdf, skos, upp, xsd};

/// Rows of a page.
const ROWS: usize = 50;
/// Choices of a filter.
const CHOICES: usize = 300;

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Agencies and groups.
    Agencies,
    /// Mandates and responsibilities.
    Mandates,
    /// Activities.
    Activities,
    /// Networks and collaborations.
    Networks,
    /// Publications, with filters.
    Publications,
    /// Concepts of the scheme of themes.
    Themes,
    /// Concept schemes.
    Concepts,
    /// Places.
    Places,
    /// Sources.
    Sources,
    /// Findings.
    Findings,
    /// Stated counts.
    Counts,
}

impl List {
    /// All lists.
    pub const ALL: [Self; 11] = [
        Self::Agencies,
        Self::Mandates,
        Self::Activities,
        Self::Networks,
        Self::Publications,
        Self::Themes,
        Self::Concepts,
        Self::Places,
        Self::Sources,
        Self::Findings,
        Self::Counts,
    ];

    /// Its path below the language.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Agencies => "agencies",
            Self::Mandates => "mandates",
            Self::Activities => "activities",
            Self::Networks => "networks",
            Self::Publications => "publications",
            Self::Themes => "themes",
            Self::Concepts => "concepts",
            Self::Places => "places",
            Self::Sources => "sources",
            Self::Findings => "findings",
            Self::Counts => "counts",
        }
    }

    /// The list with a path.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.path() == path)
    }

    pub(super) const fn title(self, words: &'static Words) -> (&'static str, &'static str) {
        match self {
            Self::Agencies => (words.agencies, words.agencies_lead),
            Self::Mandates => (words.mandates, words.mandates_lead),
            Self::Activities => (words.activities, words.activities_lead),
            Self::Networks => (words.networks, words.networks_lead),
            Self::Publications => (words.publications, words.publications_lead),
            Self::Themes => (words.themes, words.themes_lead),
            Self::Concepts => (words.concepts, words.concepts_lead),
            Self::Places => (words.places, words.places_lead),
            Self::Sources => (words.sources, words.sources_lead),
            Self::Findings => (words.findings, words.findings_lead),
            Self::Counts => (words.counts, words.counts_lead),
        }
    }

    /// What its members have: a property, and one of some values.
    pub(super) fn pattern(self) -> (&'static str, Vec<String>) {
        let class = |classes: &[&str]| {
            let classes = classes.iter().map(|it| (*it).to_owned()).collect();
            (rdf::TYPE, classes)
        };
        match self {
            Self::Agencies => class(&[cv::PUBLIC_ORGANISATION, foaf::GROUP]),
            Self::Mandates => class(&[upp::MANDATE, upp::RESPONSIBILITY]),
            Self::Activities => class(&[upp::ACTIVITY]),
            Self::Networks => class(&[upp::NETWORK, org::ORGANIZATIONAL_COLLABORATION]),
            Self::Publications => class(&[bibo::DOCUMENT]),
            Self::Themes => (skos::IN_SCHEME, vec![format!("{CONCEPT_BASE}scheme/theme")]),
            Self::Concepts => class(&[skos::CONCEPT_SCHEME]),
            Self::Places => class(&[dcterms::LOCATION]),
            Self::Sources => class(&[foaf::DOCUMENT]),
            Self::Findings => class(&[upp::FINDING]),
            Self::Counts => class(&[upp::STATED_COUNT]),
        }
    }

    fn columns(self) -> &'static [Column] {
        use Column as C;
        match self {
            Self::Agencies => &[C::Name, C::Class, C::Place, C::Code],
            Self::Mandates => &[
                C::Name,
                C::Class,
                C::Time,
                C::Issuer,
                C::AssignedTo,
                C::Theme,
            ],
            Self::Activities => &[C::Name, C::Class, C::Time, C::Agents, C::Place],
            Self::Networks => &[C::Name, C::Class, C::Partners, C::Members, C::Audience],
            Self::Publications => &[
                C::Title,
                C::Year,
                C::Number,
                C::PublicationKind,
                C::Agency,
                C::Theme,
            ],
            Self::Themes => &[C::Name, C::Broader, C::Definition],
            Self::Concepts => &[C::Name, C::Definition],
            Self::Places => &[C::Name, C::PlaceKind, C::Code, C::PartOf],
            Self::Sources => &[C::Name, C::Publisher, C::PublicationKind, C::Lines],
            Self::Findings => &[C::Name, C::Time, C::Theme],
            Self::Counts => &[C::Name, C::Count, C::CountOf, C::CountFor],
        }
    }
}

/// What is selected of a list, and where its page begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// A year: `2008`.
    pub year: Option<String>,
    /// Key of a theme.
    pub theme: Option<String>,
    /// Key of a county.
    pub county: Option<String>,
    /// Key of an agency.
    pub agency: Option<String>,
    /// The page begins behind the resource with this IRI or local name: `publication/rapport-1`.
    pub after: Option<String>,
}

impl Selection {
    /// What is selected by values under their names.
    #[must_use]
    pub fn of<'v>(value: impl Fn(&str) -> Option<&'v str>) -> Self {
        let value = |name| value(name).map(ToOwned::to_owned);
        Self {
            year: value("year"),
            theme: value("theme"),
            county: value("county"),
            agency: value("agency"),
            after: value("after"),
        }
    }
}

/// Properties that tell the year of a publication.
const YEARS: [&str; 3] = [dcterms::ISSUED, upp::REPORT_NUMBER_YEAR, upp::TITLE_YEAR];
const AGENCIES: [&str; 3] = [upp::LISTED_UNDER, dcterms::CREATOR, dcterms::PUBLISHER];

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    layout: Layout,
    heading: &'static str,
    lead: &'static str,
    count: usize,
    filters: Vec<Filter>,
    selected: bool,
    clear: String,
    action: String,
    table: Table,
    first: Option<String>,
    next: Option<String>,
}

pub(super) struct Filter {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) choices: Vec<Choice>,
    /// Whether nothing may be chosen.
    pub(super) any: bool,
}

impl Filter {
    /// Whether what is chosen is sent to a server, rather than each choice being a link.
    pub(super) fn is_sent(&self) -> bool {
        self.choices.iter().all(|choice| choice.href.is_none())
    }
}

pub(super) struct Choice {
    pub(super) value: Shown,
    pub(super) label: Text,
    pub(super) chosen: bool,
    /// Leads to the page with this choice, if that is a file.
    pub(super) href: Option<String>,
}

impl Choice {
    pub(super) fn of(value: &str, label: Text, chosen: Option<&str>) -> Self {
        Self {
            value: Shown::of(value),
            label,
            chosen: chosen == Some(value),
            href: None,
        }
    }
}

/// Patterns of which one must hold.
pub(super) type Alternatives = Vec<(Node, Node)>;

impl Pages<'_> {
    /// A page of a list.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the graph is damaged.
    pub fn list(&self, list: List, selection: &Selection) -> Result<Page, Unmade> {
        let resources = self.graph()?;
        let (property, values) = list.pattern();
        let all = alternatives(resources, &[property], &values)?;
        let count = all
            .iter()
            .map(|(property, value)| resources.reader().count(*property, *value))
            .sum();
        let mut wanted = vec![all.clone()];
        let mut filters = Vec::new();
        if list == List::Publications {
            wanted.extend(wanted_by(resources, selection)?);
            filters = self.filters(&all, selection)?;
            self.lead_to(list.path(), &mut filters);
        }
        let after = match &selection.after {
            Some(key) => node_named(resources, key)?,
            None => None,
        };
        let mut nodes = intersection(resources, wanted, after, ROWS + 1)?;
        let more = nodes.len() > ROWS;
        nodes.truncate(ROWS);
        let (heading, lead) = list.title(self.words);
        let action = self.href(list.path());
        let query = |after: Option<&str>| {
            let pairs = [
                ("year", selection.year.as_deref()),
                ("theme", selection.theme.as_deref()),
                ("county", selection.county.as_deref()),
                ("agency", selection.agency.as_deref()),
                ("after", after),
            ];
            self.variant(list.path(), &pairs, "")
        };
        let next = match nodes.last().filter(|_| more) {
            Some(end) => {
                let iri = resources.text(*end)?;
                Some(query(Some(resources.local_name(&iri).unwrap_or(&iri))))
            }
            None => None,
        };
        let page = ListPage {
            layout: self.layout(heading),
            heading,
            lead,
            count,
            filters,
            selected: *selection
                != Selection {
                    after: selection.after.clone(),
                    ..Selection::default()
                },
            clear: action.clone(),
            table: self.table(&nodes, list.columns())?,
            first: selection.after.is_some().then(|| query(None)),
            next,
            action,
        };
        Ok(self.page(page.render()?))
    }

    /// Number of members of a list.
    pub(super) fn count(&self, list: List) -> Result<usize, Unmade> {
        let resources = self.graph()?;
        let (property, values) = list.pattern();
        let all = alternatives(resources, &[property], &values)?;
        Ok(all
            .iter()
            .map(|(property, value)| resources.reader().count(*property, *value))
            .sum())
    }

    /// Where there is no server to send them to, makes choices links, and leaves out filters
    /// without any.
    pub(super) fn lead_to(&self, path: &str, filters: &mut Vec<Filter>) {
        if self.is_served() {
            return;
        }
        filters.retain(|filter| !filter.choices.is_empty());
        for filter in filters {
            let name = filter.name;
            for choice in &mut filter.choices {
                choice.href = Some(self.variant(path, &[(name, Some(choice.value.as_str()))], ""));
            }
        }
    }

    fn filters(
        &self,
        publications: &Alternatives,
        selection: &Selection,
    ) -> Result<Vec<Filter>, Unmade> {
        let words = self.words;
        let all: [(_, _, &[&str], _); 4] = [
            ("year", words.year, &YEARS, &selection.year),
            ("theme", words.theme, &[dcterms::SUBJECT], &selection.theme),
            (
                "county",
                words.county,
                &[dcterms::SPATIAL],
                &selection.county,
            ),
            ("agency", words.agency, &AGENCIES, &selection.agency),
        ];
        // The first page of a list of files has all choices; thousands of further pages need not
        // repeat them, as they lead to it.
        let only_chosen = !self.is_served() && selection.after.is_some();
        let mut filters = Vec::new();
        for (name, label, properties, chosen) in all {
            if only_chosen && chosen.is_none() {
                continue;
            }
            let mut filter =
                self.filter(name, label, properties, publications, chosen.as_deref())?;
            filter
                .choices
                .retain(|choice| choice.chosen || !only_chosen);
            filters.push(filter);
        }
        Ok(filters)
    }

    /// The choices of a filter: values that some publication has.
    fn filter(
        &self,
        name: &'static str,
        label: &'static str,
        properties: &[&str],
        publications: &Alternatives,
        chosen: Option<&str>,
    ) -> Result<Filter, Unmade> {
        let resources = self.graph()?;
        let mut found = Vec::new();
        for property in properties {
            let Some(property) = resources.find(property)? else {
                continue;
            };
            for value in resources.reader().objects(property) {
                let value = value?;
                for subject in resources.reader().subjects(property, value, None) {
                    if is_any(resources, subject?, publications) {
                        found.push(value);
                        break;
                    }
                }
                if found.len() > CHOICES {
                    break;
                }
            }
        }
        self.choices(name, label, &found, chosen)
    }

    /// A filter by the keys of some nodes.
    pub(super) fn choices(
        &self,
        name: &'static str,
        label: &'static str,
        nodes: &[Node],
        chosen: Option<&str>,
    ) -> Result<Filter, Unmade> {
        let resources = self.graph()?;
        let mut choices = Vec::new();
        for value in nodes.iter().take(CHOICES).copied() {
            let text = resources.text(value)?;
            let key = text.rsplit('/').next().unwrap_or_default();
            let label = Text::of(&self.name(value)?, self.language);
            choices.push(Choice::of(key, label, chosen));
        }
        choices.sort_by(|one, other| one.label.cmp(&other.label));
        choices.dedup_by(|one, other| one.value == other.value);
        Ok(Filter {
            name,
            label,
            choices,
            any: true,
        })
    }
}

/// The patterns of some properties and values that the graph knows.
pub(super) fn alternatives(
    resources: &Resources<'_>,
    properties: &[&str],
    values: &[String],
) -> Result<Alternatives, Refused> {
    let mut found = Vec::new();
    for property in properties {
        for value in values {
            found.extend(resources.find(property)?.zip(resources.find(value)?));
        }
    }
    Ok(found)
}

/// What a selection demands.
fn wanted_by(
    resources: &Resources<'_>,
    selection: &Selection,
) -> Result<Vec<Alternatives>, Unmade> {
    let mut wanted = Vec::new();
    if let Some(year) = &selection.year {
        let year = oxigraph::model::Literal::new_typed_literal(
            year,
            crate::vocab::named_node(xsd::G_YEAR),
        );
        let mut years = Vec::new();
        for property in YEARS {
            years.extend(
                resources
                    .find(property)?
                    .zip(resources.reader().find(&year)?),
            );
        }
        wanted.push(years);
    }
    let below = |properties: &[&str], kind: &str, key: &Option<String>, part: &str| {
        let Some(key) = key else { return Ok(None) };
        let Some(node) = node_named(resources, &format!("{kind}/{key}"))? else {
            return Ok(Some(Vec::new()));
        };
        // What lies below a theme or a county is of it too.
        let mut nodes = vec![node];
        let mut at = 0;
        while let Some(node) = nodes.get(at).copied() {
            at += 1;
            for narrower in resources.subjects(part, node, None, CHOICES)? {
                if nodes.len() < CHOICES && !nodes.contains(&narrower) {
                    nodes.push(narrower);
                }
            }
        }
        let mut found = Vec::new();
        for property in properties {
            let property = resources.find(property)?;
            found.extend(
                property
                    .into_iter()
                    .flat_map(|property| nodes.iter().map(move |node| (property, *node))),
            );
        }
        Ok::<_, Refused>(Some(found))
    };
    wanted.extend(below(
        &[dcterms::SUBJECT],
        "theme",
        &selection.theme,
        skos::BROADER,
    )?);
    wanted.extend(below(
        &[dcterms::SPATIAL],
        "place",
        &selection.county,
        dcterms::IS_PART_OF,
    )?);
    wanted.extend(below(
        &AGENCIES,
        "org",
        &selection.agency,
        org::SUB_ORGANIZATION_OF,
    )?);
    Ok(wanted)
}

/// The node of an IRI or of a local name of the dataset or the built-in concepts.
pub(super) fn node_named(resources: &Resources<'_>, name: &str) -> Result<Option<Node>, Refused> {
    let bases = [resources.base(), CONCEPT_BASE, ""];
    for base in bases {
        if let Some(node) = resources.find(&format!("{base}{name}"))? {
            return Ok(Some(node));
        }
    }
    Ok(None)
}

pub(super) fn is_any(
    resources: &Resources<'_>,
    subject: Node,
    alternatives: &Alternatives,
) -> bool {
    alternatives
        .iter()
        .any(|(property, value)| resources.reader().holds(subject, *property, *value))
}

/// Up to `limit` subjects, sorted, from behind `after`, that have one of each alternatives.
fn intersection(
    resources: &Resources<'_>,
    mut wanted: Vec<Alternatives>,
    after: Option<Node>,
    limit: usize,
) -> Result<Vec<Node>, Refused> {
    let reader = resources.reader();
    // The rarest is walked through, the others are looked up.
    wanted.sort_by_cached_key(|alternatives| {
        let sizes = alternatives
            .iter()
            .map(|(property, value)| reader.size(*property, *value));
        sizes.sum::<usize>()
    });
    let mut wanted = wanted.into_iter();
    let Some(rarest) = wanted.next() else {
        return Ok(Vec::new());
    };
    let others: Vec<Alternatives> = wanted.collect();
    let mut streams = Vec::new();
    for (property, value) in rarest {
        streams.push(reader.subjects(property, value, after).peekable());
    }
    let mut found: Vec<Node> = Vec::new();
    while found.len() < limit {
        let mut least: Option<Node> = None;
        for stream in &mut streams {
            match stream.peek() {
                Some(Ok(node)) => least = Some(least.map_or(*node, |least| least.min(*node))),
                Some(Err(error)) => return Err(error.clone()),
                None => {}
            }
        }
        let Some(least) = least else {
            break;
        };
        for stream in &mut streams {
            stream.next_if(|node| node.as_ref() == Ok(&least));
        }
        if others
            .iter()
            .all(|alternatives| is_any(resources, least, alternatives))
        {
            found.push(least);
        }
    }
    Ok(found)
}
