//! One changed resource, with its name, its class and its changes in words.

use std::cell::RefCell;
use std::collections::HashMap;

use oxigraph::model::Term;

use super::{Change, Difference, Graph, without_brackets};
use crate::frozen::{Comparison, Node, Refused};
use crate::pages::term_name;
use crate::resource::{Language, Resources, shortened};
use crate::vocab::{rdf, rdfs, upp};

/// IRI and label of a class.
type Class = (String, String);

/// The types of a resource, and whether in the new graph.
type TypesOf = (bool, Vec<Node>);

/// A changed resource.
pub(super) struct Described {
    /// IRI; `_:…` of a blank node.
    pub(super) iri: String,
    pub(super) change: Change,
    pub(super) label: String,
    pub(super) class: Option<Class>,
}

/// A statement that only one of the graphs holds, or that they hold in other named graphs.
pub(super) struct Row {
    /// What comes behind the resource's IRI, if the statement is of a node that belongs to it.
    pub(super) part: String,
    pub(super) property: String,
    pub(super) property_label: String,
    pub(super) value: Term,
    /// Of an IRI that has one.
    pub(super) value_label: Option<String>,
    pub(super) kind: RowKind,
    /// Named graphs that hold it only in the new and only in the old graph; the default graph is the
    /// empty text.
    pub(super) added_to: Vec<String>,
    pub(super) removed_from: Vec<String>,
}

/// What became of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RowKind {
    Removed,
    Added,
    /// Both hold it, in other named graphs.
    Moved,
}

/// Looks up names in both graphs.
pub(super) struct Describer<'d> {
    difference: &'d Difference<'d>,
    old: Resources<'d>,
    new: Resources<'d>,
    language: Language,
    /// Names of properties, and classes by the types of a resource in the old or the new graph: there
    /// are few, and they are asked for with each resource.
    properties: RefCell<HashMap<String, String>>,
    classes: RefCell<HashMap<TypesOf, Option<Class>>>,
}

impl<'d> Describer<'d> {
    pub(super) fn of(difference: &'d Difference<'d>, language: Language) -> Result<Self, Refused> {
        let open = |graph: &'d Graph| Resources::of(graph.frozen(), graph.base());
        Ok(Self {
            difference,
            old: open(difference.old)?,
            new: open(difference.new)?,
            language,
            properties: RefCell::default(),
            classes: RefCell::default(),
        })
    }

    /// Name and class of a resource, by its number.
    pub(super) fn resource(
        &self,
        comparison: &Comparison<'_>,
        number: usize,
    ) -> Result<Option<Described>, Refused> {
        let Some(resource) = self.difference.resources.get(number) else {
            return Ok(None);
        };
        let text = comparison.text(resource.owner)?;
        let iri = without_brackets(&text).to_owned();
        let graph = match resource.change {
            Change::Removed => &self.old,
            _ => &self.new,
        };
        let (label, class) = match graph.find(&iri)? {
            None => (iri.clone(), None),
            Some(node) => (
                graph.label(node, self.language)?.text,
                self.class(resource.change != Change::Removed, graph, node)?,
            ),
        };
        Ok(Some(Described {
            iri,
            change: resource.change,
            label,
            class,
        }))
    }

    /// The class of a resource in the old or the new graph.
    fn class(
        &self,
        is_new: bool,
        graph: &Resources<'_>,
        node: Node,
    ) -> Result<Option<Class>, Refused> {
        let key = (is_new, graph.objects(node, rdf::TYPE)?);
        if let Some(known) = self.classes.borrow().get(&key) {
            return Ok(known.clone());
        }
        let class = self.class_of(graph, &key.1)?;
        self.classes.borrow_mut().insert(key, class.clone());
        Ok(class)
    }

