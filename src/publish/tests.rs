//! Tests of the stage as a whole.

use std::fs;
use std::path::{Path, PathBuf};

use oxigraph::model::{Literal, LiteralRef, NamedNode, NamedNodeRef, Term, TermRef};
use proptest::prelude::*;

use super::product::Product;
use super::*;
use crate::graph::QuadSetBuilder;
use crate::vocab::PREFIXES;

/// A directory of one test, removed when it ends.
pub(crate) struct TempDir(PathBuf);

impl TempDir {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("publish-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Every kind of definition that a context can hold, the ones that are not understood included.
const CONTEXTS: [&str; 4] = [
    "{}",
    r#"{"@context": {
        "@version": 1.1, "id": "@id", "type": "@type",
        "skos": "http://www.w3.org/2004/02/skos/core#", "dcterms": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#", "upp": "https://w3id.org/uppdrag/ns#",
        "Concept": "skos:Concept",
        "label": {"@id": "skos:prefLabel", "@container": "@language"},
        "labels": {"@id": "skos:altLabel", "@container": ["@language", "@set"]},
        "broader": {"@id": "skos:broader", "@type": "@id", "@container": "@set"},
        "related": {"@id": "skos:related", "@type": "@vocab"},
        "identifier": "dcterms:identifier",
        "issued": {"@id": "dcterms:issued", "@type": "xsd:gYear"},
        "count": {"@id": "upp:count", "@type": "xsd:integer"},
        "sv": {"@id": "dcterms:title", "@language": "sv"},
        "plain": {"@id": "dcterms:title", "@language": null}
    }}"#,
    r#"{"@language": "sv", "@vocab": "http://www.w3.org/2004/02/skos/core#",
        "prefLabel": {}, "altLabel": {"@container": "@list"},
        "narrower": {"@reverse": "broader"},
        "broader": {"@context": {"@vocab": "http://e.org/"}, "@id": "broader"},
        "count": {"@id": "https://w3id.org/uppdrag/ns#count", "@type": "@json"}}"#,
    r#"{"dcterms": {"@id": "http://purl.org/dc/terms/", "@prefix": true},
        "dcterms:title": {"@type": "http://www.w3.org/2001/XMLSchema#string"},
        "dcterms:issued": {"@type": "@id"},
        "n": "http://e.org/n/", "m": "n:a"}"#,
];

fn iri(text: &str) -> NamedNode {
    NamedNode::new(text).unwrap()
}

fn quad_set<'a>(
    quads: impl IntoIterator<Item = (&'a str, &'a str, TermRef<'a>, &'a str)>,
) -> QuadSet {
    let mut builder = QuadSetBuilder::default();
    for (s, p, o, g) in quads {
        builder.insert(iri(s).as_ref(), iri(p).as_ref(), o, iri(g).as_ref());
    }
    builder.build()
}

