//! The rules: data files of our own making, read once and held whole.
//!
//! `README.md` of the folder `rules/` tells how a rule is written. What a file says is checked
//! here as far as the program can: names expand, expressions compile, lists are there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::terms::{self, expand};
use crate::assets::Asset;
use crate::error::Error;
use crate::report::Severity;

macro_rules! files {
    ($( $name:literal ),* $(,)?) => {
        &[ $( Asset {
            path: concat!("src/preflight/rules/", $name),
            content: include_str!(concat!("rules/", $name)),
        } ),* ]
    };
}

/// The rules, one file a class of resources.
const RULES: &[Asset] = files![
    "activities.toml",
    "agent.toml",
    "catalog.toml",
    "checksum.toml",
    "concept-scheme.toml",
    "concept.toml",
    "contact.toml",
    "data-service.toml",
    "dataset.toml",
    "distribution.toml",
    "document.toml",
    "everywhere.toml",
    "feeds.toml",
    "identifier.toml",
    "location.toml",
    "period.toml",
    "provenance.toml",
    "record.toml",
    "relationship.toml",
    "series.toml",
];

/// The closed lists that the rules name.
const LISTS: Asset = Asset {
    path: "src/preflight/rules/lists.toml",
    content: include_str!("rules/lists.toml"),
};

/// All rules, with the lists that they name.
pub(super) struct RuleBook {
    pub(super) groups: Vec<Group>,
    lists: BTreeMap<String, List>,
}

/// The rules about resources of some classes, in the order of their file.
pub(super) struct Group {
    /// IRIs of the classes. Without one, the rules are about the document as a whole.
    pub(super) classes: Vec<String>,
    pub(super) rules: Vec<Rule>,
}

/// One rule.
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) severity: Severity,
    /// Who judges so.
    pub(super) judges: Vec<String>,
    /// Where that is written.
    pub(super) source: String,
    pub(super) says: String,
    pub(super) remedy: String,
    /// The remedy where this program wrote the catalogue.
    pub(super) ours: Option<String>,
    /// The list whose values the remedy names.
    pub(super) list: Option<String>,
    /// IRIs of the properties that it is about, each by itself.
    pub(super) properties: Vec<String>,
    pub(super) asks: Asks,
    /// Asked only of resources with this property, and this value of it if one is named.
    pub(super) when: Option<(String, Option<String>)>,
    /// Not asked of resources with one of these properties.
    pub(super) unless: Vec<String>,
    /// Not asked of resources with this property, if a value of it is of the list.
    pub(super) unless_value: Option<(String, String)>,
}

/// What a rule asks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Asks {
    /// The resource has an IRI.
    Iri,
    /// Each text has a language.
    LanguageTag,
    /// No language twice.
    OnePerLanguage,
    /// Each value is a resource that the document says something of.
    Described,
    /// Found while the document is fetched, read or compared, not in the graph.
    Reading,
    /// At least so many values.
    Min(usize),
    /// At most so many values.
    Max(usize),
    /// Each value is of this kind.
    Node(NodeKind),
    /// Each value is a literal of one of these datatypes.
    Datatypes(Vec<String>),
    /// Each value is of the list.
    OneOf(String),
    /// Some value is of the list.
    AnyOf(String),
    /// Each value has one of these classes.
    Typed(Vec<String>),
    /// Each value fits the expression.
    Pattern(Expression),
    /// No value fits the expression.
    NoPattern(Expression),
    /// Some text is in each of these languages.
    Languages(Vec<String>),
    /// Some value is this IRI.
    Has(String),
    /// What needs more than one property, in words of the program.
    Check(Check),
}

/// Kinds of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum NodeKind {
    Literal,
    /// An IRI or a blank node.
    Resource,
    Iri,
}

/// A regular expression, compiled when its file is read.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Expression(pub(super) Regex);

impl TryFrom<String> for Expression {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Self, regex::Error> {
        Regex::new(&text).map(Self)
    }
}

/// Checks that the program makes; each is a function of `checks`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Check {
    // Of the document.
    NoCatalog,
    SeveralCatalogs,
    DatasetNotListed,
    ServiceNotListed,
    DistributionNotListed,
    DistributionShared,
    TwoSchemesForOne,
    // Of every term of it.
    IriWithSpace,
    IriNotAbsolute,
    IriMalformed,
    IriSchemeUnknown,
    IriOfThisMachine,
    IriWithPassword,
    LanguageTagMalformed,
    TextWithControlCharacter,
    ValueNotOfItsDatatype,
    TermUnknown,
    OldDublinCore,
    // Of one resource.
    PartOfItself,
    NestedTwice,
    OtherPublisher,
    EndsBeforeItBegins,
    PeriodIsEmpty,
    GeonamesPage,
    ModifiedBeforeIssued,
    IdentifierShared,
    PublisherIsContact,
    LicenceIriInexact,
    FormatIsPlainWord,
    HighValueDistributionWithoutLegislation,
    HighValueServiceWithoutLegislation,
    PageLeadsToItself,
    CatalogGoesOn,
    SeriesIsEmpty,
    NotMailto,
    ChecksumLength,
}

