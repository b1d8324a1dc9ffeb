//! MAP: typed records → quads.
//!
//! One file a class, each a pure function of one record: no look at other records, no state
//! between them, so that any number of processes may map any part of the records
//! (`uppdrag map`). The head of each file is its field table; what a field becomes when it is
//! one of many ([`Field`]) is said once, in [`field`].
//!
//! Evidence rides on every value: [`Description`] puts a value into the graph of each source
//! that states it, gives the node its passages, and describes single statements where their
//! passages differ from the node's or where they are readings.

mod activity;
mod agency;
mod collaboration;
mod concept;
mod count;
mod description;
pub mod field;
mod finding;
mod group;
mod link;
mod mandate;
mod network;
mod place;
mod publication;
mod quad_sink;
mod source;

pub use description::Description;
pub use field::Field;
pub use quad_sink::{NQuadsWriter, Object, QuadSink};

use crate::iri::Minter;
use crate::records::{AnyRecord, Class};

/// Maps one record.
pub fn map<S: QuadSink>(record: &AnyRecord, minter: &Minter, sink: &mut S) {
    match record {
        AnyRecord::Agency(record) => agency::map(record, minter, sink),
        AnyRecord::Group(record) => group::map(record, minter, sink),
        AnyRecord::Place(record) => place::map(record, minter, sink),
        AnyRecord::Mandate(record) => mandate::map(record, minter, sink),
        AnyRecord::Activity(record) => activity::map(record, minter, sink),
        AnyRecord::Network(record) => network::map(record, minter, sink),
        AnyRecord::Collaboration(record) => collaboration::map(record, minter, sink),
        AnyRecord::Publication(record) => publication::map(record, minter, sink),
        AnyRecord::Finding(record) => finding::map(record, minter, sink),
        AnyRecord::Count(record) => count::map(record, minter, sink),
        AnyRecord::Source(record) => source::map(record, minter, sink),
        AnyRecord::Link(record) => link::map(record, minter, sink),
        AnyRecord::Concept(record) => concept::map(record, minter, sink),
    }
}

/// The field table of a class: every field of its records that becomes a property.
#[must_use]
pub fn fields(class: Class) -> &'static [Field] {
    match class {
        Class::Agency => agency::FIELDS,
        Class::Group => group::FIELDS,
        Class::Place => place::FIELDS,
        Class::Mandate => mandate::FIELDS,
        Class::Activity => activity::FIELDS,
        Class::Network => network::FIELDS,
        Class::Collaboration => collaboration::FIELDS,
        Class::Publication => publication::FIELDS,
        Class::Finding => finding::FIELDS,
        Class::Count => count::FIELDS,
        Class::Source => source::FIELDS,
        Class::Link => link::FIELDS,
        Class::Concept => concept::FIELDS,
    }
}
