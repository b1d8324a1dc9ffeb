//! `uppdrag map`: JSON Lines records in, N-Quads out, one record at a time.

use std::fs::File;
use std::io::{BufRead, BufReader, stdin, stdout};
use std::path::Path;

use anyhow::{Context, Result, bail};
use uppdrag::config::Config;
use uppdrag::iri::Minter;
use uppdrag::mapping::{self, NQuadsWriter};
use uppdrag::records::{self, Class};
use uppdrag::report::{Finding, Report};

use super::{Console, Outcome, dataset, findings};
use crate::cli::MapArgs;

/// Bytes read at a time.
const BUFFER: usize = 1 << 18;

pub(crate) fn run(args: &MapArgs, console: &Console) -> Result<Outcome> {
    let Some(class) = Class::named(&args.class) else {
        let known: Vec<_> = Class::ALL.iter().map(|class| class.plural()).collect();
        bail!(
            "there is no class {}: one of {}",
            args.class,
            known.join(", ")
        );
    };
    let config = Config::read(&dataset(args.dataset.as_deref()))?;
    let vocabulary = uppdrag::export::vocabulary()?;
    let minter = Minter::new(
        config.base_iri.as_str(),
        config.graphs.reference.iter().map(ToString::to_string),
        uppdrag::export::concepts(&vocabulary),
    )?;
    let (mut input, name): (Box<dyn BufRead>, &Path) = match args.file.as_deref() {
        Some(path) if path != Path::new("-") => {
            let file =
                File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
            (Box::new(BufReader::with_capacity(BUFFER, file)), path)
        }
        _ => (
            Box::new(BufReader::with_capacity(BUFFER, stdin().lock())),
            Path::new("standard input"),
        ),
    };
    let mut report = Report::default();
    let mut sink = NQuadsWriter::new(stdout().lock());
    records::read_json_lines(
        &mut *input,
        name,
        class,
        &mut report,
        &mut |record, line, report| {
            let mut problems = records::check(&record, &config.languages);
            if problems.is_empty() {
                mapping::map(&record, &minter, &mut sink);
                problems = sink.take_problems();
            }
            for problem in problems {
                let place = uppdrag::report::Place {
                    file: name.to_path_buf(),
                    line,
                    column: 0,
                    source_line: String::new(),
                    mark: (0, 0),
                };
                let message = format!("{}: {}", problem.field, problem.message);
                report.add(
                    Finding::error(problem.rule, message)
                        .at(place)
                        .remedy(problem.remedy),
                );
            }
        },
    )?;
    sink.flush().context("cannot write the quads")?;
    eprint!("{}", findings::render(&report, console.color()));
    Ok(Outcome::of(&report))
}
