//! Sites to serve, made anew as often as their data change.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use tempfile::TempDir;
use uppdrag::evaluation::workers::{Counts, Workers};
use uppdrag::frozen::Frozen;
use uppdrag::serve::{Engine, Site, Text};

use super::Console;
use super::prepare::{Findings, GRAPH, Prepared, prepare};
use crate::ALLOCATOR;

/// What is served: a dataset, files of RDF, or both.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) dataset: Option<PathBuf>,
    pub(crate) files: Vec<PathBuf>,
}

impl Source {
    /// A frozen graph, which is served as it is.
    fn frozen(&self) -> Result<Option<&Path>> {
        let mut frozen = self.files.iter();
        let Some(frozen) = frozen.find(|path| path.extension() == Some(OsStr::new("frozen")))
        else {
            return Ok(None);
        };
        if self.dataset.is_some() || self.files.len() > 1 {
            bail!(
                "a frozen graph is served alone: in the place of {} give the RDF that it was made from",
                frozen.display()
            );
        }
        Ok(Some(frozen))
    }

    /// What it is, for a person.
    pub(crate) fn name(&self) -> String {
        let paths = self.dataset.iter().chain(&self.files);
        let names: Vec<_> = paths.map(|path| path.display().to_string()).collect();
        names.join(", ")
    }
}

/// How much workers with long queries, and rebuilds, give way to the server and to short queries, from
/// 0 to 19: nice(1).
pub(crate) const GIVES_WAY: u8 = 10;

/// Makes sites of a source, each with a graph in a file of its own.
pub(crate) struct Sites {
    pub(crate) source: Source,
    /// Where the files are.
    pub(crate) directory: PathBuf,
    pub(crate) stack_bytes: usize,
    /// Where the site is reached from outside, if the operator has said so.
    pub(crate) address: Option<String>,
    counts: Arc<Counts>,
}

/// What became of an attempt.
pub(crate) enum Made {
    Site(Box<Site>),
    /// Findings keep the dataset from being served.
    Refused(Findings),
}

impl Sites {
    pub(crate) fn new(
        source: Source,
        directory: PathBuf,
        stack_bytes: usize,
        address: Option<String>,
    ) -> Self {
        Self {
            source,
            directory,
            stack_bytes,
            address,
            counts: Arc::default(),
        }
    }

    /// Reads the source as it is now, and makes a site of it, giving way to other processes as
    /// nice(1) does.
    pub(crate) fn make(&self, gives_way: u8, console: &Console) -> Result<Made> {
        // Removed with the site; workers have the graph open as long as they live.
        let folder = TempDir::new_in(&self.directory)?;
        let graph = folder.path().join(GRAPH);
        let manifest = if let Some(frozen) = self.source.frozen()? {
            // A link: whoever puts another file in its place does not change this site.
            if fs::hard_link(frozen, &graph).is_err() {
                fs::copy(frozen, &graph)
                    .with_context(|| format!("cannot read {}", frozen.display()))?;
            }
            Frozen::open(&graph)?
                .verify()
                .with_context(|| format!("cannot use {}", frozen.display()))?;
            None
        } else {
            let (dataset, files) = (self.source.dataset.as_deref(), &self.source.files);
            match prepare(dataset, files, folder.path(), gives_way, console)? {
                Prepared::Done(manifest) => manifest.map(|it| *it),
                Prepared::Refused(findings) => return Ok(Made::Refused(findings)),
                Prepared::Failed(message) => return Err(anyhow!(message)),
            }
        };
        let engine = self.engine(&graph)?;
        let site = match manifest {
            Some(manifest) => manifest.site(engine, folder.path())?,
            None => self.site_of_files(engine),
        };
        Ok(Made::Site(Box::new(
            self.finished(site, &graph)?.keeping(folder),
        )))
    }

    fn site_of_files(&self, engine: Engine) -> Site {
        let names = self.source.files.iter().filter_map(|path| path.file_name());
        let names: Vec<_> = names.map(OsStr::to_string_lossy).collect();
        let title = names.join(", ");
        Site::new(engine, Text::new(title.clone(), title), Text::default())
    }

    /// Adds what the site says of its graph and address.
    fn finished(&self, mut site: Site, graph: &Path) -> Result<Site> {
        let frozen = Frozen::open(graph)?;
        let statistics = frozen.statistics()?;
        site = site
            .with_graph(Arc::new(frozen))
            .with_statistics(statistics);
        if let Some(address) = &self.address {
            let set = site.with_address(address);
            site = set.map_err(|reason| anyhow!("--address: {reason}"))?;
        }
        Ok(site)
    }

    /// Workers where processes can be killed; threads elsewhere.
    fn engine(&self, graph: &Path) -> Result<Engine> {
        if !cfg!(unix) {
            return Ok(Engine::InProcess {
                frozen: Arc::new(Frozen::open(graph)?),
                allocated: Some(|| ALLOCATOR.allocated()),
            });
        }
        let program = std::env::current_exe().context("cannot find this program")?;
        let workers = |nice: u8| {
            let arguments = vec![
                "worker".into(),
                graph.into(),
                "--stack-bytes".into(),
                self.stack_bytes.to_string().into(),
                "--nice".into(),
                nice.to_string().into(),
            ];
            let workers = Workers::new(program.clone(), arguments);
            Arc::new(workers.counting(Arc::clone(&self.counts)))
        };
        Ok(Engine::Workers {
            whole: workers(GIVES_WAY),
            quick: workers(0),
        })
    }
}
