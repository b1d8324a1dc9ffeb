//! The page of the ontology: every term with its anchor.

use askama::Template;

use super::shown::{Shown, Text, component};
use super::view::{Alternate, Layout, Page, Value};
use super::{Pages, Unmade};
use crate::frozen::Node;
use crate::resource::shortened;
use crate::vocab::{rdf, rdfs, upp};

/// Terms that are shown.
const TERMS: usize = 1_000;

#[derive(Template)]
#[template(path = "ontology.html")]
struct Ontology {
    layout: Layout,
    iri: &'static str,
    groups: Vec<Group>,
}

struct Group {
    heading: &'static str,
    id: &'static str,
    terms: Vec<Term>,
}

struct Term {
    anchor: String,
    short: Shown,
    iri: Shown,
    label: Text,
    comment: Option<Text>,
    facts: Vec<(Text, Vec<Value>)>,
    /// A resource of the class; a subject of the property, and its value.
    example: Vec<Value>,
}

impl Pages<'_> {
    /// The page of the ontology.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the graph is damaged.
    pub fn ontology(&self) -> Result<Page, Unmade> {
        let resources = self.graph()?;
        let iri = upp::NAMESPACE.trim_end_matches('#');
        let mut classes = Vec::new();
        let mut properties = Vec::new();
        if let Some(ontology) = resources.find(iri)? {
            for node in resources.subjects(rdfs::IS_DEFINED_BY, ontology, None, TERMS)? {
                let is_class = resources
                    .classes(node)?
                    .iter()
                    .any(|it| it.ends_with("#Class"));
                let term = self.term(node)?;
                if is_class {
                    &mut classes
                } else {
                    &mut properties
                }
                .push(term);
            }
        }
        let words = self.words;
        let mut layout = self.layout(words.ontology);
        layout.alternates = self
            .syntaxes()
            .iter()
            .map(|syntax| Alternate {
                href: self.file(&format!("ns.{}", syntax.extension())),
                media_type: syntax.media_type(),
                name: syntax.name(),
            })
            .collect();
        let page = Ontology {
            layout,
            iri: upp::NAMESPACE,
            groups: vec![
                Group {
                    heading: words.ontology_classes,
                    id: "classes",
                    terms: classes,
                },
                Group {
                    heading: words.ontology_properties,
                    id: "properties",
                    terms: properties,
                },
            ],
        };
        Ok(self.page(page.render()?))
    }

    fn term(&self, node: Node) -> Result<Term, Unmade> {
        let resources = self.graph()?;
        let iri = resources.text(node)?;
        let mut comments = Vec::new();
        for comment in resources.objects(node, rdfs::COMMENT)? {
            comments.push(self.value(comment)?.text);
        }
        comments.sort_by_key(|text| text.language.is_some());
        let mut facts: Vec<(Text, Vec<Value>)> = Vec::new();
        let mut last = None;
        for triple in resources.reader().triples(Some(node), None, None) {
            let [_, property, value] = triple?;
            let name = resources.text(property)?;
            if [rdf::TYPE, rdfs::COMMENT, rdfs::LABEL, rdfs::IS_DEFINED_BY].contains(&name.as_str())
            {
                continue;
            }
            let value = self.value(value)?;
            match facts.last_mut().filter(|_| last == Some(property)) {
                Some((_, values)) => values.push(value),
                None => facts.push((self.property(property)?.0, vec![value])),
            }
            last = Some(property);
        }
        let example = self.example_of_term(node)?;
        let local = iri.strip_prefix(upp::NAMESPACE).unwrap_or(&iri);
        Ok(Term {
            anchor: component(local),
            short: Shown::of(&shortened(&iri)),
            label: Text::of(&self.name(node)?, self.language),
            comment: comments.into_iter().next(),
            iri: Shown::of(&iri),
            facts,
            example,
        })
    }

    /// How a term is used in the data: the first of its statements.
    fn example_of_term(&self, term: Node) -> Result<Vec<Value>, Unmade> {
        let resources = self.graph()?;
        if let Some(instance) = resources.subjects(rdf::TYPE, term, None, 1)?.first() {
            return Ok(vec![self.value(*instance)?]);
        }
        let mut statements = resources.reader().triples(None, Some(term), None);
        Ok(match statements.next().transpose()? {
            Some([subject, _, value]) => vec![self.value(subject)?, self.value(value)?],
            None => Vec::new(),
        })
    }
}
