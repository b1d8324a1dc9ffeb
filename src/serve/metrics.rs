//! `/metrics`: what the server does, in the text format of Prometheus.
//!
//! Written by hand: counters by two labels and one histogram need a tenth of what a library brings.
//! All labels come from the program (routes, statuses, names of limits), never from a request.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, header};

use super::Server;

/// Upper bounds of the histogram of times, in seconds.
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// What is counted.
#[derive(Default)]
pub(super) struct Metrics {
    routes: Mutex<BTreeMap<String, Route>>,
    refused: Mutex<BTreeMap<String, u64>>,
    rebuilds: Mutex<BTreeMap<&'static str, u64>>,
    bytes_sent: AtomicU64,
    answers_cut: AtomicU64,
    connections: AtomicU64,
    connections_open: AtomicU64,
}

#[derive(Default)]
struct Route {
    statuses: BTreeMap<u16, u64>,
    /// Requests in each bucket; those beyond the last bound are in `count` alone.
    buckets: [u64; BUCKETS.len()],
    seconds: f64,
    count: u64,
}

impl Metrics {
    /// A request was answered: with its last byte, or as far as it went.
    pub(super) fn answered(&self, route: &str, status: u16, time: Duration) {
        let mut routes = lock(&self.routes);
        if !routes.contains_key(route) {
            routes.insert(route.to_owned(), Route::default());
        }
        let Some(route) = routes.get_mut(route) else {
            return;
        };
        let seconds = time.as_secs_f64();
        *route.statuses.entry(status).or_default() += 1;
        if let Some(at) = BUCKETS.iter().position(|bound| seconds <= *bound) {
            route.buckets[at] += 1;
        }
        route.seconds += seconds;
        route.count += 1;
    }

    /// A request or a connection met a limit of [`Limits`](super::Limits).
    pub(super) fn refused(&self, limit: &str) {
        *lock(&self.refused).entry(limit.to_owned()).or_default() += 1;
    }

    /// A rebuild ended in this way.
    pub(super) fn rebuilt(&self, how: &'static str) {
        *lock(&self.rebuilds).entry(how).or_default() += 1;
    }

    /// Bytes were taken by the system for a client.
    pub(super) fn sent(&self, bytes: usize) {
        self.bytes_sent.fetch_add(bytes as u64, Relaxed);
    }

    /// An answer broke off.
    pub(super) fn cut(&self) {
        self.answers_cut.fetch_add(1, Relaxed);
    }

    pub(super) fn opened(&self) {
        self.connections.fetch_add(1, Relaxed);
        self.connections_open.fetch_add(1, Relaxed);
    }

    pub(super) fn closed(&self) {
        self.connections_open.fetch_sub(1, Relaxed);
    }

    fn render(&self, server: &Server) -> String {
        let mut page = Page::default();
        self.requests(&mut page);
        page.family("refused_total", "counter", "Limits that were met, by name");
        for (limit, count) in &*lock(&self.refused) {
            page.sample("refused_total", &[("limit", limit)], count);
        }
        let (turns, now) = (&server.inner.turns, server.current().served());
        let site = &now.site;
        page.one(
            "queries_running",
            "gauge",
            "Queries that run",
            turns.running(),
        );
        page.one(
            "queries_waiting",
            "gauge",
            "Queries that wait for their turn",
            turns.waiting(),
        );
        page.one(
            "unsent_bytes",
            "gauge",
            "Answers to queries that wait for their clients",
            turns.unsent(),
        );
        if let Some(workers) = site.engine.workers() {
            page.one(
                "workers_started_total",
                "counter",
                "Workers started",
                workers.started(),
            );
            page.one(
                "workers_ended_total",
                "counter",
                "Workers killed or ended",
                workers.ended(),
            );
        }
        let remembered = now.answers.counts();
        for (name, kind, help, value) in [
            (
                "answers_remembered",
                "gauge",
                "Answers that are remembered",
                remembered.answers,
            ),
            (
                "answers_remembered_bytes",
                "gauge",
                "Bytes of those",
                remembered.bytes,
            ),
            (
                "answers_found_total",
                "counter",
                "Answers given from those, of this graph",
                remembered.found,
            ),
            (
                "answers_missed_total",
                "counter",
                "Answers that had to be made, of this graph",
                remembered.missed,
            ),
        ] {
            page.one(name, kind, help, value);
        }
        let count = |counter: &AtomicU64| counter.load(Relaxed);
        page.one(
            "sent_bytes_total",
            "counter",
            "Bytes sent",
            count(&self.bytes_sent),
        );
        page.one(
            "answers_cut_total",
            "counter",
            "Answers that broke off",
            count(&self.answers_cut),
        );
        page.one(
            "connections_total",
            "counter",
            "Connections accepted",
            count(&self.connections),
        );
        page.one(
            "connections_open",
            "gauge",
            "Connections that are open",
            count(&self.connections_open),
        );
        page.one(
            "clients",
            "gauge",
            "Clients in the table of rates",
            server.inner.clients.len(),
        );
        if let Some(graph) = &site.graph {
            page.one("graph_quads", "gauge", "Quads of the graph", graph.quads());
            page.family(
                "graph_info",
                "gauge",
                "The graph that is served, by its canonical hash",
            );
            page.sample("graph_info", &[("sha256", &graph.canonical_hash())], 1);
        }
        page.family("rebuilds_total", "counter", "Rebuilds, by how they ended");
        for (how, count) in &*lock(&self.rebuilds) {
            page.sample("rebuilds_total", &[("result", how)], count);
        }
        if let Some(bytes) = resident_bytes() {
            page.one(
                "resident_bytes",
                "gauge",
                "Memory of the server, without its workers",
                bytes,
            );
        }
        page.0
    }

