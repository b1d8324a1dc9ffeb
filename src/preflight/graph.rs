//! What a document says, sorted: the index on which the rules are asked.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oxigraph::model::{NamedOrBlankNode, Term, Triple};

use super::cycles::Cycles;
use super::terms::{TYPE, dcat, dcterms, hydra, misspelt_namespace, other_scheme};

/// Bytes of one IRI, written out. Browsers and servers take fewer.
pub(super) const MAX_IRI_BYTES: usize = 16 << 10;

/// Bytes of the IRIs of a document, each once and written out, and of its literals. What a prefix
/// stands for counts in each IRI: a document of some MB may stand for more than any memory holds.
pub(super) const MAX_TERM_BYTES: usize = 128 << 20;

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
    /// Made when first asked for.
    parts: OnceCell<Cycles>,
    pages: OnceCell<Cycles>,
}

impl Graph {
    /// Catalogues that are, along several steps, parts of each other.
    pub(super) fn parts(&self) -> &Cycles {
        let properties = [dcterms::HAS_PART, dcat::CATALOG_PROPERTY];
        self.parts.get_or_init(|| Cycles::of(self, &properties))
    }

    /// Pages that lead to each other; they lead on by either of two names.
    pub(super) fn pages(&self) -> &Cycles {
        let properties = [hydra::NEXT, hydra::NEXT_PAGE];
        self.pages.get_or_init(|| Cycles::of(self, &properties))
    }

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
    texts: BTreeSet<Arc<str>>,
    /// Bytes of all texts and literals.
    bytes: usize,
    /// Labels of blank nodes, which parsers make up, and their numbers.
    blanks: BTreeMap<String, usize>,
}

impl GraphBuilder {
    /// # Errors
    ///
    /// Which limit the statement crosses, in words.
    pub(super) fn add(&mut self, triple: Triple) -> Result<(), String> {
        let subject = match triple.subject {
            NamedOrBlankNode::NamedNode(node) => Node::Iri(self.shared(node.as_str())?),
            NamedOrBlankNode::BlankNode(node) => self.blank(node.as_str()),
        };
        let property = self.shared(triple.predicate.as_str())?;
        let value = match triple.object {
            Term::NamedNode(node) => Node::Iri(self.shared(node.as_str())?),
            Term::BlankNode(node) => self.blank(node.as_str()),
            Term::Literal(literal) => {
                self.count(literal.value())?;
                let language = literal.language().map(|language| self.shared(language));
                Node::Literal(Literal {
                    value: literal.value().into(),
                    datatype: self.shared(literal.datatype().as_str())?,
                    language: language.transpose()?,
                })
            }
        };
        self.statements.push((subject, property, value));
        Ok(())
    }

    pub(super) fn build(self) -> Graph {
        let mut statements = self.statements;
        let misspelt = misspelt(&statements);
        if !misspelt.is_empty() {
            // One copy is kept of what is mended, too.
            let mended: BTreeMap<Arc<str>, Arc<str>> = self
                .texts
                .into_iter()
                .filter(|iri| misspelt.iter().any(|it| iri.starts_with(it.as_str())))
                .map(|iri| (Arc::clone(&iri), other_scheme(&iri).into()))
                .collect();
            let mend = |iri: &mut Arc<str>| {
                if let Some(right) = mended.get(iri) {
                    *iri = Arc::clone(right);
                }
            };
            for (subject, property, value) in &mut statements {
                mend(property);
                for node in [subject, value] {
                    match node {
                        Node::Iri(iri) => mend(iri),
                        Node::Literal(literal) => mend(&mut literal.datatype),
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
            ..Graph::default()
        }
    }

    /// An IRI occurs often: one copy is kept.
    fn shared(&mut self, text: &str) -> Result<Arc<str>, String> {
        if let Some(known) = self.texts.get(text) {
            return Ok(Arc::clone(known));
        }
        if text.len() > MAX_IRI_BYTES {
            return Err(format!(
                "one of its IRIs takes more than {} KiB",
                MAX_IRI_BYTES >> 10
            ));
        }
        self.count(text)?;
        let new: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&new));
        Ok(new)
    }

    fn count(&mut self, text: &str) -> Result<(), String> {
        self.bytes = self.bytes.saturating_add(text.len());
        if self.bytes > MAX_TERM_BYTES {
            return Err(format!(
                "its IRIs and texts take more than {} MiB",
                MAX_TERM_BYTES >> 20
            ));
        }
        Ok(())
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
