//! The `uppdrag` program: parse, dispatch, exit code.
//!
//! 0 done, 1 findings block publication (`diff --exit-code`: the graphs differ), 2 could not run.

mod cli;
mod cmd;

use std::alloc::System;
use std::process::ExitCode;

use cap::Cap;
use clap::Parser;

use cli::{Cli, Command};

/// The system's allocator, with a count: what a query holds is bounded by it.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = cmd::Console::new(cli.quiet, cli.color);
    let result = match cli.command {
        Command::Init(args) => cmd::init::run(&args, &console),
        Command::Check(args) => cmd::check::run(&args, &console),
        Command::Build(args) => cmd::build::run(&args, &console),
        Command::Preflight(args) => cmd::preflight::run(&args, &console),
        Command::Query(args) => cmd::query::run(&args, &console),
        Command::Serve(args) => cmd::serve::run(&args, &console),
        Command::Freeze(args) => cmd::freeze::run(&args, &console),
        Command::Diff(args) => cmd::diff::run(&args),
        Command::Replay(args) => cmd::replay::run(&args, &console),
        Command::Worker(args) => cmd::worker::run(&args),
        Command::Prepare(args) => cmd::prepare::run(&args, &console),
        Command::Map(args) => cmd::map::run(&args, &console),
        Command::Schema(args) => cmd::schema::run(&args),
        Command::Completions(args) => cmd::completions::run(&args),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(e) if cmd::is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            console.error(&format!("{e:#}"));
            ExitCode::from(2)
        }
    }
}
