//! What was looked up before, for whoever makes the pages of a whole graph: properties and classes are
//! asked for at every page, and the names of agencies and themes at thousands.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{Label, Language};
use crate::frozen::{Node, Refused};

/// IRIs that are remembered: those of a vocabulary come first, and none is given up for another.
const IRIS: usize = 4_096;
/// Labels that are remembered; all are given up when there are more.
const LABELS: usize = 65_536;

/// Remembers look-ups in one graph, within some megabytes.
#[derive(Debug, Default)]
pub struct Memo {
    iris: RefCell<HashMap<String, Option<Node>>>,
    labels: RefCell<HashMap<(Node, Language), Label>>,
}

impl Memo {
    /// The node of an IRI, if the graph holds it.
    pub(super) fn find(
        &self,
        iri: &str,
        look_up: impl FnOnce() -> Result<Option<Node>, Refused>,
    ) -> Result<Option<Node>, Refused> {
        if let Some(found) = self.iris.borrow().get(iri) {
            return Ok(*found);
        }
        let found = look_up()?;
        let mut iris = self.iris.borrow_mut();
        if iris.len() < IRIS {
            iris.insert(iri.to_owned(), found);
        }
        Ok(found)
    }

    pub(super) fn label(&self, node: Node, language: Language) -> Option<Label> {
        self.labels.borrow().get(&(node, language)).cloned()
    }

    pub(super) fn keep_label(&self, node: Node, language: Language, label: &Label) {
        let mut labels = self.labels.borrow_mut();
        if labels.len() >= LABELS {
            labels.clear();
        }
        labels.insert((node, language), label.clone());
    }
}
