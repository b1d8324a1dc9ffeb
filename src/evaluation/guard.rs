//! Stopping a query wherever it is.
//!
//! The evaluator has no hook in its sorts, products and aggregates. But it copies terms for every
//! row, and the terms are ours: `poll` is called with each copy, each quad and each computed
//! value, counts down, and now and then looks at the clock, the memory and the token. A query that
//! must end is left by unwinding to `guarded`; what it held is freed on the way.
//!
//! What never calls `poll` cannot be stopped here: one long string function, or the optimizer.
//! For that a query runs in a process that can be killed ([`super::workers`]).

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use oxigraph::sparql::CancellationToken;

use super::Services;

/// Why a query was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// It took longer than [`Limits::time`].
    #[error("the query took longer than it may")]
    Deadline,
    /// It held more than [`Limits::memory`], or a text longer than [`Limits::text_bytes`].
    #[error("the query needs more memory than it may use")]
    Memory,
    /// Whoever asked does not wait any longer.
    #[error("the query was cancelled")]
    Cancelled,
    /// The file does not hold what it should.
    #[error("the frozen graph is damaged: build it anew")]
    Damaged,
    /// The evaluator itself broke down.
    #[error("the query broke the evaluation")]
    Broken,
}

/// What a query may use.
#[derive(Clone)]
pub struct Limits {
    /// Time from its start to the end of its answer. None by default: [`crate::serve`] sets it.
    pub time: Option<Duration>,
    /// Bytes that it may hold at a time, if [`Limits::allocated`] is known. None by default.
    pub memory: Option<usize>,
    /// Bytes of a text that it computes. By default 1 MiB.
    pub text_bytes: usize,
    /// Bytes that the process has allocated now, from its allocator. While several queries run in
    /// one process, each is held to account for all of them.
    pub allocated: Option<fn() -> usize>,
    /// Other endpoints that it may call. None by default.
    pub services: Services,
    /// Stops the query from elsewhere.
    pub token: CancellationToken,
}

/// Bytes of a computed text by default.
pub const TEXT_BYTES: usize = 1 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: None,
            memory: None,
            text_bytes: TEXT_BYTES,
            allocated: None,
            services: Services::default(),
            token: CancellationToken::new(),
        }
    }
}

/// Calls of [`poll`] between two looks at the limits.
const INTERVAL: u32 = 1000;

struct Guard {
    deadline: Option<Instant>,
    /// Most that may be allocated, and how much is.
    memory: Option<(usize, fn() -> usize)>,
    text_bytes: usize,
    token: CancellationToken,
}

/// Time after which a query offers its core to whoever waits for it. A kernel that is built for
/// throughput lets a running thread finish its turn of some milliseconds, also before threads of a
/// higher priority; a look-up takes a tenth of that.
const GIVES_WAY: Duration = Duration::from_micros(300);

thread_local! {
    static GAVE_WAY: Cell<Option<Instant>> = const { Cell::new(None) };
    static COUNTDOWN: Cell<u32> = const { Cell::new(INTERVAL) };
    static GUARD: RefCell<Option<Guard>> = const { RefCell::new(None) };
}

/// Runs a part of a query under limits.
///
/// # Errors
///
/// [`Stop`] if a limit was reached.
pub(crate) fn guarded<T>(limits: &Limits, work: impl FnOnce() -> T) -> Result<T, Stop> {
    let guard = Guard {
        deadline: limits
            .time
            .and_then(|time| Instant::now().checked_add(time)),
        memory: limits
            .memory
            .zip(limits.allocated)
            .map(|(budget, allocated)| (allocated().saturating_add(budget), allocated)),
        text_bytes: limits.text_bytes,
        token: limits.token.clone(),
    };
    let before = GUARD.replace(Some(guard));
    // The first step looks: it may be cancelled already.
    COUNTDOWN.set(0);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARD.replace(before);
    done.map_err(|reason| match reason.downcast::<Stop>() {
        Ok(stop) => *stop,
        // A panic, which its hook has told of.
        Err(_) => Stop::Broken,
    })
}

/// Leaves the query.
pub(crate) fn stop(reason: Stop) -> ! {
    resume_unwind(Box::new(reason))
}

/// Notes a step of the work; every so often looks whether the query must end.
#[inline]
pub(crate) fn poll() {
    COUNTDOWN.with(|countdown| match countdown.get().checked_sub(1) {
        Some(left) => countdown.set(left),
        None => look(),
    });
}

/// Notes a text that was computed: long ones count for many steps.
pub(crate) fn poll_length(bytes: usize) {
    let steps = u32::try_from(bytes >> 6).unwrap_or(u32::MAX);
    COUNTDOWN.with(|countdown| countdown.set(countdown.get().saturating_sub(steps)));
    if bytes > 0 {
        let too_long =
            GUARD.with_borrow(|guard| guard.as_ref().is_some_and(|guard| bytes > guard.text_bytes));
        if too_long {
            stop(Stop::Memory);
        }
    }
}

/// Offers the core to other threads, if it was not done a moment ago.
fn give_way(now: Instant) {
    GAVE_WAY.with(|last| {
        let is_due = last
            .get()
            .is_none_or(|last| now.duration_since(last) >= GIVES_WAY);
        if is_due {
            last.set(Some(now));
            std::thread::yield_now();
        }
    });
}

#[cold]
fn look() {
    COUNTDOWN.set(INTERVAL);
    let now = Instant::now();
    give_way(now);
    let reason = GUARD.with_borrow(|guard| {
        let guard = guard.as_ref()?;
        if guard.token.is_cancelled() {
            Some(Stop::Cancelled)
        } else if guard
            .memory
            .is_some_and(|(most, allocated)| allocated() > most)
        {
            Some(Stop::Memory)
        } else if guard.deadline.is_some_and(|deadline| now >= deadline) {
            Some(Stop::Deadline)
        } else {
            None
        }
    });
    if let Some(reason) = reason {
        stop(reason);
    }
}
