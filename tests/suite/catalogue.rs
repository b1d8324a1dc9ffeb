//! The catalogue of the shipped dataset: what portals ask of it, and when its dates move.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term};

use super::dataset;
use super::program::{stdout_of, uppdrag_in};

const ROOT: &str = "https://w3id.org/uppdrag/";
const DCAT: &str = "http://www.w3.org/ns/dcat#";
const DCTERMS: &str = "http://purl.org/dc/terms/";

/// Subject, predicate and object of each triple: IRIs as they are, literals as N-Triples has them.
type Triples = BTreeSet<(String, String, String)>;

fn read(build: &Path, extension: &str) -> Triples {
    let format = RdfFormat::from_extension(extension).unwrap();
    let bytes = fs::read(build.join(format!("catalog.{extension}"))).unwrap();
    let quads = RdfParser::from_format(format).for_slice(&bytes);
    let triples = quads.map(|quad| {
        let quad = quad.unwrap();
        let NamedOrBlankNode::NamedNode(subject) = quad.subject else {
            panic!("a blank node");
        };
        let object = match quad.object {
            Term::NamedNode(node) => node.into_string(),
            Term::Literal(literal) => literal.to_string(),
            Term::BlankNode(_) => panic!("a blank node"),
        };
        let predicate = quad.predicate.into_string();
        (subject.into_string(), predicate, object)
    });
    triples.collect()
}

/// What the catalogue says of a resource, with one property.
fn values(triples: &Triples, subject: &str, property: &str) -> Vec<String> {
    let of = triples
        .iter()
        .filter(|(s, p, _)| s == subject && p == property);
    of.map(|(_, _, object)| object.clone()).collect()
}

fn in_copy() -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    super::dumps::copy(&dataset::directory(), &temp.path().join("data"));
    // Its dates begin with this test, whatever the repository's ledger says.
    let _ = fs::remove_file(temp.path().join("data/releases.csv"));
    temp
}

fn build(root: &Path, out: &str) -> String {
    let output = uppdrag_in(root, ["build", "data", "--out", out, "--color", "never"]);
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    stdout_of(&output) + &shown
}

#[test]
fn the_shipped_dataset_is_catalogued_as_portals_ask() {
    let temp = in_copy();
    build(temp.path(), "public");
    let public = temp.path().join("public");
    let triples = read(&public, "rdf");
    assert_eq!(triples, read(&public, "ttl"));
    assert_eq!(triples, read(&public, "jsonld"));

    let dataset = format!("{ROOT}dataset/uppdrag");
    let dcterms = |name: &str| format!("{DCTERMS}{name}");
    let dcat = |name: &str| format!("{DCAT}{name}");
    let of = |property: &str| values(&triples, &dataset, property);
    let catalog = format!("{ROOT}catalog");
    for property in ["publisher", "license"] {
        let found = values(&triples, &catalog, &dcterms(property));
        assert_eq!(found.len(), 1, "exactly one {property} of the catalogue");
    }
    let listed = values(&triples, &catalog, &dcat("dataset"));
    assert_eq!(listed, [format!("{ROOT}dataset/ontology"), dataset.clone()]);
    let mut tags: Vec<_> = of(&dcterms("title"))
        .iter()
        .map(|title| title.rsplit('@').next().unwrap().to_owned())
        .collect();
    tags.sort();
    assert_eq!(tags, ["en", "sv"]);
    assert_eq!(of(&dcterms("conformsTo")), [format!("{ROOT}ns/1.0.0")]);
    assert_eq!(
        of(&dcterms("spatial")),
        ["https://sws.geonames.org/2661886/"]
    );
    assert_eq!(of(&dcat("distribution")).len(), 7);
    let period = format!("{dataset}/period");
    let year = "^^<http://www.w3.org/2001/XMLSchema#gYear>";
    let start = values(&triples, &period, &dcat("startDate"));
    assert_eq!(start, [format!("\"2003\"{year}")]);
    let end = values(&triples, &period, &dcat("endDate"));
    assert_eq!(end, [format!("\"2018\"{year}")]);
    let api = format!("{dataset}/distribution/sparql");
    let service = values(&triples, &api, &dcat("accessService"));
    assert_eq!(service, [format!("{ROOT}service/sparql")]);
    let described = values(&triples, &service[0], &dcat("endpointDescription"));
    assert_eq!(described, [format!("{ROOT}openapi.json")]);
    assert!(public.join("openapi.json").exists());
    // No high value unless it is claimed.
    assert!(
        !triples
            .iter()
            .any(|(_, property, _)| property.contains("/r5r/hvd"))
    );
    // One shape a class; together in one file, which a reader takes as a whole.
    let shapes = fs::read(public.join("ontology/shapes.ttl")).unwrap();
    let shapes = RdfParser::from_format(RdfFormat::Turtle).for_slice(&shapes);
    assert!(shapes.map(Result::unwrap).count() > 100);
}

