//! Fetches a catalogue as a harvester does, and sees what it would stumble over on the way.
//!
//! The only part of the room that knows network and clock. Addresses within a machine or a private
//! network are not reached unless asked for, whatever name or redirect leads there.

use std::io::Read as _;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use oxiri::Iri;
use ureq::unversioned::transport::DefaultConnector;

use super::mqa::Answers;
use super::syntax::{self, is_page};
use super::{Observed, Syntax};
use crate::addresses::{PublicResolver, is_public};

/// What a preflight over the network may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchLimits {
    /// Time for the catalogue, redirects included.
    pub fetch_time: Duration,
    /// Bytes of the catalogue: what CKAN takes.
    pub fetch_bytes: usize,
    /// Redirects of the catalogue, or of one address in it, that are followed.
    pub fetch_redirects: u32,
    /// Addresses in the catalogue that are tried; the points of others are not counted.
    pub tried_addresses: usize,
    /// Time for one of them.
    pub address_time: Duration,
    /// Time for all of them.
    pub addresses_time: Duration,
}

impl FetchLimits {
    /// The limits of the program.
    pub const DEFAULT: Self = Self {
        fetch_time: Duration::from_secs(60),
        fetch_bytes: super::HARVESTED_BYTES,
        fetch_redirects: 5,
        tried_addresses: 200,
        address_time: Duration::from_secs(10),
        addresses_time: Duration::from_secs(120),
    };
}

/// Why nothing was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// It is no address of the web.
    #[error("{0} is no address that begins with http:// or https://")]
    NotWeb(String),
    /// It does not lead to the public internet.
    #[error(
        "{0} has no address on the public internet: correct it, or reach your own machine and \
         network with --allow-local"
    )]
    NotPublic(String),
}

/// What an address gave.
#[derive(Debug)]
pub struct Fetched {
    /// The address behind all redirects.
    pub name: String,
    /// The document, if there was one that can be read.
    pub document: Option<(Vec<u8>, Syntax)>,
    /// What a harvester would stumble over.
    pub observed: Vec<Observed>,
}

/// Asks the network, within limits.
#[derive(Debug)]
pub struct Fetcher {
    limits: FetchLimits,
    is_reachable: fn(IpAddr) -> bool,
}

const ACCEPT: &str = "application/rdf+xml, text/turtle;q=0.9, application/ld+json;q=0.8, \
                      application/n-triples;q=0.7, */*;q=0.1";

impl Fetcher {
    /// With limits; `allow_local` lets it reach this machine and private networks.
    #[must_use]
    pub fn new(limits: FetchLimits, allow_local: bool) -> Self {
        Self {
            limits,
            is_reachable: if allow_local { |_| true } else { is_public },
        }
    }

    /// Fetches a catalogue. An address that does not answer, or not with a catalogue, is observed,
    /// for so it is with a harvester.
    ///
    /// # Errors
    ///
    /// [`FetchError`] if the address is none that may be asked.
    pub fn fetch(&self, address: &str) -> Result<Fetched, FetchError> {
        let end = Instant::now() + self.limits.fetch_time;
        let mut iri = web(address)?;
        let mut observed = Vec::new();
        for _ in 0..=self.limits.fetch_redirects {
            let left = end.saturating_duration_since(Instant::now());
            let mut see = |rule, value: String| {
                observed.push(Observed {
                    rule,
                    document: address.to_owned(),
                    resource: String::new(),
                    value,
                });
            };
            let asked = self
                .agent(left, 0)
                .get(iri.as_str())
                .header("Accept", ACCEPT)
                .call();
            let mut response = match asked {
                Ok(response) => response,
                Err(ureq::Error::HostNotFound) => {
                    return Err(FetchError::NotPublic(iri.into_inner()));
                }
                Err(error) => {
                    see("no-answer", error.to_string());
                    return Ok(nothing(iri, observed));
                }
            };
            let header = |name: &str| {
                let value = response.headers().get(name);
                value
                    .and_then(|value| value.to_str().ok())
                    .map(str::to_owned)
            };
            let status = response.status().as_u16();
            if let 301 | 302 | 303 | 307 | 308 = status {
                if status == 302 {
                    see("redirect-not-followed", status.to_string());
                }
                let location = header("Location");
                let next = location.as_deref().and_then(|it| iri.resolve(it).ok());
                let Some(next) = next else {
                    see(
                        "no-answer",
                        format!("it redirects with status {status} to nowhere"),
                    );
                    return Ok(nothing(iri, observed));
                };
                iri = web(next.as_str())?;
                continue;
            }
            if status != 200 {
                see("no-answer", format!("it answers with status {status}"));
                return Ok(nothing(iri, observed));
            }
            let content_type = header("Content-Type");
            let mut bytes = Vec::new();
            let most = self.limits.fetch_bytes;
            let body = response.body_mut().as_reader().take(most as u64 + 1);
            if let Err(error) = { body }.read_to_end(&mut bytes) {
                see("no-answer", format!("it breaks off: {error}"));
                return Ok(nothing(iri, observed));
            }
            if bytes.len() > most {
                see("too-large", format!("{} MiB", most >> 20));
                return Ok(nothing(iri, observed));
            }
            let syntax = judge_type(content_type.as_deref(), &bytes, &mut see);
            return Ok(Fetched {
                name: iri.into_inner(),
                document: syntax.map(|syntax| (bytes, syntax)),
                observed,
            });
        }
        observed.push(Observed {
            rule: "redirect-loop",
            document: address.to_owned(),
            resource: String::new(),
            value: self.limits.fetch_redirects.to_string(),
        });
        Ok(nothing(iri, observed))
    }

