//! What is wrong with a configuration that can be read: what a build would be refused for, told at its
//! line before anything is built.

use crate::catalogue::PublisherType;
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
    if config.publisher.kind.is_none() {
        let message = "the publisher does not say what kind it is, and portals refuse that";
        let names: Vec<&str> = PublisherType::names().collect();
        let remedy = format!("add type = \"…\" below, with one of {}", names.join(", "));
        let finding = Finding::error("agent-without-type", message).at(config.place("publisher"));
        found.push(finding.remedy(remedy));
    }
    Ok(found)
}
