//! Small graphs in which much is alike: few terms, many of them written in several ways.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{
    BlankNode, GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term,
};
use proptest::prelude::*;
use proptest::sample::select;

/// Namespace of all IRIs.
pub(super) const E: &str = "http://e.org/";

pub(super) fn iri(name: &str) -> NamedNode {
    NamedNode::new(format!("{E}{name}")).unwrap()
}

/// Names of IRIs: some begin with others, some are predicates or graphs too.
pub(super) const IRIS: [&str; 7] = ["a", "a/b", "a-b", "aB", "é", "p", "g1"];
pub(super) const PREDICATES: [&str; 3] = ["p", "q", "r"];
pub(super) const GRAPHS: [&str; 3] = ["g1", "g2", "g3"];
/// Labels of blank nodes: words, and those that Oxigraph takes for numbers or nearly.
const LABELS: [&str; 5] = ["b", "b0", "0b", "x.1", "ff"];

/// Literals that sort by value in one way only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Numbers,
    Doubles,
    Texts,
    Languages,
    Dates,
    Times,
    Years,
    /// All of them, and whatever else a literal may be.
    Any,
}

impl Kind {
    pub(super) const ALL: [Self; 8] = [
        Self::Numbers,
        Self::Doubles,
        Self::Texts,
        Self::Languages,
        Self::Dates,
        Self::Times,
        Self::Years,
        Self::Any,
    ];

    /// Literals of this kind.
    pub(super) fn literals(self) -> Vec<Literal> {
        let typed = |texts: &[&str], datatype: NamedNodeRef<'_>| -> Vec<Literal> {
            let texts = texts.iter();
            texts
                .map(|text| Literal::new_typed_literal(*text, datatype))
                .collect()
        };
        match self {
            Self::Numbers => [
                typed(
                    &["1", "01", "+1", "2", "9", "10", "-3", "0", "-0"],
                    xsd::INTEGER,
                ),
                typed(&["1.0", "1.00", "1", "-0.5", "10.25", ".5"], xsd::DECIMAL),
                typed(&["1", "7"], xsd::INT),
            ]
            .concat(),
            Self::Doubles => [
                typed(
                    &["1", "1.0E0", "-2.5", "INF", "-INF", "0.0", "-0.0", "1E2"],
                    xsd::DOUBLE,
                ),
                typed(&["2", "0.5", "INF"], xsd::FLOAT),
            ]
            .concat(),
            Self::Texts => {
                // The same letter composed and decomposed, beginnings of one another, and more
                // than a block of the dictionary holds.
                let long = "lång ".repeat(1000);
                let texts = [
                    "",
                    "a",
                    "a b",
                    "ab",
                    "\u{e5}",
                    "a\u{30a}",
                    "\"\\\n\t\u{1}",
                    "1",
                    "10",
                ];
                let texts = texts.into_iter().chain([long.as_str()]);
                texts.map(Literal::new_simple_literal).collect()
            }
            Self::Languages => {
                let tags = [
                    ("a", "sv"),
                    ("a", "EN-gb"),
                    ("a", "en-GB"),
                    ("a", "en"),
                    ("b", "sv"),
                    ("", "sv"),
                    ("\u{e5}", "zh-Hant-TW"),
                ];
                let tags = tags.into_iter();
                tags.map(|(text, tag)| Literal::new_language_tagged_literal(text, tag).unwrap())
                    .collect()
            }
            Self::Dates => typed(
                &[
                    "2007-01-31",
                    "2007-02-01",
                    "1999-12-31",
                    "-0044-03-15",
                    "12007-01-01",
                ],
                xsd::DATE,
            ),
            Self::Times => typed(
                &[
                    "2007-01-31T10:00:00Z",
                    "2007-01-31T12:00:00+02:00",
                    "2007-01-31T10:00:00.5Z",
                    "2007-01-30T10:00:00-00:01",
                ],
                xsd::DATE_TIME,
            ),
            Self::Years => typed(&["2007", "1999", "0001", "-0001", "12007"], xsd::G_YEAR),
            Self::Any => {
                let all = Self::ALL.into_iter().filter(|kind| *kind != Self::Any);
                let mut all: Vec<Literal> = all.flat_map(Self::literals).collect();
                all.extend(Self::others());
                all
            }
        }
    }

    fn others() -> Vec<Literal> {
        let of =
            |text: &str, datatype: NamedNodeRef<'_>| Literal::new_typed_literal(text, datatype);
        let own = iri("datatype");
        vec![
            of("NaN", xsd::DOUBLE),
            of("nan", xsd::DOUBLE),
            of("+INF", xsd::DOUBLE),
            of("NaN", xsd::FLOAT),
            // Too large for the evaluator, and not of their types at all.
            of("99999999999999999999", xsd::INTEGER),
            of("abc", xsd::INTEGER),
            of("", xsd::INTEGER),
            of(" 1 ", xsd::INTEGER),
            of("1", xsd::BYTE),
            of("300", xsd::BYTE),
            of("true", xsd::BOOLEAN),
            of("1", xsd::BOOLEAN),
            of("false", xsd::BOOLEAN),
            of("TRUE", xsd::BOOLEAN),
            // Not comparable with those without a zone.
            of("2007Z", xsd::G_YEAR),
            of("2007+01:00", xsd::G_YEAR),
            of("2007-00:01", xsd::G_YEAR),
            of("2007-14:00", xsd::G_YEAR),
            of("2007-31", xsd::G_YEAR_MONTH),
            of("2007-01", xsd::G_YEAR_MONTH),
            of("2007-01Z", xsd::G_YEAR_MONTH),
            of("2007-01-31Z", xsd::DATE),
            of("2007-01-31-00:01", xsd::DATE),
            of("2007-02-31", xsd::DATE),
            of("2007-01-31T10:00:00", xsd::DATE_TIME),
            of("2007-01-31T24:00:00", xsd::DATE_TIME),
            of("2007-01-31T10:00:00Z", xsd::DATE_TIME_STAMP),
            of("10:00:00", xsd::TIME),
            of("10:00:00+14:00", xsd::TIME),
            of("24:00:00", xsd::TIME),
            // A month is longer than some days, shorter than others, and neither of a third.
            of("P1M", xsd::DURATION),
            of("P30D", xsd::DURATION),
            of("P27D", xsd::DURATION),
            of("P1Y", xsd::YEAR_MONTH_DURATION),
            of("P366D", xsd::DAY_TIME_DURATION),
            of("--01-31", xsd::G_MONTH_DAY),
            of("---31", xsd::G_DAY),
            of("--01", xsd::G_MONTH),
            of("P1Y", xsd::DURATION),
            of("P1Y", xsd::YEAR_MONTH_DURATION),
            of("PT36H", xsd::DAY_TIME_DURATION),
            of("P1DT12H", xsd::DAY_TIME_DURATION),
            of("x", own.as_ref()),
            of("", own.as_ref()),
            of("http://e.org/a", xsd::ANY_URI),
            // A tag that nobody has put into small letters.
            Literal::new_language_tagged_literal_unchecked("a", "SV"),
        ]
    }
}

