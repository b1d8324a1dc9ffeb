//! Aligned columns for a reader at a terminal.
//!
//! The data cannot drive the terminal: controls, marks of text direction and other characters
//! without a shape are shown as escapes.

use std::fmt::Write as _;
use std::io::Write;

use oxigraph::model::{LiteralRef, NamedNodeRef, TermRef};
use oxigraph::sparql::QueryResults;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::solutions::Labels;
use super::{Meter, ResultsError, graph};
use crate::vocab::{PREFIXES, xsd};

/// Space between columns.
const GAP: &str = "  ";

/// Narrowest that a column is cut to, in terminal cells.
const NARROWEST: usize = 8;

/// Form of a table.
#[derive(Debug, Clone, Default)]
pub struct TableOptions {
    /// Base of the dataset's IRIs; they are shown relative to it, in angle brackets.
    pub base: Option<String>,
    /// Width of the terminal in cells; longer cells are cut with `…`. `None` cuts nothing: what
    /// is not for a terminal must be whole.
    pub width: Option<usize>,
}

/// Writes results as a table with the number of rows at its end; a truth value as a word.
pub(super) fn write(
    results: QueryResults<'_>,
    options: &TableOptions,
    meter: &mut Meter<'_>,
    out: &mut impl Write,
) -> Result<(), ResultsError> {
    let mut table = match results {
        QueryResults::Boolean(value) => {
            writeln!(out, "{value}")?;
            return Ok(());
        }
        QueryResults::Solutions(rows) => {
            let mut table = Table::new(rows.variables().iter().map(|name| escaped(name.as_str())));
            let mut labels = Labels::default();
            for row in rows {
                meter.row()?;
                let row = row?;
                for value in row.values() {
                    let Some(value) = value else {
                        table.cell(String::new(), false, meter)?;
                        continue;
                    };
                    labels.see(value.as_ref());
                    let value = labels.rename(value.as_ref());
                    table.cell(text(value, options), is_number(value), meter)?;
                }
                table.end_row(meter)?;
            }
            table
        }
        QueryResults::Graph(triples) => {
            let names = ["subject", "predicate", "object"];
            let mut table = Table::new(names.map(str::to_owned).into_iter());
            for triple in graph::sorted(triples, meter)? {
                let triple = triple.as_ref();
                table.cell(text(triple.subject.into(), options), false, meter)?;
                table.cell(text(triple.predicate.into(), options), false, meter)?;
                table.cell(
                    text(triple.object, options),
                    is_number(triple.object),
                    meter,
                )?;
                table.end_row(meter)?;
            }
            table
        }
    };
    if let Some(width) = options.width {
        table.fit(width);
    }
    table.print(out)
}

struct Table {
    columns: Vec<Column>,
    /// All cells, row by row.
    cells: Vec<String>,
    rows: usize,
}

struct Column {
    name: String,
    width: usize,
    /// Whether every cell that is not empty holds a number.
    numeric: bool,
}

impl Table {
    fn new(names: impl Iterator<Item = String>) -> Self {
        let columns = names
            .map(|name| Column {
                width: name.width(),
                name,
                numeric: true,
            })
            .collect();
        Self {
            columns,
            cells: Vec::new(),
            rows: 0,
        }
    }

    fn cell(
        &mut self,
        text: String,
        number: bool,
        meter: &mut Meter<'_>,
    ) -> Result<(), ResultsError> {
        meter.add(size_of::<String>() + text.len())?;
        let at = self.cells.len() % self.columns.len();
        let column = &mut self.columns[at];
        column.width = column.width.max(text.width());
        column.numeric &= number || text.is_empty();
        self.cells.push(text);
        Ok(())
    }

    fn end_row(&mut self, meter: &mut Meter<'_>) -> Result<(), ResultsError> {
        meter.add(1)?;
        self.rows += 1;
        Ok(())
    }

    /// Narrows the widest columns until a line fits; narrow columns keep their width.
    fn fit(&mut self, width: usize) {
        let gaps = GAP.len() * self.columns.len().saturating_sub(1);
        let space = width.saturating_sub(gaps);
        let mut widths: Vec<usize> = self.columns.iter().map(|column| column.width).collect();
        widths.sort_unstable();
        let (mut left, mut columns) = (space, widths.len());
        let mut cap = usize::MAX;
        for width in widths {
            let share = left / columns.max(1);
            if width > share {
                cap = share.max(NARROWEST);
                break;
            }
            left -= width;
            columns -= 1;
        }
        for column in &mut self.columns {
            column.width = column.width.min(cap);
        }
    }

