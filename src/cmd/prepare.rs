//! `uppdrag prepare`: a process of `serve` that makes what is served, in a folder.
//!
//! To read, check and write a large dataset takes gigabytes, to serve it takes megabytes: what was
//! needed for the one goes with the process. And whatever breaks in it, the server does not.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};
use uppdrag::frozen::{Freezer, RdfFile};
use uppdrag::report::Report;
use uppdrag::serve::Manifest;

use super::stages::Stages;
use super::{Console, Outcome, findings};
use crate::cli::PrepareArgs;

/// The graph, in the folder.
pub(crate) const GRAPH: &str = "graph.frozen";

/// What became of it, in the folder.
const PREPARED: &str = "prepared.json";

/// What became of it.
#[derive(Serialize, Deserialize)]
pub(crate) enum Prepared {
    /// The graph is there, and of a dataset its dumps.
    Done(Option<Box<Manifest>>),
    /// Findings keep the dataset from being served.
    Refused(Findings),
    /// It could not be made.
    Failed(String),
}

/// Findings as they are shown.
#[derive(Serialize, Deserialize)]
pub(crate) struct Findings {
    /// Each, with its line.
    pub(crate) text: String,
    /// How many there are, in words.
    pub(crate) count: String,
    pub(crate) errors: usize,
}

impl Findings {
    fn of(report: &Report, console: &Console) -> Self {
        Self {
            text: findings::render(report, console.color()),
            count: findings::count(report),
            errors: report.errors(),
        }
    }
}

/// Starts the process and waits for it. `gives_way` is its nice(1).
pub(crate) fn prepare(
    dataset: Option<&Path>,
    files: &[PathBuf],
    folder: &Path,
    gives_way: u8,
    console: &Console,
) -> Result<Prepared> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let mut command = Command::new(program);
    command.arg("prepare").arg("--out").arg(folder);
    command.args(["--nice", &gives_way.to_string()]);
    command.args(["--color", if console.color() { "always" } else { "never" }]);
    if console.is_quiet() {
        command.arg("--quiet");
    }
    for file in files {
        command.arg("--rdf").arg(file);
    }
    if let Some(dataset) = dataset {
        command.arg("--").arg(dataset);
    }
    // Its standard error is ours: a person may watch its progress.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    let status = status.context("cannot start a process")?;
    if !status.success() {
        bail!("the process that reads the data broke ({status}): was there enough memory?");
    }
    let prepared = folder.join(PREPARED);
    let text =
        fs::read(&prepared).with_context(|| format!("cannot read {}", prepared.display()))?;
    let prepared = serde_json::from_slice(&text);
    match prepared.context("the process that reads the data said nothing of use")? {
        Prepared::Failed(message) => Err(anyhow!(message)),
        prepared => Ok(prepared),
    }
}

/// The process itself.
pub(crate) fn run(args: &PrepareArgs, console: &Console) -> Result<Outcome> {
    // What nobody waits for any more ends.
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    #[cfg(unix)]
    rustix::process::nice(args.nice.into())?;
    let mut stages = Stages::new(console.spinner());
    let made = make(args, &mut stages, console);
    stages.finish();
    let prepared = made.unwrap_or_else(|error| Prepared::Failed(format!("{error:#}")));
    let mut file = BufWriter::new(File::create(args.out.join(PREPARED))?);
    serde_json::to_writer(&mut file, &prepared)?;
    file.into_inner()?;
    Ok(Outcome::Done)
}

fn make(args: &PrepareArgs, stages: &mut Stages, console: &Console) -> Result<Prepared> {
    let graph = args.out.join(GRAPH);
    let Some(dataset) = &args.dir else {
        stages.begin("freeze");
        read(&args.rdf, Freezer::default())?.write(&graph)?;
        return Ok(Prepared::Done(None));
    };
    let mut report = Report::default();
    let export = uppdrag::export::check(dataset, &mut report, &mut |stage| stages.begin(stage))?;
    if report.blocks_publication() {
        return Ok(Prepared::Refused(Findings::of(&report, console)));
    }
    stages.begin("freeze");
    read(&args.rdf, export.freezer())?.write(&graph)?;
    stages.begin("dumps");
    let manifest = export.manifest(&args.out)?;
    Ok(Prepared::Done(Some(Box::new(manifest))))
}

/// Adds files of RDF to a graph.
fn read(files: &[PathBuf], mut freezer: Freezer) -> Result<Freezer> {
    // All names are looked at before the first file is read.
    let files = files.iter().map(|path| RdfFile::named(path));
    let files = files.collect::<Result<Vec<_>, _>>()?;
    for (number, file) in files.iter().enumerate() {
        // Blank nodes of two files are two blank nodes, whatever their labels.
        let prefix = match files.len() {
            1 => String::new(),
            _ => format!("f{}-", number + 1),
        };
        file.read(&mut freezer, &prefix, &mut |_| {})?;
    }
    Ok(freezer)
}
