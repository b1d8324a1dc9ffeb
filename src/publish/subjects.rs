//! Triples in the order in which people read them: all of one subject together, its types first.

use oxigraph::model::TripleRef;
use oxigraph::model::vocab::rdf;

/// Calls `each` with all triples of one subject at a time, `rdf:type` first, the rest as they came.
///
/// The triples must come sorted by subject.
///
/// # Errors
///
/// The first error of `each`.
pub(super) fn for_each_subject<'a, E>(
    triples: impl Iterator<Item = TripleRef<'a>>,
    mut each: impl FnMut(&[TripleRef<'a>]) -> Result<(), E>,
) -> Result<(), E> {
    let mut group: Vec<TripleRef<'a>> = Vec::new();
    for triple in triples {
        if group
            .first()
            .is_some_and(|first| first.subject != triple.subject)
        {
            types_first(&mut group);
            each(&group)?;
            group.clear();
        }
        group.push(triple);
    }
    if !group.is_empty() {
        types_first(&mut group);
        each(&group)?;
    }
    Ok(())
}

fn types_first(group: &mut [TripleRef<'_>]) {
    group.sort_by_key(|triple| triple.predicate != rdf::TYPE);
}
