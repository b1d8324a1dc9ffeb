//! What a catalogue leaves out, and what its lists hold.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::*;
use crate::vocab::spdx;

const CONFIG: &str = r#"
    base_iri = "https://e.org/id/"
    licence = "https://e.org/licence"
    version = "1"
    issued = "2026-01-01"
    modified = "2026-01-01"
    title = { sv = "T" }
    description = { sv = "D" }
    publisher = { name = { sv = "P" }, type = "Company" }
    contact = { name = "C", email = "mailto:c@e.org" }
"#;

#[test]
fn a_file_without_a_sum_has_no_checksum() {
    let config: Config = toml::from_str(CONFIG).unwrap();
    let sums = |sha1: Option<&str>| {
        let file = Written {
            path: "dump/e.ttl".to_owned(),
            bytes: 1,
            sha256: "00".to_owned(),
            sha1: sha1.map(str::to_owned),
            triples: None,
        };
        let input = Input {
            config: &config,
            name: "e",
            files: &[file],
            contents: &Contents::default(),
            has_endpoint: false,
            releases: &Releases::default(),
        };
        let catalogue = Catalogue::of(&input).unwrap();
        let predicates = catalogue.triples().iter().map(|it| it.predicate.as_str());
        let of_sums = [spdx::CHECKSUM, spdx::CHECKSUM_VALUE, spdx::ALGORITHM];
        predicates.filter(|it| of_sums.contains(it)).count()
    };
    assert_eq!(sums(None), 0);
    assert_eq!(sums(Some("01")), 3);
}

#[derive(Deserialize)]
struct Judged {
    base: String,
    values: Vec<String>,
}

/// Lists that `uppdrag.toml` takes values of, and whether it takes all.
const WRITTEN: [(&str, &lists::List, bool); 8] = [
    ("themes", Theme::LIST, true),
    ("frequencies", Frequency::LIST, true),
    ("availabilities", Availability::LIST, true),
    ("publisher-types", PublisherType::LIST, true),
    // The six categories of the regulation, not the kinds of data below each.
    ("high-value-categories", HighValue::LIST, false),
    // `uppdrag check` tells of a language that is not among them.
    ("languages", &languages::LANGUAGES, false),
    // What is published here is open.
    ("access-rights", &lists::ACCESS_RIGHTS, false),
    ("vocabulary-types", &lists::DATASET_TYPES, false),
];

/// Lists of the rules that no value is taken of: a licence is any IRI, and the others are about
/// what this program writes by itself or not at all.
const OTHERS: [&str; 12] = [
    "adms-terms",
    "cc0",
    "contact-kinds",
    "dcat-terms",
    "dcatap-terms",
    "dcterms-terms",
    "distribution-statuses",
    "licences",
    "machine-formats",
    "open-formats",
    "schemes",
    "spdx-terms",
];

#[test]
fn what_the_rules_of_harvesters_take_can_be_written_and_nothing_else() {
    let judged = include_str!("../preflight/rules/lists.toml");
    let mut judged: BTreeMap<String, Judged> = toml::from_str(judged).unwrap();
    for (name, list, is_whole) in WRITTEN {
        let taken = judged.remove(name).unwrap();
        let values = taken.values.iter();
        let taken: BTreeSet<String> = values
            .map(|value| format!("{}{value}", taken.base))
            .collect();
        let ours: BTreeSet<String> = list.entries.iter().map(|it| list.iri(it)).collect();
        let refused: Vec<_> = ours.difference(&taken).collect();
        assert!(refused.is_empty(), "{name}: {refused:?}");
        let absent: Vec<_> = taken.difference(&ours).collect();
        assert_eq!(absent.is_empty(), is_whole, "{name}: {absent:?}");
    }
    // The scheme of the themes as a whole.
    let taxonomies = judged.remove("theme-taxonomies").unwrap().values;
    assert_eq!(taxonomies, [Theme::LIST.scheme]);
    assert_eq!(
        judged.keys().collect::<Vec<_>>(),
        OTHERS.iter().collect::<Vec<_>>()
    );
}
