//! Every IRI answers: pages and data of single resources.

use std::sync::OnceLock;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::NamedNodeRef;

use super::*;
use crate::frozen::Frozen;
use crate::resource::Tombstone;
use crate::serve::Retired;

const ORG: &str = "lansstyrelsen-i-blekinge-lan";

/// The dataset of the repository, with what became of some IRIs, and with hostile texts.
fn dataset() -> Server {
    static FROZEN: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = FROZEN.get_or_init(|| {
        let mut report = crate::report::Report::default();
        let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let export = crate::export::check(&directory, &mut report, &mut |_| {}).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        export.freeze_to(file.path()).unwrap();
        std::fs::read(file.path()).unwrap()
    });
    let base = "https://w3id.org/uppdrag/id/";
    let site = Site::new(
        Frozen::from_bytes(bytes).unwrap(),
        Text::new("Länsstyrelser", "County boards"),
        Text::default(),
    )
    .with_base(base)
    .with_licence("http://creativecommons.org/publicdomain/zero/1.0/")
    .with_retired(
        format!("{base}org/borttagen"),
        Retired::Withdrawn(Tombstone {
            class: None,
            label: Some("Borttagen <b>".to_owned()),
            date: Some("2026-01-31".to_owned()),
            reason: Some("Fanns inte.".to_owned()),
        }),
    )
    .with_retired(
        format!("{base}org/gammal"),
        Retired::MergedInto(format!("{base}org/{ORG}")),
    );
    Server::start(site)
}

fn hostile() -> Server {
    let mut builder = QuadSetBuilder::default();
    let subject = NamedNode::new("https://e.org/id/org/möte").unwrap();
    let graph = NamedNodeRef::new("https://e.org/id/graph/a").unwrap();
    let property = |name: &str| NamedNode::new(format!("http://purl.org/dc/terms/{name}")).unwrap();
    for text in [
        "<script>alert(1)</script>",
        "\u{202E}gnp.exe",
        "\" onmouseover=\"alert(1)",
        "</script><script>alert(2)</script>",
    ] {
        builder.insert(
            subject.as_ref(),
            property("title").as_ref(),
            LiteralRef::new_simple_literal(text).into(),
            graph,
        );
    }
    for iri in [
        "javascript:alert(1)",
        "https://e.com/'ö",
        "data:text/html,x",
    ] {
        builder.insert(
            subject.as_ref(),
            property("relation").as_ref(),
            NamedNodeRef::new(iri).unwrap().into(),
            graph,
        );
    }
    let class = NamedNodeRef::new("http://purl.org/ontology/bibo/Document").unwrap();
    let types = NamedNodeRef::new("http://www.w3.org/1999/02/22-rdf-syntax-ns#type").unwrap();
    builder.insert(subject.as_ref(), types, class.into(), graph);
    let site = Site::new(
        Freezer::of(&builder.build()).in_memory().unwrap(),
        Text::new("a", "a"),
        Text::default(),
    );
    Server::start(site.with_base("https://e.org/id/"))
}

impl Server {
    fn accepting(&self, target: &str, accept: &str) -> Answer {
        self.send("GET", target, &[("accept", accept)], b"")
    }
}

impl Answer {
    fn all(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str()).collect()
    }
}

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

const SYNTAXES: [(&str, &str, RdfFormat); 4] = [
    ("ttl", "text/turtle", RdfFormat::Turtle),
    ("rdf", "application/rdf+xml", RdfFormat::RdfXml),
    ("nt", "application/n-triples", RdfFormat::NTriples),
    (
        "jsonld",
        "application/ld+json",
        RdfFormat::JsonLd {
            profile: oxigraph::io::JsonLdProfileSet::empty(),
        },
    ),
];

