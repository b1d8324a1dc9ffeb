//! Judges a DCAT catalogue as harvesters will, before they come.
//!
//! dataportal.se, CKAN and data.europa.eu harvest at night and say little about what they refuse.
//! Here their rules are data files (`rules/`), each with who judges so and where that is written;
//! what breaks one is told with the remedy. [`judge`] is pure: documents in, [`Judgement`] out.
//! Documents come from a [`site`] that was built, from a file, or over the network by [`fetch`].
//!
//! ```text
//!   bytes ─ read ─▶ graph ─ values, checks ◀ rules/*.toml
//!                     │             │
//!                     └─▶ mqa       ▼
//!                          └─▶ Judgement: findings, scores
//! ```
//!
//! ```
//! use uppdrag::preflight::{Circumstances, Document, judge};
//!
//! let turtle = b"<https://example.org/c> a <http://www.w3.org/ns/dcat#Catalog> .";
//! let document = Document::named("catalog.ttl", turtle);
//! let judgement = judge(&[document], &Circumstances::default())?;
//! assert!(judgement.is_refused());
//! assert!(judgement.findings.iter().any(|it| it.rule == "catalog-without-title"));
//! # Ok::<_, uppdrag::error::Error>(())
//! ```

mod checks;
mod cycles;
pub mod fetch;
mod finding;
mod graph;
mod mqa;
mod read;
mod rule;
pub mod site;
mod syntax;
mod terms;
mod turtle;
mod values;
mod xml;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, Severity};

pub use finding::Finding;
use finding::{Found, Teller};
use graph::{Graph, Node};
pub use mqa::{Answers, Dimension, MetricScore, Score};
use rule::RuleBook;

pub use crate::resource::Syntax;

/// A catalogue as bytes.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// How findings call it: a path or address.
    pub name: &'a str,
    /// All of it.
    pub bytes: &'a [u8],
    /// What it is written in.
    pub syntax: Syntax,
}

impl<'a> Document<'a> {
    /// A document whose name tells the syntax, or else its beginning; what looks like nothing else
    /// is read as Turtle, and told to be none.
    #[must_use]
    pub fn named(name: &'a str, bytes: &'a [u8]) -> Self {
        let syntax = syntax::of_name(name).or_else(|| syntax::of_bytes(bytes));
        Self {
            name,
            bytes,
            syntax: syntax.unwrap_or(Syntax::Turtle),
        }
    }
}

/// What is known of a catalogue beside its bytes.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// This program wrote it: remedies name the line of `uppdrag.toml`.
    pub ours: bool,
    /// Which of its addresses answer, as far as that was tried.
    pub answers: Answers,
    /// What was found while it was fetched or compared with files.
    pub observed: Vec<Observed>,
}

/// Something that is not in the document: a header, a redirect, a file beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// A rule of `rules/document.toml` that asks for reading.
    pub rule: &'static str,
    /// Name of the document or address.
    pub document: String,
    /// IRI of the resource that it is about; empty if about the whole document.
    pub resource: String,
    /// What was seen, in the words that the rule leaves room for.
    pub value: String,
}

/// What harvesters will make of a catalogue.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Judgement {
    /// What they object to, errors first, then by place, resource and rule.
    pub findings: Vec<Finding>,
    /// Points at the European portal, by dataset.
    pub scores: Vec<Score>,
}

impl Judgement {
    /// Whether a portal would refuse or lose something.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// The findings as a report of the program, in their order.
    #[must_use]
    pub fn report(&self) -> Report {
        let mut report = Report::default();
        for finding in &self.findings {
            report.add_with(finding.severity, || finding.into());
        }
        report
    }
}

/// Bytes of a document that CKAN takes, by its default.
const HARVESTED_BYTES: usize = 50 << 20;

