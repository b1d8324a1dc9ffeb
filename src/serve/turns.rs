//! Which query runs, which waits, and which is refused at once.
//!
//! Most queries take a millisecond, some take seconds, and nobody can tell which by looking at
//! them. While others have all the turns, a query is tried for a moment in one of a few quick
//! turns: then it is done, or it waits for a turn of its own and begins anew. So look-ups are not
//! held up by heavy queries.

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
    /// Turns in all, without the quick ones.
    all: usize,
    quick: Arc<Semaphore>,
    all_quick: usize,
    waiting: AtomicUsize,
    /// Bytes of answers that are still held.
    unsent: Arc<AtomicUsize>,
}

/// How long a query has its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// To its end.
    Whole,
    /// For [`Limits::quick_time`].
    Quick,
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
            quick: Arc::new(Semaphore::new(limits.quick_queries)),
            all_quick: limits.quick_queries,
            waiting: AtomicUsize::new(0),
            unsent: Arc::default(),
        }
    }

    /// A turn, or a quick one while there is none.
    ///
    /// # Errors
    ///
    /// As those of [`Turns::turn`].
    pub(super) async fn quick_turn(&self, limits: &Limits) -> Result<(Turn, Lane), Problem> {
        self.see_unsent(limits)?;
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok((Turn { _permit: permit }, Lane::Whole));
        }
        // Without quick turns, the only ones.
        let (turns, lane) = match self.all_quick {
            0 => (&self.free, Lane::Whole),
            _ => (&self.quick, Lane::Quick),
        };
        Ok((self.wait(turns, limits).await?, lane))
    }

    /// Waits for a turn.
    ///
    /// # Errors
    ///
    /// 503 if too many are waiting already, if it waited too long, or if too many answers are not
    /// taken by their clients.
    pub(super) async fn turn(&self, limits: &Limits) -> Result<Turn, Problem> {
        self.see_unsent(limits)?;
        self.wait(&self.free, limits).await
    }

    fn see_unsent(&self, limits: &Limits) -> Result<(), Problem> {
        let unsent = self.unsent();
        if unsent <= limits.unsent_bytes {
            return Ok(());
        }
        let detail = format!("{unsent} bytes of answers wait for their clients to take them");
        Err(busy(&detail).with_limit("unsent_bytes", limits.unsent_bytes))
    }

    async fn wait(&self, turns: &Arc<Semaphore>, limits: &Limits) -> Result<Turn, Problem> {
        if let Ok(permit) = Arc::clone(turns).try_acquire_owned() {
            return Ok(Turn { _permit: permit });
        }
        let before = self.waiting.fetch_add(1, Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= limits.waiting_queries {
            let detail = format!("{before} queries are waiting for their turn already");
            return Err(busy(&detail).with_limit("waiting_queries", limits.waiting_queries));
        }
        let turn = timeout(limits.queue_time, Arc::clone(turns).acquire_owned());
        if let Ok(Ok(permit)) = turn.await {
            return Ok(Turn { _permit: permit });
        }
        let seconds = limits.queue_time.as_secs_f64();
        let detail = format!(
            "{} queries are running already, and none of them ended within {seconds} s",
            self.running()
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
        let free = self.free.available_permits() + self.quick.available_permits();
        (self.all + self.all_quick).saturating_sub(free)
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
