//! Evidence: which lines of which source state a fact.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::key::Key;
use super::text::Text;
use super::typed::value_error;

/// Most lines that one piece of evidence may span.
pub const MAX_EVIDENCE_LINES: u32 = 50;

/// Lines of one source: `nck-blekinge:11`, or `nck-blekinge:10-11` for each of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The source.
    pub source: Key,
    /// First line, counted from 1.
    pub first: u32,
    /// Last line, counted from 1.
    pub last: u32,
}

impl Evidence {
    /// Reads `source:line` or `source:first-last`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (source, lines) = text.split_once(':')?;
        let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
        let number = |digits: &str| {
            digits
                .parse::<u32>()
                .ok()
                .filter(|n| *n > 0 && digits.bytes().all(|b| b.is_ascii_digit()))
        };
        let evidence = Self {
            source: source.parse().ok()?,
            first: number(first)?,
            last: number(last)?,
        };
        (evidence.first <= evidence.last && evidence.last - evidence.first < MAX_EVIDENCE_LINES)
            .then_some(evidence)
    }

    /// The lines one by one.
    pub fn passages(&self) -> impl Iterator<Item = Passage<'_>> {
        (self.first..=self.last).map(|line| Passage {
            source: &self.source,
            line,
        })
    }
}

/// One line of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passage<'a> {
    /// The source.
    pub source: &'a Key,
    /// The line, counted from 1.
    pub line: u32,
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            value_error(
                "bad-evidence",
                &format!("{text:?} does not name lines of a source"),
                &format!(
                    "write source:line, for example nck-blekinge:11, or source:10-11 \
                     (at most {MAX_EVIDENCE_LINES} lines)"
                ),
            )
        })
    }
}

impl JsonSchema for Evidence {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Evidence".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[a-z0-9]+(-[a-z0-9]+)*:[0-9]+(-[0-9]+)?$",
            "description": "Lines of one source: source:line or source:first-last"
        })
    }
}

/// What a reading rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The place of the text on the page.
    ByPlacement,
    /// A wording that can be taken in more than one way.
    AmbiguousWording,
    /// A title only.
    FromTitle,
}

impl Basis {
    /// Key of its concept.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::ByPlacement => "by-placement",
            Self::AmbiguousWording => "ambiguous-wording",
            Self::FromTitle => "from-title",
        }
    }
}

/// Evidence of single values of a record, where it differs from the record's, and readings.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Field of the record.
    pub field: String,
    /// One value of the field (a key, a language, or the text itself); all values if absent.
    #[serde(default)]
    pub value: Option<String>,
    /// Lines that state it; the record's if absent.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What the reading rests on, if it is one.
    #[serde(default)]
    pub reading: Option<Basis>,
    /// Remark of the editor.
    #[serde(default)]
    pub note: Text,
}
