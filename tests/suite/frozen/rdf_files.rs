//! Files of RDF: every syntax gives the same graph, and what is malformed is refused.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Literal, Quad, Term};
use proptest::prelude::*;
use proptest::sample::select;
use uppdrag::error::Error;
use uppdrag::frozen::{Freezer, Frozen, RdfFile, formats};

use super::rows;
use crate::program::{stdout_of, uppdrag_in};

/// One graph in each syntax: a blank node, a number, tags in capital letters, an escape.
const GRAPH: [(&str, &str); 6] = [
    (
        "ttl",
        r#"@prefix : <http://e.org/> .
:a :p "\u00E5\n\"x\""@SV-se ; :q 07 , _:b0 .
_:b0 :p :b ."#,
    ),
    (
        "nt",
        r#"<http://e.org/a> <http://e.org/p> "\u00E5\n\"x\""@SV-se .
# A comment.

<http://e.org/a> <http://e.org/q> "07"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e.org/a> <http://e.org/q> _:b0 .
_:b0 <http://e.org/p> <http://e.org/b> ."#,
    ),
    (
        "nq",
        r#"<http://e.org/a> <http://e.org/p> "å\n\"x\""@sv-SE .
<http://e.org/a> <http://e.org/q> "07"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e.org/a> <http://e.org/q> _:b0 .
_:b0 <http://e.org/p> <http://e.org/b> ."#,
    ),
    (
        "trig",
        r#"PREFIX : <http://e.org/>
{ :a :p """å
"x\""""@sv-se ; :q 07 , [ :p :b ] }"#,
    ),
    (
        "rdf",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://e.org/">
  <rdf:Description rdf:about="http://e.org/a">
    <p xml:lang="sv-SE">å&#10;"x"</p>
    <q rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">07</q>
    <q><rdf:Description><p rdf:resource="http://e.org/b"/></rdf:Description></q>
  </rdf:Description>
</rdf:RDF>"#,
    ),
    (
        "jsonld",
        r#"{
  "@context": { "@vocab": "http://e.org/" },
  "@id": "http://e.org/a",
  "p": { "@value": "å\n\"x\"", "@language": "sv-SE" },
  "q": [
    { "@value": "07", "@type": "http://www.w3.org/2001/XMLSchema#integer" },
    { "p": { "@id": "http://e.org/b" } }
  ]
}"#,
    ),
];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

/// Freezes files, each with its prefix for blank nodes.
fn read(files: &[(&Path, &str)]) -> Result<Frozen, Error> {
    let mut freezer = Freezer::default();
    for (path, prefix) in files {
        RdfFile::named(path)?.read(&mut freezer, prefix, &mut |_| {})?;
    }
    Ok(freezer.in_memory().unwrap())
}

