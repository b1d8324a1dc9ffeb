//! Queries that must be stopped: see `tests/cases/bombs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use oxigraph::model::{GraphNameRef, LiteralRef, NamedNode, QuadRef, TermRef};
use oxigraph::sparql::CancellationToken;
use uppdrag::evaluation::respond::{Allowance, Refusal, Request, respond};
use uppdrag::evaluation::workers::Workers;
use uppdrag::frozen::{Freezer, Frozen};

/// Bombs that do their work in one step, or free so much memory at their end, that within the
/// process nothing stops them in time.
const ONE_STEP: [&str; 4] = ["group", "in-list", "optional", "patterns"];

const MIB: usize = 1 << 20;

/// Resources of the graph: their pairs are enough for hours.
const RESOURCES: usize = 3000;

fn bombs() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/bombs");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rq"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn graph() -> Freezer {
    let mut freezer = Freezer::default();
    let label = NamedNode::new("http://www.w3.org/2004/02/skos/core#prefLabel").unwrap();
    let next = NamedNode::new("https://e.org/next").unwrap();
    let node = |number: usize| NamedNode::new(format!("https://e.org/{number}")).unwrap();
    for number in 0..RESOURCES {
        let text = format!("the resource {number} of {RESOURCES}");
        let (this, after) = (node(number), node((number + 1) % RESOURCES));
        let objects: [(_, TermRef<'_>); 2] = [
            (&label, LiteralRef::new_simple_literal(&text).into()),
            (&next, after.as_ref().into()),
        ];
        for (predicate, object) in objects {
            let graph = GraphNameRef::DefaultGraph;
            let quad = QuadRef::new(this.as_ref(), predicate.as_ref(), object, graph);
            freezer.insert(quad).unwrap();
        }
    }
    freezer
}

/// The graph in a file, which is there as long as its directory is held.
fn written_graph() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("graph.frozen");
    graph().write(&path).unwrap();
    (directory, path)
}

fn runtime() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap()
}

fn request(query: &str, time: Duration) -> Request {
    Request {
        query: query.to_owned(),
        allowance: Allowance {
            time: Some(time),
            memory: Some(128 * MIB),
            rows: Some(1_000_000),
            bytes: Some(64 * MIB),
            ..Allowance::default()
        },
        ..Request::default()
    }
}

/// A question that is answered at once.
fn look_up() -> Request {
    request("ASK { <https://e.org/7> ?p ?o }", Duration::from_secs(60))
}

fn is_stopped(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::Deadline | Refusal::Memory | Refusal::Rows { .. } | Refusal::Bytes { .. }
    )
}

#[test]
fn a_worker_is_stopped_or_killed_and_the_next_answers() {
    let (_temp, path) = written_graph();
    let runtime = runtime();
    let workers = workers(&path);
    runtime.block_on(async {
        for (name, query) in bombs() {
            let time = Duration::from_millis(300);
            let refusal = workers.answer(&request(&query, time)).await.unwrap_err();
            assert!(is_stopped(&refusal), "{name}: {refusal:?}");
            let answer = workers.answer(&look_up()).await.unwrap();
            assert!(!answer.bytes.is_empty(), "after {name}");
        }
        // A query that stops by itself leaves its worker to the next.
        assert!(workers.started() <= bombs().len() as u64);
    });
}

