//! A graph to be compared: a build, a frozen file, or a file of RDF.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::Error;
use crate::frozen::{Freezer, Frozen, RdfFile, Refused};

/// A graph that lies in a file.
#[derive(Debug)]
pub struct Graph {
    frozen: Frozen,
    path: PathBuf,
    base: String,
    /// Holds the frozen graph, if it had to be made.
    _made: Option<TempDir>,
}

impl Graph {
    /// Opens a directory that `uppdrag build` has written, a frozen graph (`.frozen`), or a file of RDF
    /// whose name tells its syntax; the last is frozen in the directory for temporary files.
    ///
    /// Of a build whose frozen graph another version of the program wrote, the N-Quads are read.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] if it cannot be read, [`Error::Frozen`] and [`Error::Rdf`] if it is damaged,
    /// [`Error::Publish`] if the directory holds no build, [`Error::Write`] if there is no space for
    /// the frozen graph.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if path.is_dir() {
            return Self::of_build(path);
        }
        let graph = if path
            .extension()
            .is_some_and(|extension| extension == "frozen")
        {
            Self::of_frozen(path, path)
        } else {
            Self::of_rdf(path, path)
        };
        graph.map(|graph| Self {
            base: String::new(),
            ..graph
        })
    }

    /// The graph.
    #[must_use]
    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }

    /// The directory or file that was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Base of the dataset's IRIs; empty if it is not known.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    fn of_build(directory: &Path) -> Result<Self, Error> {
        let dump = |extension| only(&directory.join("dump"), extension);
        let missing = || Error::Publish {
            path: directory.to_owned(),
            message: "holds no build (dump/*.frozen or dump/*.nq): name a directory that \
                      `uppdrag build` has written, or a file"
                .to_owned(),
        };
        let base = fs::read(directory.join("build.json"))
            .ok()
            .and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok())
            .and_then(|report| report.get("base_iri")?.as_str().map(ToOwned::to_owned));
        let graph = match dump("frozen") {
            Some(path) => match Self::of_frozen(&path, directory) {
                Err(Error::Frozen {
                    reason: Refused::Version(_) | Refused::ByteOrder,
                    ..
                }) => Self::of_rdf(&dump("nq").ok_or_else(missing)?, directory),
                result => result,
            },
            None => Self::of_rdf(&dump("nq").ok_or_else(missing)?, directory),
        }?;
        Ok(Self {
            base: base.unwrap_or_default(),
            ..graph
        })
    }

    fn of_frozen(path: &Path, named: &Path) -> Result<Self, Error> {
        let frozen = Frozen::open(path)?;
        frozen.verify().map_err(|reason| Error::Frozen {
            path: path.to_owned(),
            reason,
        })?;
        Ok(Self {
            frozen,
            path: named.to_owned(),
            base: String::new(),
            _made: None,
        })
    }

    fn of_rdf(path: &Path, named: &Path) -> Result<Self, Error> {
        let file = RdfFile::named(path)?;
        let mut freezer = Freezer::default();
        file.read(&mut freezer, "", &mut |_| {})?;
        let made = tempfile::tempdir().map_err(Error::write(std::env::temp_dir()))?;
        let path = made.path().join("graph.frozen");
        freezer.write(&path)?;
        Ok(Self {
            frozen: Frozen::open(&path)?,
            path: named.to_owned(),
            base: String::new(),
            _made: Some(made),
        })
    }
}

/// The first file of a folder with an extension, by name.
fn only(folder: &Path, extension: &str) -> Option<PathBuf> {
    let files = fs::read_dir(folder).ok()?;
    let paths = files.filter_map(|entry| Some(entry.ok()?.path()));
    paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .min()
}
