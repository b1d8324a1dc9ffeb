//! VERIFY: check queries over the finished graph; every row is a finding.
//!
//! A check query selects `?node ?rule ?field ?value` (the last two may be unbound). Its header
//! names each rule with message and remedy:
//!
//! ```text
//! # Rule: mandate-assigned-to | the mandate is assigned to nobody | name the agency …
//! ```
//!
//! `?field` is the field of the record that the finding is about, which gives it a line and a
//! column. A dataset's own queries (`queries/*.rq` in its directory) count like those built in.

use std::path::Path;

use oxigraph::model::Term;
use oxigraph::sparql::QueryResults;

use crate::config::read_plain_file;
use crate::error::Error;
use crate::graph::Store;
use crate::report::{Finding, Place, Report};

/// A query with what its header says.
#[derive(Debug, Clone)]
pub struct CheckQuery {
    /// Name: the file's stem.
    pub name: String,
    /// SPARQL text.
    pub text: String,
    rules: Vec<(String, String, String)>,
}

impl CheckQuery {
    /// Reads the header of a query.
    #[must_use]
    pub fn parse(name: &str, text: &str) -> Self {
        let rules = text
            .lines()
            .filter_map(|line| line.strip_prefix("# Rule:"))
            .filter_map(|rule| {
                let mut parts = rule.splitn(3, '|').map(|part| part.trim().to_owned());
                Some((
                    parts.next()?,
                    parts.next()?,
                    parts.next().unwrap_or_default(),
                ))
            })
            .collect();
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            rules,
        }
    }

    /// Names of its rules.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|(rule, ..)| rule.as_str())
    }
}

/// A row of a check query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// IRI of the node.
    pub node: String,
    /// Field of its record, if the query names one.
    pub field: String,
    /// The value that breaks the rule, if the query names one.
    pub value: Option<Term>,
    /// The finding, still without a place.
    pub finding: Finding,
}

/// Runs check queries.
///
/// # Errors
///
/// [`Error::Query`] if one is malformed, is no SELECT, or cannot be evaluated.
pub fn validate(store: &Store, queries: &[CheckQuery]) -> Result<Vec<Violation>, Error> {
    let mut violations = Vec::new();
    for query in queries {
        let failed = |message: String| Error::Query {
            name: query.name.clone(),
            message,
        };
        let QueryResults::Solutions(solutions) = store.query(&query.name, &query.text)? else {
            return Err(failed(
                "it is no SELECT of ?node ?rule ?field ?value".to_owned(),
            ));
        };
        for solution in solutions {
            let solution = solution.map_err(|e| failed(e.to_string()))?;
            let text = |name: &str| match solution.get(name) {
                Some(Term::NamedNode(node)) => Some(node.as_str().to_owned()),
                Some(Term::Literal(literal)) => Some(literal.value().to_owned()),
                _ => None,
            };
            let node = text("node").unwrap_or_default();
            let rule = text("rule").unwrap_or_else(|| query.name.clone());
            let value = solution.get("value").cloned();
            let (mut message, remedy) = query
                .rules
                .iter()
                .find(|(name, ..)| *name == rule)
                .map_or_else(
                    || (format!("breaks {rule}"), String::new()),
                    |(_, m, r)| (m.clone(), r.clone()),
                );
            if let Some(value) = &value {
                message.push_str(": ");
                message.push_str(&value.to_string());
            }
            violations.push(Violation {
                field: text("field").unwrap_or_default(),
                finding: Finding::error(rule, message).remedy(remedy),
                node,
                value,
            });
        }
    }
    Ok(violations)
}

/// A dataset's own check queries: `queries/*.rq` in its directory, in the order of their names.
/// One that cannot be read is a finding.
pub fn own_queries(directory: &Path, report: &mut Report) -> Vec<CheckQuery> {
    let Ok(entries) = std::fs::read_dir(directory.join(OWN_QUERIES)) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rq"))
        .collect();
    paths.sort();
    let mut queries = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        match read_plain_file(&path) {
            Ok(text) => queries.push(CheckQuery::parse(&name, &text)),
            Err(e) => report.add(
                Finding::error("unreadable", format!("cannot be read: {e}"))
                    .at(place(&name, 0, 0, ""))
                    .remedy("a check query is a text file in UTF-8; mend it or delete it"),
            ),
        }
    }
    queries
}

/// The finding that one of a dataset's own queries cannot be asked.
#[must_use]
pub fn not_a_query(query: &CheckQuery, reason: &str) -> Finding {
    // The parser names the place in its message, `error at 1:30: …`, and then all that could
    // stand there.
    let position = reason.strip_prefix("error at ").and_then(|rest| {
        let (position, reason) = rest.split_once(": ")?;
        let (line, column) = position.split_once(':')?;
        Some((line.parse().ok()?, column.parse().ok()?, reason))
    });
    let (line, column, reason) = position.unwrap_or((0, 0, reason));
    let reason = match reason.split_once("expected one of") {
        Some(_) => "something else is expected here",
        None => reason,
    };
    let text = query.text.lines().nth(line.max(1) - 1).unwrap_or_default();
    Finding::error(
        "bad-query",
        format!("the check query cannot be asked: {reason}"),
    )
    .at(place(&query.name, line, column, text))
    .remedy("correct it: SELECT ?node ?rule ?field ?value WHERE { … }")
}

/// Folder of a dataset's own check queries.
const OWN_QUERIES: &str = "queries";

fn place(name: &str, line: usize, column: usize, text: &str) -> Place {
    let mark = text
        .char_indices()
        .nth(column.max(1) - 1)
        .map_or(text.len(), |(at, _)| at);
    Place {
        file: Path::new(OWN_QUERIES).join(format!("{name}.rq")),
        line,
        column,
        source_line: text.to_owned(),
        mark: (mark, mark),
    }
}
