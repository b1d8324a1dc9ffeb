//! Two frozen graphs side by side, subject by subject.
//!
//! Both are read in the order of their canonical lines, so that neither is held in memory: what is
//! held are the lines of one subject of each. Blank nodes are the same if they have the same label.

use std::cmp::Ordering;
use std::io;

use oxigraph::model::{NamedOrBlankNodeRef, TermRef};

use super::TermId;
use super::canonical::{Lines, Subject, Subjects, canonical_lines, has};
use super::file::{Frozen, View};
use super::header::{Damaged, Refused};

impl Frozen {
    /// Gives the canonical N-Quads line by line, each with its line break: sorted by code points, and
    /// with the SHA-256 that is [`Frozen::canonical_hash`].
    ///
    /// # Errors
    ///
    /// What `visit` refuses, and an error of another kind if the graph cannot be read.
    pub fn lines(&self, visit: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        canonical_lines(self, visit)
    }
}

/// The views of two graphs that are compared.
pub struct Views<'a> {
    old: View<'a>,
    new: View<'a>,
}

impl<'a> Views<'a> {
    /// Opens two graphs.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if a section of a graph is not what its header says.
    pub fn of(old: &'a Frozen, new: &'a Frozen) -> Result<Self, Refused> {
        Ok(Self {
            old: old.view()?,
            new: new.view()?,
        })
    }

    /// A comparison, which has read nothing yet.
    #[must_use]
    pub fn compare(&self) -> Comparison<'_> {
        Comparison {
            old: Lines::new(&self.old),
            new: Lines::new(&self.new),
        }
    }
}

/// A comparison of two graphs.
///
/// ```
/// use uppdrag::frozen::{Freezer, Refused, Views};
///
/// let empty = Freezer::default().in_memory()?;
/// let views = Views::of(&empty, &empty)?;
/// let mut changed = 0;
/// views.compare().changed(|_, _| {
///     changed += 1;
///     Ok::<(), Refused>(())
/// })?;
/// assert_eq!(changed, 0);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Comparison<'a> {
    old: Lines<'a>,
    new: Lines<'a>,
}

/// Where a subject is found again in both graphs: eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// 0 if the graph does not hold the term.
    old: TermId,
    new: TermId,
}

/// What two graphs say of one subject.
pub struct Compared<'c, 'a> {
    comparison: &'c Comparison<'a>,
    subject: &'c str,
}

/// A line of N-Quads and its parts, each as it is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line<'a> {
    /// The whole line, with its line break.
    pub text: &'a str,
    /// The predicate, as `<…>`.
    pub predicate: &'a str,
    /// The object: `<…>`, `_:…`, or a text in quotation marks with its language or datatype.
    pub object: &'a str,
    /// The graph; none in the default graph.
    pub graph: Option<&'a str>,
}

impl<'a> Comparison<'a> {
    /// Visits the subjects of which the two graphs say different things, in the order of their lines.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if a graph cannot be read, and what `visit` refuses.
    pub fn changed<E: From<Refused>>(
        &mut self,
        mut visit: impl FnMut(Place, &Compared<'_, 'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut of_old = Subjects::of(self.old.view);
        let mut of_new = Subjects::of(self.new.view);
        let mut old = of_old.next().map_err(unreadable)?;
        let mut new = of_new.next().map_err(unreadable)?;
        loop {
            let order = match (&old, &new) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => old.text.cmp(&new.text),
            };
            let one = old.take_if(|_| order != Ordering::Greater);
            let other = new.take_if(|_| order != Ordering::Less);
            let id = |subject: &Option<Subject>| subject.as_ref().map_or(0, |subject| subject.id);
            let place = Place {
                old: id(&one),
                new: id(&other),
            };
            self.load(place)?;
            if !self.old.are_those_of(&self.new) {
                let text = one
                    .as_ref()
                    .or(other.as_ref())
                    .map(|subject| &*subject.text);
                let compared = Compared {
                    subject: std::str::from_utf8(text.unwrap_or_default())
                        .map_err(|_| unreadable(Damaged))?,
                    comparison: self,
                };
                compared.check()?;
                visit(place, &compared)?;
            }
            if one.is_some() {
                old = of_old.next().map_err(unreadable)?;
            }
            if other.is_some() {
                new = of_new.next().map_err(unreadable)?;
            }
        }
    }

