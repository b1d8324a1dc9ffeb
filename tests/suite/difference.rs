//! `uppdrag diff` between two builds and between files of RDF.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::program::{stdout_of, uppdrag_in};

/// Two builds of the example, between which a label was changed and a mandate was added.
pub(crate) fn two_builds(dir: &Path) -> [PathBuf; 2] {
    stdout_of(&uppdrag_in(dir, ["init", "data"]));
    let [old, new] = ["old", "new"].map(|name| dir.join(name));
    stdout_of(&uppdrag_in(dir, ["build", "data", "--out", "old"]));
    let mandates = dir.join("data/mandates.yaml");
    let text = fs::read_to_string(&mandates).unwrap();
    let text = text.replace("Mandate to coordinate", "Mandate to coordinate everybody")
        + "- key: exempelstad-2026-plan
  label: { sv: Uppdrag att planera, en: Mandate to plan }
  assigned_to: exempelstad
  issued: 2026
  tasks: samordning
  evidence: [page:6]
";
    fs::write(mandates, text).unwrap();
    stdout_of(&uppdrag_in(dir, ["build", "data", "--out", "new"]));
    [old, new]
}

#[test]
fn a_difference_is_told_in_words_as_a_patch_and_as_json() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    two_builds(dir);

    let text = stdout_of(&uppdrag_in(dir, ["diff", "old", "new"]));
    for expected in [
        ": 1 added, 0 removed, ",
        "\nAdded\n\n  mandate (1)\n  - Mandate to plan <https://data.example.org/id/mandate/exempelstad-2026-plan>\n",
        "\n  - Mandate to coordinate everybody <https://data.example.org/id/mandate/staderna-2025-samordning>\n",
        "      name: “Mandate to coordinate” (en) → “Mandate to coordinate everybody” (en)\n",
        "\nQuads by graph\n",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
    assert!(!text.contains("Removed"), "{text}");
    let swedish = stdout_of(&uppdrag_in(dir, ["diff", "old", "new", "--language", "sv"]));
    assert!(swedish.contains("Uppdrag att planera"), "{swedish}");

    // The patch, applied to lines of text, and its names.
    stdout_of(&uppdrag_in(
        dir,
        [
            "diff",
            "old",
            "new",
            "--format",
            "patch",
            "--out",
            "changes.rdfp",
        ],
    ));
    let lines = |build: &str| -> BTreeSet<String> {
        let text = fs::read_to_string(dir.join(build).join("dump/uppdrag.nq")).unwrap();
        text.lines().map(ToOwned::to_owned).collect()
    };
    let mut patched = lines("old");
    let patch = fs::read_to_string(dir.join("changes.rdfp")).unwrap();
    for row in patch.lines() {
        if let Some(line) = row.strip_prefix("D ") {
            assert!(patched.remove(line), "{line}");
        } else if let Some(line) = row.strip_prefix("A ") {
            assert!(patched.insert(line.to_owned()), "{line}");
        }
    }
    assert_eq!(patched, lines("new"));
    let hash = |build: &str| {
        let report = fs::read(dir.join(build).join("build.json")).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        report["canonical_quads_sha256"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let header = format!(
        "H id <urn:sha256:{}> .\nH prev <urn:sha256:{}> .\nTX .\n",
        hash("new"),
        hash("old")
    );
    assert!(patch.starts_with(&header), "{patch}");
    assert!(patch.ends_with("\nTC .\n"));

    let json = stdout_of(&uppdrag_in(dir, ["diff", "old", "new", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["totals"]["resources"]["added"], 1);
    let added = json["resources"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["change"] == "added");
    assert_eq!(added.unwrap()["label"], "Mandate to plan");
    assert_eq!(added.unwrap()["class"]["label"], "mandate");

    // A frozen file and N-Quads of the same build are the same graph as the build.
    for same in ["old", "old/dump/uppdrag.frozen", "old/dump/uppdrag.nq.zst"] {
        let output = uppdrag_in(dir, ["diff", "--exit-code", "old", same]);
        assert_eq!(stdout_of(&output), "No difference.\n");
    }
    let code = |arguments: &[&str]| uppdrag_in(dir, arguments).status.code();
    assert_eq!(code(&["diff", "old", "new"]), Some(0));
    assert_eq!(code(&["diff", "--exit-code", "old", "new"]), Some(1));
    assert_eq!(
        code(&["diff", "old", "data"]),
        Some(2),
        "a dataset is no build"
    );
    assert_eq!(code(&["diff", "old", "nowhere"]), Some(2));
}
