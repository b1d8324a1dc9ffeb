//! `uppdrag worker`: a process of `serve` that answers queries and may be killed.

use std::io::{stdin, stdout};

use anyhow::Result;
use uppdrag::evaluation::worker::{self, Process};

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
    let process = Process {
        allocated: || ALLOCATOR.allocated(),
        set_limit: |bytes| {
            // It refuses a limit below what is allocated already; then the next step is refused.
            let _ = ALLOCATOR.set_limit(bytes);
        },
        is_orphan,
    };
    // Standard output itself, not the library's buffer of lines.
    #[cfg(unix)]
    let output = std::fs::File::from(std::os::fd::AsFd::as_fd(&stdout()).try_clone_to_owned()?);
    #[cfg(not(unix))]
    let output = stdout();
    worker::run(&args.graph, args.stack_bytes, process, stdin(), output)?;
    Ok(Outcome::Done)
}

/// Whether the other end of standard input is closed.
#[cfg(unix)]
fn is_orphan() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = stdin();
    // No event is asked for: that nobody writes any more is told all the same.
    let mut input = [PollFd::new(&stdin, PollFlags::empty())];
    let at_once = Timespec::default();
    poll(&mut input, Some(&at_once)).is_ok()
        && input[0]
            .revents()
            .intersects(PollFlags::HUP | PollFlags::ERR)
}

#[cfg(not(unix))]
fn is_orphan() -> bool {
    false
}
