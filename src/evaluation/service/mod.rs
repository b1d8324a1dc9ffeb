//! `SERVICE`: other endpoints that an operator allows (SPARQL 1.1 Federated Query).
//!
//! Nothing is allowed by default, and then nothing leaves the machine. An endpoint is allowed by
//! the beginning of its IRI. Even then no address within a machine or a private network is
//! reached: names are resolved here, every address is looked at, and a redirect goes through all of
//! this again. So neither a query nor an endpoint that was taken over can use the server to look
//! into the network that it stands in.

use std::io::Read as _;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use oxigraph::model::{NamedNode, Term, Variable};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput,
};
use oxiri::Iri;
use serde::{Deserialize, Serialize};
use spareval::{DefaultServiceHandler, QuerySolutionIter};
use spargebra::algebra::GraphPattern;
use ureq::unversioned::transport::DefaultConnector;

use crate::addresses::{PublicResolver, is_public};

/// Which endpoints a query may call, and what each call may use.
///
/// ```
/// use uppdrag::evaluation::Services;
///
/// let mut services = Services::default();
/// services.allow("https://query.wikidata.org/sparql")?;
/// // It would allow https://example.org.evil.example/ as well.
/// assert!(services.allow("https://example.org").is_err());
/// # Ok::<_, String>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Services {
    /// Beginnings of the IRIs of endpoints. None by default.
    prefixes: Vec<String>,
    /// Time of one call, redirects included. By default 10 s.
    pub time: Duration,
    /// Rows of one answer; more are an error. By default 10,000.
    pub rows: usize,
    /// Bytes of one answer; more are an error. By default 8 MiB.
    pub bytes: usize,
}

/// Redirects of one call that are followed.
pub const SERVICE_REDIRECTS: usize = 3;

impl Default for Services {
    fn default() -> Self {
        Self {
            prefixes: Vec::new(),
            time: Duration::from_secs(10),
            rows: 10_000,
            bytes: 8 << 20,
        }
    }
}

impl Services {
    /// Allows all endpoints whose IRI begins like this.
    ///
    /// # Errors
    ///
    /// If it is no `http` or `https` IRI with a whole host and the slash behind it.
    pub fn allow(&mut self, prefix: &str) -> Result<(), String> {
        let is_whole = Iri::parse(prefix).is_ok_and(|iri| {
            ["http", "https"].contains(&iri.scheme())
                && iri.authority().is_some_and(is_host)
                && iri.path().starts_with('/')
        });
        if !is_whole {
            return Err(format!(
                "{prefix} is not the beginning of an endpoint's IRI: write \
                 https://query.wikidata.org/ with the slash behind the host"
            ));
        }
        self.prefixes.push(prefix.to_owned());
        Ok(())
    }

    /// Beginnings of the IRIs of the endpoints that are allowed.
    #[must_use]
    pub fn prefixes(&self) -> &[String] {
        &self.prefixes
    }

    fn allows(&self, endpoint: &Iri<String>) -> bool {
        let is_plain = endpoint.authority().is_some_and(is_host)
            && !endpoint.path().split('/').any(is_dots)
            && endpoint.fragment().is_none();
        let mut prefixes = self.prefixes.iter();
        is_plain && prefixes.any(|prefix| endpoint.as_str().starts_with(prefix))
    }
}

/// A host, with or without a port; `user@host` is none.
fn is_host(authority: &str) -> bool {
    !authority.is_empty() && !authority.contains('@')
}

/// A segment that leads to another folder, however it is written.
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

/// Why an endpoint gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServiceError {
    #[error("the endpoint <{0}> is not among those that this server may call")]
    NotAllowed(String),
    #[error("the endpoint <{0}> has no address on the public internet")]
    NotPublic(String),
    #[error("the endpoint <{0}> redirects too often")]
    Redirects(String),
    #[error("the endpoint <{0}> answers with status {1}")]
    Status(String, u16),
    #[error("the endpoint <{0}> cannot be asked: {1}")]
    Call(String, String),
    #[error("the answer of <{0}> is no SPARQL result: {1}")]
    Malformed(String, String),
    #[error("the answer of <{0}> has more than {1} rows")]
    Rows(String, usize),
    #[error("the answer of <{0}> takes more than {1} bytes")]
    Bytes(String, usize),
}

/// Calls endpoints.
pub(super) struct Caller {
    services: Services,
    /// When the query itself must have ended.
    deadline: Option<Instant>,
    is_reachable: fn(IpAddr) -> bool,
}

impl Caller {
    pub(super) fn new(services: Services, deadline: Option<Instant>) -> Self {
        Self {
            services,
            deadline,
            is_reachable: is_public,
        }
    }

