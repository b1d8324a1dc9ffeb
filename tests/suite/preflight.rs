//! Catalogues as harvesters judge them: right ones get no finding, broken ones the one that they
//! deserve. The cases are in `tests/cases/preflight/`.

mod digg;
mod fetch;
mod folder;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use uppdrag::preflight::{Circumstances, Document, Finding, Judgement, judge, rules};
use uppdrag::report::Severity;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    rule: String,
    /// The known failure of a harvester that it shows.
    failure: Option<String>,
    /// The right document that it breaks; `right.ttl` if absent.
    document: Option<String>,
    within: Option<String>,
    find: Option<String>,
    #[serde(default)]
    replace: String,
    #[serde(default)]
    everywhere: bool,
    #[serde(default)]
    append: String,
    says: String,
    remedy: String,
    line: Option<usize>,
}

fn text(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/preflight");
    fs::read_to_string(folder.join(name)).unwrap()
}

fn cases() -> Vec<Case> {
    toml::from_str::<Cases>(&text("cases.toml")).unwrap().case
}

impl Case {
    fn document(&self) -> &str {
        self.document.as_deref().unwrap_or("right.ttl")
    }

    /// The broken document.
    fn broken(&self) -> String {
        let right = text(self.document());
        let mut broken = right.clone();
        if let Some(find) = &self.find {
            let after = self
                .within
                .as_ref()
                .map_or(0, |it| right.find(it).expect(&self.name));
            let at = after + right[after..].find(find).expect(&self.name);
            broken = if self.everywhere {
                right.replace(find, &self.replace)
            } else {
                format!(
                    "{}{}{}",
                    &right[..at],
                    self.replace,
                    &right[at + find.len()..]
                )
            };
        }
        broken.push_str(&self.append);
        assert_ne!(broken, right, "{}", self.name);
        broken
    }
}

fn judged(name: &str, bytes: &[u8]) -> Judgement {
    judge(&[Document::named(name, bytes)], &Circumstances::default()).unwrap()
}

fn told(findings: &[Finding]) -> Vec<String> {
    let findings = findings.iter();
    findings
        .map(|it| format!("{}: {}", it.rule, it.message))
        .collect()
}

#[test]
fn a_right_catalogue_gets_no_finding_in_any_syntax() {
    for name in ["right.ttl", "right.rdf", "right.jsonld"] {
        assert_eq!(
            told(&judged(name, text(name).as_bytes()).findings),
            [""; 0],
            "{name}"
        );
    }
    let texts = ["right.rdf", "right.ttl", "right.jsonld"].map(|name| (name, text(name)));
    let documents: Vec<_> = texts
        .iter()
        .map(|(name, text)| Document::named(name, text.as_bytes()))
        .collect();
    let judgement = judge(&documents, &Circumstances::default()).unwrap();
    assert_eq!(told(&judgement.findings), [""; 0]);
    assert!(!judgement.is_refused());
    let points: Vec<_> = judgement
        .scores
        .iter()
        .map(|it| (it.points, it.not_tried))
        .collect();
    assert_eq!(
        points,
        [(325, 80), (270, 50)],
        "of 405, without those for addresses that answer"
    );
}

/// DCAT-AP 2.1.1 asks for another datatype of sizes than 3.0.1. Who leaves them out passes its shapes,
/// and gets no finding either.
#[test]
fn a_right_catalogue_may_leave_out_what_the_versions_of_dcat_ap_contradict_each_other_about() {
    let size = "  dcat:byteSize \"26\"^^xsd:nonNegativeInteger ;\n";
    let without = text("right.ttl").replace(size, "");
    assert!(!without.contains("byteSize"));
    assert_eq!(
        told(&judged("right.ttl", without.as_bytes()).findings),
        [""; 0]
    );
}

