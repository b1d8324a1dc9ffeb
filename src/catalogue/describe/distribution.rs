//! The distributions: each file that can be fetched, with its size, sum and dates.

use super::super::Availability;
use super::super::files::Listed;
use super::super::listing::ListedFile;
use super::super::lists::FILE_TYPES;
use super::{Describer, legislation, links};
use crate::vocab::{authority, dcat, dcatap, dcterms, spdx, xsd};

impl Describer<'_> {
    /// The files of a dataset.
    pub(super) fn distributions(
        &mut self,
        dataset: &str,
        files: Vec<Listed<'_>>,
        licence: &str,
    ) -> Vec<ListedFile> {
        self.licence(licence);
        let mut listed = Vec::new();
        for Listed {
            name,
            title,
            description,
            media_type,
            file_type,
            file,
        } in files
        {
            let dates = self.release(&name, file.sha256.clone(), None);
            let iri = self.distribution(dataset, &name, licence, file_type, media_type);
            let address = self.names.address(&file.path);
            let checksum = self.checksum(&iri, file.sha1.as_deref());
            let mut about = self.statements.about(iri);
            about
                .both(dcterms::TITLE, &title)
                .both(dcterms::DESCRIPTION, &description)
                .link(dcat::ACCESS_URL, &address)
                .link(dcat::DOWNLOAD_URL, address)
                // Not xsd:decimal, which only 2.1.1 wants.
                .typed(
                    dcat::BYTE_SIZE,
                    file.bytes.to_string(),
                    xsd::NON_NEGATIVE_INTEGER,
                )
                .dates(&dates);
            links(&mut about, spdx::CHECKSUM, &checksum);
            listed.push(ListedFile {
                name,
                path: file.path.clone(),
                title,
                media_type: media_type.to_owned(),
                bytes: file.bytes,
                modified: dates.modified.text,
            });
        }
        listed
    }

    /// The checksum of a file, if its sum is known. DCAT-AP 2.1.1 and DCAT-AP-SE take SHA-1 alone;
    /// `SHA256SUMS` has the better sums.
    fn checksum(&mut self, distribution: &str, sum: Option<&str>) -> Option<String> {
        let sum = sum?;
        let iri = format!("{distribution}/checksum");
        self.statements
            .about(&iri)
            .a(spdx::CHECKSUM_CLASS)
            .link(spdx::ALGORITHM, spdx::SHA1)
            .typed(spdx::CHECKSUM_VALUE, sum, xsd::HEX_BINARY);
        self.statements
            .about(spdx::SHA1)
            .a(spdx::CHECKSUM_ALGORITHM);
        Some(iri)
    }

    /// What files and endpoint have alike. Returns the IRI.
    pub(super) fn distribution(
        &mut self,
        dataset: &str,
        name: &str,
        licence: &str,
        file_type: &str,
        media_type: &str,
    ) -> String {
        let availability = self.config.catalogue.availability.entry();
        let availability = self.statements.value(Availability::LIST, availability, &[]);
        let format = self.format(file_type);
        let media_type = format!("{}/{media_type}", authority::MEDIA_TYPE);
        self.statements.about(&media_type).a(dcterms::MEDIA_TYPE);
        let iri = self.names.iri(name);
        let law = self.is_high_value(dataset);
        let mut about = self.statements.about(&iri);
        about
            .a(dcat::DISTRIBUTION_CLASS)
            .link(dcterms::LICENSE, licence)
            .link(dcat::MEDIA_TYPE, media_type)
            .link(dcatap::AVAILABILITY, availability);
        // Of the two forms that are asked for, the IRI of DCAT-AP 3: a literal fails there.
        links(&mut about, dcterms::FORMAT, &format);
        legislation(&mut about, law);
        let dataset = self.names.iri(dataset);
        self.statements
            .about(dataset)
            .link(dcat::DISTRIBUTION, &iri);
        iri
    }

    /// File type by its code.
    pub(super) fn format(&mut self, code: &str) -> Option<String> {
        let classes = [dcterms::MEDIA_TYPE_OR_EXTENT];
        let entry = FILE_TYPES.get(code)?;
        Some(self.statements.value(&FILE_TYPES, entry, &classes))
    }
}
