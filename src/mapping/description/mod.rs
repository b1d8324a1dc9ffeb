//! The description of one thing, with its evidence.
//!
//! Here the values of a record become quads; `evidence` says in which graphs, and what of them is
//! stated where.

mod evidence;

use std::rc::Rc;

use self::evidence::{Support, passages};
use super::field::{self, Field, Range};
use super::quad_sink::{Object, QuadSink};
use crate::iri::{Kind, Minter};
use crate::records::{
    Bound, Common, EdtfDate, EntityRef, Evidence, Key, Passage, Period, Text, Texts,
};
use crate::vocab::{self, dcat, dcterms, rdf, upp, xsd};

/// What one record says of its thing: every value with the lines that state it.
pub struct Description<'a, S> {
    sink: &'a mut S,
    minter: &'a Minter,
    node: Rc<str>,
    common: Common<'a>,
    /// Where the thing's statements go if the record rests on no source (own concepts).
    fallback_graph: Option<String>,
    /// Passages of the record itself, and the graphs of their sources.
    default: Rc<Support<'a>>,
    /// All passages of the record, those of its statements included.
    all: Vec<Passage<'a>>,
    /// Fields said so far, to hold against `not_stated`.
    said: Vec<&'static str>,
    /// Which of the record's statements were met by a value.
    met: Vec<bool>,
}

const POSSIBLY_SAME_AS: &str = "possibly_same_as";

impl<'a, S: QuadSink> Description<'a, S> {
    /// Begins the description of a record's thing.
    pub fn new(common: Common<'a>, kind: Kind, minter: &'a Minter, sink: &'a mut S) -> Self {
        let node = minter.mint(kind, common.key);
        Self::of(node, common, minter, sink)
    }

    /// Begins the description of a thing with this IRI.
    pub fn of(node: String, common: Common<'a>, minter: &'a Minter, sink: &'a mut S) -> Self {
        let default = passages(common.evidence);
        // That two things may be the same is read from both of their passages; those of the
        // other say nothing else about this one.
        let own = common
            .statements
            .iter()
            .filter(|s| s.field != POSSIBLY_SAME_AS);
        let all = passages(common.evidence.iter().chain(own.flat_map(|s| &s.evidence)));
        for (index, evidence) in common.evidence.iter().enumerate() {
            for passage in evidence.passages() {
                sink.passage("evidence", index, passage);
            }
        }
        for (index, statement) in common.statements.iter().enumerate() {
            for passage in statement.evidence.iter().flat_map(Evidence::passages) {
                sink.passage("statements", index, passage);
            }
        }
        Self {
            default: Rc::new(Support::new(default, minter)),
            met: vec![false; common.statements.len()],
            fallback_graph: None,
            said: Vec::new(),
            sink,
            minter,
            node: node.into(),
            common,
            all,
        }
    }

    /// Sends every statement of the thing to one graph instead of those of its sources.
    #[must_use]
    pub fn in_graph(mut self, graph: String) -> Self {
        self.default = Rc::new(Support {
            passages: self.default.passages.clone(),
            graphs: vec![graph.clone()],
        });
        self.fallback_graph = Some(graph);
        self
    }

