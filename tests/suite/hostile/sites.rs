//! Paths and parameters that no page, graph or file has.

use std::fmt::Write as _;

use super::http::{request, sent};
use super::texts::encode;
use super::{Kind, Sent};
use crate::random::Random;

pub(super) const KINDS: &[Kind] = &[
    ("paths", paths),
    ("traversal", traversal),
    ("resources", resources),
    ("lists", lists),
    ("search", search),
    ("graphs", graphs),
    ("parameters", parameters),
];

/// Paths that are answered, and some that are not.
pub(super) const PATHS: &[&str] = &[
    "/",
    "/sv/",
    "/en/",
    "/sv",
    "/agencies",
    "/sv/mandates",
    "/en/publications",
    "/en/timeline",
    "/sv/map",
    "/en/network",
    "/en/search?q=exempel",
    "/id/org/exempelstad",
    "/doc/org/exempelstad",
    "/doc/org/exempelstad.ttl",
    "/sv/doc/org/exempelstad",
    "/resource?iri=https%3A%2F%2Fdata.example.org%2Fid%2Forg%2Fexempelstad",
    "/ns",
    "/ns.ttl",
    "/sparql",
    "/sparql?query=ASK%7B%7D",
    "/graphs",
    "/graphs?default",
    "/graphs/records",
    "/dump/all.nt",
    "/.well-known/void",
    "/style.css",
    "/healthz",
    "/readyz",
    "/metrics",
    "/favicon.ico",
    "/robots.txt",
    "/.git/config",
    "/.env",
    "/wp-login.php",
    "/nothing",
];

pub(super) fn a_path(random: &mut Random) -> String {
    random.of(PATHS).to_owned()
}

fn get(target: impl AsRef<[u8]>) -> Sent {
    sent(request("GET", target, &[], b""))
}

/// Paths with pieces that are no path, and percent-encoding that is none.
fn paths(random: &mut Random) -> Sent {
    let before = random.of(PATHS).split('?').next().unwrap_or_default();
    let piece = random.encoded();
    let target = match random.below(7) {
        0 => format!("{before}{piece}"),
        1 => format!("{before}//{piece}"),
        2 => format!("{before}/{piece}/{piece}"),
        3 => format!("/{piece}"),
        4 => format!("{before}.{piece}"),
        5 => format!("{before}/;{piece}"),
        // As it is, without encoding: bytes that a target may have.
        _ => {
            let length = random.size(60);
            let raw = random.field(length);
            let raw = raw.into_iter().filter(|it| !b" \x7f".contains(it));
            return get([before.as_bytes(), b"/", &raw.collect::<Vec<u8>>()].concat());
        }
    };
    get(target)
}

fn traversal(random: &mut Random) -> Sent {
    let before = random.of(&[
        "/dump/", "/doc/", "/id/", "/graphs/", "/sv/", "/en/doc/", "/ns/", "/", "/dump//",
    ]);
    let up = random.of(&[
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%5c",
        "..%252f",
        "%c0%ae%c0%ae/",
        "....//",
        "..;/",
        "./",
        "%00/",
        "..%00/",
    ]);
    let file = random.of(&[
        "etc/passwd",
        "proc/self/environ",
        "proc/self/maps",
        "etc/passwd%00.ttl",
        "set/uppdrag.toml",
        "windows/win.ini",
        "set/mandates.yaml",
        "",
    ]);
    get(format!("{before}{}{file}", up.repeat(1 + random.size(60))))
}

