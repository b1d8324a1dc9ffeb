//! Names and links of nodes.

use oxigraph::model::Term;

use super::dates::Dated;
use super::shown::{Text, outside};
use super::view::Value;
use super::words::term_name;
use super::{Pages, Unmade, is_shown, path_of};
use crate::frozen::Node;
use crate::resource::{Label, Resources, shortened};
use crate::vocab::{dcterms, owl, rdf, upp};

impl Pages<'_> {
    /// The graph; a page of a resource is only made with one.
    pub(super) fn graph(&self) -> Result<&Resources<'_>, Unmade> {
        let missing = crate::frozen::Refused::Damaged("there is no graph");
        Ok(self.resources.as_ref().ok_or(missing)?)
    }

    /// The name of a node. Terms of other vocabularies, passages, periods and statements have none
    /// in the graph and get one here.
    pub(super) fn name(&self, node: Node) -> Result<Label, Unmade> {
        Ok(self.named(node)?.0)
    }

    /// The name of a node, and when it is if that is its name.
    fn named(&self, node: Node) -> Result<(Label, Option<Dated>), Unmade> {
        let resources = self.graph()?;
        let label = resources.label(node, self.language)?;
        if label.stated {
            return Ok((label, None));
        }
        let mut when = None;
        let text = if let Some(name) = term_name(&shortened(&resources.text(node)?), self.language)
        {
            name.to_owned()
        } else if let Some(line) = resources.line(node)? {
            let source = resources.object(node, dcterms::IS_PART_OF)?;
            let source = source.map(|source| resources.label(source, self.language));
            let source = source.transpose()?;
            let source = source.map(|source| source.text).unwrap_or_default();
            format!("{source}, {} {line}", self.words.row)
        } else if let Some(edtf) = resources.object(node, upp::EDTF)? {
            let edtf = resources.text(edtf)?;
            when = Dated::read(&edtf, self.language);
            when.as_ref().map_or(edtf, |when| when.words.clone())
        } else if let Some(of) = resources.object(node, rdf::SUBJECT)? {
            let property = resources.object(node, rdf::PREDICATE)?;
            let property = property.map(|it| self.term_name(it)).transpose()?;
            format!(
                "{} {}: {}",
                self.words.statement_about,
                resources.label(of, self.language)?.text,
                property.unwrap_or_default()
            )
        } else if let Some(denied) = self.denied(node)? {
            denied
        } else {
            return Ok((label, None));
        };
        let label = Label {
            text,
            language: Some(self.language.tag().to_owned()),
            stated: true,
        };
        Ok((label, when))
    }

    /// The name of a term that the graph itself does not name.
    fn outside_term(&self, node: Node) -> Result<Option<&'static str>, Unmade> {
        let iri = self.graph()?.text(node)?;
        Ok(term_name(&shortened(&iri), self.language))
    }

    /// The name of a property. Names of what is named by other things must not go round in a circle,
    /// so this looks no further.
    fn term_name(&self, node: Node) -> Result<String, Unmade> {
        Ok(match self.outside_term(node)? {
            Some(name) => name.to_owned(),
            None => self.graph()?.label(node, self.language)?.text,
        })
    }

    /// An exception in words: of what it is denied, the property and the value.
    fn denied(&self, node: Node) -> Result<Option<String>, Unmade> {
        let resources = self.graph()?;
        let mut names = Vec::new();
        for part in [
            owl::SOURCE_INDIVIDUAL,
            owl::ASSERTION_PROPERTY,
            owl::TARGET_INDIVIDUAL,
        ] {
            let Some(part) = resources.object(node, part)? else {
                return Ok(None);
            };
            // An exception that is about itself names nothing.
            if part == node {
                return Ok(None);
            }
            names.push(self.term_name(part)?);
        }
        let [of, property, value] = names.as_slice() else {
            return Ok(None);
        };
        Ok(Some(format!(
            "{of} – {} {property}: {value}",
            self.words.not
        )))
    }

    /// A node as a value: its name, and where it leads.
    pub(super) fn value(&self, node: Node) -> Result<Value, Unmade> {
        let resources = self.graph()?;
        match resources.term(node)? {
            Term::Literal(literal) => Ok(Value::literal(
                literal.value(),
                literal.datatype().as_str(),
                literal.language(),
                self,
            )),
            Term::BlankNode(_) => {
                let (label, when) = self.named(node)?;
                Ok(Value {
                    text: Text::of(&label, self.language),
                    when,
                    ..Value::default()
                })
            }
            Term::NamedNode(iri) => {
                let (label, when) = self.named(node)?;
                let text = Text::of(&label, self.language);
                if is_shown(resources, node)? {
                    let (href, outside) = self.described_at(iri.as_str());
                    return Ok(Value {
                        href,
                        outside,
                        text,
                        when,
                        ..Value::default()
                    });
                }
                let href = outside(iri.as_str());
                Ok(Value {
                    outside: href.is_some(),
                    href,
                    text,
                    when,
                    ..Value::default()
                })
            }
        }
    }

    /// The name of a property, and its place on the page of the ontology.
    pub(super) fn property(&self, property: Node) -> Result<(Text, Option<String>), Unmade> {
        let iri = self.graph()?.text(property)?;
        let name = self.name(property)?;
        let href = iri
            .starts_with(upp::NAMESPACE)
            .then(|| path_of(self.graph().ok()?, &iri))
            .flatten();
        Ok((
            Text::of(&name, self.language),
            href.map(|path| self.href(&path)),
        ))
    }
}