#[test]
fn an_iri_leads_to_its_document_in_the_form_asked_for() {
    let server = dataset();
    let id = format!("/id/org/{ORG}");
    let seen = server.accepting(&id, BROWSER);
    assert_eq!(seen.status, 303);
    assert_eq!(seen.header("location"), format!("../../doc/org/{ORG}"));
    assert_eq!(seen.header("vary"), "accept");
    let mut triples = None;
    for (extension, media_type, format) in SYNTAXES {
        let seen = server.accepting(&id, media_type);
        assert_eq!(seen.status, 303);
        assert_eq!(
            seen.header("location"),
            format!("../../doc/org/{ORG}.{extension}")
        );
        let data = server.get(&format!("/doc/org/{ORG}.{extension}"));
        assert_eq!(data.status, 200, "{extension}");
        assert!(data.header("content-type").starts_with(media_type));
        let mut parsed: Vec<String> = RdfParser::from_format(format)
            .for_slice(&data.body)
            .map(|quad| quad.unwrap().to_string())
            .collect();
        parsed.sort();
        assert!(parsed.len() > 20);
        // Every syntax tells the same.
        assert_eq!(
            triples.get_or_insert_with(|| parsed.clone()),
            &parsed,
            "{extension}"
        );
        let bare = server.accepting(&format!("/doc/org/{ORG}"), media_type);
        assert_eq!(bare.body, data.body);
        assert_eq!(bare.header("vary"), "accept, accept-language");
        assert_eq!(
            bare.header("content-location"),
            format!("../../doc/org/{ORG}.{extension}")
        );
        assert_eq!(server.get(&format!("{id}.{extension}")).status, 303);
    }
    let refused = server.accepting(&format!("/doc/org/{ORG}"), "image/png");
    refused.problem(406, "not-acceptable");
}

#[test]
fn a_document_tells_its_other_forms_and_its_own_address() {
    let server = dataset();
    let page = server.get(&format!("/sv/doc/org/{ORG}"));
    let links = page.all("link").join(", ");
    for (extension, media_type, _) in SYNTAXES {
        let wanted = format!(
            "<../../../doc/org/{ORG}.{extension}>; rel=\"alternate\"; type=\"{media_type}\""
        );
        assert!(links.contains(&wanted), "{links}");
    }
    assert!(links.contains(&format!("<../../../doc/org/{ORG}>; rel=\"canonical\"")));
    assert!(links.contains("rel=\"describedby\""));
    let tag = page.header("etag").to_owned();
    let again = server.send(
        "GET",
        &format!("/sv/doc/org/{ORG}"),
        &[("if-none-match", &tag)],
        b"",
    );
    assert_eq!((again.status, again.body.len()), (304, 0));
    let data = server.get(&format!("/doc/org/{ORG}.ttl"));
    let published = format!("<https://w3id.org/uppdrag/id/org/{ORG}>; rel=\"describes\"");
    assert!(data.all("link").contains(&published.as_str()));
}

#[test]
fn a_page_speaks_the_language_of_its_path_or_of_its_reader() {
    let server = dataset();
    for (target, header, language, word) in [
        (
            format!("/sv/doc/org/{ORG}"),
            "en",
            "sv",
            "Uppdrag som myndigheten har",
        ),
        (
            format!("/en/doc/org/{ORG}"),
            "sv",
            "en",
            "Mandates that the agency holds",
        ),
        (
            format!("/doc/org/{ORG}"),
            "en",
            "en",
            "Mandates that the agency holds",
        ),
        (
            format!("/doc/org/{ORG}.html"),
            "sv",
            "sv",
            "Uppdrag som myndigheten har",
        ),
    ] {
        let fields = [("accept-language", header), ("accept", BROWSER)];
        let page = server.send("GET", &target, &fields, b"");
        assert_eq!(page.status, 200, "{target}");
        assert_eq!(page.header("content-language"), language, "{target}");
        assert!(page.text().contains(word), "{target}");
    }
}

