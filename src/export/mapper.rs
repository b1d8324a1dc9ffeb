//! Records mapped into memory, one by one, and what is kept of them until all are known.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{Literal, LiteralRef, NamedNode, NamedNodeRef, Term, TermRef};

use crate::config::Config;
use crate::error::Error;
use crate::graph::{QuadSetBuilder, TermId};
use crate::identifiers::{Register, State};
use crate::iri::Minter;
use crate::mapping::{self, Object, QuadSink};
use crate::records::{self, AnyRecord, Counts, Key, Origin, Part, Passage, Places, Problem};
use crate::report::{Finding, Report, Severity};
use crate::vocab::{dcterms, named_node, owl};

/// A reference from a field of a record to another thing.
pub(super) struct Reference<T> {
    pub(super) origin: Origin,
    pub(super) field: &'static str,
    /// Unknown of a part: values that were left out are not counted.
    pub(super) index: Option<usize>,
    pub(super) target: T,
}

/// A line of a source that a record rests on.
pub(super) struct Citation {
    pub(super) origin: Origin,
    pub(super) field: &'static str,
    pub(super) index: Option<usize>,
    pub(super) source: Key,
    pub(super) line: u32,
}

pub(super) struct Mapped {
    pub(super) quads: QuadSetBuilder,
    pub(super) identifiers: BTreeMap<String, Origin>,
    /// To things that no record describes.
    pub(super) broken: Vec<Reference<String>>,
    pub(super) passages: (Vec<Citation>, BTreeMap<String, u32>),
    pub(super) counts: Counts,
    pub(super) told: Told,
}

impl Mapped {
    /// Says of what names nothing now that it is so, and what stands for it: who has kept an old IRI
    /// finds the new one by a query, too. After all references are known: none may lead there.
    pub(super) fn retire(&mut self, register: &Register, minter: &Minter) {
        let base = minter.base();
        let Ok(graph) = NamedNode::new(minter.provenance_graph()) else {
            return;
        };
        for retired in register.retired() {
            if self.identifiers.contains_key(retired.identifier) {
                continue;
            }
            let Ok(old) = NamedNode::new(format!("{base}{}", retired.identifier)) else {
                continue;
            };
            let yes = Literal::from(true);
            let mut say = |property, value: TermRef<'_>| {
                self.quads.insert(
                    old.as_ref(),
                    named_node(property).as_ref(),
                    value,
                    graph.as_ref(),
                );
            };
            say(owl::DEPRECATED, yes.as_ref().into());
            if let State::Merged { into, .. } = retired.state
                && let Ok(new) = NamedNode::new(format!("{base}{into}"))
            {
                say(dcterms::IS_REPLACED_BY, new.as_ref().into());
            }
        }
    }
}

/// Record rules that were told of, by `type/key` of the record.
pub(super) type Told = BTreeSet<(String, &'static str)>;

/// Maps record by record into memory and keeps what is checked when all are known.
pub(super) struct Mapper<'a> {
    config: &'a Config,
    minter: &'a Minter,
    sink: MemorySink,
    identifiers: BTreeMap<String, Origin>,
    lines: BTreeMap<String, u32>,
    counts: Counts,
    told: Told,
}

impl<'a> Mapper<'a> {
    pub(super) fn new(config: &'a Config, minter: &'a Minter) -> Self {
        Self {
            config,
            minter,
            sink: MemorySink::default(),
            identifiers: BTreeMap::new(),
            lines: BTreeMap::new(),
            counts: Counts::new(),
            told: Told::new(),
        }
    }

    pub(super) fn vocabulary(
        &mut self,
        vocabulary: &[(NamedNode, NamedNode, Term)],
    ) -> Result<(), Error> {
        let graph = self.minter.vocabulary_graph();
        let graph = NamedNode::new(graph).map_err(|e| Error::Mint(e.to_string()))?;
        for (subject, predicate, object) in vocabulary {
            self.sink.quads.insert(
                subject.as_ref(),
                predicate.as_ref(),
                object.as_ref(),
                graph.as_ref(),
            );
        }
        Ok(())
    }

    pub(super) fn record(
        &mut self,
        record: &AnyRecord,
        origin: Origin,
        places: &mut Places,
        report: &mut Report,
    ) {
        let entity = record.entity();
        if let Some(&first) = self.identifiers.get(&entity) {
            report.add_with(Severity::Error, || {
                let earlier = places.place(first, "key", None);
                Finding::error(
                    "duplicate-key",
                    format!("{entity} is the key of two records"),
                )
                .at(places.place(origin, "key", None))
                .remedy(format!(
                    "give one of them another key; the first is at {}:{}",
                    earlier.file.display(),
                    earlier.line
                ))
            });
            return;
        }
        let problems = records::check(record, &self.config.languages);
        // Statements about a field that no record has; that this record has it not goes without
        // saying.
        let unknown: Vec<Option<usize>> = problems
            .iter()
            .filter(|problem| problem.rule == "unknown-field")
            .map(|problem| problem.index)
            .collect();
        for problem in problems {
            self.told.insert((entity.clone(), problem.rule));
            report.add_with(Severity::Error, || places.finding(origin, problem));
        }
        if let AnyRecord::Source(source) = record {
            self.lines.insert(source.key.to_string(), source.lines);
        }
        self.identifiers.insert(entity, origin);
        *self.counts.entry(record.class()).or_default() += 1;
        self.sink.origin = Some(origin);
        mapping::map(record, self.minter, &mut self.sink);
        for problem in self.sink.problems.drain(..) {
            if problem.rule == "unmet-statement" && unknown.contains(&problem.index) {
                continue;
            }
            report.add_with(Severity::Error, || places.finding(origin, problem));
        }
    }

