//! The site that is served now, and how it is replaced by the next one.
//!
//! A request takes the site once and keeps it to its end, with its graph and its workers; a site that
//! is replaced goes when its last request is done.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

use super::Site;
use super::answers::Answers;

/// What is served now.
pub(super) struct Current {
    served: RwLock<Arc<Served>>,
    /// Bytes of the answers that are remembered of one site.
    cache_bytes: usize,
    status: Mutex<Status>,
}

/// A site, and the answers that were given from it.
pub(super) struct Served {
    pub(super) site: Site,
    pub(super) answers: Answers,
}

/// Since when, and what became of the last rebuild.
#[derive(Clone)]
pub(super) struct Status {
    pub(super) since: Instant,
    pub(super) rebuild: Rebuild,
}

/// How a rebuild went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rebuild {
    /// There was none.
    None,
    /// It runs; the old site is served.
    Running,
    /// Its site is served.
    Done,
    /// The dataset has so many findings that keep it from being published; the old site is served.
    Refused {
        /// Errors of the dataset.
        findings: usize,
    },
    /// It could not run to its end; the old site is served.
    Failed,
}

impl Rebuild {
    /// Word of the metric; none while it is not over.
    pub(super) fn result(self) -> Option<&'static str> {
        match self {
            Self::None | Self::Running => None,
            Self::Done => Some("done"),
            Self::Refused { .. } => Some("refused"),
            Self::Failed => Some("failed"),
        }
    }
}

impl Current {
    pub(super) fn new(site: Site, cache_bytes: usize) -> Self {
        let answers = Answers::new(cache_bytes);
        Self {
            served: RwLock::new(Arc::new(Served { site, answers })),
            cache_bytes,
            status: Mutex::new(Status {
                since: Instant::now(),
                rebuild: Rebuild::None,
            }),
        }
    }

    pub(super) fn served(&self) -> Arc<Served> {
        let served = self.served.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&served)
    }

    pub(super) fn replace(&self, site: Site) {
        let answers = Answers::new(self.cache_bytes);
        let served = Arc::new(Served { site, answers });
        let mut current = self.served.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *current, served);
        drop(current);
        // Its workers are ended and its files removed here, unless a request still has it.
        drop(old);
        let mut status = self.lock();
        status.since = Instant::now();
        status.rebuild = Rebuild::Done;
    }

    pub(super) fn set_rebuild(&self, rebuild: Rebuild) {
        self.lock().rebuild = rebuild;
    }

    pub(super) fn status(&self) -> Status {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
