//! `uppdrag serve` as an operator runs it: rebuilds while it serves, files of RDF, the log.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::program::{stdout_of, uppdrag_in};

const MOMENT: Duration = Duration::from_millis(50);

/// A running `uppdrag serve`, stopped when it is dropped.
pub(super) struct Serving {
    pub(super) process: Child,
    pub(super) address: String,
    /// Its standard error so far.
    pub(super) told: Arc<Mutex<String>>,
}

impl Serving {
    pub(super) fn start(directory: &Path, arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_uppdrag"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .current_dir(directory)
            .env("TMPDIR", directory)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut before = String::new();
        let address = lines.find_map(|line| {
            let line = line.unwrap();
            before.push_str(&line);
            let (_, rest) = line.split_once(" on http://")?;
            Some(rest.split_once('/')?.0.to_owned())
        });
        let told = Arc::new(Mutex::new(String::new()));
        let telling = Arc::clone(&told);
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut told = telling.lock().unwrap();
                told.push_str(&line);
                told.push('\n');
            }
        });
        Self {
            process,
            address: address.unwrap_or_else(|| panic!("it does not serve: {before}")),
            told,
        }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
    }

    /// A whole answer.
    fn answer(&self, target: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!("GET {target} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// The body of an answer.
    fn get(&self, target: &str) -> String {
        let answer = self.answer(target);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "{answer}");
        body.to_owned()
    }

    fn ready(&self) -> Value {
        serde_json::from_str(&self.get("/readyz")).unwrap()
    }

    /// Waits until a rebuild has ended in this way.
    fn wait_for(&self, rebuild: &str) -> Value {
        for _ in 0..1200 {
            let ready = self.ready();
            if ready["rebuild"] == rebuild {
                return ready;
            }
            thread::sleep(MOMENT);
        }
        panic!("no rebuild is {rebuild}: {}", self.told.lock().unwrap());
    }

    pub(super) fn mandates(&self) -> String {
        let query = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fm%20a%20upp%3AMandate%7D";
        let csv = self.get(&format!("/sparql?query={query}&format=csv"));
        csv.trim_end().rsplit('\n').next().unwrap().to_owned()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.signal(Signal::TERM);
        let _ = self.process.wait();
    }
}

fn dataset() -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    stdout_of(&uppdrag_in(temp.path(), ["init", "set"]));
    let mandates = temp.path().join("set/mandates.yaml");
    (temp, mandates)
}

/// How many frozen graphs there are in a folder. One that is removed meanwhile does not count.
fn frozen_files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let count = |path: PathBuf| match path.extension() {
        _ if path.is_dir() => frozen_files(&path),
        Some(extension) if extension == "frozen" => 1,
        _ => 0,
    };
    entries.map(|entry| count(entry.path())).sum()
}

fn add_mandate(mandates: &Path, key: &str, holder: &str) {
    let mut text = fs::read_to_string(mandates).unwrap();
    let record = format!(
        "- key: {key}\n  label: {{ sv: Uppdrag, en: Mandate }}\n  assigned_to: {holder}\n  \
         issued: 2026-03\n  tasks: samordning\n  evidence: [page:24]\n"
    );
    text.push_str(&record);
    fs::write(mandates, text).unwrap();
}

#[test]
fn a_hangup_serves_what_is_there_now_and_a_broken_dataset_leaves_the_old() {
    let (temp, mandates) = dataset();
    let serving = Serving::start(temp.path(), &["set"]);
    assert_eq!(serving.mandates(), "1");
    let before = serving.ready();
    let sound = fs::read_to_string(&mandates).unwrap();

    add_mandate(&mandates, "broken", "exempelstd");
    serving.signal(Signal::HUP);
    let refused = serving.wait_for("refused");
    assert_eq!(refused["findings"], 1);
    assert_eq!(refused["graph"], before["graph"]);
    assert_eq!(serving.mandates(), "1");
    let told = serving.told.lock().unwrap().clone();
    assert!(told.contains("did you mean exempelstad?"), "{told}");

    fs::write(&mandates, sound).unwrap();
    add_mandate(&mandates, "sound", "exempelstad");
    serving.signal(Signal::HUP);
    let done = serving.wait_for("done");
    assert_ne!(done["graph"], before["graph"]);
    assert_eq!(serving.mandates(), "2");
    // Of the graph that was served before, no file is left.
    let files = || frozen_files(temp.path());
    let removed = (0..100).any(|_| {
        thread::sleep(MOMENT);
        files() == 1
    });
    assert!(removed);
    let metrics = serving.get("/metrics");
    assert!(
        metrics.contains("uppdrag_rebuilds_total{result=\"refused\"} 1"),
        "{metrics}"
    );
}

