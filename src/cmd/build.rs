//! `uppdrag build`: checks, then writes all products in one atomic step.

use anyhow::{Context, Result};
use serde::Serialize;
use uppdrag::publish::Written;
use uppdrag::report::Report;

use super::stages::{Stage, Stages, peak_memory_bytes};
use super::{Console, Outcome, check, dataset};
use crate::cli::BuildArgs;

#[derive(Serialize)]
struct BuildReport<'a> {
    #[serde(flatten)]
    report: &'a Report,
    published: bool,
    quads: usize,
    triples: usize,
    stages: Vec<Stage>,
    peak_memory_bytes: Option<u64>,
    files: Vec<Written>,
}

pub(crate) fn run(args: &BuildArgs, console: &Console) -> Result<Outcome> {
    let dir = dataset(args.dir.as_deref());
    let mut report = Report::default();
    let mut stages = Stages::new(console.spinner());
    let export = uppdrag::export::check(&dir, &mut report, &mut |stage| stages.begin(stage))?;
    let files = if report.blocks_publication() {
        Vec::new()
    } else {
        let files = export
            .publish(&args.out, &mut report, args.site, &mut |stage| {
                stages.begin(stage);
            })
            .with_context(|| format!("nothing published, {} is as it was", args.out.display()))?;
        // A catalogue that portals would refuse is a finding of the last moment.
        if !report.blocks_publication() {
            export.register(&files, &mut report).context(
                "published, but the new identifiers and dates are not registered: \
                 build again when the dataset can be written",
            )?;
        }
        files
    };
    let publish = !report.blocks_publication();
    let stages = stages.finish();
    let triples = export.graph.triple_count();
    if args.json {
        let report = BuildReport {
            report: &report,
            published: publish,
            quads: export.graph.len(),
            triples,
            stages,
            peak_memory_bytes: peak_memory_bytes(),
            files,
        };
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        check::show(&report, false, console)?;
        if publish {
            console.note(&format!(
                "{triples} triples published in {} files under {}",
                files.len(),
                args.out.display()
            ));
        } else {
            console.note(&format!(
                "nothing published; {} is as it was",
                args.out.display()
            ));
        }
    }
    Ok(Outcome::of(&report))
}
