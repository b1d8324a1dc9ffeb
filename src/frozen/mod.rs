//! The frozen graph: one immutable file that is queried where it lies.
//!
//! A published graph does not change between two builds. [`Freezer`] writes it once, sorted, as a
//! file that [`Frozen`] maps into memory: nothing is loaded, and many processes share the pages.
//! [`crate::evaluation`] answers queries over it, a [`Reader`] looks things up.
//!
//! # The file
//!
//! All numbers are little-endian; each section begins at a multiple of 8 bytes.
//!
//! ```text
//! header      magic, version, byte order, length, checksum (XXH3), SHA-256 of the canonical
//!             N-Quads, counts, place of each section
//! blank nodes labels                                   ┐ front-coded in blocks of 8
//! IRIs                                                 ┘
//! literals    texts, parsed values, groups (plain; each language; each datatype)
//! graphs      numbers of the graph names
//! SPO         predicate and object of each quad; its graph; first quad of each subject
//! POS         object and subject; graph; first quad of each predicate
//! OSP         subject and predicate; graph; first quad of each object
//! GPOS        predicate, object and subject; first quad of each graph   (two graphs or more)
//! ```
//!
//! Terms are numbered from 1 in the order of the sections: blank nodes, IRIs, literals; bytewise
//! within each. Languages and datatypes are sorted too, so the file is a function of the graph:
//! the same graph gives the same bytes. The graph comes last in each order, so that the triples
//! that several graphs hold lie side by side and the union of all graphs is read without a set.
//!
//! The N-Quads remain the truth: a file of another version is refused and made anew.

mod canonical;
mod columns;
mod comparison;
mod dictionary;
mod file;
mod freeze;
mod front_coded;
mod header;
mod map;
mod order_writer;
mod pattern;
mod rdf;
mod reader;
mod runs;
mod section_writer;
mod statistics;
mod term_table;
mod term_writer;
mod values;

pub use comparison::{Compared, Comparison, Line, Place, Views};
pub(crate) use dictionary::{Class, named_node};
pub use file::Frozen;
pub(crate) use file::View;
pub use freeze::{FREEZE_MEMORY, Freezer, Summary};
pub(crate) use header::Damaged;
pub use header::Refused;
pub(crate) use map::Bytes as FileBytes;
pub(crate) use pattern::PatternRows;
pub use rdf::{RdfFile, formats};
pub use reader::{Match, Node, Reader};
pub use statistics::{ClassStatistics, PropertyStatistics, Statistics};

/// Number of a term: from 1, 0 stands for the default graph.
pub(crate) type TermId = u32;

/// A file holds fewer terms: numbers from here on are left to the queries.
pub(crate) const TERMS_END: TermId = 0x8000_0000;
