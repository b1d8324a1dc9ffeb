//! Every limit of the server, by name.

use std::time::Duration;

use crate::evaluation::Services;

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
    /// Queries that run at the same time; `None`, the default, is one for each processor and one more.
    pub concurrent_queries: Option<usize>,
    /// Queries of one client that run at the same time, beside those that are tried for a moment;
    /// `None`, the default, is one for each processor.
    pub client_queries: Option<usize>,
    /// Pages that are made at the same time; `None`, the default, is two for each processor.
    pub concurrent_pages: Option<usize>,
    /// Queries that are tried for [`Limits::quick_time`] beside those while all turns are taken, so
    /// that short queries need not wait for long ones; by default 2. With 0 all wait.
    pub quick_queries: usize,
    /// Time for which a query is so tried; one that takes longer waits for its turn and begins anew.
    /// By default 25 ms.
    pub quick_time: Duration,
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
    /// Bytes of memory that a query may hold at a time; over it 507. By default 512 MiB. A query in
    /// a worker stops by itself at three quarters of it, and a single step that goes over seven
    /// eighths ends the worker: the rest is the allocator's own.
    pub query_memory: usize,
    /// Rows or triples of an answer; over it 500. By default 1,000,000.
    pub result_rows: u64,
    /// Bytes of an answer, and of what is held while it is sorted; over it 500. By default 64 MiB.
    pub result_bytes: usize,
    /// Bytes of the answers that are remembered until the next graph is served; 0 is none. By default
    /// 64 MiB. An answer that would take more than an eighth of it is not remembered.
    pub cache_bytes: usize,
    /// Time of one call of another endpoint; over it the query fails with 502. By default 10 s.
    pub service_time: Duration,
    /// Rows of one answer of another endpoint; over it 502. By default 10,000.
    pub service_rows: usize,
    /// Bytes of one answer of another endpoint; over it 502. By default 8 MiB.
    pub service_bytes: usize,
    /// Stack of the thread that runs a query; only what is used takes memory. By default 256 MiB,
    /// which `query_bytes` of operators and `query_brackets` of brackets do not fill (a program
    /// built without optimization takes 4 GiB for them).
    pub stack_bytes: usize,
    /// Open connections; one more is answered 503 and closed. By default 512, which leaves room below
    /// the 1024 open files that a process usually may have.
    pub connections: usize,
    /// Open connections of one client; one more is answered 429 and closed. By default 128.
    pub client_connections: usize,
    /// Requests a second of one client in the long run; over it 429 with the `Retry-After` after which
    /// the next one is answered. By default 100; 0 is no limit. A client is an address, or the /64
    /// network of an IPv6 address.
    pub client_rate: u32,
    /// Requests of one client that may come at once after a pause. By default 500.
    pub client_burst: u32,
    /// Clients that are told apart; those beyond share the allowance of one. By default 65,536.
    pub clients: usize,
    /// Time in which the head of a request must have come in, from its first byte or from the
    /// beginning of the connection; over it 408 and the connection is closed (without an answer if
    /// nothing came). By default 10 s.
    pub header_time: Duration,
    /// Bytes of the head of a request; over it 431. By default 64 KiB.
    pub header_bytes: usize,
    /// Bytes of the target of a request; over it 414. By default 32 KiB, never more than 64 KiB.
    pub uri_bytes: usize,
    /// Time that a connection is kept open between requests. By default 60 s.
    pub idle_time: Duration,
    /// Time in which a client must take 64 KiB of an answer, or the rest of it; over it the connection
    /// is aborted. By default 30 s.
    pub write_time: Duration,
    /// Queries and pages that wait for their turn; one more is refused at once: 503 with `Retry-After`. By
    /// default 64.
    pub waiting_queries: usize,
    /// Bytes of the answers to queries that their clients have not taken yet; while there are more,
    /// queries are refused: 503 with `Retry-After`. By default 512 MiB.
    pub unsent_bytes: usize,
    /// Time that running requests are given at a stop. By default 10 s.
    pub stop_time: Duration,
}

