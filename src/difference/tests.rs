//! Properties of differences between random graphs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::resource::Language;

/// Lines of N-Quads: subjects of which one begins another, texts that look like syntax, blank nodes.
fn line(number: (u8, u8, u8)) -> String {
    let (subject, object, graph) = number;
    let subject = [
        "<http://e.org/id/a/1>",
        "<http://e.org/id/a/1/b>",
        "<http://e.org/id/a/1#>",
        "<http://e.org/id/a/1b>",
        "_:b",
        "_:b1",
    ][subject as usize];
    let object = [
        "\"1\"",
        "\"> .\\n\"",
        "\"1\"@sv",
        "\"1\"^^<http://e.org/a>",
        "<http://e.org/id/a/1>",
        "_:b",
    ][object as usize];
    let graph = ["", " <http://e.org/a>", " <http://e.org/g>"][graph as usize];
    format!("{subject} <http://e.org/p> {object}{graph} .\n")
}

fn graph(dir: &Path, name: &str, lines: &BTreeSet<String>) -> Graph {
    let path = dir.join(name);
    fs::write(&path, lines.iter().map(String::as_str).collect::<String>()).unwrap();
    Graph::open(&path).unwrap()
}

/// What somebody does with a patch who knows nothing of RDF.
fn apply(patch: &str, old: &BTreeSet<String>) -> BTreeSet<String> {
    let mut lines = old.clone();
    for row in patch.lines() {
        if let Some(line) = row.strip_prefix("D ") {
            assert!(lines.remove(&format!("{line}\n")), "{row}");
        } else if let Some(line) = row.strip_prefix("A ") {
            assert!(lines.insert(format!("{line}\n")), "{row}");
        }
    }
    lines
}

/// The lines in the order of code points, as a program sorts them that knows nothing of RDF.
fn sorted(graph: &Graph) -> String {
    let mut text = Vec::new();
    graph
        .frozen()
        .lines(&mut |line| {
            text.extend_from_slice(line);
            Ok(())
        })
        .unwrap();
    String::from_utf8(text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_patch_turns_the_old_lines_into_the_new_ones(
        old in prop::collection::btree_set((0..6u8, 0..6u8, 0..3u8).prop_map(line), 0..40),
        new in prop::collection::btree_set((0..6u8, 0..6u8, 0..3u8).prop_map(line), 0..40),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let (of_old, of_new) = (graph(dir.path(), "old.nq", &old), graph(dir.path(), "new.nq", &new));
        prop_assert_eq!(sorted(&of_old), old.iter().map(String::as_str).collect::<String>());
        let difference = Difference::between(&of_old, &of_new).unwrap();
        let mut patch = Vec::new();
        difference.write_patch(&mut patch).unwrap();
        let patch = String::from_utf8(patch).unwrap();
        prop_assert_eq!(&apply(&patch, &old), &new);
        // Nothing is told that is not needed, and the counts are those of the rows.
        let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).count() as u64;
        let quads = difference.totals().quads;
        prop_assert_eq!((quads.added, quads.removed), (only(&new, &old), only(&old, &new)));
        let rows = patch.lines().filter(|row| row.starts_with("A ") || row.starts_with("D ")).count();
        prop_assert_eq!(rows as u64, quads.added + quads.removed);
        let graphs = difference.totals().graphs.values().map(|counts| counts.added + counts.removed).sum::<u64>();
        prop_assert_eq!(graphs, rows as u64);
        // All forms can be written, and the JSON can be read.
        let mut json = Vec::new();
        difference.write_json(Language::English, &mut json).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let told: Vec<&str> = json["resources"].as_array().unwrap().iter().map(|it| it["iri"].as_str().unwrap()).collect();
        prop_assert_eq!(told.len(), told.iter().collect::<BTreeSet<_>>().len(), "one told twice: {:?}", told);
        let told = told.len() as u64;
        let resources = difference.totals().resources;
        prop_assert_eq!(told, resources.added + resources.removed + resources.changed);
        difference.write_text(Language::Swedish, 1, &mut Vec::new()).unwrap();
        prop_assert_eq!(difference.is_empty(), old == new);
    }
}

#[test]
fn a_node_belongs_to_what_its_iri_begins_with() {
    let bases = ["https://e.org/data/", ""];
    for (iri, owner) in [
        (
            "https://e.org/data/org/x/period",
            Some("https://e.org/data/org/x"),
        ),
        (
            "https://e.org/data/org/x/a/b",
            Some("https://e.org/data/org/x"),
        ),
        ("https://e.org/data/org/x", None),
        (
            "https://w3.org/id/theme/y/z",
            Some("https://w3.org/id/theme/y"),
        ),
        ("https://w3.org/ns/theme/y/z", None),
        ("_:b", None),
    ] {
        assert_eq!(owner_of(iri, bases), owner, "{iri}");
    }
}

#[test]
fn a_text_of_a_graph_begins_no_line_and_commands_no_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let label = |label: &str| {
        let label = format!("<http://www.w3.org/2000/01/rdf-schema#label> \"{label}\"");
        BTreeSet::from([format!("<http://e.org/id/a/1> {label} .\n")])
    };
    let old = graph(dir.path(), "old.nt", &label("one"));
    let new = graph(
        dir.path(),
        "new.nt",
        &label("two\\n  - forged\\u001B]0;title\\u0007"),
    );
    let mut text = Vec::new();
    let difference = Difference::between(&old, &new).unwrap();
    difference
        .write_text(Language::English, 9, &mut text)
        .unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(
        text.contains("  - two   - forged⟦U+001B⟧]0;title⟦U+0007⟧ <http://e.org/id/a/1>\n"),
        "{text}"
    );
    assert!(!text.contains("\n  - forged"), "{text}");
    assert!(!text.contains('\u{1B}'), "{text}");
}
