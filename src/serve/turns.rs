//! Which query runs, which waits, and which is refused at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Limits;
use super::problem::Problem;

/// Seconds after which a client may try again that found no turn. Nobody can say when a query ends.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Gives queries their turns, in the order in which they came.
pub(super) struct Turns {
    free: Arc<Semaphore>,
    /// Turns in all.
    all: usize,
    waiting: AtomicUsize,
    /// Bytes of answers that are still held.
    unsent: Arc<AtomicUsize>,
}

/// The turn of a query, over when it is dropped.
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Turns {
    pub(super) fn new(limits: &Limits) -> Self {
        let all = limits.running_queries();
        Self {
            free: Arc::new(Semaphore::new(all)),
            all,
            waiting: AtomicUsize::new(0),
            unsent: Arc::default(),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    ///
    /// 503 if too many are waiting already, if it waited too long, or if too many answers are not
    /// taken by their clients.
    pub(super) async fn turn(&self, limits: &Limits) -> Result<Turn, Problem> {
        let unsent = self.unsent();
        if unsent > limits.unsent_bytes {
            let detail = format!("{unsent} bytes of answers wait for their clients to take them");
            return Err(busy(&detail).with_limit("unsent_bytes", limits.unsent_bytes));
        }
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(Turn { _permit: permit });
        }
        let before = self.waiting.fetch_add(1, Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= limits.waiting_queries {
            let detail = format!("{before} queries are waiting for their turn already");
            return Err(busy(&detail).with_limit("waiting_queries", limits.waiting_queries));
        }
        let turn = timeout(limits.queue_time, Arc::clone(&self.free).acquire_owned());
        if let Ok(Ok(permit)) = turn.await {
            return Ok(Turn { _permit: permit });
        }
        let seconds = limits.queue_time.as_secs_f64();
        let detail = format!(
            "{} queries are running already, and none of them ended within {seconds} s",
            self.all
        );
        Err(busy(&detail).with_limit("queue_time", seconds))
    }

    /// Counts the bytes of an answer until they are dropped, which is when its client has them.
    pub(super) fn hold(&self, bytes: Vec<u8>) -> Bytes {
        self.unsent.fetch_add(bytes.len(), Relaxed);
        Bytes::from_owner(Unsent {
            bytes,
            sum: Arc::clone(&self.unsent),
        })
    }

    pub(super) fn running(&self) -> usize {
        self.all.saturating_sub(self.free.available_permits())
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Relaxed)
    }

    pub(super) fn unsent(&self) -> usize {
        self.unsent.load(Relaxed)
    }
}

/// The refusal of a query that cannot be run now.
pub(super) fn busy(detail: &str) -> Problem {
    let detail = format!("{detail}: try again in a while");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
        .with_header(header::RETRY_AFTER, RETRY_AFTER)
}

struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

struct Unsent {
    bytes: Vec<u8>,
    sum: Arc<AtomicUsize>,
}

impl AsRef<[u8]> for Unsent {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Unsent {
    fn drop(&mut self) {
        self.sum.fetch_sub(self.bytes.len(), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_counted_until_all_its_parts_are_gone() {
        let turns = Turns::new(&Limits::DEFAULT);
        let mut answer = turns.hold(vec![0; 100]);
        let part = answer.split_to(10);
        drop(answer);
        assert_eq!(turns.unsent(), 100);
        drop(part);
        assert_eq!(turns.unsent(), 0);
    }
}
