//! What has changed between two builds, for people, for programs, and for a triple store.
//!
//! Two [`Graph`]s go in: each a directory written by `uppdrag build`, a frozen graph, or any file of
//! RDF. A [`Difference`] counts what has changed and can be written as
//!
//! - text, from which a release note can be made ([`Difference::write_text`]),
//! - [RDF Patch](https://afs.github.io/rdf-delta/rdf-patch.html), which turns the old N-Quads into the
//!   new ones ([`Difference::write_patch`]),
//! - JSON ([`Difference::write_json`]).
//!
//! # Resources
//!
//! People think of things, not of triples: changes are told by resource. A node without an identity of
//! its own, as `…/id/agency/x/period`, belongs to its owner `…/id/agency/x`: to the first two parts
//! behind the base of the dataset, or behind `/id/`. Any other subject is a resource itself. Blank nodes
//! are compared by their labels, which only N-Triples and N-Quads keep; nothing that `build` publishes
//! has any.
//!
//! # Memory
//!
//! Both graphs are read where they lie, in canonical order, one subject at a time. What is held grows
//! with the number of changed subjects: 24 bytes for each.

mod graph;
mod json;
mod patch;
mod resource;
mod text;

use std::collections::{BTreeMap, HashMap};
use std::io;

use oxigraph::model::NamedNodeRef;

use crate::frozen::{Comparison, Place, Refused, Views};

pub use graph::Graph;

/// How two graphs differ. See [`self`](crate::difference).
///
/// ```
/// use uppdrag::difference::{Difference, Graph};
///
/// let dir = std::env::temp_dir().join(format!("difference-{}", std::process::id()));
/// std::fs::create_dir_all(&dir)?;
/// let (old, new) = (dir.join("old.nt"), dir.join("new.nt"));
/// std::fs::write(&old, "<http://e.org/a> <http://e.org/p> \"1\" .\n")?;
/// std::fs::write(&new, "<http://e.org/a> <http://e.org/p> \"2\" .\n")?;
/// let (old, new) = (Graph::open(&old)?, Graph::open(&new)?);
/// let difference = Difference::between(&old, &new)?;
/// assert_eq!(difference.totals().resources.changed, 1);
/// assert_eq!(difference.totals().triples.added, 1);
/// # std::fs::remove_dir_all(&dir)?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Difference<'a> {
    old: &'a Graph,
    new: &'a Graph,
    totals: Totals,
    /// Changed resources, in the order of their first changed subject.
    resources: Vec<Resource>,
    /// Changed subjects with the number of their resource, sorted by it.
    subjects: Vec<(u32, Place)>,
}

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    /// Resources.
    pub resources: ResourceCounts,
    /// Triples of all graphs together.
    pub triples: Counts,
    /// Quads.
    pub quads: Counts,
    /// Quads by graph; the default graph is the empty text.
    pub graphs: BTreeMap<String, Counts>,
}

/// Numbers of statements.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Only in the new graph.
    pub added: u64,
    /// Only in the old graph.
    pub removed: u64,
}

/// Numbers of resources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct ResourceCounts {
    /// Only in the new graph.
    pub added: u64,
    /// Only in the old graph.
    pub removed: u64,
    /// In both, with other statements.
    pub changed: u64,
}

/// What became of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// The old graph says nothing of it.
    Added,
    /// The new graph says nothing of it.
    Removed,
    /// Both graphs know it.
    Changed,
}

struct Resource {
    owner: Place,
    change: Change,
}

impl Counts {
    fn count(&mut self, is_new: bool) {
        *if is_new {
            &mut self.added
        } else {
            &mut self.removed
        } += 1;
    }
}

