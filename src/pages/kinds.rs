//! What a resource is, as far as its page is concerned.

use super::tables::Column;
use super::words::Words;
use crate::vocab::{bibo, cv, dcterms, foaf, org, owl, prov, rdf, rico, skos, upp};

/// What kind of page a resource gets: the first class that is known decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Mandate,
    Network,
    Collaboration,
    Activity,
    Publication,
    Group,
    Agency,
    Place,
    Finding,
    Count,
    Passage,
    Source,
    Statement,
    Scheme,
    Concept,
    Term,
    Other,
}

/// Classes with their kinds, the more telling ones first.
const CLASSES: [(&str, Kind); 19] = [
    (upp::MANDATE, Kind::Mandate),
    (upp::RESPONSIBILITY, Kind::Mandate),
    (upp::NETWORK, Kind::Network),
    (org::ORGANIZATIONAL_COLLABORATION, Kind::Collaboration),
    (upp::ACTIVITY, Kind::Activity),
    (bibo::DOCUMENT, Kind::Publication),
    (foaf::GROUP, Kind::Group),
    (cv::PUBLIC_ORGANISATION, Kind::Agency),
    (dcterms::LOCATION, Kind::Place),
    (upp::FINDING, Kind::Finding),
    (upp::STATED_COUNT, Kind::Count),
    (upp::SOURCE_PASSAGE, Kind::Passage),
    (foaf::DOCUMENT, Kind::Source),
    (rdf::STATEMENT, Kind::Statement),
    (skos::CONCEPT_SCHEME, Kind::Scheme),
    (skos::CONCEPT, Kind::Concept),
    (owl::CLASS, Kind::Term),
    (owl::OBJECT_PROPERTY, Kind::Term),
    (owl::DATATYPE_PROPERTY, Kind::Term),
];

/// Classes that name a resource better than those above: `kartläggning` rather than `verksamhet`.
const NAMING: [&str; 9] = [
    upp::SURVEY,
    upp::SUPERVISION,
    upp::FUND_DISTRIBUTION,
    upp::RESPONSIBILITY,
    upp::READING,
    bibo::REPORT,
    dcterms::PERIOD_OF_TIME,
    prov::ASSOCIATION,
    owl::NEGATIVE_PROPERTY_ASSERTION,
];

impl Kind {
    pub(super) fn of(classes: &[String]) -> Self {
        CLASSES
            .iter()
            .find(|(class, _)| classes.iter().any(|it| it == class))
            .map_or(Self::Other, |(_, kind)| *kind)
    }

    /// The class that tells best what a resource is.
    pub(super) fn naming(classes: &[String]) -> Option<&str> {
        NAMING
            .into_iter()
            .chain(CLASSES.iter().map(|(class, _)| *class))
            .find(|class| classes.iter().any(|it| it == class))
            .or_else(|| classes.first().map(String::as_str))
    }

