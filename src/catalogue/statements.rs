//! Statements of the catalogue, gathered subject by subject and checked when all are there.

use oxigraph::model::{Literal, NamedNode, Term, Triple, TripleRef};

use super::Bilingual;
use super::lists::{Entry, List};
use super::releases::{Dates, Day};
use crate::error::Error;
use crate::graph::{QuadSet, QuadSetBuilder};
use crate::records::Text;
use crate::vocab::{dcterms, named_node, rdf, skos};

/// Statements, in no order.
#[derive(Debug, Clone, Default)]
pub(super) struct Statements(Vec<(String, &'static str, Object)>);

#[derive(Debug, Clone)]
enum Object {
    Iri(String),
    Plain(String),
    Text(String, String),
    Typed(String, &'static str),
}

impl Statements {
    /// Statements about a subject.
    pub(super) fn about(&mut self, iri: impl Into<String>) -> About<'_> {
        About {
            statements: self,
            iri: iri.into(),
        }
    }

    /// A value of a list, with what validators ask of it; `classes` beside that of a concept.
    ///
    /// Returns its IRI.
    pub(super) fn value(
        &mut self,
        list: &'static List,
        entry: &'static Entry,
        classes: &[&'static str],
    ) -> String {
        let iri = list.iri(entry);
        let mut about = self.about(&iri);
        about.a(skos::CONCEPT).words(skos::PREF_LABEL, entry.label);
        about.link(skos::IN_SCHEME, list.scheme);
        for class in classes {
            about.a(class);
        }
        self.scheme(list);
        iri
    }

    /// A list of values, with its name. Returns its IRI.
    pub(super) fn scheme(&mut self, list: &'static List) -> &'static str {
        self.about(list.scheme)
            .a(skos::CONCEPT_SCHEME)
            .words(dcterms::TITLE, list.title);
        list.scheme
    }

    /// All statements as triples in canonical order, each once.
    ///
    /// # Errors
    ///
    /// [`Error::Mint`] if an IRI or a language tag is none.
    pub(super) fn quads(&self) -> Result<QuadSet, Error> {
        let iri = |text: &str| {
            NamedNode::new(text).map_err(|error| Error::Mint(format!("{text:?}: {error}")))
        };
        let graph = named_node(crate::vocab::dcat::CATALOG);
        let mut builder = QuadSetBuilder::default();
        for (subject, predicate, object) in &self.0 {
            let object: Term = match object {
                Object::Iri(text) => iri(text)?.into(),
                Object::Plain(text) => Literal::new_simple_literal(text).into(),
                Object::Text(text, tag) => Literal::new_language_tagged_literal(text, tag)
                    .map_err(|error| Error::Mint(format!("{tag:?}: {error}")))?
                    .into(),
                Object::Typed(text, datatype) => {
                    Literal::new_typed_literal(text, named_node(datatype)).into()
                }
            };
            let (subject, predicate) = (iri(subject)?, named_node(predicate));
            builder.insert(
                subject.as_ref(),
                predicate.as_ref(),
                object.as_ref(),
                graph.as_ref(),
            );
        }
        Ok(builder.build())
    }

    /// All statements as triples in canonical order, each once.
    ///
    /// # Errors
    ///
    /// As [`Statements::quads`].
    pub(super) fn triples(&self) -> Result<Vec<Triple>, Error> {
        let quads = self.quads()?;
        Ok(quads.triples().map(TripleRef::into_owned).collect())
    }
}

/// Adds statements about one subject.
pub(super) struct About<'s> {
    statements: &'s mut Statements,
    iri: String,
}

impl About<'_> {
    fn add(&mut self, predicate: &'static str, object: Object) -> &mut Self {
        let row = (self.iri.clone(), predicate, object);
        self.statements.0.push(row);
        self
    }

    pub(super) fn a(&mut self, class: &str) -> &mut Self {
        self.link(rdf::TYPE, class)
    }

    pub(super) fn link(&mut self, predicate: &'static str, iri: impl Into<String>) -> &mut Self {
        self.add(predicate, Object::Iri(iri.into()))
    }

    pub(super) fn plain(&mut self, predicate: &'static str, text: &str) -> &mut Self {
        self.add(predicate, Object::Plain(text.to_owned()))
    }

    pub(super) fn typed(
        &mut self,
        predicate: &'static str,
        text: impl Into<String>,
        datatype: &'static str,
    ) -> &mut Self {
        self.add(predicate, Object::Typed(text.into(), datatype))
    }

    /// A text in one language.
    pub(super) fn tagged(&mut self, predicate: &'static str, text: &str, tag: &str) -> &mut Self {
        self.add(predicate, Object::Text(text.to_owned(), tag.to_owned()))
    }

    /// A text in the languages that it has.
    pub(super) fn text(&mut self, predicate: &'static str, text: &Text) -> &mut Self {
        for (tag, text) in text {
            self.tagged(predicate, text.as_str(), tag.as_str());
        }
        self
    }

    /// A text in Swedish and English.
    pub(super) fn words(&mut self, predicate: &'static str, [sv, en]: [&str; 2]) -> &mut Self {
        self.tagged(predicate, sv, "sv").tagged(predicate, en, "en")
    }

    /// A text in Swedish and English.
    pub(super) fn both(&mut self, predicate: &'static str, text: &Bilingual) -> &mut Self {
        self.words(predicate, [&text.sv, &text.en])
    }

    pub(super) fn day(&mut self, predicate: &'static str, day: &Day) -> &mut Self {
        self.typed(predicate, &day.text, day.datatype)
    }

    pub(super) fn dates(&mut self, dates: &Dates) -> &mut Self {
        self.day(dcterms::ISSUED, &dates.issued)
            .day(dcterms::MODIFIED, &dates.modified)
    }
}
