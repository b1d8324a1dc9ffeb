//! `uppdrag serve`: builds in memory and serves the graph over HTTP.

use anyhow::{Context, Result};
use uppdrag::report::Report;
use uppdrag::serve;

use super::stages::Stages;
use super::{Console, Outcome, dataset, findings};
use crate::cli::ServeArgs;

pub(crate) fn run(args: &ServeArgs, console: &Console) -> Result<Outcome> {
    let dir = dataset(args.dir.as_deref());
    let mut report = Report::default();
    let mut stages = Stages::new(console.spinner());
    let export = uppdrag::export::check(&dir, &mut report, &mut |stage| stages.begin(stage))?;
    if report.blocks_publication() {
        stages.finish();
        eprint!("{}", findings::render(&report, console.color()));
        console.note(&format!("not served: {}", findings::count(&report)));
        return Ok(Outcome::Blocked);
    }
    stages.begin("dumps");
    let site = export.site(&report)?;
    stages.finish();
    serve::run(site, args.listen, |address| {
        console.note(&format!(
            "serving {} on http://{address}/ (stop with Ctrl-C)",
            dir.display()
        ));
    })
    .with_context(|| format!("cannot serve on {}", args.listen))?;
    Ok(Outcome::Done)
}