fn text(quads: &QuadSet, extension: &str, context: &str) -> String {
    let context = Context::parse(context).unwrap();
    let products = Product::all("x", quads);
    let product = products
        .iter()
        .find(|product| product.path() == format!("dump/x.{extension}"))
        .unwrap();
    let mut out = Vec::new();
    product.write_to(quads, &context, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn concept() -> QuadSet {
    let skos = |name: &str| format!("http://www.w3.org/2004/02/skos/core#{name}");
    let concept = iri(&skos("Concept"));
    let (label, broader, kind) = (skos("prefLabel"), skos("broader"), rdf_type());
    let number = Literal::new_typed_literal("4", iri("http://www.w3.org/2001/XMLSchema#integer"));
    let tagged = LiteralRef::new_language_tagged_literal_unchecked;
    quad_set([
        (
            "http://e.org/a",
            &*kind,
            concept.as_ref().into(),
            "http://e.org/g1",
        ),
        (
            "http://e.org/a",
            &*label,
            tagged("mål", "sv").into(),
            "http://e.org/g1",
        ),
        (
            "http://e.org/a",
            &*label,
            tagged("goal", "en").into(),
            "http://e.org/g1",
        ),
        (
            "http://e.org/a",
            &*broader,
            concept.as_ref().into(),
            "http://e.org/g2",
        ),
        (
            "http://e.org/a",
            "http://e.org/n/size",
            number.as_ref().into(),
            "http://e.org/g2",
        ),
        (
            "http://e.org/b",
            &*kind,
            concept.as_ref().into(),
            "http://e.org/g2",
        ),
        (
            "http://e.org/a",
            &*kind,
            concept.as_ref().into(),
            "http://e.org/g2",
        ),
    ])
}

fn rdf_type() -> String {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type".to_owned()
}

#[test]
fn turtle_states_types_first_and_only_the_prefixes_it_uses() {
    let expected = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
        <http://e.org/a> a skos:Concept ;\n\
        \t<http://e.org/n/size> 4 ;\n\
        \tskos:broader skos:Concept ;\n\
        \tskos:prefLabel \"goal\"@en , \"mål\"@sv .\n\
        <http://e.org/b> a skos:Concept .\n";
    assert_eq!(text(&concept(), "ttl", "{}"), expected);
}

#[test]
fn trig_has_a_block_for_each_graph() {
    let trig = text(&concept(), "trig", "{}");
    assert_eq!(trig.matches("> {\n").count(), 2, "{trig}");
    assert_eq!(trig.matches("a skos:Concept").count(), 3, "{trig}");
}

#[test]
fn rdf_xml_writes_typed_nodes_and_declares_namespaces_once() {
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF
  xmlns:ns1="http://e.org/n/"
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="http://e.org/a">
  <ns1:size rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">4</ns1:size>
  <skos:broader rdf:resource="http://www.w3.org/2004/02/skos/core#Concept"/>
  <skos:prefLabel xml:lang="en">goal</skos:prefLabel>
  <skos:prefLabel xml:lang="sv">mål</skos:prefLabel>
</skos:Concept>
<skos:Concept rdf:about="http://e.org/b"/>
</rdf:RDF>
"#;
    assert_eq!(text(&concept(), "rdf", "{}"), expected);
}

#[test]
fn lines_escape_every_character_as_the_model_prints_it() {
    let text: String = ('\0'..='\u{110}').chain('\u{FFF0}'..='\u{10010}').collect();
    let literal = LiteralRef::new_simple_literal(&text);
    let quads = quad_set([(
        "http://e.org/s",
        "http://e.org/p",
        literal.into(),
        "http://e.org/g",
    )]);
    let printed = quads
        .quads()
        .fold(String::new(), |lines, quad| lines + &format!("{quad} .\n"));
    assert_eq!(self::text(&quads, "nq", "{}"), printed);
}

#[test]
fn json_ld_is_compact_in_its_context() {
    let json = text(&concept(), "jsonld", CONTEXTS[1]);
    let (_, graph) = json.split_once("\"@graph\": ").unwrap();
    let expected = r#"[
{"type": "Concept", "id": "http://e.org/a", "http://e.org/n/size": 4, "broader": ["http://www.w3.org/2004/02/skos/core#Concept"], "label": {"en": "goal", "sv": "mål"}},
{"type": "Concept", "id": "http://e.org/b"}
]
}
"#;
    assert_eq!(graph, expected);
}

#[test]
fn a_context_that_is_wrong_or_asks_for_another_document_is_refused() {
    for context in [
        r#"{"@context": "https://e.org/c"}"#,
        r#"{"@import": "https://e.org/c"}"#,
        r#"{"a": {"@context": "https://e.org/c", "@id": "http://e.org/a"}}"#,
        r#"{"a": {"@id": "b"}, "b": {"@id": "a"}}"#,
        "{",
    ] {
        assert!(matches!(Context::parse(context), Err(Error::Asset { .. })));
    }
}

