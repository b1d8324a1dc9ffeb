//! The visible clock: which stage runs, and what CPU time each took.

use indicatif::ProgressBar;
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

/// One stage of a run.
#[derive(Debug, Serialize)]
pub(crate) struct Stage {
    name: &'static str,
    /// User and system time of all threads, in seconds.
    cpu_seconds: f64,
}

/// Takes the CPU time between the calls of a progress function.
pub(crate) struct Stages {
    spinner: ProgressBar,
    begun: Option<(&'static str, f64)>,
    done: Vec<Stage>,
}

impl Stages {
    pub(crate) fn new(spinner: ProgressBar) -> Self {
        Self {
            spinner,
            begun: None,
            done: Vec::new(),
        }
    }

    pub(crate) fn begin(&mut self, name: &'static str) {
        self.spinner.set_message(name);
        self.end();
        self.begun = Some((name, cpu_seconds()));
    }

    fn end(&mut self) {
        if let Some((name, begun)) = self.begun.take() {
            self.done.push(Stage {
                name,
                cpu_seconds: cpu_seconds() - begun,
            });
        }
    }

    pub(crate) fn finish(mut self) -> Vec<Stage> {
        self.end();
        self.spinner.finish_and_clear();
        self.done
    }
}

/// CPU time of this process so far, in seconds.
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds of one process fit easily"
    )]
    let seconds = time.tv_sec as f64 + time.tv_nsec as f64 / 1e9;
    (seconds * 1e4).round() / 1e4
}

/// Largest resident memory of this process so far, in bytes; known on Linux.
pub(crate) fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
