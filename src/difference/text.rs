//! The difference in plain words, short enough for a release note.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use oxigraph::model::Term;

use super::resource::{Describer, Row, RowKind};
use super::{Change, Difference, Stopped};
use crate::frozen::{Comparison, Views};
use crate::pages::shown::Shown;
use crate::resource::{Language, shortened};

/// Characters of a value that are shown.
const SHOWN: usize = 160;

/// Resources of one class: how many there are, and the first by name, as name, IRI and number.
#[derive(Default)]
struct OfClass {
    count: usize,
    first: BTreeSet<(String, String, usize)>,
}

impl Difference<'_> {
    /// Writes what has changed in plain English: the counts, then the resources that were added, removed
    /// and changed, by class and name, at most `most` of each class; of the changed ones every property,
    /// old → new. Names are those of the graphs, in a language.
    ///
    /// # Errors
    ///
    /// Those of the writer, and an error of another kind if a graph cannot be read.
    pub fn write_text(
        &self,
        language: Language,
        most: usize,
        out: &mut impl Write,
    ) -> io::Result<()> {
        self.try_text(language, most, out).map_err(io::Error::from)
    }

    fn try_text(
        &self,
        language: Language,
        most: usize,
        out: &mut impl Write,
    ) -> Result<(), Stopped> {
        if self.is_empty() {
            return Ok(out.write_all(b"No difference.\n")?);
        }
        let totals = &self.totals;
        let resources = totals.resources;
        writeln!(
            out,
            "{}: {} added, {} removed, {} changed",
            counted(
                resources.added + resources.removed + resources.changed,
                "resource"
            ),
            resources.added,
            resources.removed,
            resources.changed
        )?;
        for (counts, what) in [(totals.triples, "triple"), (totals.quads, "quad")] {
            let all = counted(counts.added + counts.removed, what);
            writeln!(
                out,
                "{all}: {} added, {} removed",
                counts.added, counts.removed
            )?;
        }
        let views = Views::of(self.old.frozen(), self.new.frozen())?;
        let mut comparison = views.compare();
        let describer = Describer::of(self, language)?;
        for change in [Change::Added, Change::Removed, Change::Changed] {
            let classes = self.by_class(change, most, &describer, &comparison)?;
            if classes.is_empty() {
                continue;
            }
            writeln!(out, "\n{change:?}")?;
            for (class, OfClass { count, first }) in classes {
                writeln!(out, "\n  {} ({count})", on_a_line(&class))?;
                for (label, iri, number) in &first {
                    writeln!(out, "  - {} <{}>", on_a_line(label), on_a_line(iri))?;
                    if change == Change::Changed {
                        let rows = describer.rows(&mut comparison, *number, iri)?;
                        out.write_all(changes(&rows).as_bytes())?;
                    }
                }
                if count > first.len() {
                    writeln!(out, "  - and {} more", count - first.len())?;
                }
            }
        }
        if totals.graphs.len() > 1 {
            writeln!(out, "\nQuads by graph\n")?;
            for (graph, counts) in &totals.graphs {
                let name = match graph.as_str() {
                    "" => Shown::of("default graph"),
                    graph => on_a_line(graph),
                };
                writeln!(
                    out,
                    "  {name}: {} added, {} removed",
                    counts.added, counts.removed
                )?;
            }
        }
        Ok(())
    }

    fn by_class(
        &self,
        change: Change,
        most: usize,
        describer: &Describer<'_>,
        comparison: &Comparison<'_>,
    ) -> Result<BTreeMap<String, OfClass>, Stopped> {
        let mut classes: BTreeMap<String, OfClass> = BTreeMap::new();
        for (number, resource) in self.resources.iter().enumerate() {
            if resource.change != change {
                continue;
            }
            let Some(resource) = describer.resource(comparison, number)? else {
                continue;
            };
            let class = resource
                .class
                .map_or("without a class".to_owned(), |(_, label)| label);
            let class = classes.entry(class).or_default();
            class.count += 1;
            class.first.insert((resource.label, resource.iri, number));
            if class.first.len() > most {
                class.first.pop_last();
            }
        }
        Ok(classes)
    }
}

/// The rows of a resource, one a line; a value that takes the place of another is told with it.
fn changes(rows: &[Row]) -> String {
    let mut text = String::new();
    for group in
        rows.chunk_by(|one, other| (&one.part, &one.property) == (&other.part, &other.property))
    {
        let Some(first) = group.first() else {
            continue;
        };
        let part = first.part.trim_start_matches('/');
        let arrow = if part.is_empty() { "" } else { " › " };
        let name = format!("{part}{arrow}{}", first.property_label);
        let name = on_a_line(&name);
        let mut added: Vec<&Row> = of(group, RowKind::Added);
        for row in of(group, RowKind::Removed) {
            // Its successor: the only new value of the same language or datatype.
            let alike = |other: &&Row| kind_of(&other.value) == kind_of(&row.value);
            let alone = of(group, RowKind::Removed)
                .into_iter()
                .filter(alike)
                .count()
                == 1
                && added.iter().copied().filter(alike).count() == 1;
            let successor = added.iter().position(|other| alone && alike(other));
            let _ = match successor.map(|at| added.remove(at)) {
                Some(new) => writeln!(text, "      {name}: {} → {}", shown(row), shown(new)),
                None => writeln!(text, "    − {name}: {}", shown(row)),
            };
        }
        for row in added {
            let _ = writeln!(text, "    + {name}: {}", shown(row));
        }
        for row in of(group, RowKind::Moved) {
            let list = |graphs: &[String]| {
                let names: Vec<_> = graphs.iter().map(|graph| short_graph(graph)).collect();
                on_a_line(&names.join(", "))
            };
            let _ = write!(text, "      {name}: {}", shown(row));
            if !row.added_to.is_empty() {
                let _ = write!(text, "; now also in {}", list(&row.added_to));
            }
            if !row.removed_from.is_empty() {
                let _ = write!(text, "; no longer in {}", list(&row.removed_from));
            }
            text.push('\n');
        }
    }
    text
}

fn of(rows: &[Row], kind: RowKind) -> Vec<&Row> {
    rows.iter().filter(|row| row.kind == kind).collect()
}

/// What a value must share with the one whose place it takes.
fn kind_of(value: &Term) -> (u8, &str) {
    match value {
        Term::NamedNode(_) => (0, ""),
        Term::BlankNode(_) => (1, ""),
        Term::Literal(literal) => match literal.language() {
            Some(language) => (2, language),
            // A year may become a day.
            None => (3, ""),
        },
    }
}

/// A text of a graph on one line of a terminal: it begins no other, nor commands the terminal.
fn on_a_line(text: &str) -> Shown {
    Shown::of(&text.replace(['\n', '\r', '\t'], " "))
}

/// A value on one line.
fn shown(row: &Row) -> Shown {
    on_a_line(&match &row.value {
        Term::NamedNode(node) => match &row.value_label {
            Some(label) => label.clone(),
            None => shortened(node.as_str()),
        },
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => {
            let mut text: String = literal.value().chars().take(SHOWN).collect();
            if text.len() < literal.value().len() {
                text.push('…');
            }
            match literal.language() {
                Some(language) => format!("“{text}” ({language})"),
                None if literal.datatype() == oxigraph::model::vocab::xsd::STRING => {
                    format!("“{text}”")
                }
                None => text,
            }
        }
    })
}

/// The last two parts of a graph's IRI, as `graph/page`.
fn short_graph(graph: &str) -> &str {
    if graph.is_empty() {
        return "the default graph";
    }
    let begin = graph.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    &graph[begin..]
}

fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