/// A closed list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    /// Where it is published.
    pub(super) source: String,
    base: String,
    values: Vec<String>,
    /// The whole values.
    #[serde(skip)]
    iris: BTreeSet<String>,
}

impl List {
    pub(super) fn contains(&self, value: &str) -> bool {
        self.iris.contains(value)
    }

    pub(super) fn iris(&self) -> impl Iterator<Item = &str> {
        self.iris.iter().map(String::as_str)
    }

    /// The list as a remedy names it: whole if it is short, else what comes behind the base.
    pub(super) fn words(&self) -> String {
        const SHOWN: usize = 14;
        if self.values.len() <= 3 || self.base.is_empty() {
            let mut whole = self
                .values
                .iter()
                .map(|value| format!("<{}{value}>", self.base));
            return whole.by_ref().take(SHOWN).collect::<Vec<_>>().join(", ");
        }
        let more = if self.values.len() > SHOWN {
            ", …"
        } else {
            ""
        };
        let shown: Vec<&str> = self.values.iter().map(String::as_str).take(SHOWN).collect();
        format!("{}X, where X is {}{more}", self.base, shown.join(", "))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupText {
    #[serde(default)]
    classes: Vec<String>,
    rule: Vec<RuleText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    id: String,
    #[serde(default)]
    properties: Vec<String>,
    asks: Asks,
    severity: SeverityText,
    judges: Vec<String>,
    source: String,
    says: String,
    remedy: String,
    ours: Option<String>,
    list: Option<String>,
    when: Option<WhenText>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(rename = "unless-value")]
    unless_value: Option<UnlessText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum SeverityText {
    Error,
    Warning,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnlessText {
    property: String,
    list: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhenText {
    property: String,
    value: Option<String>,
}

impl RuleBook {
    /// The rules inside the binary.
    ///
    /// # Errors
    ///
    /// [`Error::Asset`] with the file, if it cannot be read; a test keeps that from happening.
    pub(super) fn embedded() -> Result<&'static Self, Error> {
        static BOOK: LazyLock<Result<RuleBook, (String, String)>> =
            LazyLock::new(|| RuleBook::read(RULES, &LISTS));
        BOOK.as_ref().map_err(|(name, message)| Error::Asset {
            name: name.clone(),
            message: message.clone(),
        })
    }

    fn read(files: &[Asset], lists: &Asset) -> Result<Self, (String, String)> {
        let named = |file: &Asset, message: String| (file.path.to_owned(), message);
        let mut lists_read: BTreeMap<String, List> =
            toml::from_str(lists.content).map_err(|error| named(lists, error.to_string()))?;
        for list in lists_read.values_mut() {
            list.iris = list
                .values
                .iter()
                .map(|value| format!("{}{value}", list.base))
                .collect();
        }
        let mut groups = Vec::new();
        for file in files {
            let text: GroupText =
                toml::from_str(file.content).map_err(|error| named(file, error.to_string()))?;
            groups.push(
                text.compile(&lists_read)
                    .map_err(|message| named(file, message))?,
            );
        }
        Ok(Self {
            groups,
            lists: lists_read,
        })
    }

    /// A list by its name; every name that a rule has is there.
    pub(super) fn list(&self, name: &str) -> Option<&List> {
        self.lists.get(name)
    }

    /// A rule by its name.
    pub(super) fn rule(&self, id: &str) -> Option<&Rule> {
        let mut rules = self.rules();
        rules.find(|rule| rule.id == id)
    }

    pub(super) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.groups.iter().flat_map(|group| &group.rules)
    }
}

impl GroupText {
    fn compile(self, lists: &BTreeMap<String, List>) -> Result<Group, String> {
        let rules: Result<Vec<_>, String> = self
            .rule
            .into_iter()
            .map(|rule| {
                let id = rule.id.clone();
                rule.compile(lists)
                    .map_err(|message| format!("{id}: {message}"))
            })
            .collect();
        Ok(Group {
            classes: expand_all(&self.classes)?,
            rules: rules?,
        })
    }
}

impl RuleText {
    fn compile(self, lists: &BTreeMap<String, List>) -> Result<Rule, String> {
        let known = |name: &String| {
            let is_known = lists.contains_key(name);
            is_known
                .then_some(())
                .ok_or_else(|| format!("there is no list {name}"))
        };
        let mut list = self.list;
        let asks = match self.asks {
            Asks::Datatypes(names) => Asks::Datatypes(expand_all(&names)?),
            Asks::Typed(names) => Asks::Typed(expand_all(&names)?),
            Asks::OneOf(name) => {
                known(&name)?;
                list = list.or_else(|| Some(name.clone()));
                Asks::OneOf(name)
            }
            Asks::AnyOf(name) => {
                known(&name)?;
                list = list.or_else(|| Some(name.clone()));
                Asks::AnyOf(name)
            }
            other => other,
        };
        list.as_ref().map_or(Ok(()), known)?;
        let unless_value = self.unless_value.map(|unless| {
            known(&unless.list)?;
            Ok::<_, String>((expand_one(&unless.property)?, unless.list))
        });
        let when = self
            .when
            .map(|when| Ok::<_, String>((expand_one(&when.property)?, when.value)));
        Ok(Rule {
            id: self.id,
            severity: match self.severity {
                SeverityText::Error => Severity::Error,
                SeverityText::Warning => Severity::Warning,
            },
            judges: self.judges,
            source: self.source,
            says: self.says,
            remedy: self.remedy,
            ours: self.ours,
            list,
            properties: expand_all(&self.properties)?,
            asks,
            when: when.transpose()?,
            unless: expand_all(&self.unless)?,
            unless_value: unless_value.transpose()?,
        })
    }
}

fn expand_all(names: &[String]) -> Result<Vec<String>, String> {
    names.iter().map(|name| expand_one(name)).collect()
}

fn expand_one(name: &str) -> Result<String, String> {
    expand(name).ok_or_else(|| {
        let known: Vec<&str> = terms::PREFIXES.iter().map(|(prefix, _)| *prefix).collect();
        format!("{name} has none of the prefixes {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_an_id_of_its_own_a_source_a_judge_and_a_remedy() {
        let book = RuleBook::embedded().unwrap();
        let mut ids = BTreeSet::new();
        for rule in book.rules() {
            let id = &rule.id;
            assert!(ids.insert(id), "{id} stands twice");
            assert!(
                id.chars()
                    .all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()),
                "{id}"
            );
            assert!(!rule.judges.is_empty(), "{id} has no judge");
            for text in [&rule.source, &rule.says, &rule.remedy] {
                assert!(
                    !text.trim().is_empty() && !text.ends_with('.'),
                    "{id}: {text:?}"
                );
            }
        }
        assert!(ids.len() > 200, "{}", ids.len());
    }

    #[test]
    fn every_text_names_only_what_its_rule_can_tell() {
        let slots = [
            "resource",
            "property",
            "value",
            "count",
            "list",
            "iri",
            "value-iri",
            "other-scheme",
        ];
        for rule in RuleBook::embedded().unwrap().rules() {
            for text in [Some(&rule.says), Some(&rule.remedy), rule.ours.as_ref()]
                .into_iter()
                .flatten()
            {
                for slot in text.split('{').skip(1) {
                    let name = slot.split('}').next().unwrap();
                    assert!(slots.contains(&name), "{}: {{{name}}}", rule.id);
                    assert!(
                        name != "list" || rule.list.is_some(),
                        "{} names no list",
                        rule.id
                    );
                }
            }
        }
    }

    #[test]
    fn every_value_rule_names_its_properties_and_every_list_is_used_and_has_a_source() {
        let book = RuleBook::embedded().unwrap();
        for rule in book.rules() {
            let of_values = !matches!(rule.asks, Asks::Iri | Asks::Reading | Asks::Check(_));
            assert!(!of_values || !rule.properties.is_empty(), "{}", rule.id);
        }
        for (name, list) in &book.lists {
            assert!(!list.source.is_empty(), "{name}");
            assert_eq!(
                list.iris.len(),
                list.values.len(),
                "{name} holds a value twice"
            );
        }
    }

    #[test]
    fn every_rule_file_of_the_folder_is_embedded() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/preflight/rules");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !["README.md", "lists.toml", "mqa.toml"].contains(&&**name))
            .collect();
        found.sort();
        let embedded: Vec<_> = RULES
            .iter()
            .map(|file| file.path.rsplit('/').next().unwrap())
            .collect();
        assert_eq!(found, embedded);
    }

    #[test]
    fn a_rule_with_an_unknown_name_is_refused_with_its_file() {
        let text = "[[rule]]\nid = \"x\"\nproperties = [\"nobody:knows\"]\nasks = { min = 1 }\n\
                    severity = \"error\"\njudges = []\nsource = \"\"\nsays = \"\"\nremedy = \"\"\n";
        let file = Asset {
            path: "a.toml",
            content: text,
        };
        let refused = RuleBook::read(&[file], &LISTS).err().unwrap();
        assert_eq!(refused.0, "a.toml");
        assert!(
            refused
                .1
                .starts_with("x: nobody:knows has none of the prefixes"),
            "{}",
            refused.1
        );
    }
}