#[test]
fn what_rdf_xml_cannot_carry_is_reported() {
    let object = LiteralRef::new_simple_literal;
    let quads = quad_set([
        (
            "http://e.org/s",
            "http://e.org/p",
            object("a\u{5}b").into(),
            "http://e.org/g",
        ),
        (
            "http://e.org/s",
            "http://e.com/123",
            object("c").into(),
            "http://e.org/g",
        ),
        (
            "http://e.org/s",
            "http://e.org/q",
            object("å\tä\r\n").into(),
            "http://e.org/g",
        ),
    ]);
    let found = uncarried(&quads);
    let predicates: Vec<&str> = found.iter().map(|value| &*value.predicate).collect();
    assert_eq!(predicates, ["http://e.com/123", "http://e.org/p"]);
    let dir = TempDir::new("uncarried");
    let out = dir.path().join("site");
    let error = publish(&quads, &extras(&[]), &out, &mut |_| ())
        .unwrap_err()
        .to_string();
    assert!(error.contains("(and 1 more such values)"), "{error}");
    assert!(!out.exists());
}

#[test]
fn terms_that_no_reader_takes_are_reported() {
    let mut builder = QuadSetBuilder::default();
    let (good, bad) = (
        iri("http://e.org/s"),
        NamedNodeRef::new_unchecked("http://a http://b"),
    );
    let tag = LiteralRef::new_language_tagged_literal_unchecked("a", "en_GB");
    builder.insert(good.as_ref(), good.as_ref(), bad.into(), good.as_ref());
    builder.insert(good.as_ref(), good.as_ref(), tag.into(), good.as_ref());
    let li = iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#li");
    builder.insert(
        good.as_ref(),
        li.as_ref(),
        good.as_ref().into(),
        good.as_ref(),
    );
    assert_eq!(uncarried(&builder.build()).len(), 3);
}

fn extras(files: &[&str]) -> Extras<'static> {
    let files = files
        .iter()
        .map(|path| ((*path).to_owned(), path.as_bytes().to_vec()))
        .collect();
    Extras {
        name: "example",
        context: CONTEXTS[1],
        files,
        stages: Vec::new(),
        describe: None,
    }
}

/// Paths and bytes of all files below a directory.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn a_build_over_a_build_replaces_it_whole_and_repeats_to_the_byte() {
    let dir = TempDir::new("twice");
    let out = dir.path().join("deep/site");
    let mut told = Vec::new();
    let first = publish(
        &concept(),
        &extras(&["build.json", "ontology/old.ttl"]),
        &out,
        &mut |step| {
            told.push(step.to_owned());
        },
    )
    .unwrap();
    assert_eq!(first.len(), 8 * 3 + 1 + 2);
    assert_eq!(told.last().unwrap(), "published");
    let describe = |written: &[Written]| {
        let total: u64 = written.iter().map(|file| file.bytes).sum();
        Ok(vec![(
            "build.json".to_owned(),
            format!("{{\"bytes\": {total}}}").into_bytes(),
        )])
    };
    let described = Extras {
        stages: Vec::new(),
        describe: Some(&describe),
        ..extras(&["README.md"])
    };
    let second = publish(&concept(), &described, &out, &mut |_| ()).unwrap();
    assert!(!out.join("ontology").exists());
    let before = tree(&out);
    assert_eq!(before.len(), second.len() + 1);
    publish(&concept(), &described, &out, &mut |_| ()).unwrap();
    assert!(tree(&out) == before);
    let sums = fs::read_to_string(out.join("SHA256SUMS")).unwrap();
    let lines: Vec<String> = second
        .iter()
        .map(|file| format!("{}  {}", file.sha256, file.path))
        .collect();
    assert_eq!(sums.lines().collect::<Vec<_>>(), lines);
    assert!(lines.is_sorted_by_key(|line| line[66..].to_owned()));
    let count = |path: &str| {
        second
            .iter()
            .find(|file| file.path == path)
            .unwrap()
            .triples
    };
    assert_eq!(count("dump/example.nq.gz"), Some(7));
    assert_eq!(count("dump/example.jsonld"), Some(6));
    assert_eq!(count("dump/graph/g1.ttl"), Some(3));
    assert_eq!(count("README.md"), None);
}

