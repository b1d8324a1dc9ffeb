//! Findings and counts of a run.

use std::path::{Path, PathBuf};

use serde::Serialize;

/// Whether a finding stops publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Publication is stopped.
    Error,
    /// Worth mending; publication goes on.
    Warning,
}

/// Where in the dataset something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// File, relative to the dataset's directory.
    #[serde(serialize_with = "readable")]
    pub file: PathBuf,
    /// Line, counted from 1; 0 if the finding is about the file as a whole.
    pub line: usize,
    /// Column in characters, counted from 1; 0 if the finding is about the line or file as a whole.
    pub column: usize,
    /// The source line, shortened around the column if it is long.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source_line: String,
    /// Bytes of `source_line` that the finding is about.
    #[serde(skip)]
    pub mark: (usize, usize),
}

/// A path as text, also if its bytes are no UTF-8: a report must be written whatever a file is
/// called.
fn readable<S: serde::Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// Something in the data that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether it stops publication.
    pub severity: Severity,
    /// Short name of the rule, stable between versions.
    pub rule: String,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remedy: String,
}

impl Finding {
    /// A finding that stops publication.
    pub fn error(rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            rule: rule.into(),
            place: None,
            message: message.into(),
            remedy: String::new(),
        }
    }

    /// A finding that does not stop publication.
    pub fn warning(rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(rule, message)
        }
    }

    /// With the place that it is about.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}

/// Longest message or remedy, in bytes: both may quote a value, which may be a whole file.
const MAX_MESSAGE_LENGTH: usize = 600;

fn shorten(text: &mut String) {
    if text.len() > MAX_MESSAGE_LENGTH {
        let boundary = (0..=MAX_MESSAGE_LENGTH).rfind(|at| text.is_char_boundary(*at));
        text.truncate(boundary.unwrap_or(0));
        text.push('…');
    }
}

/// Most errors, and most warnings, that a run keeps; the rest are counted.
pub const MAX_FINDINGS: usize = 1000;

/// What a run found and made.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    findings: Vec<Finding>,
    /// Findings beyond [`MAX_FINDINGS`], counted but not kept.
    omitted: usize,
    errors: usize,
    warnings: usize,
    /// Number of records read, by class, in the order of the classes.
    pub records: Vec<(String, usize)>,
}

impl Report {
    /// Adds a finding.
    pub fn add(&mut self, finding: Finding) {
        self.add_with(finding.severity, || finding);
    }

    /// Adds a finding that is made only if it is kept: to tell its place can take longer than all
    /// the rest.
    pub fn add_with(&mut self, severity: Severity, finding: impl FnOnce() -> Finding) {
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= MAX_FINDINGS {
            let mut finding = finding();
            shorten(&mut finding.message);
            shorten(&mut finding.remedy);
            self.findings.push(finding);
        } else {
            self.omitted += 1;
        }
    }

    /// The findings, by place.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Findings that were counted but not kept.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Number of findings that stop publication.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Number of findings that do not.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.warnings
    }

    /// Whether any finding stops publication.
    #[must_use]
    pub fn blocks_publication(&self) -> bool {
        self.errors > 0
    }

    /// Sorts the findings by file, line, column and rule, and drops repetitions.
    pub fn sort(&mut self) {
        self.findings
            .sort_by(|a, b| (&a.place, &a.rule, &a.message).cmp(&(&b.place, &b.rule, &b.message)));
        let kept = |findings: &[Finding], severity| {
            findings.iter().filter(|f| f.severity == severity).count()
        };
        let before = [Severity::Error, Severity::Warning].map(|s| kept(&self.findings, s));
        self.findings.dedup();
        let after = [Severity::Error, Severity::Warning].map(|s| kept(&self.findings, s));
        self.errors -= before[0] - after[0];
        self.warnings -= before[1] - after[1];
    }
}