    /// Tries addresses until the time is over: which of them answer, with a status below 400.
    ///
    /// Only `http` and `https` are tried. `document` is what the findings about the others are
    /// called by.
    #[must_use]
    pub fn try_addresses(&self, addresses: &[String], document: &str) -> (Answers, Vec<Observed>) {
        let end = Instant::now() + self.limits.addresses_time;
        let mut answers = Answers::new();
        let mut observed = Vec::new();
        let web = addresses.iter().filter(|address| web(address).is_ok());
        for address in web.take(self.limits.tried_addresses) {
            let left = end
                .saturating_duration_since(Instant::now())
                .min(self.limits.address_time);
            if left.is_zero() {
                break;
            }
            let refused = self.refuses(address, left);
            answers.insert(address.clone(), refused.is_none());
            if let Some(reason) = refused {
                observed.push(Observed {
                    rule: "address-does-not-answer",
                    document: document.to_owned(),
                    resource: String::new(),
                    value: format!("<{address}>: {reason}"),
                });
            }
        }
        (answers, observed)
    }

    /// Why an address does not answer, if it does not.
    fn refuses(&self, address: &str, time: Duration) -> Option<String> {
        let agent = self.agent(time, self.limits.fetch_redirects);
        let head = agent.head(address).call();
        // Some servers know no HEAD.
        let asked = match head {
            Ok(response) if response.status().as_u16() >= 400 => agent.get(address).call(),
            head => head,
        };
        match asked {
            Ok(response) if response.status().as_u16() < 400 => None,
            Ok(response) => Some(format!("status {}", response.status().as_u16())),
            Err(error) => Some(error.to_string()),
        }
    }

    fn agent(&self, time: Duration, redirects: u32) -> ureq::Agent {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(time))
            .max_redirects(redirects)
            .max_redirects_will_error(redirects > 0)
            .http_status_as_error(false)
            // No proxy of the environment: it would resolve the names.
            .proxy(None)
            .user_agent(concat!("uppdrag/", env!("CARGO_PKG_VERSION")))
            .build();
        let resolver = PublicResolver::new(self.is_reachable);
        ureq::Agent::with_parts(config, DefaultConnector::default(), resolver)
    }
}

fn nothing(iri: Iri<String>, observed: Vec<Observed>) -> Fetched {
    Fetched {
        name: iri.into_inner(),
        document: None,
        observed,
    }
}

fn web(address: &str) -> Result<Iri<String>, FetchError> {
    let iri = Iri::parse(address.to_owned()).ok();
    let is_web = |iri: &Iri<String>| {
        ["http", "https"].contains(&iri.scheme())
            && iri.authority().is_some_and(|it| !it.is_empty())
    };
    iri.filter(is_web)
        .ok_or_else(|| FetchError::NotWeb(address.to_owned()))
}

/// The syntax of an answer by its bytes, and what its `Content-Type` says wrongly.
fn judge_type(
    content_type: Option<&str>,
    bytes: &[u8],
    see: &mut dyn FnMut(&'static str, String),
) -> Option<Syntax> {
    if is_page(bytes) {
        see("html-page", String::new());
        return None;
    }
    if bytes.trim_ascii().is_empty() {
        see("no-answer", "it answers with nothing".to_owned());
        return None;
    }
    let syntax = syntax::of_bytes(bytes);
    let essence = content_type.map(|it| {
        it.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    });
    let told = essence.as_deref().and_then(|essence| {
        Syntax::ALL
            .into_iter()
            .find(|syntax| syntax.media_type() == essence)
    });
    // N-Triples begin like Turtle.
    let is_right =
        told == syntax || (told == Some(Syntax::NTriples) && syntax == Some(Syntax::Turtle));
    match (&essence, syntax) {
        (None, _) => see(
            "content-type-missing",
            syntax.unwrap_or(Syntax::RdfXml).media_type().to_owned(),
        ),
        (Some(essence), _) if !is_right || told.is_none() => {
            see("content-type-wrong", essence.clone());
        }
        _ => (),
    }
    if let Some(syntax) = syntax.filter(|it| *it != Syntax::RdfXml) {
        let told = told.filter(|_| is_right).unwrap_or(syntax);
        see("not-rdf-xml", told.name().to_owned());
        return Some(told);
    }
    syntax
}
