//! What the parsers of the formats say of a text that they cannot read.

use std::ops::Range;

use super::yaml;
use crate::report::{Finding, Place};

/// A YAML or CSV file with so many syntax errors is read no further.
pub(super) const MAX_SYNTAX_ERRORS: usize = 1000;

/// A file that cannot be parsed, or not from here on.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(super) rule: &'static str,
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) remedy: String,
}

impl SyntaxError {
    pub(super) fn finding(&self, place: Place) -> Finding {
        Finding::error(self.rule, self.message.clone())
            .at(place)
            .remedy(self.remedy.clone())
    }

    /// Whether a value of a record was left out for it.
    pub(super) fn loses_a_value(&self) -> bool {
        matches!(self.rule, "yaml-syntax" | "too-deep" | "too-many-fields")
    }

    pub(super) fn repeated_field(name: &str, span: Range<usize>) -> Self {
        Self {
            rule: "duplicate-field",
            span,
            message: format!("the field {name} stands twice"),
            remedy: "keep one of them; several values go into a list".to_owned(),
        }
    }

    pub(super) fn too_many(span: Range<usize>) -> Self {
        Self {
            rule: "too-many-fields",
            span,
            message: format!("more than {} fields in one place", yaml::MAX_FIELDS),
            remedy: "begin each record anew: with \"- \" (YAML) or in { } of its own (JSON)"
                .to_owned(),
        }
    }

    pub(super) fn too_deep(span: Range<usize>) -> Self {
        Self {
            rule: "too-deep",
            span,
            message: format!("nested deeper than {} levels", yaml::MAX_DEPTH),
            remedy: "close the brackets, or correct the indentation".to_owned(),
        }
    }
}