    /// Tables of what points at a resource of this kind.
    pub(super) fn sections(self, words: &'static Words) -> Vec<Inverse> {
        use Column as C;
        let of = |id, heading, properties, columns| Inverse {
            id,
            heading,
            properties,
            columns,
            list: None,
            drawn: id == "mandates",
        };
        let mandate: &[C] = &[C::Time, C::Name, C::Class, C::Issuer, C::Theme];
        let activity: &[C] = &[C::Time, C::Name, C::Class, C::Under, C::Place];
        let publication: &[C] = &[C::Year, C::Title, C::Number, C::PublicationKind, C::Theme];
        let any: &[C] = &[C::Name, C::Class, C::Time];
        let counts = of(
            "counts",
            words.counts_for,
            &[upp::COUNT_FOR],
            &[C::Name, C::CountOf, C::Count],
        );
        match self {
            Self::Agency | Self::Group => vec![
                of(
                    "mandates",
                    if self == Self::Group {
                        words.mandates_assigned
                    } else {
                        words.mandates_held
                    },
                    if self == Self::Group {
                        &[upp::ASSIGNED_TO]
                    } else {
                        &[upp::HELD_BY]
                    },
                    &[C::Time, C::Name, C::Class, C::AssignedTo, C::Theme],
                ),
                of(
                    "issued",
                    words.mandates_issued,
                    &[rico::ISSUED_BY],
                    &[C::Time, C::Name, C::Class, C::AssignedTo, C::Theme],
                ),
                of(
                    "networks",
                    words.networks_run,
                    &[upp::RUN_BY],
                    &[C::Name, C::Partners, C::Audience],
                ),
                of(
                    "collaborations",
                    words.collaborations,
                    &[org::HAS_MEMBER],
                    &[C::Name, C::Members],
                ),
                of(
                    "activities",
                    words.activities_done,
                    &[prov::WAS_ASSOCIATED_WITH],
                    activity,
                ),
                Inverse {
                    list: Some("agency"),
                    ..of(
                        "publications",
                        words.publications_listed,
                        &[upp::LISTED_UNDER, dcterms::CREATOR],
                        publication,
                    )
                },
                of("groups", words.member_of, &[foaf::MEMBER], &[C::Name]),
                counts,
            ],
            Self::Mandate => vec![
                of(
                    "extended",
                    words.extended_by,
                    &[upp::EXTENDS_MANDATE],
                    mandate,
                ),
                of(
                    "under",
                    words.under_this,
                    &[upp::UNDER_MANDATE],
                    &[C::Time, C::Name, C::Class, C::Agents, C::Place],
                ),
                counts,
            ],
            Self::Activity => vec![
                of(
                    "documents",
                    words.documented_in,
                    &[upp::DOCUMENTS],
                    publication,
                ),
                of("findings", words.findings_of, &[upp::FOUND_BY], &[C::Name]),
                of("led-to", words.led_to, &[prov::WAS_INFORMED_BY], any),
                counts,
            ],
            Self::Concept => vec![
                of(
                    "narrower",
                    words.narrower,
                    &[skos::BROADER],
                    &[C::Name, C::Definition],
                ),
                Inverse {
                    list: Some("theme"),
                    ..of("about", words.about_this, &[dcterms::SUBJECT], any)
                },
                of(
                    "used",
                    words.used_for,
                    &[
                        upp::TASK,
                        upp::METHOD,
                        upp::INTENDED_USE,
                        upp::FUNDS_PURPOSE,
                        upp::RESPONDENT,
                        dcterms::AUDIENCE,
                        org::PURPOSE,
                        org::CLASSIFICATION,
                        upp::PUBLICATION_KIND,
                        upp::PLACE_KIND,
                        upp::COUNT_OF,
                        upp::JOINT_MODE,
                    ],
                    any,
                ),
            ],
            Self::Scheme => vec![of(
                "concepts",
                words.in_scheme,
                &[skos::IN_SCHEME],
                &[C::Name, C::Broader, C::Definition],
            )],
            Self::Place => vec![
                of(
                    "parts",
                    words.parts,
                    &[dcterms::IS_PART_OF],
                    &[C::Name, C::PlaceKind, C::Code],
                ),
                Inverse {
                    list: Some("county"),
                    ..of("concerns", words.concerns_place, &[dcterms::SPATIAL], any)
                },
            ],
            Self::Source => vec![
                of(
                    "listed",
                    words.listed_here,
                    &[dcterms::IS_REFERENCED_BY],
                    publication,
                ),
                of(
                    "passages",
                    words.passages,
                    &[dcterms::IS_PART_OF],
                    &[C::Line, C::Name, C::Heading],
                ),
            ],
            Self::Passage => vec![of(
                "stated",
                words.stated_here,
                &[upp::STATED_IN],
                &[C::Name, C::Class],
            )],
            Self::Publication => vec![counts],
            _ => Vec::new(),
        }
    }
}

/// A table of what points at a resource by some properties.
pub(super) struct Inverse {
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    pub(super) properties: &'static [&'static str],
    pub(super) columns: &'static [Column],
    /// Name of the filter by which the list of publications shows all.
    pub(super) list: Option<&'static str>,
    /// Whether a timeline stands above it.
    pub(super) drawn: bool,
}