/// A few literals of one kind.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    pub(super) kind: Kind,
    pub(super) literals: Vec<Literal>,
}

pub(super) fn pool() -> impl Strategy<Value = Pool> {
    let kind = prop_oneof![3 => Just(Kind::Any), 7 => select(Kind::ALL.as_slice())];
    kind.prop_flat_map(|kind| {
        let all = kind.literals();
        let most = all.len().min(6);
        let few = prop::sample::subsequence(all, 1..=most);
        few.prop_map(move |literals| Pool { kind, literals })
    })
}

fn names(of: &'static [&'static str]) -> impl Strategy<Value = NamedNode> {
    select(of).prop_map(iri)
}

fn blank_node() -> impl Strategy<Value = BlankNode> {
    select(LABELS.as_slice()).prop_map(|label| BlankNode::new(label).unwrap())
}

fn node() -> impl Strategy<Value = NamedOrBlankNode> {
    prop_oneof![
        3 => names(&IRIS[..3]).prop_map(NamedOrBlankNode::from),
        1 => names(&IRIS).prop_map(NamedOrBlankNode::from),
        1 => blank_node().prop_map(NamedOrBlankNode::from),
    ]
}

fn graph_name() -> impl Strategy<Value = GraphName> {
    prop_oneof![
        4 => Just(GraphName::DefaultGraph),
        4 => names(&GRAPHS).prop_map(GraphName::from),
        1 => blank_node().prop_map(GraphName::from),
    ]
}

/// At most so many triples, each in one or several graphs.
pub(super) fn quads(pool: &Pool, most: usize) -> impl Strategy<Value = Vec<Quad>> + use<> {
    let predicate = prop_oneof![2 => Just(iri("p")), 1 => names(&PREDICATES)];
    let object = prop_oneof![
        2 => node().prop_map(Term::from),
        3 => select(pool.literals.clone()).prop_map(Term::from),
    ];
    let graphs = prop::collection::vec(graph_name(), 1..4);
    let triple = (node(), predicate, object, graphs);
    prop::collection::vec(triple, 0..most).prop_map(|triples| {
        let triples = triples.into_iter();
        triples
            .flat_map(|(s, p, o, graphs)| {
                let graphs = graphs.into_iter();
                graphs.map(move |g| Quad::new(s.clone(), p.clone(), o.clone(), g))
            })
            .collect()
    })
}
