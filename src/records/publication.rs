//! Publications: documents that a directory lists.

use super::record::record;
use super::{EdtfDate, Iri, Key, Language, Period, ReportNumber, Text, Texts};

record! {
    /// A publication.
    Publication named by title {
        required {
            /// Title as printed, without a report number at its end, by language.
            title: Text,
        }
        optional {
            /// Other titles: translations, a short name.
            alternative: Texts,
            /// Kinds (concepts of `publication-kind`); `rapport` makes it a report.
            kinds: Vec<Key>,
            /// Report number as printed, `"2008:27"`.
            number: Option<ReportNumber>,
            /// Single year printed in the title; no date of publication.
            title_year: Option<EdtfDate>,
            /// When it was published; only if the source says so.
            issued: Option<EdtfDate>,
            /// What time it covers, as printed.
            period: Option<Period>,
            /// Places.
            places: Vec<Key>,
            /// Themes (concepts of `theme`).
            themes: Vec<Key>,
            /// Whom it is about (concepts of `audience`).
            audience: Vec<Key>,
            /// Activities that it reports.
            documents: Vec<Key>,
            /// The activity that it is the result of.
            generated_by: Option<Key>,
            /// Mandates that order it.
            under: Vec<Key>,
            /// Authors; only if the source says so.
            creators: Vec<Key>,
            /// Publishers; only if the source says so.
            publishers: Vec<Key>,
            /// Agencies under which a directory lists it; says nothing on authorship.
            listed_under: Vec<Key>,
            /// Sources that list it.
            listed_on: Vec<Key>,
            /// Whether the source summarises it.
            summary: Option<bool>,
            /// Whether the source offers the full text.
            fulltext: Option<bool>,
            /// Address of the full text.
            fulltext_url: Option<Iri>,
            /// Address of a page about it.
            landing_page: Option<Iri>,
            /// What it is to be used for (concepts of `task`).
            intended_use: Vec<Key>,
            /// Languages that it is written in.
            language: Vec<Language>,
        }
    }
}