#[test]
fn a_retired_identifier_tells_what_became_of_it() {
    let (temp, _) = dataset();
    let register = "identifier,since,state,on,into,reason,label\n\
        org/old,2026-01-01,merged,2026-02-01,org/exempelstad,two of one,Old\n\
        publication/gone,2026-01-01,withdrawn,2026-02-01,,named by mistake,Gone\n";
    fs::write(temp.path().join("set/identifiers.csv"), register).unwrap();
    let serving = Serving::start(temp.path(), &["set"]);
    let merged = serving.answer("/id/org/old");
    assert!(merged.starts_with("HTTP/1.1 301 "), "{merged}");
    assert!(
        merged.contains("\r\nlocation: ../../id/org/exempelstad\r\n"),
        "{merged}"
    );
    let kept = serving.get("/doc/org/exempelstad.nt");
    let said = "org/old> <http://purl.org/dc/terms/isReplacedBy>";
    assert!(
        !kept.contains(said),
        "what is said of the old one is not said of the new: {kept}"
    );
    let asked = "/sparql?query=ASK%7B?old%20%3Chttp://purl.org/dc/terms/isReplacedBy%3E%20?new%7D";
    assert!(serving.get(asked).contains("true"));
    let gone = serving.answer("/doc/publication/gone.ttl");
    assert!(gone.starts_with("HTTP/1.1 410 "), "{gone}");
    for told in [
        "\"Gone\"",
        "named by mistake",
        "2026-02-01",
        "deprecated",
        "Document",
    ] {
        assert!(gone.contains(told), "{told}: {gone}");
    }
}

#[test]
fn a_watched_dataset_is_rebuilt_once_for_a_burst_of_changes() {
    let (temp, mandates) = dataset();
    let serving = Serving::start(temp.path(), &["set", "--watch"]);
    for number in 0..10 {
        add_mandate(&mandates, &format!("more-{number}"), "exempelstad");
        thread::sleep(MOMENT / 5);
    }
    serving.wait_for("done");
    assert_eq!(serving.mandates(), "11");
    thread::sleep(Duration::from_millis(1500));
    let metrics = serving.get("/metrics");
    assert!(
        metrics.contains("uppdrag_rebuilds_total{result=\"done\"} 1\n"),
        "{metrics}"
    );
}

#[test]
fn files_of_rdf_are_served_instead_of_a_dataset_and_beside_one() {
    let (temp, _) = dataset();
    let upp = "https://w3id.org/uppdrag/ns#Mandate";
    fs::write(temp.path().join("one.ttl"), format!("[] a <{upp}> .")).unwrap();
    fs::write(
        temp.path().join("two.nt"),
        format!("_:b0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{upp}> .\n"),
    )
    .unwrap();
    let vocabulary = stdout_of(&uppdrag_in(
        temp.path(),
        [
            "query",
            "set",
            "SELECT ?c { ?m a ?c FILTER(?c = upp:Mandate) } LIMIT 1",
            "--format",
            "csv",
        ],
    ));
    assert!(vocabulary.contains(upp), "{vocabulary}");
    let instead = Serving::start(temp.path(), &["--rdf", "one.ttl", "two.nt"]);
    assert_eq!(instead.mandates(), "2");
    let beside = Serving::start(temp.path(), &["set", "--rdf", "one.ttl", "two.nt"]);
    assert_eq!(beside.mandates(), "3");
    stdout_of(&uppdrag_in(
        temp.path(),
        ["freeze", "one.ttl", "--out", "one.frozen"],
    ));
    let frozen = Serving::start(temp.path(), &["--graph", "one.frozen"]);
    assert_eq!(frozen.mandates(), "1");
    // Another file in its place is served from the hangup on.
    stdout_of(&uppdrag_in(
        temp.path(),
        ["freeze", "one.ttl", "two.nt", "--out", "one.frozen"],
    ));
    assert_eq!(frozen.mandates(), "1");
    frozen.signal(Signal::HUP);
    frozen.wait_for("done");
    assert_eq!(frozen.mandates(), "2");
    let both = uppdrag_in(temp.path(), ["serve", "set", "--rdf", "one.frozen"]);
    assert_eq!(both.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&both.stderr).contains("served alone"));
}

#[test]
fn the_log_is_one_line_of_json_a_request_where_nobody_watches() {
    let (temp, _) = dataset();
    let serving = Serving::start(temp.path(), &["set"]);
    serving.mandates();
    let mut told = String::new();
    for _ in 0..200 {
        told.clone_from(&serving.told.lock().unwrap());
        if !told.is_empty() {
            break;
        }
        thread::sleep(MOMENT);
    }
    let entry: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&entry["path"], &entry["status"]),
        (&"/sparql".into(), &200.into())
    );
    let time = entry["time"].as_str().unwrap();
    assert!(
        time.len() >= 20 && time.ends_with('Z') && !told.contains("Mandate"),
        "{told}"
    );
    drop(serving);
    let quiet = Serving::start(temp.path(), &["set", "--log", "none"]);
    quiet.mandates();
    thread::sleep(10 * MOMENT);
    assert_eq!(*quiet.told.lock().unwrap(), "");
}
