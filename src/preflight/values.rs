//! Rules about the values of one property: how many, of what kind, of which list.

use std::collections::{BTreeMap, BTreeSet};

use super::checks;
use super::finding::{Found, Shown};
use super::graph::{Graph, Node};
use super::rule::{Asks, Group, NodeKind, Rule, RuleBook};
use super::terms::TYPE;

/// All that is found against the rules of a group, with the rule.
///
/// A value that is not what it must be at all, a text for an IRI or an IRI that nothing is said of,
/// is told once: the later rules of the file do not look at it.
pub(super) fn judge<'g>(
    book: &'g RuleBook,
    group: &'g Group,
    graph: &'g Graph,
    tell: &mut dyn FnMut(&'g Rule, Found<'g>),
) {
    if group.classes.is_empty() {
        for rule in &group.rules {
            if let Asks::Check(check) = rule.asks {
                checks::of_document(check, book, graph, &mut |found| tell(rule, found));
            }
        }
        return;
    }
    for subject in graph.of_classes(&group.classes) {
        let mut refused: BTreeSet<(&str, &Node)> = BTreeSet::new();
        for rule in &group.rules {
            if applies(book, rule, graph, subject) {
                let asked = Asked {
                    book,
                    graph,
                    rule,
                    subject,
                };
                asked.ask(&mut refused, &mut |found| tell(rule, found));
            }
        }
    }
}

fn applies(book: &RuleBook, rule: &Rule, graph: &Graph, subject: &Node) -> bool {
    let has_when = rule.when.as_ref().is_none_or(|(property, value)| {
        let mut values = graph.values(subject, property);
        values.any(|found| {
            value
                .as_deref()
                .is_none_or(|value| found.iri() == Some(value))
        })
    });
    let is_excepted = rule.unless_value.as_ref().is_some_and(|(property, list)| {
        let list = book.list(list);
        graph.values(subject, property).any(|value| {
            let iri = value.iri();
            iri.is_some_and(|iri| list.is_some_and(|list| list.contains(iri)))
        })
    });
    has_when
        && !is_excepted
        && !rule
            .unless
            .iter()
            .any(|property| graph.has(subject, property))
}

/// A rule asked of one resource.
struct Asked<'g> {
    book: &'g RuleBook,
    graph: &'g Graph,
    rule: &'g Rule,
    subject: &'g Node,
}

impl<'g> Asked<'g> {
    fn ask(&self, refused: &mut BTreeSet<(&'g str, &'g Node)>, tell: &mut dyn FnMut(Found<'g>)) {
        let about = || Found::of(self.subject);
        match self.rule.asks {
            Asks::Iri => {
                if matches!(self.subject, Node::Blank(_)) {
                    tell(about());
                }
                return;
            }
            Asks::Check(check) if self.rule.properties.is_empty() => {
                checks::of_resource(check, self.graph, self.subject, &mut |found| tell(found));
                return;
            }
            _ => (),
        }
        for property in &self.rule.properties {
            let values: Vec<&Node> = self.graph.values(self.subject, property).collect();
            let found = || about().at(property);
            match &self.rule.asks {
                Asks::Min(least) if values.len() < *least => tell(found()),
                Asks::Max(most) if values.len() > *most => tell(Found {
                    count: values.len(),
                    ..found()
                }),
                Asks::AnyOf(list) => {
                    let is_refused = values
                        .iter()
                        .any(|value| refused.contains(&(property, *value)));
                    let is_listed = |value: &&Node| self.is_listed(list, value);
                    if !is_refused && !values.iter().any(is_listed) {
                        tell(match values.first() {
                            Some(value) => found().with(value),
                            None => found(),
                        });
                    }
                }
                Asks::Has(iri) if !values.iter().any(|value| value.iri() == Some(iri)) => {
                    tell(found());
                }
                Asks::Languages(languages) if lacks_language(&values, languages) => tell(found()),
                Asks::OnePerLanguage => {
                    for language in twice(&values) {
                        tell(Found {
                            value: Some(Shown::Text(language)),
                            ..found()
                        });
                    }
                }
                _ => {
                    for value in values {
                        if !refused.contains(&(property.as_str(), value))
                            && self.breaks(property, value)
                        {
                            tell(found().with(value));
                            if self.is_final() {
                                refused.insert((property, value));
                            }
                        }
                    }
                }
            }
        }
    }

    /// Whether one value is not as the rule asks.
    fn breaks(&self, property: &str, value: &'g Node) -> bool {
        match &self.rule.asks {
            Asks::Node(NodeKind::Literal) => value.literal().is_none(),
            Asks::Node(NodeKind::Resource) => value.literal().is_some(),
            Asks::Node(NodeKind::Iri) => value.iri().is_none(),
            Asks::LanguageTag => value.literal().is_some_and(|it| it.language.is_none()),
            Asks::Described => value.iri().is_some() && self.graph.about(value).is_empty(),
            Asks::Datatypes(datatypes) => !value.literal().is_some_and(|literal| {
                datatypes
                    .iter()
                    .any(|datatype| **datatype == *literal.datatype)
            }),
            Asks::OneOf(list) => !self.is_listed(list, value),
            Asks::Typed(classes) => {
                let mut types = self.graph.values(value, TYPE);
                value.literal().is_none()
                    && !types.any(|found| classes.iter().any(|class| found.iri() == Some(class)))
            }
            Asks::Pattern(expression) => !expression.0.is_match(value.text()),
            Asks::NoPattern(expression) => expression.0.is_match(value.text()),
            Asks::Check(check) => {
                checks::of_value(*check, self.book, self.graph, self.subject, property, value)
            }
            // Asked of all values together, or elsewhere.
            Asks::Iri
            | Asks::OnePerLanguage
            | Asks::Reading
            | Asks::Min(_)
            | Asks::Max(_)
            | Asks::AnyOf(_)
            | Asks::Languages(_)
            | Asks::Has(_) => false,
        }
    }

    /// Whether what breaks the rule is of no use to the others.
    fn is_final(&self) -> bool {
        match self.rule.asks {
            Asks::Node(_) | Asks::Described => true,
            Asks::Check(check) => checks::is_final(check),
            _ => false,
        }
    }

    fn is_listed(&self, list: &str, value: &Node) -> bool {
        let list = self.book.list(list);
        value
            .iri()
            .is_some_and(|iri| list.is_some_and(|list| list.contains(iri)))
    }
}

/// Whether texts with a language are there, but none in one of these. Texts without are told by a
/// rule of their own.
fn lacks_language(values: &[&Node], languages: &[String]) -> bool {
    let tags: Vec<&str> = values
        .iter()
        .filter_map(|value| value.literal()?.language.as_deref())
        .collect();
    let is_there = |wanted: &String| {
        let mut mains = tags.iter().filter_map(|tag| tag.split(['-', '_']).next());
        mains.any(|main| main.eq_ignore_ascii_case(wanted))
    };
    !tags.is_empty() && !languages.iter().all(is_there)
}

/// Languages in which several texts are.
fn twice(values: &[&Node]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for language in values
        .iter()
        .filter_map(|value| value.literal()?.language.as_deref())
    {
        *counts.entry(language.to_ascii_lowercase()).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(language, _)| language)
        .collect()
}
