//! Every limit of the server, by name.

use std::time::Duration;

/// Limits of the server; a request that meets one is told its name and value.
///
/// ```
/// use std::time::Duration;
/// use uppdrag::serve::Limits;
///
/// let patient = Limits { query_time: Duration::from_secs(60), ..Limits::DEFAULT };
/// assert_eq!(patient.body_bytes, 1_048_576);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Time in which a query must be answered whole; over it 504. By default 30 s.
    pub query_time: Duration,
    /// Queries that run at the same time; `None`, the default, is one for each processor.
    pub concurrent_queries: Option<usize>,
    /// Time that a query waits for its turn; over it 503 with `Retry-After`. By default 2 s.
    pub queue_time: Duration,
    /// Bytes of a request body; over it 413. By default 1 MiB.
    pub body_bytes: usize,
    /// Time in which a request body must have come in; over it 408. By default 10 s.
    pub body_time: Duration,
    /// Bytes of the text of a query; over it 413. By default 64 KiB. The engine's optimizer works
    /// in more than linear time and deep recursion, so a text is bounded before it is parsed.
    pub query_bytes: usize,
    /// Opening brackets of all kinds in a query; over it 413. By default 4096.
    pub query_brackets: usize,
    /// Bytes of memory that a query may hold at a time; over it 507. By default 512 MiB. A worker
    /// that goes over half as much again in a single step is ended.
    pub query_memory: usize,
    /// Rows or triples of an answer; over it 500. By default 1,000,000.
    pub result_rows: u64,
    /// Bytes of an answer, and of what is held while it is sorted; over it 500. By default 64 MiB.
    pub result_bytes: usize,
    /// Stack of the thread that runs a query; only what is used takes memory. By default 256 MiB,
    /// which `query_bytes` of operators and `query_brackets` of brackets do not fill (a program
    /// built without optimization takes 4 GiB for them).
    pub stack_bytes: usize,
    /// Time that running requests are given at a stop. By default 10 s.
    pub stop_time: Duration,
}

impl Limits {
    /// The limits that hold unless others are set.
    pub const DEFAULT: Self = Self {
        query_time: Duration::from_secs(30),
        concurrent_queries: None,
        queue_time: Duration::from_secs(2),
        body_bytes: 1024 * 1024,
        body_time: Duration::from_secs(10),
        query_bytes: 64 * 1024,
        query_brackets: 4096,
        query_memory: 512 * 1024 * 1024,
        result_rows: 1_000_000,
        result_bytes: 64 * 1024 * 1024,
        stack_bytes: STACK_MIB * 1024 * 1024,
        stop_time: Duration::from_secs(10),
    };

    /// Number of queries that run at the same time, at least one.
    #[must_use]
    pub fn running_queries(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        self.concurrent_queries.unwrap_or_else(processors).max(1)
    }
}

const STACK_MIB: usize = if cfg!(all(debug_assertions, target_pointer_width = "64")) {
    4096
} else {
    256
};

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
