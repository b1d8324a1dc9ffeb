//! The ontology: terms in Turtle and constants in code are the same, every file travels along.

use std::collections::BTreeSet;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use uppdrag::vocab::upp;
use uppdrag::{assets, export, mapping, records};

const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

#[test]
fn constants_and_turtle_name_the_same_terms() {
    let source = include_str!("../../src/vocab.rs");
    let constants: BTreeSet<&str> = source
        .split('"')
        .filter(|text| text.starts_with(upp::NAMESPACE) && *text != upp::NAMESPACE)
        .collect();
    let vocabulary = export::vocabulary().unwrap();
    let terms: BTreeSet<&str> = vocabulary
        .iter()
        .filter(|(term, predicate, _)| {
            predicate.as_str() == RDF_TYPE && term.as_str().starts_with(upp::NAMESPACE)
        })
        .map(|(term, ..)| term.as_str())
        .collect();
    assert_eq!(constants, terms);
}

#[test]
fn every_constant_is_an_iri() {
    let source = include_str!("../../src/vocab.rs");
    for text in source.split('"').filter(|text| text.starts_with("http")) {
        assert!(NamedNode::new(text).is_ok(), "{text}");
    }
}

#[test]
fn every_term_has_labels_and_definitions_in_both_languages() {
    let vocabulary = export::vocabulary().unwrap();
    let terms: BTreeSet<&NamedNode> = vocabulary
        .iter()
        .map(|(term, ..)| term)
        .filter(|term| term.as_str().starts_with(upp::NAMESPACE))
        .collect();
    for term in terms {
        for property in ["label", "comment"] {
            let property = format!("http://www.w3.org/2000/01/rdf-schema#{property}");
            for language in ["sv", "en"] {
                let count = vocabulary
                    .iter()
                    .filter(|(s, p, o)| {
                        s == term
                            && p.as_str() == property
                            && matches!(o, Term::Literal(l) if l.language() == Some(language))
                    })
                    .count();
                assert_eq!(count, 1, "{property} of {term} in {language}");
            }
        }
    }
}

#[test]
fn every_file_of_the_folders_travels_in_the_binary() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for list in [
        assets::VOCABULARY,
        assets::SHAPES,
        assets::CHECKS,
        assets::QUERIES,
        assets::INIT,
    ] {
        listed.extend(list.iter().map(|asset| asset.path.to_owned()));
    }
    listed.insert(assets::CONTEXT.path.to_owned());
    for folder in ["ontology", "queries", "src/cmd/init"] {
        let mut open = vec![root.join(folder)];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let relative = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                if path.is_dir() {
                    // Examples are documentation; a test holds them valid.
                    if relative != "ontology/examples" {
                        open.push(path);
                    }
                } else if !listed.contains(&relative) && !relative.ends_with("README.md") {
                    panic!("{relative} is not listed in src/assets.rs");
                }
            }
        }
    }
}

#[test]
fn nothing_that_is_published_holds_a_blank_node() {
    for asset in assets::VOCABULARY.iter().chain(assets::SHAPES) {
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(asset.content.as_bytes()) {
            let quad = quad.unwrap_or_else(|e| panic!("{}: {e}", asset.path));
            assert!(
                matches!(quad.subject, NamedOrBlankNode::NamedNode(_)),
                "{}: {quad}",
                asset.path
            );
            assert!(
                !matches!(quad.object, Term::BlankNode(_)),
                "{}: {quad}",
                asset.path
            );
        }
    }
}

#[test]
fn every_property_of_a_field_is_a_term_that_the_ontology_or_another_vocabulary_defines() {
    let vocabulary = export::vocabulary().unwrap();
    for &class in records::Class::ALL {
        for field in mapping::fields(class) {
            assert!(
                class.fields().contains(&field.name),
                "{class:?} has no field {}",
                field.name
            );
            if field.property.starts_with(upp::NAMESPACE) {
                assert!(
                    vocabulary
                        .iter()
                        .any(|(s, ..)| s.as_str() == field.property),
                    "{}",
                    field.property
                );
            }
        }
    }
}
