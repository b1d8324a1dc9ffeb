//! Which files of a build a catalogue lists, and what each of them is.
//!
//! Of a dump in six syntaxes, each as it is, as `.gz` and as `.zst`, six are listed: the packed forms
//! hold the same bytes, a server sends them to whoever accepts that coding, and eighteen entries help
//! nobody to choose. The frozen graph is for this program alone, and the dumps of single graphs are
//! parts.

use super::Bilingual;
use super::names::Names;
use crate::publish::Written;

/// A file that is listed, with what is told of it.
#[derive(Debug)]
pub(super) struct Listed<'a> {
    /// The end of its IRI: `dataset/uppdrag/distribution/ttl`.
    pub(super) name: String,
    pub(super) title: Bilingual,
    pub(super) description: Bilingual,
    /// By IANA.
    pub(super) media_type: &'static str,
    /// By the EU list of file types.
    pub(super) file_type: &'static str,
    pub(super) file: &'a Written,
}

/// A syntax of the dumps.
struct Syntax {
    extension: &'static str,
    name: &'static str,
    media_type: &'static str,
    file_type: &'static str,
    has_graphs: bool,
}

const fn syntax(
    extension: &'static str,
    name: &'static str,
    media_type: &'static str,
    file_type: &'static str,
    has_graphs: bool,
) -> Syntax {
    Syntax {
        extension,
        name,
        media_type,
        file_type,
        has_graphs,
    }
}

/// The syntaxes, the one that suits most people first.
const SYNTAXES: [Syntax; 6] = [
    syntax("ttl", "Turtle", "text/turtle", "RDF_TURTLE", false),
    syntax("jsonld", "JSON-LD", "application/ld+json", "JSON_LD", false),
    syntax("rdf", "RDF/XML", "application/rdf+xml", "RDF_XML", false),
    syntax(
        "nt",
        "N-Triples",
        "application/n-triples",
        "RDF_N_TRIPLES",
        false,
    ),
    syntax("nq", "N-Quads", "application/n-quads", "RDF_N_QUADS", true),
    syntax("trig", "TriG", "application/trig", "RDF_TRIG", true),
];

/// The dumps of the whole graph whose stem is `name`.
pub(super) fn dumps<'a>(name: &str, written: &'a [Written]) -> Vec<Listed<'a>> {
    let listed = |syntax: &Syntax| {
        let path = format!("dump/{name}.{}", syntax.extension);
        let sentences = if syntax.has_graphs {
            Bilingual::new(
                "Alla uppgifter, var och en i den namngivna graf som säger vilken källa den kommer från.",
                "All statements, each in the named graph that tells from which source it comes.",
            )
        } else {
            Bilingual::new(
                "Alla uppgifter som tripplar, var och en en gång.",
                "All statements as triples, each once.",
            )
        };
        Some(Listed {
            name: Names::distribution(name, syntax.extension),
            title: Bilingual::new(
                format!("Hela datamängden som {}", syntax.name),
                format!("The whole dataset as {}", syntax.name),
            ),
            description: sentences,
            media_type: syntax.media_type,
            file_type: syntax.file_type,
            file: written.iter().find(|file| file.path == path)?,
        })
    };
    SYNTAXES.iter().filter_map(listed).collect()
}

/// Path of all shapes in one file, one after the other.
pub const SHAPES: &str = "ontology/shapes.ttl";

/// The files of the ontology: name, path, title and description in Swedish and English.
const ONTOLOGY: [(&str, &str, [&str; 2], [&str; 2]); 5] = [
    (
        "ontology",
        "ontology/uppdrag.ttl",
        ["Ontologin", "The ontology"],
        [
            "Klasser och egenskaper med namn och definitioner på svenska och engelska.",
            "Classes and properties with names and definitions in Swedish and English.",
        ],
    ),
    (
        "schemes",
        "ontology/schemes.ttl",
        ["Begreppslistor", "Concept schemes"],
        [
            "Uppgifter, teman, metoder och de andra listor som värden tas från.",
            "Tasks, themes, methods and the other lists that values are taken from.",
        ],
    ),
    (
        "alignments",
        "ontology/alignments.ttl",
        [
            "Kopplingar till andra vokabulärer",
            "Alignments with other vocabularies",
        ],
        [
            "Hur termerna förhåller sig till dem i andra ontologier.",
            "How the terms relate to those of other ontologies.",
        ],
    ),
    (
        "shapes",
        SHAPES,
        ["SHACL-regler", "SHACL shapes"],
        [
            "De regler som varje publicerad graf följer, för alla klasser i en fil.",
            "The rules that every published graph keeps, for all classes in one file.",
        ],
    ),
    (
        "context",
        "ontology/context.jsonld",
        ["JSON-LD-kontext", "JSON-LD context"],
        [
            "Nycklarna i JSON-LD-filerna och vilka termer de står för.",
            "The keys of the JSON-LD files and the terms that they stand for.",
        ],
    ),
];

/// The files of the ontology.
pub(super) fn ontology(written: &[Written]) -> Vec<Listed<'_>> {
    let listed = |(name, path, title, description): &(&str, &str, [&str; 2], [&str; 2])| {
        let is_turtle = path.rsplit('.').next() == Some("ttl");
        let syntax = &SYNTAXES[usize::from(!is_turtle)];
        Some(Listed {
            name: Names::distribution(Names::ONTOLOGY, name),
            title: Bilingual::new(title[0], title[1]),
            description: Bilingual::new(description[0], description[1]),
            media_type: syntax.media_type,
            file_type: syntax.file_type,
            file: written.iter().find(|file| file.path == *path)?,
        })
    };
    ONTOLOGY.iter().filter_map(listed).collect()
}
