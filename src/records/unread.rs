//! What a dataset may hold beyond the records that were read.

use std::collections::BTreeSet;

use super::Class;
use super::node::{Node, Value};
use crate::iri::{Kind, slug};

/// Records that were refused, and classes of which a part could not be read.
///
/// A reference to one of them is no second mistake: it is told when the first one is mended.
#[derive(Debug, Clone, Default)]
pub struct Unread {
    records: BTreeSet<(Class, String)>,
    classes: BTreeSet<Class>,
}

impl Unread {
    /// Notes a record that was refused, by the key that it has or was meant to have.
    pub(super) fn add_record(&mut self, class: Class, node: &Node) {
        if let Some(entry) = node.entry("key")
            && let Value::Scalar { text, .. } = &entry.node.value
        {
            self.records.insert((class, slug(text)));
        }
    }

    /// Notes that a file of a class was not read, or not to its end.
    pub(super) fn add_part(&mut self, class: Class) {
        self.classes.insert(class);
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.records.extend(other.records);
        self.classes.extend(other.classes);
    }

    /// Whether the thing `kind/key` may stand in what was not read.
    #[must_use]
    pub fn may_hold(&self, kind: &str, key: &str) -> bool {
        let is_concept = Kind::from_segment(kind).is_none();
        Class::ALL
            .iter()
            .filter(|class| {
                class
                    .kind()
                    .map_or(is_concept, |of_class| of_class.segment() == kind)
            })
            .any(|class| {
                self.classes.contains(class) || self.records.contains(&(*class, key.to_owned()))
            })
    }
}
