//! Points of the European portal's Metadata Quality Assessment.
//!
//! <https://data.europa.eu/mqa/methodology>: five dimensions, 405 points. They are counted for each
//! dataset; of its distributions the one with most points counts in each dimension. Whether
//! addresses answer is known only if they were tried.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::finding::{name, plain};
use super::graph::{Graph, Node};
use super::rule::{Rule, RuleBook};
use super::terms::{dcat, dcterms, expand};
use crate::error::Error;
use crate::report::Severity;

/// Which addresses answered, of those that were tried.
pub type Answers = BTreeMap<String, bool>;

/// The points of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// IRI of the dataset, without control characters; empty for a blank node.
    pub dataset: String,
    /// Its title, in English if it has one.
    pub title: String,
    /// Points that it has.
    pub points: u32,
    /// Points of metrics that were not tried.
    pub not_tried: u32,
    /// Points that there are.
    pub of: u32,
    /// The portal's word for so many points.
    pub rating: &'static str,
    /// The dimensions, in the portal's order.
    pub dimensions: Vec<Dimension>,
}

/// A dimension of a [`Score`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// Points that the dataset has.
    pub points: u32,
    /// Points of metrics that were not tried.
    pub not_tried: u32,
    /// Points that there are.
    pub of: u32,
    /// Its metrics.
    pub metrics: Vec<MetricScore>,
}

/// A metric of a [`Dimension`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MetricScore {
    /// What is looked for.
    pub name: String,
    /// Points if it is there.
    pub points: u32,
    /// Whether it is; `null` if that was not tried.
    pub met: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Metric {
    dimension: String,
    name: String,
    of: Of,
    property: Option<String>,
    #[serde(default)]
    asks: Asks,
    points: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Of {
    Dataset,
    Distribution,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Asks {
    /// The property is there.
    #[default]
    Present,
    Answers,
    ListedFormat,
    OpenFormat,
    MachineFormat,
    Conformant,
    ListedLicence,
    ListedAccessRights,
}

#[derive(Deserialize)]
struct Metrics {
    metric: Vec<Metric>,
}

fn metrics() -> Result<&'static [Metric], Error> {
    static METRICS: LazyLock<Result<Metrics, String>> = LazyLock::new(|| {
        let mut read: Metrics =
            toml::from_str(include_str!("rules/mqa.toml")).map_err(|error| error.to_string())?;
        for metric in &mut read.metric {
            if let Some(name) = &metric.property {
                metric.property =
                    Some(expand(name).ok_or_else(|| format!("{name} has no prefix"))?);
            }
        }
        Ok(read)
    });
    match &*METRICS {
        Ok(metrics) => Ok(&metrics.metric),
        Err(message) => Err(Error::Asset {
            name: "src/preflight/rules/mqa.toml".to_owned(),
            message: message.clone(),
        }),
    }
}

/// The points of every dataset, sorted by IRI. `violating` are the resources about which there is a
/// finding that [`violates`].
pub(super) fn scores(
    book: &RuleBook,
    graph: &Graph,
    violating: &BTreeSet<Node>,
    answers: &Answers,
) -> Result<Vec<Score>, Error> {
    let metrics = metrics()?;
    let judge = Judge {
        book,
        graph,
        answers,
        not_conformant: not_conformant(graph, violating),
    };
    let datasets = graph.of_classes(&[dcat::DATASET_CLASS]);
    Ok(datasets
        .into_iter()
        .map(|dataset| judge.score(dataset, metrics))
        .collect())
}

/// Whether who breaks a rule violates DCAT-AP.
pub(super) fn violates(rule: &Rule) -> bool {
    let mut judges = rule.judges.iter();
    rule.severity == Severity::Error && judges.any(|judge| judge.starts_with("DCAT-AP "))
}

/// What violates DCAT-AP, or names, along any number of steps, what does. Other datasets stand for
/// themselves.
fn not_conformant(graph: &Graph, violating: &BTreeSet<Node>) -> BTreeSet<Node> {
    let mut found = violating.clone();
    let mut open: Vec<&Node> = violating.iter().collect();
    while let Some(node) = open.pop() {
        if graph.is_of_class(node, dcat::DATASET_CLASS) {
            continue;
        }
        for (subject, _) in graph.named_by(node) {
            if found.insert(subject.clone()) {
                open.push(subject);
            }
        }
    }
    found
}

struct Judge<'a> {
    book: &'a RuleBook,
    graph: &'a Graph,
    answers: &'a Answers,
    not_conformant: BTreeSet<Node>,
}

