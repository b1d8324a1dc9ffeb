//! The search index over labels like those of a dataset: `search.md` has the figures.
//!
//! `cargo bench --bench search -- [LABELS]`, 100,000 if no number is given.
#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "it prints a table of figures"
)]

#[expect(dead_code, reason = "`map.rs` uses the rest of it")]
mod cpu_time;
#[expect(dead_code, reason = "the example `generate` uses the rest of it")]
mod synthetic;

use std::time::Duration;

use criterion::measurement::Measurement as _;
use serde_json::Value;
use uppdrag::search::{Entry, Index, Limits, Request, Total};

use cpu_time::CpuTime;
use synthetic::Dataset;

/// Runs of each request of which the median and the slowest are told.
const RUNS: usize = 101;

/// What is typed: of every kind, and what takes longest of each.
const TYPED: &[&str] = &[
    "jämställdhet",
    "jamstalldhet",
    "uppföljning kommuner 2003",
    "utbildning samverkan trygghet stöd vård",
    "samv utv komp",
    "s",
    "o",
    "o o o o o o o o o o o o",
    "o om on",
    "o s v u",
    "e r a o e r a o e r a o",
    "ning",
    "ställdhet perspektiv",
    "jämstäldhet",
    "tilgänglghet landsbgd",
    "förebygande handlägning tilgänglighet verksamhte åtgärdr uppföljnig",
    "q q q q q q q q q q q q",
    "Om \"skola skydd stöd",
    "xyzzyxyzzy",
];

fn main() {
    let labels = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100_000);
    let titles = entries(labels, title);
    run("synthetic titles, 36 words and years", &titles);
    run("the same with compounds", &entries(labels, with_compounds));
}

fn run(what: &str, entries: &[Entry<String>]) {
    let begun = CpuTime.start();
    let index = Index::of(entries.iter().map(borrowed), Limits::default()).expect("few enough");
    let built = CpuTime.end(begun);
    let texts: usize = entries.iter().map(|it| it.text.len() + it.iri.len()).sum();
    let count = index.len() as f64;
    println!(
        "{what}: {count} labels in {:.2} CPU s; {:.0} bytes a label, of which text and IRI {:.0}",
        built.as_secs_f64(),
        index.bytes() as f64 / count,
        texts as f64 / count,
    );
    println!(
        "{:72} {:>9} {:>9} {:>9}",
        "typed", "hits", "median ms", "slowest"
    );
    for typed in TYPED {
        let mut found = Total::Exactly(0);
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|_| {
                let begun = CpuTime.start();
                found = index
                    .find(&Request::of(typed))
                    .expect("within limits")
                    .total;
                CpuTime.end(begun)
            })
            .collect();
        times.sort();
        let total = match found {
            Total::Exactly(total) => total.to_string(),
            Total::MoreThan(total) => format!(">{total}"),
        };
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{typed:72} {total:>9} {:>9.3} {:>9.3}",
            milliseconds(times[RUNS / 2]),
            milliseconds(times[RUNS - 1]),
        );
    }
}

fn borrowed(entry: &Entry<String>) -> Entry<&str> {
    Entry {
        iri: &entry.iri,
        class: &entry.class,
        language: &entry.language,
        text: &entry.text,
    }
}

/// Titles in Swedish and English of half as many publications.
fn entries(labels: usize, title: fn(usize, &str) -> String) -> Vec<Entry<String>> {
    let publications = Dataset::new(labels / 2).publications();
    let labels = publications.enumerate().flat_map(|(at, publication)| {
        ["sv", "en"].map(|language| Entry {
            iri: format!(
                "{}publication/{}",
                synthetic::BASE,
                text(&publication["key"])
            ),
            class: "publication".to_owned(),
            language: language.to_owned(),
            text: title(at, text(&publication["title"][language])),
        })
    });
    labels.collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn title(_: usize, title: &str) -> String {
    title.to_owned()
}

/// Two words of a title made one, with one of many endings: a vocabulary as large as that of a
/// library.
fn with_compounds(at: usize, title: &str) -> String {
    let mut words: Vec<&str> = title.split(' ').collect();
    let first = words.remove(1);
    let ending = words.remove(1);
    format!("{} {first}s{ending}{}", words.join(" "), letters(at % 60))
}

/// A number in letters, so that it is a word.
fn letters(number: usize) -> String {
    format!("{number:03}")
        .bytes()
        .map(|digit| char::from(digit - b'0' + b'a'))
        .collect()
}