impl Limits {
    /// The limits that hold unless others are set.
    pub const DEFAULT: Self = Self {
        query_time: Duration::from_secs(30),
        concurrent_queries: None,
        client_queries: None,
        concurrent_pages: None,
        quick_queries: 2,
        quick_time: Duration::from_millis(25),
        queue_time: Duration::from_secs(2),
        body_bytes: 1024 * 1024,
        body_time: Duration::from_secs(10),
        query_bytes: 64 * 1024,
        query_brackets: 4096,
        query_memory: 512 * 1024 * 1024,
        result_rows: 1_000_000,
        result_bytes: 64 * 1024 * 1024,
        cache_bytes: 64 * 1024 * 1024,
        service_time: Duration::from_secs(10),
        service_rows: 10_000,
        service_bytes: 8 * 1024 * 1024,
        stack_bytes: STACK_MIB * 1024 * 1024,
        connections: 512,
        client_connections: 128,
        client_rate: 100,
        client_burst: 500,
        clients: 65_536,
        header_time: Duration::from_secs(10),
        header_bytes: 64 * 1024,
        uri_bytes: 32 * 1024,
        idle_time: Duration::from_secs(60),
        write_time: Duration::from_secs(30),
        waiting_queries: 64,
        unsent_bytes: 512 * 1024 * 1024,
        stop_time: Duration::from_secs(10),
    };

    /// Sets a limit by its name: `query_time=2s`, `result_bytes=8MiB`, `concurrent_queries=4`.
    ///
    /// Times end with `ms` or `s`; sizes are bytes, or end with `KiB` or `MiB`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and what to write.
    pub fn set(&mut self, assignment: &str) -> Result<(), String> {
        let (name, value) = assignment
            .split_once('=')
            .ok_or("write a limit as name=value: query_time=2s")?;
        match name {
            "query_time" => self.query_time = time(value)?,
            "concurrent_queries" => self.concurrent_queries = Some(number(value)?),
            "client_queries" => self.client_queries = Some(number(value)?),
            "concurrent_pages" => self.concurrent_pages = Some(number(value)?),
            "quick_queries" => self.quick_queries = number(value)?,
            "quick_time" => self.quick_time = time(value)?,
            "queue_time" => self.queue_time = time(value)?,
            "body_bytes" => self.body_bytes = size(value)?,
            "body_time" => self.body_time = time(value)?,
            "query_bytes" => self.query_bytes = size(value)?,
            "query_brackets" => self.query_brackets = number(value)?,
            "query_memory" => self.query_memory = size(value)?,
            "result_rows" => self.result_rows = number(value)?,
            "result_bytes" => self.result_bytes = size(value)?,
            "cache_bytes" => self.cache_bytes = size(value)?,
            "service_time" => self.service_time = time(value)?,
            "service_rows" => self.service_rows = number(value)?,
            "service_bytes" => self.service_bytes = size(value)?,
            "stack_bytes" => self.stack_bytes = size(value)?,
            "connections" => self.connections = number(value)?,
            "client_connections" => self.client_connections = number(value)?,
            "client_rate" => self.client_rate = number(value)?,
            "client_burst" => self.client_burst = number(value)?,
            "clients" => self.clients = number(value)?,
            "header_time" => self.header_time = time(value)?,
            "header_bytes" => self.header_bytes = size(value)?,
            "uri_bytes" => self.uri_bytes = size(value)?,
            "idle_time" => self.idle_time = time(value)?,
            "write_time" => self.write_time = time(value)?,
            "waiting_queries" => self.waiting_queries = number(value)?,
            "unsent_bytes" => self.unsent_bytes = size(value)?,
            "stop_time" => self.stop_time = time(value)?,
            _ => {
                return Err(format!(
                    "there is no limit {name}: the README lists them with their defaults"
                ));
            }
        }
        Ok(())
    }

    /// The endpoints that queries may call, with what a call may use.
    pub(super) fn services(&self, allowed: &Services) -> Services {
        let mut services = allowed.clone();
        services.time = self.service_time;
        services.rows = self.service_rows;
        services.bytes = self.service_bytes;
        services
    }

    /// Number of queries that run at the same time, at least one.
    #[must_use]
    pub fn running_queries(&self) -> usize {
        let all = self.concurrent_queries;
        all.unwrap_or_else(|| processors() + 1).max(1)
    }

    /// Number of queries of one client that run at the same time, at least one.
    #[must_use]
    pub fn running_queries_of_client(&self) -> usize {
        self.client_queries.unwrap_or_else(processors).max(1)
    }

