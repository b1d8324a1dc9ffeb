//! `uppdrag worker`: a process of `serve` that answers queries and may be killed.

use std::io::{stdin, stdout};

use anyhow::Result;
use uppdrag::evaluation::worker::{self, Memory};

use super::Outcome;
use crate::ALLOCATOR;
use crate::cli::WorkerArgs;

pub(crate) fn run(args: &WorkerArgs) -> Result<Outcome> {
    // A worker that is refused memory ends with SIGABRT: no image of its memory is written.
    #[cfg(unix)]
    rustix::process::setrlimit(
        rustix::process::Resource::Core,
        rustix::process::Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )?;
    let memory = Memory {
        allocated: || ALLOCATOR.allocated(),
        set_limit: |bytes| {
            // It refuses a limit below what is allocated already; then the next step is refused.
            let _ = ALLOCATOR.set_limit(bytes);
        },
    };
    worker::run(&args.graph, args.stack_bytes, memory, stdin(), stdout())?;
    Ok(Outcome::Done)
}
