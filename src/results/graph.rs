//! Triples of a `CONSTRUCT` or `DESCRIBE`, in canonical order.

use std::io::Write;

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{
    GraphNameRef, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple, TripleRef,
};
use oxigraph::sparql::QueryTripleIter;

use super::solutions::Labels;
use super::xml::{self, XmlWriter};
use super::{Meter, ResultsError, ResultsFormat, ResultsKind};
use crate::graph::{compare_triples, write_line};
use crate::vocab::{PREFIXES, rdf};

/// Writes triples, each once, in the order of their N-Triples lines.
pub(super) fn write(
    triples: QueryTripleIter<'_>,
    format: ResultsFormat,
    meter: &mut Meter<'_>,
    out: impl Write,
) -> Result<(), ResultsError> {
    write_sorted(sorted(triples, meter)?, format, out)
}

/// Writes triples in their order.
pub(super) fn write_sorted(
    mut triples: Vec<Triple>,
    format: ResultsFormat,
    out: impl Write,
) -> Result<(), ResultsError> {
    if format == ResultsFormat::RdfXml {
        arrange_for_xml(&mut triples)?;
        return serialize(&triples, format, XmlWriter::new(out, format));
    }
    serialize(&triples, format, out)
}

/// Collects triples and sorts them by their N-Triples lines.
///
/// The data has no blank nodes, but a template can make them. They are named in the order of
/// the lines with their names left out; lines that differ in nothing else keep the engine's
/// order. That is less than RDFC-1.0, whose cost a query could drive up without bound.
pub(super) fn sorted(
    triples: QueryTripleIter<'_>,
    meter: &mut Meter<'_>,
) -> Result<Vec<Triple>, ResultsError> {
    let mut sorted = Vec::new();
    let mut blank = false;
    for triple in triples {
        let triple = triple?;
        blank |= is_blank(&triple);
        meter.row()?;
        meter.add(2 * text_length(&triple) + size_of::<(String, Triple)>())?;
        sorted.push(triple);
    }
    if blank {
        name_blank_nodes(&mut sorted);
    }
    sorted.sort_by(|a, b| compare_triples(a.as_ref(), b.as_ref()));
    sorted.dedup();
    Ok(sorted)
}

/// Names blank nodes anew, in the order of the lines with their names left out.
fn name_blank_nodes(triples: &mut [Triple]) {
    triples.sort_by_cached_key(|triple| masked(triple.as_ref()));
    let mut labels = Labels::default();
    for triple in &*triples {
        if let NamedOrBlankNode::BlankNode(node) = &triple.subject {
            labels.see(node.as_ref().into());
        }
        labels.see(triple.object.as_ref());
    }
    for triple in triples {
        if let NamedOrBlankNode::BlankNode(node) = &triple.subject {
            triple.subject = labels.node(node.as_ref()).into_owned().into();
        }
        triple.object = labels.rename(triple.object.as_ref()).into_owned();
    }
}

/// Bytes of the texts of a triple.
fn text_length(triple: &Triple) -> usize {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str().len(),
        NamedOrBlankNode::BlankNode(node) => node.as_str().len(),
    };
    let object = match &triple.object {
        Term::NamedNode(node) => node.as_str().len(),
        Term::BlankNode(node) => node.as_str().len(),
        Term::Literal(literal) => literal.value().len() + literal.datatype().as_str().len(),
    };
    subject + triple.predicate.as_str().len() + object
}

fn is_blank(triple: &Triple) -> bool {
    matches!(triple.subject, NamedOrBlankNode::BlankNode(_))
        || matches!(triple.object, Term::BlankNode(_))
}

/// The N-Triples line with nothing after `_:`.
fn masked(triple: TripleRef<'_>) -> String {
    let subject = match triple.subject.into() {
        TermRef::BlankNode(_) => "_:".to_owned(),
        other => other.to_string(),
    };
    match triple.object {
        TermRef::BlankNode(_) => format!("{subject} {} _:", triple.predicate),
        other => format!("{subject} {} {other}", triple.predicate),
    }
}

fn serialize(
    triples: &[Triple],
    format: ResultsFormat,
    out: impl Write,
) -> Result<(), ResultsError> {
    let Some(known) = format.rdf_format() else {
        return Err(ResultsError::Unfit {
            format,
            kind: ResultsKind::Graph,
        });
    };
    if known == RdfFormat::NTriples {
        let mut out = out;
        for triple in triples {
            let triple = triple.as_ref();
            write_line(triple.in_graph(GraphNameRef::DefaultGraph), &mut out)?;
        }
        out.flush()?;
        return Ok(());
    }
    let mut serializer = RdfSerializer::from_format(known);
    if format != ResultsFormat::JsonLd {
        for (prefix, namespace) in used_prefixes(triples) {
            serializer = serializer
                .with_prefix(prefix, namespace)
                .map_err(|error| ResultsError::Io(std::io::Error::other(error)))?;
        }
    }
    let mut serializer = serializer.for_writer(out);
    for triple in triples {
        serializer.serialize_triple(triple)?;
    }
    serializer.finish()?.flush()?;
    Ok(())
}

/// The prefixes of namespaces in which some IRI of the triples lies.
fn used_prefixes(triples: &[Triple]) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut used = vec![false; PREFIXES.len()];
    let mut mark = |iri: NamedNodeRef<'_>| {
        for (used, (_, namespace)) in used.iter_mut().zip(PREFIXES) {
            *used |= iri.as_str().starts_with(namespace);
        }
    };
    for triple in triples {
        if let NamedOrBlankNode::NamedNode(node) = &triple.subject {
            mark(node.as_ref());
        }
        mark(triple.predicate.as_ref());
        match &triple.object {
            Term::NamedNode(node) => mark(node.as_ref()),
            Term::Literal(literal) if literal.datatype() != xsd::STRING => mark(literal.datatype()),
            Term::Literal(_) | Term::BlankNode(_) => {}
        }
    }
    PREFIXES
        .iter()
        .zip(used)
        .filter_map(|(&prefix, used)| used.then_some(prefix))
}

/// Checks that every predicate is the name of an element, and moves a class that is none away
/// from the head of its subject: the serializer writes a type at the head as an element.
fn arrange_for_xml(triples: &mut [Triple]) -> Result<(), ResultsError> {
    let refuse = |what: String| ResultsError::Uncarriable {
        format: ResultsFormat::RdfXml,
        what,
    };
    for triple in &*triples {
        if !xml::is_property_element(triple.predicate.as_str()) {
            return Err(refuse(format!("the predicate {}", triple.predicate)));
        }
    }
    for of_subject in triples.chunk_by_mut(|a, b| a.subject == b.subject) {
        match of_subject
            .iter()
            .position(|triple| !is_unnamable_type(triple))
        {
            Some(at) => of_subject[..=at].rotate_right(1),
            None => return Err(refuse(format!("the class {} alone", of_subject[0].object))),
        }
    }
    Ok(())
}

fn is_unnamable_type(triple: &Triple) -> bool {
    match &triple.object {
        Term::NamedNode(class) if triple.predicate.as_str() == rdf::TYPE => {
            !xml::is_class_element(class.as_str())
        }
        _ => false,
    }
}
