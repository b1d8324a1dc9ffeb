//! What a description rests on: the passages that support each value, statements about single
//! values, and what the record says of values that it does not have.

use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::Description;
use crate::graph::hex;
use crate::iri::{Kind, Minter, slug};
use crate::mapping::field::Field;
use crate::mapping::quad_sink::{Object, QuadSink};
use crate::records::{Evidence, Key, Passage, Problem, Statement};
use crate::vocab::{dcterms, rdf, skos, upp, xsd};

/// What supports a value.
#[derive(Debug, Clone)]
pub struct Support<'a> {
    /// Lines that state it.
    pub(super) passages: Vec<Passage<'a>>,
    /// Graphs of their sources.
    pub(super) graphs: Vec<String>,
}

impl<'a> Support<'a> {
    /// The passages come sorted.
    pub(super) fn new(passages: Vec<Passage<'a>>, minter: &Minter) -> Self {
        let mut graphs: Vec<String> = passages
            .chunk_by(|one, other| one.source == other.source)
            .map(|of_source| minter.graph_of(of_source[0].source.as_str()))
            .collect();
        graphs.sort_unstable();
        graphs.dedup();
        Self { passages, graphs }
    }
}

impl<'a, S: QuadSink> Description<'a, S> {
    /// Says a quad of any subject with the evidence of a field's value.
    pub fn say(
        &mut self,
        subject: &str,
        predicate: &str,
        object: Object<'_>,
        field: Option<(&'static str, &str)>,
    ) -> Rc<Support<'a>> {
        if let Some((field, _)) = field
            && !self.common.not_stated.is_empty()
        {
            self.said.push(field);
        }
        let statements = self.common.statements;
        let Some((field, value)) = field.filter(|_| !statements.is_empty()) else {
            for graph in &self.default.graphs {
                self.sink.quad(subject, predicate, object, graph);
            }
            return Rc::clone(&self.default);
        };
        let mut evidence = Vec::new();
        let mut readings = Vec::new();
        for (index, statement) in statements.iter().enumerate() {
            if statement.field != field || statement.value.as_deref().is_some_and(|v| v != value) {
                continue;
            }
            self.met[index] = true;
            evidence.extend(&statement.evidence);
            readings.push(statement);
        }
        let support = if evidence.is_empty() {
            Rc::clone(&self.default)
        } else {
            let mut support = Support::new(passages(evidence), self.minter);
            if let Some(graph) = &self.fallback_graph {
                support.graphs = vec![graph.clone()];
            }
            Rc::new(support)
        };
        for graph in &support.graphs {
            self.sink.quad(subject, predicate, object, graph);
        }
        let differs = support.passages != self.all;
        let noted = readings
            .iter()
            .any(|s| s.reading.is_some() || !s.note.is_empty());
        if differs || noted {
            self.statement(subject, predicate, object, value, &support, &readings);
        }
        support
    }

    /// Describes a single statement: a `upp:Reading` if it rests on more than the wording,
    /// otherwise a plain `rdf:Statement` (RDF Schema 1.1 §5.3).
    fn statement(
        &mut self,
        subject: &str,
        predicate: &str,
        object: Object<'_>,
        value: &str,
        support: &Support<'_>,
        statements: &[&Statement],
    ) {
        // Property and value name the statement; texts by a digest, so that a mended spelling of
        // one text moves no other statement.
        let property = slug(&kebab(
            predicate.rsplit(['#', '/']).next().unwrap_or(predicate),
        ));
        let name = match object {
            Object::Text { value, language } => digest(&format!("{value}@{language}")),
            _ => Some(slug(value))
                .filter(|name| !name.is_empty() && name.len() <= MAX_STATEMENT_NAME)
                .unwrap_or_else(|| digest(value)),
        };
        let node = self
            .minter
            .under(&self.node, &format!("statement-{property}-{name}"));
        let graph = self.minter.provenance_graph();
        let basis = statements.iter().find_map(|statement| statement.reading);
        let class = if basis.is_some() {
            upp::READING
        } else {
            rdf::STATEMENT
        };
        self.sink.quad(&node, rdf::TYPE, Object::Iri(class), graph);
        self.sink
            .quad(&node, rdf::SUBJECT, Object::Iri(subject), graph);
        self.sink
            .quad(&node, rdf::PREDICATE, Object::Iri(predicate), graph);
        self.sink.quad(&node, rdf::OBJECT, object, graph);
        if let Some(Ok(basis)) = basis.map(|basis| basis.key().parse::<Key>()) {
            let basis = self.minter.concept("basis", &basis);
            self.sink
                .quad(&node, upp::BASIS, Object::Iri(&basis), graph);
        }
        for (language, text) in statements.iter().flat_map(|statement| &statement.note) {
            let remark = Object::Text {
                value: text.as_str(),
                language: language.as_str(),
            };
            self.sink.quad(&node, skos::EDITORIAL_NOTE, remark, graph);
        }
        self.stated_in(&node, &support.passages);
    }

