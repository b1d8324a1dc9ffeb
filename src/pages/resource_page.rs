//! The page of one resource.

use std::collections::BTreeMap;

use askama::Template;

use super::kinds::{Inverse, Kind};
use super::shown::{Shown, Text, ascii, component};
use super::view::{Alternate, Fact, Layout, Mark, Page, Section, Source, Table, Value};
use super::{Pages, Unmade, any_path_of, path_of, schema_org};
use crate::frozen::Node;
use crate::resource::{Evidence, Statement, Syntax};
use crate::vocab::{dcterms, rdf, rdfs, skos, upp};

/// Statements that a page shows; the data have the rest.
const STATEMENTS: usize = 2_000;
/// Values of one property that a page shows.
const VALUES: usize = 40;
/// Rows of a table of what points at a resource.
const ROWS: usize = 50;
/// Syntaxes of the files beside a page that is a file.
pub const FILE_SYNTAXES: [Syntax; 2] = [Syntax::Turtle, Syntax::JsonLd];
/// Links of a page of incoming links.
const INCOMING: usize = 50;
/// Statements of a named graph that its page shows.
const OF_GRAPH: usize = 100;

/// Where a page of incoming links begins: behind this subject and property.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct After {
    /// IRI of the subject.
    pub subject: String,
    /// IRI of the property.
    pub property: String,
}

#[derive(Template)]
#[template(path = "resource.html")]
struct ResourcePage {
    layout: Layout,
    label: Text,
    kind: Option<Text>,
    iri: Shown,
    descriptions: Vec<Text>,
    facts: Vec<Fact>,
    more_facts: bool,
    not_stated: Vec<Value>,
    denials: Vec<[Value; 3]>,
    sections: Vec<Section>,
    incoming: Table,
    incoming_next: Option<String>,
    sources: Vec<Source>,
    graphs: Vec<Value>,
    classes: Vec<Value>,
    graph_file: Option<String>,
}

/// Passages in the order in which a page first names them, with their numbers.
#[derive(Default)]
struct Passages {
    numbers: BTreeMap<Node, usize>,
    order: Vec<Node>,
}

impl Passages {
    fn number(&mut self, passage: Node) -> usize {
        *self.numbers.entry(passage).or_insert_with(|| {
            self.order.push(passage);
            self.order.len()
        })
    }
}

