//! The canonical N-Quads of a frozen graph.

use std::io;

use super::TermId;
use super::dictionary::{Class, DATATYPE, Dictionary, LANGUAGE};
use super::file::{Frozen, View};
use super::header::Damaged;
use crate::graph::write_quoted;

/// Gives the lines of all quads in the order of code points: subject by subject, so that no more
/// than the lines of one subject are sorted at a time.
///
/// Without blank nodes this is RDFC-1.0; with them, the form under the labels of the file.
pub(super) fn canonical_lines(frozen: &Frozen, visit: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let view = frozen.view().map_err(io::Error::other)?;
    Lines::new(&view)
        .all(visit)
        .map_err(|Damaged| io::Error::other("the frozen graph cannot be read back"))
}

struct Lines<'a> {
    view: &'a View<'a>,
    /// What predicates and graphs look like, by their places.
    predicates: Vec<Option<Vec<u8>>>,
    graphs: Vec<Option<Vec<u8>>>,
    unsorted: Vec<u8>,
    places: Vec<std::ops::Range<usize>>,
    sorted: Vec<u8>,
}

impl<'a> Lines<'a> {
    fn new(view: &'a View<'a>) -> Self {
        Self {
            view,
            predicates: vec![None; view.predicates.len()],
            graphs: vec![None; view.graphs.len()],
            unsorted: Vec::new(),
            places: Vec::new(),
            sorted: Vec::new(),
        }
    }

    fn all(&mut self, visit: &mut dyn FnMut(&[u8])) -> Result<(), Damaged> {
        let blank_nodes = self.view.terms.blank_nodes.count;
        // In N-Quads an IRI ends with `>`, which comes after `/`, `#` and digits: the lines of
        // an IRI come after those of most that begin with it.
        let mut waiting: Vec<(TermId, Vec<u8>)> = Vec::new();
        let mut iri = Vec::new();
        for place in 0..self.view.terms.iris.count {
            let id = id_of(blank_nodes + place)?;
            self.view.terms.iris.get(place, &mut iri)?;
            while let Some((before, text)) = waiting.last() {
                if iri.starts_with(text) && iri.get(text.len()).is_some_and(|next| *next < b'>') {
                    break;
                }
                let before = *before;
                waiting.pop();
                self.subject(before, visit)?;
            }
            waiting.push((id, iri.clone()));
        }
        while let Some((id, _)) = waiting.pop() {
            self.subject(id, visit)?;
        }
        for place in 0..blank_nodes {
            self.subject(id_of(place)?, visit)?;
        }
        Ok(())
    }

    fn subject(&mut self, id: TermId, visit: &mut dyn FnMut(&[u8])) -> Result<(), Damaged> {
        let range = self.view.spo.of(id as usize - 1);
        if range.is_empty() {
            return Ok(());
        }
        self.unsorted.clear();
        self.places.clear();
        let mut subject = Vec::new();
        write_term(&self.view.terms, id, &mut subject)?;
        for quad in range {
            let [p, o] = self.view.spo.pairs[quad];
            let begin = self.unsorted.len();
            self.unsorted.extend_from_slice(&subject);
            self.unsorted.push(b' ');
            let place = self
                .view
                .predicates
                .binary_search(&p)
                .map_err(|_| Damaged)?;
            let predicate = written(&mut self.predicates[place], &self.view.terms, p)?;
            self.unsorted.extend_from_slice(predicate);
            self.unsorted.push(b' ');
            write_term(&self.view.terms, o, &mut self.unsorted)?;
            let place = self.view.spo.graphs.get(quad) as usize;
            match self.view.graphs.get(place) {
                None => return Err(Damaged),
                Some(0) => {}
                Some(graph) => {
                    self.unsorted.push(b' ');
                    let graph = written(&mut self.graphs[place], &self.view.terms, *graph)?;
                    self.unsorted.extend_from_slice(graph);
                }
            }
            self.unsorted.extend_from_slice(b" .\n");
            self.places.push(begin..self.unsorted.len());
        }
        let Self {
            unsorted,
            places,
            sorted,
            ..
        } = self;
        places.sort_unstable_by(|one, other| unsorted[one.clone()].cmp(&unsorted[other.clone()]));
        sorted.clear();
        for place in places {
            sorted.extend_from_slice(&unsorted[place.clone()]);
        }
        visit(sorted);
        Ok(())
    }
}

fn id_of(place: usize) -> Result<TermId, Damaged> {
    TermId::try_from(place + 1).map_err(|_| Damaged)
}

/// What a term looks like, kept for the next time.
fn written<'a>(
    kept: &'a mut Option<Vec<u8>>,
    terms: &Dictionary<'_>,
    id: TermId,
) -> Result<&'a [u8], Damaged> {
    if kept.is_none() {
        let mut text = Vec::new();
        write_term(terms, id, &mut text)?;
        *kept = Some(text);
    }
    Ok(kept.as_deref().unwrap_or_default())
}

fn write_term(terms: &Dictionary<'_>, id: TermId, out: &mut Vec<u8>) -> Result<(), Damaged> {
    let class = terms.class(id)?;
    let Class::Literal(group) = class else {
        let text = terms.resource(id, class)?;
        let (before, after) = match class {
            Class::BlankNode => ("_:", ""),
            _ => ("<", ">"),
        };
        out.extend_from_slice(before.as_bytes());
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(after.as_bytes());
        return Ok(());
    };
    let literal = terms.literal(id, group)?;
    // Writing to memory cannot fail.
    let _ = write_quoted(literal.text, out);
    match literal.group.kind {
        LANGUAGE => {
            out.push(b'@');
            out.extend_from_slice(literal.tag.as_bytes());
        }
        DATATYPE => {
            out.extend_from_slice(b"^^<");
            out.extend_from_slice(literal.tag.as_bytes());
            out.push(b'>');
        }
        _ => {}
    }
    Ok(())
}