/// Judges a catalogue.
///
/// The first document is the one that is harvested. The others must say the same in other
/// syntaxes; they are compared with it, not judged again.
///
/// # Errors
///
/// [`Error::Asset`] if a rule file inside the binary cannot be read, which a test excludes.
pub fn judge(
    documents: &[Document<'_>],
    circumstances: &Circumstances,
) -> Result<Judgement, Error> {
    let book = RuleBook::embedded()?;
    let mut findings = Vec::new();
    let mut graphs: Vec<(&Document<'_>, Graph)> = Vec::new();
    for document in documents {
        if document.bytes.len() > HARVESTED_BYTES {
            let found = Found::text(format!("{} MiB", HARVESTED_BYTES >> 20));
            findings.extend(tell_by_name(
                book,
                "too-large",
                document.name,
                circumstances,
                &found,
            ));
        }
        match read::read(document.name, document.bytes, document.syntax) {
            Ok(graph) => {
                for namespace in graph.misspelt_namespaces() {
                    let found = Found::text(namespace);
                    let name = document.name;
                    findings.extend(tell_by_name(
                        book,
                        "namespace-scheme",
                        name,
                        circumstances,
                        &found,
                    ));
                }
                graphs.push((document, graph));
            }
            Err(unreadable) => {
                let found = Found::text(unreadable.value);
                let told =
                    tell_by_name(book, unreadable.rule, document.name, circumstances, &found);
                findings.extend(told.map(|finding| Finding {
                    place: unreadable.place,
                    ..finding
                }));
            }
        }
    }
    // What was observed is about resources of the catalogue: they are called as it calls them.
    let nothing = Graph::default();
    let catalogue = graphs.first().map_or(&nothing, |(_, graph)| graph);
    for observed in &circumstances.observed {
        let resource = Node::Iri(observed.resource.as_str().into());
        let mut found = Found::text(observed.value.clone());
        found.resource = (!observed.resource.is_empty()).then_some(&resource);
        let teller = Teller {
            book,
            graph: catalogue,
            file: &observed.document,
            ours: circumstances.ours,
        };
        let rule = book.rule(observed.rule);
        findings.extend(rule.map(|rule| teller.tell(rule, &found)));
    }
    let mut scores = Vec::new();
    if let Some(((first, graph), others)) = graphs.split_first() {
        let teller = Teller {
            book,
            graph,
            file: first.name,
            ours: circumstances.ours,
        };
        let mut violating = BTreeSet::new();
        for group in &book.groups {
            values::judge(book, group, graph, &mut |rule, found| {
                if mqa::violates(rule) {
                    violating.extend(found.resource.cloned());
                }
                findings.push(teller.tell(rule, &found));
            });
        }
        for (other, other_graph) in others {
            if let Some(difference) = difference(first.name, graph, other_graph) {
                let found = Found::text(difference);
                findings.extend(tell_by_name(
                    book,
                    "syntaxes-differ",
                    other.name,
                    circumstances,
                    &found,
                ));
            }
        }
        scores = mqa::scores(book, graph, &violating, &circumstances.answers)?;
    }
    findings.sort_by(|a, b| a.key().cmp(&b.key()));
    findings.dedup();
    Ok(Judgement { findings, scores })
}

/// The addresses that a catalogue gives for its data: each once, sorted.
///
/// A document that cannot be read has none.
#[must_use]
pub fn addresses(document: &Document<'_>) -> Vec<String> {
    let graph = read::read(document.name, document.bytes, document.syntax).unwrap_or_default();
    let mut found: Vec<String> = graph
        .statements()
        .iter()
        .filter(|(_, property, _)| {
            [terms::dcat::ACCESS_URL, terms::dcat::DOWNLOAD_URL].contains(&&**property)
        })
        .filter_map(|(_, _, value)| value.iri())
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The licence of the list of DCAT-AP-SE that one means which is not written as the list has it: a
/// catalogue with such a licence is refused. `None` if it is exact, or another licence.
///
/// # Errors
///
/// As [`judge`].
pub fn exact_licence(iri: &str) -> Result<Option<&'static str>, Error> {
    Ok(checks::exact_licence(RuleBook::embedded()?, iri))
}

/// Names of all rules, sorted.
///
/// # Errors
///
/// As [`judge`].
pub fn rules() -> Result<Vec<&'static str>, Error> {
    let mut ids: Vec<&str> = RuleBook::embedded()?
        .rules()
        .map(|rule| rule.id.as_str())
        .collect();
    ids.sort_unstable();
    Ok(ids)
}

fn tell_by_name(
    book: &RuleBook,
    rule: &str,
    file: &str,
    circumstances: &Circumstances,
    found: &Found<'_>,
) -> Option<Finding> {
    let graph = Graph::default();
    let teller = Teller {
        book,
        graph: &graph,
        file,
        ours: circumstances.ours,
    };
    book.rule(rule).map(|rule| teller.tell(rule, found))
}

/// How the statements of two documents differ, in words. Blank nodes count as alike: which is which
/// cannot be told without trying all.
fn difference(first: &str, graph: &Graph, other: &Graph) -> Option<String> {
    let statements = |graph: &Graph| {
        let without_labels = |node: &Node| match node {
            Node::Blank(_) => Node::Blank(0),
            node => node.clone(),
        };
        let mut statements: Vec<_> = graph
            .statements()
            .iter()
            .map(|(s, p, o)| (without_labels(s), p.clone(), without_labels(o)))
            .collect();
        statements.sort();
        statements
    };
    let (mine, theirs) = (statements(graph), statements(other));
    if mine == theirs {
        return None;
    }
    let absent = |of: &[graph::Statement], from: &[graph::Statement]| {
        of.iter()
            .filter(|it| from.binary_search(it).is_err())
            .count()
    };
    Some(format!(
        "{} statements of {first} are missing, {} are not in it",
        absent(&mine, &theirs),
        absent(&theirs, &mine)
    ))
}