/// `/id`, `/doc` and `/resource` of things that are not there or no IRIs.
fn resources(random: &mut Random) -> Sent {
    let text = random.encoded();
    let language = random.of(&["", "/sv", "/en", "/de"]);
    let target = match random.below(8) {
        0 => format!("/id/{text}"),
        1 => format!("/id/org/{text}"),
        2 => format!("{language}/doc/{text}/{text}"),
        3 => format!("{language}/doc/org/exempelstad.{text}"),
        4 => format!("{language}/doc/org/exempelstad?after={text}&by={text}"),
        5 => format!("{language}/resource?iri={text}"),
        6 => format!("{language}/resource?iri={text}&format={text}&after={text}&by={text}"),
        _ => format!(
            "{language}/resource?iri={}&after={text}&by={}",
            encode("https://data.example.org/id/org/exempelstad"),
            encode("https://w3id.org/uppdrag/ns#assignedTo")
        ),
    };
    let accept = random.of(&[
        "text/html",
        "text/turtle",
        "application/ld+json",
        "image/png",
    ]);
    sent(request(
        "GET",
        target,
        &[("accept", accept.as_bytes())],
        b"",
    ))
}

/// Filters and keys of paging with texts that are none.
fn lists(random: &mut Random) -> Sent {
    let list = random.of(&[
        "agencies",
        "mandates",
        "publications",
        "networks",
        "collaborations",
        "themes",
        "places",
        "timeline",
        "map",
        "network",
        "",
    ]);
    let mut target = format!("{}/{list}", random.of(&["", "/sv", "/en"]));
    let mut joint = '?';
    for _ in 0..=random.below(5) {
        let name = random.of(&[
            "year", "theme", "county", "agency", "after", "of", "lang", "q", "from", "page",
        ]);
        let value = random.encoded();
        let _ = write!(target, "{joint}{name}={value}");
        joint = '&';
    }
    get(target)
}

fn search(random: &mut Random) -> Sent {
    let (text, skip) = (random.encoded(), random.encoded());
    let language = random.of(&["", "/sv", "/en"]);
    get(match random.below(4) {
        0 => format!("{language}/search?q={text}&from={skip}"),
        1 => format!("{language}/search?q={}", "a+".repeat(random.size(8000))),
        2 => format!("{language}/search?q=lan{text}&q={text}&lang={skip}"),
        _ => format!("{language}/search?from={skip}&q=exempel"),
    })
}

fn graphs(random: &mut Random) -> Sent {
    let text = random.encoded();
    let target = match random.below(8) {
        0 => format!("/graphs?graph={text}"),
        1 => format!("/graphs?default={text}&graph={text}"),
        2 => format!("/graphs?graph=a:b&graph={text}"),
        3 => format!("/graphs/{text}"),
        4 => format!("/graphs?default&format={text}"),
        5 => format!("/dump/{text}"),
        6 => format!("/.well-known/void?format={text}"),
        _ => format!("/.well-known/{text}"),
    };
    let accept = random
        .text()
        .replace(['\r', '\n', '\0', '\u{7f}', '\u{1b}'], " ");
    sent(request(
        "GET",
        target,
        &[("accept", accept.as_bytes())],
        b"",
    ))
}

/// The parameters of the protocol, many times and against each other.
fn parameters(random: &mut Random) -> Sent {
    let mut pairs = Vec::new();
    for _ in 0..=random.size(200) {
        let name = random.of(&[
            "query",
            "format",
            "default-graph-uri",
            "named-graph-uri",
            "update",
            "using-graph-uri",
            "lang",
            "",
            "Query",
        ]);
        let value = match random.below(4) {
            0 => "ASK%7B%7D".to_owned(),
            1 => "json".to_owned(),
            _ => random.encoded(),
        };
        pairs.push(format!("{name}={value}"));
    }
    let joint = random.of(&["&", ";", "&&", "=&"]);
    let form = pairs.join(joint);
    if random.one_in(2) && form.len() < 30_000 {
        return get(format!("/sparql?{form}"));
    }
    let media_type = random.of(&[
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded, text/plain",
    ]);
    let fields: [(&str, &[u8]); 1] = [("content-type", media_type.as_bytes())];
    sent(request(
        "POST",
        "/sparql?query=ASK%7B%7D",
        &fields,
        form.as_bytes(),
    ))
}