    fn call(&self, endpoint: &str, query: &str) -> Result<Rows, ServiceError> {
        let asked = || endpoint.to_owned();
        let not_allowed = |iri: &str| ServiceError::NotAllowed(iri.to_owned());
        let now = Instant::now();
        let mut end = now + self.services.time;
        if let Some(deadline) = self.deadline {
            end = end.min(deadline);
        }
        let mut iri = Iri::parse(asked()).map_err(|_| not_allowed(endpoint))?;
        for _ in 0..=SERVICE_REDIRECTS {
            if !self.services.allows(&iri) {
                return Err(not_allowed(iri.as_str()));
            }
            let failed = |error: ureq::Error| match error {
                ureq::Error::HostNotFound => ServiceError::NotPublic(iri.as_str().to_owned()),
                other => ServiceError::Call(iri.as_str().to_owned(), other.to_string()),
            };
            let left = end.saturating_duration_since(Instant::now());
            let mut response = self
                .agent(left)
                .post(iri.as_str())
                .header("Accept", ACCEPT)
                .header("Content-Type", "application/sparql-query")
                .send(query)
                .map_err(failed)?;
            let status = response.status().as_u16();
            if let 301 | 302 | 307 | 308 = status {
                let location = response.headers().get("Location");
                let location = location.and_then(|location| location.to_str().ok());
                let next = location.and_then(|location| iri.resolve(location).ok());
                iri = next.ok_or_else(|| ServiceError::Status(asked(), status))?;
                continue;
            }
            if status != 200 {
                return Err(ServiceError::Status(asked(), status));
            }
            let media_type = response.headers().get("Content-Type");
            let media_type = media_type.and_then(|it| it.to_str().ok());
            let format = media_type.and_then(QueryResultsFormat::from_media_type);
            let format = format.ok_or_else(|| {
                let message = format!("its type is {}", media_type.unwrap_or("not told"));
                ServiceError::Malformed(asked(), message)
            })?;
            let mut bytes = Vec::new();
            let body = response.body_mut().as_reader();
            body.take(self.services.bytes as u64 + 1)
                .read_to_end(&mut bytes)
                .map_err(|e| ServiceError::Call(asked(), e.to_string()))?;
            if bytes.len() > self.services.bytes {
                return Err(ServiceError::Bytes(asked(), self.services.bytes));
            }
            return self.rows(endpoint, format, &bytes);
        }
        Err(ServiceError::Redirects(asked()))
    }

    fn agent(&self, time: Duration) -> ureq::Agent {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(time))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // No proxy of the environment: it would resolve the names.
            .proxy(None)
            .user_agent(concat!("uppdrag/", env!("CARGO_PKG_VERSION")))
            .build();
        let resolver = PublicResolver::new(self.is_reachable);
        ureq::Agent::with_parts(config, DefaultConnector::default(), resolver)
    }

    fn rows(
        &self,
        endpoint: &str,
        format: QueryResultsFormat,
        bytes: &[u8],
    ) -> Result<Rows, ServiceError> {
        let malformed = |message: String| ServiceError::Malformed(endpoint.to_owned(), message);
        let parsed = QueryResultsParser::from_format(format).for_reader(bytes);
        let solutions = match parsed.map_err(|e| malformed(e.to_string()))? {
            ReaderQueryResultsParserOutput::Solutions(solutions) => solutions,
            ReaderQueryResultsParserOutput::Boolean(_) => {
                return Err(malformed("it has no rows".to_owned()));
            }
        };
        let variables = solutions.variables().to_vec();
        let mut rows = Vec::new();
        for solution in solutions {
            if rows.len() == self.services.rows {
                return Err(ServiceError::Rows(endpoint.to_owned(), self.services.rows));
            }
            let solution = solution.map_err(|e| malformed(e.to_string()))?;
            rows.push(solution.values().to_vec());
        }
        Ok((variables, rows))
    }
}

type Rows = (Vec<Variable>, Vec<Vec<Option<Term>>>);

const ACCEPT: &str =
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/csv;q=0";

impl DefaultServiceHandler for Caller {
    type Error = ServiceError;

    fn handle(
        &self,
        endpoint: &NamedNode,
        pattern: &GraphPattern,
        base_iri: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, ServiceError> {
        let query = spargebra::Query::Select {
            dataset: None,
            pattern: pattern.clone(),
            base_iri: base_iri.cloned(),
        };
        let (variables, rows) = self.call(endpoint.as_str(), &query.to_string())?;
        let rows = rows.into_iter().map(Ok);
        Ok(QuerySolutionIter::from_tuples(variables.into(), rows))
    }
}

#[cfg(test)]
mod tests;
