//! Feeds over several builds, without the rest of a build.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use oxigraph::model::{Literal, NamedNode, Term, Triple};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::frozen::Freezer;
use crate::graph::{QuadSet, QuadSetBuilder, hex, write_line};
use sha2::{Digest, Sha256};

/// Builds of one dataset in one directory, one after the other.
struct Site {
    dir: TempDir,
    builds: usize,
}

type Statement = (u8, u8, u8, u8);

const SMALL: PageSize = PageSize {
    members: 3,
    bytes: 2_000,
};

impl Site {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            builds: 0,
        }
    }

    fn path(&self, build: usize) -> PathBuf {
        self.dir.path().join(build.to_string())
    }

    /// Builds a graph over the last build; gives the new build's directory.
    fn build(&mut self, quads: &QuadSet, modified: &str) -> Result<PathBuf, Error> {
        let old = self.path(self.builds);
        let root = self.path(self.builds + 1);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("dump")).unwrap();
        Freezer::of(quads)
            .write(&root.join("dump/g.frozen"))
            .unwrap();
        let mut lines = Vec::new();
        for triple in quads.triples() {
            let quad = triple.in_graph(oxigraph::model::GraphNameRef::DefaultGraph);
            write_line(quad, &mut lines).unwrap();
        }
        let written = Building::new(&root, None, &[])
            .write("dump/g.nt", &lines)
            .unwrap();
        let sums = format!("{}  dump/g.nt\n", written.sha256);
        fs::write(root.join("SHA256SUMS"), sums).unwrap();
        let written = [written];
        let building = Building::new(&root, old.exists().then_some(&*old), &written);
        advance_resources(&building, &publication(modified), "g", SMALL)?;
        self.builds += 1;
        Ok(root)
    }
}

fn publication(modified: &str) -> Publication<'_> {
    Publication {
        base: "https://e.org/",
        title: vec![("sv", "Exempel"), ("en", "Example")],
        licence: "http://e.org/licence",
        modified,
    }
}

fn node(name: &str) -> NamedNode {
    NamedNode::new(format!("http://e.org/id/{name}")).unwrap()
}

/// A value of every kind that a page must carry.
fn value(number: u8) -> Term {
    let typed = |text: &str, datatype: &str| {
        Literal::new_typed_literal(text, NamedNode::new(datatype).unwrap()).into()
    };
    match number {
        0 => Literal::new_simple_literal("a \" \\ \n\r\t\u{8}\u{c}\u{7f}å\u{FFFE} ;").into(),
        1 => Literal::new_language_tagged_literal("på \"^^<a>", "sv")
            .unwrap()
            .into(),
        2 => typed("1", "http://www.w3.org/2001/XMLSchema#integer"),
        3 => typed("x\"^^<", "http://e.org/type#a.b"),
        4 => NamedNode::new("http://www.w3.org/2004/02/skos/core#Concept")
            .unwrap()
            .into(),
        5 => NamedNode::new("https://www.w3.org/ns/activitystreams#Note")
            .unwrap()
            .into(),
        6 => Literal::new_simple_literal("").into(),
        number => node(&format!("s/{}", number % 8)).into(),
    }
}

fn graph(statements: &[Statement]) -> QuadSet {
    let properties = [
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://purl.org/dc/terms/modified",
        "http://e.org/p/1",
    ];
    let mut builder = QuadSetBuilder::default();
    for (subject, property, object, graph) in statements {
        let subject =
            node(["s", "s/1", "s/10", "s/1/a", "s#b", "t", "s/2", "s-"][*subject as usize]);
        let property = NamedNode::new(properties[*property as usize]).unwrap();
        let graph = node(&format!("graph/{graph}"));
        let value = value(*object);
        builder.insert(
            subject.as_ref(),
            property.as_ref(),
            value.as_ref(),
            graph.as_ref(),
        );
    }
    builder.build()
}

