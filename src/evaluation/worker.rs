//! A worker: a process that answers one query after the other and can be killed at any time.
//!
//! It maps the graph, reads requests from its standard input and writes answers to its standard
//! output. It ends when its input ends, also in the midst of a query: so it outlives its parent
//! by no more than a moment.

use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::thread;
use std::time::{Duration, Instant};

use oxigraph::sparql::CancellationToken;

use super::frames;
use super::respond::{Refusal, Request, respond};
use crate::error::Error;
use crate::frozen::Frozen;

/// Time beyond its own in which a query must have stopped; then the server kills the worker. After
/// twice that the worker ends itself, in case the server has not.
pub(crate) const GRACE: Duration = Duration::from_millis(300);

/// Bytes that a worker may hold when a query is answered; one that holds more is replaced.
const KEPT: usize = 32 << 20;

/// Exit code of a worker that ended itself because its query ran far beyond its time, or because
/// nobody waits any more.
const OVERDUE: i32 = 3;

/// A query that was answered sooner cannot have left much behind: the system is not asked.
const SHORT: Duration = Duration::from_millis(5);

/// What a worker asks of its process.
#[derive(Debug, Clone, Copy)]
pub struct Process {
    /// Bytes that the process has allocated.
    pub allocated: fn() -> usize,
    /// Bytes that the system has given to the process, also of what the process has freed.
    pub resident: fn() -> usize,
    /// Sets the bytes that it may allocate from now on; beyond them it is ended by the system.
    pub set_limit: fn(usize),
    /// Whether whoever writes to its input is gone.
    pub is_orphan: fn() -> bool,
}

/// Answers requests until the input ends.
///
/// # Errors
///
/// Those of the graph, the input and the output.
pub fn run(
    graph: &Path,
    stack_bytes: usize,
    process: Process,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> Result<(), Error> {
    let frozen = Frozen::open(graph)?;
    // One thread reads, answers and writes: a short query wakes no other.
    let answering = thread::Builder::new()
        .name("query".to_owned())
        .stack_size(stack_bytes)
        .spawn(move || answer_all(&frozen, process, BufReader::new(input), output));
    let failed = Error::write("the answers");
    match answering.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(e))) | Err(e) => Err(failed(e)),
        Ok(Err(_)) => Err(failed(io::Error::other("the thread of the queries ended"))),
    }
}

fn answer_all(
    frozen: &Frozen,
    process: Process,
    mut input: impl Read,
    mut output: impl Write,
) -> io::Result<()> {
    let watch = Watch::start(process.is_orphan);
    while let Some(bytes) = frames::read(&mut input, frames::REQUEST_BYTES)? {
        let begun = Instant::now();
        let mut request: Request = serde_json::from_slice(&bytes)?;
        watch.begin(request.allowance.time);
        if let Some(budget) = &mut request.allowance.memory {
            // An eighth is left to what the allocator itself takes beside what it gives.
            (process.set_limit)(*budget - *budget / 8);
            // A query that takes its memory in small steps stops by itself, and its worker goes on.
            *budget -= *budget / 4;
        }
        let token = CancellationToken::new();
        let response = respond(frozen, &request, Some(process.allocated), &token);
        (process.set_limit)(usize::MAX);
        // What a query has freed may still be held by the allocator: only the end of the process
        // gives it back.
        let held = if begun.elapsed() < SHORT {
            process.allocated
        } else {
            process.resident
        };
        let is_last = held() > KEPT;
        frames::write(&frames::encode(response, is_last), &mut output)?;
        watch.end();
        if is_last {
            break;
        }
    }
    Ok(())
}

/// Ends the process when a query runs far beyond its time, or when nobody is there any more who
/// asked.
///
/// Its thread sleeps while a query runs and is parked when there is none, so that a short query
/// wakes nobody.
struct Watch {
    state: Arc<WatchState>,
    watching: thread::Thread,
}

struct WatchState {
    begun: Instant,
    /// Milliseconds after `begun` by which the query must have ended; 0 is no query.
    deadline: AtomicU64,
    parked: AtomicBool,
    is_orphan: fn() -> bool,
}

impl Watch {
    fn start(is_orphan: fn() -> bool) -> Self {
        let state = Arc::new(WatchState {
            begun: Instant::now(),
            deadline: AtomicU64::new(0),
            parked: AtomicBool::new(false),
            is_orphan,
        });
        let watched = Arc::clone(&state);
        let thread = thread::spawn(move || watched.watch());
        Self {
            state,
            watching: thread.thread().clone(),
        }
    }

    fn begin(&self, time: Option<Duration>) {
        let time = time.unwrap_or(Duration::MAX).saturating_add(2 * GRACE);
        let deadline = self.state.begun.elapsed().saturating_add(time);
        let deadline = u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX);
        self.state.deadline.store(deadline.max(1), SeqCst);
        if self.state.parked.swap(false, SeqCst) {
            self.watching.unpark();
        }
    }

    fn end(&self) {
        self.state.deadline.store(0, SeqCst);
    }
}

impl WatchState {
    fn watch(&self) {
        loop {
            if self.deadline.load(SeqCst) == 0 {
                self.parked.store(true, SeqCst);
                // A query that began in between has not seen that this thread is parked.
                while self.parked.load(SeqCst) && self.deadline.load(SeqCst) == 0 {
                    thread::park();
                }
                self.parked.store(false, SeqCst);
            }
            thread::sleep(GRACE / 2);
            let deadline = self.deadline.load(SeqCst);
            if deadline != 0
                && (self.begun.elapsed() > Duration::from_millis(deadline) || (self.is_orphan)())
            {
                std::process::exit(OVERDUE);
            }
        }
    }
}

impl Refusal {
    /// What became of a query whose worker ended: by its memory, by its time if the server was too
    /// busy to kill it before, or in another way.
    pub(super) fn of_ended_worker(status: Option<std::process::ExitStatus>) -> Self {
        if status.and_then(|status| status.code()) == Some(OVERDUE) {
            return Self::Deadline;
        }
        #[cfg(unix)]
        {
            use std::os::unix::process::ExitStatusExt as _;
            // Rust ends a process that is refused memory with SIGABRT.
            const ABORTED: i32 = 6;
            if status.and_then(|status| status.signal()) == Some(ABORTED) {
                return Self::Memory;
            }
        }
        Self::Broken {
            message: match status {
                Some(status) => format!("the query ended its worker ({status})"),
                None => "the query ended its worker".to_owned(),
            },
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    use super::*;

    #[test]
    fn a_worker_that_ends_before_it_is_killed_says_why() {
        let of = |raw| Refusal::of_ended_worker(Some(ExitStatus::from_raw(raw)));
        // wait(2): an exit code is in the second byte, a signal in the first.
        assert_eq!(of(OVERDUE << 8), Refusal::Deadline);
        assert_eq!(of(6), Refusal::Memory);
        for other in [0, 1 << 8, 9, 11] {
            assert!(matches!(of(other), Refusal::Broken { .. }), "{other}");
        }
    }
}
