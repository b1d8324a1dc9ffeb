//! Texts that are no query, or one that asks for what nobody gets.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use super::http::{request, sent};
use super::texts::encode;
use super::{Kind, Sent};
use crate::random::Random;

pub(super) const KINDS: &[Kind] = &[
    ("damaged queries", damaged),
    ("queries to elsewhere", outward),
    ("updates", updates),
    ("deep nesting", nesting),
    ("strange terms", terms),
];

/// The queries of the project: what is damaged is SPARQL that people write.
static QUERIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts = Vec::new();
    for folder in ["questions", "check", "examples", "stats"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("queries")
            .join(folder);
        let mut paths: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension() == Some("rq".as_ref()))
            .collect();
        paths.sort();
        texts.extend(paths.iter().map(|path| fs::read_to_string(path).unwrap()));
    }
    texts
});

/// A text as a query, in one of the ways of the protocol.
fn asked(random: &mut Random, text: impl AsRef<[u8]>) -> Sent {
    let text = text.as_ref();
    let accept = random.of(&["text/csv", "application/json", "text/turtle", "*/*"]);
    let accept: (&str, &[u8]) = ("accept", accept.as_bytes());
    let query = format!("query={}", encode(text));
    sent(match random.below(3) {
        0 if query.len() < 32_000 => request("GET", format!("/sparql?{query}"), &[accept], b""),
        1 => {
            let fields: [(&str, &[u8]); 2] = [
                accept,
                ("content-type", b"application/x-www-form-urlencoded"),
            ];
            request("POST", "/sparql", &fields, query.as_bytes())
        }
        _ => {
            let fields: [(&str, &[u8]); 2] =
                [accept, ("content-type", b"application/sparql-query")];
            request("POST", "/sparql", &fields, text)
        }
    })
}

fn damaged(random: &mut Random) -> Sent {
    let text = &QUERIES[random.below(QUERIES.len())];
    let text = random.damaged(text);
    asked(random, text)
}

