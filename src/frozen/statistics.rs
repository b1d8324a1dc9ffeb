//! What a frozen graph holds, counted: classes, properties and graphs.
//!
//! Triples are those of the union of all graphs, each counted once. Each order of the file is read
//! once, from beginning to end; besides the counts themselves nothing is held but a table of
//! classes and properties.

use oxigraph::model::{NamedNode, Term, TermRef};

use super::TermId;
use super::columns::Rows;
use super::file::{Frozen, View};
use super::header::{Damaged, Refused};
use crate::vocab::{named_node, rdf};

/// Most pairs of a class and a property that are counted: 32 MiB of counts. With more of them
/// [`ClassStatistics::properties`] stay empty.
const MOST_PAIRS: usize = 1 << 22;

/// Counts of a graph; see [`Frozen::statistics`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statistics {
    /// Quads.
    pub quads: u64,
    /// Different triples.
    pub triples: u64,
    /// Different subjects.
    pub subjects: u64,
    /// Different objects.
    pub objects: u64,
    /// Named graphs with their triples, in the order of their IRIs. A graph without a triple does
    /// not exist; one whose name is a blank node is left out.
    pub graphs: Vec<(NamedNode, u64)>,
    /// Triples outside of any named graph.
    pub unnamed: u64,
    /// Classes that have an instance, in the order of their IRIs.
    pub classes: Vec<ClassStatistics>,
    /// Properties in use, in the order of their IRIs.
    pub properties: Vec<PropertyStatistics>,
}

/// Counts of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassStatistics {
    /// The class.
    pub class: NamedNode,
    /// Its instances.
    pub instances: u64,
    /// The first instance that is an IRI.
    pub example: Option<NamedNode>,
    /// What is said of its instances: [`PropertyStatistics::objects`] is not counted.
    pub properties: Vec<PropertyStatistics>,
}

/// Counts of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyStatistics {
    /// The property.
    pub property: NamedNode,
    /// Triples.
    pub triples: u64,
    /// Different subjects.
    pub subjects: u64,
    /// Different objects; `None` if they are not counted.
    pub objects: Option<u64>,
}

impl Statistics {
    /// The triples of a named graph; `None` if there is no such graph.
    #[must_use]
    pub fn triples_in(&self, graph: &str) -> Option<u64> {
        let place = self
            .graphs
            .binary_search_by(|(name, _)| name.as_str().cmp(graph));
        place.ok().map(|place| self.graphs[place].1)
    }
}

impl Frozen {
    /// Counts what the graph holds: linear in its size, 14 million triples took a
    /// quarter of a second.
    ///
    /// # Errors
    ///
    /// [`Refused::Damaged`] if the file is damaged.
    pub fn statistics(&self) -> Result<Statistics, Refused> {
        let counted = count(&self.view()?, self.quads(), self.triples());
        counted.map_err(|Damaged| Refused::Damaged("a number is not that of a term"))
    }
}

fn count(view: &View<'_>, quads: u64, triples: u64) -> Result<Statistics, Damaged> {
    let kind = view
        .terms
        .find(TermRef::NamedNode(named_node(rdf::TYPE).as_ref()))?;
    let (mut classes, class_numbers) = classes(view, kind)?;
    let mut properties = properties(view)?;
    by_subject(view, kind, &mut classes, &class_numbers, &mut properties)?;
    let (graphs, unnamed) = graphs(view)?;
    Ok(Statistics {
        quads,
        triples,
        subjects: firsts_in_use(&view.spo),
        objects: firsts_in_use(&view.osp),
        graphs,
        unnamed,
        classes,
        properties,
    })
}

fn firsts_in_use(rows: &Rows<'_>) -> u64 {
    let in_use = rows.firsts.windows(2).filter(|pair| pair[0] < pair[1]);
    in_use.count() as u64
}

