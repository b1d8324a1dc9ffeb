//! Rules about one resource that look at more than one of its properties.

use oxsdatatypes::DateTime;

use super::super::graph::{Graph, Node};
use super::super::rule::RuleBook;
use super::super::terms::{PERIOD_BOUNDS, dcat, dcterms, hydra, spdx, vcard};
use crate::vocab::dcatap::{APPLICABLE_LEGISLATION, HVD_CATEGORY};
use crate::vocab::eli::HIGH_VALUE_DATASETS;

/// Whether one comes back to the subject by going from the value along the property.
pub(super) fn leads_back(graph: &Graph, subject: &Node, property: &str, value: &Node) -> bool {
    let cycles = match property {
        hydra::NEXT | hydra::NEXT_PAGE => graph.pages(),
        _ => graph.parts(),
    };
    cycles.leads_back(subject, value)
}

pub(super) fn is_nested_twice(graph: &Graph, subject: &Node, property: &str, value: &Node) -> bool {
    graph.has(value, property) && !leads_back(graph, subject, property, value)
}

/// Whether the datasets of a catalogue have publishers, and none this one.
pub(super) fn is_other_publisher(graph: &Graph, catalog: &Node, publisher: &Node) -> bool {
    let mut publishers = graph
        .values(catalog, dcat::DATASET)
        .flat_map(|dataset| graph.values(dataset, dcterms::PUBLISHER))
        .peekable();
    publishers.peek().is_some() && publishers.all(|other| other != publisher)
}

pub(super) fn ends_before_it_begins(graph: &Graph, period: &Node, end: &Node) -> bool {
    let mut starts = graph.values(period, dcat::START_DATE);
    starts.any(|start| is_earlier(end, start))
}

pub(super) fn is_before_issued(graph: &Graph, resource: &Node, modified: &Node) -> bool {
    let mut issued = graph.values(resource, dcterms::ISSUED);
    issued.any(|issued| is_earlier(modified, issued))
}

/// Whether a date is certainly earlier than another, as far as both are told: 2025 is no earlier
/// than 2025-03. Zones may move a date by a day, so days are compared within the same zone only, or
/// if the times are told to be in the same order. Within a day nothing is said.
fn is_earlier(date: &Node, other: &Node) -> bool {
    let told = |node: &Node| {
        let text = &*node.literal()?.value;
        let (day, time) = text.split_once('T').unwrap_or((text, ""));
        let zone = zone(text);
        let day = if time.is_empty() {
            day.strip_suffix(zone).unwrap_or(day)
        } else {
            day
        };
        let is_date = day.len() >= 4 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let is_told = is_date && !day.starts_with('-');
        is_told.then(|| (day[..day.len().min(10)].to_owned(), zone.to_owned()))
    };
    let (Some((date_day, date_zone)), Some((other_day, other_zone))) = (told(date), told(other))
    else {
        return false;
    };
    let length = date_day.len().min(other_day.len());
    if date_day[..length] >= other_day[..length] {
        return false;
    }
    date_zone == other_zone
        || match (
            date.text().parse::<DateTime>(),
            other.text().parse::<DateTime>(),
        ) {
            (Ok(date), Ok(other)) => date < other,
            _ => false,
        }
}

/// The zone at the end of a date or time: `Z`, `+02:00`, or nothing.
fn zone(text: &str) -> &str {
    let offset = text.len().checked_sub(6).and_then(|at| text.get(at..));
    match offset {
        Some(offset) if offset.starts_with(['+', '-']) && offset.as_bytes()[3] == b':' => offset,
        _ if text.ends_with('Z') => "Z",
        _ => "",
    }
}

pub(super) fn period_is_empty(graph: &Graph, period: &Node) -> bool {
    !PERIOD_BOUNDS
        .iter()
        .any(|property| graph.has(period, property))
}

