//! The requests that the manifests describe in RDF (HTTP Vocabulary in RDF), or in prose.

use oxigraph::model::Term;
use oxigraph::model::vocab::rdf;

use crate::w3c::manifest::{MF, Node, PUBLISHED, Suite, iri, parse};

const HT: &str = "http://www.w3.org/2011/http#";
const CNT: &str = "http://www.w3.org/2011/content#";
const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
const COMMENT: &str = "http://www.w3.org/2000/01/rdf-schema#comment";

/// A test: requests in their order.
pub(super) struct Case {
    pub(super) iri: String,
    /// Names of graphs, and files that they are read from.
    pub(super) data: Vec<(String, String)>,
    pub(super) exchanges: Vec<Exchange>,
}

/// A request and what is expected of its answer.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
    /// Encoding of the body.
    pub(super) encoding: String,
    /// `200`, `4xx`: any of them.
    pub(super) statuses: Vec<String>,
    pub(super) boolean: Option<bool>,
    /// `boolean`, `tabular` or `RDF`.
    pub(super) format: Option<String>,
    pub(super) content_type: Option<String>,
    /// A graph in Turtle.
    pub(super) graph: Option<String>,
}

impl Exchange {
    pub(super) fn writes(&self) -> bool {
        matches!(self.method.as_str(), "PUT" | "POST" | "DELETE" | "PATCH")
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(it, _)| it == name);
        found.map_or("", |(_, value)| value)
    }

    /// Whether a status is one that is expected.
    pub(super) fn takes(&self, status: u16) -> bool {
        let status = status.to_string();
        self.statuses.iter().any(|it| match it.strip_suffix("xx") {
            Some(family) => status.starts_with(family),
            None => *it == status,
        })
    }

    /// The body in its encoding.
    pub(super) fn bytes(&self) -> Vec<u8> {
        if self.encoding == "UTF-16" {
            let units = std::iter::once(0xFEFF).chain(self.body.encode_utf16());
            return units.flat_map(u16::to_be_bytes).collect();
        }
        self.body.clone().into_bytes()
    }
}

/// The tests of a manifest that describes its requests in RDF.
pub(super) fn read(suite: &Suite, file: &str) -> Vec<Case> {
    let file = format!("{PUBLISHED}sparql11/{file}");
    let graph = parse(&suite.bytes(&file), &file);
    let manifest = Node::new(&graph, iri(&file).into());
    let property = |name: &str| format!("{MF}{name}");
    let cases = manifest.list(&property("entries"));
    cases
        .iter()
        .map(|entry| Case {
            iri: entry.iri().to_owned(),
            data: entry
                .all(&format!("{UT}graphData"))
                .iter()
                .map(|data| {
                    let file = data.one(&format!("{UT}graph")).unwrap();
                    let name = text(&data.one(LABEL).unwrap());
                    (name, file.iri().to_owned())
                })
                .collect(),
            exchanges: entry
                .one(&property("action"))
                .map(|action| action.list(&format!("{HT}requests")))
                .unwrap_or_default()
                .iter()
                .map(exchange)
                .collect(),
        })
        .collect()
}

fn exchange(request: &Node<'_>) -> Exchange {
    let headers = |node: &Node<'_>| -> Vec<(String, String)> {
        let fields = node.list(&format!("{HT}headers"));
        let field = |field: &Node<'_>| {
            let name = text(&ht(field, "fieldName").unwrap());
            (name, text(&ht(field, "fieldValue").unwrap()))
        };
        fields.iter().map(field).collect()
    };
    let chars = |node: &Node<'_>, name: &str| {
        let body = ht(node, "body")?;
        Some(text(&body.one(&format!("{CNT}{name}"))?))
    };
    let response = ht(request, "resp").unwrap();
    let expected = |name: &str| response.one(&format!("{MF}expected{name}"));
    let content_type = headers(&response)
        .into_iter()
        .find(|(name, _)| name == "content-type");
    Exchange {
        method: text(&ht(request, "methodName").unwrap()),
        target: text(&ht(request, "absolutePath").unwrap()),
        headers: headers(request),
        body: chars(request, "chars").unwrap_or_default(),
        encoding: chars(request, "characterEncoding").unwrap_or_default(),
        statuses: response
            .all(&format!("{MF}expectedStatus"))
            .iter()
            .map(|status| status_of(status.iri()))
            .collect(),
        boolean: expected("Boolean").map(|value| text(&value) == "true"),
        format: expected("Format").map(|value| text(&value)),
        content_type: content_type.map(|(_, value)| value),
        graph: chars(&response, "chars"),
    }
}