/// Classes with their instances, and their numbers in ascending order.
fn classes(
    view: &View<'_>,
    kind: Option<TermId>,
) -> Result<(Vec<ClassStatistics>, Vec<TermId>), Damaged> {
    let (mut classes, mut numbers) = (Vec::new(), Vec::new());
    let Some(place) = kind.and_then(|kind| view.predicates.binary_search(&kind).ok()) else {
        return Ok((classes, numbers));
    };
    let pairs = pairs_of(&view.pos, place)?;
    for instances in pairs.chunk_by(|one, next| one[0] == next[0]) {
        let [class, _] = instances[0];
        if !view.terms.is_iri(class) {
            continue;
        }
        let example = instances
            .iter()
            .find(|[_, instance]| view.terms.is_iri(*instance));
        classes.push(ClassStatistics {
            class: iri(view, class)?,
            instances: instances.chunk_by(|one, next| one == next).count() as u64,
            example: example
                .map(|[_, instance]| iri(view, *instance))
                .transpose()?,
            properties: Vec::new(),
        });
        numbers.push(class);
    }
    Ok((classes, numbers))
}

/// Properties with their triples and objects; their subjects are not counted yet.
fn properties(view: &View<'_>) -> Result<Vec<PropertyStatistics>, Damaged> {
    let counted = view.predicates.iter().enumerate().map(|(place, property)| {
        let pairs = pairs_of(&view.pos, place)?;
        let objects = pairs.chunk_by(|one, next| one[0] == next[0]).count();
        Ok(PropertyStatistics {
            property: iri(view, *property)?,
            triples: pairs.chunk_by(|one, next| one == next).count() as u64,
            subjects: 0,
            objects: Some(objects as u64),
        })
    });
    counted.collect()
}

/// Counts what is known where all triples of a subject lie side by side: the subjects of each
/// property, and what is said of the instances of each class.
fn by_subject(
    view: &View<'_>,
    kind: Option<TermId>,
    classes: &mut [ClassStatistics],
    class_numbers: &[TermId],
    properties: &mut [PropertyStatistics],
) -> Result<(), Damaged> {
    let pairs = classes.len().saturating_mul(properties.len());
    // Triples and subjects of each class and property.
    let mut cells = vec![[0_u32; 2]; if pairs > MOST_PAIRS { 0 } else { pairs }];
    let (mut of_subject, mut said) = (Vec::new(), Vec::new());
    for subject in 0..view.spo.firsts.len().saturating_sub(1) {
        of_subject.clear();
        said.clear();
        let pairs = pairs_of(&view.spo, subject)?;
        for of_property in pairs.chunk_by(|one, next| one[0] == next[0]) {
            let [property, _] = of_property[0];
            let place = view.predicates.binary_search(&property);
            let place = place.map_err(|_| Damaged)?;
            properties[place].subjects += 1;
            let mut triples = 0;
            for triple in of_property.chunk_by(|one, next| one == next) {
                triples += 1;
                if Some(property) == kind
                    && let Ok(class) = class_numbers.binary_search(&triple[0][1])
                {
                    of_subject.push(class);
                }
            }
            said.push((place, triples));
        }
        if cells.is_empty() {
            continue;
        }
        for class in &of_subject {
            for (place, triples) in &said {
                let cell = &mut cells[class * properties.len() + place];
                cell[0] += triples;
                cell[1] += 1;
            }
        }
    }
    for (class, cells) in classes
        .iter_mut()
        .zip(cells.chunks(properties.len().max(1)))
    {
        let used = cells
            .iter()
            .zip(&*properties)
            .filter(|(cell, _)| cell[1] > 0);
        class.properties = used
            .map(|(&[triples, subjects], property)| PropertyStatistics {
                property: property.property.clone(),
                triples: triples.into(),
                subjects: subjects.into(),
                objects: None,
            })
            .collect();
    }
    Ok(())
}