    fn requests(&self, page: &mut Page) {
        let routes = lock(&self.routes);
        page.family("requests_total", "counter", "Requests answered");
        for (name, route) in &*routes {
            for (status, count) in &route.statuses {
                let labels = [("route", name.as_str()), ("status", &status.to_string())];
                page.sample("requests_total", &labels, count);
            }
        }
        page.family(
            "request_seconds",
            "histogram",
            "Time to the last byte of the answer",
        );
        for (name, route) in &*routes {
            let mut sum = 0;
            for (bound, count) in BUCKETS.iter().zip(route.buckets) {
                sum += count;
                let labels = [("route", name.as_str()), ("le", &bound.to_string())];
                page.sample("request_seconds_bucket", &labels, sum);
            }
            let labels = [("route", name.as_str()), ("le", "+Inf")];
            page.sample("request_seconds_bucket", &labels, route.count);
            page.sample("request_seconds_sum", &labels[..1], route.seconds);
            page.sample("request_seconds_count", &labels[..1], route.count);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The text format, version 0.0.4.
#[derive(Default)]
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP uppdrag_{name} {help}.");
        let _ = writeln!(self.0, "# TYPE uppdrag_{name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let _ = write!(self.0, "uppdrag_{name}");
        for (at, (label, value)) in labels.iter().enumerate() {
            let value = value
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n");
            let _ = write!(
                self.0,
                "{}{label}=\"{value}\"",
                if at == 0 { '{' } else { ',' }
            );
        }
        let _ = writeln!(
            self.0,
            "{} {value}",
            if labels.is_empty() { "" } else { "}" }
        );
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.sample(name, &[], value);
    }
}

/// Resident memory of this process; known on Linux.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// `GET /metrics`
pub(super) async fn get(State(server): State<Server>) -> Response<Body> {
    let mut response = Response::new(Body::from(server.inner.metrics.render(&server)));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_in_its_bucket_and_all_above() {
        let metrics = Metrics::default();
        metrics.answered("/sparql", 200, Duration::from_millis(3));
        metrics.answered("/sparql", 504, Duration::from_secs(31));
        let mut page = Page::default();
        metrics.requests(&mut page);
        for line in [
            "uppdrag_requests_total{route=\"/sparql\",status=\"504\"} 1",
            "uppdrag_request_seconds_bucket{route=\"/sparql\",le=\"0.0025\"} 0",
            "uppdrag_request_seconds_bucket{route=\"/sparql\",le=\"0.005\"} 1",
            "uppdrag_request_seconds_bucket{route=\"/sparql\",le=\"30\"} 1",
            "uppdrag_request_seconds_bucket{route=\"/sparql\",le=\"+Inf\"} 2",
            "uppdrag_request_seconds_sum{route=\"/sparql\"} 31.003",
        ] {
            assert!(page.0.lines().any(|it| it == line), "{line}\n{}", page.0);
        }
    }
}
