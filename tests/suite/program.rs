//! Running the program as a user does.

use std::path::Path;
use std::process::{Command, Output};

/// Runs `uppdrag` with arguments in the repository's root.
pub(crate) fn uppdrag<I: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = I>) -> Output {
    uppdrag_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

/// Runs `uppdrag` with arguments in a directory.
pub(crate) fn uppdrag_in<I: AsRef<std::ffi::OsStr>>(
    directory: &Path,
    arguments: impl IntoIterator<Item = I>,
) -> Output {
    Command::new(env!("CARGO_BIN_EXE_uppdrag"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}

/// Standard output of a run that ended well.
pub(crate) fn stdout_of(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {stderr}", output.status);
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn init_writes_a_dataset_that_builds_without_a_change() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("new");
    stdout_of(&uppdrag_in(temp.path(), ["init", "new"]));
    let build = uppdrag_in(&dir, ["build", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout_of(&build)).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 0);
    assert_eq!(report["published"], true);
    // One record of each class.
    let classes = stdout_of(&uppdrag(["schema"]));
    for class in classes.lines() {
        let records = report["records"].as_array().unwrap();
        assert!(
            records.iter().any(|pair| pair[0] == class),
            "no record of {class}"
        );
    }
    assert!(dir.join("identifiers.csv").exists());
    // A directory with files in it is never written into.
    assert_eq!(
        uppdrag_in(temp.path(), ["init", "new"]).status.code(),
        Some(2)
    );
}

#[test]
fn schemas_are_json_schema_and_hold_the_shipped_records() {
    for class in stdout_of(&uppdrag(["schema"])).lines() {
        let schema: serde_json::Value =
            serde_json::from_str(&stdout_of(&uppdrag(["schema", class]))).unwrap();
        assert_eq!(schema["type"], "array", "{class}");
        assert!(schema["items"]["properties"]["key"].is_object(), "{class}");
        assert_eq!(schema["items"]["additionalProperties"], false, "{class}");
    }
}

#[test]
fn map_gives_the_quads_of_a_build_record_by_record() {
    let record = r#"{"key":"p1","title":{"sv":"Titel"},"kinds":["rapport"],"number":"2008:27",
        "listed_under":["b"],"period":2008,"evidence":["page:3-4"]}"#
        .replace('\n', " ");
    let temp = tempfile::tempdir().unwrap();
    stdout_of(&uppdrag_in(temp.path(), ["init", "set"]));
    std::fs::write(
        temp.path().join("in.jsonl"),
        format!("{record}\nnot json\n{record}\n"),
    )
    .unwrap();
    let output = uppdrag_in(
        temp.path(),
        [
            "map",
            "--class",
            "publications",
            "in.jsonl",
            "--dataset",
            "set",
        ],
    );
    // The broken line is a finding, and the rest goes on.
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("in.jsonl:2:"), "{stderr}");
    let quads = String::from_utf8(output.stdout).unwrap();
    let expected = "<https://data.example.org/id/publication/p1> \
        <http://purl.org/ontology/bibo/number> \"2008:27\" <https://data.example.org/id/graph/page> .";
    assert_eq!(quads.lines().filter(|line| *line == expected).count(), 2);
    for line in quads.lines() {
        assert!(line.ends_with("> ."), "{line}");
    }
}

#[test]
fn query_answers_in_every_format() {
    let count = "SELECT (COUNT(?m) AS ?n) { ?m a upp:Mandate }";
    assert_eq!(
        stdout_of(&uppdrag(["query", "data", count, "--format", "csv"])),
        "n\r\n11\r\n"
    );
    assert_eq!(
        stdout_of(&uppdrag(["query", count, "--format", "tsv"])),
        "?n\n11\n"
    );
    let json: serde_json::Value =
        serde_json::from_str(&stdout_of(&uppdrag(["query", count, "--format", "json"]))).unwrap();
    assert_eq!(json["results"]["bindings"][0]["n"]["value"], "11");
    assert!(stdout_of(&uppdrag(["query", count])).contains("1 row"));
    assert_eq!(
        stdout_of(&uppdrag([
            "query",
            "ASK { ?m a upp:Network }",
            "--format",
            "csv"
        ]))
        .trim(),
        "true"
    );
    let turtle = stdout_of(&uppdrag([
        "query",
        "DESCRIBE <https://w3id.org/uppdrag/id/network/barnnatverk>",
    ]));
    assert!(turtle.contains("Barnnätverk"));
    // Relative IRIs are those of the dataset.
    let relative = "SELECT ?label { <network/barnnatverk> skos:prefLabel ?label }";
    assert!(stdout_of(&uppdrag(["query", relative])).contains("Barnnätverk"));
    let broken = uppdrag(["query", "SELECT ?x WHERE { ?x a }"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(broken.stdout.is_empty());
    // Nothing leaves the machine, and nothing is changed.
    for refused in [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT DATA { <http://e.org/a> <http://e.org/b> 1 }",
        "LOAD <file:///etc/passwd>",
    ] {
        assert_eq!(
            uppdrag(["query", refused]).status.code(),
            Some(2),
            "{refused}"
        );
    }
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(
            stdout_of(&uppdrag(["completions", shell])).contains("query"),
            "{shell}"
        );
    }
}
