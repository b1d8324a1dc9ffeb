//! One changed resource, with its name, its class and its changes in words.

use oxigraph::model::Term;

use super::{Change, Difference, Graph, without_brackets};
use crate::frozen::{Comparison, Node, Refused};
use crate::resource::{Language, Resources};
use crate::vocab::{rdf, rdfs, upp};

/// A changed resource.
pub(super) struct Described {
    /// IRI; `_:…` of a blank node.
    pub(super) iri: String,
    pub(super) change: Change,
    pub(super) label: String,
    /// IRI and label.
    pub(super) class: Option<(String, String)>,
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
}

impl<'d> Describer<'d> {
    pub(super) fn of(difference: &'d Difference<'d>, language: Language) -> Result<Self, Refused> {
        let open = |graph: &'d Graph| Resources::of(graph.frozen(), graph.base());
        Ok(Self {
            difference,
            old: open(difference.old)?,
            new: open(difference.new)?,
            language,
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
                self.class(graph, node)?,
            ),
        };
        Ok(Some(Described {
            iri,
            change: resource.change,
            label,
            class,
        }))
    }

    /// The most particular class: one of our own before others, and none that another is narrower than.
    fn class(
        &self,
        graph: &Resources<'_>,
        node: Node,
    ) -> Result<Option<(String, String)>, Refused> {
        let classes = graph.objects(node, rdf::TYPE)?;
        let mut best: Option<((bool, bool), String, Node)> = None;
        for class in &classes {
            let mut is_broader = false;
            for other in &classes {
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
        Ok(Some((iri, graph.label(class, self.language)?.text)))
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
                let only: Vec<_> = compared.triples().collect();
                let mut last = None;
                for (is_new, line) in compared.differing() {
                    let triple = (line.predicate, line.object);
                    if last.replace(triple) != Some(triple) {
                        let side = only
                            .iter()
                            .find(|(_, only)| (only.predicate, only.object) == triple);
                        let kind = match side {
                            Some((true, _)) => RowKind::Added,
                            Some((false, _)) => RowKind::Removed,
                            None => RowKind::Moved,
                        };
                        rows.push(self.row(part, kind, triple)?);
                    }
                    let graph = line.graph.map(without_brackets).unwrap_or_default();
                    if let Some(row) = rows.last_mut() {
                        let list = match is_new {
                            true => &mut row.added_to,
                            false => &mut row.removed_from,
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
        let property_label = match self.label(&self.new, property)? {
            Some(label) => Some(label),
            None => self.label(&self.old, property)?,
        };
        Ok(Row {
            part: part.to_owned(),
            property: property.to_owned(),
            property_label: property_label.unwrap_or_else(|| crate::resource::shortened(property)),
            value,
            value_label,
            kind,
            added_to: Vec::new(),
            removed_from: Vec::new(),
        })
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
