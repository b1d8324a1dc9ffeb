//! A graph given as a file: frozen already, or RDF that is frozen first.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;
use uppdrag::frozen::{Freezer, Frozen, RdfFile};

/// A frozen graph in a file, and the directory that holds it if it is ours.
pub(crate) struct GraphFile {
    pub(crate) path: PathBuf,
    _directory: Option<TempDir>,
}

impl GraphFile {
    /// The frozen graph of a file, verified.
    pub(crate) fn of(path: &Path) -> Result<Self> {
        if path
            .extension()
            .is_none_or(|extension| extension != "frozen")
        {
            let file = RdfFile::named(path)?;
            let directory = temporary()?;
            let mut freezer = Freezer::default();
            file.read(&mut freezer, "", &mut |_| {})?;
            let frozen = directory.path().join("graph.frozen");
            freezer.write(&frozen)?;
            return Ok(Self {
                path: frozen,
                _directory: Some(directory),
            });
        }
        Frozen::open(path)?
            .verify()
            .with_context(|| format!("cannot use {}", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            _directory: None,
        })
    }
}

/// A directory that is removed when it is dropped.
pub(crate) fn temporary() -> Result<TempDir> {
    tempfile::tempdir().context("cannot make a temporary directory")
}