#[test]
fn terms_concepts_passages_and_graphs_answer_too() {
    let server = dataset();
    for path in [
        "theme/mans-vald-mot-kvinnor",
        "scheme/theme",
        "passage/nck-blekinge-8",
        "source/nck-blekinge",
        "graph/nck-blekinge",
        "graph/derived",
        "place/lan-10",
        "network/barnnatverk/not-run-by-lansstyrelsen-i-norrbottens-lan",
    ] {
        assert_eq!(server.get(&format!("/id/{path}")).status, 303, "{path}");
        assert_eq!(server.get(&format!("/sv/doc/{path}")).status, 200, "{path}");
        assert_eq!(
            server.get(&format!("/doc/{path}.ttl")).status,
            200,
            "{path}"
        );
    }
    let ontology = server.accepting("/ns", BROWSER).text();
    assert!(ontology.contains("id=\"heldBy\"") && ontology.contains("id=\"Mandate\""));
    let data = server.get("/ns.ttl").text();
    assert!(data.contains("upp:heldBy"), "{data}");
    let any = server.get("/en/resource?iri=http%3A%2F%2Fwww.wikidata.org%2Fentity%2FQ28746121");
    assert_eq!(any.status, 200);
    assert_eq!(server.get("/ns.xyz").status, 404);
    server.get("/resource").problem(400, "missing-iri");
}

#[test]
fn what_a_source_denies_is_shown_as_denied() {
    let server = dataset();
    let page = server.get("/sv/doc/network/barnnatverk").text();
    assert!(page.contains("<strong>inte</strong>"));
    assert!(page.contains("<del><a href=\"../../../sv/doc/org/lansstyrelsen-i-norrbottens-lan\">"));
    let mandate = server
        .get("/en/doc/mandate/lansstyrelserna-2008-heder")
        .text();
    assert!(mandate.contains("reading: ambiguous wording"));
    assert!(mandate.contains("The source does not state:"));
    assert!(mandate.contains("line 8</a>, under the heading <q>Regeringsuppdrag</q>"));
}

#[test]
fn what_is_gone_says_so_and_what_was_merged_leads_on() {
    let server = dataset();
    for target in [
        "/id/org/borttagen",
        "/doc/org/borttagen",
        "/sv/doc/org/borttagen",
    ] {
        let gone = server.accepting(target, BROWSER);
        assert_eq!(gone.status, 410, "{target}");
        assert!(
            gone.text().contains("Borttagen &#60;b&#62;"),
            "{}",
            gone.text()
        );
    }
    let tombstone = server.get("/doc/org/borttagen.ttl");
    assert_eq!(tombstone.status, 410);
    assert!(
        tombstone.text().contains("deprecated"),
        "{}",
        tombstone.text()
    );
    for (target, to) in [
        ("/id/org/gammal", format!("../../id/org/{ORG}")),
        ("/doc/org/gammal", format!("../../doc/org/{ORG}")),
        ("/doc/org/gammal.ttl", format!("../../doc/org/{ORG}.ttl")),
        ("/en/doc/org/gammal", format!("../../../en/doc/org/{ORG}")),
    ] {
        let moved = server.get(target);
        assert_eq!((moved.status, moved.header("location")), (301, to.as_str()));
    }
    server.get("/id/org/aldrig").problem(404, "not-found");
    let people = server.accepting("/doc/org/aldrig", BROWSER);
    assert_eq!(people.status, 404);
    assert!(people.text().contains("Sidan finns inte"));
}

#[test]
fn every_spelling_of_an_address_reaches_the_same_page() {
    let server = hostile();
    let expected = server.get("/sv/doc/org/m%C3%B6te");
    assert_eq!(expected.status, 200);
    for spelling in ["m%c3%b6te", "möte", "mo\u{308}te", "mo%CC%88te"] {
        let answer = server.get(&format!("/sv/doc/org/{spelling}"));
        assert_eq!(answer.status, 200, "{spelling}");
        assert_eq!(answer.body, expected.body, "{spelling}");
        assert!(
            answer
                .all("link")
                .contains(&"<../../../doc/org/m%C3%B6te>; rel=\"canonical\"")
        );
    }
    server.get("/doc/org/m%FF").problem(404, "not-found");
}

