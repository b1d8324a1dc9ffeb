//! `uppdrag serve`: builds, and serves the graph over HTTP.

use std::io::{IsTerminal as _, stdin};
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::thread;

use anyhow::{Context, Result, anyhow};
use uppdrag::evaluation::Services;
use uppdrag::serve::{Limits, Server, Settings};

use super::graph::temporary;
use super::rebuild::{self, Look};
use super::request_log::RequestLog;
use super::sites::{Made, Sites, Source};
use super::{Console, Outcome, dataset};
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
    let source = Source {
        dataset: match &args.dir {
            None if !args.rdf.is_empty() => None,
            dir => Some(dataset(dir.as_deref())),
        },
        files: args.rdf.clone(),
    };
    let name = source.name();
    let watched = args.watch.then(|| Look::at(&source));
    // Removed when the server ends.
    let directory = temporary()?;
    let sites = Sites::new(
        source,
        directory.path().to_owned(),
        limits.stack_bytes,
        args.address.clone(),
    );
    let site = match sites.make(0, console)? {
        Made::Site(site) => *site,
        Made::Refused(findings) => {
            eprint!("{}", findings.text);
            console.note(&format!("not served: {}", findings.count));
            return Ok(Outcome::Blocked);
        }
    };
    let log = RequestLog::of(args.log, console);
    let settings = Settings {
        limits,
        trusted_proxies: args.trusted_proxies.clone(),
        services,
        log: log.as_ref().map(|log| log.log.clone()),
        log_queries: args.log_queries,
    };
    let searched = site.clone();
    let server = Server::new(site, settings);
    let (ask, asked) = mpsc::channel();
    let rebuilding = {
        let (server, console) = (server.clone(), console.clone());
        move || {
            // Nobody's first answer waits for the index of the search.
            let _ = searched.search();
            drop(searched);
            rebuild::run(&server, &sites, &asked, watched, &console);
        }
    };
    // Not joined: a rebuild that runs when the server ends is of no use to anybody.
    thread::Builder::new()
        .name("rebuild".to_owned())
        .spawn(rebuilding)
        .context("cannot start a thread")?;
    let ready = |address| {
        console.note(&format!(
            "serving {name} on http://{address}/ (stop with Ctrl-C)"
        ));
    };
    let begun_on_terminal = stdin().is_terminal();
    let hangup = move || {
        // A terminal that is closed sends the signal too, and then means the end.
        if begun_on_terminal && !stdin().is_terminal() {
            return ControlFlow::Break(());
        }
        let _ = ask.send(());
        ControlFlow::Continue(())
    };
    let done = server.run(args.listen, ready, hangup);
    drop(server);
    done.with_context(|| format!("cannot serve on {}", args.listen))?;
    if let Some(log) = log {
        log.finish();
    }
    Ok(Outcome::Done)
}
