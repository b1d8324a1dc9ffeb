//! The change feed of a build, over several builds, and its replay.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::program::{stdout_of, uppdrag_in};

/// Files of the feed by name.
fn files(build: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(build.join("feed/resources"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn a_feed_over_three_builds_replays_to_each_dump() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    let site = dir.join("site");
    stdout_of(&uppdrag_in(dir, ["init", "data"]));
    let build = || stdout_of(&uppdrag_in(dir, ["build", "data", "--out", "site"]));
    let replayed = || {
        let lines = stdout_of(&uppdrag_in(dir, ["replay", "--quiet", "site"]));
        let dump = fs::read_to_string(site.join("dump/uppdrag.nt")).unwrap();
        assert!(lines == dump, "the feed does not lead to the dump");
    };
    build();
    replayed();
    let first = files(&site);
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        ["000001.ttl", "index.ttl", "state.json"]
    );

    // Another version of the program's report or another day moves nothing.
    let config = dir.join("data/uppdrag.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(
        &config,
        text.replace("modified = \"2026-01-01\"", "modified = \"2026-02-01\""),
    )
    .unwrap();
    build();
    assert_eq!(files(&site), first);

    // One changed title is one update, with the day of the data.
    let mandates = dir.join("data/mandates.yaml");
    let text = fs::read_to_string(&mandates).unwrap();
    fs::write(
        &mandates,
        text.replace("Mandate to coordinate", "Mandate to lead"),
    )
    .unwrap();
    build();
    replayed();
    let third = files(&site);
    assert_eq!(third["000001.ttl"], first["000001.ttl"]);
    let page = String::from_utf8(third["000002.ttl"].clone()).unwrap();
    assert_eq!(page.matches(" a as:").count(), 1, "{page}");
    for expected in [
        "@prefix m: <https://data.example.org/feed/resources/000002.ttl#> .",
        " a as:Update ;\n    dcterms:isVersionOf <https://data.example.org/id/mandate/staderna-2025-samordning> ;",
        "as:published \"2026-02-01T00:00:00Z\"^^xsd:dateTime ;",
        "skos:prefLabel \"Mandate to lead\"@en , ",
    ] {
        assert!(page.contains(expected), "{expected:?} is not in\n{page}");
    }
    let root = String::from_utf8(third["index.ttl"].clone()).unwrap();
    assert_eq!(root.matches("tree:node <00000").count(), 4, "{root}");
    // A copy of the folder alone is enough, and every file is in the sums.
    stdout_of(&uppdrag_in(
        dir,
        [
            "replay",
            "--quiet",
            "site/feed/resources",
            "--out",
            "copy.nt",
        ],
    ));
    assert_eq!(
        fs::read(dir.join("copy.nt")).unwrap(),
        fs::read(site.join("dump/uppdrag.nt")).unwrap()
    );
    let sums = fs::read_to_string(site.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.matches("  feed/resources/").count(), third.len());

    // A page that somebody wrote into stops the next build, which leaves the old one.
    fs::write(site.join("feed/resources/000001.ttl"), "").unwrap();
    let text = fs::read_to_string(&mandates).unwrap();
    fs::write(
        &mandates,
        text.replace("Mandate to lead", "Mandate to follow"),
    )
    .unwrap();
    let refused = uppdrag_in(dir, ["build", "data", "--out", "site"]);
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{message}");
    assert!(
        message.contains("000001.ttl is not as it was published"),
        "{message}"
    );
    assert_eq!(files(&site)["000002.ttl"], third["000002.ttl"]);
}

#[test]
fn a_folder_without_a_feed_is_told() {
    let temp = tempfile::tempdir().unwrap();
    let output = uppdrag_in(temp.path(), ["replay", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("index.ttl"));
}