/// Line and message of a file that is refused.
fn refused(path: &Path) -> (usize, String) {
    match read(&[(path, "")]) {
        Err(Error::Rdf {
            path: named,
            line,
            message,
        }) => {
            assert_eq!(named, path);
            (line, message)
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("{} is taken", path.display()),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

#[test]
fn every_syntax_gives_the_same_graph_plain_and_packed() {
    let folder = Folder::new();
    let mut hashes = Vec::new();
    for (extension, text) in GRAPH {
        let text = text.as_bytes();
        for (ending, content) in [
            ("", text.to_vec()),
            (".gz", gzip(text)),
            (".zst", zstd(text)),
        ] {
            let path = folder.write(&format!("graph.{extension}{ending}"), content);
            let frozen = read(&[(&path, "")]).unwrap();
            assert_eq!(frozen.quads(), 4, "{}", path.display());
            hashes.push((path, frozen.canonical_hash()));
        }
    }
    for (path, hash) in &hashes {
        assert_eq!(*hash, hashes[0].1, "{}", path.display());
    }
    assert_eq!(hashes.len(), 3 * formats().count());
}

#[test]
fn named_graphs_are_read_where_the_syntax_has_them() {
    let folder = Folder::new();
    let quads = "<http://e.org/a> <http://e.org/p> <http://e.org/b> <http://e.org/g> .
<http://e.org/a> <http://e.org/p> <http://e.org/c> .";
    let trig = "PREFIX : <http://e.org/> :a :p :c . :g { :a :p :b }";
    let json = r#"[{ "@id": "http://e.org/a", "http://e.org/p": { "@id": "http://e.org/c" } },
{ "@id": "http://e.org/g", "@graph": { "@id": "http://e.org/a", "http://e.org/p": { "@id": "http://e.org/b" } } }]"#;
    let wanted = read(&[(&folder.write("a.nq", quads), "")]).unwrap();
    for (name, text) in [("a.trig", trig), ("a.jsonld", json)] {
        let found = read(&[(&folder.write(name, text), "")]).unwrap();
        assert_eq!(found.canonical_hash(), wanted.canonical_hash(), "{name}");
    }
    let here = "SELECT * { GRAPH <http://e.org/g> { ?s ?p ?o } }";
    assert_eq!(rows(&wanted, here).len(), 1);
}

#[test]
fn pieces_that_were_packed_one_by_one_are_read_to_the_end() {
    let folder = Folder::new();
    let (one, two) = GRAPH[1].1.split_at(GRAPH[1].1.find("# A").unwrap());
    for (name, pack) in [
        ("a.nt.gz", gzip as fn(&[u8]) -> Vec<u8>),
        ("a.nt.zst", zstd),
    ] {
        let content = [pack(one.as_bytes()), pack(two.as_bytes())].concat();
        let frozen = read(&[(&folder.write(name, &content), "")]).unwrap();
        assert_eq!(frozen.quads(), 4, "{name}");
        // A file that was cut is no shorter file.
        let path = folder.write(name, &content[..content.len() - 6]);
        assert!(
            matches!(read(&[(&path, "")]), Err(Error::Read { .. })),
            "{name}"
        );
        let path = folder.write(name, two);
        assert!(
            matches!(read(&[(&path, "")]), Err(Error::Read { .. })),
            "{name}"
        );
    }
}

#[test]
fn a_mistake_is_told_with_its_line() {
    let folder = Folder::new();
    for (name, text, wanted) in [
        (
            "a.ttl",
            "@prefix : <http://e.org/> .\n:a :p :b .\n:a :p .\n",
            3,
        ),
        (
            "a.nt",
            "<http://e.org/a> <http://e.org/p> <http://e.org/b> .\n\n<http://e.org/a> :p .",
            3,
        ),
        ("a.nq", "<http://e.org/a> <http://e.org/p> \"open .\n", 1),
        ("a.trig", "PREFIX : <http://e.org/>\n:g { :a :p }\n", 2),
        (
            "a.rdf",
            "<?xml version=\"1.0\"?>\n<rdf:RDF\n xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n</wrong>",
            // This parser does not tell.
            0,
        ),
        (
            "a.jsonld",
            "{\n\"@id\": \"http://e.org/a\",\n\"http://e.org/p\": }",
            3,
        ),
    ] {
        let (line, message) = refused(&folder.write(name, text));
        assert_eq!(line, wanted, "{name}: {message}");
        assert!(!message.is_empty(), "{name}");
        let packed = folder.write(&format!("{name}.gz"), gzip(text.as_bytes()));
        assert_eq!(refused(&packed).0, wanted, "{name}.gz");
    }
    // What the parser passes over is told by the number of the statement.
    let good = "<http://e.org/a> <http://e.org/p> <http://e.org/b> .";
    let text = format!("{good}\n# A comment.\n<http://e.org/a> <p> <http://e.org/b> .\n");
    let (_, message) = refused(&folder.write("a.nt", text));
    assert!(
        message.starts_with("statement 2: <p> is not an IRI: "),
        "{message}"
    );

    assert_eq!(refused(&folder.write("a.txt.bz2", "")).0, 0);
    let nowhere = folder.path().join("nowhere.ttl");
    assert!(matches!(read(&[(&nowhere, "")]), Err(Error::Read { .. })));
}

/// Entities of a document type that comes late would be expanded all the same.
#[test]
fn a_document_type_is_refused_anywhere_but_in_comments_and_cdata() {
    let folder = Folder::new();
    let document = |inside: &str, value: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
             xmlns=\"http://e.org/\">\n{inside}<rdf:Description rdf:about=\"http://e.org/a\"><p>{value}</p>\
             </rdf:Description></rdf:RDF>"
        )
    };
    let doctype = "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]>";
    // Far behind every buffer, too.
    let far = format!("<!-- {} -->\n", "x".repeat(1 << 20));
    for (name, inside, expected) in [
        ("late.rdf", doctype.to_owned(), 3),
        ("far.rdf", far + doctype, 4),
    ] {
        let text = document(&inside, "&c;");
        for (ending, content) in [
            ("", text.clone().into_bytes()),
            (".gz", gzip(text.as_bytes())),
        ] {
            let path = folder.write(&format!("{name}{ending}"), content);
            let (line, message) = refused(&path);
            assert_eq!(line, expected, "{message}");
            assert!(message.contains("document type (<!DOCTYPE)"), "{message}");
        }
    }
    let harmless = document(
        &format!("<!-- {doctype} -->\n"),
        &format!("<![CDATA[{doctype}]]>"),
    );
    let path = folder.write("harmless.rdf", harmless);
    assert_eq!(read(&[(&path, "")]).unwrap().quads(), 1);
}

