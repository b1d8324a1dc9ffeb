//! DERIVE: what Oxigraph will not infer, said outright.
//!
//! Each rule is a function of the asserted graph. Its quads go into the derived graph and never
//! carry evidence: they follow from what does.
//!
//! | rule | from | to |
//! |---|---|---|
//! | [`superclasses`] | `rdf:type`, `rdfs:subClassOf` of the ontology | `rdf:type` |
//! | [`superproperties`] | any triple, `rdfs:subPropertyOf` of the ontology | the triple with the broader property |
//! | [`holders`] | `upp:assignedTo`, `foaf:member` | `upp:heldBy` each agency |
//! | [`date_bounds`] | `upp:edtf` | `upp:earliestDate`, `upp:latestDate` |
//! | [`headings`] | `upp:line`, `upp:heading` | nearest heading at or above each passage |

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Term, TermRef};

use crate::graph::QuadSet;
use crate::iri::Minter;
use crate::records::Period;
use crate::vocab::{dcterms, foaf, upp};

/// A derived triple.
pub type Derived = (NamedNode, NamedNode, Term);

/// Adds everything that the rules derive to a graph.
#[must_use]
pub fn derive(asserted: QuadSet, minter: &Minter) -> QuadSet {
    let rules = [
        superclasses,
        superproperties,
        holders,
        date_bounds,
        headings,
    ];
    let derived: Vec<Derived> = rules.into_iter().flat_map(|rule| rule(&asserted)).collect();
    let Ok(graph) = NamedNode::new(minter.derived_graph()) else {
        return asserted;
    };
    let mut builder = asserted.into_builder();
    builder.extend(
        derived
            .into_iter()
            .map(|(s, p, o)| (s, p, o, graph.clone())),
    );
    builder.build()
}

/// Every class of which the class of a thing is a subclass, directly or not.
#[must_use]
pub fn superclasses(graph: &QuadSet) -> Vec<Derived> {
    let above = closure(graph, rdfs::SUB_CLASS_OF);
    let mut derived = Vec::new();
    for (subject, class) in nodes(graph, rdf::TYPE) {
        for wider in above.get(&class.into_owned()).into_iter().flatten() {
            derived.push((
                subject.into_owned(),
                rdf::TYPE.into_owned(),
                wider.clone().into(),
            ));
        }
    }
    derived
}

/// Every triple once more with each property above its own.
#[must_use]
pub fn superproperties(graph: &QuadSet) -> Vec<Derived> {
    let mut derived = Vec::new();
    for (property, above) in closure(graph, rdfs::SUB_PROPERTY_OF) {
        for (subject, object) in pairs(graph, property.as_ref()) {
            for wider in &above {
                derived.push((subject.into_owned(), wider.clone(), object.into_owned()));
            }
        }
    }
    derived
}

/// Every agency that holds a mandate: itself, or as a member of the group that was given it.
#[must_use]
pub fn holders(graph: &QuadSet) -> Vec<Derived> {
    let held_by = named(upp::HELD_BY);
    let mut members: BTreeMap<NamedNodeRef<'_>, Vec<NamedNodeRef<'_>>> = BTreeMap::new();
    for (group, member) in nodes(graph, named(foaf::MEMBER).as_ref()) {
        members.entry(group).or_default().push(member);
    }
    let mut derived = Vec::new();
    for (mandate, holder) in nodes(graph, named(upp::ASSIGNED_TO).as_ref()) {
        let holders = members
            .get(&holder)
            .map_or(std::slice::from_ref(&holder), Vec::as_slice);
        for holder in holders {
            derived.push((
                mandate.into_owned(),
                held_by.clone(),
                holder.into_owned().into(),
            ));
        }
    }
    derived
}

