//! `uppdrag serve`: builds in memory and serves the graph over HTTP.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use uppdrag::evaluation::Services;
use uppdrag::evaluation::workers::Workers;
use uppdrag::frozen::Frozen;
use uppdrag::report::Report;
use uppdrag::serve::{self, Engine, Limits, Site, Text};

use super::graph::{GraphFile, temporary};
use super::stages::Stages;
use super::{Console, Outcome, dataset, findings};
use crate::ALLOCATOR;
use crate::cli::ServeArgs;

pub(crate) fn run(args: &ServeArgs, console: &Console) -> Result<Outcome> {
    let mut limits = Limits::default();
    for limit in &args.limits {
        limits
            .set(limit)
            .map_err(|reason| anyhow!("--limit {limit}: {reason}"))?;
    }
    let mut services = Services::default();
    for prefix in &args.services {
        services
            .allow(prefix)
            .map_err(|reason| anyhow!("--allow-service: {reason}"))?;
    }
    // Removed when the server ends; workers have it open as long as they live.
    let directory = temporary()?;
    let frozen = directory.path().join("graph.frozen");
    let mut stages = Stages::new(console.spinner());
    if let Some(path) = &args.graph {
        stages.begin("freeze");
        let graph = GraphFile::of(path)?;
        stages.finish();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let title = || Text::new(name.clone(), name.clone());
        let site = Site::new(engine(&graph.path, &limits)?, title(), Text::default())
            .with_graph(Arc::new(Frozen::open(&graph.path)?))
            .with_statistics(Frozen::open(&graph.path)?.statistics()?);
        return serve(
            site.with_limits(limits).with_services(services),
            args,
            path,
            console,
        );
    }
    let dir = dataset(args.dir.as_deref());
    let mut report = Report::default();
    let export = uppdrag::export::check(&dir, &mut report, &mut |stage| stages.begin(stage))?;
    if report.blocks_publication() {
        stages.finish();
        eprint!("{}", findings::render(&report, console.color()));
        console.note(&format!("not served: {}", findings::count(&report)));
        return Ok(Outcome::Blocked);
    }
    stages.begin("freeze");
    export.freeze_to(&frozen)?;
    let engine = engine(&frozen, &limits)?;
    stages.begin("dumps");
    let site = export
        .site(engine, &report)?
        .with_graph(Arc::new(Frozen::open(&frozen)?))
        .with_statistics(Frozen::open(&frozen)?.statistics()?);
    stages.finish();
    serve(
        site.with_limits(limits).with_services(services),
        args,
        &dir,
        console,
    )
}

fn serve(mut site: Site, args: &ServeArgs, what: &Path, console: &Console) -> Result<Outcome> {
    if let Some(address) = &args.address {
        let set = site.with_address(address);
        site = set.map_err(|reason| anyhow!("--address: {reason}"))?;
    }
    serve::run(site, args.listen, |address| {
        console.note(&format!(
            "serving {} on http://{address}/ (stop with Ctrl-C)",
            what.display()
        ));
    })
    .with_context(|| format!("cannot serve on {}", args.listen))?;
    Ok(Outcome::Done)
}

/// Workers where processes can be killed; threads elsewhere.
fn engine(graph: &Path, limits: &Limits) -> Result<Engine> {
    if !cfg!(unix) {
        return Ok(Engine::InProcess {
            frozen: Arc::new(Frozen::open(graph)?),
            allocated: Some(|| ALLOCATOR.allocated()),
        });
    }
    let program = std::env::current_exe().context("cannot find this program")?;
    let arguments = vec![
        "worker".into(),
        graph.into(),
        "--stack-bytes".into(),
        limits.stack_bytes.to_string().into(),
    ];
    Ok(Workers::new(program, arguments).into())
}