#[test]
fn blank_nodes_of_two_files_stay_apart() {
    let folder = Folder::new();
    let line = "_:b0 <http://e.org/p> _:b1 .\n";
    let (one, two) = (folder.write("1.nt", line), folder.write("2.ttl", line));
    let frozen = read(&[(&one, "f1-"), (&two, "f2-")]).unwrap();
    assert_eq!((frozen.quads(), frozen.terms()), (2, 5));
    let frozen = read(&[(&one, "f-"), (&one, "f-")]).unwrap();
    assert_eq!((frozen.quads(), frozen.terms()), (1, 3));
}

/// `_:1x` of the first file and `_:x` of the eleventh once became the same node.
#[test]
fn blank_nodes_of_eleven_files_stay_apart() {
    let folder = Folder::new();
    let names = (1..=11).map(|number| {
        let name = format!("{number}.nt");
        let label = ["1x", "x"][usize::from(number > 1)];
        folder.write(
            &name,
            format!("_:{label} <http://e.org/p> <http://e.org/a> .\n"),
        );
        name
    });
    let mut arguments = vec!["freeze".to_owned()];
    arguments.extend(names);
    arguments.extend(["--out".to_owned(), "graph.frozen".to_owned()]);
    stdout_of(&uppdrag_in(folder.path(), &arguments));
    let frozen = Frozen::open(&folder.path().join("graph.frozen")).unwrap();
    assert_eq!(frozen.quads(), 11);
}

#[test]
fn blank_nodes_without_a_label_have_the_same_one_each_time() {
    let folder = Folder::new();
    let turtle = "@prefix : <http://e.org/> .
[] :p [ :q ( 1 2 [ :r :a ] ) ] , _:b1 , [] . _:b0 :p [ :p _:b0 ] .";
    let trig = "PREFIX : <http://e.org/> [] { [] :p ( :a ) } { _:x :p [] }";
    let json = r#"[{ "http://e.org/p": [{ "http://e.org/q": 1 }, { "@list": [1, {}] }] },
{ "@graph": [{ "http://e.org/p": 2 }] }]"#;
    for (name, text) in [
        ("a.ttl", turtle),
        ("a.trig", trig),
        ("a.jsonld", json),
        ("a.rdf", GRAPH[4].1),
    ] {
        let path = folder.write(name, text);
        let bytes = || {
            let mut freezer = Freezer::default();
            let file = RdfFile::named(&path).unwrap();
            file.read(&mut freezer, "", &mut |_| {}).unwrap();
            let out = folder.path().join("graph.frozen");
            freezer.write(&out).unwrap();
            fs::read(out).unwrap()
        };
        assert!(bytes() == bytes(), "{name}");
    }
}

/// The only two: what was meant is plain, and a file that goes on is not cut short.
#[test]
fn a_line_break_and_a_pair_of_surrogates_are_taken_beyond_the_standard() {
    let folder = Folder::new();
    for (text, meant) in [("one\ntwo", "one\ntwo"), ("\\uD83D\\uDE00", "\u{1F600}")] {
        let line = format!("<http://e.org/a> <http://e.org/p> \"{text}\" .\n");
        let frozen = read(&[(&folder.write("a.nt", line), "")]).unwrap();
        let found = rows(&frozen, "SELECT ?o { ?s ?p ?o }");
        assert_eq!(found, vec![vec![Some(Literal::from(meant).into())]]);
    }
}

