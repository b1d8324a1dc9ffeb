//! Why a query is not answered, and with which status that is said.

use axum::http::StatusCode;
use unicode_width::UnicodeWidthChar as _;

use crate::evaluation::respond::Refusal;
use crate::serve::Shared;
use crate::serve::problem::Problem;

pub(in crate::serve) fn problem_of(shared: &Shared, query: &str, refusal: Refusal) -> Problem {
    let limits = shared.limits();
    let detail = refusal.to_string();
    match refusal {
        Refusal::Malformed { message } => malformed_query(query, message),
        Refusal::Update => read_only(),
        Refusal::Deadline | Refusal::Cancelled => too_slow(shared),
        Refusal::Memory => {
            let detail = format!(
                "{detail}: {} bytes; nothing of its answer is sent",
                limits.query_memory
            );
            Problem::new(StatusCode::INSUFFICIENT_STORAGE, "query-memory", detail)
                .with_limit("query_memory", limits.query_memory)
        }
        Refusal::Rows { limit } => too_large(&detail).with_limit("result_rows", limit),
        Refusal::Bytes { limit } => too_large(&detail).with_limit("result_bytes", limit),
        Refusal::NotAcceptable { offered, .. } => {
            Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail)
                .with("offered", offered)
        }
        Refusal::Unfit { .. } => Problem::new(StatusCode::NOT_ACCEPTABLE, "unfit-format", detail),
        Refusal::Service { .. } => {
            let which = match shared.services().prefixes() {
                [] => "this endpoint calls no other endpoint".to_owned(),
                prefixes => format!("this endpoint calls only {}", prefixes.join(", ")),
            };
            Problem::bad_request("service-refused", format!("{which}: {detail}"))
        }
        Refusal::ServiceFailed { .. } => {
            Problem::new(StatusCode::BAD_GATEWAY, "service-failed", detail)
        }
        Refusal::UnknownFunction { .. } => Problem::bad_request("unknown-function", detail),
        Refusal::Broken { .. } => Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "evaluation-failed",
            detail,
        ),
    }
}

fn too_large(what: &str) -> Problem {
    let detail =
        format!("{what} and is not sent, not even in part: narrow the query, or take a dump");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "answer-too-large",
        detail,
    )
}

/// The parser says `error at LINE:COLUMN: reason`; both count from 1.
fn malformed_query(query: &str, message: String) -> Problem {
    let place = message
        .strip_prefix("error at ")
        .and_then(|rest| rest.split_once(": "))
        .and_then(|(place, reason)| {
            let (line, column) = place.split_once(':')?;
            Some((
                line.parse::<usize>().ok()?,
                column.parse::<usize>().ok()?,
                reason,
            ))
        });
    match place {
        Some((line, column, reason)) => Problem::bad_request(
            "malformed-query",
            format!(
                "line {line}, column {column}: {reason}{}",
                pointed(query, line, column)
            ),
        )
        .with("line", line)
        .with("column", column),
        None => Problem::bad_request("malformed-query", message),
    }
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

/// An update, in whichever way it is sent. The server understands it and refuses it for good, which
/// is 403 (RFC 9110 §15.5.4): POST itself is answered here, so it is not 405, and 5xx would have
/// clients try again.
pub(super) fn read_only() -> Problem {
    let detail = "this endpoint answers queries and takes no SPARQL Update: the graph is built from \
                  its records, and changes when they do";
    Problem::new(StatusCode::FORBIDDEN, "read-only", detail)
}

fn too_slow(shared: &Shared) -> Problem {
    let seconds = shared.limits().query_time.as_secs_f64();
    let detail = format!(
        "the query took more than {seconds} s and was stopped; nothing of its answer is sent"
    );
    Problem::new(StatusCode::GATEWAY_TIMEOUT, "query-timeout", detail)
        .with_limit("query_time", seconds)
}

pub(super) fn too_long(what: &str, name: &str, limit: usize) -> Problem {
    let detail = format!("{what} is longer than {limit} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail).with_limit(name, limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
