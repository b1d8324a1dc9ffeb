//! The log of `serve`: one line of JSON on standard error for each request.
//!
//! Lines are written by a thread of their own: a reader of the log that stands still must not stop
//! the server. Then lines are lost, and how many is told by the next one that is not.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use oxsdatatypes::DateTime;
use serde::Serialize;
use uppdrag::serve::{Entry, Log};

use super::Console;
use crate::cli::LogFormat;

/// Lines that wait to be written.
const WAITING: usize = 8192;

/// Time in which the last lines must be written at the end.
const LAST_LINES: Duration = Duration::from_secs(1);

/// A log that is written until its end.
pub(crate) struct RequestLog {
    pub(crate) log: Log,
    /// Takes lines, and nothing as the end.
    lines: SyncSender<Option<String>>,
    written: Receiver<()>,
}

/// An entry with what the library does not know.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    #[serde(flatten)]
    entry: &'a Entry,
    #[serde(skip_serializing_if = "is_zero")]
    lost_before: u64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl RequestLog {
    /// The log that the user wants, if any: by default only where nobody watches.
    pub(crate) fn of(format: LogFormat, console: &Console) -> Option<Self> {
        let wanted = match format {
            LogFormat::Auto => !console.is_quiet() && !stderr().is_terminal(),
            LogFormat::Json => true,
            LogFormat::None => false,
        };
        wanted.then(Self::start)
    }

    fn start() -> Self {
        let (lines, waiting) = sync_channel(WAITING);
        let (done, written) = sync_channel(1);
        thread::spawn(move || {
            write(&waiting);
            let _ = done.send(());
        });
        let lost = AtomicU64::new(0);
        let sender = lines.clone();
        Self {
            log: Arc::new(move |entry: &Entry| put(entry, &sender, &lost)),
            lines,
            written,
        }
    }

    /// Waits until all is written, unless the reader of the log stands still.
    pub(crate) fn finish(self) {
        if self.lines.try_send(None).is_ok() {
            let _ = self.written.recv_timeout(LAST_LINES);
        }
    }
}

fn put(entry: &Entry, lines: &SyncSender<Option<String>>, lost: &AtomicU64) {
    let lost_before = lost.swap(0, Relaxed);
    let line = Line {
        // The only clock of the program: no data depend on it.
        time: DateTime::now().to_string(),
        entry,
        lost_before,
    };
    let text = serde_json::to_string(&line).unwrap_or_default();
    if lines.try_send(Some(text)).is_err() {
        lost.fetch_add(lost_before + 1, Relaxed);
    }
}

fn write(lines: &Receiver<Option<String>>) {
    while let Ok(Some(first)) = lines.recv() {
        let mut text = first + "\n";
        let mut ended = false;
        for line in lines.try_iter().take(WAITING) {
            match line {
                Some(line) => text = text + &line + "\n",
                None => ended = true,
            }
        }
        // Nobody can be told that the log cannot be written.
        let _ = stderr().write_all(text.as_bytes());
        if ended {
            return;
        }
    }
}
