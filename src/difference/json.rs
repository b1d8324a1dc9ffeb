//! The difference as JSON.

use std::io::{self, Write};

use oxigraph::model::Term;
use serde_json::{Value, json};

use super::resource::{Describer, Row};
use super::{Difference, Graph, Stopped};
use crate::frozen::Views;
use crate::resource::Language;

impl Difference<'_> {
    /// Writes JSON: the totals, then one resource a line.
    ///
    /// ```json
    /// {"old": {"id": "urn:sha256:…", "triples": 9, "quads": 12}, "new": {…}, "totals": {…},
    /// "resources": [
    /// {"iri": "…", "change": "changed", "label": "…", "class": {"iri": "…", "label": "…"},
    ///  "statements": [{"change": "added", "property": "…", "property_label": "…",
    ///  "value": {"type": "uri", "value": "…"}, "added_to": ["…graph"], "removed_from": []}]}
    /// ]}
    /// ```
    ///
    /// A value is written as in SPARQL 1.1 Query Results JSON. `part` is there in a statement of a node
    /// that belongs to the resource: what comes behind its IRI. The change `moved` is a statement that
    /// both have, in other named graphs.
    ///
    /// # Errors
    ///
    /// Those of the writer, and an error of another kind if a graph cannot be read.
    pub fn write_json(&self, language: Language, out: &mut impl Write) -> io::Result<()> {
        self.try_json(language, out).map_err(io::Error::from)
    }

    fn try_json(&self, language: Language, out: &mut impl Write) -> Result<(), Stopped> {
        let side = |graph: &Graph| {
            json!({
                "id": format!("urn:sha256:{}", graph.frozen().canonical_hash()),
                "triples": graph.frozen().triples(),
                "quads": graph.frozen().quads(),
            })
        };
        write!(
            out,
            "{{\"old\": {}, \"new\": {}, \"totals\": {},\n\"resources\": [",
            side(self.old),
            side(self.new),
            json!(self.totals)
        )?;
        let views = Views::of(self.old.frozen(), self.new.frozen())?;
        let mut comparison = views.compare();
        let describer = Describer::of(self, language)?;
        for number in 0..self.resources.len() {
            let Some(resource) = describer.resource(&comparison, number)? else {
                continue;
            };
            let rows = describer.rows(&mut comparison, number, &resource.iri)?;
            let class = resource
                .class
                .map(|(iri, label)| json!({"iri": iri, "label": label}));
            let written = json!({
                "iri": resource.iri,
                "change": resource.change,
                "label": resource.label,
                "class": class,
                "statements": rows.iter().map(statement).collect::<Vec<_>>(),
            });
            write!(out, "{}\n{written}", if number == 0 { "" } else { "," })?;
        }
        out.write_all(b"\n]}\n")?;
        Ok(())
    }
}

fn statement(row: &Row) -> Value {
    let mut statement = serde_json::Map::new();
    statement.insert("change".to_owned(), json!(row.kind));
    if !row.part.is_empty() {
        statement.insert("part".to_owned(), json!(row.part));
    }
    statement.insert("property".to_owned(), json!(row.property));
    statement.insert("property_label".to_owned(), json!(row.property_label));
    statement.insert("value".to_owned(), value(&row.value));
    if let Some(label) = &row.value_label {
        statement.insert("value_label".to_owned(), json!(label));
    }
    statement.insert("added_to".to_owned(), json!(row.added_to));
    statement.insert("removed_from".to_owned(), json!(row.removed_from));
    Value::Object(statement)
}

fn value(term: &Term) -> Value {
    match term {
        Term::NamedNode(node) => json!({"type": "uri", "value": node.as_str()}),
        Term::BlankNode(node) => json!({"type": "bnode", "value": node.as_str()}),
        Term::Literal(literal) => match literal.language() {
            Some(language) => {
                json!({"type": "literal", "value": literal.value(), "xml:lang": language})
            }
            None if literal.datatype() == oxigraph::model::vocab::xsd::STRING => {
                json!({"type": "literal", "value": literal.value()})
            }
            None => json!({
                "type": "literal",
                "value": literal.value(),
                "datatype": literal.datatype().as_str(),
            }),
        },
    }
}