impl Pages<'_> {
    /// The page of a resource; `after` is where its incoming links begin.
    ///
    /// # Errors
    ///
    /// [`Unmade`] if the graph is damaged.
    pub fn resource(&self, node: Node, after: Option<&After>) -> Result<Page, Unmade> {
        let resources = self.graph()?;
        let iri = resources.text(node)?;
        let label = self.name(node)?;
        let classes = resources.classes(node)?;
        let kind = Kind::of(&classes);
        let (statements, more_facts) = resources.statements(node, STATEMENTS)?;
        let mut passages = Passages::default();
        let absences = resources.absences(node)?;
        let facts = self.facts(&statements, &mut passages)?;
        let mut denials = Vec::new();
        for denial in &absences.denials {
            let (name, href) = self.property(denial.property)?;
            let property = Value {
                href,
                text: name,
                ..Value::default()
            };
            let mut value = self.value(denial.value)?;
            value.denied = true;
            self.mark(&mut value, &denial.evidence, &[], &mut passages)?;
            denials.push([self.value(denial.subject)?, property, value]);
        }
        let mut sections = Vec::new();
        for inverse in kind.sections(self.words) {
            sections.extend(self.inverse(node, &iri, &inverse)?);
        }
        let mut graph_file = None;
        if resources.is_graph(node) {
            sections.push(self.statements_of_graph(node)?);
            graph_file = resources
                .graph_name(&iri)
                .map(|name| self.file(&format!("dump/graph/{}.ttl", super::shown::path(name))));
        }
        let (incoming, incoming_next) = self.incoming(node, &iri, after)?;
        let mut graphs: Vec<Node> = statements
            .iter()
            .flat_map(|statement| statement.graphs.iter().copied())
            .collect();
        graphs.sort_unstable();
        graphs.dedup();
        let mut layout = self.layout(&label.text);
        layout.alternates = self.alternates(&iri)?;
        layout.json_ld = schema_org::of_resource(self, node, kind, &classes)?;
        let page = ResourcePage {
            layout,
            label: Text::of(&label, self.language),
            kind: self.kind_name(&classes)?,
            iri: Shown::of(&iri),
            descriptions: self.descriptions(&statements)?,
            facts,
            more_facts,
            not_stated: self.properties(&absences.not_stated)?,
            denials,
            sections,
            incoming,
            incoming_next,
            sources: self.sources(&passages)?,
            graphs: self.values(&graphs)?,
            classes: classes
                .iter()
                .filter_map(|class| resources.find(class).transpose())
                .map(|class| self.value(class?))
                .collect::<Result<_, _>>()?,
            graph_file,
        };
        Ok(self.page(page.render()?))
    }

    fn kind_name(&self, classes: &[String]) -> Result<Option<Text>, Unmade> {
        let class =
            Kind::naming(classes).map(|class| self.graph()?.find(class).map_err(Unmade::from));
        let Some(class) = class.transpose()?.flatten() else {
            return Ok(None);
        };
        Ok(Some(Text::of(&self.name(class)?, self.language)))
    }

    pub(super) fn values(&self, nodes: &[Node]) -> Result<Vec<Value>, Unmade> {
        nodes.iter().map(|node| self.value(*node)).collect()
    }

    fn properties(&self, nodes: &[Node]) -> Result<Vec<Value>, Unmade> {
        nodes
            .iter()
            .map(|node| {
                let (text, href) = self.property(*node)?;
                Ok(Value {
                    href,
                    text,
                    ..Value::default()
                })
            })
            .collect()
    }

    /// What describes the resource, in the language of the page if it is there.
    fn descriptions(&self, statements: &[Statement]) -> Result<Vec<Text>, Unmade> {
        let mut texts = Vec::new();
        for property in DESCRIPTIONS {
            let Some(property) = self.graph()?.find(property)? else {
                continue;
            };
            for statement in statements.iter().filter(|it| it.property == property) {
                texts.push(self.value(statement.value)?.text);
            }
        }
        let any = texts.iter().any(|text| text.language.is_none());
        texts.retain(|text| !any || text.language.is_none());
        Ok(texts)
    }

    /// Statements by property, in the order of [`FIRST`], with their evidence.
    fn facts(
        &self,
        statements: &[Statement],
        passages: &mut Passages,
    ) -> Result<Vec<Fact>, Unmade> {
        let resources = self.graph()?;
        let mut by_property: Vec<(usize, Node, Vec<&Statement>)> = Vec::new();
        for statement in statements {
            if let Some((.., group)) = by_property
                .iter_mut()
                .find(|(_, property, _)| *property == statement.property)
            {
                group.push(statement);
                continue;
            }
            let iri = resources.text(statement.property)?;
            if APART.contains(&iri.as_str()) {
                continue;
            }
            let place = FIRST.iter().position(|first| *first == iri);
            by_property.push((
                place.unwrap_or(FIRST.len()),
                statement.property,
                vec![statement],
            ));
        }
        by_property.sort_by_key(|(place, property, _)| (*place, *property));
        let edtf = resources.find(upp::EDTF)?;
        let remark = resources.find(skos::EDITORIAL_NOTE)?;
        let mut facts = Vec::new();
        for (_, property, group) in by_property {
            let (name, href) = self.property(property)?;
            let mut values = Vec::new();
            for statement in group.iter().take(VALUES) {
                let mut value = self.value(statement.value)?;
                // The expression itself is what the property is about.
                if Some(property) == edtf && value.when.take().is_some() {
                    value.text = Text::plain(&resources.text(statement.value)?);
                }
                self.mark(&mut value, &statement.evidence, &statement.graphs, passages)?;
                values.push(value);
            }
            // Of texts in several languages, that of the page: a name has the others beside it.
            values.sort_by_key(|value| value.text.language.is_some());
            if Some(property) == remark && values.iter().any(|value| value.text.language.is_none())
            {
                values.retain(|value| value.text.language.is_none());
            }
            let shared = take_shared(&mut values);
            facts.push(Fact {
                name,
                href,
                shared,
                more: group.len() > VALUES,
                values,
            });
        }
        Ok(facts)
    }

    /// Adds to a value why it is known.
    fn mark(
        &self,
        value: &mut Value,
        evidence: &Evidence,
        graphs: &[Node],
        passages: &mut Passages,
    ) -> Result<(), Unmade> {
        let resources = self.graph()?;
        let mut derived = !graphs.is_empty();
        for graph in graphs {
            let iri = resources.text(*graph)?;
            derived &= resources.graph_name(&iri) == Some("derived");
        }
        if derived {
            value.marks.push(Mark {
                text: self.words.derived.to_owned(),
                hint: self.words.derived_hint,
            });
            return Ok(());
        }
        for basis in &evidence.bases {
            value.marks.push(Mark {
                text: format!("{}: {}", self.words.reading, self.name(*basis)?.text),
                hint: self.words.reading_hint,
            });
        }
        if let Some(confidence) = evidence.confidence {
            value.marks.push(Mark {
                text: format!("{}: {}", self.words.confidence, self.name(confidence)?.text),
                hint: "",
            });
        }
        let mut notes = Vec::new();
        for note in &evidence.notes {
            notes.push(self.value(*note)?.text);
        }
        let any = notes.iter().any(|text: &Text| text.language.is_none());
        notes.retain(|text| !any || text.language.is_none());
        value.notes.extend(notes);
        for passage in &evidence.passages {
            value.sources.push(passages.number(*passage));
        }
        value.sources.sort_unstable();
        Ok(())
    }

    fn sources(&self, passages: &Passages) -> Result<Vec<Source>, Unmade> {
        let resources = self.graph()?;
        let mut sources = Vec::new();
        for (passage, number) in passages.order.iter().zip(1..) {
            let heading = resources.object(*passage, upp::HEADING)?;
            let heading = heading.map(|heading| self.value(heading)).transpose()?;
            sources.push(Source {
                number,
                passage: self.value(*passage)?,
                heading: heading.map(|heading| heading.text),
            });
        }
        Ok(sources)
    }

    /// A table of what points at the resource, if anything does.
    fn inverse(&self, node: Node, iri: &str, inverse: &Inverse) -> Result<Option<Section>, Unmade> {
        let resources = self.graph()?;
        let mut nodes = Vec::new();
        let mut more = false;
        for property in inverse.properties {
            let found = resources.subjects(property, node, None, ROWS + 1)?;
            more |= found.len() > ROWS;
            nodes.extend(found);
        }
        nodes.sort_unstable();
        nodes.dedup();
        more |= nodes.len() > ROWS;
        nodes.truncate(ROWS);
        if nodes.is_empty() {
            return Ok(None);
        }
        let all = inverse.list.filter(|_| more).map(|filter| {
            let key = iri.rsplit('/').next().unwrap_or_default();
            let href = self.variant("publications", &[(filter, Some(key))], "");
            Value::link(href, Text::plain(self.words.more_of_them))
        });
        Ok(Some(Section {
            id: inverse.id,
            heading: inverse.heading,
            lead: None,
            drawing: if inverse.drawn {
                Some(self.timeline(&nodes)?)
            } else {
                None
            },
            table: self.table(&nodes, inverse.columns)?,
            next: all.or_else(|| {
                more.then(|| Value::link("#incoming".to_owned(), Text::plain(self.words.and_more)))
            }),
        }))
    }

    fn statements_of_graph(&self, graph: Node) -> Result<Section, Unmade> {
        let resources = self.graph()?;
        let mut rows = Vec::new();
        for triple in resources.reader().in_graph(graph).take(OF_GRAPH) {
            let [subject, property, value] = triple?;
            let (text, href) = self.property(property)?;
            let property = Value {
                href,
                text,
                ..Value::default()
            };
            rows.push(vec![
                vec![self.value(subject)?],
                vec![property],
                vec![self.value(value)?],
            ]);
        }
        let words = self.words;
        Ok(Section {
            id: "statements",
            heading: words.graph_statements,
            lead: None,
            drawing: None,
            table: Table {
                columns: vec![words.resource, words.property, words.count_of],
                rows,
            },
            next: None,
        })
    }

    fn incoming(
        &self,
        node: Node,
        iri: &str,
        after: Option<&After>,
    ) -> Result<(Table, Option<String>), Unmade> {
        let resources = self.graph()?;
        let after = match after {
            Some(after) => resources
                .find(&after.subject)?
                .zip(resources.find(&after.property)?),
            None => None,
        };
        let page = resources.incoming(node, after, INCOMING)?;
        let mut rows = Vec::new();
        for (subject, property) in &page.links {
            let (text, href) = self.property(*property)?;
            let property = Value {
                href,
                text,
                ..Value::default()
            };
            rows.push(vec![vec![self.value(*subject)?], vec![property]]);
        }
        let next = match page.next {
            Some((subject, property)) => {
                let path = any_path_of(resources, iri);
                let (after, by) = (resources.text(subject)?, resources.text(property)?);
                let chosen = [("after", Some(after.as_str())), ("by", Some(by.as_str()))];
                Some(self.variant(&path, &chosen, "#incoming"))
            }
            None => None,
        };
        let columns = vec![self.words.resource, self.words.property];
        Ok((Table { columns, rows }, next))
    }

    /// The syntaxes in which the data of a resource are there.
    pub(super) fn syntaxes(&self) -> &'static [Syntax] {
        if self.is_served() {
            &Syntax::ALL
        } else {
            &FILE_SYNTAXES
        }
    }

    /// The data of the resource in each syntax.
    fn alternates(&self, iri: &str) -> Result<Vec<Alternate>, Unmade> {
        let resources = self.graph()?;
        let own = path_of(resources, iri).filter(|path| !path.contains('#'));
        Ok(self
            .syntaxes()
            .iter()
            .map(|syntax| {
                let extension = syntax.extension();
                let href = match &own {
                    Some(path) => format!("{path}.{extension}"),
                    None => format!("resource?iri={}&format={extension}", component(iri)),
                };
                Alternate {
                    href: self.file(&ascii(&href)),
                    media_type: syntax.media_type(),
                    name: syntax.name(),
                }
            })
            .collect())
    }
}

