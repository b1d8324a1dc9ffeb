//! The site that is served now, and how it is replaced by the next one.
//!
//! A request takes the site once and keeps it to its end, with its graph and its workers; a site that
//! is replaced goes when its last request is done.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

use super::Site;

/// What is served now.
pub(super) struct Current {
    site: RwLock<Arc<Site>>,
    status: Mutex<Status>,
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
    pub(super) fn new(site: Site) -> Self {
        Self {
            site: RwLock::new(Arc::new(site)),
            status: Mutex::new(Status {
                since: Instant::now(),
                rebuild: Rebuild::None,
            }),
        }
    }

    pub(super) fn site(&self) -> Arc<Site> {
        let site = self.site.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&site)
    }

    pub(super) fn replace(&self, site: Site) {
        let site = Arc::new(site);
        let mut current = self.site.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *current, site);
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
