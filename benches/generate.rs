//! Writes a synthetic dataset: `cargo run --release --example generate -- DIR PUBLICATIONS`.

mod synthetic;

use std::path::Path;

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, publications] = arguments.as_slice() else {
        bail!("two arguments are wanted: a directory and the number of publications");
    };
    let publications = publications
        .parse()
        .with_context(|| format!("{publications:?} is not a number of publications"))?;
    synthetic::Dataset::new(publications)
        .write(Path::new(directory))
        .with_context(|| format!("cannot write {directory}"))
}
