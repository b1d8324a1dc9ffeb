//! Reading a record that has mistakes: all of them, and what is right beside them.

use serde::de::{self, DeserializeOwned};

use super::node::{Entry, Node, Step, Value};
use super::typed::Mismatch;
use super::{AnyRecord, Problem};

/// Most mismatches that are reported of one record.
const MAX_MISMATCHES: usize = 20;

/// A node that is no record of its class.
#[derive(Debug)]
pub(crate) struct Refused<T> {
    /// Everything in it that does not fit.
    pub(crate) mismatches: Vec<Mismatch>,
    /// What is left without that, if there is anything left to look at.
    pub(crate) part: Option<Box<Part<T>>>,
}

/// The part of a refused record that could be read: it is looked at for further mistakes, never
/// published.
#[derive(Debug, Clone)]
pub struct Part<T = AnyRecord> {
    /// The record without the values that do not fit.
    pub record: T,
    /// Fields that lack a value which the file has, or should have.
    without: Vec<String>,
    /// Fields with a value that stands in for the one which the class requires.
    made_up: Vec<&'static str>,
}

impl<T> Part<T> {
    /// Whether what the part says in a field is in the file.
    #[must_use]
    pub fn states(&self, field: &str) -> bool {
        !self.made_up.contains(&field)
    }

    /// Whether a problem of the part is one of the record too, and not only of what it lacks.
    #[must_use]
    pub fn has(&self, problem: &Problem) -> bool {
        let about: &[&str] = match problem.rule {
            "no-evidence" => &["evidence"],
            "unreviewed-link" => &["relation", "reviewed"],
            "bad-evidence" => &["headings", "lines"],
            _ => &[&problem.field],
        };
        !self.without.iter().any(|field| about.contains(&&**field))
    }

    pub(super) fn map<U>(self, record: impl FnOnce(T) -> U) -> Part<U> {
        Part {
            record: record(self.record),
            without: self.without,
            made_up: self.made_up,
        }
    }
}

/// Reads a typed value and every mismatch: after each one the value that does not fit is left
/// out and the rest is read again. A field without a value is an absent field.
///
/// `required` are the fields that the type must have. They are looked for here, since serde stops
/// at the first that is missing.
pub(crate) fn read<T: DeserializeOwned>(
    node: &Node,
    required: &[&'static str],
) -> Result<T, Refused<T>> {
    let mut rest = node.clone();
    rest.drop_empty_fields();
    let mut mismatches: Vec<Mismatch> = match &rest.value {
        Value::Map(_) => required
            .iter()
            .filter(|field| rest.entry(field).is_none())
            .map(|field| de::Error::missing_field(field))
            .collect(),
        _ => Vec::new(),
    };
    let mut removed: Vec<Vec<Step>> = Vec::new();
    while mismatches.len() < MAX_MISMATCHES {
        match T::deserialize(&rest) {
            Ok(value) if mismatches.is_empty() => return Ok(value),
            Ok(_) => break,
            Err(mut mismatch) => {
                let path = mismatch.path();
                let original = restore(&path, &removed);
                // What is missing from the record was told above; what is missing because its
                // value was left out is no second finding.
                let told = mismatch.missing.is_some_and(|field| {
                    let mut gone = original.clone();
                    gone.push(Step::Field(field.to_owned()));
                    (path.is_empty() && !mismatches.is_empty()) || removed.contains(&gone)
                });
                mismatch.reversed = original.iter().rev().cloned().collect();
                if !told {
                    mismatches.push(mismatch);
                }
                if path.is_empty() || !rest.remove(&path) {
                    break;
                }
                removed.push(original);
            }
        }
    }
    let part = part(rest, required, &removed);
    // A field is not missing beside if its name is mistyped.
    let mistyped: Vec<Vec<Step>> = mismatches
        .iter()
        .filter_map(|mismatch| {
            let mut path = mismatch.path();
            path.pop();
            path.push(Step::Field(mismatch.meant?.to_owned()));
            Some(path)
        })
        .collect();
    mismatches.retain(|mismatch| {
        mismatch.missing.is_none_or(|field| {
            let mut path = mismatch.path();
            path.push(Step::Field(field.to_owned()));
            !mistyped.contains(&path)
        })
    });
    Err(Refused { mismatches, part })
}

/// Reads what is left of a node, with something in the place of each required field that it has
/// no more.
fn part<T: DeserializeOwned>(
    mut rest: Node,
    required: &[&'static str],
    removed: &[Vec<Step>],
) -> Option<Box<Part<T>>> {
    let mut without: Vec<String> = removed
        .iter()
        .filter_map(|path| match path.first() {
            Some(Step::Field(name)) => Some(name.clone()),
            _ => None,
        })
        .collect();
    let mut made_up = Vec::new();
    for field in required {
        if rest.entry(field).is_none() {
            stand_in::<T>(&mut rest, field)?;
            made_up.push(*field);
            without.push((*field).to_owned());
        }
    }
    let record = T::deserialize(&rest).ok()?;
    Some(Box::new(Part {
        record,
        without,
        made_up,
    }))
}

/// Gives a node the first value in a field that has the type of the field.
fn stand_in<T: DeserializeOwned>(node: &mut Node, field: &str) -> Option<()> {
    let scalar = |text: &str| Value::Scalar {
        text: text.to_owned(),
        quoted: false,
    };
    // A list, texts by language, a number, a key, a reference with its type, a hash, a relation.
    let values = [
        Value::List(Vec::new()),
        Value::Map(Vec::new()),
        scalar("1"),
        scalar("org/x"),
        scalar(&"0".repeat(64)),
        scalar("related"),
    ];
    for value in values {
        let Value::Map(entries) = &mut node.value else {
            return None;
        };
        entries.push(Entry {
            key: field.to_owned(),
            key_span: 0..0,
            node: Node { span: 0..0, value },
        });
        // serde reads the fields in their order, and this is the last.
        match T::deserialize(&*node) {
            Err(mismatch) if !mismatch.path().is_empty() => {
                node.remove(&[Step::Field(field.to_owned())]);
            }
            _ => return Some(()),
        }
    }
    None
}

/// Path in the original node of a path in what is left of it: an index counts the items before
/// it that were left out.
fn restore(path: &[Step], removed: &[Vec<Step>]) -> Vec<Step> {
    let mut original: Vec<Step> = Vec::with_capacity(path.len());
    for step in path {
        let Step::Index(mut at) = *step else {
            original.push(step.clone());
            continue;
        };
        let mut gone: Vec<usize> = removed
            .iter()
            .filter_map(|gone| match gone.split_last() {
                Some((Step::Index(gone), parent)) if *parent == *original => Some(*gone),
                _ => None,
            })
            .collect();
        gone.sort_unstable();
        for gone in gone {
            if at >= gone {
                at += 1;
            }
        }
        original.push(Step::Index(at));
    }
    original
}

#[cfg(test)]
mod tests {
    use super::super::Class;
    use super::*;

    #[test]
    fn of_every_class_the_rest_is_read_whatever_is_missing() {
        for class in Class::ALL {
            let nothing = Node {
                span: 0..0,
                value: Value::Map(Vec::new()),
            };
            let refused = class.read_node(&nothing).unwrap_err();
            let part = refused.part.unwrap();
            assert_eq!(part.record.class(), *class);
            assert!(!part.states("key"));
            assert!(part.states("evidence"));
        }
    }
}