    /// Looks at what could be read of a record that was refused: whom it refers to, and what it
    /// rests on. Nothing of it is published.
    pub(super) fn part(
        &mut self,
        part: &Part,
        origin: Origin,
        places: &mut Places,
        report: &mut Report,
    ) {
        for problem in records::check(&part.record, &self.config.languages) {
            if part.has(&problem) {
                report.add_with(Severity::Error, || {
                    places.finding(
                        origin,
                        Problem {
                            index: None,
                            ..problem
                        },
                    )
                });
            }
        }
        let mut sink = PartSink {
            sink: &mut self.sink,
            part,
            origin,
        };
        mapping::map(&part.record, self.minter, &mut sink);
    }

    pub(super) fn finish(self) -> Mapped {
        let quads = self.sink.quads;
        let described = quads.subjects();
        let broken = self.sink.references.into_iter();
        Mapped {
            broken: broken
                .filter(|reference| !described[reference.target as usize])
                .map(|reference| Reference {
                    origin: reference.origin,
                    field: reference.field,
                    index: reference.index,
                    target: quads.iri(reference.target).as_str().to_owned(),
                })
                .collect(),
            quads,
            identifiers: self.identifiers,
            passages: (self.sink.citations, self.lines),
            counts: self.counts,
            told: self.told,
        }
    }
}

/// Takes quads into a [`QuadSetBuilder`].
#[derive(Default)]
struct MemorySink {
    quads: QuadSetBuilder,
    origin: Option<Origin>,
    references: Vec<Reference<TermId>>,
    citations: Vec<Citation>,
    problems: Vec<Problem>,
}

impl MemorySink {
    /// The number of an IRI among the terms.
    fn iri(&mut self, iri: &str) -> Option<TermId> {
        self.quads
            .number_of_iri(iri)
            .map_err(|e| {
                self.problems.push(Problem {
                    rule: "bad-iri",
                    field: "key".to_owned(),
                    index: None,
                    message: format!("{iri:?} is not an IRI: {e}"),
                    remedy: "encode the characters that do not belong".to_owned(),
                });
            })
            .ok()
    }
}

impl QuadSink for MemorySink {
    fn quad(&mut self, subject: &str, predicate: &str, object: Object<'_>, graph: &str) {
        let object = match object {
            Object::Iri(iri) => self.iri(iri),
            // Tags are checked when records are read, datatypes are of `vocab.rs`.
            Object::Text { value, language } => {
                let text = LiteralRef::new_language_tagged_literal_unchecked(value, language);
                Some(self.quads.number(text.into()))
            }
            Object::Literal { value, datatype } => {
                let datatype = NamedNodeRef::new_unchecked(datatype);
                let literal = LiteralRef::new_typed_literal(value, datatype);
                Some(self.quads.number(literal.into()))
            }
        };
        if let (Some(s), Some(p), Some(o), Some(g)) = (
            self.iri(subject),
            self.iri(predicate),
            object,
            self.iri(graph),
        ) {
            self.quads.insert_numbers([s, p, o, g]);
        }
    }

    fn reference(&mut self, field: &'static str, index: usize, target: &str) {
        if let (Some(origin), Some(target)) = (self.origin, self.iri(target)) {
            self.references.push(Reference {
                origin,
                field,
                index: Some(index),
                target,
            });
        }
    }

    fn passage(&mut self, field: &'static str, index: usize, passage: Passage<'_>) {
        if let Some(origin) = self.origin {
            self.citations.push(Citation {
                origin,
                field,
                index: Some(index),
                source: passage.source.clone(),
                line: passage.line,
            });
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

/// Takes from a [`Part`] only what it points to.
struct PartSink<'a> {
    sink: &'a mut MemorySink,
    part: &'a Part,
    origin: Origin,
}

impl QuadSink for PartSink<'_> {
    fn quad(&mut self, _: &str, _: &str, _: Object<'_>, _: &str) {}

    fn reference(&mut self, field: &'static str, _: usize, target: &str) {
        if self.part.states(field)
            && let Ok(target) = self.sink.quads.number_of_iri(target)
        {
            self.sink.references.push(Reference {
                origin: self.origin,
                field,
                index: None,
                target,
            });
        }
    }

    fn passage(&mut self, field: &'static str, _: usize, passage: Passage<'_>) {
        self.sink.citations.push(Citation {
            origin: self.origin,
            field,
            index: None,
            source: passage.source.clone(),
            line: passage.line,
        });
    }

    /// A statement about a value that was left out is no mistake.
    fn problem(&mut self, _: Problem) {}
}
