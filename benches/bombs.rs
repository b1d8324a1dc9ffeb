//! How soon queries that must be stopped end, and what they leave behind.
//!
//! `cargo bench --bench bombs -- GRAPH.frozen [TIMES]`: each bomb of `tests/cases/bombs` once with
//! a time of 2 s, then TIMES in a row with a time of 0.1 s. See `engine.md`.
#![expect(clippy::print_stdout, reason = "it prints a table of figures")]

mod query_files;

use std::path::Path;
use std::time::{Duration, Instant};

use uppdrag::evaluation::respond::{Allowance, Request};
use uppdrag::evaluation::workers::Workers;

use query_files::query_files;

const MEMORY: usize = 512 << 20;

fn main() {
    // cargo passes `--bench` as well.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let Some(graph) = arguments.first() else {
        println!("skipped: give a frozen graph");
        return;
    };
    let times: usize = arguments
        .get(1)
        .map_or(0, |times| times.parse().expect("a number"));
    let workers = Workers::new(
        env!("CARGO_BIN_EXE_uppdrag").into(),
        vec![
            "worker".into(),
            graph.into(),
            "--stack-bytes".into(),
            (256 << 20).to_string().into(),
        ],
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let bombs = query_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/bombs"));
    runtime.block_on(async {
        println!("{:20} {:>8} {:>10}  reason", "bomb", "s", "peak MiB");
        let mut worst = Duration::ZERO;
        for (name, query) in &bombs {
            let begun = Instant::now();
            let watch = peak_of_children();
            let refusal = workers
                .answer(&request(query, Duration::from_secs(2)))
                .await
                .expect_err("a bomb is refused");
            let took = begun.elapsed();
            worst = worst.max(took);
            let peak = watch();
            println!(
                "{name:20} {:>8.2} {:>10}  {refusal:?}",
                took.as_secs_f64(),
                peak >> 20
            );
        }
        println!("the last ended after {:.2} s", worst.as_secs_f64());
        look_up(&workers).await;
        let before = state();
        let begun = Instant::now();
        for number in 0..times {
            let (_, query) = &bombs[number % bombs.len()];
            let _ = workers
                .answer(&request(query, Duration::from_millis(100)))
                .await;
        }
        look_up(&workers).await;
        if times > 0 {
            println!(
                "{times} in a row in {:.0} s, {} workers started",
                begun.elapsed().as_secs_f64(),
                workers.started()
            );
            println!("before: {before}\nafter:  {}", state());
        }
    });
}

async fn look_up(workers: &Workers) {
    let query = request("ASK { ?s ?p ?o }", Duration::from_secs(10));
    workers
        .answer(&query)
        .await
        .expect("the next query is answered");
}

fn request(query: &str, time: Duration) -> Request {
    Request {
        query: query.to_owned(),
        allowance: Allowance {
            time: Some(time),
            memory: Some(MEMORY),
            rows: Some(1_000_000),
            bytes: Some(64 << 20),
            ..Allowance::default()
        },
        ..Request::default()
    }
}

/// Open files, resident memory and children of this process (Linux).
fn state() -> String {
    let files = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    let memory = memory_of("self");
    format!(
        "{files} open files, {} KiB, {} workers",
        memory >> 10,
        children().len()
    )
}

fn children() -> Vec<String> {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    threads
        .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .flat_map(|children| children.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|child| !child.trim().is_empty())
        .collect()
}

/// Private bytes of a process.
fn memory_of(process: &str) -> usize {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"));
    let rollup = rollup.unwrap_or_default();
    rollup
        .lines()
        .filter(|line| line.starts_with("Private_"))
        .filter_map(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok())
        .sum::<usize>()
        * 1024
}

/// Watches the private memory of the workers until it is asked for the most.
fn peak_of_children() -> impl FnOnce() -> usize {
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let watching = std::thread::spawn(move || {
        let mut most = 0;
        while stopped.recv_timeout(Duration::from_millis(20)).is_err() {
            let memory = children().iter().map(|child| memory_of(child.trim())).sum();
            most = most.max(memory);
        }
        most
    });
    move || {
        let _ = stop.send(());
        watching.join().unwrap_or_default()
    }
}