/// First and last day of every period, as `xsd:date`, so that one filter works for every
/// precision. An open or unknown end has no last day.
#[must_use]
pub fn date_bounds(graph: &QuadSet) -> Vec<Derived> {
    let mut derived = Vec::new();
    for (node, edtf) in pairs(graph, named(upp::EDTF).as_ref()) {
        let TermRef::Literal(edtf) = edtf else {
            continue;
        };
        let Ok(period) = edtf.value().parse::<Period>() else {
            continue;
        };
        let bounds = [
            (upp::EARLIEST_DATE, period.earliest()),
            (upp::LATEST_DATE, period.latest()),
        ];
        for (property, day) in bounds {
            if let Some(day) = day {
                let day = Literal::new_typed_literal(day, xsd::DATE);
                derived.push((node.into_owned(), named(property), day.into()));
            }
        }
    }
    derived
}

/// The nearest heading at or above every passage of a source that has headings.
#[must_use]
pub fn headings(graph: &QuadSet) -> Vec<Derived> {
    let number = |term: TermRef<'_>| match term {
        TermRef::Literal(literal) => literal.value().parse::<u32>().ok(),
        _ => None,
    };
    let (part_of, heading) = (named(dcterms::IS_PART_OF), named(upp::HEADING));
    let source = |passage: NamedNodeRef<'_>| match graph.objects(passage, part_of.as_ref()).next() {
        Some(TermRef::NamedNode(source)) => Some(source),
        _ => None,
    };
    let passages: BTreeSet<(NamedNodeRef<'_>, u32, NamedNodeRef<'_>)> =
        pairs(graph, named(upp::LINE).as_ref())
            .filter_map(|(passage, line)| Some((source(passage)?, number(line)?, passage)))
            .collect();
    let mut derived = Vec::new();
    let mut current: Option<(NamedNodeRef<'_>, u32, TermRef<'_>)> = None;
    for (source, line, passage) in passages {
        let own = graph.objects(passage, heading.as_ref()).next();
        if let Some(text) = own {
            current = Some((source, line, text));
        }
        // A heading does not reach into the next source.
        let Some((_, at, text)) = current.filter(|(of, ..)| *of == source) else {
            continue;
        };
        if own.is_none() {
            derived.push((passage.into_owned(), heading.clone(), text.into_owned()));
        }
        let at = Literal::new_typed_literal(at.to_string(), xsd::INTEGER);
        derived.push((passage.into_owned(), named(upp::HEADING_LINE), at.into()));
    }
    derived
}

/// What is above each term by a hierarchical property, directly or not.
fn closure(
    graph: &QuadSet,
    property: NamedNodeRef<'_>,
) -> BTreeMap<NamedNode, BTreeSet<NamedNode>> {
    let mut direct: BTreeMap<NamedNodeRef<'_>, Vec<NamedNodeRef<'_>>> = BTreeMap::new();
    for (below, above) in nodes(graph, property) {
        direct.entry(below).or_default().push(above);
    }
    direct
        .keys()
        .map(|&term| {
            let mut reached = BTreeSet::new();
            let mut open = vec![term];
            while let Some(next) = open.pop() {
                for &above in direct.get(&next).into_iter().flatten() {
                    if above != term && reached.insert(above.into_owned()) {
                        open.push(above);
                    }
                }
            }
            (term.into_owned(), reached)
        })
        .collect()
}

/// Subjects and objects of a property, in canonical order.
fn pairs<'a>(
    graph: &'a QuadSet,
    property: NamedNodeRef<'_>,
) -> impl Iterator<Item = (NamedNodeRef<'a>, TermRef<'a>)> + use<'a> {
    graph
        .triples_with(property)
        .filter_map(|triple| match triple.subject {
            NamedOrBlankNodeRef::NamedNode(subject) => Some((subject, triple.object)),
            NamedOrBlankNodeRef::BlankNode(_) => None,
        })
}

/// Subjects and objects of a property whose objects are IRIs, in canonical order.
fn nodes<'a>(
    graph: &'a QuadSet,
    property: NamedNodeRef<'_>,
) -> impl Iterator<Item = (NamedNodeRef<'a>, NamedNodeRef<'a>)> + use<'a> {
    pairs(graph, property).filter_map(|(subject, object)| match object {
        TermRef::NamedNode(object) => Some((subject, object)),
        _ => None,
    })
}

/// A term of `vocab.rs`, which a test holds to be IRIs.
fn named(term: &str) -> NamedNode {
    crate::vocab::named_node(term)
}