/// Nothing may leave the machine, nor be read from it.
fn outward(random: &mut Random) -> Sent {
    let iri = random.of(&[
        "http://127.0.0.1:1/sparql",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:7878/sparql",
        "https://e.example/sparql",
        "file:///etc/passwd",
        "file:uppdrag.toml",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:70/",
        "data:text/turtle,<a:b>%20a%20<a:c>.",
        "//evil.example/",
        "../../etc/passwd",
    ]);
    let text = match random.below(9) {
        0 => format!("SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}"),
        1 => format!("SELECT * {{ SERVICE SILENT <{iri}> {{ ?s ?p ?o }} }}"),
        2 => format!("SELECT * {{ VALUES ?g {{ <{iri}> }} SERVICE ?g {{ ?s ?p ?o }} }}"),
        3 => format!("SELECT * FROM <{iri}> {{ ?s ?p ?o }}"),
        4 => format!("SELECT * FROM NAMED <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        5 => format!("LOAD <{iri}>"),
        6 => format!("LOAD SILENT <{iri}> INTO GRAPH <a:b>"),
        7 => format!("BASE <{iri}> SELECT * FROM <x> {{ ?s ?p <y> }}"),
        _ => format!("ASK {{ BIND(<{iri}>(1) AS ?x) }}"),
    };
    if random.one_in(6) {
        let graph = encode(iri);
        let name = random.of(&["default-graph-uri", "named-graph-uri", "using-graph-uri"]);
        let target = format!("/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D&{name}={graph}");
        return sent(request("GET", target, &[], b""));
    }
    asked(random, text)
}

fn updates(random: &mut Random) -> Sent {
    let update = random.of(&[
        "INSERT DATA { <a:b> <a:c> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP SILENT ALL",
        "CREATE GRAPH <a:b>",
        "COPY DEFAULT TO <a:b>",
        "MOVE <a:b> TO DEFAULT",
        "WITH <a:b> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "ASK {} ; CLEAR ALL",
        "CLEAR ALL ; ASK {}",
        "# ASK {}\nCLEAR ALL",
        "PREFIX a: <a:> INSERT { a:b a:c 1 } USING <a:g> WHERE {}",
        "cLeAr\tAlL",
        "\u{feff}CLEAR ALL",
        "\\u0043LEAR ALL",
    ]);
    let form = format!("{}={}", random.of(&["update", "query"]), encode(update));
    let media_type = random.of(&[
        "application/sparql-update",
        "application/sparql-query",
        "application/x-www-form-urlencoded",
        "Application/SPARQL-Update; charset=utf-8",
        "text/plain",
        "",
    ]);
    let method = random.of(&["POST", "POST", "PUT", "PATCH", "DELETE"]);
    let path = random.of(&[
        "/sparql",
        "/update",
        "/graphs",
        "/graphs?default",
        "/sparql?update=CLEAR+ALL",
    ]);
    let body = if media_type.contains("form") {
        form.as_str()
    } else {
        update
    };
    match random.below(3) {
        0 => asked(random, update),
        1 => sent(request("GET", format!("/sparql?{form}"), &[], b"")),
        _ => {
            let fields: [(&str, &[u8]); 2] = [
                ("content-type", media_type.as_bytes()),
                ("x-http-method-override", b"DELETE"),
            ];
            sent(request(method, path, &fields, body.as_bytes()))
        }
    }
}

/// Rarely as deep as the limits allow, and deeper.
fn nesting(random: &mut Random) -> Sent {
    let most = if random.one_in(20) { 8000 } else { 200 };
    let depth = 1 + random.size(most);
    let (open, close) = random.of(&[
        ("{", "}"),
        ("{ SELECT * {", "} }"),
        ("OPTIONAL {", "}"),
        ("FILTER(!(", "))"),
        ("FILTER EXISTS {", "}"),
        ("{} UNION {", "}"),
        ("MINUS {", "}"),
        ("GRAPH ?g {", "}"),
        ("BIND(-(-(", "1)) AS ?x)"),
        ("?s ?p [ ?p ", "1 ]"),
        ("?s ?p ( ", ")"),
        ("?s (((", "<a:b>)*)+) ?o ."),
        ("FILTER(1 IN (", "1))"),
    ]);
    let closed = if random.one_in(4) {
        random.size(depth)
    } else {
        depth
    };
    let text = format!("ASK {{ {} {} }}", open.repeat(depth), close.repeat(closed));
    asked(random, text)
}

fn terms(random: &mut Random) -> Sent {
    let text = random.text();
    let long = "a".repeat(random.size(60_000));
    let quoted: String = text.chars().filter(|c| !"\"\\\r\n".contains(*c)).collect();
    let query = match random.below(12) {
        0 => format!("ASK {{ <{text}> ?p ?o }}"),
        1 => format!("ASK {{ <http://e.example/{long}> ?p ?o }}"),
        2 => format!("SELECT (\"{quoted}\" AS ?x) {{}}"),
        3 => format!("SELECT (\"{long}\" AS ?x) (STRLEN(?x) AS ?n) {{}}"),
        4 => format!("SELECT (REGEX(\"{quoted}\", \"{quoted}\") AS ?x) {{}}"),
        5 => "SELECT (REGEX(\"aaaaaaaaaaaaaaaaaaaaaaaa!\", \"(a+)+(a{1,900}){1,900}$\") AS ?x) {}"
            .to_owned(),
        6 => format!("SELECT (REPLACE(\"{quoted}\", \".\", \"$9{quoted}\") AS ?x) {{}}"),
        7 => format!("CONSTRUCT {{ <a:b> <a:c> \"{quoted}\"@sv }} WHERE {{}}"),
        8 => format!(
            "SELECT (\"{quoted}\"^^<http://www.w3.org/2001/XMLSchema#decimal> + 1 AS ?x) {{}}"
        ),
        9 => format!(
            "SELECT (IRI(\"{quoted}\") AS ?x) (SUBSTR(\"{quoted}\", -1e308, 1e308) AS ?y) {{}}"
        ),
        10 => format!(
            "ASK {{ VALUES ?x {{ {} }} }}",
            "1 ".repeat(random.size(30_000))
        ),
        _ => "SELECT ?x { VALUES ?x { 1 } } ORDER BY ?x LIMIT 18446744073709551616 OFFSET -1"
            .to_owned(),
    };
    asked(random, query)
}
