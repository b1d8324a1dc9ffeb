//! Who publishes, and whom to ask.

use super::super::PublisherType;
use super::Describer;
use crate::vocab::{dcterms, foaf, vcard};

impl Describer<'_> {
    /// Who publishes. Shapes without reasoning want the broader class beside the narrower one.
    pub(super) fn publisher(&mut self) -> String {
        let publisher = &self.config.publisher;
        let kind = publisher.kind.map(|kind| {
            let (list, entry) = (PublisherType::LIST, kind.entry());
            self.statements.value(list, entry, &[])
        });
        let homepage = publisher.homepage.as_ref();
        let homepage = homepage.map(|page| self.document(page.as_str().to_owned()));
        let is_person = publisher.kind.is_some_and(PublisherType::is_person);
        let iri = self.names.publisher();
        let mut about = self.statements.about(&iri);
        about
            .a(foaf::AGENT)
            .a(if is_person {
                foaf::PERSON
            } else {
                foaf::ORGANIZATION
            })
            .text(foaf::NAME, &publisher.name);
        if let Some(kind) = kind {
            about.link(dcterms::TYPE, kind);
        }
        if let Some(number) = &publisher.organisation_number {
            about.plain(dcterms::IDENTIFIER, number.as_str());
        }
        if let Some(homepage) = homepage {
            about.link(foaf::HOMEPAGE, homepage);
        }
        iri
    }

    pub(super) fn contact(&mut self) -> String {
        let contact = &self.config.contact;
        let iri = self.names.contact();
        self.statements
            .about(&iri)
            .a(vcard::KIND)
            .a(vcard::ORGANIZATION)
            .plain(vcard::FN, contact.name.as_str())
            .link(vcard::HAS_EMAIL, contact.email.as_str());
        iri
    }
}
