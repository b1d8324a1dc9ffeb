//! Queries over the frozen graph and over Oxigraph's `Store`, in one process, CPU time.
//!
//! `cargo bench --bench engine -- DATA.nt QUERIES-FOLDER`: see `engine.md` for the data, the
//! queries and the figures.
#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "it prints a table of figures"
)]

#[expect(dead_code, reason = "`map.rs` uses the rest of it")]
mod cpu_time;
mod query_files;

use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::measurement::Measurement as _;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use uppdrag::evaluation::respond::Request;
use uppdrag::evaluation::workers::Workers;
use uppdrag::evaluation::{Limits, Query};
use uppdrag::frozen::{Freezer, Frozen, RdfFile};
use uppdrag::graph::{QuadSet, QuadSetBuilder};
use uppdrag::results::{ResultsFormat, write_results};

use cpu_time::CpuTime;
use query_files::query_files;

/// Runs of each query of which the median counts.
const RUNS: usize = 7;

/// CPU time of a run that can be measured.
const SAMPLE: Duration = Duration::from_millis(20);

fn main() {
    // cargo passes `--bench` as well.
    let arguments: Vec<PathBuf> = std::env::args_os()
        .skip(1)
        .filter(|argument| !argument.to_string_lossy().starts_with("--"))
        .map(PathBuf::from)
        .collect();
    let [data, queries] = arguments.as_slice() else {
        println!("skipped: give DATA.nt and the folder of the queries");
        return;
    };
    let directory = std::env::temp_dir().join(format!("uppdrag-engine-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a temporary directory");
    let path = directory.join("data.frozen");

    let begun = CpuTime.start();
    let mut freezer = Freezer::default();
    RdfFile::named(data)
        .and_then(|file| file.read(&mut freezer, "", &mut |_| {}))
        .expect("the data can be read");
    let summary = freezer.write(&path).expect("the frozen graph is written");
    tell("freeze", CpuTime.end(begun), summary.triples);
    println!(
        "{} triples, {:.1} bytes a triple",
        summary.triples,
        summary.bytes as f64 / summary.triples as f64
    );
    let begun = CpuTime.start();
    let frozen = Frozen::open(&path).expect("the frozen graph opens");
    println!("open {:?}", CpuTime.end(begun));
    let begun = CpuTime.start();
    frozen.verify().expect("the frozen graph is whole");
    println!("verify {:?}", CpuTime.end(begun));

    let set = quad_set(data);
    let begun = CpuTime.start();
    let of_set = Freezer::of(&set)
        .write(&directory.join("set.frozen"))
        .expect("the frozen graph is written");
    tell("freeze sorted quads", CpuTime.end(begun), of_set.triples);
    drop(set);

    let begun = CpuTime.start();
    let store = load(data);
    tell("load the store", CpuTime.end(begun), summary.triples);

    println!(
        "{:20} {:>10} {:>10} {:>7}",
        "query", "store ms", "frozen ms", "ratio"
    );
    for (name, text) in query_files(queries) {
        let (of_store, answer) = median(|| answer_of_store(&store, &text));
        let (of_frozen, same) = median(|| answer_of_frozen(&frozen, &text));
        // Rows without ORDER BY come in the order of the engine.
        assert!(
            sorted_lines(&answer) == sorted_lines(&same),
            "{name} differs"
        );
        println!(
            "{name:20} {:>10.3} {:>10.3} {:>7.2}",
            of_store * 1e3,
            of_frozen * 1e3,
            of_frozen / of_store
        );
    }
    look_ups(&path, &data_subject(data));
    std::fs::remove_dir_all(&directory).expect("the temporary directory is ours");
}

fn tell(what: &str, time: Duration, triples: u64) {
    let seconds = time.as_secs_f64();
    println!(
        "{what}: {seconds:.2} CPU s, {:.0} triples/s",
        triples as f64 / seconds
    );
}

/// The data as mapping leaves it.
fn quad_set(data: &Path) -> QuadSet {
    let graph = NamedNode::new("https://example.org/graph").expect("it is an IRI");
    let file = std::fs::File::open(data).expect("the data can be read");
    let mut builder = QuadSetBuilder::default();
    for quad in RdfParser::from_format(RdfFormat::NTriples).for_reader(file) {
        let quad = quad.expect("the data is N-Triples");
        if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
            builder.insert(
                subject.as_ref(),
                quad.predicate.as_ref(),
                quad.object.as_ref(),
                graph.as_ref(),
            );
        }
    }
    builder.build()
}

fn load(data: &Path) -> Store {
    let store = Store::new().expect("a store in memory");
    let file = std::fs::File::open(data).expect("the data can be read");
    let mut loader = store.bulk_loader();
    loader
        .load_from_reader(RdfParser::from_format(RdfFormat::NTriples), file)
        .expect("the data is N-Triples");
    loader.commit().expect("the store takes it");
    store
}

