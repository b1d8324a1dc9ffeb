//! What a harvester would object to, in words.

use std::path::PathBuf;

use serde::Serialize;

use super::graph::{Graph, Literal, Node};
use super::rule::{Rule, RuleBook};
use super::terms::{self, KINDS, STRING, dcterms, short, vcard};
use crate::report::{self, Place, Severity};
use crate::vocab::foaf;

/// Something in a catalogue that a harvester refuses, loses or scores low.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Error: a portal refuses or loses something. Warning: points, or what a profile recommends.
    pub severity: Severity,
    /// Name of the rule, stable between versions.
    pub rule: String,
    /// Which harvesters and rule sets judge so.
    pub judges: Vec<String>,
    /// The document, and the line and column where it cannot be read.
    #[serde(flatten)]
    pub place: Place,
    /// IRI of the resource that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Short name of the property.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// The value, as Turtle writes it, shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// Where the rule is written.
    pub source: String,
}

impl Finding {
    /// The order of reports: errors first, then by place, resource and rule.
    pub(super) fn key(&self) -> impl Ord + '_ {
        (
            self.severity,
            &self.place,
            &self.resource,
            &self.rule,
            &self.property,
            &self.message,
        )
    }
}

impl From<&Finding> for report::Finding {
    fn from(finding: &Finding) -> Self {
        let made = match finding.severity {
            Severity::Error => Self::error(&finding.rule, &finding.message),
            Severity::Warning => Self::warning(&finding.rule, &finding.message),
        };
        made.at(finding.place.clone()).remedy(&finding.remedy)
    }
}

/// What breaks a rule, before it is told.
#[derive(Debug, Clone, Default)]
pub(super) struct Found<'g> {
    pub(super) resource: Option<&'g Node>,
    /// IRI of the property.
    pub(super) property: Option<&'g str>,
    pub(super) value: Option<Shown<'g>>,
    pub(super) count: usize,
}

/// How a value is told.
#[derive(Debug, Clone)]
pub(super) enum Shown<'g> {
    /// As Turtle writes it.
    Term(&'g Node),
    /// As it is.
    Text(String),
}

impl<'g> Found<'g> {
    pub(super) fn of(resource: &'g Node) -> Self {
        Self {
            resource: Some(resource),
            ..Self::default()
        }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            value: Some(Shown::Text(text.into())),
            ..Self::default()
        }
    }

    pub(super) fn at(mut self, property: &'g str) -> Self {
        self.property = Some(property);
        self
    }

    pub(super) fn with(mut self, value: &'g Node) -> Self {
        self.value = Some(Shown::Term(value));
        self
    }
}

/// Tells findings about one document.
pub(super) struct Teller<'a> {
    pub(super) book: &'a RuleBook,
    pub(super) graph: &'a Graph,
    /// Name of the document.
    pub(super) file: &'a str,
    /// Whether this program wrote it, so that `uppdrag.toml` is the place to mend it.
    pub(super) ours: bool,
}

