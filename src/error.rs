//! Why a run could not go on.
//!
//! Data that breaks a rule is never an [`Error`]: it becomes a
//! [`Finding`](crate::report::Finding) and the run goes on.

use std::path::{Path, PathBuf};

/// A run that cannot go on; exit code 2 of the program.
///
/// The system's reason is the [source](std::error::Error::source), not part of the message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `uppdrag.toml` is missing or cannot be used.
    #[error("{}: {message}", at_line(path, *line))]
    Config {
        /// The configuration file.
        path: PathBuf,
        /// Line, counted from 1; 0 if it is about the file as a whole.
        line: usize,
        /// What is wrong, and what to write instead.
        message: String,
    },
    /// A file or directory could not be read.
    #[error("cannot read {path}")]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file or directory could not be written.
    #[error("cannot write {path}")]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// An IRI template or the base IRI does not give a valid IRI.
    #[error("cannot mint IRIs: {0}")]
    Mint(String),
    /// The embedded store refused the graph.
    #[error("cannot load the graph: {0}")]
    Store(String),
    /// A file of RDF is not what its name says.
    #[error("{}: {message}", at_line(path, *line))]
    Rdf {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1; 0 if it is about the file as a whole.
        line: usize,
        /// The parser's reason.
        message: String,
    },
    /// A frozen graph cannot be used.
    #[error("{path}: {reason}")]
    Frozen {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: crate::frozen::Refused,
    },
    /// A query is malformed or could not be evaluated.
    #[error("{name}: {message}")]
    Query {
        /// Name of the query, or `query` for one typed by the user.
        name: String,
        /// The engine's reason.
        message: String,
    },
    /// An embedded file of the ontology cannot be read.
    #[error("{name}: {message}")]
    Asset {
        /// Path of the embedded file.
        name: String,
        /// The parser's reason.
        message: String,
    },
    /// A portal would refuse the catalogue, or lose something of it.
    #[error("portals would refuse the catalogue")]
    Catalogue(Vec<crate::report::Finding>),
    /// A page of the site cannot be made.
    #[error("{path}: {message}")]
    Page {
        /// The page.
        path: String,
        /// Why not.
        message: String,
    },
    /// A dump does not read back to the graph it was written from.
    #[error("{product} does not read back to the graph: {message}")]
    ReadBack {
        /// The product.
        product: String,
        /// What differs.
        message: String,
    },
    /// The output directory cannot take the place of the old build.
    #[error("{path}: {message}")]
    Publish {
        /// The output directory.
        path: PathBuf,
        /// What stands in the way, and what to do.
        message: String,
    },
}

impl Error {
    pub(crate) fn read(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Read { path, source }
    }

    pub(crate) fn write(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Write { path, source }
    }
}

fn at_line(path: &Path, line: usize) -> String {
    match line {
        0 => path.display().to_string(),
        line => format!("{}:{line}", path.display()),
    }
}