    /// Visits a subject again.
    ///
    /// # Errors
    ///
    /// As [`Comparison::changed`].
    pub fn visit<T, E: From<Refused>>(
        &mut self,
        place: Place,
        visit: impl FnOnce(&Compared<'_, 'a>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.load(place)?;
        let subject = self.text(place)?;
        let compared = Compared {
            subject: &subject,
            comparison: self,
        };
        compared.check()?;
        visit(&compared)
    }

    /// Where a resource would be found, and whether it is a subject in the old graph and in the new
    /// one. `None` if it is in neither.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if a graph cannot be read.
    pub fn find(
        &self,
        resource: NamedOrBlankNodeRef<'_>,
    ) -> Result<Option<(Place, [bool; 2])>, Refused> {
        let term: TermRef<'_> = resource.into();
        // Zero where it is no subject, as `changed` has it: a place is compared with others.
        let find = |view: &View<'_>| {
            let found = view.terms.find(term).map_err(unreadable)?.unwrap_or(0);
            Ok::<_, Refused>(if has(view, found) { found } else { 0 })
        };
        let place = Place {
            old: find(self.old.view)?,
            new: find(self.new.view)?,
        };
        let subject = self.is_subject(place);
        Ok(subject.contains(&true).then_some((place, subject)))
    }

    /// Whether the old and the new graph say anything of a resource.
    #[must_use]
    pub fn is_subject(&self, place: Place) -> [bool; 2] {
        [has(self.old.view, place.old), has(self.new.view, place.new)]
    }

    /// The text of a resource: `<…>` or `_:…`.
    ///
    /// # Errors
    ///
    /// As [`Comparison::find`].
    pub fn text(&self, place: Place) -> Result<String, Refused> {
        let term = match place.old {
            0 => self.new.view.terms.term(place.new),
            id => self.old.view.terms.term(id),
        };
        Ok(term.map_err(unreadable)?.to_string())
    }

    fn load(&mut self, place: Place) -> Result<(), Refused> {
        for (lines, id) in [(&mut self.old, place.old), (&mut self.new, place.new)] {
            lines.read(id).map_err(unreadable)?;
        }
        Ok(())
    }
}

impl Compared<'_, '_> {
    /// The subject: `<…>` or `_:…`.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.subject
    }

    /// What the old graph says, sorted.
    pub fn before(&self) -> impl Iterator<Item = Line<'_>> {
        lines(&self.comparison.old)
    }

    /// What the new graph says, sorted.
    pub fn after(&self) -> impl Iterator<Item = Line<'_>> {
        lines(&self.comparison.new)
    }

    /// The triples of the new graph, each once, sorted: of one in several named graphs the first line.
    pub fn new_triples(&self) -> impl Iterator<Item = Line<'_>> {
        once(self.after())
    }

    /// The lines that only one graph has, sorted, each with whether that is the new one.
    pub fn differing(&self) -> impl Iterator<Item = (bool, Line<'_>)> {
        merged(self.before(), self.after(), |line| line.text)
    }

    /// The triples that only one of the graphs holds, whatever their named graphs; sorted, each with
    /// whether that is the new one. Of a triple of several named graphs the first line is given.
    pub fn triples(&self) -> impl Iterator<Item = (bool, Line<'_>)> {
        merged(once(self.before()), once(self.after()), |line| {
            (line.predicate, line.object)
        })
    }

    /// That the lines are texts, so that they can be given without a check of each.
    fn check(&self) -> Result<(), Refused> {
        for lines in [&self.comparison.old, &self.comparison.new] {
            for at in 0..lines.len() {
                simdutf8::basic::from_utf8(lines.line(at)).map_err(|_| unreadable(Damaged))?;
            }
        }
        Ok(())
    }
}

/// Each triple of sorted lines once.
fn once<'l>(lines: impl Iterator<Item = Line<'l>>) -> impl Iterator<Item = Line<'l>> {
    let mut last = None;
    lines.filter(move |line| {
        let triple = (line.predicate, line.object);
        last.replace(triple) != Some(triple)
    })
}

fn lines<'l>(lines: &'l Lines<'_>) -> impl Iterator<Item = Line<'l>> {
    (0..lines.len()).map(|at| {
        let (line, places) = lines.parts(at);
        // It was checked; a text that is none would be empty here.
        let text = std::str::from_utf8(line).unwrap_or_default();
        let part = |begin: usize, end: usize| text.get(begin..end).unwrap_or_default();
        let end = text.len().saturating_sub(" .\n".len());
        Line {
            text,
            predicate: part(places.predicate, places.object - 1),
            object: part(places.object, places.triple_end),
            graph: (places.triple_end < end).then(|| part(places.triple_end + 1, end)),
        }
    })
}

/// What only one of two sorted lists holds by a key.
fn merged<'l, K: Ord>(
    old: impl Iterator<Item = Line<'l>>,
    new: impl Iterator<Item = Line<'l>>,
    key: impl Fn(&Line<'l>) -> K,
) -> impl Iterator<Item = (bool, Line<'l>)> {
    let (mut old, mut new) = (old.peekable(), new.peekable());
    std::iter::from_fn(move || {
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return None,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => key(old).cmp(&key(new)),
            };
            match order {
                Ordering::Less => return old.next().map(|line| (false, line)),
                Ordering::Greater => return new.next().map(|line| (true, line)),
                Ordering::Equal => {
                    old.next();
                    new.next();
                }
            }
        }
    })
}

fn unreadable(Damaged: Damaged) -> Refused {
    Refused::Damaged("a row or a term cannot be read")
}