/// Places are at `sws.geonames.org`; `www.geonames.org` has pages about them.
pub(super) fn is_geonames_page(place: &Node) -> bool {
    let iri = place.iri().unwrap_or_default();
    let rest = iri
        .strip_prefix("https://")
        .or_else(|| iri.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split('/').next().unwrap_or_default();
        let is_place = host == "sws.geonames.org" && !rest.ends_with("about.rdf");
        (host == "geonames.org" || host.ends_with(".geonames.org")) && !is_place
    })
}

/// Whether a dataset before this one has the same identifier: a pair is told once.
pub(super) fn is_shared(graph: &Graph, subject: &Node, property: &str, value: &Node) -> bool {
    graph.named_by(value).any(|(other, other_property)| {
        other < subject
            && other_property == property
            && graph.is_of_class(other, dcat::DATASET_CLASS)
    })
}

pub(super) fn is_publisher(graph: &Graph, value: &Node) -> bool {
    graph.naming(value, &[dcterms::PUBLISHER]).next().is_some()
}

/// Whether a licence is one of the list, but for scheme, slash, capitals or what stands behind it.
pub(super) fn is_inexact_licence(book: &RuleBook, value: &Node) -> bool {
    value
        .iri()
        .is_some_and(|iri| exact_licence(book, iri).is_some())
}

/// The licence of the list that an inexact one means.
pub(in crate::preflight) fn exact_licence<'b>(book: &'b RuleBook, iri: &str) -> Option<&'b str> {
    let list = book.list("licences")?;
    let core = |iri: &str| {
        let iri = iri.to_ascii_lowercase();
        let rest = iri.split_once("://").map_or(iri.as_str(), |(_, rest)| rest);
        let rest = rest.strip_prefix("www.").unwrap_or(rest);
        rest.trim_end_matches('/').to_owned()
    };
    let written = core(iri);
    if list.contains(iri) {
        return None;
    }
    list.iris().find(|exact| {
        let exact = core(exact);
        let behind = written.strip_prefix(&exact);
        behind.is_some_and(|behind| {
            // /deed.sv, /legalcode, /rdf, .sv
            let behind = behind.trim_start_matches('/');
            behind.is_empty()
                || ["deed", "legalcode", "rdf", "."]
                    .iter()
                    .any(|end| behind.starts_with(end))
                || (behind.len() == 2 && behind.bytes().all(|b| b.is_ascii_alphabetic()))
        })
    })
}

/// Whether a format is a text, and no media type.
pub(super) fn is_plain_word(value: &Node) -> bool {
    value.literal().is_some_and(|literal| {
        let essence = literal.value.split(';').next().unwrap_or_default().trim();
        let is_name = |part: &str| {
            let mut bytes = part.bytes();
            !part.is_empty() && bytes.all(|b| b.is_ascii_alphanumeric() || b"-_.+".contains(&b))
        };
        !essence
            .split_once('/')
            .is_some_and(|(kind, name)| is_name(kind) && is_name(name))
    })
}

/// A mail address is a `mailto:` IRI, or a resource that has one.
pub(super) fn is_not_mailto(graph: &Graph, value: &Node) -> bool {
    let is_mailto = |node: &Node| {
        node.iri().is_some_and(|iri| {
            let address = iri.strip_prefix("mailto:").unwrap_or_default();
            address
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        })
    };
    !is_mailto(value) && !graph.values(value, vcard::HAS_VALUE).any(is_mailto)
}

/// Hexadecimal digits of the sums that are known.
const LENGTHS: [(&str, usize); 6] = [
    ("md5", 32),
    ("sha1", 40),
    ("sha224", 56),
    ("sha256", 64),
    ("sha384", 96),
    ("sha512", 128),
];

pub(super) fn has_other_length(graph: &Graph, checksum: &Node, value: &Node) -> bool {
    let Some(digits) = value.literal().map(|literal| literal.value.len()) else {
        return false;
    };
    graph.values(checksum, spdx::ALGORITHM).any(|algorithm| {
        let name = algorithm
            .iri()
            .and_then(|iri| iri.strip_prefix(spdx::ALGORITHM_BASE));
        LENGTHS
            .iter()
            .any(|(known, length)| name == Some(known) && digits != *length)
    })
}

