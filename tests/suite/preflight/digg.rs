//! The two examples that come with DCAT-AP-SE, written for its version 2. They are not ours to copy:
//! they are read from `DIGG_EXAMPLES`, or beside the repository, if they are there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::w3c::say;
use uppdrag::preflight::Judgement;

use super::judged;

/// An example, or nothing if it is not there.
fn example(name: &str) -> Option<Judgement> {
    let beside = || {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/shapes/diggsweden_DCAT-AP-SE/exempel")
    };
    let examples = std::env::var_os("DIGG_EXAMPLES").map_or_else(beside, PathBuf::from);
    let Ok(bytes) = fs::read(examples.join(name)) else {
        say(&format!(
            "skipped: there is no {name} in {}",
            examples.display()
        ));
        return None;
    };
    Some(judged(name, &bytes))
}

/// Rules with the number of their findings, or nothing if the example is not there.
fn counts(name: &str) -> Option<BTreeMap<String, usize>> {
    let mut counts = BTreeMap::new();
    for finding in example(name)?.findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    Some(counts)
}

fn expected(rules: &[(&str, usize)]) -> BTreeMap<String, usize> {
    rules
        .iter()
        .map(|(rule, count)| ((*rule).to_owned(), *count))
        .collect()
}

#[test]
fn the_recommended_example_gets_what_it_deserves() {
    let expected = expected(&[
        // Refused: "text/csv" and "application/json" as texts, which DCAT-AP 3.0.1 does not take.
        ("format-is-text", 2),
        // The list of availabilities moved with version 3.
        ("availability-not-listed", 2),
        ("distribution-availability-not-typed", 2),
        // Values of lists without their types, which validators do not look up.
        ("catalog-homepage-not-typed", 1),
        ("catalog-language-not-typed", 1),
        ("catalog-licence-not-typed", 1),
        ("catalog-themes-not-typed", 1),
        ("service-access-rights-not-typed", 1),
        ("service-licence-not-typed", 1),
        ("dataset-access-rights-not-typed", 1),
        ("dataset-place-not-typed", 1),
        ("dataset-theme-not-typed", 1),
        ("distribution-licence-not-typed", 2),
        ("agent-type-not-typed", 1),
        // vcard:Organization alone: validators do not reason.
        ("dataset-contact-not-typed", 1),
        ("service-contact-not-typed", 1),
        // "Exempel organisation" has no language, and only one title is in English.
        ("agent-name-without-language", 1),
        ("catalog-not-in-english", 2),
        ("dataset-not-in-english", 1),
        // Recommended since version 3: spatial of the catalogue; conformsTo of the dataset; of the service
        // servesDataset, publisher, theme and conformsTo (DCAT-AP) and format (DCAT-AP-SE).
        ("catalog-without-recommended", 1),
        ("dataset-without-standard", 1),
        ("service-without-recommended", 5),
    ]);
    for name in ["rekommenderat.ttl", "rekommenderat.rdf"] {
        let Some(counts) = counts(name) else { return };
        assert_eq!(counts, expected, "{name}");
    }
}

#[test]
fn the_mandatory_example_gets_what_it_deserves() {
    let expected = expected(&[
        // Refused: the type of publisher is mandatory since DCAT-AP-SE 3.0.1.
        ("agent-without-type", 1),
        ("agent-name-without-language", 1),
        ("catalog-licence-not-typed", 1),
        ("dataset-contact-not-typed", 1),
        // It says of itself that it holds what is mandatory only.
        ("catalog-without-recommended", 6),
        ("catalog-not-in-english", 2),
        ("dataset-without-recommended", 3),
        ("dataset-without-standard", 1),
        ("dataset-without-place-or-period", 2),
        ("dataset-not-in-english", 2),
        ("dataset-without-theme", 1),
        // contactPoint, keyword, accessRights, servesDataset, publisher, format, theme, conformsTo
        ("service-without-recommended", 8),
        ("service-without-api-description", 1),
        ("distribution-without-licence", 1),
        ("distribution-without-recommended", 3),
    ]);
    for name in ["obligatoriskt.ttl", "obligatoriskt.rdf"] {
        let Some(counts) = counts(name) else { return };
        assert_eq!(counts, expected, "{name}");
    }
}

/// Both are refused by one rule set; the shapes of DCAT-AP 3.0.1 and 2.1.1 take the mandatory one, and
/// those of 3.0.1 object to the formats of the recommended one.
#[test]
fn the_mandatory_example_has_the_points_for_conformance() {
    for (name, expected) in [("obligatoriskt.ttl", true), ("rekommenderat.ttl", false)] {
        let Some(judgement) = example(name) else {
            return;
        };
        let dimensions = judgement.scores.iter().flat_map(|it| &it.dimensions);
        let mut metrics = dimensions.flat_map(|it| &it.metrics);
        let conformant = metrics.find(|it| it.name == "no violation of DCAT-AP");
        assert_eq!(conformant.unwrap().met, Some(expected), "{name}");
    }
}
