//! A pool of workers: queries in processes that are killed when they do not stop by themselves.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::frames;
use super::respond::{Answer, Refusal, Request};
use super::worker::GRACE;

/// Starts workers, gives each one query at a time, and kills those that do not answer in time or
/// whose client is gone.
///
/// Workers map the same file: the system holds its pages once for all of them.
#[derive(Debug)]
pub struct Workers {
    program: PathBuf,
    arguments: Vec<std::ffi::OsString>,
    idle: Mutex<Vec<Worker>>,
    counts: Arc<Counts>,
}

/// How many workers there were; pools that follow each other may share it.
#[derive(Debug, Default)]
pub struct Counts {
    started: AtomicU64,
    ended: AtomicU64,
}

#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    counts: Arc<Counts>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.counts.ended.fetch_add(1, Relaxed);
    }
}

impl Workers {
    /// A pool whose workers are started with this command; see [`super::worker::run`].
    #[must_use]
    pub fn new(program: PathBuf, arguments: Vec<std::ffi::OsString>) -> Self {
        Self {
            program,
            arguments,
            idle: Mutex::default(),
            counts: Arc::default(),
        }
    }

    /// Counts its workers together with those of other pools.
    #[must_use]
    pub fn counting(mut self, counts: Arc<Counts>) -> Self {
        self.counts = counts;
        self
    }

    /// Workers started so far: those that replace killed ones too.
    pub fn started(&self) -> u64 {
        self.counts.started.load(Relaxed)
    }

    /// Workers that were killed or ended by themselves.
    pub fn ended(&self) -> u64 {
        self.counts.ended.load(Relaxed)
    }

    /// Has a worker answer.
    ///
    /// If the future is dropped before it is done, the worker is killed, as it is when it
    /// outlives its time by more than a moment. A worker that somebody else killed is replaced, and
    /// the query is asked once more in what is left of its time: it only reads.
    ///
    /// # Errors
    ///
    /// [`Refusal`] of the query, or [`Refusal::Broken`] if no worker can be started.
    pub async fn answer(&self, request: &Request) -> Result<Answer, Refusal> {
        let begun = Instant::now();
        let idle = self.idle().pop();
        let worker = idle.map_or_else(|| self.start(), Ok)?;
        match self.ask(worker, request).await {
            Err(Unanswered::Killed(_)) => {}
            answered => return answered.map_err(Refusal::from),
        }
        let mut again = request.clone();
        let time = &mut again.allowance.time;
        *time = time.map(|time| time.saturating_sub(begun.elapsed()));
        // A new one: those that wait may have been killed too.
        let answered = self.ask(self.start()?, &again).await;
        answered.map_err(Refusal::from)
    }

    async fn ask(&self, mut worker: Worker, request: &Request) -> Result<Answer, Unanswered> {
        let bytes = serde_json::to_vec(request)
            .map_err(|e| broken("the request cannot be sent", &e.into()))?;
        let time = request
            .allowance
            .time
            .map_or(Duration::MAX, |time| time.saturating_add(GRACE));
        let response = match tokio::time::timeout(time, worker.ask(&bytes)).await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => return Err(Unanswered::of(worker.status().await)),
            // The worker is dropped, and so killed.
            Err(_) => return Err(Refusal::Deadline.into()),
        };
        let (response, is_last) = frames::decode(response);
        // What broke once may be broken for good.
        if !is_last && !matches!(response, Err(Refusal::Broken { .. })) {
            self.idle().push(worker);
        }
        Ok(response?)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self) -> Result<Worker, Refusal> {
        self.spawn()
            .map_err(|e| broken("no worker can be started", &e))
    }

    fn spawn(&self) -> std::io::Result<Worker> {
        let mut command = Command::new(&self.program);
        // Ctrl-C is for the server, which lets running queries end.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A worker that is refused memory would print a backtrace.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::Error::other("it has no pipes"));
        };
        self.counts.started.fetch_add(1, Relaxed);
        Ok(Worker {
            child,
            input,
            output,
            counts: Arc::clone(&self.counts),
        })
    }
}

/// Why a worker gave no answer.
enum Unanswered {
    /// The query has none.
    Refused(Refusal),
    /// The worker was killed, and not for what the query did.
    Killed(Option<ExitStatus>),
}

impl Unanswered {
    /// Why there is none of a worker that ended.
    fn of(status: Option<ExitStatus>) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::process::ExitStatusExt as _;
            // SIGHUP, SIGINT, SIGKILL, SIGTERM: no process sends them to itself by a mistake.
            const FROM_OUTSIDE: [i32; 4] = [1, 2, 9, 15];
            let signal = status.and_then(|status| status.signal());
            if signal.is_some_and(|signal| FROM_OUTSIDE.contains(&signal)) {
                return Self::Killed(status);
            }
        }
        Refusal::of_ended_worker(status).into()
    }
}

impl From<Refusal> for Unanswered {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Unanswered> for Refusal {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Refused(refusal) => refusal,
            Unanswered::Killed(status) => Self::of_ended_worker(status),
        }
    }
}

fn broken(what: &str, error: &std::io::Error) -> Refusal {
    Refusal::Broken {
        message: format!("{what}: {error}"),
    }
}

impl Worker {
    async fn ask(&mut self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        self.input.write_all(&frames::framed(request)?).await?;
        self.input.flush().await?;
        let mut length = [0; 4];
        self.output.read_exact(&mut length).await?;
        let mut response = vec![0; frames::length_of(length)];
        self.output.read_exact(&mut response).await?;
        Ok(response)
    }

    /// How it ended, which its pipe told first.
    async fn status(&mut self) -> Option<ExitStatus> {
        match tokio::time::timeout(GRACE, self.child.wait()).await {
            Ok(Ok(status)) => Some(status),
            _ => None,
        }
    }
}
