//! `uppdrag replay`: the newest graph out of a change feed.

use std::io::Write as _;

use anyhow::Result;

use super::written::write_out;
use super::{Console, Outcome};
use crate::cli::ReplayArgs;

pub(crate) fn run(args: &ReplayArgs, console: &Console) -> Result<Outcome> {
    let replayed = uppdrag::feed::replay(&args.feed)?;
    let frozen = replayed.frozen();
    write_out(args.out.as_deref(), |out| {
        frozen.lines(&mut |line| out.write_all(line))
    })?;
    console.note(&format!(
        "{} members replayed: {} triples, N-Triples sha256 {}",
        replayed.members(),
        frozen.triples(),
        frozen.canonical_hash()
    ));
    Ok(Outcome::Done)
}
