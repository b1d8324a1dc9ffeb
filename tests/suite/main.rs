//! The whole product, end to end; one file a feature. See `tests/README.md`.
#![allow(clippy::unwrap_used, reason = "a test ends where a step of it fails")]

mod architecture;
mod atomic;
mod bad_input;
mod bombs;
mod catalogue;
mod dataset;
mod difference;
mod documents;
mod dumps;
mod facts;
mod feed;
mod frozen;
mod hostile;
mod ontology;
mod preflight;
mod program;
mod protocol;
mod queries;
mod random;
mod serve;
mod shapes;
mod site;
mod w3c;
