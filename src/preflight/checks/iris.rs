//! IRIs that no harvester can follow, or should not.

use std::collections::BTreeMap;
use std::net::IpAddr;

use oxiri::Iri;

use super::super::finding::{Found, Shown};
use super::super::graph::{Graph, Node};
use super::super::rule::{Check, RuleBook};
use crate::addresses::is_public;

/// Tells every IRI with this fault, each once, about the first resource that has it. An IRI has one
/// fault, the first of the order below.
pub(super) fn faulty<'g>(
    fault: Check,
    book: &RuleBook,
    graph: &'g Graph,
    tell: &mut dyn FnMut(Found<'g>),
) {
    let mut seen: BTreeMap<&str, &Node> = BTreeMap::new();
    for (subject, property, value) in graph.statements() {
        let datatype = value.literal().map(|literal| &*literal.datatype);
        let iris = [subject.iri(), Some(&**property), value.iri(), datatype];
        for iri in iris.into_iter().flatten() {
            seen.entry(iri).or_insert(subject);
        }
    }
    for (iri, subject) in seen {
        if fault_of(iri, book) == Some(fault) {
            tell(Found {
                value: Some(Shown::Text(iri.to_owned())),
                ..Found::of(subject)
            });
        }
    }
}

fn fault_of(iri: &str, book: &RuleBook) -> Option<Check> {
    if iri.chars().any(char::is_whitespace) {
        return Some(Check::IriWithSpace);
    }
    let Ok(parsed) = Iri::parse(iri) else {
        return Some(if has_scheme(iri) {
            Check::IriMalformed
        } else {
            Check::IriNotAbsolute
        });
    };
    let authority = parsed.authority().unwrap_or_default();
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    if parsed.scheme() == "file" || is_of_this_machine(host) {
        return Some(Check::IriOfThisMachine);
    }
    let scheme = parsed.scheme().to_ascii_lowercase();
    let schemes = book.list("schemes");
    if !schemes.is_some_and(|list| list.contains(&scheme)) {
        return Some(Check::IriSchemeUnknown);
    }
    // A web address without a host leads nowhere.
    if scheme.starts_with("http") && host.is_empty() {
        return Some(Check::IriMalformed);
    }
    (!user.is_empty()).then_some(Check::IriWithPassword)
}

fn has_scheme(iri: &str) -> bool {
    iri.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// A host that is reached from the machine or network of who wrote it alone, or, as the addresses
/// of documentation, from nowhere.
fn is_of_this_machine(host: &str) -> bool {
    let (name, _) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or((rest, "")),
        None => host.split_once(':').unwrap_or((host, "")),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    match name.parse::<IpAddr>() {
        Ok(address) => !is_public(address),
        Err(_) => {
            name == "localhost"
                || [".localhost", ".local", ".internal", ".localdomain"]
                    .iter()
                    .any(|ending| name.ends_with(ending))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iri_has_the_first_fault_that_fits() {
        let book = RuleBook::embedded().unwrap();
        for (iri, fault) in [
            ("https://example.org/a b", Some(Check::IriWithSpace)),
            (
                "http://a.example/ http://b.example/",
                Some(Check::IriWithSpace),
            ),
            ("example.org/a", Some(Check::IriNotAbsolute)),
            ("/a", Some(Check::IriNotAbsolute)),
            ("", Some(Check::IriNotAbsolute)),
            ("https://example.org/\"a\"", Some(Check::IriMalformed)),
            ("https://", Some(Check::IriMalformed)),
            ("ttps://example.org/", Some(Check::IriSchemeUnknown)),
            ("http://localhost:8080/a", Some(Check::IriOfThisMachine)),
            ("http://192.168.1.4/a", Some(Check::IriOfThisMachine)),
            ("http://[::1]:80/a", Some(Check::IriOfThisMachine)),
            ("http://192.0.2.1/a", Some(Check::IriOfThisMachine)),
            ("file:///home/a", Some(Check::IriOfThisMachine)),
            (
                "https://me:secret@example.org/",
                Some(Check::IriWithPassword),
            ),
            ("mailto:a@example.org", None),
            ("tel:+4681234", None),
            ("urn:uuid:0-1", None),
            ("HTTPS://example.org/å", None),
        ] {
            assert_eq!(fault_of(iri, book), fault, "{iri}");
        }
    }
}