#[test]
fn a_site_of_files_names_no_endpoint_unless_it_is_told_of_one() {
    let temp = in_copy();
    let root = temp.path();
    let site = |out: &str| stdout_of(&uppdrag_in(root, ["build", "data", "--site", "--out", out]));
    site("files");
    let files = root.join("files");
    for catalogue in ["catalog.rdf", "catalog.ttl", "catalog.jsonld"] {
        let text = fs::read_to_string(files.join(catalogue)).unwrap();
        assert!(!text.to_lowercase().contains("sparql"), "{catalogue}");
        assert!(!text.contains("accessService"), "{catalogue}");
    }
    assert!(!files.join("openapi.json").exists());
    let page = |out: &str| fs::read_to_string(root.join(out).join("en/catalog.html")).unwrap();
    assert!(!page("files").contains("openapi.json"));

    let path = root.join("data/uppdrag.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\n[site]\nsparql = true\n")).unwrap();
    site("beside");
    let service = format!("{ROOT}service/sparql");
    let triples = read(&root.join("beside"), "rdf");
    let endpoint = values(&triples, &service, &format!("{DCAT}endpointURL"));
    assert_eq!(endpoint, [format!("{ROOT}sparql")]);
    assert!(root.join("beside/openapi.json").exists());
    assert!(page("beside").contains("openapi.json"));
    assert!(page("beside").contains(&format!("<code>{ROOT}sparql</code>")));
}

/// `modified` of each dataset, of a file and of the catalogue.
fn dates(root: &Path, out: &str) -> BTreeMap<String, String> {
    let triples = read(&root.join(out), "ttl");
    let day = |name: &str| {
        let iri = format!("{ROOT}{name}");
        let found = values(&triples, &iri, &format!("{DCTERMS}modified"));
        assert_eq!(found.len(), 1, "{name}");
        (name.to_owned(), found[0][1..11].to_owned())
    };
    [
        "catalog",
        "dataset/uppdrag",
        "dataset/uppdrag/distribution/ttl",
        "dataset/ontology",
        "dataset/ontology/distribution/shapes",
    ]
    .map(day)
    .into()
}

