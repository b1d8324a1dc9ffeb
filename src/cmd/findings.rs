//! Findings as a person reads them: the source line with a mark, the reason, the remedy.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use uppdrag::report::{Finding, Report, Severity};

/// All findings of a report and their count.
pub(crate) fn render(report: &Report, color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = String::new();
    for finding in report.findings() {
        let _ = writeln!(text, "{}\n", finding_text(finding, &renderer));
    }
    if report.omitted() > 0 {
        let _ = writeln!(text, "… and {} more\n", report.omitted());
    }
    text
}

/// `3 errors, 1 warning`.
pub(crate) fn count(report: &Report) -> String {
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    format!(
        "{}, {}",
        plural(report.errors(), "error"),
        plural(report.warnings(), "warning")
    )
}

fn finding_text(finding: &Finding, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(finding.message.as_str())
        .id(finding.rule.as_str());
    let path = finding
        .place
        .as_ref()
        .map(|place| place.file.display().to_string());
    let mut groups = Vec::new();
    match (&finding.place, path.as_deref()) {
        (Some(place), Some(path)) if place.line > 0 && !place.source_line.is_empty() => {
            let (start, end) = place.mark;
            // What has no width is marked by the character that follows.
            let next = place.source_line[start..].chars().next();
            let end = end.max(start + next.map_or(0, char::len_utf8));
            let snippet = Snippet::source(place.source_line.as_str())
                .path(path)
                .line_start(place.line)
                .annotation(AnnotationKind::Primary.span(start..end));
            groups.push(Group::with_title(title).element(snippet));
        }
        (Some(place), Some(path)) => {
            let origin = annotate_snippets::Origin::path(path);
            let origin = if place.line > 0 {
                let origin = origin.line(place.line);
                if place.column > 0 {
                    origin.char_column(place.column)
                } else {
                    origin
                }
            } else {
                origin
            };
            groups.push(Group::with_title(title).element(origin));
        }
        _ => groups.push(Group::with_title(title)),
    }
    if !finding.remedy.is_empty() {
        groups.push(Group::with_title(
            Level::HELP.secondary_title(finding.remedy.as_str()),
        ));
    }
    renderer.render(&groups)
}
