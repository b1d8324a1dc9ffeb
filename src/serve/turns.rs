//! Which query runs, which waits, and which is refused at once.
//!
//! Most queries take a millisecond, some take seconds, and nobody can tell which by looking at
//! them. While others have all the turns, a query is tried for a moment in one of a few quick
//! turns: then it is done, or it waits for a turn of its own and begins anew. So look-ups are not
//! held up by heavy queries. And there is one turn more than one client may have, so that nobody's
//! heavy queries hold up all others'.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    pages: Arc<Semaphore>,
    shares: Arc<Shares>,
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

/// A turn, over when it is dropped.
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
    _share: Option<Share>,
}

impl Turns {
    pub(super) fn new(limits: &Limits) -> Self {
        let all = limits.running_queries();
        Self {
            free: Arc::new(Semaphore::new(all)),
            all,
            quick: Arc::new(Semaphore::new(limits.quick_queries)),
            all_quick: limits.quick_queries,
            pages: Arc::new(Semaphore::new(limits.running_pages())),
            shares: Arc::new(Shares {
                each: limits.running_queries_of_client(),
                taken: Mutex::default(),
            }),
            waiting: AtomicUsize::new(0),
            unsent: Arc::default(),
        }
    }

    /// A turn of a client, or a quick one while there is none for it.
    ///
    /// # Errors
    ///
    /// As those of [`Turns::turn`].
    pub(super) async fn quick_turn(
        &self,
        client: IpAddr,
        limits: &Limits,
    ) -> Result<(Turn, Lane), Problem> {
        self.see_unsent(limits)?;
        let share = Share::of(&self.shares, client);
        if let Ok(own) = Arc::clone(&share.turns).try_acquire_owned()
            && let Ok(permit) = Arc::clone(&self.free).try_acquire_owned()
        {
            return Ok((Turn::with(permit, share, own), Lane::Whole));
        }
        if self.all_quick == 0 {
            // The only ones there are.
            return Ok((self.turn_of(share, limits).await?, Lane::Whole));
        }
        let permit = self.wait(&self.quick, limits).await?;
        Ok((Turn::of(permit), Lane::Quick))
    }

    /// Waits for a turn of a client.
    ///
    /// # Errors
    ///
    /// 503 if too many are waiting already, if it waited too long, or if too many answers are not
    /// taken by their clients.
    pub(super) async fn turn(&self, client: IpAddr, limits: &Limits) -> Result<Turn, Problem> {
        self.see_unsent(limits)?;
        let share = Share::of(&self.shares, client);
        self.turn_of(share, limits).await
    }

    async fn turn_of(&self, share: Share, limits: &Limits) -> Result<Turn, Problem> {
        let own = self.wait(&share.turns, limits).await?;
        let permit = self.wait(&self.free, limits).await?;
        Ok(Turn::with(permit, share, own))
    }

    /// Waits for its turn to make a page.
    ///
    /// # Errors
    ///
    /// 503 if too many are waiting already, or if it waited too long.
    pub(super) async fn page(&self, limits: &Limits) -> Result<Turn, Problem> {
        Ok(Turn::of(self.wait(&self.pages, limits).await?))
    }

    fn see_unsent(&self, limits: &Limits) -> Result<(), Problem> {
        let unsent = self.unsent();
        if unsent <= limits.unsent_bytes {
            return Ok(());
        }
        let detail = format!("{unsent} bytes of answers wait for their clients to take them");
        Err(busy(&detail).with_limit("unsent_bytes", limits.unsent_bytes))
    }

