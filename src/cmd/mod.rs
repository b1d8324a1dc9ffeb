//! One command a file: arguments → library call → what the user sees. Only this folder prints.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "these are the commands"
)]

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
mod console;
pub(crate) mod diff;
mod findings;
pub(crate) mod freeze;
mod graph;
pub(crate) mod init;
pub(crate) mod map;
pub(crate) mod preflight;
pub(crate) mod prepare;
pub(crate) mod query;
mod rebuild;
pub(crate) mod replay;
mod request_log;
pub(crate) mod schema;
pub(crate) mod serve;
mod sites;
mod stages;
pub(crate) mod worker;
mod written;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(crate) use console::Console;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// Findings block publication.
    Blocked,
    /// Two graphs are not the same, and the user wants the exit code to say so.
    Differs,
}

impl Outcome {
    pub(crate) fn of(report: &uppdrag::report::Report) -> Self {
        if report.blocks_publication() {
            Self::Blocked
        } else {
            Self::Done
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Blocked | Outcome::Differs => Self::from(1),
        }
    }
}

/// The dataset's directory: the one given, the current one, or `data` in it.
pub(crate) fn dataset(dir: Option<&Path>) -> PathBuf {
    let config = uppdrag::config::CONFIG_FILE;
    match dir {
        Some(dir) => dir.to_path_buf(),
        None if !Path::new(config).exists() && Path::new("data").join(config).exists() => {
            "data".into()
        }
        None => ".".into(),
    }
}

/// Whether a command ended because nobody reads its output any more (`uppdrag … | head`).
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
