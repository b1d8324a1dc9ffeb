//! The products: the same bytes each time, and read alike by another RDF stack.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};
use sophia_api::prelude::*;
use sophia_api::quad::Spog;
use sophia_api::term::SimpleTerm;

use super::dataset;
use super::program::{stdout_of, uppdrag_in};

/// Files of a directory by path.
pub(crate) fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut open = vec![root.to_path_buf()];
    let mut files = BTreeMap::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn two_builds_are_byte_equal_whatever_the_order_of_records_zone_and_locale() {
    let temp = tempfile::tempdir().unwrap();
    copy(&dataset::directory(), &temp.path().join("data"));
    stdout_of(&uppdrag_in(
        temp.path(),
        ["build", "data", "--out", "first", "--json"],
    ));
    // The same records, in other files and in the reverse order.
    let networks = temp.path().join("data/networks.yaml");
    let text = fs::read_to_string(&networks).unwrap();
    let mut records: Vec<String> = text
        .split("\n- ")
        .skip(1)
        .map(|r| format!("- {r}\n"))
        .collect();
    assert!(records.len() > 2);
    fs::remove_file(networks).unwrap();
    records.reverse();
    fs::create_dir(temp.path().join("data/networks")).unwrap();
    for (number, record) in records.iter().enumerate() {
        fs::write(
            temp.path().join(format!("data/networks/{number}.yaml")),
            record,
        )
        .unwrap();
    }
    let second = std::process::Command::new(env!("CARGO_BIN_EXE_uppdrag"))
        .args(["build", "data", "--out", "second", "--json"])
        .envs([
            ("TZ", "Pacific/Kiritimati"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("LANG", "tr_TR.UTF-8"),
        ])
        .current_dir(temp.path())
        .output()
        .unwrap();
    stdout_of(&second);
    let (first, second) = (
        files(&temp.path().join("first")),
        files(&temp.path().join("second")),
    );
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        second.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{path} differs");
    }
}

#[test]
fn sophia_reads_every_dump_to_the_canonical_hash_of_its_kind() {
    let temp = tempfile::tempdir().unwrap();
    copy(&dataset::directory(), &temp.path().join("data"));
    stdout_of(&uppdrag_in(temp.path(), ["build", "data", "--json"]));
    let public = temp.path().join("public");
    let build: serde_json::Value =
        serde_json::from_slice(&fs::read(public.join("build.json")).unwrap()).unwrap();
    let text = |name: &str| fs::read_to_string(public.join("dump").join(name)).unwrap();
    let hash = |quads: Vec<Spog<SimpleTerm<'static>>>| {
        let dataset: std::collections::HashSet<Spog<SimpleTerm<'static>>> =
            quads.into_iter().collect();
        let mut canonical = Vec::new();
        sophia_c14n::rdfc10::normalize(&dataset, &mut canonical).unwrap();
        hex(&Sha256::digest(&canonical))
    };
    for name in ["uppdrag.trig", "uppdrag.nq"] {
        let text = text(name);
        let quads = if name == "uppdrag.nq" {
            sophia_turtle::parser::nq::parse_str(&text)
                .collect_quads()
                .unwrap()
        } else {
            sophia_turtle::parser::trig::parse_str(&text)
                .collect_quads()
                .unwrap()
        };
        assert_eq!(hash(quads), build["canonical_quads_sha256"], "{name}");
    }
    for name in ["uppdrag.ttl", "uppdrag.nt"] {
        let text = text(name);
        let triples: Vec<[SimpleTerm<'static>; 3]> = if name == "uppdrag.nt" {
            sophia_turtle::parser::nt::parse_str(&text)
                .collect_triples()
                .unwrap()
        } else {
            sophia_turtle::parser::turtle::parse_str(&text)
                .collect_triples()
                .unwrap()
        };
        let quads = triples.into_iter().map(|triple| (triple, None)).collect();
        assert_eq!(hash(quads), build["canonical_triples_sha256"], "{name}");
    }
    // Checksums hold, and nothing stands beside them.
    let sums = fs::read_to_string(public.join("SHA256SUMS")).unwrap();
    let files = files(&public);
    assert_eq!(sums.lines().count(), files.len() - 1);
    for line in sums.lines() {
        let (sum, path) = line.split_once("  ").unwrap();
        let digest = hex(&Sha256::digest(&files[path]));
        assert_eq!(sum, digest, "{path}");
    }
    for extension in ["ttl", "trig", "nt", "nq", "rdf", "jsonld"] {
        for packed in ["", ".gz", ".zst"] {
            assert!(
                files.contains_key(&format!("dump/uppdrag.{extension}{packed}")),
                "{extension}{packed}"
            );
        }
    }
}

#[test]
fn the_graph_agrees_with_the_texts_of_its_sources() {
    let Some(sources) = dataset::beside("sources") else {
        // Past the capture of the test harness, so that every run says it.
        writeln!(
            std::io::stderr(),
            "skipped: the texts of the sources are not beside the repository"
        )
        .unwrap();
        return;
    };
    let temp = tempfile::tempdir().unwrap();
    for folder in [sources, dataset::beside("reference").unwrap()] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, temp.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let data = dataset::directory();
    let output = uppdrag_in(
        temp.path(),
        [
            Path::new("check"),
            &data,
            Path::new("--json"),
            Path::new("--sources"),
            Path::new("."),
        ],
    );
    let report: serde_json::Value = serde_json::from_str(&stdout_of(&output)).unwrap();
    assert_eq!(
        report["findings"].as_array().unwrap().len(),
        0,
        "{report:#}"
    );
}