    /// Links a node to its passages and says what they are lines of.
    pub(super) fn stated_in(&mut self, node: &str, passages: &[Passage<'_>]) {
        let graph = self.minter.provenance_graph();
        for &passage in passages {
            let iri = self.minter.passage(passage);
            let source = self.minter.mint(Kind::Source, passage.source);
            let line = passage.line.to_string();
            let line = Object::Literal {
                value: &line,
                datatype: xsd::INTEGER,
            };
            self.sink
                .quad(node, upp::STATED_IN, Object::Iri(&iri), graph);
            self.sink
                .quad(&iri, rdf::TYPE, Object::Iri(upp::SOURCE_PASSAGE), graph);
            self.sink
                .quad(&iri, dcterms::IS_PART_OF, Object::Iri(&source), graph);
            self.sink.quad(&iri, upp::LINE, line, graph);
        }
    }

    /// Tells the statements that were met by no value.
    pub(super) fn unmet_statements(&mut self) {
        let common = self.common;
        for (index, statement) in common.statements.iter().enumerate() {
            if !self.met[index] {
                let what = statement.value.as_ref().map_or_else(
                    || format!("the record has no {}", statement.field),
                    |value| {
                        format!(
                            "the record has no {} with the value {value:?}",
                            statement.field
                        )
                    },
                );
                self.sink.problem(Problem {
                    rule: "unmet-statement",
                    field: "statements".to_owned(),
                    index: Some(index),
                    message: what,
                    remedy: "add the value to the record, or delete the statement".to_owned(),
                });
            }
        }
    }

    /// Says the fields that the sources do not state.
    pub(super) fn not_stated(&mut self, fields: &[Field]) {
        let common = self.common;
        for (index, name) in common.not_stated.iter().enumerate() {
            let problem = |message: String, remedy: &str| Problem {
                rule: "not-stated",
                field: "not_stated".to_owned(),
                index: Some(index),
                message,
                remedy: remedy.to_owned(),
            };
            match fields.iter().find(|field| field.name == *name) {
                None => {
                    let near = crate::records::nearest(name, fields.iter().map(|field| field.name))
                        .map_or_else(
                            || "name a field of the record".to_owned(),
                            |near| format!("did you mean {near}?"),
                        );
                    self.sink.problem(problem(
                        format!("{name} is no field that could be stated"),
                        &near,
                    ));
                }
                Some(field) if self.said.contains(&field.name) => self.sink.problem(problem(
                    format!("{name} is said not to be stated, and the record has it"),
                    "delete one of the two",
                )),
                Some(field) => {
                    let node = Rc::clone(&self.node);
                    let object = Object::Iri(field.property);
                    self.say(
                        &node,
                        upp::NOT_STATED,
                        object,
                        Some(("not_stated", field.name)),
                    );
                }
            }
        }
    }
}

/// Longest value that names a statement as it stands, in bytes.
const MAX_STATEMENT_NAME: usize = 60;

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..4])
}

/// `assignedTo` → `assigned-To`, for a slug of a property's name.
fn kebab(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(c);
    }
    kebab
}

/// The passages of pieces of evidence, sorted, each once.
pub(super) fn passages<'e>(evidence: impl IntoIterator<Item = &'e Evidence>) -> Vec<Passage<'e>> {
    let mut passages: Vec<Passage<'e>> =
        evidence.into_iter().flat_map(Evidence::passages).collect();
    passages.sort_unstable();
    passages.dedup();
    passages
}