/// Named graphs with their triples, and the triples of none.
fn graphs(view: &View<'_>) -> Result<(Vec<(NamedNode, u64)>, u64), Damaged> {
    let (mut named, mut unnamed) = (Vec::new(), 0);
    for (place, &graph) in view.graphs.iter().enumerate() {
        let triples = match view.gpos_firsts.get(place..place + 2) {
            Some(&[begin, end]) => u64::from(end - begin),
            // The only graph.
            _ => view.spo.pairs.len() as u64,
        };
        if graph == 0 {
            unnamed = triples;
        } else if view.terms.is_iri(graph) {
            named.push((iri(view, graph)?, triples));
        }
    }
    Ok((named, unnamed))
}

fn pairs_of<'a>(rows: &Rows<'a>, first: usize) -> Result<&'a [[TermId; 2]], Damaged> {
    rows.pairs.get(rows.of(first)).ok_or(Damaged)
}

fn iri(view: &View<'_>, id: TermId) -> Result<NamedNode, Damaged> {
    match view.terms.term(id)? {
        Term::NamedNode(node) => Ok(node),
        _ => Err(Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frozen::Freezer;
    use oxigraph::io::{RdfFormat, RdfParser};

    fn statistics(trig: &str) -> Statistics {
        let mut freezer = Freezer::default();
        let text = format!("@prefix : <https://e.org/> . {trig}");
        for quad in RdfParser::from_format(RdfFormat::TriG).for_slice(text.as_bytes()) {
            freezer.insert((&quad.unwrap()).into()).unwrap();
        }
        freezer.in_memory().unwrap().statistics().unwrap()
    }

    fn node(name: &str) -> NamedNode {
        NamedNode::new(format!("https://e.org/{name}")).unwrap()
    }

    #[test]
    fn a_triple_of_several_graphs_is_counted_once() {
        let counted = statistics(
            ":g1 { :a a :C ; :p 1 , 2 . :b a :C , :D ; :p 1 . }
             :g2 { :a a :C ; :p 1 . _:x a :C ; :q :a , :b . }
             :c :p 3 .",
        );
        assert_eq!((counted.quads, counted.triples), (12, 10));
        assert_eq!((counted.subjects, counted.objects), (4, 7));
        assert_eq!(counted.graphs, [(node("g1"), 6), (node("g2"), 5)]);
        assert_eq!(counted.unnamed, 1);
        assert_eq!(counted.triples_in("https://e.org/g2"), Some(5));
        assert_eq!(counted.triples_in("https://e.org/g"), None);

        let of = |property: &PropertyStatistics| {
            let name = property.property.as_str().rsplit(['/', '#']).next();
            (
                name.unwrap().to_owned(),
                property.triples,
                property.subjects,
                property.objects,
            )
        };
        let properties: Vec<_> = counted.properties.iter().map(of).collect();
        let counts =
            |name: &str, triples, subjects, objects| (name.to_owned(), triples, subjects, objects);
        assert_eq!(
            properties,
            [
                counts("type", 4, 3, Some(2)),
                counts("p", 4, 3, Some(3)),
                counts("q", 2, 1, Some(2)),
            ]
        );

        let [c, d] = counted.classes.as_slice() else {
            panic!("{:?}", counted.classes);
        };
        assert_eq!((&c.class, c.instances), (&node("C"), 3));
        assert_eq!((&d.class, d.instances), (&node("D"), 1));
        assert_eq!(c.example, Some(node("a")));
        let of_c: Vec<_> = c.properties.iter().map(of).collect();
        assert_eq!(
            of_c,
            [
                counts("type", 4, 3, None),
                counts("p", 3, 2, None),
                counts("q", 2, 1, None),
            ]
        );
    }

    #[test]
    fn one_graph_and_none_are_counted_too() {
        assert_eq!(statistics("").triples, 0);
        let one = statistics(":g { :a :p 1 . }");
        assert_eq!((one.graphs, one.unnamed), (vec![(node("g"), 1)], 0));
        let unnamed = statistics(":a :p 1 , 2 .");
        assert_eq!((unnamed.graphs, unnamed.unnamed), (vec![], 2));
        assert_eq!(unnamed.classes, []);
    }
}
