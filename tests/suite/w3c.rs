//! The query tests of the W3C for SPARQL 1.0 and 1.1 (<https://github.com/w3c/rdf-tests>), put to
//! every engine. Each passes all but the listed exclusions, and these it must fail.

pub(crate) mod answer;
pub(crate) mod compare;
mod engine;
pub(crate) mod manifest;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use oxigraph::model::{GraphName, NamedOrBlankNode, Quad};

use answer::{Answer, Format};
use compare::{Equality, Expected, Order, compare};
use engine::{Engine, FrozenGraph, MemoryStore, prepare};
use manifest::{Kind, Suite, Test};

/// Where the suite lies; without it, beside the project.
const VARIABLE: &str = "W3C_SPARQL_SUITE";

/// A suite with fewer tests was not read right.
const AT_LEAST: usize = 800;

fn engines() -> Vec<Box<dyn Engine>> {
    vec![Box::new(MemoryStore), Box::new(FrozenGraph)]
}

#[test]
fn every_engine_passes_the_w3c_query_tests() {
    let Some(suite) = suite() else { return };
    let tests = suite.tests();
    assert!(tests.len() >= AT_LEAST, "only {} tests", tests.len());
    let kinds: Vec<_> = Kind::ALL
        .iter()
        .map(|(kind, name)| {
            let count = tests.iter().filter(|test| test.kind == *kind).count();
            format!("{count} {name}")
        })
        .collect();
    let engines = engines();
    let exclusions = exclusions("exclusions.txt");
    let mut wrong = Vec::new();
    for exclusion in &exclusions {
        let of_an_engine = |name: &str| engines.iter().any(|engine| engine.name() == name);
        if !tests.iter().any(|test| test.iri == exclusion.test)
            || !exclusion.engine.as_deref().is_none_or(of_an_engine)
        {
            wrong.push(format!("no such test or engine: {exclusion:?}"));
        }
    }
    for engine in engines {
        let name = engine.name();
        let (mut passed, mut by_value, mut excluded) = (0, 0, 0);
        for test in &tests {
            let exclusion = exclusions.iter().find(|exclusion| exclusion.is(name, test));
            match (outcome(&suite, test, &*engine), exclusion) {
                (Ok(equality), None) => {
                    passed += 1;
                    by_value += usize::from(equality == Equality::Values);
                }
                (Err(_), Some(_)) => excluded += 1,
                (Err(why), None) => wrong.push(format!("{name} fails {}: {why}", test.iri)),
                (Ok(_), Some(exclusion)) => wrong.push(format!(
                    "{name} passes {}, which is excluded: {}",
                    test.iri, exclusion.reason
                )),
            }
        }
        say(&format!(
            "w3c: {name}: {} tests run ({}), {passed} passed, {by_value} of them by value only, \
             {excluded} excluded",
            tests.len(),
            kinds.join(", ")
        ));
    }
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} not as expected:\n\n{}",
        wrong.join("\n\n")
    );
}

/// The tests of sorting are tests of order, then: none lets rows pass that are turned around.
#[test]
fn rows_that_are_turned_around_fail_the_tests_of_sorting() {
    struct Turned;
    impl Engine for Turned {
        fn name(&self) -> &'static str {
            "rows turned around"
        }

        fn parse(&self, query: &str, base: &str) -> Result<(), String> {
            FrozenGraph.parse(query, base)
        }

        fn answer(&self, quads: &[Quad], query: &str, base: &str) -> Result<Answer, String> {
            let mut answer = FrozenGraph.answer(quads, query, base)?;
            if let Answer::Solutions(solutions) = &mut answer {
                solutions.rows.reverse();
            }
            Ok(answer)
        }
    }
    let Some(suite) = suite() else { return };
    let tests = suite.tests();
    let mut sorting = 0;
    for test in tests.iter().filter(|test| test.query.contains("/sort/")) {
        let why = outcome(&suite, test, &Turned).expect_err(&test.iri);
        assert!(why.starts_with("another order"), "{}: {why}", test.iri);
        sorting += 1;
    }
    assert!(sorting > 10, "only {sorting} tests");
}

