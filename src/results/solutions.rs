//! Rows and truth values.

use std::io::Write;

use hashbrown::HashMap;
use oxigraph::model::{BlankNode, BlankNodeRef, TermRef, Variable};
use oxigraph::sparql::QuerySolutionIter;
use oxigraph::sparql::results::QueryResultsSerializer;

use super::xml::XmlWriter;
use super::{Meter, ResultsError, ResultsFormat};

/// Writes the truth value of an `ASK`.
pub(super) fn write_boolean(
    value: bool,
    format: ResultsFormat,
    mut out: impl Write,
) -> Result<(), ResultsError> {
    match format.solutions_format() {
        Some(known) => {
            QueryResultsSerializer::from_format(known)
                .serialize_boolean_to_writer(&mut out, value)?;
        }
        None => write!(out, "{value}")?,
    }
    Ok(())
}

/// Writes rows in the order in which they come.
pub(super) fn write(
    rows: QuerySolutionIter<'_>,
    format: ResultsFormat,
    meter: &mut Meter<'_>,
    out: impl Write,
) -> Result<(), ResultsError> {
    match format {
        ResultsFormat::Csv => write_csv(rows, meter, out),
        ResultsFormat::Xml => serialize(rows, format, meter, XmlWriter::new(out, format)),
        _ => serialize(rows, format, meter, out),
    }
}

fn serialize(
    rows: QuerySolutionIter<'_>,
    format: ResultsFormat,
    meter: &mut Meter<'_>,
    out: impl Write,
) -> Result<(), ResultsError> {
    let Some(known) = format.solutions_format() else {
        return Err(ResultsError::Unfit {
            format,
            kind: super::ResultsKind::Solutions,
        });
    };
    let mut out = QueryResultsSerializer::from_format(known)
        .serialize_solutions_to_writer(out, rows.variables().to_vec())?;
    let mut labels = Labels::default();
    for row in rows {
        meter.row()?;
        let row = row?;
        for (_, term) in &row {
            labels.see(term.as_ref());
        }
        out.serialize(
            row.iter()
                .map(|(variable, term)| (variable.as_ref(), labels.rename(term.as_ref()))),
        )?;
    }
    out.finish()?;
    Ok(())
}

/// CSV by the `csv` crate: the engine's own writer leaves an IRI with a comma unquoted.
fn write_csv(
    rows: QuerySolutionIter<'_>,
    meter: &mut Meter<'_>,
    mut out: impl Write,
) -> Result<(), ResultsError> {
    let variables = rows.variables().to_vec();
    if variables.is_empty() {
        // A record without fields is an empty line, which `csv` does not write.
        out.write_all(b"\r\n")?;
        for row in rows {
            meter.row()?;
            row?;
            out.write_all(b"\r\n")?;
        }
        return Ok(());
    }
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    out.write_record(variables.iter().map(Variable::as_str))
        .map_err(io_of)?;
    let mut labels = Labels::default();
    for row in rows {
        meter.row()?;
        let row = row?;
        for value in row.values() {
            let Some(value) = value else {
                out.write_field("").map_err(io_of)?;
                continue;
            };
            labels.see(value.as_ref());
            match labels.rename(value.as_ref()) {
                TermRef::NamedNode(node) => out.write_field(node.as_str()),
                TermRef::Literal(literal) => out.write_field(literal.value()),
                TermRef::BlankNode(node) => out.write_field(node.to_string()),
            }
            .map_err(io_of)?;
        }
        out.write_record(None::<&[u8]>).map_err(io_of)?;
    }
    out.flush()?;
    Ok(())
}

fn io_of(error: csv::Error) -> ResultsError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => ResultsError::Io(std::io::Error::other(format!("{other:?}"))),
    }
}

/// New names for blank nodes, in the order in which they are seen: the engine makes up other
/// names at each run.
#[derive(Default)]
pub(super) struct Labels {
    names: HashMap<BlankNode, BlankNode>,
}

impl Labels {
    /// Names the term if it is a blank node without a name.
    pub(super) fn see(&mut self, term: TermRef<'_>) {
        if let TermRef::BlankNode(node) = term
            && !self.names.contains_key(&node.into_owned())
        {
            let name = BlankNode::new_unchecked(format!("b{}", self.names.len()));
            self.names.insert(node.into_owned(), name);
        }
    }

    /// The term under its new name.
    pub(super) fn rename<'a>(&'a self, term: TermRef<'a>) -> TermRef<'a> {
        match term {
            TermRef::BlankNode(node) => self.node(node).into(),
            other => other,
        }
    }

    pub(super) fn node<'a>(&'a self, node: BlankNodeRef<'a>) -> BlankNodeRef<'a> {
        self.names
            .get(&node.into_owned())
            .map_or(node, BlankNode::as_ref)
    }
}
