//! Checks that need all records.
//!
//! One mistake is one finding: what follows from a record that was refused, or repeats in other
//! words what was told of it, is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use oxigraph::model::{NamedNodeRef, Term};

use super::Export;
use super::mapper::{Citation, Reference, Told};
use crate::error::Error;
use crate::identifiers::State;
use crate::iri::Kind;
use crate::publish;
use crate::records::{self, Evidence, Passage};
use crate::report::{Finding, Place, Report, Severity};
use crate::validate::{self, CheckQuery, Violation};

pub(super) struct Checker<'a> {
    export: &'a mut Export,
    report: &'a mut Report,
    /// Record rules that were told of.
    told: Told,
    /// Nodes that were told to be missing, or may stand in what could not be read.
    missing: BTreeSet<String>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(export: &'a mut Export, report: &'a mut Report, told: Told) -> Self {
        Self {
            export,
            report,
            told,
            missing: BTreeSet::new(),
        }
    }

    /// Every key that a record refers to is the key of a record or of a built-in concept.
    pub(super) fn references(&mut self, broken: &[Reference<String>]) {
        for reference in broken {
            let target = reference.target.as_str();
            self.missing.insert(target.to_owned());
            let (kind, key) = self.export.minter.split(target).unwrap_or(("", target));
            if self.export.places.unread.may_hold(kind, key) {
                continue;
            }
            let export = &mut *self.export;
            self.report.add_with(Severity::Error, || {
                let remedy = instead(export, kind, key);
                let place = export.places.place_of_value(
                    reference.origin,
                    reference.field,
                    reference.index,
                    &|text| text == key || text.split_once('/') == Some((kind, key)),
                );
                Finding::error("unknown-reference", format!("there is no {kind} {key}"))
                    .at(place)
                    .remedy(remedy)
            });
        }
    }

    /// Every line that is cited is a line of a known source.
    pub(super) fn passages(&mut self, (citations, lines): &(Vec<Citation>, BTreeMap<String, u32>)) {
        // Of a range of lines beyond the end the first is told.
        let mut last = None;
        for citation in citations {
            let (source, line) = (&citation.source, citation.line);
            let count = lines.get(source.as_str()).copied();
            if count.is_some_and(|count| line <= count) {
                continue;
            }
            self.missing
                .insert(self.export.minter.passage(Passage { source, line }));
            let unread = &self.export.places.unread;
            if count.is_none() && unread.may_hold(Kind::Source.segment(), source.as_str()) {
                continue;
            }
            let places = &mut self.export.places;
            let mut place = || {
                places.place_of_value(citation.origin, citation.field, citation.index, &|text| {
                    Evidence::parse(text).is_some_and(|evidence| {
                        evidence.source == *source
                            && (evidence.first..=evidence.last).contains(&line)
                    })
                })
            };
            let this = (citation.origin, citation.field, citation.index, source);
            if last.replace(this) == Some(this) {
                continue;
            }
            self.report.add_with(Severity::Error, || {
                let (rule, message, remedy) = if let Some(count) = count {
                    (
                        "bad-evidence",
                        format!("{source} has {count} lines, and line {line} is cited"),
                        "count lines from 1 in the file whose sha256 the source gives".to_owned(),
                    )
                } else {
                    let near = records::nearest(source.as_str(), lines.keys().map(String::as_str));
                    (
                        "unknown-reference",
                        format!("there is no source {source}"),
                        near.map_or_else(
                            || format!("add the source {source} to sources"),
                            |near| format!("did you mean {near}?"),
                        ),
                    )
                };
                Finding::error(rule, message).at(place()).remedy(remedy)
            });
        }
    }

    /// Every term can be carried by every syntax that is published.
    pub(super) fn syntaxes(&mut self) {
        for uncarried in publish::uncarried(&self.export.graph) {
            let place = self.export.place_of(uncarried.subject.as_str(), "key");
            let finding =
                Finding::error("uncarried-term", uncarried.reason).remedy(uncarried.remedy);
            self.report.add(Finding { place, ..finding });
        }
    }

    /// Every identifier ever published still has its record, or it is said what became of it.
    pub(super) fn identifiers(&mut self) {
        let unread = &self.export.places.unread;
        for (identifier, finding) in self.export.register.findings(&self.export.identifiers) {
            let (kind, key) = identifier.split_once('/').unwrap_or_default();
            if finding.rule != "lost-identifier" || !unread.may_hold(kind, key) {
                self.report.add(finding);
            }
        }
    }

    /// The check queries that come with the program.
    pub(super) fn queries(&mut self, queries: &[CheckQuery]) -> Result<(), Error> {
        for violation in validate::validate(&self.export.store, queries)? {
            if !self.was_told(&violation) {
                self.violation(violation);
            }
        }
        Ok(())
    }

    /// A dataset's own check queries. One that cannot be asked is a finding like any other.
    pub(super) fn own_queries(&mut self, directory: &Path) -> Result<(), Error> {
        for query in validate::own_queries(directory, self.report) {
            match validate::validate(&self.export.store, std::slice::from_ref(&query)) {
                Ok(violations) => violations.into_iter().for_each(|v| self.violation(v)),
                Err(Error::Query { message, .. }) => {
                    self.report.add(validate::not_a_query(&query, &message));
                }
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    fn violation(&mut self, violation: Violation) {
        let place = self.place_of(&violation);
        let mut finding = violation.finding;
        if place.is_none() && !violation.node.is_empty() {
            finding.message = format!("<{}>: {}", violation.node, finding.message);
        }
        self.report.add(Finding { place, ..finding });
    }

    /// Whether a row of a check query follows from what was told, or says it again.
    fn was_told(&self, violation: &Violation) -> bool {
        let is_missing = |iri: &str| self.missing.contains(iri);
        let value_is_missing =
            matches!(&violation.value, Some(Term::NamedNode(value)) if is_missing(value.as_str()));
        value_is_missing
            || is_missing(&violation.node)
            || record_rule(&violation.finding.rule).is_some_and(|rule| {
                let entity = self.export.entity_of(&violation.node);
                entity.is_some_and(|entity| self.told.contains(&(entity, rule)))
            })
    }

    /// The place of the value that breaks the rule, of its field, or of its record.
    fn place_of(&mut self, violation: &Violation) -> Option<Place> {
        let export = &mut *self.export;
        let origin = export.origin_of(&violation.node)?;
        let value = match &violation.value {
            Some(Term::NamedNode(node)) => {
                let split = export.minter.split(node.as_str());
                split.map_or(node.as_str(), |(_, key)| key)
            }
            Some(Term::Literal(literal)) => literal.value(),
            _ => "",
        };
        Some(
            export
                .places
                .place_of_value(origin, &violation.field, None, &|text| text == value),
        )
    }
}

/// The record rule that says the same as a rule of the check queries, which hold for graphs from
/// elsewhere too.
fn record_rule(rule: &str) -> Option<&'static str> {
    match rule {
        "link-reviewed" => Some("unreviewed-link"),
        _ if rule.ends_with("-label") || rule.ends_with("-title") => Some("missing-language"),
        _ if rule.ends_with("-evidence") => Some("no-evidence"),
        _ => None,
    }
}

/// What to write instead of a key that no record has.
fn instead(export: &Export, kind: &str, key: &str) -> String {
    let identifier = format!("{kind}/{key}");
    let mut retired = export.register.retired();
    if let Some(retired) = retired.find(|it| it.identifier == identifier) {
        return match retired.state {
            State::Merged { into, .. } => format!("it was merged: write {into}"),
            _ => "it was withdrawn: take the value away, or give it a record again".to_owned(),
        };
    }
    let subjects = || {
        let split = |iri: NamedNodeRef<'_>| {
            let (kind, key) = export.minter.split(iri.as_str())?;
            (!key.contains('/')).then(|| (kind.to_owned(), key.to_owned()))
        };
        export.graph.subjects().filter_map(split)
    };
    let known: BTreeSet<String> = subjects()
        .filter(|(other, _)| other == kind)
        .map(|(_, key)| key)
        .collect();
    if let Some(near) = records::nearest(key, known.iter().map(String::as_str)) {
        return format!("did you mean {near}?");
    }
    let is_scheme = || {
        let scheme = export.minter.scheme(kind);
        export
            .graph
            .subjects()
            .any(|subject| subject.as_str() == scheme)
    };
    if known.is_empty() && Kind::from_segment(kind).is_none() && !is_scheme() {
        let kinds = || Kind::ALL.into_iter().map(Kind::segment);
        return match records::nearest(kind, kinds()) {
            Some(near) => format!("did you mean {near}/{key}?"),
            None => format!(
                "write type/key; the types are {}",
                kinds().collect::<Vec<_>>().join(", ")
            ),
        };
    }
    if let Some((other, _)) = subjects().find(|(_, other)| other == key) {
        return format!("{other}/{key} is there, but a key of the type {kind} belongs here");
    }
    format!("add the record {kind}/{key}, or use the key of one that is there")
}