pub(super) fn series_is_empty(graph: &Graph, series: &Node) -> bool {
    graph.naming(series, &[dcat::IN_SERIES]).next().is_none()
        && !graph.has(series, dcat::SERIES_MEMBER)
}

/// Whether a distribution of a high-value dataset does not name the regulation itself.
pub(super) fn lacks_legislation(graph: &Graph, distribution: &Node) -> bool {
    !names_regulation(graph, distribution)
        && graph
            .naming(distribution, &[dcat::DISTRIBUTION])
            .any(|dataset| names_regulation(graph, dataset))
}

/// Whether a service of high value, by its own category or by a dataset that it gives access to, does
/// not name the regulation itself.
pub(super) fn service_lacks_legislation(graph: &Graph, service: &Node) -> bool {
    let of_distributions = graph
        .naming(service, &[dcat::ACCESS_SERVICE])
        .flat_map(|distribution| graph.naming(distribution, &[dcat::DISTRIBUTION]));
    let mut datasets = graph
        .values(service, dcat::SERVES_DATASET)
        .chain(of_distributions);
    !names_regulation(graph, service)
        && (graph.has(service, HVD_CATEGORY)
            || datasets.any(|dataset| names_regulation(graph, dataset)))
}

fn names_regulation(graph: &Graph, node: &Node) -> bool {
    graph
        .values(node, APPLICABLE_LEGISLATION)
        .any(|law| law.iri() == Some(HIGH_VALUE_DATASETS))
}

#[cfg(test)]
mod tests {
    use super::super::super::graph::Literal;
    use super::*;

    #[test]
    fn a_date_is_earlier_only_if_that_is_certain() {
        let date = |text: &str| {
            Node::Literal(Literal {
                value: text.into(),
                datatype: "".into(),
                language: None,
            })
        };
        for (earlier, later, expected) in [
            ("2024", "2025-03", true),
            ("2025", "2025-03", false),
            ("2025-02-28", "2025-03-01T00:00:00", true),
            ("2025-03-01T09:00:00", "2025-03-01T10:00:00", false),
            ("2025-02-28Z", "2025-03-01Z", true),
            ("2025-02-28Z", "2025-03-01", false),
            ("2026-02-28T23:00:00Z", "2026-03-01T00:00:00+02:00", false),
            ("2026-02-28T21:00:00Z", "2026-03-01T00:00:00+02:00", true),
            ("2026-02-28T21:00:00", "2026-03-01T00:00:00Z", false),
            ("2026-02-01T21:00:00", "2026-03-01T00:00:00Z", true),
            ("-0044-03-15", "2025", false),
            ("soon", "2025", false),
            ("åååååå", "2025", false),
        ] {
            let found = is_earlier(&date(earlier), &date(later));
            assert_eq!(found, expected, "{earlier} {later}");
        }
    }

    #[test]
    fn a_licence_is_exact_inexact_or_another() {
        let book = RuleBook::embedded().unwrap();
        for (iri, expected) in [
            ("http://creativecommons.org/licenses/by/4.0/", false),
            ("https://creativecommons.org/licenses/by/4.0/", true),
            ("http://creativecommons.org/licenses/by/4.0", true),
            ("http://creativecommons.org/licenses/by/4.0/deed.sv", true),
            (
                "http://www.creativecommons.org/licenses/BY/4.0/legalcode",
                true,
            ),
            ("http://creativecommons.org/licenses/by/4.0/sv", true),
            ("http://creativecommons.org/licenses/by/3.0/", false),
            ("https://opendatacommons.org/licenses/odbl/1-0/", false),
        ] {
            assert_eq!(
                is_inexact_licence(book, &Node::Iri(iri.into())),
                expected,
                "{iri}"
            );
        }
    }
}
