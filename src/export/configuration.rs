//! What is wrong with a configuration that can be read: what a build would be refused for, told at its
//! line before anything is built.

use crate::catalogue::{PublisherType, has_language, language_tags};
use crate::config::Config;
use crate::error::Error;
use crate::preflight;
use crate::report::Finding;

/// The findings about a configuration, each with its place.
pub(super) fn findings(config: &Config) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    let (issued, modified) = (&config.issued, &config.modified);
    if modified.latest() < issued.earliest() {
        let message = format!(
            "the data were modified {} and issued {}, which is later",
            modified.as_str(),
            issued.as_str()
        );
        let remedy = format!(
            "set modified to the day of the last change, {} or later, or correct issued",
            issued.as_str()
        );
        let finding =
            Finding::error("modified-before-issued", message).at(config.place("modified"));
        found.push(finding.remedy(remedy));
    }
    let licence = config.licence.as_str();
    if let Some(exact) = preflight::exact_licence(licence)? {
        let message = format!("portals compare letter by letter and do not know {licence}");
        let finding = Finding::error("licence-iri-inexact", message).at(config.place("licence"));
        found.push(finding.remedy(format!("write licence = \"{exact}\"")));
    }
    for tag in &config.languages {
        let tag = tag.as_str();
        if has_language(tag) {
            continue;
        }
        let message =
            format!("the catalogue cannot name the language {tag}, so portals are not told of it");
        let tags: Vec<&str> = language_tags().collect();
        let remedy = format!(
            "the data keep it; those that portals are told of are {}",
            tags.join(", ")
        );
        let place = config.place("languages");
        found.push(
            Finding::warning("language-not-listed", message)
                .at(place)
                .remedy(remedy),
        );
    }
    if config.publisher.kind.is_none() {
        let message = "the publisher does not say what kind it is, and portals refuse that";
        let names: Vec<&str> = PublisherType::names().collect();
        let remedy = format!("add type = \"…\" below, with one of {}", names.join(", "));
        let finding = Finding::error("agent-without-type", message).at(config.place("publisher"));
        found.push(finding.remedy(remedy));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_the_catalogue_cannot_name_is_told() {
        let text = r#"
            base_iri = "https://e.org/id/"
            licence = "https://e.org/licence"
            version = "1"
            issued = "2026-01-01"
            modified = "2026-01-01"
            languages = ["sv", "en-GB", "et", "tlh"]
            title = { sv = "T" }
            description = { sv = "D" }
            publisher = { name = { sv = "P" }, type = "Company" }
            contact = { name = "C", email = "mailto:c@e.org" }
        "#;
        let found = findings(&toml::from_str(text).unwrap()).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|it| (it.rule.as_str(), it.message.as_str()))
            .collect();
        let expected = "the catalogue cannot name the language tlh, so portals are not told of it";
        assert_eq!(told, [("language-not-listed", expected)]);
    }
}
