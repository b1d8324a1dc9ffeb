//! Answers, and the files in which the suite states them.

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BlankNode, Graph, Literal, Term, Variable};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};
use oxigraph::sparql::{QueryResults, QuerySolutionIter};
use uppdrag::results::{ResultsFormat, write_results};

use super::manifest::{Node, iri, parse};

const RS: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";

/// What a query gives, all of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Solutions(Solutions),
    Boolean(bool),
    Graph(Graph),
}

/// Rows in their order; the values of each in the order of the variables.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Solutions {
    pub(crate) variables: Vec<Variable>,
    pub(crate) rows: Vec<Row>,
}

pub(crate) type Row = Vec<Option<Term>>;

impl Answer {
    /// Pulls all results.
    pub(crate) fn collect(results: QueryResults<'_>) -> Result<Self, String> {
        Ok(match results {
            QueryResults::Solutions(rows) => Self::Solutions(Solutions {
                variables: rows.variables().to_vec(),
                rows: rows
                    .map(|row| row.map(|row| row.values().to_vec()))
                    .collect::<Result<_, _>>()
                    .map_err(|e| e.to_string())?,
            }),
            QueryResults::Boolean(value) => Self::Boolean(value),
            QueryResults::Graph(triples) => Self::Graph(
                triples
                    .collect::<Result<_, _>>()
                    .map_err(|e| e.to_string())?,
            ),
        })
    }
}

/// How a file states an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Format {
    /// A format of SPARQL results.
    Results(ResultsFormat),
    /// RDF: the graph of a `CONSTRUCT`, or a result set described as one.
    Rdf,
}

impl Format {
    /// By the ending of the file's name.
    pub(crate) fn of(file: &str) -> Self {
        match file.rsplit_once('.').map(|(_, extension)| extension) {
            Some("srx") => Self::Results(ResultsFormat::Xml),
            Some("srj") => Self::Results(ResultsFormat::Json),
            Some("csv") => Self::Results(ResultsFormat::Csv),
            Some("tsv") => Self::Results(ResultsFormat::Tsv),
            _ => Self::Rdf,
        }
    }

    /// Reads an answer, and whether the file numbers its rows.
    pub(crate) fn read(self, bytes: &[u8], file: &str) -> (Answer, bool) {
        let Self::Results(format) = self else {
            return from_graph(parse(bytes, file));
        };
        let format = match format {
            ResultsFormat::Xml => QueryResultsFormat::Xml,
            ResultsFormat::Json => QueryResultsFormat::Json,
            ResultsFormat::Tsv => QueryResultsFormat::Tsv,
            _ => return (Answer::Solutions(from_csv(bytes)), false),
        };
        let answer = match QueryResultsParser::from_format(format)
            .for_slice(bytes)
            .unwrap_or_else(|error| panic!("{file}: {error}"))
        {
            SliceQueryResultsParserOutput::Boolean(value) => Answer::Boolean(value),
            SliceQueryResultsParserOutput::Solutions(rows) => Answer::Solutions(Solutions {
                variables: rows.variables().to_vec(),
                rows: rows
                    .map(|row| match row {
                        Ok(row) => row.values().to_vec(),
                        Err(error) => panic!("{file}: {error}"),
                    })
                    .collect(),
            }),
        };
        (answer, false)
    }

    /// The answer as a client gets it in this format: written by the program, and read again.
    /// For a result set described in RDF, which the program does not write, the answer as it is.
    pub(crate) fn sent(self, answer: Answer) -> Result<Answer, String> {
        let Self::Results(format) = self else {
            return Ok(answer);
        };
        let results = match answer {
            Answer::Solutions(Solutions { variables, rows }) => QueryResults::Solutions(
                QuerySolutionIter::from_tuples(variables.into(), rows.into_iter().map(Ok)),
            ),
            Answer::Boolean(value) => QueryResults::Boolean(value),
            Answer::Graph(_) => return Err("a graph instead of rows".to_owned()),
        };
        let mut written = Vec::new();
        write_results(results, format, &mut written).map_err(|e| e.to_string())?;
        Ok(self.read(&written, "the written answer").0)
    }
}

/// CSV says nothing of types: a value is a blank node, a number or a text.
fn from_csv(bytes: &[u8]) -> Solutions {
    let mut reader = csv::Reader::from_reader(bytes);
    let variables = reader.headers().unwrap().iter().map(variable).collect();
    let value = |text: &str| match text.strip_prefix("_:") {
        Some(label) => Some(BlankNode::new(label).unwrap().into()),
        None if text.is_empty() => None,
        None if text.starts_with(|c: char| "+-.0123456789".contains(c))
            && text.parse::<f64>().is_ok() =>
        {
            Some(Literal::new_typed_literal(text, xsd::DOUBLE).into())
        }
        None => Some(Literal::from(text).into()),
    };
    let rows = reader
        .records()
        .map(|record| record.unwrap().iter().map(value).collect())
        .collect();
    Solutions { variables, rows }
}

/// A graph, or the result set that it describes; whether rows are numbered.
fn from_graph(graph: Graph) -> (Answer, bool) {
    let Some(set) = graph
        .subject_for_predicate_object(rdf::TYPE, &iri(&format!("{RS}ResultSet")))
        .map(|subject| subject.into_owned().into())
    else {
        return (Answer::Graph(graph), false);
    };
    let set = Node::new(&graph, set);
    if let Some(value) = set.one(&format!("{RS}boolean")) {
        return (Answer::Boolean(text(&value) == "true"), false);
    }
    let variables: Vec<Variable> = set
        .all(&format!("{RS}resultVariable"))
        .iter()
        .map(|node| variable(text(node)))
        .collect();
    let mut rows: Vec<(Option<u32>, Row)> = set
        .all(&format!("{RS}solution"))
        .iter()
        .map(|solution| {
            let mut row = vec![None; variables.len()];
            for binding in solution.all(&format!("{RS}binding")) {
                let name = variable(text(&binding.one(&format!("{RS}variable")).unwrap()));
                let place = variables.iter().position(|v| *v == name).unwrap();
                row[place] = binding.one(&format!("{RS}value")).map(|node| node.term);
            }
            let index = solution.one(&format!("{RS}index"));
            (index.map(|node| text(&node).parse().unwrap()), row)
        })
        .collect();
    rows.sort_by_key(|(index, _)| *index);
    let numbered = rows.iter().all(|(index, _)| index.is_some());
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    (Answer::Solutions(Solutions { variables, rows }), numbered)
}

fn text<'a>(node: &'a Node<'_>) -> &'a str {
    match &node.term {
        Term::Literal(literal) => literal.value(),
        other => panic!("not a literal: {other}"),
    }
}

fn variable(name: &str) -> Variable {
    Variable::new(name).unwrap()
}
