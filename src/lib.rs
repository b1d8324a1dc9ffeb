//! Records of public agencies, their mandates, collaborations and publications, published as a
//! checked knowledge graph in which every statement names the line of the source it rests on.
//!
//! The `uppdrag` program is this library with a command line. What it is for and how to use it
//! stands in `README.md`; this page is for whoever reads or changes the code. Begin with
//! [`export`]: it is the pipeline, told once.
//!
//! ```text
//!   record files         ontology/   queries/check/   queries/{questions,examples,stats}/
//!        │                   │             │                   │
//!   READ │ records           │ assets      │                   │ queries
//!        ▼                   │             │                   │
//!   typed records            │             │                   │
//!        │                   │             │                   │
//!    MAP │ mapping ◀ iri, vocab            │                   │
//!        ▼                   ▼             │                   │
//!      quads ─────────▶ one set of quads   │                   │
//!                            │             │                   │
//!                     DERIVE │ derive      │                   │
//!                            ▼             ▼                   ▼
//!                 HOLD  graph ──▶ store ──▶ CHECK  validate   answers  results
//!                            │              │ identifiers      ▲
//!                            │              │ sources          │ evaluation
//!                            │              ▼                  │
//!                    PUBLISH │ publish   findings  report      │
//!                            ▼                                 │
//!          dumps, checksums, build.json, frozen graph ─────▶ SERVE  serve
//! ```
//!
//! # Steps
//!
//! - **Read.** [`records`] turns YAML, JSON, JSON Lines and CSV into typed records. What does not
//!   fit becomes a [`report::Finding`] with line and column, and reading goes on.
//! - **Map.** [`mapping`] turns one record at a time into quads, each value in the named graph of
//!   the source that states it. IRIs are made in [`iri`] only, terms come from [`vocab`] only.
//! - **Derive.** [`derive`](mod@derive) adds what a reader would otherwise have to infer: broader classes and
//!   properties, the agencies behind a group, days for printed dates, headings of passages.
//! - **Hold.** [`graph`] keeps all quads as one sorted set without blank nodes, and loads them
//!   into an embedded SPARQL store.
//! - **Check.** [`validate`] asks the check queries; every row is a finding. [`identifiers`] sees
//!   that no published key is lost, and [`sources`] compares with the source texts where they are
//!   at hand.
//! - **Publish.** [`publish`] writes the dumps, reads each of them back, and puts the new build in
//!   the place of the old one in one step. A report with errors is not published.
//! - **Catalogue.** [`catalogue`] tells portals what a build holds, in DCAT-AP-SE, with dates that
//!   move only when content does.
//! - **Tell what changed.** [`difference`] compares two builds, and [`feed`] adds what changed to event
//!   streams that harvesters follow.
//! - **Freeze.** [`frozen`] writes the graph as one immutable file that is queried where it lies.
//! - **Answer.** [`evaluation`] answers SPARQL over the frozen graph, within limits or in a process
//!   that is killed; [`serve`] does so over HTTP, [`queries`] are the questions that come with the
//!   program, and [`results`] writes the answers.
//! - **Search and draw.** [`search`] finds resources by their labels, and [`drawings`] shows time,
//!   place and cooperation as SVG. Both take plain data and know neither graph nor HTTP.
//! - **Judge.** [`preflight`] reads a catalogue as harvesters will, and tells what they will refuse.
//! - **Show.** [`resource`] looks up what the graph says of one IRI, and [`pages`] makes pages of
//!   it, in Swedish and English. [`site`] writes all of them as files.
//!
//! # Rules of the house
//!
//! - Bad data is a finding with a place and a remedy; only a run that cannot go on is an
//!   [`error::Error`]. Neither is a panic.
//! - The same input gives the same bytes: everything is sorted, and dates come from the
//!   [configuration](config), never from a clock.
//! - The library does not print, exit or read the environment; the program does that.
//!
//! # Example
//!
//! ```
//! use std::path::Path;
//! use uppdrag::report::Report;
//! use uppdrag::results::{ResultsFormat, write_results};
//!
//! let mut report = Report::default();
//! let export = uppdrag::export::check(Path::new("data"), &mut report, &mut |_stage| {})?;
//! assert!(!report.blocks_publication());
//!
//! let query = "SELECT ?line { <https://w3id.org/uppdrag/id/mandate/lansstyrelserna-2007-samordning>
//!     upp:statedIn/upp:line ?line } ORDER BY ?line LIMIT 1";
//! let mut answer = Vec::new();
//! write_results(export.store.query("example", query)?, ResultsFormat::Csv, &mut answer)?;
//! assert_eq!(String::from_utf8(answer)?, "line\r\n8\r\n");
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

// The pipeline, and the stages in its order.
pub mod export;

pub mod records;

pub mod mapping;

pub mod derive;

pub mod graph;

pub mod frozen;

pub mod validate;

pub mod identifiers;

pub mod sources;

pub mod publish;

pub mod catalogue;

pub mod preflight;

pub mod difference;

pub mod feed;

pub mod queries;

pub mod evaluation;

pub mod results;

pub mod resource;

pub mod search;

pub mod drawings;

pub mod pages;

pub mod serve;

pub mod site;

// What all stages may use.
pub mod address;
mod addresses;
pub mod assets;
pub mod config;
mod doctype;
pub mod error;
pub mod iri;
mod ledger;
pub mod report;
pub mod vocab;