    async fn wait(
        &self,
        turns: &Arc<Semaphore>,
        limits: &Limits,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(permit) = Arc::clone(turns).try_acquire_owned() {
            return Ok(permit);
        }
        let before = self.waiting.fetch_add(1, Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= limits.waiting_queries {
            let detail = format!("{before} requests are waiting for their turn already");
            return Err(busy(&detail).with_limit("waiting_queries", limits.waiting_queries));
        }
        let turn = timeout(limits.queue_time, Arc::clone(turns).acquire_owned());
        if let Ok(Ok(permit)) = turn.await {
            return Ok(permit);
        }
        let seconds = limits.queue_time.as_secs_f64();
        let detail = format!(
            "{} queries are running already, and none that would make room ended within {seconds} s",
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

impl Turn {
    fn of(permit: OwnedSemaphorePermit) -> Self {
        Self {
            _permit: permit,
            _share: None,
        }
    }

    fn with(permit: OwnedSemaphorePermit, mut share: Share, own: OwnedSemaphorePermit) -> Self {
        share.own = Some(own);
        Self {
            _permit: permit,
            _share: Some(share),
        }
    }
}

/// The turns of each client that has some or waits for one.
struct Shares {
    /// Turns that a client may have.
    each: usize,
    taken: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
}

impl Shares {
    fn taken(&self) -> MutexGuard<'_, HashMap<IpAddr, Arc<Semaphore>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client's turns as one of its queries has them before it; forgotten with the last of them.
struct Share {
    shares: Arc<Shares>,
    client: IpAddr,
    turns: Arc<Semaphore>,
    own: Option<OwnedSemaphorePermit>,
}

impl Share {
    fn of(shares: &Arc<Shares>, client: IpAddr) -> Self {
        let mut taken = shares.taken();
        let turns = taken.entry(client);
        let turns = turns.or_insert_with(|| Arc::new(Semaphore::new(shares.each)));
        Self {
            turns: Arc::clone(turns),
            shares: Arc::clone(shares),
            client,
            own: None,
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.own = None;
        let mut taken = self.shares.taken();
        // The table's and this one's.
        if Arc::strong_count(&self.turns) == 2 {
            taken.remove(&self.client);
        }
    }
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

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::BROADCAST);

    fn limits() -> Limits {
        Limits {
            concurrent_queries: Some(3),
            client_queries: Some(2),
            concurrent_pages: Some(1),
            quick_queries: 0,
            queue_time: std::time::Duration::ZERO,
            ..Limits::DEFAULT
        }
    }

    #[tokio::test]
    async fn no_client_has_all_turns() {
        let limits = limits();
        let turns = Turns::new(&limits);
        let turn = async |client| turns.turn(client, &limits).await;
        let first = turn(HERE).await.ok().unwrap();
        let second = turn(HERE).await.ok().unwrap();
        assert!(turn(HERE).await.is_err());
        let other = turn(THERE).await.ok().unwrap();
        assert!(turn(THERE).await.is_err(), "there are three in all");
        drop(first);
        let third = turn(HERE).await.ok().unwrap();
        assert_eq!(turns.running(), 3);
        drop((second, third, other));
        assert_eq!(turns.running(), 0);
        assert!(turns.shares.taken().is_empty(), "nobody is remembered");
    }

    #[tokio::test]
    async fn who_has_its_share_is_tried_for_a_moment() {
        let limits = Limits {
            quick_queries: 1,
            ..limits()
        };
        let turns = Turns::new(&limits);
        let mut held = Vec::new();
        for lane in [Lane::Whole, Lane::Whole, Lane::Quick] {
            let turn = turns.quick_turn(HERE, &limits).await.ok().unwrap();
            assert_eq!(turn.1, lane);
            held.push(turn);
        }
        assert!(turns.quick_turn(HERE, &limits).await.is_err());
        let other = turns.quick_turn(THERE, &limits).await.ok().unwrap();
        assert_eq!(other.1, Lane::Whole);
    }

    #[tokio::test]
    async fn pages_are_made_a_few_at_a_time() {
        let limits = limits();
        let turns = Turns::new(&limits);
        let page = turns.page(&limits).await.ok().unwrap();
        assert!(turns.page(&limits).await.is_err());
        assert!(turns.turn(HERE, &limits).await.is_ok());
        drop(page);
        assert!(turns.page(&limits).await.is_ok());
    }

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
