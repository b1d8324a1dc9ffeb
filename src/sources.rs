//! Comparison of the graph with the texts of its sources, where they are at hand.
//!
//! The texts are not part of a dataset: a passage is page, line and heading, and no text of ours
//! may repeat them. Whoever has the texts can hold the graph against them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use oxigraph::model::{NamedNodeRef, TermRef};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::export::Export;
use crate::graph::hex;
use crate::report::{Finding, Report};
use crate::vocab::{self, dcterms, upp};

/// Words in a row that a text of ours may not share with a source.
pub const SHARED_WORDS: usize = 8;

/// Largest source text that is read, in bytes.
pub const MAX_SOURCE_BYTES: u64 = 16 << 20;

/// Compares sources with their texts: the file with a source's SHA-256 must be in the folder,
/// have as many lines, and show each heading on its line; and no literal but titles and headings
/// shares [`SHARED_WORDS`] consecutive words with it.
///
/// A source whose text is not in the folder is a warning.
///
/// # Errors
///
/// [`Error::Read`] if the folder cannot be read.
pub fn compare(export: &mut Export, folder: &Path, report: &mut Report) -> Result<(), Error> {
    let texts = texts(folder)?;
    let graph = &export.graph;
    let property = |term| vocab::named_node(term);
    let literal = |node: NamedNodeRef<'_>, term| {
        graph
            .objects(node, property(term).as_ref())
            .find_map(|object| match object {
                TermRef::Literal(literal) => Some(literal.value().to_owned()),
                _ => None,
            })
    };
    let mut findings: Vec<(String, &'static str, Finding)> = Vec::new();
    let mut shingles: HashMap<Vec<String>, String> = HashMap::new();
    let sources: Vec<_> = graph
        .triples_with(property(upp::LINE_COUNT).as_ref())
        .collect();
    for source in sources {
        let TermRef::NamedNode(node) = TermRef::from(source.subject) else {
            continue;
        };
        let name = node.as_str().rsplit('/').next().unwrap_or_default();
        let digest = literal(node, dcterms::IDENTIFIER).unwrap_or_default();
        let Some(text) = digest
            .strip_prefix("sha256:")
            .and_then(|digest| texts.get(digest))
        else {
            let finding = Finding::warning(
                "source-not-compared",
                format!("no text in {} has the sha256 of {name}", folder.display()),
            )
            .remedy("nothing is wrong if the text is not at hand; otherwise correct sha256");
            findings.push((node.as_str().to_owned(), "sha256", finding));
            continue;
        };
        let lines: Vec<&str> = text.lines().collect();
        if literal(node, upp::LINE_COUNT).as_deref() != Some(lines.len().to_string().as_str()) {
            let finding = Finding::error(
                "source-differs",
                format!("the text of {name} has {} lines", lines.len()),
            )
            .remedy("correct lines");
            findings.push((node.as_str().to_owned(), "lines", finding));
        }
        for passage in graph.triples_with(property(dcterms::IS_PART_OF).as_ref()) {
            if passage.object != TermRef::NamedNode(node) {
                continue;
            }
            let TermRef::NamedNode(passage) = TermRef::from(passage.subject) else {
                continue;
            };
            let Some(line) =
                literal(passage, upp::LINE).and_then(|line| line.parse::<usize>().ok())
            else {
                continue;
            };
            let printed = lines.get(line - 1).map_or("", |line| line.trim());
            if printed.is_empty() {
                let finding =
                    Finding::error("source-differs", format!("line {line} of {name} is empty"))
                        .remedy("correct the line in the evidence");
                findings.push((passage.as_str().to_owned(), "evidence", finding));
            }
            let heading_line =
                literal(passage, upp::HEADING_LINE).and_then(|line| line.parse::<usize>().ok());
            let heading = literal(passage, upp::HEADING);
            if heading_line == Some(line) && heading.as_deref() != Some(printed) {
                let finding = Finding::error(
                    "source-differs",
                    format!("line {line} of {name} reads {printed:?}"),
                )
                .remedy("write the heading as printed");
                findings.push((node.as_str().to_owned(), "headings", finding));
            }
        }
        for (line, number) in lines.iter().zip(1..) {
            for window in words(line).windows(SHARED_WORDS) {
                shingles
                    .entry(window.to_vec())
                    .or_insert_with(|| format!("{name}:{number}"));
            }
        }
    }
    let mut printed: HashSet<String> = HashSet::new();
    for term in [dcterms::TITLE, upp::HEADING] {
        for triple in graph.triples_with(property(term).as_ref()) {
            if let TermRef::Literal(title) = triple.object {
                printed.insert(title.value().to_owned());
            }
        }
    }
    for triple in graph.triples() {
        let TermRef::Literal(text) = triple.object else {
            continue;
        };
        if printed.contains(text.value()) {
            continue;
        }
        if let Some(at) = words(text.value())
            .windows(SHARED_WORDS)
            .find_map(|window| shingles.get(window))
        {
            let TermRef::NamedNode(subject) = TermRef::from(triple.subject) else {
                continue;
            };
            let finding = Finding::error(
                "quoted-source",
                format!("{:?} repeats {SHARED_WORDS} words of {at}", text.value()),
            )
            .remedy("say it in own words");
            findings.push((subject.as_str().to_owned(), "key", finding));
        }
    }
    for (node, field, finding) in findings {
        let place = export.place_of(&node, field);
        report.add(Finding { place, ..finding });
    }
    report.sort();
    Ok(())
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Texts of a folder by their SHA-256.
fn texts(folder: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut texts = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(Error::read(folder))? {
        let path = entry.map_err(Error::read(folder))?.path();
        let small = std::fs::metadata(&path)
            .is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_SOURCE_BYTES);
        if !small {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(Error::read(&path))?;
        let digest = hex(&Sha256::digest(&bytes));
        if let Ok(text) = String::from_utf8(bytes) {
            texts.insert(digest, text);
        }
    }
    Ok(texts)
}
