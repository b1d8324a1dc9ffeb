//! What a build writes back into the dataset: the identifiers and the dates of what it published.

use std::collections::BTreeMap;

use oxigraph::model::{NamedOrBlankNodeRef, TermRef};

use super::Export;
use crate::error::Error;
use crate::identifiers::State;
use crate::iri::Kind;
use crate::publish::Written;
use crate::report::Report;
use crate::resource::{Retired, Tombstone};
use crate::vocab::{bibo, dcterms, foaf, rdf, skos, upp};

impl Export {
    /// Registers the identifiers that are new, all labels, and when what changed; after publication, so
    /// that none is registered that was never published. What a killed build did not register, the
    /// next one does. Data that changed under their old date are a finding.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if a register cannot be written.
    pub fn register(&self, written: &[Written], report: &mut Report) -> Result<(), Error> {
        let today = self.config.modified.as_str();
        let labels = self.labels();
        let present = self.identifiers.keys().map(|identifier| {
            let label = labels.get(identifier.as_str()).copied();
            (identifier.as_str(), label.unwrap_or_default())
        });
        if let Some(register) = self.register.updated(present, today) {
            self.register.write(&register)?;
        }
        let catalogue = self.catalogue(written)?;
        for finding in catalogue.findings(&self.releases) {
            report.add(finding);
        }
        report.sort();
        catalogue.register(&self.releases)
    }

    /// The label or title of each record as `type/key`, in the first language of the dataset that
    /// it has one in.
    fn labels(&self) -> BTreeMap<&str, &str> {
        let mut labels: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        let rank = |tag: Option<&str>| {
            let mut languages = self.config.languages.iter();
            let place = languages.position(|language| tag == Some(language.as_str()));
            place.unwrap_or(usize::MAX)
        };
        for triple in self.graph.triples() {
            let is_name = [skos::PREF_LABEL, dcterms::TITLE].contains(&triple.predicate.as_str());
            let (true, TermRef::Literal(name)) = (is_name, triple.object) else {
                continue;
            };
            let NamedOrBlankNodeRef::NamedNode(subject) = triple.subject else {
                continue;
            };
            let base = self.config.base_iri.as_str();
            let Some(identifier) = subject.as_str().strip_prefix(base) else {
                continue;
            };
            let named = (rank(name.language()), name.value());
            let best = labels.entry(identifier).or_insert(named);
            *best = named.min(*best);
        }
        let labels = labels.into_iter();
        labels
            .map(|(identifier, (_, label))| (identifier, label))
            .collect()
    }

    /// IRIs that were published and name nothing now, with what became of them.
    pub(super) fn retired(&self) -> Vec<(String, Retired)> {
        let base = self.config.base_iri.as_str();
        let retired = self.register.retired().map(|retired| {
            let what = match retired.state {
                State::Merged { into, .. } => Retired::MergedInto(format!("{base}{into}")),
                State::Withdrawn { on, reason } => Retired::Withdrawn(Tombstone {
                    class: class_of(retired.identifier).map(ToOwned::to_owned),
                    label: Some(retired.label.to_owned()).filter(|label| !label.is_empty()),
                    date: Some(on.clone()),
                    reason: Some(reason.clone()),
                }),
                State::Current => return None,
            };
            Some((format!("{base}{}", retired.identifier), what))
        });
        retired.flatten().collect()
    }
}

/// The class of what an identifier names, as far as its kind tells.
fn class_of(identifier: &str) -> Option<&'static str> {
    let (kind, _) = identifier.split_once('/')?;
    let Some(kind) = Kind::from_segment(kind) else {
        // The segment of a scheme: one of the dataset's own concepts.
        return Some(skos::CONCEPT);
    };
    Some(match kind {
        Kind::Org => foaf::AGENT,
        Kind::Place => dcterms::LOCATION,
        Kind::Mandate => upp::MANDATE,
        Kind::Activity => upp::ACTIVITY,
        Kind::Network => upp::NETWORK,
        Kind::Publication => bibo::DOCUMENT,
        Kind::Finding => upp::FINDING,
        Kind::Count => upp::STATED_COUNT,
        Kind::Source => foaf::DOCUMENT,
        Kind::Link => rdf::STATEMENT,
        Kind::Passage | Kind::Graph => return None,
    })
}