    /// IRI of the thing.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// The minter.
    #[must_use]
    pub fn minter(&self) -> &'a Minter {
        self.minter
    }

    /// Says what the thing is an instance of.
    pub fn class(&mut self, class: &str) {
        let node = Rc::clone(&self.node);
        self.say(&node, rdf::TYPE, Object::Iri(class), None);
    }

    /// Texts by language.
    pub fn texts(&mut self, field: &Field, texts: &Text) {
        for (language, text) in texts {
            let object = Object::Text {
                value: text.as_str(),
                language: language.as_str(),
            };
            self.value(field, language.as_str(), object);
        }
    }

    /// Several texts by language.
    pub fn text_lists(&mut self, field: &Field, texts: &Texts) {
        for (language, texts) in texts {
            // A statement names such a value by its text, or all of a language by the tag.
            let by_language = self.common.statements.iter().any(|statement| {
                statement.field == field.name
                    && statement.value.as_deref() == Some(language.as_str())
            });
            for text in texts {
                let object = Object::Text {
                    value: text.as_str(),
                    language: language.as_str(),
                };
                let value = if by_language {
                    language.as_str()
                } else {
                    text.as_str()
                };
                self.value(field, value, object);
            }
        }
    }

    /// A literal.
    pub fn literal(&mut self, field: &Field, value: &str, datatype: &str) {
        self.value(field, value, Object::Literal { value, datatype });
    }

    /// A truth value.
    pub fn boolean(&mut self, field: &Field, value: bool) {
        self.literal(field, if value { "true" } else { "false" }, xsd::BOOLEAN);
    }

    /// A date with the precision that is printed.
    pub fn date(&mut self, field: &Field, date: &EdtfDate) {
        if let Some((value, datatype)) = date.typed() {
            self.value(
                field,
                date.as_str(),
                Object::Literal {
                    value: &value,
                    datatype,
                },
            );
        } else {
            self.value(
                field,
                date.as_str(),
                Object::Literal {
                    value: date.as_str(),
                    datatype: vocab::EDTF,
                },
            );
        }
    }

    /// An address.
    pub fn iri(&mut self, field: &Field, iri: &str) {
        self.value(field, iri, Object::Iri(iri));
    }

    /// Things or concepts, by key.
    pub fn keys<'k>(&mut self, field: &Field, keys: impl IntoIterator<Item = &'k Key>) {
        for (index, key) in keys.into_iter().enumerate() {
            let target = match field.range {
                Range::Concept(scheme) => self.minter.concept(scheme, key),
                Range::Thing(kind) => self.minter.mint(kind, key),
                Range::Literal | Range::Iri | Range::Entity => continue,
            };
            self.sink.reference(field.name, index, &target);
            self.value(field, key.as_str(), Object::Iri(&target));
        }
    }

    /// A thing of any type.
    pub fn entity(&mut self, field: &Field, entity: &EntityRef) {
        let target = self.entity_iri(entity);
        self.sink.reference(field.name, 0, &target);
        self.value(field, entity.as_str(), Object::Iri(&target));
    }

    /// IRI of a thing named by `type/key`.
    #[must_use]
    pub fn entity_iri(&self, entity: &EntityRef) -> String {
        let (kind, key) = entity.parts();
        match Kind::from_segment(kind) {
            Some(kind) => self.minter.mint(kind, &key),
            None => self.minter.concept(kind, &key),
        }
    }

    /// A period: a node under the thing, with the expression as printed, typed start and end as
    /// far as they are given, and how the end is given.
    pub fn period(&mut self, field: &Field, period: &Period) {
        let node = self.minter.under(&self.node, "period");
        let support = self.value(field, period.as_str(), Object::Iri(&node));
        self.part(&node, dcterms::PERIOD_OF_TIME, &support, |part| {
            part(
                upp::EDTF,
                Object::Literal {
                    value: period.as_str(),
                    datatype: vocab::EDTF,
                },
            );
            for (property, bound) in [
                (dcat::START_DATE, &period.start),
                (dcat::END_DATE, &period.end),
            ] {
                if let Bound::Date(date) = bound
                    && let Some((value, datatype)) = date.typed()
                {
                    part(
                        property,
                        Object::Literal {
                            value: &value,
                            datatype,
                        },
                    );
                }
            }
        });
        let status: Result<Key, _> = period.end_status().parse();
        if let Ok(status) = status {
            let status = self.minter.concept("end-status", &status);
            for graph in &support.graphs {
                self.sink
                    .quad(&node, upp::END_STATUS, Object::Iri(&status), graph);
            }
        }
    }

    /// One value of a field, with its evidence. Returns what supports it.
    fn value(&mut self, field: &Field, value: &str, object: Object<'_>) -> Rc<Support<'a>> {
        let node = Rc::clone(&self.node);
        self.say(&node, field.property, object, Some((field.name, value)))
    }

    /// A node without identity of its own that a value of a field brings along: it stands in
    /// the graphs of that value and is stated in the same passages.
    pub fn attached(
        &mut self,
        field: &Field,
        value: &str,
        part: &str,
        class: &str,
        describe: impl FnOnce(&mut dyn FnMut(&str, Object<'_>)),
    ) {
        let node = self.minter.under(&self.node, part);
        let support = self.value(field, value, Object::Iri(&node));
        self.part(&node, class, &support, describe);
    }

    /// A node about the thing that the thing itself does not point at.
    pub fn beside(
        &mut self,
        field: &'static str,
        value: &str,
        part: &str,
        class: &str,
        describe: impl FnOnce(&mut dyn FnMut(&str, Object<'_>)),
    ) {
        let node = self.minter.under(&self.node, part);
        let support = self.say(&node, rdf::TYPE, Object::Iri(class), Some((field, value)));
        self.part(&node, class, &support, describe);
    }

    fn part(
        &mut self,
        node: &str,
        class: &str,
        support: &Support<'_>,
        describe: impl FnOnce(&mut dyn FnMut(&str, Object<'_>)),
    ) {
        let sink = &mut *self.sink;
        for graph in &support.graphs {
            sink.quad(node, rdf::TYPE, Object::Iri(class), graph);
        }
        describe(&mut |property, object| {
            for graph in &support.graphs {
                sink.quad(node, property, object, graph);
            }
        });
        self.stated_in(node, &support.passages);
    }

    /// Takes note of a reference that is no plain value of a field.
    pub fn reference(&mut self, field: &'static str, index: usize, target: &str) {
        self.sink.reference(field, index, target);
    }

    /// Ends the description: the common fields, the passages, and what the record says of
    /// values that it does not have.
    pub fn end(mut self, fields: &[Field]) {
        let common = self.common;
        self.text_lists(&field::ALT_LABELS, common.alt_labels);
        self.texts(&field::DESCRIPTION, common.description);
        for note in common.notes {
            self.texts(&field::NOTES, note);
        }
        if common.non_exhaustive {
            self.boolean(&field::NON_EXHAUSTIVE, true);
        }
        if !common.possibly_same_as.is_empty()
            && let Some((parent, _)) = self.node.rsplit_once('/')
        {
            let parent = parent.to_owned();
            for (index, key) in common.possibly_same_as.iter().enumerate() {
                let other = self.minter.under(&parent, key.as_str());
                self.sink.reference(POSSIBLY_SAME_AS, index, &other);
                let field = Field::iri(POSSIBLY_SAME_AS, upp::POSSIBLY_SAME_AS);
                self.value(&field, key.as_str(), Object::Iri(&other));
            }
        }
        self.not_stated(fields);
        self.unmet_statements();
        let (node, all) = (Rc::clone(&self.node), std::mem::take(&mut self.all));
        self.stated_in(&node, &all);
    }
}