/// Every file of a feed, by name.
fn files(build: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(build.join("feed/resources"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn replayed_lines(build: &Path) -> Vec<u8> {
    let mut lines = Vec::new();
    let replayed = replay(build).unwrap();
    replayed
        .frozen()
        .lines(&mut |line| lines.write_all(line))
        .unwrap();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_feed_replays_to_the_newest_dump_after_every_build(
        graphs in prop::collection::vec(
            prop::collection::vec((0..8u8, 0..3u8, 0..16u8, 0..2u8), 0..25), 1..5),
    ) {
        let mut site = Site::new();
        let mut before: Vec<(String, Vec<u8>)> = Vec::new();
        for statements in graphs {
            let quads = graph(&statements);
            let build = site.build(&quads, "2026-11-22").unwrap();
            let dump = fs::read(build.join("dump/g.nt")).unwrap();
            prop_assert_eq!(String::from_utf8(replayed_lines(&build)), String::from_utf8(dump.clone()));
            let hash = hex(&Sha256::digest(&dump));
            prop_assert_eq!(replay(&build).unwrap().frozen().canonical_hash(), hash);
            // What was published stays.
            let now = files(&build);
            for (name, bytes) in before.iter().filter(|(name, _)| name.starts_with('0')) {
                prop_assert_eq!(now.iter().find(|(other, _)| other == name).map(|(_, b)| b), Some(bytes));
            }
            before = now;
        }
    }
}

#[test]
fn without_a_change_no_byte_moves_and_a_change_is_one_member_of_a_new_page() {
    let mut site = Site::new();
    let first = [(0, 1, 0, 0), (1, 1, 1, 0), (5, 0, 4, 0), (6, 2, 9, 1)];
    let one = site.build(&graph(&first), "2026-11-22").unwrap();
    assert_eq!(
        files(&one).len(),
        4,
        "two pages of three members at most, root, state"
    );
    // Another day, and a triple in one more graph: the union is the same.
    let moved = [&first[..], &[(0, 1, 0, 1)]].concat();
    let two = site.build(&graph(&moved), "2026-12-24").unwrap();
    assert_eq!(files(&one), files(&two));
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let page = fs::metadata(two.join("feed/resources/000001.ttl")).unwrap();
        assert_eq!(
            page.nlink(),
            2,
            "an old page is linked to, not written again"
        );
    }
    // One value is another, and one resource is gone: on a day before the last.
    let changed = [(0, 1, 6, 0), (1, 1, 1, 0), (6, 2, 9, 1)];
    let three = site.build(&graph(&changed), "2026-01-01").unwrap();
    let new: Vec<_> = files(&three)
        .into_iter()
        .filter(|(name, _)| files(&two).iter().all(|(old, _)| old != name))
        .collect();
    assert_eq!(new.len(), 1);
    let page = String::from_utf8(new[0].1.clone()).unwrap();
    let (_, members) = page.split_once(" .\n\nm:").unwrap();
    let mark = members
        .split(' ')
        .next()
        .unwrap()
        .strip_suffix("-1")
        .unwrap();
    assert!(mark.starts_with("r2-"), "{mark}");
    assert_eq!(
        format!("m:{members}"),
        format!(
            "m:{mark}-1 a as:Update ;\n    dcterms:isVersionOf <http://e.org/id/s> ;\n    \
             as:published \"2026-11-22T00:00:01Z\"^^xsd:dateTime ;\n    schema:position 5 ;\n    \
             dcterms:modified \"\" .\n\n\
             m:{mark}-2 a as:Delete ;\n    dcterms:isVersionOf <http://e.org/id/t> ;\n    \
             as:published \"2026-11-22T00:00:01Z\"^^xsd:dateTime ;\n    schema:position 6 .\n"
        )
    );
}

#[test]
fn a_damaged_feed_is_refused_and_a_deleted_one_begins_anew() {
    type Harm = fn(&Path);
    let harms: [(Harm, &str); 6] = [
        (
            |feed| fs::write(feed.join("000001.ttl"), "").unwrap(),
            "000001.ttl is not as it was published",
        ),
        (
            |feed| fs::remove_file(feed.join("000001.ttl")).unwrap(),
            "000001.ttl is missing",
        ),
        (
            |feed| fs::write(feed.join("state.json"), "{}").unwrap(),
            "state.json is damaged",
        ),
        (
            |feed| fs::write(feed.join("state.json"), "{\"format\": 2, \"later\": 1}").unwrap(),
            "state.json was written by another version",
        ),
        (
            |feed| fs::remove_file(feed.join("state.json")).unwrap(),
            "state.json cannot be read",
        ),
        (
            |feed| fs::write(feed.join("../../SHA256SUMS"), "0  dump/g.nt\n").unwrap(),
            "does not lead to dump/g.nt",
        ),
    ];
    for (harm, reason) in harms {
        let mut site = Site::new();
        let build = site.build(&graph(&[(0, 1, 0, 0)]), "2026-11-22").unwrap();
        let feed = build.join("feed/resources");
        harm(&feed);
        let refused = site.build(&graph(&[(0, 1, 1, 0)]), "2026-11-22");
        let message = refused.unwrap_err().to_string();
        assert!(message.contains(reason), "{message}");
        fs::remove_dir_all(feed).unwrap();
        let anew = site.build(&graph(&[(0, 1, 1, 0)]), "2026-11-22").unwrap();
        assert_eq!(
            replayed_lines(&anew),
            fs::read(anew.join("dump/g.nt")).unwrap()
        );
    }
}

#[test]
fn what_the_feed_says_of_versions_is_not_published_as_data() {
    let mut builder = QuadSetBuilder::default();
    let (subject, graph) = (node("a"), node("graph"));
    let property = NamedNode::new(crate::vocab::activity::PUBLISHED).unwrap();
    let value = Literal::new_simple_literal("2026");
    builder.insert(
        subject.as_ref(),
        property.as_ref(),
        value.as_ref().into(),
        graph.as_ref(),
    );
    let error = Site::new()
        .build(&builder.build(), "2026-11-22")
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("needs <https://www.w3.org/ns/activitystreams#published>")
    );
}

#[test]
fn the_catalogue_feed_tells_what_became_of_each_entity() {
    let catalogue = |turtle: &str| -> Vec<Triple> {
        let prefixes = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
            @prefix dcterms: <http://purl.org/dc/terms/> . @prefix : <http://e.org/> .";
        oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::Turtle)
            .for_slice(format!("{prefixes}{turtle}").as_bytes())
            .map(|quad| quad.unwrap().into())
            .collect()
    };
    let dir = tempfile::tempdir().unwrap();
    let build = |number: u32, triples: &[Triple]| {
        let (old, root) = (number - 1, number);
        let [old, root] = [old, root].map(|number| dir.path().join(number.to_string()));
        fs::create_dir(&root).unwrap();
        let building = Building::new(&root, old.exists().then_some(&*old), &[]);
        advance_catalogue(
            &building,
            &publication("2026-11-22"),
            triples,
            PageSize::default(),
        )
        .map(|_| root)
    };
    let read = |root: &Path, file: &str| {
        fs::read_to_string(root.join("feed/catalogue").join(file)).unwrap()
    };
    let events = |page: &str| -> Vec<String> {
        let of = |line: &str| {
            Some(
                line.split_once("as:object ")?
                    .1
                    .trim_end_matches(" ;")
                    .to_owned(),
            )
        };
        let lines: Vec<_> = page.lines().collect();
        let activities = lines.windows(2).filter_map(|pair| {
            let class = pair[0].split_once(" a as:")?.1.trim_end_matches(" ;");
            Some(format!("{class} {}", of(pair[1])?))
        });
        activities.collect()
    };
    let first = catalogue(
        ":c a dcat:Catalog ; dcat:dataset :d ; dcterms:publisher :p . :p a foaf:Agent .
         :d a dcat:Dataset ; dcterms:temporal :t . :t dcat:startDate \"2007\" .
         :e a dcat:Dataset .",
    );
    let one = build(1, &first).unwrap();
    let page = read(&one, "000001.trig");
    assert_eq!(
        events(&page),
        [
            "Create <http://e.org/p>",
            "Create <http://e.org/d>",
            "Create <http://e.org/e>",
            "Create <http://e.org/c>"
        ]
    );
    // A node that is no entity is told with the one that points at it.
    let second = catalogue(
        ":c a dcat:Catalog ; dcat:dataset :d ; dcterms:publisher :p . :p a foaf:Agent .
         :d a dcat:Dataset ; dcterms:temporal :t . :t dcat:startDate \"2008\" .",
    );
    let two = build(2, &second).unwrap();
    assert_eq!(read(&two, "000001.trig"), page);
    let page = read(&two, "000002.trig");
    assert_eq!(
        events(&page),
        ["Update <http://e.org/d>", "Delete <http://e.org/e>"]
    );
    assert!(page.contains("dcat:startDate \"2008\""), "{page}");
    let three = build(3, &second).unwrap();
    assert_eq!(read(&three, "index.trig"), read(&two, "index.trig"));
    // Each is a document that a parser takes, with the payload in the graph of the activity.
    for file in ["000001.trig", "000002.trig", "index.trig"] {
        let text = read(&three, file);
        let parser = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::TriG);
        let parser = parser
            .with_base_iri("https://e.org/feed/catalogue/")
            .unwrap();
        assert!(
            parser.for_slice(text.as_bytes()).all(|quad| quad.is_ok()),
            "{text}"
        );
    }
    assert!(build(4, &catalogue(":c a dcat:Catalog ; dcat:dataset [] .")).is_err());
}