/// Takes the marks off several values that all have the same and nothing else: they are told once.
fn take_shared(values: &mut [Value]) -> Vec<Mark> {
    let [first, rest @ ..] = values else {
        return Vec::new();
    };
    let is_alike = |value: &Value| value.marks == first.marks && value.sources.is_empty();
    if rest.is_empty()
        || first.marks.is_empty()
        || !first.sources.is_empty()
        || !rest.iter().all(is_alike)
    {
        return Vec::new();
    }
    let shared = first.marks.clone();
    for value in values {
        value.marks.clear();
    }
    shared
}

const DESCRIPTIONS: [&str; 3] = [dcterms::DESCRIPTION, skos::DEFINITION, rdfs::COMMENT];

/// Properties that a page shows in places of their own.
const APART: [&str; 6] = [
    rdf::TYPE,
    upp::STATED_IN,
    upp::NOT_STATED,
    dcterms::DESCRIPTION,
    skos::DEFINITION,
    rdfs::COMMENT,
];

/// Properties that come first, in this order; the others follow.
const FIRST: [&str; 25] = [
    skos::PREF_LABEL,
    dcterms::TITLE,
    dcterms::ALTERNATIVE,
    skos::ALT_LABEL,
    rdfs::LABEL,
    dcterms::ISSUED,
    dcterms::TEMPORAL,
    crate::vocab::rico::ISSUED_BY,
    upp::ASSIGNED_TO,
    upp::EXTENDS_MANDATE,
    upp::UNDER_MANDATE,
    upp::RUN_BY,
    crate::vocab::prov::WAS_ASSOCIATED_WITH,
    crate::vocab::org::HAS_MEMBER,
    crate::vocab::foaf::MEMBER,
    upp::TASK,
    dcterms::SUBJECT,
    dcterms::AUDIENCE,
    dcterms::SPATIAL,
    crate::vocab::bibo::NUMBER,
    upp::PUBLICATION_KIND,
    upp::DOCUMENTS,
    dcterms::CREATOR,
    upp::LISTED_UNDER,
    dcterms::IDENTIFIER,
];
