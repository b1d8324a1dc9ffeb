//! `uppdrag preflight`: what portals will make of a catalogue.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use uppdrag::preflight::fetch::{FetchLimits, Fetcher};
use uppdrag::preflight::site::Site;
use uppdrag::preflight::{Circumstances, Document, Judgement, Score, addresses, judge};

use super::{Console, Outcome, findings};
use crate::cli::PreflightArgs;

pub(crate) fn run(args: &PreflightArgs, console: &Console) -> Result<Outcome> {
    let target = &args.target;
    let path = Path::new(target);
    let judgement = if target.starts_with("http://") || target.starts_with("https://") {
        of_address(target, args.allow_local)?
    } else if path.is_dir() {
        of_folder(path)?
    } else if target.contains("://") && !path.exists() {
        bail!("{target} cannot be fetched: only http:// and https:// are");
    } else {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {target}"))?;
        judge(
            &[Document::named(target, &bytes)],
            &Circumstances::default(),
        )?
    };
    show(&judgement, args.json, console)?;
    Ok(if judgement.is_refused() {
        Outcome::Blocked
    } else {
        Outcome::Done
    })
}

fn of_folder(folder: &Path) -> Result<Judgement> {
    let Some(site) = Site::read(folder)? else {
        bail!(
            "{} holds no catalog.rdf, .ttl or .jsonld: build first, or name a build's folder",
            folder.display()
        );
    };
    let circumstances = Circumstances {
        ours: site.is_ours(),
        observed: site.observed()?,
        ..Circumstances::default()
    };
    Ok(judge(&site.documents(), &circumstances)?)
}

fn of_address(address: &str, allow_local: bool) -> Result<Judgement> {
    let fetcher = Fetcher::new(FetchLimits::DEFAULT, allow_local);
    let answer = fetcher.fetch(address)?;
    let mut circumstances = Circumstances {
        observed: answer.observed,
        ..Circumstances::default()
    };
    let documents: Vec<Document<'_>> = answer
        .document
        .iter()
        .map(|(bytes, syntax)| Document {
            name: &answer.name,
            bytes,
            syntax: *syntax,
        })
        .collect();
    for document in &documents {
        let (answers, observed) = fetcher.try_addresses(&addresses(document), document.name);
        circumstances.answers = answers;
        circumstances.observed.extend(observed);
    }
    Ok(judge(&documents, &circumstances)?)
}

/// Findings on standard error, points on standard output; or all of it as JSON.
fn show(judgement: &Judgement, json: bool, console: &Console) -> Result<()> {
    let report = judgement.report();
    if json {
        let json = serde_json::json!({
            "errors": report.errors(),
            "warnings": report.warnings(),
            "findings": judgement.findings,
            "scores": judgement.scores,
        });
        println!("{}", serde_json::to_string_pretty(&json)?);
        return Ok(());
    }
    eprint!("{}", findings::render(&report, console.color()));
    print!("{}", points(&judgement.scores));
    console.note(&format!("{} of the catalogue", findings::count(&report)));
    Ok(())
}

/// Widest title in the table, in characters.
const TITLE: usize = 40;

/// The points of each dataset, as a table. What was not tried stands behind `+`.
fn points(scores: &[Score]) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let cell = |points: u32, not_tried: u32, of: u32| match not_tried {
        0 => format!("{points}/{of}"),
        open => format!("{points}+{open}?/{of}"),
    };
    for score in scores {
        if rows.is_empty() {
            let names = score
                .dimensions
                .iter()
                .map(|dimension| dimension.name.clone());
            let ends = ["points".to_owned(), String::new()];
            rows.push(
                std::iter::once("dataset".to_owned())
                    .chain(names)
                    .chain(ends)
                    .collect(),
            );
        }
        let name = if score.title.is_empty() {
            &score.dataset
        } else {
            &score.title
        };
        let mut row: Vec<String> = vec![name.chars().take(TITLE).collect()];
        let dimensions = score.dimensions.iter();
        row.extend(dimensions.map(|it| cell(it.points, it.not_tried, it.of)));
        row.push(cell(score.points, score.not_tried, score.of));
        row.push(score.rating.to_owned());
        rows.push(row);
    }
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if scores.iter().any(|score| score.not_tried > 0) {
        text.push_str(
            "? points for addresses that answer: tried only if the catalogue is fetched\n",
        );
    }
    text
}