#[test]
fn an_extra_file_must_be_plain_and_new() {
    let dir = TempDir::new("extra");
    let out = dir.path().join("site");
    for path in [
        "../a",
        "/a",
        "a//b",
        "./a",
        "dump/example.nt",
        "SHA256SUMS",
        "a\nb",
        "",
    ] {
        let refused = publish(
            &concept(),
            &extras(&["build.json", path]),
            &out,
            &mut |_| (),
        );
        assert!(
            matches!(refused, Err(Error::Publish { .. })),
            "{path}: {refused:?}"
        );
    }
    assert!(publish(&concept(), &extras(&[]), &out, &mut |_| ()).is_err());
    let named = Extras {
        name: "a/b",
        ..extras(&["build.json"])
    };
    assert!(publish(&concept(), &named, &out, &mut |_| ()).is_err());
    assert!(write_dumps(&concept(), &named, &out).is_err());
    assert!(!out.exists());
}

#[test]
fn a_dump_that_lost_a_triple_does_not_read_back() {
    let quads = concept();
    let expected = ExpectedSets::of(&quads);
    for product in Product::all("x", &quads) {
        let smaller = quad_set([]);
        let mut out = Vec::new();
        product
            .write_to(&smaller, &Context::parse("{}").unwrap(), &mut out)
            .unwrap();
        let error = product
            .compare(out.as_slice(), &quads, &expected)
            .unwrap_err();
        assert!(
            error.contains("0 are not in the graph, first missing: <http://e.org/a>"),
            "{error}"
        );
    }
}

fn any_iri() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a",
        "B",
        "å",
        "b%20c",
        "x_1",
        "-",
        "a.b",
        "c.",
        "'q'",
        "(c)",
        "e\u{301}",
        "漢",
        "𐐷",
        "~",
        "12",
        "a:b",
        "!$&*+,;=@",
    ]);
    let end = prop::sample::select(vec!["", "/", "?q=1&r='2'", "#frag", "#", "?a/b?c"]);
    let start = prop::sample::select(vec![
        "http://e.org/",
        "urn:x:",
        "https://w3id.org/uppdrag/ns#",
        "http://www.w3.org/2004/02/skos/core#",
        "http://example.org/a?b&",
    ]);
    (start, prop::collection::vec(part, 0..3), end).prop_filter_map(
        "not an IRI",
        |(s, parts, e)| {
            let iri = format!("{s}{}{e}", parts.join("/"));
            NamedNode::new(&iri).is_ok().then_some(iri)
        },
    )
}

fn predicate() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#_1",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://www.w3.org/2004/02/skos/core#altLabel",
        "http://www.w3.org/2004/02/skos/core#broader",
        "http://www.w3.org/2004/02/skos/core#related",
        "http://purl.org/dc/terms/identifier",
        "http://purl.org/dc/terms/issued",
        "http://purl.org/dc/terms/title",
        "https://w3id.org/uppdrag/ns#count",
    ]);
    let any = any_iri().prop_filter("no element's name", |iri| rdf_xml::split(iri).is_some());
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any]
}

fn lexical() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "",
        " ",
        "\n",
        "\t \n",
        "\r",
        "a\rb\r\n",
        " a ",
        "]]>",
        "&amp;",
        "<b>",
        "\"\"\"",
        "'''",
        "\\",
        "\\u0041",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}x",
        "e\u{301}",
        "\u{301}",
        "𐐷",
        "\u{10ffff}",
        "true",
        "false",
        "1",
        "0",
        "-0",
        "-7",
        "007",
        "+1",
        "1.0",
        "1e3",
        ".5E1",
        "123456789012345",
        "1234567890123456",
        "2008",
        "{\"a\": 1}",
        "<a>b</a>",
        "@id",
        "http://e.org/",
    ]);
    let carried = |text: &String| rdf_xml::illegal_char(text).is_none();
    prop_oneof![
        special.prop_map(str::to_owned),
        ".{0,12}".prop_filter("not in XML", carried),
        any::<String>().prop_filter("not in XML", carried),
    ]
}