    /// Number of pages that are made at the same time, at least one.
    #[must_use]
    pub fn running_pages(&self) -> usize {
        let all = self.concurrent_pages;
        all.unwrap_or_else(|| 2 * processors()).max(1)
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

const STACK_MIB: usize = if cfg!(all(debug_assertions, target_pointer_width = "64")) {
    4096
} else {
    256
};

fn number<T: std::str::FromStr>(value: &str) -> Result<T, String> {
    let parsed = value.parse();
    parsed.map_err(|_| format!("{value} is not a number"))
}

fn time(value: &str) -> Result<Duration, String> {
    let wanted = || format!("{value} is not a time: write 300ms or 2s");
    let milliseconds = match value.strip_suffix("ms") {
        Some(milliseconds) => milliseconds.parse().ok(),
        None => value
            .strip_suffix('s')
            .and_then(|seconds| seconds.parse::<u64>().ok())
            .and_then(|seconds| seconds.checked_mul(1000)),
    };
    milliseconds.map(Duration::from_millis).ok_or_else(wanted)
}

fn size(value: &str) -> Result<usize, String> {
    let wanted = || format!("{value} is not a size: write 65536, 64KiB or 8MiB");
    let (digits, unit) = match value {
        _ if value.ends_with("KiB") => (&value[..value.len() - 3], 1 << 10),
        _ if value.ends_with("MiB") => (&value[..value.len() - 3], 1 << 20),
        _ => (value, 1),
    };
    let bytes = digits.parse::<usize>().ok();
    bytes
        .and_then(|bytes| bytes.checked_mul(unit))
        .ok_or_else(wanted)
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_set_by_its_name() {
        let mut limits = Limits::default();
        for assignment in [
            "query_time=1ms",
            "concurrent_queries=1",
            "client_queries=1",
            "concurrent_pages=1",
            "quick_queries=1",
            "quick_time=1ms",
            "queue_time=1ms",
            "body_bytes=1",
            "body_time=1ms",
            "query_bytes=1",
            "query_brackets=1",
            "query_memory=1",
            "result_rows=1",
            "result_bytes=1",
            "cache_bytes=1",
            "service_time=1ms",
            "service_rows=1",
            "service_bytes=1",
            "stack_bytes=1",
            "connections=1",
            "client_connections=1",
            "client_rate=1",
            "client_burst=1",
            "clients=1",
            "header_time=1ms",
            "header_bytes=1",
            "uri_bytes=1",
            "idle_time=1ms",
            "write_time=1ms",
            "waiting_queries=1",
            "unsent_bytes=1",
            "stop_time=1ms",
        ] {
            limits.set(assignment).unwrap();
        }
        let time = Duration::from_millis(1);
        let all = Limits {
            query_time: time,
            concurrent_queries: Some(1),
            client_queries: Some(1),
            concurrent_pages: Some(1),
            quick_queries: 1,
            quick_time: time,
            queue_time: time,
            body_bytes: 1,
            body_time: time,
            query_bytes: 1,
            query_brackets: 1,
            query_memory: 1,
            result_rows: 1,
            result_bytes: 1,
            cache_bytes: 1,
            service_time: time,
            service_rows: 1,
            service_bytes: 1,
            stack_bytes: 1,
            connections: 1,
            client_connections: 1,
            client_rate: 1,
            client_burst: 1,
            clients: 1,
            header_time: time,
            header_bytes: 1,
            uri_bytes: 1,
            idle_time: time,
            write_time: time,
            waiting_queries: 1,
            unsent_bytes: 1,
            stop_time: time,
        };
        assert_eq!(limits, all);
        limits.set("body_bytes=2KiB").unwrap();
        limits.set("query_memory=3MiB").unwrap();
        limits.set("query_time=4s").unwrap();
        assert_eq!(limits.body_bytes, 2048);
        assert_eq!(limits.query_memory, 3 << 20);
        assert_eq!(limits.query_time, Duration::from_secs(4));
        for wrong in [
            "query_time",
            "query_time=4",
            "body_bytes=2GB",
            "rows=1",
            "result_rows=-1",
        ] {
            assert!(limits.set(wrong).is_err(), "{wrong}");
        }
    }
}