#[test]
fn each_broken_catalogue_gets_the_one_finding_that_it_deserves() {
    let mut wrong = Vec::new();
    for case in cases() {
        let judgement = judged(case.document(), case.broken().as_bytes());
        let as_told: Vec<_> = judgement
            .findings
            .iter()
            .map(|it| (it.rule.as_str(), it.message.as_str(), it.remedy.as_str()))
            .collect();
        let line = judgement
            .findings
            .first()
            .map(|it| it.place.line)
            .filter(|line| *line > 0);
        if as_told != [(&*case.rule, &*case.says, &*case.remedy)] || line != case.line {
            wrong.push(format!("{}: {as_told:#?} at line {line:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the shapes of DCAT-AP recommend, or do not ask at all: such a finding is no violation of theirs,
/// and costs no points for conformance.
const NOT_OF_DCAT_AP: [&str; 9] = [
    "agent-without-type",
    "concept-labels",
    "dataset-creators",
    "iri-malformed",
    "iri-scheme-unknown",
    "old-dublin-core",
    "period-ends-before-it-begins",
    "series-without-publisher",
    "term-unknown",
];

#[test]
fn dcat_ap_judges_only_what_its_shapes_ask() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let finding = judged(case.document(), case.broken().as_bytes())
            .findings
            .remove(0);
        if NOT_OF_DCAT_AP.contains(&finding.rule.as_str()) {
            let judges = finding.judges.join(", ");
            assert!(!judges.contains("DCAT-AP"), "{}: {judges}", finding.rule);
            seen.insert(finding.rule.clone());
        }
        // DIGG reads the old dates still, and SEMIC names them deprecated.
        if finding.rule == "period-deprecated" {
            assert_eq!(finding.severity, Severity::Warning);
        }
    }
    assert_eq!(seen.len(), NOT_OF_DCAT_AP.len());
}

/// Rules about what is not in the document, with the test that breaks them.
const ELSEWHERE: [(&str, &str); 14] = [
    (
        "not-utf-8",
        "bytes_that_are_no_utf_8_are_told_with_their_place",
    ),
    (
        "syntaxes-differ",
        "folder::syntaxes_that_say_different_things_are_told",
    ),
    (
        "download-file-missing",
        "folder::files_are_held_against_the_catalogue",
    ),
    (
        "download-size-differs",
        "folder::files_are_held_against_the_catalogue",
    ),
    (
        "download-checksum-differs",
        "folder::files_are_held_against_the_catalogue",
    ),
    (
        "address-does-not-answer",
        "fetch::addresses_of_the_data_are_tried",
    ),
    (
        "content-type-missing",
        "fetch::what_a_harvester_stumbles_over_is_seen",
    ),
    (
        "content-type-wrong",
        "fetch::what_a_harvester_stumbles_over_is_seen",
    ),
    ("no-answer", "fetch::what_a_harvester_stumbles_over_is_seen"),
    (
        "not-rdf-xml",
        "fetch::what_a_harvester_stumbles_over_is_seen",
    ),
    (
        "redirect-loop",
        "fetch::what_a_harvester_stumbles_over_is_seen",
    ),
    (
        "redirect-not-followed",
        "fetch::what_a_harvester_stumbles_over_is_seen",
    ),
    (
        "terms-too-large",
        "a_document_that_grows_when_it_is_read_is_refused",
    ),
    ("too-large", "fetch::what_a_harvester_stumbles_over_is_seen"),
];

#[test]
fn every_rule_is_broken_by_a_case() {
    let mut broken: BTreeSet<String> = cases().into_iter().map(|case| case.rule).collect();
    for (rule, _) in ELSEWHERE {
        assert!(broken.insert(rule.to_owned()), "{rule} has a case too");
    }
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    for (rule, test) in ELSEWHERE {
        let (file, name) = match test.split_once("::") {
            Some((file, name)) => (format!("preflight/{file}.rs"), name),
            None => ("preflight.rs".to_owned(), test),
        };
        let code = fs::read_to_string(suite.join(&file)).unwrap();
        let begins = format!("#[test]\nfn {name}() {{");
        let (_, body) = code
            .split_once(&begins)
            .unwrap_or_else(|| panic!("{file} has no test {name}"));
        let body = body.split("\n}\n").next().unwrap_or_default();
        assert!(body.contains(rule), "{test} says nothing of {rule}");
    }
    let rules: BTreeSet<String> = rules().unwrap().into_iter().map(str::to_owned).collect();
    let dead: Vec<_> = rules.symmetric_difference(&broken).collect();
    assert!(dead.is_empty(), "{dead:?}");
}

/// Failures that harvesters are known for, and that a catalogue can cause.
const FAILURES: [&str; 17] = [
    "datagouv/data.gouv.fr#1437",
    "Fedict/dcattools#309",
    "ckan/ckanext-dcat PR#138",
    "geosolutions-it/ckanext-dcatapit#249",
    "zazuko/cube-creator#1127",
    "GovDataOfficial/ckanext-dcatde#14",
    "SEMICeu/DCAT-AP#115",
    "SEMICeu/DCAT-AP#116",
    "SEMICeu/DCAT-AP#238",
    "ckan/ckanext-dcat#260",
    "geosolutions-it/ckanext-dcatapit#37",
    "GSA/data.gov#3379",
    "ckan/ckanext-dcat#15",
    "ckan/ckanext-dcat#91",
    "opendatateam/udata PR#2834",
    "diggsweden/DCAT-AP-SE#16",
    "diggsweden/DCAT-AP-SE#83",
];

/// Beside them: inbo/data-publication#59 (Turtle made by hand), and catalogues that take too long or
/// too much (geonetwork/core-geonetwork PR#3553), which `fetch` tells by its limits.
#[test]
fn every_known_failure_of_a_harvester_has_a_case() {
    let shown: BTreeSet<String> = cases()
        .into_iter()
        .filter_map(|case| case.failure)
        .collect();
    for failure in FAILURES.into_iter().chain(["inbo/data-publication#59"]) {
        assert!(shown.contains(failure), "no case shows {failure}");
    }
}

#[test]
fn remedies_name_the_configuration_where_this_program_wrote_the_catalogue() {
    let circumstances = Circumstances {
        ours: true,
        ..Circumstances::default()
    };
    let mut ours = 0;
    for case in cases() {
        let broken = case.broken();
        let document = Document::named(case.document(), broken.as_bytes());
        let finding = judge(&[document], &circumstances)
            .unwrap()
            .findings
            .remove(0);
        if finding.remedy != case.remedy {
            let is_ours = ["uppdrag.toml", "uppdrag build"]
                .iter()
                .any(|it| finding.remedy.contains(it));
            assert!(is_ours, "{}: {}", case.rule, finding.remedy);
            ours += 1;
        }
    }
    assert!(ours >= 15, "{ours}");
}

#[test]
fn bytes_that_are_no_utf_8_are_told_with_their_place() {
    let mut bytes = b"# a\n# \xC3\xA5 ".to_vec();
    bytes.extend(b"\xE5\n");
    let findings = judged("catalog.ttl", &bytes).findings;
    assert_eq!(told(&findings), ["not-utf-8: the document is not UTF-8"]);
    assert_eq!((findings[0].place.line, findings[0].place.column), (2, 5));
}

#[test]
fn a_document_that_grows_when_it_is_read_is_refused() {
    let long = "a".repeat(9_000);
    let turtle = format!("@prefix p: <https://e.org/{long}> .\np:1 p:2 p:3{long} .");
    let expected = "terms-too-large: the document is larger than it looks: one of its IRIs takes more than 16 KiB";
    let findings = judged("catalog.ttl", turtle.as_bytes()).findings;
    assert_eq!(told(&findings), [expected]);
}

/// Points are lost by what a dataset names without an IRI, too.
#[test]
fn a_blank_node_that_violates_dcat_ap_takes_points() {
    let sum = "spdx:checksum <https://data.example.org/dataset/mandates#sum>";
    let blank = "spdx:checksum [ a spdx:Checksum ; spdx:checksumValue \"00\"^^xsd:hexBinary ]";
    let turtle = text("right.ttl").replace(sum, blank);
    let judgement = judged("right.ttl", turtle.as_bytes());
    let found: Vec<&str> = judgement
        .findings
        .iter()
        .map(|it| it.rule.as_str())
        .collect();
    assert!(found.contains(&"checksum-without-algorithm"), "{found:?}");
    let points: Vec<u32> = judgement.scores.iter().map(|it| it.points).collect();
    assert_eq!(points, [325 - 30, 270], "the other dataset keeps its own");
}

#[test]
fn a_judgement_is_the_same_each_time_and_says_who_judges() {
    let case = cases()
        .into_iter()
        .find(|case| case.rule == "dataset-is-blank")
        .unwrap();
    let broken = case.broken();
    let json = || serde_json::to_string(&judged("a.ttl", broken.as_bytes())).unwrap();
    assert_eq!(json(), json());
    let finding = &judged("a.ttl", broken.as_bytes()).findings[0];
    assert!(!finding.judges.is_empty() && !finding.source.is_empty());
}
