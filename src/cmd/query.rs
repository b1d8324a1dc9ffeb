//! `uppdrag query`: SPARQL over the graph of a dataset.

use std::io::{IsTerminal, Write, stdout};
use std::path::Path;

use anyhow::{Context, Result, bail};
use uppdrag::evaluation::{Limits, Query};
use uppdrag::frozen::Frozen;
use uppdrag::queries;
use uppdrag::report::Report;
use uppdrag::results::{
    ResultsFormat, ResultsKind, TableOptions, WriteOptions, write_results_with,
};

use super::graph::GraphFile;
use super::{Console, Outcome, dataset, findings};
use crate::cli::QueryArgs;

/// Stands for the base of a dataset that is not read yet.
const ANY_BASE: &str = "base:/";

pub(crate) fn run(args: &QueryArgs, console: &Console) -> Result<Outcome> {
    if args.list {
        return list();
    }
    let named = args.name.is_some() || args.file.is_some();
    let (dir, typed) = match (args.dir_and_query.as_slice(), named) {
        ([], true) => (None, None),
        ([dir], true) => (Some(dir), None),
        ([dir], false) if is_dataset(dir) => {
            bail!("no query: write one after {dir}, or give --file, --name or --list")
        }
        ([query], false) => (None, Some(query)),
        ([query, dir], false) if is_dataset(dir) && !is_dataset(query) => {
            bail!("the dataset comes first: uppdrag query {dir} '…'")
        }
        ([dir, query], false) => (Some(dir), Some(query)),
        ([], false) => bail!("no query: write one, or give --file, --name or --list"),
        _ => bail!("one query at a time: a text, --file or --name"),
    };
    let (name, text) = if let Some(typed) = typed {
        ("query".to_owned(), typed.clone())
    } else if let Some(file) = &args.file {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        (file.display().to_string(), text)
    } else {
        let wanted = args.name.as_deref().unwrap_or_default();
        match queries::named(wanted) {
            Ok(query) => (query.name.to_owned(), query.text.to_owned()),
            Err(several) if several.is_empty() => {
                bail!("there is no named query {wanted}: see uppdrag query --list")
            }
            Err(several) => bail!("{wanted} begins several names: {}", several.join(", ")),
        }
    };
    // A malformed query is told before a graph is read.
    Query::parse_with_base(&name, &text, Some(ANY_BASE))?;
    let (frozen, base) = match &args.graph {
        Some(_) if dir.is_some() => bail!("one graph at a time: a dataset, or --graph FILE"),
        Some(path) => (Frozen::open(&GraphFile::of(path)?.path)?, None),
        None => {
            let dir = dataset(dir.map(Path::new));
            let mut report = Report::default();
            let export = uppdrag::export::check(&dir, &mut report, &mut |_| {})?;
            if report.blocks_publication() {
                eprint!("{}", findings::render(&report, console.color()));
                console.note(&format!(
                    "no answer from a dataset with {}",
                    findings::count(&report)
                ));
                return Ok(Outcome::Blocked);
            }
            let base = export.config.base_iri.as_str().to_owned();
            (export.freeze()?, Some(base))
        }
    };
    let query = Query::parse_with_base(&name, &text, base.as_deref())?;
    let options = WriteOptions {
        table: TableOptions {
            base,
            width: terminal_width(),
        },
        ..WriteOptions::default()
    };
    let written = query.answer(&frozen, &Limits::default(), |results| {
        let format = args.format.unwrap_or(match ResultsKind::of(&results) {
            ResultsKind::Graph => ResultsFormat::Turtle,
            ResultsKind::Solutions | ResultsKind::Boolean => ResultsFormat::Table,
        });
        let mut answer = Vec::new();
        write_results_with(results, format, &options, &mut answer).map(|()| answer)
    });
    // Whole or not at all: an error while rows are pulled leaves nothing on standard output.
    let answer = written.with_context(|| name)??;
    stdout().write_all(&answer)?;
    Ok(Outcome::Done)
}

/// Whether an argument is a folder; no query is a path that exists.
fn is_dataset(argument: &str) -> bool {
    Path::new(argument).is_dir()
}

fn list() -> Result<Outcome> {
    let queries = queries::all();
    let width = queries
        .iter()
        .map(|query| query.name.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for query in queries {
        use std::fmt::Write as _;
        writeln!(
            text,
            "{:width$}  {}\n{:width$}  {}",
            query.name, query.question_en, "", query.question_sv
        )?;
    }
    stdout().write_all(text.as_bytes())?;
    Ok(Outcome::Done)
}

/// Columns of the terminal that standard output is; none if it is a file or a pipe.
fn terminal_width() -> Option<usize> {
    let out = stdout();
    if !out.is_terminal() {
        return None;
    }
    let size = rustix::termios::tcgetwinsize(&out).ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}
