//! `uppdrag freeze`: files of RDF into one frozen graph.

use anyhow::Result;
use uppdrag::frozen::{Freezer, RdfFile};

use super::{Console, Outcome};
use crate::cli::FreezeArgs;

pub(crate) fn run(args: &FreezeArgs, console: &Console) -> Result<Outcome> {
    // All names are looked at before hours are spent on the first file.
    let files = args
        .files
        .iter()
        .map(|path| RdfFile::named(path))
        .collect::<Result<Vec<_>, _>>()?;
    let mut freezer = Freezer::with_memory(args.memory << 20);
    let spinner = console.spinner();
    let mut quads = 0_u64;
    for (number, file) in files.iter().enumerate() {
        // Blank nodes of two files are two blank nodes, whatever their labels: `f1-` and `1x` are
        // no `f11-` and `x`.
        let prefix = match files.len() {
            1 => String::new(),
            _ => format!("f{}-", number + 1),
        };
        file.read(&mut freezer, &prefix, &mut |more| {
            quads += more;
            spinner.set_message(format!("{quads} statements"));
        })?;
    }
    spinner.set_message("sort and write");
    let summary = freezer.write(&args.out)?;
    spinner.finish_and_clear();
    console.note(&format!(
        "{}: {} quads, {} triples, {} terms, {} bytes; canonical N-Quads sha256 {}",
        args.out.display(),
        summary.quads,
        summary.triples,
        summary.terms,
        summary.bytes,
        summary.canonical_hash
    ));
    Ok(Outcome::Done)
}