impl Judge<'_> {
    fn score(&self, dataset: &Node, metrics: &[Metric]) -> Score {
        let distributions: Vec<&Node> = self.graph.values(dataset, dcat::DISTRIBUTION).collect();
        let mut dimensions: Vec<Dimension> = Vec::new();
        for dimension in metrics.chunk_by(|a, b| a.dimension == b.dimension) {
            dimensions.push(self.dimension(dataset, &distributions, dimension));
        }
        let sum = |points: fn(&Dimension) -> u32| dimensions.iter().map(points).sum();
        let points = sum(|dimension| dimension.points);
        Score {
            dataset: plain(dataset.iri().unwrap_or_default()),
            title: name(self.graph, dataset).unwrap_or_default(),
            points,
            not_tried: sum(|dimension| dimension.not_tried),
            of: sum(|dimension| dimension.of),
            rating: rating(points),
            dimensions,
        }
    }

    /// The metrics of a dimension, those of distributions as the best one has them.
    fn dimension(&self, dataset: &Node, distributions: &[&Node], metrics: &[Metric]) -> Dimension {
        let name = metrics
            .first()
            .map_or("", |metric| &metric.dimension)
            .to_owned();
        let of_distribution = |distribution: &Node| -> (u32, u32) {
            let mine = metrics
                .iter()
                .filter(|metric| metric.of == Of::Distribution);
            mine.fold((0, 0), |(met, open), metric| {
                match self.is_met(distribution, metric) {
                    Some(true) => (met + metric.points, open),
                    Some(false) => (met, open),
                    None => (met, open + metric.points),
                }
            })
        };
        let mut best: Option<(&Node, (u32, u32))> = None;
        for distribution in distributions {
            let points = of_distribution(distribution);
            if best.is_none_or(|(_, most)| points > most) {
                best = Some((distribution, points));
            }
        }
        let metrics: Vec<MetricScore> = metrics
            .iter()
            .map(|metric| MetricScore {
                name: metric.name.clone(),
                points: metric.points,
                met: match metric.of {
                    Of::Dataset => self.is_met(dataset, metric),
                    Of::Distribution => best.map_or(Some(false), |(it, _)| self.is_met(it, metric)),
                },
            })
            .collect();
        let sum = |wanted: Option<Option<bool>>| -> u32 {
            let mine = metrics
                .iter()
                .filter(|metric| wanted.is_none_or(|it| metric.met == it));
            mine.map(|metric| metric.points).sum()
        };
        Dimension {
            name,
            points: sum(Some(Some(true))),
            not_tried: sum(Some(None)),
            of: sum(None),
            metrics,
        }
    }

    fn is_met(&self, resource: &Node, metric: &Metric) -> Option<bool> {
        let property = metric.property.as_deref().unwrap_or_default();
        let mut values = self.graph.values(resource, property);
        let mut is_listed = |list: &str| {
            let list = self.book.list(list);
            Some(values.any(|value| {
                let iri = value.iri().unwrap_or_default();
                list.is_some_and(|list| list.contains(iri))
            }))
        };
        match metric.asks {
            Asks::Present => Some(self.graph.has(resource, property)),
            Asks::Answers => self.answers_any(resource, property),
            Asks::ListedFormat => Some(self.has_listed_format(resource)),
            Asks::OpenFormat => is_listed("open-formats"),
            Asks::MachineFormat => is_listed("machine-formats"),
            Asks::ListedLicence => is_listed("licences"),
            Asks::ListedAccessRights => is_listed("access-rights"),
            Asks::Conformant => Some(!self.not_conformant.contains(resource)),
        }
    }

    fn answers_any(&self, resource: &Node, property: &str) -> Option<bool> {
        let mut known = Some(false);
        for value in self.graph.values(resource, property) {
            match self.answers.get(value.text()) {
                Some(true) => return Some(true),
                Some(false) => (),
                None => known = None,
            }
        }
        known
    }

    fn has_listed_format(&self, distribution: &Node) -> bool {
        let any_breaks = |rule: &str, property: &str| {
            let rule = self.book.rule(rule);
            let values = self.graph.values(distribution, property);
            let mut broken = values.map(|value| match rule.map(|rule| &rule.asks) {
                Some(super::rule::Asks::Pattern(it)) => !it.0.is_match(value.text()),
                _ => true,
            });
            broken
                .next()
                .is_none_or(|first| first || broken.any(|it| it))
        };
        !any_breaks("format-not-listed", dcterms::FORMAT)
            && !any_breaks("media-type-not-iana", dcat::MEDIA_TYPE)
    }
}

/// <https://data.europa.eu/mqa/methodology>, "Rating".
fn rating(points: u32) -> &'static str {
    match points {
        351.. => "excellent",
        221..=350 => "good",
        121..=220 => "sufficient",
        _ => "bad",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metrics_give_the_points_that_the_portal_publishes() {
        let mut dimensions: Vec<(&str, u32)> = Vec::new();
        for metric in metrics().unwrap() {
            match dimensions.last_mut() {
                Some((name, points)) if *name == metric.dimension => *points += metric.points,
                _ => dimensions.push((&metric.dimension, metric.points)),
            }
        }
        let published = [
            ("findability", 100),
            ("accessibility", 100),
            ("interoperability", 110),
            ("reusability", 75),
            ("contextuality", 20),
        ];
        assert_eq!(dimensions, published);
    }

    #[test]
    fn ratings_begin_where_the_portal_says() {
        for (points, word) in [
            (405, "excellent"),
            (351, "excellent"),
            (350, "good"),
            (221, "good"),
            (220, "sufficient"),
            (121, "sufficient"),
            (120, "bad"),
            (0, "bad"),
        ] {
            assert_eq!(rating(points), word);
        }
    }
}