    /// The most particular class: one of our own before others, and none that another is narrower than.
    fn class_of(&self, graph: &Resources<'_>, classes: &[Node]) -> Result<Option<Class>, Refused> {
        let mut best: Option<((bool, bool), String, Node)> = None;
        for class in classes {
            let mut is_broader = false;
            for other in classes {
                let broader = graph.objects(*other, rdfs::SUB_CLASS_OF)?;
                is_broader |= other != class && broader.contains(class);
            }
            let iri = graph.text(*class)?;
            let rank = (is_broader, !iri.starts_with(upp::NAMESPACE));
            let candidate = (rank, iri, *class);
            if best.as_ref().is_none_or(|best| candidate < *best) {
                best = Some(candidate);
            }
        }
        let Some((_, iri, class)) = best else {
            return Ok(None);
        };
        let label = graph.label(class, self.language)?;
        let label = if label.stated {
            label.text
        } else {
            self.term_name(&iri)
        };
        Ok(Some((iri, label)))
    }

    /// The name of a term of another vocabulary, which the graph seldom states.
    fn term_name(&self, iri: &str) -> String {
        let short = shortened(iri);
        term_name(&short, self.language).map_or(short, ToOwned::to_owned)
    }

    /// The changes of a resource, by its number: sorted by node, property and value.
    pub(super) fn rows(
        &self,
        comparison: &mut Comparison<'_>,
        number: usize,
        iri: &str,
    ) -> Result<Vec<Row>, Refused> {
        let mut rows: Vec<Row> = Vec::new();
        for (_, place) in self.difference.subjects_of(number) {
            comparison.visit(*place, |compared| {
                let part = without_brackets(compared.subject());
                let part = part.strip_prefix(iri).unwrap_or(part);
                let only: HashMap<_, bool> = compared
                    .triples()
                    .map(|(is_new, line)| ((line.predicate, line.object), is_new))
                    .collect();
                let mut told = None;
                for (is_new, line) in compared.differing() {
                    let triple = (line.predicate, line.object);
                    if told.replace(triple) != Some(triple) {
                        let kind = match only.get(&triple) {
                            Some(true) => RowKind::Added,
                            Some(false) => RowKind::Removed,
                            None => RowKind::Moved,
                        };
                        rows.push(self.row(part, kind, triple)?);
                    }
                    let graph = line.graph.map(without_brackets).unwrap_or_default();
                    if let Some(row) = rows.last_mut() {
                        let list = if is_new {
                            &mut row.added_to
                        } else {
                            &mut row.removed_from
                        };
                        list.push(graph.to_owned());
                    }
                }
                Ok::<(), Refused>(())
            })?;
        }
        // The resource itself before the nodes that belong to it.
        rows.sort_by(|one, other| one.part.cmp(&other.part));
        Ok(rows)
    }

    fn row(
        &self,
        part: &str,
        kind: RowKind,
        (predicate, object): (&str, &str),
    ) -> Result<Row, Refused> {
        let property = without_brackets(predicate);
        let value: Term = object
            .parse()
            .map_err(|_| Refused::Damaged("a term cannot be read"))?;
        let graph = match kind {
            RowKind::Removed => &self.old,
            _ => &self.new,
        };
        let value_label = match &value {
            Term::NamedNode(node) => self.label(graph, node.as_str())?,
            _ => None,
        };
        Ok(Row {
            part: part.to_owned(),
            property: property.to_owned(),
            property_label: self.property(property)?,
            value,
            value_label,
            kind,
            added_to: Vec::new(),
            removed_from: Vec::new(),
        })
    }

    /// The name of a property: as a graph states it, or as ours.
    fn property(&self, iri: &str) -> Result<String, Refused> {
        if let Some(known) = self.properties.borrow().get(iri) {
            return Ok(known.clone());
        }
        let stated = match self.label(&self.new, iri)? {
            Some(label) => Some(label),
            None => self.label(&self.old, iri)?,
        };
        let name = stated.unwrap_or_else(|| self.term_name(iri));
        let mut properties = self.properties.borrow_mut();
        properties.insert(iri.to_owned(), name.clone());
        Ok(name)
    }

    /// The name that a graph states.
    fn label(&self, graph: &Resources<'_>, iri: &str) -> Result<Option<String>, Refused> {
        let Some(node) = graph.find(iri)? else {
            return Ok(None);
        };
        let label = graph.label(node, self.language)?;
        Ok(label.stated.then_some(label.text))
    }
}
