//! Ten thousand malformed and hostile requests to `uppdrag serve`: each is refused or answered, and
//! afterwards the server is as it was.
//!
//! The requests come from a seed, so that a failure comes again: `HOSTILE_SEED=7` tries others,
//! `HOSTILE_REQUESTS=100000` more. Where HTTP itself is broken ([`Sent::is_broken_http`]), the
//! connection may be closed without an answer, as RFC 9112 allows.
#![cfg(unix)]

mod answers;
mod http;
mod queries;
mod sites;
mod texts;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use self::answers::Answered;
use super::program::{stdout_of, uppdrag_in};
use super::random::Random;
use super::serve::Serving;

const REQUESTS: usize = 10_000;
const SEED: u64 = 4;

/// Requests before memory is measured: by then each kind was sent, and all threads are there.
const FIRST: usize = 2000;

/// Clients that ask at the same time.
const CLIENTS: usize = 8;

/// Bytes by which the memory of the server may grow. What its allocator keeps back moves by a few
/// MiB; one KiB that each request leaves behind would be 8 MiB.
const GROWTH: u64 = 8 << 20;

/// A request as it goes over the wire.
struct Sent {
    bytes: Vec<u8>,
    /// Whether it is no request of HTTP/1.1, so that there may be no answer.
    is_broken_http: bool,
}

/// Writes requests of one kind.
type Kind = (&'static str, fn(&mut Random) -> Sent);

fn kinds() -> Vec<Kind> {
    [http::KINDS, queries::KINDS, sites::KINDS].concat()
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    let value = std::env::var(name).ok();
    value.map_or(default, |value| value.parse().ok().expect(name))
}

#[test]
fn ten_thousand_hostile_requests_are_refused_or_answered() {
    let temp = tempfile::tempdir().unwrap();
    stdout_of(&uppdrag_in(temp.path(), ["init", "set"]));
    let limits = [
        "client_rate=0",
        "client_connections=512",
        "query_time=1s",
        "concurrent_queries=4",
        // Those that send too little are not waited for.
        "header_time=1s",
        "body_time=1s",
        "idle_time=1s",
        // What is remembered is not what leaks.
        "cache_bytes=256KiB",
    ];
    let limits = limits.iter().flat_map(|limit| ["--limit", limit]);
    let arguments: Vec<&str> = ["set"].into_iter().chain(limits).collect();
    let mut serving = Serving::start(temp.path(), &arguments);
    let hidden = [
        temp.path().to_string_lossy().into_owned(),
        env!("CARGO_MANIFEST_DIR").to_owned(),
    ];
    assert_eq!(serving.mandates(), "1");

    let (requests, seed) = (
        setting("HOSTILE_REQUESTS", REQUESTS),
        setting("HOSTILE_SEED", SEED),
    );
    let first = FIRST.min(requests / 2);
    let mut told = Told::default();
    told.add(send_all(&serving, 0..first, seed, &hidden));
    let before = resident(&serving);
    told.add(send_all(&serving, first..requests, seed, &hidden));
    let after = resident(&serving);

    println!("{}", told.table());
    println!("memory of the server: {before:?} bytes, then {after:?}");
    assert!(
        told.wrong.is_empty(),
        "{} of {requests} requests:\n{}",
        told.wrong.len(),
        told.wrong[..told.wrong.len().min(10)].join("\n\n")
    );
    assert!(serving.process.try_wait().unwrap().is_none(), "it ended");
    assert_eq!(serving.mandates(), "1");
    let stderr = serving.told.lock().unwrap().clone();
    assert!(!stderr.contains("panicked"), "{stderr}");
    if let (Some(before), Some(after)) = (before, after) {
        assert!(
            after <= before + GROWTH,
            "memory grew from {before} to {after} bytes"
        );
    }
}

/// What became of requests.
#[derive(Default)]
struct Told {
    /// By kind and status; 0 is a connection that was closed.
    counts: BTreeMap<(&'static str, u16), usize>,
    times: BTreeMap<&'static str, Duration>,
    wrong: Vec<String>,
}

impl Told {
    fn add(&mut self, other: Self) {
        for (key, count) in other.counts {
            *self.counts.entry(key).or_default() += count;
        }
        for (key, time) in other.times {
            *self.times.entry(key).or_default() += time;
        }
        self.wrong.extend(other.wrong);
    }

    fn table(&self) -> String {
        let mut table = String::new();
        let mut last = "";
        for ((kind, status), count) in &self.counts {
            if *kind != last {
                let seconds = self.times[kind].as_secs_f64();
                let _ = write!(table, "\n{kind:<22} {seconds:6.1} s ");
                last = kind;
            }
            let status = match status {
                0 => "closed".to_owned(),
                status => status.to_string(),
            };
            let _ = write!(table, " {status}: {count}");
        }
        table
    }
}

/// Sends the requests of a range from several clients; which one sends what does not matter.
fn send_all(
    serving: &Serving,
    range: std::ops::Range<usize>,
    seed: u64,
    hidden: &[String],
) -> Told {
    let kinds = kinds();
    let next = AtomicUsize::new(range.start);
    let told = Mutex::new(Told::default());
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Relaxed);
                    if number >= range.end {
                        break;
                    }
                    let (kind, make) = kinds[number % kinds.len()];
                    let sent = make(&mut Random::new(seed ^ ((number as u64) << 20)));
                    let begun = Instant::now();
                    let answered = Answered::to(&serving.address, &sent);
                    let time = begun.elapsed();
                    let mut told = told.lock().unwrap();
                    let status = answered.status().unwrap_or(0);
                    *told.counts.entry((kind, status)).or_default() += 1;
                    *told.times.entry(kind).or_default() += time;
                    if let Err(why) = answered.check(&sent, hidden) {
                        let bytes = &sent.bytes[..sent.bytes.len().min(6000)];
                        told.wrong.push(format!(
                            "request {number}, {kind}: {why}\n{}\n→ {}",
                            bytes.escape_ascii(),
                            answered.shown()
                        ));
                    }
                }
            });
        }
    });
    told.into_inner().unwrap()
}

/// Resident memory of the server without its workers, which end when they hold much; known on
/// Linux.
fn resident(serving: &Serving) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", serving.process.id())).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("RssAnon:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
