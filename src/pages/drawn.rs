//! Where people would rather look: mandates over time, counties on a map, who works with whom.
//!
//! Each drawing stands above a table that says the same.

use std::collections::BTreeSet;

use askama::Template;

use super::kinds::Kind;
use super::lists::{Alternatives, Choice, Filter, List, alternatives, is_any, node_named};
use super::shown::Text;
use super::tables::Column;
use super::view::{Layout, Mark, Page, Table, Value};
use super::{Pages, Unmade};
use crate::drawings::{
    Bar, BarKind, County, CountyMap, Edge, EdgeKind, End, Frame, MAX_BARS, MAX_NODES, MapWords,
    Network, NetworkWords, Node as Point, NodeKind, Span, Timeline, TimelineWords, When,
};
use crate::frozen::Node;
use crate::vocab::{dcat, dcterms, org, prov, rdf, upp};

/// Resources of one kind that are looked at for a drawing.
const RESOURCES: usize = 20_000;

/// A page with a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// Mandates over time.
    Timeline,
    /// Counties, shaded by what is selected.
    Map,
    /// Who works with whom.
    Network,
}

/// What a drawing is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Focus {
    /// Key of an agency.
    pub agency: Option<String>,
    /// Key of a theme.
    pub theme: Option<String>,
    /// What is counted on the map: `publications`, `activities` or `mandates`.
    pub of: Option<String>,
}

impl Focus {
    /// What is looked at by values under their names.
    #[must_use]
    pub fn of<'v>(value: impl Fn(&str) -> Option<&'v str>) -> Self {
        let value = |name| value(name).map(ToOwned::to_owned);
        Self {
            agency: value("agency"),
            theme: value("theme"),
            of: value("of"),
        }
    }
}

impl Drawn {
    /// All.
    pub const ALL: [Self; 3] = [Self::Timeline, Self::Map, Self::Network];

    /// Its path below the language.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Timeline => "timeline",
            Self::Map => "map",
            Self::Network => "network",
        }
    }

    /// The one with a path.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.path() == path)
    }
}

#[derive(Template)]
#[template(path = "drawn.html")]
struct DrawnPage {
    layout: Layout,
    heading: &'static str,
    lead: &'static str,
    filters: Vec<Filter>,
    action: String,
    svg: String,
    /// Where the shapes are from.
    origin: Option<&'static str>,
    table: Table,
    caption: &'static str,
    /// Where all are listed, if the page does not show them.
    all: Option<String>,
}

/// What is counted on a map.
struct Wanted {
    list: List,
    /// The theme that it must be about; nothing is about one that the graph does not know.
    about: Option<Alternatives>,
    types: Alternatives,
}

/// Drawing, table, filters, and where all are listed.
type Parts = (String, Table, Vec<Filter>, Option<String>);

/// A bar with its texts, from which a [`Bar`] borrows.
struct Row {
    key: String,
    label: String,
    href: Option<String>,
    kind: BarKind,
    span: Option<Span>,
    extends: Vec<String>,
}