fn ht<'a>(node: &Node<'a>, name: &str) -> Option<Node<'a>> {
    node.one(&format!("{HT}{name}"))
}

/// The number of a status of the vocabulary.
fn status_of(iri: &str) -> String {
    let name = iri.rsplit('#').next().unwrap();
    let number = match name {
        "OK" => "200",
        "Created" => "201",
        "NoContent" => "204",
        "NotFound" => "404",
        other => other.strip_prefix("StatusCode").expect(iri),
    };
    number.to_owned()
}

fn text(node: &Node<'_>) -> String {
    match &node.term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => panic!("not a literal: {other}"),
    }
}

/// The tests of a manifest that writes its requests out in a comment; they build on each other.
/// `store` is the path of the Graph Store, `new` that of the graph which it would create.
pub(super) fn read_prose(
    suite: &Suite,
    file: &str,
    host: &str,
    store: &str,
    new: &str,
) -> Vec<Case> {
    let file = format!("{PUBLISHED}sparql11/{file}");
    let graph = parse(&suite.bytes(&file), &file);
    let manifest = Node::new(&graph, iri(&file).into());
    let entries = manifest.list(&format!("{MF}entries"));
    entries
        .iter()
        .map(|entry| {
            assert!(entry.one(rdf::TYPE.as_str()).is_some());
            let comments = entry.all(COMMENT);
            let prose = comments
                .iter()
                .map(text)
                .find(|comment| comment.contains("#### Request"))
                .unwrap_or_else(|| panic!("no request: {}", entry.iri()));
            let prose = prose
                .replace(
                    "http://$HOST$/$GRAPHSTORE$",
                    &format!("http://{host}{store}"),
                )
                .replace("$GRAPHSTORE$", store)
                .replace("$HOST$", host)
                .replace("$NEWPATH$", new);
            Case {
                iri: entry.iri().to_owned(),
                data: Vec::new(),
                exchanges: vec![exchange_of_prose(&prose)],
            }
        })
        .collect()
}

fn exchange_of_prose(prose: &str) -> Exchange {
    let (request, response) = prose.split_once("#### Response").unwrap();
    let request = request.split_once("#### Request").unwrap().1;
    let (first, headers, body) = message(request);
    let mut words = first.split(' ');
    let (status, response_headers, graph) = message(response);
    let content_type = response_headers
        .into_iter()
        .find(|(name, _)| name == "content-type");
    Exchange {
        method: words.next().unwrap().to_owned(),
        target: words.next().unwrap().to_owned(),
        headers: headers
            .into_iter()
            .filter(|(name, _)| name != "host")
            .collect(),
        body,
        encoding: "UTF-8".to_owned(),
        statuses: vec![status.split(' ').next().unwrap().to_owned()],
        content_type: content_type.map(|(_, value)| value),
        graph: Some(graph).filter(|graph| !graph.is_empty()),
        ..Exchange::default()
    }
}

/// First line, headers and body of an indented message.
fn message(text: &str) -> (String, Vec<(String, String)>, String) {
    let mut lines = text
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .skip_while(|line| line.trim().is_empty());
    let first = lines.next().unwrap().to_owned();
    let headers = lines
        .by_ref()
        .take_while(|line| !line.trim().is_empty())
        .map(|line| line.split_once(": ").expect(line))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let body: Vec<&str> = lines.collect();
    (first, headers, body.join("\r\n").trim().to_owned())
}
