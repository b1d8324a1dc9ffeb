//! The languages of the EU list that a catalogue can name: those of the European Union, and others
//! that are spoken in Sweden.

use super::lists::{Entry, List, named};
use crate::vocab::authority;

/// Languages (EU), by their BCP 47 tags.
pub(super) static LANGUAGES: List = List {
    what: "language of the EU list",
    base: authority::LANGUAGE,
    scheme: authority::LANGUAGE,
    title: ["Språk", "Languages"],
    entries: &[
        named("sv", "SWE", "svenska", "Swedish"),
        named("en", "ENG", "engelska", "English"),
        named("fi", "FIN", "finska", "Finnish"),
        named("se", "SME", "nordsamiska", "Northern Sami"),
        named("yi", "YID", "jiddisch", "Yiddish"),
        named("rom", "ROM", "romani", "Romani"),
        named("da", "DAN", "danska", "Danish"),
        named("nb", "NOR", "norska", "Norwegian"),
        named("nn", "NOR", "norska", "Norwegian"),
        named("no", "NOR", "norska", "Norwegian"),
        named("is", "ISL", "isländska", "Icelandic"),
        named("bg", "BUL", "bulgariska", "Bulgarian"),
        named("cs", "CES", "tjeckiska", "Czech"),
        named("de", "DEU", "tyska", "German"),
        named("el", "ELL", "grekiska", "Greek"),
        named("es", "SPA", "spanska", "Spanish"),
        named("et", "EST", "estniska", "Estonian"),
        named("fr", "FRA", "franska", "French"),
        named("ga", "GLE", "iriska", "Irish"),
        named("hr", "HRV", "kroatiska", "Croatian"),
        named("hu", "HUN", "ungerska", "Hungarian"),
        named("it", "ITA", "italienska", "Italian"),
        named("lt", "LIT", "litauiska", "Lithuanian"),
        named("lv", "LAV", "lettiska", "Latvian"),
        named("mt", "MLT", "maltesiska", "Maltese"),
        named("nl", "NLD", "nederländska", "Dutch"),
        named("pl", "POL", "polska", "Polish"),
        named("pt", "POR", "portugisiska", "Portuguese"),
        named("ro", "RON", "rumänska", "Romanian"),
        named("sk", "SLK", "slovakiska", "Slovak"),
        named("sl", "SLV", "slovenska", "Slovenian"),
        named("ar", "ARA", "arabiska", "Arabic"),
        named("fa", "FAS", "persiska", "Persian"),
        named("uk", "UKR", "ukrainska", "Ukrainian"),
    ],
};

/// The language of a tag by its first part; `None` if the list here has it not.
pub(super) fn language(tag: &str) -> Option<&'static Entry> {
    let primary = tag.split('-').next().unwrap_or(tag);
    LANGUAGES.entries.iter().find(|it| it.written == primary)
}

/// Whether the catalogue can name the language of a tag.
pub(crate) fn has_language(tag: &str) -> bool {
    language(tag).is_some()
}

/// Tags of the languages that a catalogue can name.
pub(crate) fn language_tags() -> impl Iterator<Item = &'static str> {
    LANGUAGES.written()
}
