//! `uppdrag preflight DIR` and `FILE`, as a user runs them.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use super::super::dataset;
use super::super::dumps::copy;
use super::super::program::{stdout_of, uppdrag_in};
use super::text;

/// The file that `right.ttl` offers, 26 bytes.
const DUMP: &str = "<urn:a> <urn:b> <urn:c> .\n";

/// A folder with the right catalogue in three syntaxes and the file that it offers.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (from, to) in [
        ("right.rdf", "catalog.rdf"),
        ("right.ttl", "catalog.ttl"),
        ("right.jsonld", "catalog.jsonld"),
    ] {
        fs::write(folder.path().join(to), text(from)).unwrap();
    }
    fs::create_dir(folder.path().join("dump")).unwrap();
    fs::write(folder.path().join("dump/mandates.ttl"), DUMP).unwrap();
    folder
}

fn preflight(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let arguments = ["preflight"].iter().chain(arguments).copied();
    let Output {
        status,
        stdout,
        stderr,
    } = uppdrag_in(folder, arguments);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

/// The rules of the findings, from `--json`.
fn rules(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<String>) {
    let (code, stdout, _) = preflight(folder, arguments);
    let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let rules = findings
        .iter()
        .map(|it| it["rule"].as_str().unwrap().to_owned());
    (code, rules.collect())
}

#[test]
fn a_right_folder_and_file_pass_with_their_points() {
    let folder = folder();
    let (code, stdout, stderr) = preflight(folder.path(), &["."]);
    assert_eq!(
        (code, stderr.as_str()),
        (Some(0), "0 errors, 0 warnings of the catalogue\n")
    );
    assert_eq!(
        stdout,
        "dataset     findability  accessibility  interoperability  reusability  contextuality  points\n\
         Mandates    100/100      20+80?/100     110/110           75/75        20/20          325+80?/405  good\n\
         Vocabulary  100/100      0+50?/100      90/110            75/75        5/20           270+50?/405  good\n\
         ? points for addresses that answer: tried only if the catalogue is fetched\n"
    );
    let (code, found) = rules(folder.path(), &["catalog.ttl", "--json"]);
    assert_eq!((code, found.len()), (Some(0), 0));
}

#[test]
fn files_are_held_against_the_catalogue() {
    let folder = folder();
    let dump = folder.path().join("dump/mandates.ttl");
    fs::write(&dump, DUMP.replace('a', "x")).unwrap();
    let found = rules(folder.path(), &[".", "--json"]);
    assert_eq!(
        found,
        (Some(1), vec!["download-checksum-differs".to_owned()])
    );
    fs::write(&dump, "").unwrap();
    let found = rules(folder.path(), &[".", "--json"]);
    let both = ["download-checksum-differs", "download-size-differs"].map(str::to_owned);
    assert_eq!(found, (Some(1), both.to_vec()));

    // Another file tells where the folder is on the web.
    for name in ["catalog.rdf", "catalog.ttl", "catalog.jsonld"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let catalog = text("right.ttl").replace(
        "dcat:accessURL <https://data.example.org/ns> ;",
        "dcat:accessURL <https://data.example.org/ns> ;\n  dcat:downloadURL <https://data.example.org/dump/ns.ttl> ;",
    );
    fs::write(folder.path().join("catalog.ttl"), catalog).unwrap();
    fs::write(folder.path().join("dump/ns.ttl"), DUMP).unwrap();
    fs::remove_file(&dump).unwrap();
    let (code, _, stderr) = preflight(folder.path(), &["."]);
    assert_eq!(code, Some(1));
    let expected = "error[download-file-missing]: distribution “All mandates in Turtle” <https://data.example.org/dataset/mandates#turtle> is to be \
                    downloaded at <https://data.example.org/dump/mandates.ttl>, and that file is not here\n --> catalog.ttl";
    let stderr = stderr
        .replace("\n  --> ", "\n --> ")
        .replace("\n--> ", "\n --> ");
    assert!(stderr.contains(expected), "{stderr}");
    assert!(
        stderr.contains("help: put the file there, or take the distribution away"),
        "{stderr}"
    );
}

/// A catalogue that is copied before its files is what portals delete by.
#[test]
fn a_folder_without_any_of_its_files_is_no_right_one() {
    let folder = folder();
    fs::remove_dir_all(folder.path().join("dump")).unwrap();
    let missing = (Some(1), vec!["download-file-missing".to_owned()]);
    assert_eq!(rules(folder.path(), &[".", "--json"]), missing);

    // The addresses begin otherwise than the catalogue: in a build they are files of it, in the
    // folder of somebody else they may be elsewhere.
    for name in ["catalog.rdf", "catalog.ttl", "catalog.jsonld"] {
        let path = folder.path().join(name);
        let moved = fs::read_to_string(&path).unwrap().replace(
            "https://data.example.org/dump/",
            "https://files.example.org/dump/",
        );
        fs::write(path, moved).unwrap();
    }
    assert_eq!(
        rules(folder.path(), &[".", "--json"]),
        (Some(0), Vec::new())
    );
    fs::write(folder.path().join("build.json"), "{}").unwrap();
    assert_eq!(rules(folder.path(), &[".", "--json"]), missing);
}

/// A folder or nothing where a file should be, and names that no file has, are findings.
#[test]
fn what_is_no_file_is_missing() {
    let folder = folder();
    for name in ["catalog.rdf", "catalog.jsonld"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let file = "dcat:downloadURL <https://data.example.org/dump/mandates.ttl>";
    let long = "a".repeat(300);
    for path in ["dump/mandates.ttl/download", "a%00b", "dump/", &long] {
        let both = format!("{file} , <https://data.example.org/{path}>");
        let catalog = text("right.ttl").replace(file, &both);
        fs::write(folder.path().join("catalog.ttl"), catalog).unwrap();
        let (code, found) = rules(folder.path(), &[".", "--json"]);
        assert_eq!(code, Some(1), "{path}");
        let expected = "download-file-missing".to_owned();
        assert!(found.contains(&expected), "{path}: {found:?}");
    }
}

/// DCAT-AP 2.1.1 asks for xsd:decimal.
#[test]
fn a_size_may_be_written_as_a_decimal() {
    let folder = folder();
    for name in ["catalog.rdf", "catalog.jsonld"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    for (size, expected) in [("26.0", false), ("26.5", true), ("27.0", true)] {
        let catalog = text("right.ttl").replace(
            "\"26\"^^xsd:nonNegativeInteger",
            &format!("\"{size}\"^^xsd:decimal"),
        );
        fs::write(folder.path().join("catalog.ttl"), catalog).unwrap();
        let (_, found) = rules(folder.path(), &[".", "--json"]);
        let differs = found.iter().any(|rule| rule == "download-size-differs");
        assert_eq!(differs, expected, "{size}: {found:?}");
    }
}

#[test]
fn names_with_control_characters_do_not_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let turtle = "<https://e.org/\\u001B]0;x\\u0007> a <http://www.w3.org/ns/dcat#Dataset> .";
    fs::write(folder.path().join("a.ttl"), turtle).unwrap();
    let (_, stdout, stderr) = preflight(folder.path(), &["a.ttl"]);
    assert!(stdout.contains("https://e.org/\\u{1b}]0;x"), "{stdout}");
    for text in [stdout, stderr] {
        assert!(!text.contains(['\u{1B}', '\u{7}']), "{text:?}");
    }
}

#[test]
fn syntaxes_that_say_different_things_are_told() {
    let folder = folder();
    let path = folder.path().join("catalog.ttl");
    fs::write(
        &path,
        text("right.ttl").replace("\"mandate\"@en", "\"task\"@en"),
    )
    .unwrap();
    fs::write(folder.path().join("build.json"), "{}").unwrap();
    let (code, _, stderr) = preflight(folder.path(), &["."]);
    assert_eq!(code, Some(1));
    assert!(
        stderr.contains("error[syntaxes-differ]")
            && stderr.contains("1 statements of catalog.rdf are missing, 1 are not in it"),
        "{stderr}"
    );
    assert!(
        stderr.contains("help: build again: `uppdrag build` writes all syntaxes at once"),
        "{stderr}"
    );
}

#[test]
fn a_syntax_error_is_shown_on_its_line() {
    let folder = folder();
    let broken = text("right.ttl").replace(
        "\"uppdrag\"@sv , \"myndighet\"@sv",
        "\"uppdrag\"@sv \"myndighet\"@sv",
    );
    fs::write(folder.path().join("broken.ttl"), broken).unwrap();
    let (code, _, stderr) = preflight(folder.path(), &["broken.ttl"]);
    assert_eq!(code, Some(1));
    assert!(
        stderr.contains("error[syntax]") && stderr.contains("--> broken.ttl:"),
        "{stderr}"
    );
    assert!(
        stderr.contains("dcat:keyword \"uppdrag\"@sv \"myndighet\"@sv"),
        "{stderr}"
    );
}

#[test]
fn what_is_not_there_is_no_finding_but_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("my-data")).unwrap();
    for (target, expected) in [
        ("nothing.ttl", "cannot read"),
        (
            "my-data",
            "my-data holds no catalog.rdf, .ttl or .jsonld: build first, or name a build's folder",
        ),
        ("ftp://x/", "only http:// and https:// are"),
    ] {
        let (code, stdout, stderr) = preflight(folder.path(), &[target]);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{target}");
        assert!(stderr.contains(expected), "{stderr}");
    }
}

#[test]
fn a_page_for_people_is_told_as_one() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("catalog.rdf", "\n<!DOCTYPE html><p>Log in"),
        ("catalog.ttl", "<HTML lang=\"sv\">"),
        ("page", "<?xml version=\"1.0\"?><html xmlns=\"…\"/>"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        let (code, _, stderr) = preflight(folder.path(), &[name]);
        assert_eq!(code, Some(1), "{name}");
        let expected = "error[html-page]: it is a page for people (HTML), not RDF";
        assert!(stderr.contains(expected), "{stderr}");
        assert!(stderr.contains("1 error, 0 warnings"), "{stderr}");
    }
}

/// What a build writes is held against the files by sha1, which portals ask for.
#[test]
fn the_shipped_dataset_is_judged_without_a_finding_until_a_byte_changes() {
    let temp = tempfile::tempdir().unwrap();
    copy(&dataset::directory(), &temp.path().join("data"));
    stdout_of(&uppdrag_in(
        temp.path(),
        ["build", "data", "--out", "public"],
    ));
    let (code, _, stderr) = preflight(temp.path(), &["public"]);
    assert_eq!(
        (code, stderr.as_str()),
        (Some(0), "0 errors, 0 warnings of the catalogue\n")
    );
    let dump = temp.path().join("public/dump/uppdrag.ttl");
    let mut bytes = fs::read(&dump).unwrap();
    *bytes.last_mut().unwrap() = b' ';
    fs::write(&dump, bytes).unwrap();
    let (code, _, stderr) = preflight(temp.path(), &["public"]);
    assert_eq!(code, Some(1));
    assert!(
        stderr.contains("error[download-checksum-differs]"),
        "{stderr}"
    );
    assert!(stderr.contains("dump/uppdrag.ttl: "), "{stderr}");
    assert!(stderr.contains("1 error, 0 warnings"), "{stderr}");
}