#[test]
fn a_worker_ends_when_nobody_waits_for_its_answer() {
    let (_temp, path) = written_graph();
    let runtime = runtime();
    let workers = workers(&path);
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    runtime.block_on(async {
        workers.answer(&look_up()).await.unwrap();
        let mut endless = request(endless, Duration::from_secs(3600));
        endless.allowance.memory = None;
        let waited = Duration::from_millis(200);
        let answered = tokio::time::timeout(waited, workers.answer(&endless)).await;
        assert!(answered.is_err(), "an endless query has an answer");
        workers.answer(&look_up()).await.unwrap();
        assert_eq!(workers.started(), 2);
    });
    // All of them, when the pool is gone.
    drop(workers);
    drop(runtime);
    #[cfg(target_os = "linux")]
    {
        let begun = Instant::now();
        while !workers_over(&path).is_empty() {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "a worker lives on"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_query_of_a_worker_that_is_killed_is_asked_once_more() {
    let (_temp, path) = written_graph();
    let runtime = runtime();
    let workers = workers(&path);
    let long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e 'x' }";
    let long = request(long, Duration::from_secs(600));
    let mut endless = request(
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        Duration::from_secs(3600),
    );
    endless.allowance.memory = None;
    runtime.block_on(async {
        let expected = workers.answer(&long).await.unwrap();
        // While it waits for a query.
        kill_worker(&path);
        assert_eq!(workers.answer(&long).await.unwrap(), expected);
        assert_eq!(workers.started(), 2);
        // In the midst of one, which has only what is left of its time.
        let soon = Duration::from_millis(500);
        endless.allowance.time = Some(2 * soon);
        let begun = Instant::now();
        let (answered, ()) = tokio::join!(workers.answer(&endless), async {
            tokio::time::sleep(soon).await;
            kill_worker(&path);
        });
        assert_eq!(answered, Err(Refusal::Deadline));
        assert!(begun.elapsed() < 4 * soon, "{:?}", begun.elapsed());
        assert_eq!(workers.started(), 3);
        // Twice is too often: it may be what kills them.
        endless.allowance.time = Some(Duration::from_secs(3600));
        let (answered, ()) = tokio::join!(workers.answer(&endless), async {
            for _ in 0..2 {
                tokio::time::sleep(soon).await;
                kill_worker(&path);
            }
        });
        assert!(
            matches!(answered, Err(Refusal::Broken { .. })),
            "{answered:?}"
        );
        assert_eq!(workers.answer(&long).await.unwrap(), expected);
    });
}

/// Kills the workers over a graph, as the system or an operator may.
#[cfg(target_os = "linux")]
fn kill_worker(graph: &Path) {
    use rustix::process::{Pid, Signal, kill_process};
    let killed = workers_over(graph);
    assert!(!killed.is_empty(), "no worker runs");
    for process in killed {
        kill_process(Pid::from_raw(process).unwrap(), Signal::KILL).unwrap();
    }
}

/// The processes over a graph that run.
#[cfg(target_os = "linux")]
fn workers_over(graph: &Path) -> Vec<i32> {
    let path = graph.as_os_str().as_encoded_bytes();
    let processes = fs::read_dir("/proc").unwrap();
    let processes = processes.filter_map(|entry| {
        let entry = entry.ok()?;
        let number = entry.file_name().to_str()?.parse().ok()?;
        Some((number, fs::read(entry.path().join("cmdline")).ok()?))
    });
    processes
        .filter(|(_, line)| line.windows(path.len()).any(|part| part == path))
        .map(|(number, _)| number)
        .collect()
}

#[test]
fn a_worker_ends_when_its_parent_does() {
    use std::io::Read as _;
    use std::process::{Command, Stdio};
    let (_temp, path) = written_graph();
    let mut worker = Command::new(env!("CARGO_BIN_EXE_uppdrag"))
        .args(arguments(&path))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It is in the midst of a query when its input ends.
    let endless = serde_json::to_vec(&request(
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        Duration::from_secs(3600),
    ))
    .unwrap();
    let mut input = worker.stdin.take().unwrap();
    let length = u32::try_from(endless.len()).unwrap().to_le_bytes();
    std::io::Write::write_all(&mut input, &[&length[..], &endless].concat()).unwrap();
    drop(input);
    let mut answered = Vec::new();
    worker
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut answered)
        .unwrap();
    assert_eq!(answered, b"");
    // It ended by itself, in the midst of the query.
    assert_eq!(worker.wait().unwrap().code(), Some(3));
}

#[test]
fn a_query_is_stopped_within_the_process() {
    let frozen: Frozen = graph().in_memory().unwrap();
    // The deep stack that the evaluator is given everywhere.
    let thread = std::thread::Builder::new().stack_size(1 << 30);
    let stopped = thread.spawn(move || {
        for (name, query) in bombs() {
            if ONE_STEP.contains(&name.as_str()) {
                continue;
            }
            let request = request(&query, Duration::from_millis(300));
            let token = CancellationToken::new();
            let refusal = respond(&frozen, &request, None, &token).unwrap_err();
            assert!(is_stopped(&refusal), "{name}: {refusal:?}");
            respond(&frozen, &look_up(), None, &token).unwrap();
        }
    });
    stopped.unwrap().join().unwrap();
}

fn workers(graph: &Path) -> Workers {
    Workers::new(env!("CARGO_BIN_EXE_uppdrag").into(), arguments(graph))
}

fn arguments(graph: &Path) -> Vec<std::ffi::OsString> {
    let stack = (1_u64 << 30).to_string();
    vec![
        "worker".into(),
        graph.into(),
        "--stack-bytes".into(),
        stack.into(),
    ]
}
