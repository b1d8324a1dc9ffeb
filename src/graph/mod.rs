//! HOLD: the graph between mapping and publication.
//!
//! A [`QuadSet`] is a set of quads over interned terms, kept in the order of canonical
//! N-Quads (RDFC-1.0 §3: code points of the lines). No blank node ever enters it, so that
//! order *is* the canonical form, and every product is written straight from it. The
//! embedded SPARQL store is made from it in [`Store`].

mod canonical;
mod quad_set;
mod store;

pub(crate) use canonical::{compare_triples, write_line, write_quoted};
pub use quad_set::{QuadSet, QuadSetBuilder};
pub(crate) use quad_set::{TermId, hex};
pub use store::Store;