/// Pieces of lines, good and bad.
fn line() -> impl Strategy<Value = String> {
    let iri = select(vec![
        "http://e.org/a",
        "http://e.org/\u{e5}",
        "http://e.org/%41",
        "http://e.org/%4",
        "http://e.org/a b",
        "http://e.org/{a}",
        "http://e.org/\\u0061",
        "http://e.org/\\u0020",
        "http://e.org/\\u007C",
        "http://[::1]/",
        "http://[::1/",
        "http://e.org:port/",
        "http://e.org/#a#b",
        "http://e.org/\\t",
        "urn:a",
        "a",
        "",
        "//e.org/a",
        ":a",
        "1:a",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
        "http://www.w3.org/2001/XMLSchema#string",
    ]);
    let iri = iri.prop_map(|iri| format!("<{iri}>"));
    let tag = select(vec![
        "@sv",
        "@SV",
        "@en-GB",
        "@zh-Hant-TW",
        "@s",
        "@sv-",
        "@-sv",
        "@123",
        "@sv-1",
        "@x-own",
        "@i-klingon",
        "@abcdefghi",
        "@sv--ltr",
        "@en-abcdefghi",
        "@a-b-c",
        "@sv_SE",
    ]);
    let text = select(vec![
        "",
        "a",
        "\\n",
        "\\u00e5",
        "\\U0001F600",
        "\\x",
        "\\u12",
        "\\U00110000",
        "'",
    ]);
    let node = select(vec![
        "_:a", "_:0", "_:a.b", "_:a.", "_:", "_:-a", "_:\u{e5}", "_:a:b",
    ]);
    let node = node.prop_map(str::to_owned);
    let good = Just("<http://e.org/a>".to_owned());
    let literal = (
        text,
        prop_oneof![
            2 => Just(String::new()),
            2 => tag.prop_map(str::to_owned),
            1 => iri.clone().prop_map(|of| format!("^^{of}")),
        ],
    );
    let literal = literal.prop_map(|(text, kind)| format!("\"{text}\"{kind}"));
    let subject = prop_oneof![4 => good.clone(), 1 => iri.clone(), 1 => node.clone()];
    let predicate = prop_oneof![5 => good.clone(), 1 => iri.clone(), 1 => node.clone()];
    let object = prop_oneof![4 => literal, 1 => iri.clone(), 1 => node.clone()];
    let graph = prop_oneof![5 => Just(String::new()), 1 => iri, 1 => node];
    (subject, predicate, object, graph).prop_map(|(s, p, o, g)| format!("{s} {p} {o} {g} .\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn lines_are_taken_and_refused_as_by_the_strict_parser(
        lines in prop::collection::vec(line(), 1..3),
        by_quads in any::<bool>(),
    ) {
        let (name, format) = if by_quads {
            ("a.nq", RdfFormat::NQuads)
        } else {
            ("a.nt", RdfFormat::NTriples)
        };
        let text = lines.concat();
        let strict: Result<Vec<Quad>, _> =
            RdfParser::from_format(format).for_slice(&text).collect();
        let folder = Folder::new();
        let ours = read(&[(&folder.write(name, &text), "")]);
        match (strict, ours) {
            (Err(_), Err(Error::Rdf { .. })) => {}
            (Ok(quads), Ok(frozen)) => {
                prop_assert_eq!(frozen.canonical_hash(), super::freeze(&quads).canonical_hash());
                // Every term can be read back.
                let all = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }";
                let found = rows(&frozen, all);
                let found: Vec<&Term> = found.iter().flatten().flatten().collect();
                for quad in &quads {
                    prop_assert!(found.contains(&&quad.object), "{text}");
                }
            }
            (strict, ours) => {
                let (strict, ours) = (strict.err(), ours.err());
                return Err(TestCaseError::fail(format!("{text}: {strict:?} against {ours:?}")));
            }
        }
    }
}