#[test]
fn hostile_texts_and_addresses_are_harmless() {
    let server = hostile();
    let page = server.get("/sv/doc/org/m%C3%B6te");
    let text = page.text();
    assert_eq!(text.matches("<script").count(), 1, "{text}");
    assert_eq!(text.matches("</script>").count(), 1);
    assert!(text.contains("⟦U+202E⟧gnp.exe"));
    assert!(
        !text.contains('\u{202E}') || text.contains("\\u202"),
        "{text}"
    );
    assert!(!text.contains("href=\"javascript:") && !text.contains("href=\"data:t"));
    assert!(!text.contains("\" onmouseover=\""));
    assert!(text.contains("href=\"https://e.com/") && text.contains("%C3%B6\""));
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    for (extension, _, format) in SYNTAXES {
        let data = server.get(&format!("/doc/org/m%C3%B6te.{extension}"));
        assert_eq!(data.status, 200);
        for quad in RdfParser::from_format(format).for_slice(&data.body) {
            quad.unwrap();
        }
    }
}

#[test]
fn publications_are_filtered_and_paged_by_key() {
    let server = dataset();
    let all = server.get("/en/publications").text();
    assert_eq!(all.matches("<tr>").count(), 11);
    let year = server.get("/en/publications?year=2008").text();
    let theme = server
        .get("/en/publications?theme=manniskohandel&agency=lansstyrelsen-i-vasterbottens-lan")
        .text();
    assert!((2..11).contains(&year.matches("<tr>").count()), "{year}");
    // A narrower theme counts as well.
    assert!((2..11).contains(&theme.matches("<tr>").count()), "{theme}");
    let none = server.get("/en/publications?year=1900&theme=x").text();
    assert!(none.contains("No publication matches"));
    for hostile in [
        "year=%22%3E%3Cscript%3E",
        "after=%00",
        "county=../..",
        "year=%FF",
    ] {
        let answer = server.get(&format!("/en/publications?{hostile}"));
        assert_eq!(answer.status, 200, "{hostile}");
        assert_eq!(answer.text().matches("<script").count(), 0);
    }
}

#[test]
fn a_long_list_is_walked_from_key_to_key() {
    let mut builder = QuadSetBuilder::default();
    let types = NamedNodeRef::new("http://www.w3.org/1999/02/22-rdf-syntax-ns#type").unwrap();
    let class = NamedNodeRef::new("http://purl.org/ontology/bibo/Document").unwrap();
    let graph = NamedNodeRef::new("https://e.org/id/graph/a").unwrap();
    for at in 0..1_203 {
        let document = NamedNode::new(format!("https://e.org/id/publication/{at}")).unwrap();
        builder.insert(document.as_ref(), types, class.into(), graph);
    }
    let frozen = Freezer::of(&builder.build()).in_memory().unwrap();
    let site = Site::new(frozen, Text::default(), Text::default());
    let server = Server::start(site.with_base("https://e.org/id/"));
    let mut seen = std::collections::BTreeSet::new();
    let mut target = "/sv/publications".to_owned();
    for _ in 0..100 {
        let page = server.get(&target).text();
        for link in page.split("/sv/doc/publication/").skip(1) {
            let key = link.split('"').next().unwrap().to_owned();
            assert!(seen.insert(key), "seen twice");
        }
        let Some(next) = page.split("rel=\"next\"").next().filter(|it| *it != page) else {
            break;
        };
        let href = next
            .rsplit("href=\"")
            .next()
            .unwrap()
            .trim_end_matches("\" ");
        target = format!("/{}", href.trim_start_matches("../").replace("&#38;", "&"));
    }
    assert_eq!(seen.len(), 1_203);
    // What points at a class is paged as well.
    let page = server.get(&format!(
        "/sv/resource?iri={}",
        component("http://purl.org/ontology/bibo/Document")
    ));
    assert!(page.body.len() < 60_000);
    assert!(page.text().contains("#incoming\" rel=\"next\""));
}