impl<'a> Difference<'a> {
    /// Compares two graphs.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if a graph cannot be read.
    pub fn between(old: &'a Graph, new: &'a Graph) -> Result<Self, Refused> {
        let mut difference = Self {
            old,
            new,
            totals: Totals::default(),
            resources: Vec::new(),
            subjects: Vec::new(),
        };
        if old.frozen().canonical_hash() == new.frozen().canonical_hash() {
            return Ok(difference);
        }
        let views = Views::of(old.frozen(), new.frozen())?;
        // Looks up owners while the other one walks.
        let finder = views.compare();
        let mut numbers: HashMap<Place, u32> = HashMap::new();
        views.compare().changed(|place, compared| {
            for (is_new, line) in compared.differing() {
                difference.totals.quads.count(is_new);
                let graph = line.graph.map(without_brackets).unwrap_or_default();
                if !difference.totals.graphs.contains_key(graph) {
                    let graphs = &mut difference.totals.graphs;
                    graphs.insert(graph.to_owned(), Counts::default());
                }
                if let Some(counts) = difference.totals.graphs.get_mut(graph) {
                    counts.count(is_new);
                }
            }
            for (is_new, _) in compared.triples() {
                difference.totals.triples.count(is_new);
            }
            let (owner, subject) = difference.owner(&finder, place, compared.subject())?;
            let next = u32::try_from(difference.resources.len()).unwrap_or(u32::MAX);
            let number = *numbers.entry(owner).or_insert(next);
            if number == next {
                let counts = &mut difference.totals.resources;
                let (change, count) = match subject {
                    [false, _] => (Change::Added, &mut counts.added),
                    [_, false] => (Change::Removed, &mut counts.removed),
                    _ => (Change::Changed, &mut counts.changed),
                };
                *count += 1;
                difference.resources.push(Resource { owner, change });
            }
            difference.subjects.push((number, place));
            Ok::<(), Refused>(())
        })?;
        // Stable: the subjects of a resource stay in canonical order.
        difference.subjects.sort_by_key(|(number, _)| *number);
        Ok(difference)
    }

    /// The counts.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Whether the graphs hold the same quads.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// The resource that a subject belongs to, and whether the old and the new graph know it.
    fn owner(
        &self,
        finder: &Comparison<'_>,
        place: Place,
        subject: &str,
    ) -> Result<(Place, [bool; 2]), Refused> {
        let bases = [self.new.base(), self.old.base()];
        if let Some(owner) = owner_of(without_brackets(subject), bases)
            && let Ok(owner) = NamedNodeRef::new(owner)
            && let Some(found) = finder.find(owner.into())?
        {
            return Ok(found);
        }
        Ok((place, finder.is_subject(place)))
    }

    /// The changed subjects of a resource, by its number.
    fn subjects_of(&self, number: usize) -> &[(u32, Place)] {
        let is = |other: u32| other as usize;
        let begin = self
            .subjects
            .partition_point(|(other, _)| is(*other) < number);
        let end = self
            .subjects
            .partition_point(|(other, _)| is(*other) <= number);
        &self.subjects[begin..end]
    }
}

/// `{base}{type}/{key}` of an IRI that has more behind it.
fn owner_of<'i>(iri: &'i str, bases: [&str; 2]) -> Option<&'i str> {
    let is_base = |base: &&str| !base.is_empty() && iri.starts_with(base);
    let begin = match bases.into_iter().find(is_base) {
        Some(base) => base.len(),
        None => iri.find("/id/")? + "/id/".len(),
    };
    let (end, _) = iri[begin..].match_indices('/').nth(1)?;
    Some(&iri[..begin + end])
}

/// An IRI as it stands in N-Quads, without `<` and `>`; anything else as it is.
fn without_brackets(term: &str) -> &str {
    let iri = term
        .strip_prefix('<')
        .and_then(|term| term.strip_suffix('>'));
    iri.unwrap_or(term)
}

/// Why writing ended early.
enum Stopped {
    Refused(Refused),
    Io(io::Error),
}

impl From<Refused> for Stopped {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Stopped> for io::Error {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Refused(refused) => Self::other(refused),
            Stopped::Io(error) => error,
        }
    }
}

#[cfg(test)]
mod tests;
