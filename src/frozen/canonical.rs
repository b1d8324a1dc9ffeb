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
pub(super) fn canonical_lines(
    frozen: &Frozen,
    visit: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let damaged = |Damaged| io::Error::other("the frozen graph cannot be read back");
    let view = frozen.view().map_err(io::Error::other)?;
    let mut subjects = Subjects::of(&view);
    let mut lines = Lines::new(&view);
    while let Some(subject) = subjects.next().map_err(damaged)? {
        lines.read(subject.id).map_err(damaged)?;
        for at in 0..lines.len() {
            visit(lines.line(at))?;
        }
    }
    Ok(())
}

/// A subject, as it stands in its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) id: TermId,
    /// `<…>` or `_:…`, in UTF-8. Subjects sort as these texts do.
    pub(super) text: Vec<u8>,
}

/// The subjects of a graph in the order of their lines.
///
/// In N-Quads an IRI ends with `>`, which comes after `/`, `#` and digits: the lines of an IRI come
/// after those of most that begin with it. Such IRIs wait; no more do than there are beginnings of
/// one IRI.
pub(super) struct Subjects<'a> {
    view: &'a View<'a>,
    /// Place of the next IRI, then of the next blank node.
    iri: usize,
    blank_node: usize,
    begun: Option<Subject>,
    waiting: Vec<Subject>,
}

impl<'a> Subjects<'a> {
    pub(super) fn of(view: &'a View<'a>) -> Self {
        Self {
            view,
            iri: 0,
            blank_node: 0,
            begun: None,
            waiting: Vec::new(),
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<Subject>, Damaged> {
        loop {
            if self.begun.is_none() {
                self.begun = self.read_iri()?;
            }
            match (&self.begun, self.waiting.last()) {
                (Some(begun), Some(last)) if begun.text > last.text => {
                    return Ok(self.waiting.pop());
                }
                (None, Some(_)) => return Ok(self.waiting.pop()),
                (None, None) => return self.read_blank_node(),
                (Some(_), _) => self.waiting.extend(self.begun.take()),
            }
        }
    }

    fn read_iri(&mut self) -> Result<Option<Subject>, Damaged> {
        let terms = &self.view.terms;
        while self.iri < terms.iris.count {
            let id = id_of(terms.blank_nodes.count + self.iri)?;
            self.iri += 1;
            if has(self.view, id) {
                return self.subject(id).map(Some);
            }
        }
        Ok(None)
    }

    fn read_blank_node(&mut self) -> Result<Option<Subject>, Damaged> {
        while self.blank_node < self.view.terms.blank_nodes.count {
            let id = id_of(self.blank_node)?;
            self.blank_node += 1;
            if has(self.view, id) {
                return self.subject(id).map(Some);
            }
        }
        Ok(None)
    }

    fn subject(&self, id: TermId) -> Result<Subject, Damaged> {
        let mut text = Vec::with_capacity(64);
        write_term(&self.view.terms, id, &mut text)?;
        Ok(Subject { id, text })
    }
}

/// Whether a term is the subject of a quad.
pub(super) fn has(view: &View<'_>, id: TermId) -> bool {
    let place = (id as usize).checked_sub(1);
    place.is_some_and(|place| !view.spo.of(place).is_empty())
}

/// The sorted lines of one subject at a time.
pub(super) struct Lines<'a> {
    pub(super) view: &'a View<'a>,
    /// What predicates and graphs look like, by their places.
    predicates: Vec<Option<Vec<u8>>>,
    graphs: Vec<Option<Vec<u8>>>,
    text: Vec<u8>,
    places: Vec<LinePlaces>,
}

/// Where a line and its parts lie in the text.
#[derive(Clone, Copy)]
pub(super) struct LinePlaces {
    begin: usize,
    pub(super) predicate: usize,
    pub(super) object: usize,
    /// The space before the graph, or before the full stop.
    pub(super) triple_end: usize,
    /// Behind the line break.
    end: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Self {
        Self {
            view,
            predicates: vec![None; view.predicates.len()],
            graphs: vec![None; view.graphs.len()],
            text: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Number of lines of the subject that was read last.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// A line, with its line break.
    pub(super) fn line(&self, at: usize) -> &[u8] {
        let places = self.places[at];
        &self.text[places.begin..places.end]
    }

    /// A line with the places of its parts, counted from where it begins.
    pub(super) fn parts(&self, at: usize) -> (&[u8], LinePlaces) {
        let places = self.places[at];
        let from_begin = LinePlaces {
            begin: 0,
            predicate: places.predicate - places.begin,
            object: places.object - places.begin,
            triple_end: places.triple_end - places.begin,
            end: places.end - places.begin,
        };
        (self.line(at), from_begin)
    }

    /// Whether two subjects have the same lines.
    pub(super) fn are_those_of(&self, other: &Lines<'_>) -> bool {
        self.len() == other.len() && (0..self.len()).all(|at| self.line(at) == other.line(at))
    }

    /// Forgets the lines.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.places.clear();
    }

    /// Reads the lines of a subject; none if it is none.
    pub(super) fn read(&mut self, id: TermId) -> Result<(), Damaged> {
        self.clear();
        if !has(self.view, id) {
            return Ok(());
        }
        let mut subject = Vec::new();
        write_term(&self.view.terms, id, &mut subject)?;
        for quad in self.view.spo.of(id as usize - 1) {
            let [p, o] = self.view.spo.pairs[quad];
            let begin = self.text.len();
            self.text.extend_from_slice(&subject);
            self.text.push(b' ');
            let predicate = self.text.len();
            let place = self
                .view
                .predicates
                .binary_search(&p)
                .map_err(|_| Damaged)?;
            let name = written(&mut self.predicates[place], &self.view.terms, p)?;
            self.text.extend_from_slice(name);
            self.text.push(b' ');
            let object = self.text.len();
            write_term(&self.view.terms, o, &mut self.text)?;
            let triple_end = self.text.len();
            let place = self.view.spo.graphs.get(quad) as usize;
            match self.view.graphs.get(place) {
                None => return Err(Damaged),
                Some(0) => {}
                Some(graph) => {
                    self.text.push(b' ');
                    let graph = written(&mut self.graphs[place], &self.view.terms, *graph)?;
                    self.text.extend_from_slice(graph);
                }
            }
            self.text.extend_from_slice(b" .\n");
            self.places.push(LinePlaces {
                begin,
                predicate,
                object,
                triple_end,
                end: self.text.len(),
            });
        }
        let Self { text, places, .. } = self;
        let line = |places: &LinePlaces| &text[places.begin..places.end];
        places.sort_unstable_by(|one, other| line(one).cmp(line(other)));
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
