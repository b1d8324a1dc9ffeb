//! Rebuilds while the old site is served: at SIGHUP, and with `--watch` when a file has changed.
//!
//! Changes are found by looking at names, sizes and modification times now and then. That holds
//! where notices of the system do not: on network drives, on folders mounted into a container, and
//! with editors that put a new file in the place of the old one. A dataset is few files.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, SystemTime};

use anyhow::{Result, anyhow};
use uppdrag::serve::{Rebuild, Server};

use super::Console;
use super::sites::{GIVES_WAY, Made, Sites, Source};

/// Time between two looks. What changed is rebuilt when two looks in a row see the same, so a burst
/// of changes gives one rebuild.
const PAUSE: Duration = Duration::from_millis(500);

/// Deepest folder that is looked into.
const DEPTH: usize = 16;

/// The files of a source as they were at one moment.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Look(Vec<(PathBuf, Option<SystemTime>, u64)>);

impl Look {
    pub(crate) fn at(source: &Source) -> Self {
        let mut look = Self::default();
        if let Some(dataset) = &source.dataset {
            look.folder(dataset, DEPTH);
        }
        for file in &source.files {
            look.file(file);
        }
        look.0.sort();
        look
    }

    fn folder(&mut self, folder: &Path, depth: usize) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            // A published build is no part of the data that it was made from.
            let is_build = || path.join("SHA256SUMS").exists();
            match entry.metadata() {
                _ if is_hidden => {}
                Ok(data) if data.is_dir() => {
                    if depth > 0 && !is_build() {
                        self.folder(&path, depth - 1);
                    }
                }
                _ => self.file(&path),
            }
        }
    }

    fn file(&mut self, path: &Path) {
        if let Ok(data) = fs::metadata(path) {
            let modified = data.modified().ok();
            self.0.push((path.to_owned(), modified, data.len()));
        }
    }
}

/// Rebuilds until nobody can ask for it any more. `watched` is what the site that is served was made
/// of, if changes are to be noticed.
pub(crate) fn run(
    server: &Server,
    sites: &Sites,
    asked: &Receiver<()>,
    watched: Option<Look>,
    console: &Console,
) {
    let Some(mut built) = watched else {
        while asked.recv().is_ok() {
            while asked.try_recv().is_ok() {}
            rebuild(server, sites, console);
        }
        return;
    };
    let mut seen = built.clone();
    loop {
        let is_asked = match asked.recv_timeout(PAUSE) {
            Ok(()) => true,
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        while asked.try_recv().is_ok() {}
        let now = Look::at(&sites.source);
        if is_asked || (now != built && now == seen) {
            // Taken before the files are read: what changes meanwhile is seen at the next look.
            built.clone_from(&now);
            rebuild(server, sites, console);
        }
        seen = now;
    }
}

fn rebuild(server: &Server, sites: &Sites, console: &Console) {
    server.set_rebuild(Rebuild::Running);
    match make(sites, console) {
        Ok(Made::Site(site)) => {
            let _ = site.search();
            server.replace(*site);
            console.note(&format!("rebuilt {}", sites.source.name()));
        }
        Ok(Made::Refused(findings)) => {
            eprint!("{}", findings.text);
            console.note(&format!("the old graph is served on: {}", findings.count));
            server.set_rebuild(Rebuild::Refused {
                findings: findings.errors,
            });
        }
        Err(error) => {
            console.error(&format!("the old graph is served on: {error:#}"));
            server.set_rebuild(Rebuild::Failed);
        }
    }
}

fn make(sites: &Sites, console: &Console) -> Result<Made> {
    let quiet = console.clone().quietly();
    let made = catch_unwind(AssertUnwindSafe(|| sites.make(GIVES_WAY, &quiet)));
    made.unwrap_or_else(|_| Err(anyhow!("the rebuild broke")))
}
