use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{LiteralRef, NamedNode, NamedNodeRef};

use super::*;
use crate::frozen::{Freezer, RdfFile};
use crate::graph::QuadSetBuilder;
use crate::report::Report;
use crate::vocab::{dcterms, rico, skos, upp};

fn dataset() -> (Frozen, String) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let export = crate::export::check(&directory, &mut Report::default(), &mut |_| {}).unwrap();
    let base = export.config.base_iri.as_str().to_owned();
    (export.freeze().unwrap(), base)
}

fn labelled(labels: &[(&str, &str, &str)]) -> Frozen {
    let mut builder = QuadSetBuilder::default();
    for (property, text, tag) in labels {
        let label = match *tag {
            "" => LiteralRef::new_simple_literal(text),
            tag => LiteralRef::new_language_tagged_literal_unchecked(text, tag),
        };
        builder.insert(
            NamedNodeRef::new("https://e.org/id/a").unwrap(),
            NamedNode::new(*property).unwrap().as_ref(),
            label.into(),
            NamedNodeRef::new("https://e.org/id/graph/g").unwrap(),
        );
    }
    Freezer::of(&builder.build()).in_memory().unwrap()
}

#[test]
fn a_label_is_the_best_that_there_is() {
    let of = |labels: &[(&str, &str, &str)], language| {
        let frozen = labelled(labels);
        let resources = Resources::of(&frozen, "https://e.org/id/").unwrap();
        let node = resources.find("https://e.org/id/a").unwrap().unwrap();
        resources.label(node, language).unwrap().text
    };
    let both = [
        (skos::PREF_LABEL, "ja", "sv"),
        (skos::PREF_LABEL, "yes", "en"),
    ];
    assert_eq!(of(&both, Language::Swedish), "ja");
    assert_eq!(of(&both, Language::English), "yes");
    let title = [
        (dcterms::TITLE, "Titel", "sv"),
        (dcterms::ALTERNATIVE, "Title", "en"),
    ];
    assert_eq!(of(&title, Language::Swedish), "Titel");
    assert_eq!(of(&title, Language::English), "Title");
    // A short name in Swedish is no translation.
    let short = [
        (dcterms::TITLE, "Titel", "sv"),
        (dcterms::ALTERNATIVE, "Kort", "sv"),
    ];
    assert_eq!(of(&short, Language::English), "Titel");
    assert_eq!(
        of(&[(skos::PREF_LABEL, "kyllä", "fi")], Language::English),
        "kyllä"
    );
    assert_eq!(of(&[(skos::NOTATION, "1", "")], Language::English), "a");
    assert_eq!(shortened(dcterms::TITLE), "dcterms:title");
}

#[test]
fn the_evidence_of_a_triple_is_its_own_or_that_of_its_subject() {
    let (frozen, base) = dataset();
    let resources = Resources::of(&frozen, &base).unwrap();
    let node = |name: &str| resources.find(&format!("{base}{name}")).unwrap().unwrap();
    let mandate = node("mandate/lansstyrelserna-2008-heder");
    let issued_by = resources.find(rico::ISSUED_BY).unwrap().unwrap();
    let reading = resources
        .evidence(mandate, issued_by, node("org/regeringen"))
        .unwrap();
    assert!(reading.own);
    assert_eq!(reading.bases, [node("basis/ambiguous-wording")]);
    assert_eq!(
        reading.passages,
        [
            node("passage/nck-blekinge-8"),
            node("passage/nck-vasterbotten-8")
        ]
    );
    let subject = resources.find(dcterms::SUBJECT).unwrap().unwrap();
    let theme = node("theme/hedersrelaterat-vald-och-fortryck");
    let plain = resources.evidence(mandate, subject, theme).unwrap();
    assert!(!plain.own && plain.bases.is_empty());
    assert_eq!(plain.passages, reading.passages);
    // The statements of a page say the same.
    let (statements, more) = resources.statements(mandate, 1_000).unwrap();
    assert!(!more);
    for statement in &statements {
        let evidence = resources.evidence(mandate, statement.property, statement.value);
        assert_eq!(statement.evidence, evidence.unwrap());
    }
    assert!(resources.statements(mandate, 3).unwrap().1);
}

#[test]
fn an_exception_is_told_from_both_ends() {
    let (frozen, base) = dataset();
    let resources = Resources::of(&frozen, &base).unwrap();
    for name in ["network/barnnatverk", "org/lansstyrelsen-i-norrbottens-lan"] {
        let node = resources.find(&format!("{base}{name}")).unwrap().unwrap();
        let denials = resources.absences(node).unwrap().denials;
        assert_eq!(denials.len(), 1, "{name}");
        assert_eq!(resources.text(denials[0].property).unwrap(), upp::RUN_BY);
        assert_eq!(denials[0].evidence.passages.len(), 1);
        assert!(!denials[0].evidence.notes.is_empty());
    }
}

#[test]
fn a_description_has_names_of_neighbours_and_is_the_same_each_time() {
    let (frozen, base) = dataset();
    let resources = Resources::of(&frozen, &base).unwrap();
    let node = resources
        .find(&format!("{base}org/socialstyrelsen"))
        .unwrap()
        .unwrap();
    let description = resources.description(node).unwrap();
    let again = resources.description(node).unwrap();
    for syntax in Syntax::ALL {
        assert_eq!(
            description.write(syntax).unwrap(),
            again.write(syntax).unwrap()
        );
    }
    let lines = String::from_utf8(description.write(Syntax::NTriples).unwrap()).unwrap();
    assert!(lines.contains(
        "agency-kind/statlig-myndighet> <http://www.w3.org/2004/02/skos/core#prefLabel>"
    ));
    assert!(lines.contains("passage/other-bodies-7> <https://w3id.org/uppdrag/ns#line>"));
    // What is said of the resource itself comes first.
    let own = format!("<{base}org/socialstyrelsen> ");
    let others = lines.lines().skip_while(|line| line.starts_with(&own));
    assert!(lines.starts_with(&own) && others.clone().all(|line| !line.starts_with(&own)));
    assert!(others.is_sorted());
}

#[test]
fn blank_nodes_of_other_graphs_are_described_along() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.ttl");
    std::fs::write(
        &path,
        "<http://e.org/a> <http://e.org/p> [ <http://e.org/q> [ <http://e.org/r> 1 ] ] .",
    )
    .unwrap();
    let mut freezer = Freezer::default();
    let file = RdfFile::named(&path).unwrap();
    file.read(&mut freezer, "", &mut |_| {}).unwrap();
    let frozen = freezer.in_memory().unwrap();
    let resources = Resources::of(&frozen, "").unwrap();
    let node = resources.find("http://e.org/a").unwrap().unwrap();
    let description = resources.description(node).unwrap();
    assert_eq!(description.triples().len(), 3);
    for syntax in Syntax::ALL {
        let bytes = description.write(syntax).unwrap();
        let format = match syntax {
            Syntax::Turtle => RdfFormat::Turtle,
            Syntax::NTriples => RdfFormat::NTriples,
            Syntax::RdfXml => RdfFormat::RdfXml,
            Syntax::JsonLd => RdfFormat::JsonLd {
                profile: oxigraph::io::JsonLdProfileSet::empty(),
            },
        };
        assert_eq!(
            RdfParser::from_format(format).for_slice(&bytes).count(),
            3,
            "{syntax:?}"
        );
    }
}
