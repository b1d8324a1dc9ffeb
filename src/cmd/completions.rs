//! `uppdrag completions`: completion scripts of the shells.

use std::io::{Write, stdout};

use anyhow::Result;
use clap::CommandFactory;

use super::Outcome;
use crate::cli::{Cli, CompletionsArgs};

pub(crate) fn run(args: &CompletionsArgs) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "uppdrag", &mut script);
    stdout().write_all(&script)?;
    Ok(Outcome::Done)
}
