//! Named queries: questions, examples and statistics with a header that says what they answer.
//!
//! ```text
//! # Question (sv): …
//! # Question (en): …
//! # Kind: question
//! # Columns: mandate label
//! ```

use crate::assets;

/// A query with what its header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedQuery {
    /// Name: the file's stem.
    pub name: &'static str,
    /// `question`, `example` or `stats`.
    pub kind: &'static str,
    /// The question in Swedish.
    pub question_sv: &'static str,
    /// The question in English.
    pub question_en: &'static str,
    /// Names of the columns, in order.
    pub columns: Vec<&'static str>,
    /// SPARQL text, header included.
    pub text: &'static str,
}

/// All named queries in the order of their names within each kind.
#[must_use]
pub fn all() -> Vec<NamedQuery> {
    assets::QUERIES
        .iter()
        .map(|asset| {
            let header = |name| header(asset.content, name).unwrap_or_default();
            NamedQuery {
                name: asset.name(),
                kind: header("Kind"),
                question_sv: header("Question (sv)"),
                question_en: header("Question (en)"),
                columns: header("Columns").split_whitespace().collect(),
                text: asset.content,
            }
        })
        .collect()
}

/// What the header of a query says under a name.
#[must_use]
pub fn header<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.lines().find_map(|line| {
        let line = line.strip_prefix("# ")?;
        line.strip_prefix(name)?.strip_prefix(": ")
    })
}

/// The query with this name, or the only one whose name begins so.
///
/// # Errors
///
/// The names that begin so, if there are none or several.
pub fn named(name: &str) -> Result<NamedQuery, Vec<&'static str>> {
    let queries = all();
    if let Some(query) = queries.iter().find(|query| query.name == name) {
        return Ok(query.clone());
    }
    // `q1` is not `q11`: a beginning ends at a hyphen.
    let whole: Vec<&NamedQuery> = queries
        .iter()
        .filter(|query| {
            query
                .name
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('-'))
        })
        .collect();
    let begun: Vec<&NamedQuery> = queries
        .iter()
        .filter(|query| query.name.starts_with(name))
        .collect();
    match (whole.as_slice(), begun.as_slice()) {
        ([query], _) | ([], [query]) => Ok((*query).clone()),
        (_, several) => Err(several.iter().map(|query| query.name).collect()),
    }
}