/// The suite, if it is there. One that is named must be.
pub(crate) fn suite() -> Option<Suite> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Some(Suite::new(PathBuf::from(named)));
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites/w3c-sparql");
    if !beside.is_dir() {
        say(&format!(
            "w3c: skipped: {VARIABLE} does not say where the suite is, and it is not in \
             ../shared/suites/w3c-sparql"
        ));
        return None;
    }
    Some(Suite::new(beside))
}

/// To the real stderr: the harness keeps to itself what `eprintln!` says of a test that passes.
pub(crate) fn say(line: &str) {
    let mut stderr = std::io::stderr();
    writeln!(stderr, "{line}").unwrap();
}

/// A test that fails.
#[derive(Debug)]
pub(crate) struct Exclusion {
    pub(crate) test: String,
    pub(crate) reason: String,
    /// The engine that fails it; every one, if none is named.
    engine: Option<String>,
}

impl Exclusion {
    fn is(&self, engine: &str, test: &Test) -> bool {
        self.test == test.iri && self.engine.as_deref().is_none_or(|name| name == engine)
    }
}

pub(crate) fn exclusions(name: &str) -> Vec<Exclusion> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/w3c")
        .join(name);
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut fields = line.split(" | ").map(str::to_owned);
            let exclusion = Exclusion {
                test: fields.next().unwrap_or_default(),
                reason: fields.next().unwrap_or_default(),
                engine: fields.next(),
            };
            let whole = !exclusion.reason.is_empty() && fields.next().is_none();
            assert!(whole, "not IRI | reason | engine: {line}");
            exclusion
        })
        .collect()
}

/// Whether the engine does what the test asks; else why not.
fn outcome(suite: &Suite, test: &Test, engine: &dyn Engine) -> Result<Equality, String> {
    let query = suite.text(&test.query);
    match test.kind {
        Kind::PositiveSyntax => caught(|| engine.parse(&query, &test.query))?,
        Kind::NegativeSyntax => {
            if caught(|| Ok(engine.parse(&query, &test.query)))?.is_ok() {
                return Err("taken, though it is malformed".to_owned());
            }
        }
        Kind::Evaluation | Kind::Csv => {
            let quads = data(suite, test, &query)?;
            let answer = caught(|| engine.answer(&quads, &query, &test.query))?;
            let file = test.result.as_ref().expect("a test has a result");
            let format = Format::of(file);
            let (wanted, numbered) = format.read(&suite.bytes(file), file);
            let order = match format {
                _ if numbered => Order::Rows,
                Format::Results(_) => Order::of_query(&query),
                Format::Rdf => Order::None,
            };
            let expected = Expected {
                answer: wanted,
                order,
                lax: test.lax,
            };
            return compare(&format.sent(answer)?, &expected);
        }
    }
    Ok(Equality::Terms)
}

/// What the engine does. If it panics, it has failed this test, and goes on to the next.
fn caught<T>(does: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(does)).unwrap_or_else(|_| Err("panicked".to_owned()))
}

/// The data of a test. What `FROM` and `FROM NAMED` name is there in graphs of these names: an
/// engine has to choose among them, not to fetch them.
fn data(suite: &Suite, test: &Test, query: &str) -> Result<Vec<Quad>, String> {
    let prepared = prepare(query, &test.query)?;
    let mut names: Vec<&str> = test.graphs.iter().map(String::as_str).collect();
    let from = prepared.dataset().default_graph_graphs();
    for graph in from.unwrap_or_default() {
        if let GraphName::NamedNode(name) = graph {
            names.push(name.as_str());
        }
    }
    let from_named = prepared.dataset().available_named_graphs();
    for graph in from_named.unwrap_or_default() {
        if let NamedOrBlankNode::NamedNode(name) = graph {
            names.push(name.as_str());
        }
    }
    names.sort_unstable();
    names.dedup();
    let mut quads = Vec::new();
    for file in &test.data {
        quads.extend(suite.quads(file, &GraphName::DefaultGraph));
    }
    for name in names {
        quads.extend(suite.quads(name, &manifest::iri(name).into()));
    }
    Ok(quads)
}