impl Teller<'_> {
    pub(super) fn tell(&self, rule: &Rule, found: &Found<'_>) -> Finding {
        let fill = |text: &str| self.fill(text, rule, found);
        let remedy = match (&rule.ours, self.ours) {
            (Some(ours), true) => fill(ours),
            _ => fill(&rule.remedy),
        };
        Finding {
            severity: rule.severity,
            rule: rule.id.clone(),
            judges: rule.judges.clone(),
            place: whole(self.file),
            resource: found.resource.and_then(Node::iri).map(str::to_owned),
            property: found.property.map(short),
            value: found.value.as_ref().map(shown),
            message: fill(&rule.says),
            remedy,
            source: self.source(rule),
        }
    }

    /// Where a rule is written, and its list.
    fn source(&self, rule: &Rule) -> String {
        let list = rule.list.as_deref().and_then(|name| self.book.list(name));
        list.map_or_else(
            || rule.source.clone(),
            |list| format!("{}; list: {}", rule.source, list.source),
        )
    }

    fn fill(&self, text: &str, rule: &Rule, found: &Found<'_>) -> String {
        let list = rule.list.as_deref().and_then(|name| self.book.list(name));
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            match slot {
                "resource" => filled.push_str(&self.words(found.resource)),
                "property" => filled.push_str(&found.property.map(short).unwrap_or_default()),
                "value" => filled.push_str(&found.value.as_ref().map(shown).unwrap_or_default()),
                "count" => filled.push_str(&found.count.to_string()),
                "list" => filled.push_str(&list.map(super::rule::List::words).unwrap_or_default()),
                "iri" => push_iri(&mut filled, found.resource),
                "other-scheme" => filled.push_str(&match &found.value {
                    Some(Shown::Text(iri)) => plain(&terms::other_scheme(iri)),
                    _ => String::new(),
                }),
                "value-iri" => push_iri(
                    &mut filled,
                    match &found.value {
                        Some(Shown::Term(node)) => Some(node),
                        _ => None,
                    },
                ),
                _ => (),
            }
            // What has no IRI is written without brackets.
            rest = if filled.ends_with(NO_IRI) {
                after.strip_prefix('>').unwrap_or(after)
            } else {
                after
            };
        }
        filled.push_str(rest);
        filled
    }

    /// A resource in words: what it is, what it is called, its IRI.
    fn words(&self, node: Option<&Node>) -> String {
        let Some(node) = node else {
            return "the document".to_owned();
        };
        let kind = kind(self.graph, node);
        let name = name(self.graph, node)
            .map(|name| format!(" “{name}”"))
            .unwrap_or_default();
        match node {
            Node::Iri(_) => format!("{kind}{name} {}", shown_node(node)),
            Node::Literal(_) => shown_node(node),
            Node::Blank(_) => {
                let owner = self
                    .graph
                    .named_by(node)
                    .find_map(|(owner, property)| Some((owner.iri()?, short(property))));
                match owner {
                    Some((owner, property)) => {
                        format!(
                            "{kind}{name} without IRI ({property} of <{}>)",
                            plain(owner)
                        )
                    }
                    None => format!("{kind}{name} without IRI"),
                }
            }
        }
    }
}

/// The whole of a document.
pub(super) fn whole(file: &str) -> Place {
    Place {
        file: PathBuf::from(file),
        line: 0,
        column: 0,
        source_line: String::new(),
        mark: (0, 0),
    }
}

/// A blank node in a remedy: its label is made up by each reader.
const NO_IRI: &str = "_:…";

fn push_iri(filled: &mut String, node: Option<&Node>) {
    if let Some(iri) = node.and_then(Node::iri) {
        filled.push_str(&plain(iri));
        return;
    }
    if filled.ends_with('<') {
        filled.pop();
    }
    filled.push_str(NO_IRI);
}

/// What a resource is, as people say.
pub(super) fn kind(graph: &Graph, node: &Node) -> &'static str {
    let mut kinds = KINDS.iter();
    kinds
        .find(|(class, _)| graph.is_of_class(node, class))
        .map_or("resource", |(_, kind)| kind)
}

/// What a resource is called: in English, in Swedish, or as it comes.
pub(super) fn name(graph: &Graph, node: &Node) -> Option<String> {
    let names = [dcterms::TITLE, foaf::NAME, vcard::FN, terms::PREF_LABEL];
    let literals = names.iter().find_map(|property| {
        let literals: Vec<&Literal> = graph
            .values(node, property)
            .filter_map(Node::literal)
            .collect();
        (!literals.is_empty()).then_some(literals)
    })?;
    let in_language = |tag: &str| {
        let mut literals = literals.iter();
        literals.find(|literal| literal.language.as_deref() == Some(tag))
    };
    let literal = in_language("en")
        .or_else(|| in_language("sv"))
        .or(literals.first())?;
    Some(shortened(&plain(&literal.value), 60))
}

fn shown(value: &Shown<'_>) -> String {
    match value {
        Shown::Term(node) => shown_node(node),
        Shown::Text(text) => shortened(&plain(text), 200),
    }
}

fn shown_node(node: &Node) -> String {
    match node {
        Node::Iri(iri) => format!("<{}>", shortened(&plain(iri), 200)),
        Node::Blank(_) => "(a blank node)".to_owned(),
        Node::Literal(Literal {
            value,
            datatype,
            language,
        }) => {
            let text = shortened(&plain(value), 100);
            match language {
                Some(language) => format!("\"{text}\"@{language}"),
                None if **datatype == *STRING => format!("\"{text}\""),
                None => format!("\"{text}\"^^{}", short(datatype)),
            }
        }
    }
}

/// A text without what would disturb a terminal.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            plain.extend(c.escape_unicode());
        } else {
            plain.push(c);
        }
    }
    plain
}

fn shortened(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}
