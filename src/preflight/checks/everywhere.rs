//! What is asked of every term of a document.

use std::collections::BTreeMap;

use oxilangtag::LanguageTag;
use oxsdatatypes::{
    Boolean, Date, DateTime, Double, Duration, Float, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    Time,
};

use super::super::finding::{Found, Shown};
use super::super::graph::{Graph, Literal, Node};
use super::super::rule::RuleBook;
use super::super::terms::{TYPE, expand};

pub(super) fn language_tags<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    let mut seen: BTreeMap<&str, &Node> = BTreeMap::new();
    for (subject, _, value) in graph.statements() {
        if let Some(language) = value.literal().and_then(|it| it.language.as_deref()) {
            seen.entry(language).or_insert(subject);
        }
    }
    for (language, subject) in seen {
        if LanguageTag::parse(language).is_err() {
            tell(Found {
                value: Some(Shown::Text(language.to_owned())),
                ..Found::of(subject)
            });
        }
    }
}

/// Characters that are none of XML 1.0: <https://www.w3.org/TR/xml/#charsets>
pub(super) fn control_characters<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    let is_none_of_xml = |c: char| matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    for (subject, property, value) in graph.statements() {
        let text = value
            .literal()
            .map(|literal| &*literal.value)
            .unwrap_or_default();
        if text.contains(is_none_of_xml) {
            tell(Found {
                value: Some(Shown::Text(text.to_owned())),
                ..Found::of(subject).at(property)
            });
        }
    }
}

pub(super) fn datatypes<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    for (subject, property, value) in graph.statements() {
        if value.literal().is_some_and(|literal| !fits(literal)) {
            tell(Found::of(subject).at(property).with(value));
        }
    }
}

/// Whether a literal has the form of its datatype; those that are not known here pass.
fn fits(literal: &Literal) -> bool {
    let text = &*literal.value;
    let Some(name) = literal
        .datatype
        .strip_prefix("http://www.w3.org/2001/XMLSchema#")
    else {
        return true;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let integer = |text: &str| digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    let decimal = |text: &str| {
        let text = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        digits(&format!("{whole}{fraction}"))
    };
    let is_zero = || {
        text.trim_start_matches(['+', '-'])
            .bytes()
            .all(|b| b == b'0')
    };
    match name {
        "date" => text.parse::<Date>().is_ok(),
        "dateTime" => text.parse::<DateTime>().is_ok(),
        "dateTimeStamp" => text
            .parse::<DateTime>()
            .is_ok_and(|it| it.timezone().is_some()),
        "time" => text.parse::<Time>().is_ok(),
        "gYear" => text.parse::<GYear>().is_ok(),
        "gYearMonth" => text.parse::<GYearMonth>().is_ok(),
        "gMonth" => text.parse::<GMonth>().is_ok(),
        "gMonthDay" => text.parse::<GMonthDay>().is_ok(),
        "gDay" => text.parse::<GDay>().is_ok(),
        "duration" => text.parse::<Duration>().is_ok(),
        "boolean" => text.parse::<Boolean>().is_ok(),
        "double" => text.parse::<Double>().is_ok(),
        "float" => text.parse::<Float>().is_ok(),
        // Of any length, unlike those of the evaluator.
        "decimal" => decimal(text),
        "integer" | "long" | "int" | "short" | "byte" => integer(text),
        "nonNegativeInteger" | "unsignedLong" | "unsignedInt" | "unsignedShort"
        | "unsignedByte" => integer(text) && (!text.starts_with('-') || is_zero()),
        "positiveInteger" => integer(text) && !text.starts_with('-') && !is_zero(),
        "hexBinary" => text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit()),
        _ => true,
    }
}

/// Namespaces whose terms are all known, with the lists of them.
const CLOSED: [(&str, &str); 5] = [
    ("dcat", "dcat-terms"),
    ("dcterms", "dcterms-terms"),
    ("adms", "adms-terms"),
    ("spdx", "spdx-terms"),
    ("dcatap", "dcatap-terms"),
];

/// Properties and classes of the closed namespaces that do not exist, each once.
pub(super) fn unknown_terms<'g>(
    book: &RuleBook,
    graph: &'g Graph,
    tell: &mut dyn FnMut(Found<'g>),
) {
    for (term, subject) in terms(graph) {
        let is_unknown = CLOSED.iter().any(|(prefix, list)| {
            let namespace = expand(&format!("{prefix}:")).unwrap_or_default();
            let list = book.list(list);
            term.starts_with(&namespace) && !list.is_some_and(|list| list.contains(term))
        });
        if is_unknown {
            tell(Found::of(subject).at(term));
        }
    }
}

pub(super) fn old_dublin_core<'g>(graph: &'g Graph, tell: &mut dyn FnMut(Found<'g>)) {
    let namespace = expand("dc:").unwrap_or_default();
    for (term, subject) in terms(graph) {
        if term.starts_with(&namespace) {
            tell(Found::of(subject).at(term));
        }
    }
}

/// Properties and classes, each with the first resource that uses it.
fn terms(graph: &Graph) -> BTreeMap<&str, &Node> {
    let mut terms = BTreeMap::new();
    for (subject, property, value) in graph.statements() {
        terms.entry(&**property).or_insert(subject);
        if let (TYPE, Some(class)) = (&**property, value.iri()) {
            terms.entry(class).or_insert(subject);
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_fits_its_datatype_or_not() {
        for (value, datatype, expected) in [
            ("2026-11-21", "date", true),
            ("2026-11-31", "date", false),
            ("21 November 2026", "date", false),
            ("2026-11-21", "dateTime", false),
            ("2026-11-21T04:00:00", "dateTime", true),
            ("2026-11-21T04:00:00", "dateTimeStamp", false),
            ("2026", "gYear", true),
            ("26", "gYear", false),
            ("2026-11", "gYearMonth", true),
            ("1024", "nonNegativeInteger", true),
            ("-1", "nonNegativeInteger", false),
            ("1 MB", "nonNegativeInteger", false),
            ("0", "positiveInteger", false),
            ("99999999999999999999999999", "integer", true),
            ("1.5", "decimal", true),
            ("1,5", "decimal", false),
            ("0.1000000000000000055511151231257827", "decimal", true),
            ("-.5", "decimal", true),
            ("+7.", "decimal", true),
            (".", "decimal", false),
            ("1.-5", "decimal", false),
            ("", "decimal", false),
            ("P1Y", "duration", true),
            ("1 year", "duration", false),
            ("0aF", "hexBinary", false),
            ("0aFf", "hexBinary", true),
            ("anything", "string", true),
        ] {
            let literal = Literal {
                value: value.into(),
                datatype: format!("http://www.w3.org/2001/XMLSchema#{datatype}").into(),
                language: None,
            };
            assert_eq!(fits(&literal), expected, "{value} {datatype}");
        }
    }
}