fn object() -> impl Strategy<Value = Term> {
    let datatype = prop::sample::select(vec![
        "http://www.w3.org/2001/XMLSchema#boolean",
        "http://www.w3.org/2001/XMLSchema#integer",
        "http://www.w3.org/2001/XMLSchema#decimal",
        "http://www.w3.org/2001/XMLSchema#double",
        "http://www.w3.org/2001/XMLSchema#gYear",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON",
        "http://id.loc.gov/datatypes/edtf/EDTF",
        "http://e.org/type?a=1&b=2",
    ]);
    let language = prop::sample::select(vec!["sv", "en", "en-gb", "zh-hant-tw"]);
    prop_oneof![
        any_iri().prop_map(|node| iri(&node).into()),
        lexical().prop_map(|text| Literal::new_simple_literal(text).into()),
        (lexical(), language).prop_map(|(text, tag)| Literal::new_language_tagged_literal(
            text, tag
        )
        .unwrap()
        .into()),
        (lexical(), datatype)
            .prop_map(|(text, kind)| Literal::new_typed_literal(text, iri(kind)).into()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, max_local_rejects: 10_000_000, ..ProptestConfig::default() })]

    #[test]
    fn every_syntax_reads_back(
        quads in prop::collection::vec((any_iri(), predicate(), object(), any_iri()), 0..12),
        context in prop::sample::select(CONTEXTS.to_vec()),
    ) {
        let quads = quad_set(
            quads.iter().map(|(s, p, o, g)| (s.as_str(), p.as_str(), o.as_ref(), g.as_str())),
        );
        prop_assert_eq!(uncarried(&quads), vec![]);
        let context = Context::parse(context).unwrap();
        let expected = ExpectedSets::of(&quads);
        prop_assert_eq!(&expected.quads.sha256, &quads.canonical_hash());
        prop_assert_eq!(&expected.triples.sha256, &quads.canonical_triples_hash());
        for product in Product::all("x", &quads) {
            let mut out = Vec::new();
            product.write_to(&quads, &context, &mut out).unwrap();
            if let Err(message) = product.compare(out.as_slice(), &quads, &expected) {
                let content = String::from_utf8_lossy(&out).into_owned();
                return Err(TestCaseError::fail(format!("{}: {message}\n{content}", product.path())));
            }
            // Each declared prefix is used.
            let text = String::from_utf8(out).unwrap();
            for (prefix, _) in PREFIXES {
                if text.contains(&format!("@prefix {prefix}: ")) {
                    prop_assert!(text.matches(&format!("{prefix}:")).count() > 1, "{}", text);
                }
            }
        }
    }
}

#[test]
fn a_stage_sees_the_dumps_and_the_old_build_and_its_files_are_listed() {
    let dir = TempDir::new("stage");
    let out = dir.path().join("site");
    let stage = |building: &Building<'_>| {
        assert!(building.root().join("dump/example.frozen").is_file());
        assert!(
            building
                .written()
                .iter()
                .any(|file| file.path == "dump/example.nq")
        );
        let mut files: Vec<_> = building.carry("feed/1")?.into_iter().collect();
        let next = if building.old().is_some() {
            "feed/2"
        } else {
            "feed/1"
        };
        files.push(building.write(next, b"page")?);
        Ok(files)
    };
    let staged = Extras {
        stages: vec![&stage],
        ..extras(&["build.json"])
    };
    for pages in [1, 2] {
        let written = publish(&concept(), &staged, &out, &mut |_| ()).unwrap();
        let listed = |file: &&Written| file.path.starts_with("feed/");
        assert_eq!(written.iter().filter(listed).count(), pages);
        let sums = fs::read_to_string(out.join("SHA256SUMS")).unwrap();
        assert_eq!(sums.matches("  feed/").count(), pages);
    }
    // Two writers of one path are an error, not a race.
    let twice: Vec<&Stage<'_>> = vec![&stage, &stage];
    let twice = Extras {
        stages: twice,
        ..extras(&["build.json"])
    };
    assert!(publish(&concept(), &twice, &out, &mut |_| ()).is_err());
}