#[test]
fn drawings_stand_above_a_table_that_says_the_same() {
    let server = dataset();
    for (target, word) in [
        ("/sv/timeline", "Utvidgat uppdrag 2008"),
        (
            "/en/timeline?agency=lansstyrelsen-i-blekinge-lan",
            "Widened mandate 2008",
        ),
        (
            "/sv/map?of=mandates&theme=mans-vald-mot-kvinnor",
            "Blekinge län",
        ),
        (
            "/en/network?agency=lansstyrelsen-i-norrbottens-lan",
            "<del>",
        ),
        ("/en/network?agency=nobody", "Children&#39;s network"),
    ] {
        let page = server.get(target);
        assert_eq!(page.status, 200, "{target}");
        let text = page.text();
        assert!(text.contains("<svg") && text.contains("<table"), "{target}");
        assert!(text.contains(word), "{target}: {text}");
        assert!(!text.contains(" style="), "{target}");
    }
    let agency = server.get(&format!("/sv/doc/org/{ORG}")).text();
    assert!(agency.contains("<svg") && agency.contains("id=\"mandates\""));
}

#[test]
fn a_search_forgives_and_leads_to_pages() {
    let server = dataset();
    let found = server.get("/sv/search?q=lanstyrelsen+bleking").text();
    assert!(found.contains(&format!("../sv/doc/org/{ORG}\"")), "{found}");
    assert!(
        server
            .get("/sv/search?q=xyzzy")
            .text()
            .contains("Inget namn")
    );
    assert_eq!(server.get("/sv/search").status, 200);
    let long = server.get(&format!("/en/search?q={}", "a".repeat(2_000)));
    assert!(long.text().contains("leave some of it out"));
    let hostile = server
        .get("/en/search?q=%3Cscript%3E%22&from=99999999")
        .text();
    assert_eq!(hostile.matches("<script").count(), 0);
}

#[test]
fn people_are_told_of_a_failed_query_on_a_page() {
    let server = limited(
        1_000,
        Limits {
            result_rows: 10,
            ..Limits::DEFAULT
        },
    );
    let target = format!("/sparql?query={}", component("SELECT * { ?s ?p ?o }"));
    let page = server.accepting(&target, BROWSER);
    assert_eq!(page.status, 500);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.text().contains("result_rows = 10"), "{}", page.text());
    assert!(page.text().contains("hämta som filer"));
    server.get(&target).problem(500, "answer-too-large");
    // The page counts as the problem does.
    let metrics = server.get("/metrics").text();
    let line = "uppdrag_requests_total{route=\"/sparql\",status=\"500\"} 2";
    assert!(metrics.lines().any(|it| it == line), "{metrics}");
    assert!(metrics.contains("uppdrag_refused_total{limit=\"result_rows\"} 2"));
}

#[test]
fn dates_are_told_in_words_and_marked_where_html_can_say_them() {
    let server = dataset();
    let org = server.get(&format!("/sv/doc/org/{ORG}")).text();
    assert!(org.contains("våren 2008") && !org.contains("2008-21"));
    assert!(org.contains("<time datetime=\"2003\">2003</time>"));
    let org = server.get(&format!("/en/doc/org/{ORG}")).text();
    assert!(org.contains("spring 2008") && org.contains("2003–2004"));
    assert!(!org.contains("datetime=\"2008-21\""));
    let mandates = server.get("/en/mandates").text();
    assert!(mandates.contains("from 2004 onwards"));
    // The page of a period says both.
    let period = "/sv/doc/activity/blekinge-2008-intervjukartlaggning/period";
    let period = server.get(period).text();
    assert!(period.contains("<h1>våren 2008</h1>") && period.contains("2008-21"));
    let gone = server.get("/sv/doc/org/borttagen").text();
    assert!(gone.contains("31 januari 2026"));
}
