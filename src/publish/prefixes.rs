//! Which prefixes of the project's map a product uses: only those are declared.

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, TermRef, TripleRef};

use crate::vocab::PREFIXES;

/// The prefixes that Turtle needs for these triples; the serializer writes them in an order of
/// its own, that of their namespaces.
///
/// `rdf:type` is written `a` and numbers and truth values stand without their datatype, so they
/// need none. A prefix counts if some local name after it is plain; the serializer, which
/// escapes more, then certainly uses it.
pub(super) fn used_in_turtle<'a>(
    triples: impl Iterator<Item = TripleRef<'a>>,
) -> Vec<(&'static str, &'static str)> {
    let mut unused: Vec<(&str, &str)> = PREFIXES.to_vec();
    let mut last_subject = None;
    let mut last_predicate = None;
    for triple in triples {
        let mut see = |node: NamedNodeRef<'_>| {
            unused.retain(|(_, namespace)| {
                !node.as_str().strip_prefix(namespace).is_some_and(is_plain)
            });
        };
        if last_subject.replace(triple.subject) != Some(triple.subject)
            && let NamedOrBlankNodeRef::NamedNode(node) = triple.subject
        {
            see(node);
        }
        if last_predicate.replace(triple.predicate) != Some(triple.predicate)
            && triple.predicate != rdf::TYPE
        {
            see(triple.predicate);
        }
        match triple.object {
            TermRef::NamedNode(node) => see(node),
            TermRef::Literal(literal)
                if !matches!(
                    literal.datatype(),
                    xsd::STRING
                        | rdf::LANG_STRING
                        | xsd::BOOLEAN
                        | xsd::INTEGER
                        | xsd::DECIMAL
                        | xsd::DOUBLE
                ) =>
            {
                see(literal.datatype());
            }
            _ => (),
        }
        if unused.is_empty() {
            break;
        }
    }
    PREFIXES
        .iter()
        .filter(|prefix| !unused.contains(prefix))
        .copied()
        .collect()
}

fn is_plain(local: &str) -> bool {
    local.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && local
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}
