//! `map` beside its limits: JSON Lines in, N-Quads out, one thread, CPU time.
//!
//! | benchmark | what it does |
//! |---|---|
//! | `copy` | copies the finished quads: the memory's limit |
//! | `parse` | parses the same lines into borrowed values: the JSON parser's limit |
//! | `bare` | parses and writes the same quads, with no check: the limit of any mapper |
//! | `map` | the mapping: typed records, their rules, and quads |
//! | `map activities` | the same for records with evidence of single values |
//!
//! `bare` and `map` are held to the same bytes before anything is measured. "Elements" are quads.

mod bare;
mod cpu_time;
#[expect(dead_code, reason = "the example `generate` uses the rest of it")]
mod synthetic;

use std::hint::black_box;
use std::io::{self, Write};
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Value;
use uppdrag::export;
use uppdrag::iri::Minter;
use uppdrag::mapping::{self, NQuadsWriter};
use uppdrag::records::{self, Class};
use uppdrag::report::Report;

use cpu_time::CpuTime;
use synthetic::Dataset;

const PUBLICATIONS: usize = 10_000;

fn map_records(criterion: &mut Criterion<CpuTime>) {
    let dataset = Dataset::new(PUBLICATIONS);
    let publications = lines(dataset.publications());
    let minter = minter();

    let mut quads = Vec::new();
    map(&publications, Class::Publication, &minter, &mut quads);
    let mut same = Vec::new();
    bare::map(&publications, &mut same).expect("a Vec takes everything");
    assert!(quads == same, "the bare writer makes other quads");

    let mut group = criterion.benchmark_group("publications");
    group.throughput(cpu_time::quads(count(&quads)));
    let mut copy = Vec::with_capacity(quads.len());
    group.bench_function("copy", |b| {
        b.iter(|| {
            copy.clear();
            copy.extend_from_slice(black_box(&quads));
        });
    });
    group.bench_function("parse", |b| {
        b.iter(|| bare::parse(black_box(&publications)));
    });
    group.bench_function("bare", |b| {
        b.iter(|| bare::map(black_box(&publications), io::sink()));
    });
    group.bench_function("map", |b| {
        b.iter(|| {
            map(
                black_box(&publications),
                Class::Publication,
                &minter,
                io::sink(),
            );
        });
    });
    group.finish();

    let activities = lines(dataset.activities());
    let mut quads = Vec::new();
    map(&activities, Class::Activity, &minter, &mut quads);
    let mut group = criterion.benchmark_group("activities");
    group.throughput(cpu_time::quads(count(&quads)));
    group.bench_function("map", |b| {
        b.iter(|| map(black_box(&activities), Class::Activity, &minter, io::sink()));
    });
    group.finish();
}

/// What `uppdrag map` does between opening its input and telling its findings.
fn map(lines: &[u8], class: Class, minter: &Minter, out: impl Write) {
    let mut report = Report::default();
    let mut sink = NQuadsWriter::new(out);
    records::read_json_lines(
        &mut &*lines,
        Path::new("synthetic"),
        class,
        &mut report,
        &mut |record, _, _| {
            let problems = records::check(&record, &[]);
            mapping::map(&record, minter, &mut sink);
            assert!(problems.is_empty() && sink.take_problems().is_empty());
        },
    )
    .expect("memory can be read");
    assert_eq!(report.errors(), 0);
    sink.flush().expect("the sink takes everything");
}

fn minter() -> Minter {
    let vocabulary = export::vocabulary().expect("the ontology is embedded");
    Minter::new(synthetic::BASE, [], export::concepts(&vocabulary)).expect("the base is an IRI")
}

fn lines(records: impl Iterator<Item = Value>) -> Vec<u8> {
    let mut lines = Vec::new();
    synthetic::write_lines(records, &mut lines).expect("a Vec takes everything");
    lines
}

fn count(quads: &[u8]) -> usize {
    quads.split(|byte| *byte == b'\n').count() - 1
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime).sample_size(20);
    targets = map_records
}
criterion_main!(benches);