    fn print(&self, out: &mut impl Write) -> Result<(), ResultsError> {
        if !self.columns.is_empty() {
            self.line(self.columns.iter().map(|column| column.name.as_str()), out)?;
            let rules: Vec<String> = self
                .columns
                .iter()
                .map(|column| "─".repeat(column.width))
                .collect();
            self.line(rules.iter().map(String::as_str), out)?;
            for row in self.cells.chunks(self.columns.len()) {
                self.line(row.iter().map(String::as_str), out)?;
            }
        }
        match self.rows {
            0 => writeln!(out, "no rows")?,
            1 => writeln!(out, "1 row")?,
            rows => writeln!(out, "{rows} rows")?,
        }
        Ok(())
    }

    fn line<'a>(
        &self,
        cells: impl Iterator<Item = &'a str>,
        out: &mut impl Write,
    ) -> Result<(), ResultsError> {
        let mut line = String::new();
        for (at, (cell, column)) in cells.zip(&self.columns).enumerate() {
            if at > 0 {
                line.push_str(GAP);
            }
            let cell = cut(cell, column.width);
            let padding = " ".repeat(column.width.saturating_sub(cell.width()));
            if column.numeric && self.rows > 0 {
                line.push_str(&padding);
                line.push_str(&cell);
            } else {
                line.push_str(&cell);
                line.push_str(&padding);
            }
        }
        writeln!(out, "{}", line.trim_end_matches(' '))?;
        Ok(())
    }
}

/// Cuts a text to a width in terminal cells, the last of them an ellipsis.
fn cut(text: &str, width: usize) -> std::borrow::Cow<'_, str> {
    if text.width() <= width {
        return text.into();
    }
    let mut taken = 0;
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            taken += c.width().unwrap_or_default();
            taken < width
        })
        .collect();
    kept.push('…');
    kept.into()
}

fn text(term: TermRef<'_>, options: &TableOptions) -> String {
    match term {
        TermRef::NamedNode(node) => iri(node, options.base.as_deref()),
        TermRef::BlankNode(node) => node.to_string(),
        TermRef::Literal(literal) => match literal.language() {
            Some(language) => format!("{}@{language}", escaped(literal.value())),
            None if literal.datatype().as_str().starts_with(xsd_namespace()) => {
                escaped(literal.value())
            }
            None => {
                format!(
                    "{}^^{}",
                    escaped(literal.value()),
                    iri(literal.datatype(), None)
                )
            }
        },
    }
}

fn iri(node: NamedNodeRef<'_>, base: Option<&str>) -> String {
    let whole = node.as_str();
    let local = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    for (prefix, namespace) in PREFIXES {
        if let Some(name) = whole.strip_prefix(namespace)
            && local(name)
        {
            return format!("{prefix}:{name}");
        }
    }
    let relative = base
        .and_then(|base| whole.strip_prefix(base))
        .filter(|rest| !rest.is_empty());
    format!("<{}>", escaped(relative.unwrap_or(whole)))
}

fn is_number(term: TermRef<'_>) -> bool {
    let numeric = |literal: LiteralRef<'_>| {
        let datatype = literal.datatype().as_str().strip_prefix(xsd_namespace());
        matches!(datatype, Some("integer" | "decimal" | "double" | "float"))
    };
    matches!(term, TermRef::Literal(literal) if numeric(literal))
}

fn xsd_namespace() -> &'static str {
    xsd::STRING.trim_end_matches("string")
}

/// Shows every character that has no shape of its own, or that moves others, as an escape.
/// Joiners (U+200C, U+200D) stay: some scripts need them.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Direction (Unicode UAX #9), line breaks, invisible operators, annotations, tags.
            '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}' => hex(&mut out, c),
            c if c.is_control() => hex(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

fn hex(out: &mut String, c: char) {
    let _ = write!(out, "\\u{{{:X}}}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_of_direction_and_controls_are_shown() {
        assert_eq!(
            escaped("a\u{1b}[2J\u{202e}b\n\u{9b}å"),
            "a\\u{1B}[2J\\u{202E}b\\n\\u{9B}å"
        );
    }

    #[test]
    fn wide_characters_take_two_cells() {
        assert_eq!(cut("日本語", 6), "日本語");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
    }

    proptest! {
        #[test]
        fn a_cut_text_never_takes_more_cells(text in "\\PC{0,40}", width in 1usize..20) {
            prop_assert!(cut(&escaped(&text), width).width() <= width.max(text.width()));
            if escaped(&text).width() > width {
                prop_assert!(cut(&escaped(&text), width).width() <= width);
            }
        }

        #[test]
        fn no_control_is_left(text in any::<String>()) {
            prop_assert!(!escaped(&text).chars().any(char::is_control));
        }
    }
}