#[test]
fn dates_move_only_with_what_changed() {
    let temp = in_copy();
    let root = temp.path();
    let data = root.join("data");
    build(root, "one");
    let first = dates(root, "one");
    let ledger = fs::read_to_string(data.join("releases.csv")).unwrap();
    assert_eq!(ledger.lines().count(), 1 + 1 + 2 + 6 + 5, "{ledger}");

    // A later day alone moves nothing.
    let configuration = fs::read_to_string(data.join("uppdrag.toml")).unwrap();
    let modified = configuration
        .lines()
        .find(|line| line.starts_with("modified"));
    let later = configuration.replace(modified.unwrap(), "modified = \"2031-02-03\"");
    fs::write(data.join("uppdrag.toml"), &later).unwrap();
    build(root, "two");
    assert_eq!(dates(root, "two"), first);
    assert_eq!(
        fs::read_to_string(data.join("releases.csv")).unwrap(),
        ledger
    );

    // A changed title moves the dataset and its files, not the ontology.
    let publications = data.join("publications.yaml");
    let text = fs::read_to_string(&publications).unwrap();
    let title = "\n  title:\n    sv: ";
    assert!(text.contains(title), "the form of the records has changed");
    fs::write(
        &publications,
        text.replacen(title, &format!("{title}Om "), 1),
    )
    .unwrap();
    let shown = build(root, "three");
    assert!(!shown.contains("warning["), "{shown}");
    let third = dates(root, "three");
    for (name, day) in &third {
        let moved = !name.starts_with("dataset/ontology");
        let expected = if moved { "2031-02-03" } else { &first[name] };
        assert_eq!(day, expected, "{name}");
    }

    // Another change under the same day is told of, and published, at every build until the day moves.
    fs::write(
        &publications,
        text.replacen(title, &format!("{title}Mer om "), 1),
    )
    .unwrap();
    let kept = fs::read_to_string(data.join("releases.csv")).unwrap();
    for out in ["four", "five"] {
        let shown = build(root, out);
        assert!(shown.contains("warning[unmoved-date]"), "{shown}");
        assert!(shown.contains("releases.csv"), "{shown}");
        assert_eq!(dates(root, out), third);
        assert_eq!(fs::read_to_string(data.join("releases.csv")).unwrap(), kept);
    }
    let same = |path: &str| {
        fs::read(root.join("four").join(path)).unwrap()
            == fs::read(root.join("five").join(path)).unwrap()
    };
    assert!(same("catalog.rdf"));

    // The remedy: the day moves, and with it what changed, to that day and not beyond.
    for (out, day) in [("six", "2031-02-04"), ("seven", "2031-02-05")] {
        fs::write(data.join("uppdrag.toml"), later.replace("2031-02-03", day)).unwrap();
        let shown = build(root, out);
        assert!(shown.contains("0 errors, 0 warnings"), "{shown}");
        for (name, day) in &dates(root, out) {
            let moved = !name.starts_with("dataset/ontology");
            let expected = if moved { "2031-02-04" } else { &first[name] };
            assert_eq!(day, expected, "{name}");
        }
    }

    // A change of what the catalogue alone says is told of, too; and so is another first day.
    let moved = later.replace("2031-02-03", "2031-02-04");
    for (name, from, to, rule) in [
        (
            "eight",
            "email = \"mailto:",
            "email = \"mailto:x",
            "unmoved-date",
        ),
        ("nine", "issued = \"2026", "issued = \"2025", "reissued"),
    ] {
        assert!(moved.contains(from), "the form of uppdrag.toml has changed");
        fs::write(data.join("uppdrag.toml"), moved.replacen(from, to, 1)).unwrap();
        let shown = build(root, name);
        assert!(shown.contains(&format!("warning[{rule}]")), "{shown}");
        assert!(shown.contains("0 errors, 1 warning"), "{shown}");
    }
}

#[test]
fn what_the_configuration_sets_stands_in_the_catalogue() {
    let temp = tempfile::tempdir().unwrap();
    stdout_of(&uppdrag_in(temp.path(), ["init", "data"]));
    let path = temp.path().join("data/uppdrag.toml");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace(
        "type = \"LocalAuthority\"",
        "type = \"LocalAuthority\"\norganisation_number = \"202100-2320\"",
    );
    let text = text.replace(
        "themes = [\"GOVE\"]",
        "themes = [\"GOVE\"]\nhigh_value = [\"statistics\"]",
    );
    let text = format!("{text}\n[site]\naddress = \"https://open.example.org/data/\"\n");
    fs::write(&path, text).unwrap();
    build(temp.path(), "public");
    let triples = read(&temp.path().join("public"), "rdf");
    let all = |property: &str| -> BTreeSet<String> {
        let of = triples.iter().filter(|(_, p, _)| p == property);
        of.map(|(_, _, object)| object.clone()).collect()
    };
    let publisher = "http://dataportal.se/organisation/SE2021002320";
    assert_eq!(
        all(&format!("{DCTERMS}publisher")),
        [publisher.to_owned()].into()
    );
    for address in all(&format!("{DCAT}downloadURL")) {
        assert!(
            address.starts_with("https://open.example.org/data/dump/"),
            "{address}"
        );
    }
    let subjects: BTreeSet<&str> = triples.iter().map(|(s, ..)| s.as_str()).collect();
    assert!(subjects.contains("https://data.example.org/dataset/uppdrag"));
    // The ontology is in the catalogue of whoever publishes it.
    assert!(!subjects.contains("https://data.example.org/dataset/ontology"));
    let categories = all("http://data.europa.eu/r5r/hvdCategory");
    assert_eq!(
        categories,
        ["http://data.europa.eu/bna/c_e1da4e07".to_owned()].into()
    );
    let lawful = triples
        .iter()
        .filter(|(_, p, _)| p.ends_with("/r5r/applicableLegislation"));
    // Dataset, endpoint, and each distribution.
    assert_eq!(lawful.count(), 1 + 1 + 7);
}