/// The middle of the CPU times, in seconds, and the answer. A run is repeated until it takes long
/// enough to be measured.
fn median(mut run: impl FnMut() -> Vec<u8>) -> (f64, Vec<u8>) {
    let mut answer = Vec::new();
    let mut time = |repeats: u32| {
        let begun = CpuTime.start();
        for _ in 0..repeats {
            answer = run();
        }
        CpuTime.end(begun)
    };
    let once = time(1).as_nanos().max(1);
    let repeats = u32::try_from(SAMPLE.as_nanos().div_ceil(once)).unwrap_or(1);
    let mut times: Vec<Duration> = (0..RUNS).map(|_| time(repeats)).collect();
    times.sort();
    (times[RUNS / 2].as_secs_f64() / f64::from(repeats), answer)
}

fn format_of(results: &QueryResults<'_>) -> ResultsFormat {
    match results {
        QueryResults::Graph(_) => ResultsFormat::NTriples,
        _ => ResultsFormat::Json,
    }
}

fn answer_of_store(store: &Store, text: &str) -> Vec<u8> {
    let results = SparqlEvaluator::new()
        .parse_query(text)
        .expect("the query is sound")
        .on_store(store)
        .execute()
        .expect("the store answers");
    let mut answer = Vec::new();
    let format = format_of(&results);
    write_results(results, format, &mut answer).expect("memory takes everything");
    answer
}

fn answer_of_frozen(frozen: &Frozen, text: &str) -> Vec<u8> {
    let query = Query::parse("query", text).expect("the query is sound");
    query
        .answer(frozen, &Limits::default(), |results| {
            let mut answer = Vec::new();
            let format = format_of(&results);
            write_results(results, format, &mut answer).expect("memory takes everything");
            answer
        })
        .expect("the frozen graph answers")
}

fn sorted_lines(answer: &[u8]) -> Vec<&[u8]> {
    let mut parts: Vec<&[u8]> = answer
        .split(|byte| matches!(byte, b'{' | b'}' | b'\n'))
        .collect();
    parts.sort_unstable();
    parts
}

/// Look-ups through a worker, one after the other: CPU time of both processes.
fn look_ups(graph: &Path, subject: &str) {
    const LOOK_UPS: u32 = 20_000;
    let request = Request {
        query: format!("SELECT ?p ?o WHERE {{ {subject} ?p ?o }}"),
        ..Request::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let program = env!("CARGO_BIN_EXE_uppdrag").into();
    let stack = (256 << 20).to_string();
    let arguments = [
        "worker".into(),
        graph.into(),
        "--stack-bytes".into(),
        stack.into(),
    ];
    let workers = Workers::new(program, arguments.into());
    let begun = CpuTime.start();
    let (first, clock) = runtime.block_on(async {
        let clock = Instant::now();
        workers.answer(&request).await.expect("a worker answers");
        let first = clock.elapsed();
        let clock = Instant::now();
        for _ in 0..LOOK_UPS {
            workers.answer(&request).await.expect("a worker answers");
        }
        (first, clock.elapsed())
    });
    let ours = CpuTime.end(begun);
    let theirs = cpu_of_children();
    println!(
        "{LOOK_UPS} look-ups through a worker: {:.0} a second of the clock, {:.0} a second of the \
         worker's CPU time, {:.0} of both; first answer {first:?} after the start of the process",
        f64::from(LOOK_UPS) / clock.as_secs_f64(),
        f64::from(LOOK_UPS) / theirs.as_secs_f64(),
        f64::from(LOOK_UPS) / (ours + theirs).as_secs_f64(),
    );
    for line in memory_of_children() {
        println!("worker at rest: {line}");
    }
}

/// A subject of the data, as N-Triples writes it.
fn data_subject(data: &Path) -> String {
    let file = std::fs::File::open(data).expect("the data can be read");
    let lines = std::io::BufReader::new(file).lines();
    let line = lines
        .skip(10_000)
        .find_map(Result::ok)
        .expect("10,001 lines");
    line.split(' ').next().unwrap_or_default().to_owned()
}

fn children() -> Vec<String> {
    let children = std::fs::read_to_string("/proc/thread-self/children").unwrap_or_default();
    children.split_whitespace().map(str::to_owned).collect()
}

/// CPU time of the children so far (Linux).
fn cpu_of_children() -> Duration {
    let ticks: u64 = children()
        .iter()
        .filter_map(|child| std::fs::read_to_string(format!("/proc/{child}/stat")).ok())
        .filter_map(|stat| {
            let fields: Vec<u64> = stat
                .rsplit_once(')')?
                .1
                .split_whitespace()
                .map(|field| field.parse().unwrap_or(0))
                .collect();
            Some(fields[11] + fields[12])
        })
        .sum();
    Duration::from_millis(ticks * 10)
}

/// What the children hold for themselves and share (Linux).
fn memory_of_children() -> Vec<String> {
    children()
        .iter()
        .filter_map(|child| std::fs::read_to_string(format!("/proc/{child}/smaps_rollup")).ok())
        .flat_map(|rollup| rollup.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| line.starts_with("Private_") || line.starts_with("Pss:"))
        .collect()
}
