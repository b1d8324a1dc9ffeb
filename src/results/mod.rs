//! Query results, written out.
//!
//! What comes in is [`QueryResults`] of the engine; what goes out is one of the formats of
//! [`ResultsFormat`]. An error while rows are pulled is an error of the call, never text among
//! the rows. Rows keep the order of the query; triples are sorted and blank nodes are renamed,
//! so that the same query over the same graph gives the same bytes.
//!
//! ```
//! use uppdrag::graph::{QuadSetBuilder, Store};
//! use uppdrag::results::{ResultsFormat, write_results};
//!
//! let store = Store::load(&QuadSetBuilder::default().build())?;
//! let results = store.query("example", "SELECT ?name { VALUES ?name { 'Blekinge'@sv } }")?;
//! let mut out = Vec::new();
//! write_results(results, ResultsFormat::Table, &mut out)?;
//! assert_eq!(String::from_utf8(out)?, "name\n───────────\nBlekinge@sv\n1 row\n");
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod accept;
mod format;
mod graph;
mod solutions;
mod table;
mod xml;

pub use format::{ResultsFormat, ResultsKind};
pub use table::TableOptions;

use std::io::{self, BufWriter, Write};

use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryResults};

/// Writes triples in the order that they have.
///
/// # Errors
///
/// See [`write_results`]; there are no limits.
pub(crate) fn write_triples(
    triples: Vec<oxigraph::model::Triple>,
    format: ResultsFormat,
    out: &mut impl Write,
) -> Result<(), ResultsError> {
    graph::write_sorted(triples, format, out)
}

/// Why results could not be written whole.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// The engine failed while results were pulled.
    #[error(transparent)]
    Evaluation(QueryEvaluationError),
    /// [`WriteOptions::cancel`] was set.
    #[error("stopped before all results were read")]
    Cancelled,
    /// [`WriteOptions::max_bytes`] was reached.
    #[error("the results take more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The format has no form for such results.
    #[error("{format} cannot carry {kind}: use one of {}", names(*kind))]
    Unfit {
        /// The format asked for.
        format: ResultsFormat,
        /// What the query gives.
        kind: ResultsKind,
    },
    /// A term in the results has no form in the format.
    #[error("{format} cannot carry {what}: use another format")]
    Uncarriable {
        /// The format asked for.
        format: ResultsFormat,
        /// The term or character.
        what: String,
    },
    /// There are more rows or triples than [`WriteOptions::max_rows`].
    #[error("the results have more than {limit} rows")]
    TooManyRows {
        /// The limit.
        limit: u64,
    },
    /// The writer failed.
    #[error("cannot write the results: {0}")]
    Io(io::Error),
}

impl From<QueryEvaluationError> for ResultsError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Cancelled,
            other => Self::Evaluation(other),
        }
    }
}

/// Errors of our own writers travel through the engine's serializers inside an [`io::Error`].
impl From<io::Error> for ResultsError {
    fn from(error: io::Error) -> Self {
        error.downcast::<Self>().unwrap_or_else(Self::Io)
    }
}

impl From<ResultsError> for io::Error {
    fn from(error: ResultsError) -> Self {
        Self::other(error)
    }
}

/// How to write, and when to stop.
#[derive(Clone, Default)]
pub struct WriteOptions {
    /// Form of [`ResultsFormat::Table`].
    pub table: TableOptions,
    /// Most bytes to write; also most bytes of rows or triples to hold while they are sorted or
    /// aligned. `None` is no limit.
    pub max_bytes: Option<usize>,
    /// Most rows or triples to write. `None` is no limit.
    pub max_rows: Option<u64>,
    /// Stops the writing at the next row or triple.
    pub cancel: Option<CancellationToken>,
}

/// Writes all results, without limits.
///
/// `json` and `xml` stand for JSON-LD and RDF/XML when the results are triples. An error can
/// come after some bytes are written: a caller that must not show a part writes to memory first.
///
/// # Errors
///
/// Any [`ResultsError`] but those of limits.
pub fn write_results(
    results: QueryResults<'_>,
    format: ResultsFormat,
    writer: impl Write,
) -> Result<(), ResultsError> {
    write_results_with(results, format, &WriteOptions::default(), writer)
}

/// Writes all results within limits; see [`write_results`].
///
/// # Errors
///
/// Any [`ResultsError`].
pub fn write_results_with(
    results: QueryResults<'_>,
    format: ResultsFormat,
    options: &WriteOptions,
    writer: impl Write,
) -> Result<(), ResultsError> {
    let kind = ResultsKind::of(&results);
    let format = format
        .fitted(kind)
        .ok_or(ResultsError::Unfit { format, kind })?;
    let meter = || Meter {
        options,
        held: 0,
        rows: 0,
    };
    // The engine's serializers write term by term and mark by mark.
    let mut out = BufWriter::new(Metered {
        inner: writer,
        meter: meter(),
    });
    let mut meter = meter();
    match (results, format) {
        (results, ResultsFormat::Table) => {
            table::write(results, &options.table, &mut meter, &mut out)?;
        }
        (QueryResults::Boolean(value), _) => solutions::write_boolean(value, format, &mut out)?,
        (QueryResults::Solutions(rows), _) => {
            solutions::write(rows, format, &mut meter, &mut out)?;
        }
        (QueryResults::Graph(triples), _) => graph::write(triples, format, &mut meter, &mut out)?,
    }
    out.flush()?;
    Ok(())
}

fn names(kind: ResultsKind) -> String {
    let fitting = ResultsFormat::ALL
        .into_iter()
        .filter(|format| format.fitted(kind) == Some(*format));
    fitting
        .map(ResultsFormat::name)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Counts bytes against the limits of the options.
struct Meter<'a> {
    options: &'a WriteOptions,
    held: usize,
    rows: u64,
}

impl Meter<'_> {
    /// Adds a row or triple.
    fn row(&mut self) -> Result<(), ResultsError> {
        self.rows += 1;
        match self.options.max_rows {
            Some(limit) if self.rows > limit => Err(ResultsError::TooManyRows { limit }),
            _ => self.add(0),
        }
    }

    /// Adds bytes that are kept or written; fails when a limit is reached or the work is
    /// cancelled.
    fn add(&mut self, bytes: usize) -> Result<(), ResultsError> {
        if self
            .options
            .cancel
            .as_ref()
            .is_some_and(CancellationToken::is_cancelled)
        {
            return Err(ResultsError::Cancelled);
        }
        self.held = self.held.saturating_add(bytes);
        match self.options.max_bytes {
            Some(limit) if self.held > limit => Err(ResultsError::TooLarge { limit }),
            _ => Ok(()),
        }
    }
}

/// A writer under the limits.
struct Metered<'a, W> {
    inner: W,
    meter: Meter<'a>,
}

impl<W: Write> Write for Metered<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.meter.add(bytes.len())?;
        self.inner.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests;
