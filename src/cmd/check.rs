//! `uppdrag check`: reads everything and reports every finding.

use anyhow::Result;
use uppdrag::report::Report;

use super::stages::Stages;
use super::{Console, Outcome, dataset, findings};
use crate::cli::CheckArgs;

pub(crate) fn run(args: &CheckArgs, console: &Console) -> Result<Outcome> {
    let dir = dataset(args.dir.as_deref());
    let mut report = Report::default();
    let mut stages = Stages::new(console.spinner());
    let mut export = uppdrag::export::check(&dir, &mut report, &mut |stage| stages.begin(stage))?;
    if let Some(texts) = &args.sources {
        stages.begin("compare with the sources");
        uppdrag::sources::compare(&mut export, texts, &mut report)?;
    }
    stages.finish();
    show(&report, args.json, console)?;
    Ok(Outcome::of(&report))
}

/// Shows a report: JSON on standard output, or findings and a count on standard error.
pub(super) fn show(report: &Report, json: bool, console: &Console) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(report)?);
        return Ok(());
    }
    eprint!("{}", findings::render(report, console.color()));
    let records: usize = report.records.iter().map(|(_, count)| count).sum();
    console.note(&format!(
        "{records} records checked: {}",
        findings::count(report)
    ));
    Ok(())
}