impl Pages<'_> {
    /// A page with a drawing and its table.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the graph is damaged.
    pub fn drawn(&self, drawn: Drawn, focus: &Focus) -> Result<Page, Unmade> {
        let words = self.words;
        let (heading, lead, caption) = match drawn {
            Drawn::Timeline => (words.timeline, words.timeline_lead, words.mandates),
            Drawn::Map => (words.map, words.map_lead, words.county),
            Drawn::Network => (words.network, words.network_lead, words.networks),
        };
        let (svg, table, mut filters, all) = match drawn {
            Drawn::Timeline => self.timeline_page(focus)?,
            Drawn::Map => self.map_page(focus)?,
            Drawn::Network => self.network_page(focus)?,
        };
        self.lead_to(drawn.path(), &mut filters);
        let page = DrawnPage {
            layout: self.layout(heading),
            heading,
            lead,
            filters,
            action: self.href(drawn.path()),
            svg,
            origin: (drawn == Drawn::Map).then_some(self.words.map_origin),
            table,
            caption,
            all,
        };
        Ok(self.page(page.render()?))
    }

    fn timeline_page(&self, focus: &Focus) -> Result<Parts, Unmade> {
        let resources = self.graph()?;
        let agency = self.agency(focus)?;
        let mut mandates = match agency {
            Some(agency) => resources.subjects(upp::HELD_BY, agency, None, RESOURCES)?,
            None => self.members(List::Mandates)?,
        };
        if let Some(agency) = agency {
            // A group holds nothing itself.
            mandates.extend(resources.subjects(upp::ASSIGNED_TO, agency, None, RESOURCES)?);
            mandates.sort_unstable();
            mandates.dedup();
        }
        let all = (mandates.len() > MAX_BARS).then(|| self.href(List::Mandates.path()));
        mandates.truncate(MAX_BARS);
        let columns = [
            Column::Time,
            Column::Name,
            Column::Class,
            Column::Issuer,
            Column::AssignedTo,
            Column::Theme,
        ];
        let svg = self.timeline(&mandates)?;
        let filters = vec![self.agency_filter(focus)?];
        Ok((svg, self.table(&mandates, &columns)?, filters, all))
    }

    /// Mandates over time.
    pub(super) fn timeline(&self, mandates: &[Node]) -> Result<String, Unmade> {
        let resources = self.graph()?;
        let mut rows = Vec::new();
        for mandate in mandates.iter().take(MAX_BARS) {
            let value = self.value(*mandate)?;
            let classes = resources.classes(*mandate)?;
            let extends = resources.objects(*mandate, upp::EXTENDS_MANDATE)?;
            rows.push(Row {
                key: resources.text(*mandate)?,
                label: value.text.text.to_string(),
                href: value.href,
                kind: if classes.iter().any(|class| class == upp::RESPONSIBILITY) {
                    BarKind::Responsibility
                } else if Kind::of(&classes) == Kind::Activity {
                    BarKind::Activity
                } else {
                    BarKind::Mandate
                },
                span: self.span(*mandate)?,
                extends: extends
                    .into_iter()
                    .map(|it| resources.text(it))
                    .collect::<Result<_, _>>()?,
            });
        }
        let bars = rows.iter().map(|row| Bar {
            key: &row.key,
            label: &row.label,
            href: row.href.as_deref(),
            kind: row.kind,
            span: row.span,
            extends: row.extends.iter().map(String::as_str).collect(),
        });
        let drawing = Timeline {
            frame: Frame {
                id: "timeline",
                title: self.words.timeline,
                description: self.words.timeline_lead,
            },
            bars: bars.collect(),
            words: self
                .language
                .choose(TimelineWords::SWEDISH, TimelineWords::ENGLISH),
        };
        Ok(drawing.draw().svg)
    }

    /// When something happened: its period, else the year of its decision.
    fn span(&self, node: Node) -> Result<Option<Span>, Unmade> {
        let resources = self.graph()?;
        let when = |of: Node, property: &str| -> Result<Option<When>, Unmade> {
            let date = resources.object(of, property)?;
            let date = date.map(|date| resources.text(date)).transpose()?;
            Ok(date.and_then(|date| When::parse(&date)))
        };
        if let Some(period) = resources.object(node, dcterms::TEMPORAL)? {
            let status = resources.object(period, upp::END_STATUS)?;
            let status = status.map(|it| resources.text(it)).transpose()?;
            let open = status.is_some_and(|it| it.ends_with("/open-in-source"));
            let start = match when(period, dcat::START_DATE)? {
                Some(start) => Some(start),
                // A season has bounds only.
                None => when(period, upp::EARLIEST_DATE)?,
            };
            if let Some(start) = start {
                let end = match when(period, dcat::END_DATE)? {
                    Some(end) => End::At(end),
                    None if open => End::Open,
                    None => when(period, upp::LATEST_DATE)?.map_or(End::NotStated, End::At),
                };
                return Ok(Some(Span { start, end }));
            }
        }
        Ok(when(node, dcterms::ISSUED)?.map(|start| Span {
            start,
            end: End::NotStated,
        }))
    }

    fn map_page(&self, focus: &Focus) -> Result<Parts, Unmade> {
        let resources = self.graph()?;
        let words = self.words;
        let of = focus.of.as_deref().unwrap_or("publications");
        let (list, counted) = match of {
            "activities" => (List::Activities, words.activities),
            "mandates" => (List::Mandates, words.mandates),
            _ => (List::Publications, words.publications),
        };
        let about = match &focus.theme {
            Some(key) => {
                let theme = node_named(resources, &format!("theme/{key}"))?;
                let subject = resources.find(dcterms::SUBJECT)?;
                Some(subject.zip(theme).into_iter().collect())
            }
            None => None,
        };
        let wanted = Wanted {
            list,
            about,
            types: alternatives(resources, &[list.pattern().0], &list.pattern().1)?,
        };
        let mut counties = Vec::new();
        for place in self.members(List::Places)? {
            let iri = resources.text(place)?;
            let Some(code) = iri.rsplit_once("/lan-").map(|(_, code)| code.to_owned()) else {
                continue;
            };
            counties.push((code, self.value(place)?, self.concerning(place, &wanted)?));
        }
        let drawing = CountyMap {
            frame: Frame {
                id: "map",
                title: words.map,
                description: words.map_lead,
            },
            counties: counties
                .iter()
                .map(|(code, value, count)| County {
                    code,
                    name: value.text.text.as_str(),
                    value: Some(*count as u64),
                    href: value.href.as_deref(),
                    selected: false,
                })
                .collect(),
            words: MapWords {
                counted,
                no_value: words.no_value,
            },
        };
        let svg = drawing.draw().svg;
        counties.sort_by(|one, other| (other.2, &one.0).cmp(&(one.2, &other.0)));
        let rows = counties
            .into_iter()
            .map(|(_, value, count)| vec![vec![value], vec![Value::plain(&count.to_string())]]);
        let table = Table {
            columns: vec![words.county, counted],
            rows: rows.collect(),
        };
        let choice = |value: &str, label| Choice::of(value, Text::plain(label), Some(of));
        let what = Filter {
            name: "of",
            label: words.counted,
            choices: vec![
                choice("publications", words.publications),
                choice("activities", words.activities),
                choice("mandates", words.mandates),
            ],
            any: false,
        };
        Ok((svg, table, vec![what, self.theme_filter(focus)?], None))
    }

    /// Number of resources that concern a county or one of its parts.
    fn concerning(&self, county: Node, wanted: &Wanted) -> Result<usize, Unmade> {
        let resources = self.graph()?;
        let reader = resources.reader();
        let (spatial, held_by) = (
            resources.find(dcterms::SPATIAL)?,
            resources.find(upp::HELD_BY)?,
        );
        let Some(spatial) = spatial else {
            return Ok(0);
        };
        let mut places = resources.subjects(dcterms::IS_PART_OF, county, None, RESOURCES)?;
        places.push(county);
        let mut found = BTreeSet::new();
        for place in places {
            for there in reader.subjects(spatial, place, None) {
                let there = there?;
                // A mandate concerns the counties of the agencies that hold it.
                if wanted.list == List::Mandates {
                    if let Some(held_by) = held_by {
                        for mandate in reader.subjects(held_by, there, None) {
                            found.insert(mandate?);
                        }
                    }
                } else {
                    found.insert(there);
                }
            }
        }
        let is_wanted = |node: &Node| {
            let about = wanted.about.as_ref();
            about.is_none_or(|about| is_any(resources, *node, about))
                && is_any(resources, *node, &wanted.types)
        };
        Ok(found.iter().filter(|node| is_wanted(node)).count())
    }

    fn network_page(&self, focus: &Focus) -> Result<Parts, Unmade> {
        let resources = self.graph()?;
        let mut joined: Vec<(Node, Node, EdgeKind)> = Vec::new();
        let mut meetings = self.members(List::Networks)?;
        let networks = meetings.clone();
        for activity in self.members(List::Activities)? {
            if resources
                .objects(activity, prov::WAS_ASSOCIATED_WITH)?
                .len()
                > 1
            {
                meetings.push(activity);
            }
        }
        let more = meetings.len() > MAX_NODES;
        let all_meetings = more.then(|| self.href(List::Networks.path()));
        meetings.truncate(MAX_NODES);
        for meeting in &meetings {
            for (property, kind) in [
                (upp::RUN_BY, EdgeKind::Runs),
                (org::HAS_MEMBER, EdgeKind::TakesPart),
                (prov::WAS_ASSOCIATED_WITH, EdgeKind::TakesPart),
            ] {
                for agent in resources.objects(*meeting, property)? {
                    joined.push((agent, *meeting, kind));
                }
            }
            let run_by = resources.find(upp::RUN_BY)?;
            for denial in resources.absences(*meeting)?.denials {
                if Some(denial.property) == run_by && denial.subject == *meeting {
                    joined.push((denial.value, *meeting, EdgeKind::DoesNotRun));
                }
            }
        }
        joined.sort_unstable();
        joined.dedup();
        let all: BTreeSet<Node> = joined
            .iter()
            .flat_map(|(agent, meeting, _)| [*agent, *meeting])
            .collect();
        let mut points = Vec::new();
        for node in &all {
            let value = self.value(*node)?;
            let kind = match Kind::of(&resources.classes(*node)?) {
                Kind::Group => NodeKind::Group,
                Kind::Network | Kind::Collaboration => NodeKind::Network,
                Kind::Agency => NodeKind::Agency,
                _ => NodeKind::Other,
            };
            points.push((resources.text(*node)?, value, kind, *node));
        }
        let key = |node: Node| {
            let point = points.iter().find(|(.., it)| *it == node);
            point.map_or("", |(key, ..)| key.as_str())
        };
        let selected = self.agency(focus)?.filter(|agency| all.contains(agency));
        let drawing = Network {
            frame: Frame {
                id: "network",
                title: self.words.network,
                description: self.words.network_lead,
            },
            nodes: points
                .iter()
                .map(|(key, value, kind, _)| Point {
                    key,
                    label: value.text.text.as_str(),
                    href: value.href.as_deref(),
                    kind: *kind,
                })
                .collect(),
            edges: joined
                .iter()
                .map(|(from, to, kind)| Edge {
                    from: key(*from),
                    to: key(*to),
                    kind: *kind,
                })
                .collect(),
            selected: selected.map(key),
            words: self
                .language
                .choose(NetworkWords::SWEDISH, NetworkWords::ENGLISH),
        };
        let columns = [
            Column::Name,
            Column::Class,
            Column::Agents,
            Column::Audience,
        ];
        let rows: Vec<Node> = meetings
            .into_iter()
            .filter(|it| networks.contains(it) || all.contains(it))
            .collect();
        let svg = drawing.draw().svg;
        let mut table = self.table(&rows, &columns)?;
        // Who is stated not to run it stands beside those who do.
        for (agent, meeting, _) in joined
            .iter()
            .filter(|(.., kind)| *kind == EdgeKind::DoesNotRun)
        {
            let row = rows.iter().position(|it| it == meeting);
            if let Some(cell) = row.and_then(|row| table.rows.get_mut(row)?.get_mut(2)) {
                let mut value = self.value(*agent)?;
                value.denied = true;
                value.marks.push(Mark {
                    text: self.words.not.to_owned(),
                    hint: self.words.denied,
                });
                cell.push(value);
            }
        }
        let filters = vec![self.agency_filter(focus)?];
        Ok((svg, table, filters, all_meetings))
    }

    /// All members of a list, as far as drawings look.
    fn members(&self, list: List) -> Result<Vec<Node>, Unmade> {
        let resources = self.graph()?;
        let (property, values) = list.pattern();
        let mut nodes = Vec::new();
        for value in values {
            if let Some(value) = resources.find(&value)? {
                nodes.extend(resources.subjects(property, value, None, RESOURCES)?);
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        Ok(nodes)
    }

    fn agency(&self, focus: &Focus) -> Result<Option<Node>, Unmade> {
        Ok(match &focus.agency {
            Some(key) => node_named(self.graph()?, &format!("org/{key}"))?,
            None => None,
        })
    }

    fn agency_filter(&self, focus: &Focus) -> Result<Filter, Unmade> {
        let agencies = self.members(List::Agencies)?;
        self.choices(
            "agency",
            self.words.agency,
            &agencies,
            focus.agency.as_deref(),
        )
    }

    fn theme_filter(&self, focus: &Focus) -> Result<Filter, Unmade> {
        let themes = self.members(List::Themes)?;
        self.choices("theme", self.words.theme, &themes, focus.theme.as_deref())
    }
}

impl Pages<'_> {
    /// Whether the graph holds anything to draw over time.
    pub(super) fn has_mandates(&self) -> Result<bool, Unmade> {
        let resources = self.graph()?;
        let class = resources.find(upp::MANDATE)?;
        let types = resources.find(rdf::TYPE)?;
        Ok(class
            .zip(types)
            .is_some_and(|(class, types)| resources.reader().size(types, class) > 0))
    }
}
