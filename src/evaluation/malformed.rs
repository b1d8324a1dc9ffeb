//! What is wrong with a query, in words, with the line and a caret.
//!
//! The parser tells a place and all that it tried there. It tries a keyword by taking as many letters
//! as that has, so the place may lie some letters behind the mistake, and the keywords tried are no
//! help. What is of use is told: a reason in words, the punctuation that would fit, and the text.

use std::fmt;

use unicode_width::UnicodeWidthChar as _;

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Line and column, both from 1, if the parser told them. The mistake stands there or shortly
    /// before.
    pub place: Option<(usize, usize)>,
    reason: String,
    /// The line with a caret below it.
    shown: String,
}

impl Malformed {
    /// From the text and what the parser says of it: `error at LINE:COLUMN: expected …`.
    #[must_use]
    pub fn of(query: &str, message: &str) -> Self {
        let Some((line, column, tried)) = placed(message) else {
            return Self {
                place: None,
                reason: message.to_owned(),
                shown: String::new(),
            };
        };
        Self {
            place: Some((line, column)),
            reason: reason(query, line, column, tried),
            shown: pointed(query, line, column),
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "line {line}, column {column}: ")?;
        }
        write!(f, "{}{}", self.reason, self.shown)
    }
}

fn placed(message: &str) -> Option<(usize, usize, &str)> {
    let (place, reason) = message.strip_prefix("error at ")?.split_once(": ")?;
    let (line, column) = place.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?, reason))
}

fn reason(query: &str, line: usize, column: usize, tried: &str) -> String {
    let before = before(query, line, column);
    let Some(items) = tried.strip_prefix("expected ") else {
        return tried.to_owned();
    };
    let items = || items.strip_prefix("one of ").unwrap_or(items).split(", ");
    if items().any(|item| item == "Prefix not found") {
        let name = before.rsplit(|c: char| c.is_whitespace() || "{(<|/^!;,.".contains(c));
        let name = name.into_iter().next().unwrap_or_default();
        let (prefix, _) = name.split_once(':').unwrap_or((name, ""));
        return format!(
            "the prefix {prefix}: is not declared: begin the query with PREFIX {prefix}: <…>"
        );
    }
    // Several words are a reason, not something that was tried.
    let in_words = |item: &&str| item.split(' ').count() > 2 && !item.starts_with(['[', '"', '\'']);
    if let Some(reason) = items().find(in_words) {
        return reason.trim_end_matches('.').to_owned();
    }
    let marks = items().filter_map(|item| item.strip_prefix('"')?.strip_suffix('"'));
    let marks: Vec<&str> = marks
        .filter(|mark| !mark.contains(char::is_alphanumeric) && !mark.contains('\\'))
        .collect();
    let fitting = match marks.as_slice() {
        [] => String::new(),
        marks => format!(", where {} would fit", marks.join(" ")),
    };
    if before.trim_end().len() == query.trim_end().len() {
        return format!(
            "the query ends too early{fitting}, or has a mistake shortly before its end"
        );
    }
    format!("the query cannot be read on{fitting}: the mistake is here or shortly before")
}

/// The text before a place.
fn before(query: &str, line: usize, column: usize) -> &str {
    let mut at = 0;
    for (number, text) in query.split_inclusive('\n').enumerate() {
        if number + 1 == line {
            let column = text.char_indices().nth(column.saturating_sub(1));
            return &query[..at + column.map_or(text.len(), |(byte, _)| byte)];
        }
        at += text.len();
    }
    query
}

/// Columns of a long line that are shown before the place, and after it.
const SHOWN: usize = 60;

/// The line of a query with a caret under a column, each on a line of its own.
fn pointed(query: &str, line: usize, column: usize) -> String {
    let lines = query.split('\n').map(|text| text.trim_end_matches('\r'));
    let Some(text) = lines.into_iter().nth(line.saturating_sub(1)) else {
        return String::new();
    };
    // A place behind the end is the end.
    let at = column.saturating_sub(1).min(text.chars().count());
    let skipped = at.saturating_sub(SHOWN);
    let (mut shown, mut below) = (String::new(), String::new());
    if skipped > 0 {
        shown.push('…');
        below.push(' ');
    }
    let mut rest = text.chars().enumerate().skip(skipped);
    for (place, c) in rest.by_ref().take(at - skipped + SHOWN) {
        // What turns or hides a text is not repeated.
        let width = c.width().filter(|_| !is_control(c));
        shown.push(if width.is_some() { c } else { ' ' });
        if place < at {
            below.extend(std::iter::repeat_n(' ', width.unwrap_or(1)));
        }
    }
    if rest.next().is_some() {
        shown.push('…');
    }
    format!("\n{shown}\n{below}^")
}

/// Controls, and what changes the direction of a text (Unicode UAX #9).
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(query: &str) -> String {
        let error = crate::evaluation::Query::parse("query", query).unwrap_err();
        error.to_string()
    }

    #[test]
    fn a_reason_is_in_words() {
        for (query, expected) in [
            (
                "SELECT ?x { ?x foo:bar ?o }",
                "query: line 1, column 23: the prefix foo: is not declared: begin the query with \
                 PREFIX foo: <…>\nSELECT ?x { ?x foo:bar ?o }\n                      ^",
            ),
            (
                "SELECT ?x ?x { ?x ?p ?y }",
                "query: line 1, column 26: Duplicated variable name in SELECT\n\
                 SELECT ?x ?x { ?x ?p ?y }\n                         ^",
            ),
            (
                "SELECT ?x { ?x ?p ?o",
                "query: line 1, column 21: the query ends too early, where , . ; { {| } ~ would fit, or \
                 has a mistake shortly before its end\nSELECT ?x { ?x ?p ?o\n                    ^",
            ),
        ] {
            assert_eq!(told(query), expected);
        }
        let told = told("SELECT ?x WHERE { ?x a } LIMIT 1");
        assert!(told.contains("here or shortly before\n"), "{told}");
    }

    #[test]
    fn the_caret_stands_under_its_column() {
        assert_eq!(pointed("ASK {\r\n\tå 漢 }", 2, 5), "\n å 漢 }\n     ^");
        assert_eq!(pointed("ASK", 1, 4), "\nASK\n   ^");
        assert_eq!(pointed("ASK", 1, 99), "\nASK\n   ^");
        assert_eq!(pointed("ASK", 7, 1), "");
        assert_eq!(pointed("a\u{202e}b", 1, 3), "\na b\n  ^");
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let query = format!("{}!{}", "a".repeat(500), "b".repeat(500));
        let shown = pointed(&query, 1, 501);
        let expected = format!(
            "\n…{}!{}…\n{}^",
            "a".repeat(SHOWN),
            "b".repeat(SHOWN - 1),
            " ".repeat(SHOWN + 1)
        );
        assert_eq!(shown, expected);
    }

    proptest! {
        #[test]
        fn any_place_of_any_text_is_pointed_at(query in any::<String>(), line in 0usize..5, column in 0usize..90) {
            let shown = pointed(&query, line, column);
            prop_assert!(shown.is_empty() || shown.lines().count() == 3);
        }
    }
}
