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
    // Threads that are started from here on inherit it.
    #[cfg(unix)]
    rustix::process::nice(args.nice.into())?;
    let process = Process {
        allocated,
        resident: || resident().unwrap_or_else(|| ALLOCATOR.allocated()),
        set_limit: |bytes| {
            // It refuses none but a limit below what is allocated already.
            let _ = ALLOCATOR.set_limit(ALLOCATOR.allocated().saturating_add(bytes));
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

/// Bytes that the process holds: what it has allocated, or what of it the system has made resident
/// if that is more. For small pieces the allocator takes up to four times what it gives.
fn allocated() -> usize {
    let allocated = ALLOCATOR.allocated();
    if allocated < LITTLE {
        return allocated;
    }
    allocated.max(resident().unwrap_or_default())
}

/// As long as no more is allocated, the system is not asked.
const LITTLE: usize = 32 << 20;

/// Bytes of resident memory that belong to no file (proc(5), `/proc/pid/statm`).
#[cfg(target_os = "linux")]
fn resident() -> Option<usize> {
    let mut text = [0; 128];
    let mut file = std::fs::File::open("/proc/self/statm").ok()?;
    let read = std::io::Read::read(&mut file, &mut text).ok()?;
    let mut pages = std::str::from_utf8(&text[..read]).ok()?.split(' ').skip(1);
    let mut next = || pages.next()?.parse::<usize>().ok();
    let (resident, of_files) = (next()?, next()?);
    Some(resident.saturating_sub(of_files) * rustix::param::page_size())
}

#[cfg(not(target_os = "linux"))]
fn resident() -> Option<usize> {
    None
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
