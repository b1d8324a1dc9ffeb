//! What a document says, sorted: the index on which the rules are asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oxigraph::model::{NamedOrBlankNode, Term, Triple};

use super::terms::{TYPE, misspelt_namespace, other_scheme};

/// A subject or value. The order is that of reports: IRIs, blank nodes, literals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Iri(Arc<str>),
    /// Numbered in the order in which the document names them.
    Blank(usize),
    Literal(Literal),
}

/// A value that is no resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Literal {
    pub(super) value: Arc<str>,
    pub(super) datatype: Arc<str>,
    pub(super) language: Option<Arc<str>>,
}

impl Node {
    pub(super) fn iri(&self) -> Option<&str> {
        match self {
            Self::Iri(iri) => Some(iri),
            _ => None,
        }
    }

    pub(super) fn literal(&self) -> Option<&Literal> {
        match self {
            Self::Literal(literal) => Some(literal),
            _ => None,
        }
    }

    /// The text of an IRI or literal; empty for a blank node.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Iri(text) => text,
            Self::Blank(_) => "",
            Self::Literal(literal) => &literal.value,
        }
    }
}

/// A statement.
pub(super) type Statement = (Node, Arc<str>, Node);

/// The statements of a document, each once.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// Sorted by subject, property and value.
    statements: Vec<Statement>,
    /// Places in `statements`, sorted by value.
    by_value: Vec<usize>,
    misspelt: BTreeSet<String>,
}

impl Graph {
    /// Namespaces that were written with http for https, or the other way round. The statements are
    /// as if they were not.
    pub(super) fn misspelt_namespaces(&self) -> impl Iterator<Item = &str> {
        self.misspelt.iter().map(String::as_str)
    }

    pub(super) fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// All statements about a resource, sorted by property and value.
    pub(super) fn about(&self, subject: &Node) -> &[Statement] {
        let from = self.statements.partition_point(|(s, _, _)| s < subject);
        let to = self.statements.partition_point(|(s, _, _)| s <= subject);
        &self.statements[from..to]
    }

    /// The values of a property, sorted.
    pub(super) fn values(
        &self,
        subject: &Node,
        property: &str,
    ) -> impl Iterator<Item = &Node> + Clone {
        let about = self.about(subject);
        let from = about.partition_point(|(_, p, _)| &**p < property);
        let to = about.partition_point(|(_, p, _)| &**p <= property);
        about[from..to].iter().map(|(_, _, value)| value)
    }

    pub(super) fn has(&self, subject: &Node, property: &str) -> bool {
        self.values(subject, property).next().is_some()
    }

    /// The subjects and properties of a value, sorted.
    pub(super) fn named_by(&self, value: &Node) -> impl Iterator<Item = (&Node, &str)> {
        let from = self
            .by_value
            .partition_point(|&at| self.statements[at].2 < *value);
        let to = self
            .by_value
            .partition_point(|&at| self.statements[at].2 <= *value);
        self.by_value[from..to].iter().map(|&at| {
            let (subject, property, _) = &self.statements[at];
            (subject, &**property)
        })
    }

    /// Resources of any of these classes, sorted, each once. There is no reasoning, as harvesters
    /// do none.
    pub(super) fn of_classes<'a>(&'a self, classes: &[impl AsRef<str>]) -> Vec<&'a Node> {
        let mut found: Vec<&Node> = classes
            .iter()
            .flat_map(|class| {
                let class = Node::Iri(class.as_ref().into());
                let named: Vec<&Node> = self
                    .named_by(&class)
                    .filter(|(_, property)| *property == TYPE)
                    .map(|(subject, _)| subject)
                    .collect();
                named
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    pub(super) fn is_of_class(&self, subject: &Node, class: &str) -> bool {
        self.values(subject, TYPE)
            .any(|value| value.iri() == Some(class))
    }

    /// Subjects that have the value at one of these properties.
    pub(super) fn naming<'a>(
        &'a self,
        value: &Node,
        properties: &'a [&str],
    ) -> impl Iterator<Item = &'a Node> {
        let found: Vec<&Node> = self
            .named_by(value)
            .filter(|(_, property)| properties.contains(property))
            .map(|(subject, _)| subject)
            .collect();
        found.into_iter()
    }
}

/// Collects the statements of a document in the order in which a parser gives them.
#[derive(Debug, Default)]
pub(super) struct GraphBuilder {
    statements: Vec<Statement>,
    texts: BTreeMap<String, Arc<str>>,
    /// Labels of blank nodes, which parsers make up, and their numbers.
    blanks: BTreeMap<String, usize>,
}

impl GraphBuilder {
    pub(super) fn add(&mut self, triple: Triple) {
        let subject = match triple.subject {
            NamedOrBlankNode::NamedNode(node) => Node::Iri(self.shared(node.as_str())),
            NamedOrBlankNode::BlankNode(node) => self.blank(node.as_str()),
        };
        let property = self.shared(triple.predicate.as_str());
        let value = match triple.object {
            Term::NamedNode(node) => Node::Iri(self.shared(node.as_str())),
            Term::BlankNode(node) => self.blank(node.as_str()),
            Term::Literal(literal) => Node::Literal(Literal {
                value: literal.value().into(),
                datatype: self.shared(literal.datatype().as_str()),
                language: literal.language().map(|language| self.shared(language)),
            }),
        };
        self.statements.push((subject, property, value));
    }

    pub(super) fn build(self) -> Graph {
        let mut statements = self.statements;
        let misspelt = misspelt(&statements);
        if !misspelt.is_empty() {
            for (subject, property, value) in &mut statements {
                mend(property, &misspelt);
                for node in [subject, value] {
                    match node {
                        Node::Iri(iri) => mend(iri, &misspelt),
                        Node::Literal(literal) => mend(&mut literal.datatype, &misspelt),
                        Node::Blank(_) => (),
                    }
                }
            }
        }
        statements.sort();
        statements.dedup();
        let mut by_value: Vec<usize> = (0..statements.len()).collect();
        by_value.sort_by(|&a, &b| (&statements[a].2, a).cmp(&(&statements[b].2, b)));
        Graph {
            statements,
            by_value,
            misspelt,
        }
    }

    /// An IRI occurs often: one copy is kept.
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.texts.insert(text.to_owned(), Arc::clone(&new));
        new
    }

    fn blank(&mut self, label: &str) -> Node {
        let next = self.blanks.len();
        Node::Blank(*self.blanks.entry(label.to_owned()).or_insert(next))
    }
}

/// Namespaces under the wrong scheme, of properties, classes and datatypes. An IRI in another place
/// may be meant as it is.
fn misspelt(statements: &[Statement]) -> BTreeSet<String> {
    let mut terms: BTreeSet<&str> = BTreeSet::new();
    for (_, property, value) in statements {
        terms.insert(property);
        terms.extend(value.literal().map(|literal| &*literal.datatype));
        // rdf:type may be under the wrong scheme itself.
        let is_type = **property == *TYPE || **property == other_scheme(TYPE);
        terms.extend(value.iri().filter(|_| is_type));
    }
    terms.into_iter().filter_map(misspelt_namespace).collect()
}

fn mend(iri: &mut Arc<str>, misspelt: &BTreeSet<String>) {
    if misspelt.iter().any(|it| iri.starts_with(it.as_str())) {
        *iri = other_scheme(iri).into();
    }
}
