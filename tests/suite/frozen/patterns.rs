//! Small queries, as text. Each gives one answer and no other: nothing depends on the order in
//! which a graph is read, but where [`Query::order`] and [`Query::slice`] say so.

use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::select;

use super::graphs::{E, GRAPHS, IRIS, Kind, PREDICATES, Pool};

/// A query in parts, for those who take it apart.
#[derive(Debug, Clone)]
pub(super) struct Query {
    pub(super) form: Form,
    pub(super) from: Vec<String>,
    pub(super) from_named: Vec<String>,
    pub(super) pattern: String,
    /// `GROUP BY` and `HAVING`.
    pub(super) group: String,
    /// What to sort by, and whether each descends.
    pub(super) order: Vec<(String, bool)>,
    /// `LIMIT` and `OFFSET`.
    pub(super) slice: Option<(usize, usize)>,
}

#[derive(Debug, Clone)]
pub(super) enum Form {
    /// What stands between `SELECT` and the pattern.
    Select(String),
    Ask,
    Construct(String),
    Describe(String),
}

impl Query {
    /// The query as it is.
    pub(super) fn text(&self) -> String {
        let mut from = String::new();
        for graph in &self.from {
            let _ = writeln!(from, "FROM <{E}{graph}>");
        }
        for graph in &self.from_named {
            let _ = writeln!(from, "FROM NAMED <{E}{graph}>");
        }
        let mut text = self.with(&from);
        if let Some((limit, offset)) = self.slice {
            let _ = write!(text, " LIMIT {limit} OFFSET {offset}");
        }
        text
    }

    /// The query over all that it is put to, with all its rows.
    pub(super) fn whole(&self) -> String {
        self.with("")
    }

    fn with(&self, from: &str) -> String {
        let form = match &self.form {
            Form::Select(what) => format!("SELECT {what}"),
            Form::Ask => "ASK".to_owned(),
            Form::Construct(template) => format!("CONSTRUCT {{ {template} }}"),
            Form::Describe(what) => format!("DESCRIBE {what}"),
        };
        let mut text = format!(
            "PREFIX : <{E}>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n{form}\n{from}\
             WHERE {{ {} }} {}",
            self.pattern, self.group
        );
        for (place, (variable, descends)) in self.order.iter().enumerate() {
            let begin = if place == 0 { " ORDER BY" } else { "" };
            let direction = if *descends { "DESC" } else { "ASC" };
            let _ = write!(text, "{begin} {direction}({variable})");
        }
        text
    }
}

fn variable() -> impl Strategy<Value = String> {
    select(vec!["?x", "?y", "?z"]).prop_map(str::to_owned)
}

fn iri(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(names).prop_map(|name| format!("<{E}{name}>"))
}

fn literal(pool: &Pool) -> impl Strategy<Value = String> + use<> {
    let literals: Vec<String> = pool.literals.iter().map(ToString::to_string).collect();
    select(literals)
}

/// A term in a pattern: a constant, or a variable as its place is mostly filled.
fn object(pool: &Pool) -> impl Strategy<Value = String> + use<> {
    prop_oneof![2 => iri(&IRIS[..3]), 3 => literal(pool)]
}

/// Subject and object: mostly variables that other triples join.
fn ends(pool: &Pool) -> impl Strategy<Value = (String, String)> + use<> {
    let variables = vec![
        ("?x", "?y"),
        ("?x", "?y"),
        ("?x", "?y"),
        ("?x", "?z"),
        ("?z", "?y"),
        ("?y", "?z"),
        ("?x", "?x"),
    ];
    let variables = select(variables).prop_map(|(s, o)| (s.to_owned(), o.to_owned()));
    prop_oneof![
        14 => variables,
        2 => object(pool).prop_map(|object| ("?x".to_owned(), object)),
        1 => iri(&IRIS[..3]).prop_map(|subject| (subject, "?y".to_owned())),
        1 => (iri(&IRIS), object(pool)),
    ]
}

fn triple(pool: &Pool) -> impl Strategy<Value = String> + use<> {
    let predicate = prop_oneof![
        12 => Just(":p".to_owned()),
        4 => iri(&PREDICATES),
        12 => Just("?p".to_owned()),
        1 => variable(),
    ];
    (ends(pool), predicate).prop_map(|((s, o), p)| format!("{s} {p} {o} ."))
}

fn path(pool: &Pool) -> impl Strategy<Value = String> + use<> {
    let paths = [
        ":p*",
        ":p+",
        ":p?",
        "^:p",
        ":p/:q",
        ":p|:q",
        "(:p|:q)*",
        "(:p/^:q)+",
        "!:p",
        "!(:p|^:q)",
        "(:p?/:r*)",
        "(!:q)+",
        "(^:p)*",
    ];
    (ends(pool), select(paths.to_vec())).prop_map(|((s, o), path)| format!("{s} {path} {o} ."))
}

fn condition(pool: &Pool) -> impl Strategy<Value = String> + use<> {
    let comparison = select(vec!["=", "!=", "<", ">", "<=", ">="]);
    let computed = select(vec![
        "isIRI(?y)",
        "isBlank(?x)",
        "isLiteral(?y)",
        "isNumeric(?y)",
        "BOUND(?z)",
        "?y",
        "!?y",
        "?y + 1 > 2",
        "-?y < 0",
        "ABS(?y) >= 1",
        "LANG(?y) = 'sv'",
        "LANGMATCHES(LANG(?y), '*')",
        "LANGMATCHES(LANG(?y), 'en')",
        "DATATYPE(?y) = xsd:integer",
        "REGEX(STR(?y), '^A', 'i')",
        "REGEX(STR(?x), 'a.b')",
        "CONTAINS(STR(?y), 'a')",
        "STRSTARTS(STR(?x), 'http://e.org/a')",
        "STRLEN(STR(?y)) > 1",
        "YEAR(?y) > 2000",
        "MONTH(?y) = 1 || DAY(?y) = 31",
        "TZ(?y) = 'Z'",
        "xsd:integer(?y) > 1",
        "xsd:boolean(?y)",
        "xsd:date(?y) > '2000-01-01'^^xsd:date",
        "sameTerm(?x, ?y)",
        "?x = ?y",
        "?x IN (?y, ?z, :a)",
    ]);
    let name = prop_oneof![5 => Just("?y".to_owned()), 1 => variable()];
    prop_oneof![
        3 => (name, comparison, literal(pool)).prop_map(|(v, c, l)| format!("{v} {c} {l}")),
        1 => (variable(), literal(pool)).prop_map(|(v, l)| format!("sameTerm({v}, {l})")),
        1 => (variable(), literal(pool), iri(&IRIS))
            .prop_map(|(v, l, i)| format!("{v} NOT IN ({l}, {i})")),
        4 => computed.prop_map(str::to_owned),
    ]
}

/// What is computed from a row.
fn value() -> impl Strategy<Value = &'static str> {
    select(vec![
        "STR(?y)",
        "?y",
        "?y + 1",
        "?y * 2",
        "?y + ?y",
        "CONCAT(STR(?x), STR(?y))",
        "UCASE(STR(?y))",
        "LANG(?y)",
        "DATATYPE(?y)",
        "IF(isNumeric(?y), ?y, STR(?y))",
        "COALESCE(?z, ?y)",
        "YEAR(?y)",
        "xsd:string(?y)",
        "xsd:double(?y)",
        "xsd:decimal(?y)",
        "xsd:dateTime(?y)",
        "STRDT(STR(?y), xsd:integer)",
        "STRLANG(STR(?y), 'sv')",
        "IRI(STR(?x))",
        "STRLEN(STR(?y))",
        "MD5(STR(?y))",
        "SUBSTR(STR(?y), 2)",
        "01",
        "'a'@SV",
    ])
}

fn triples(pool: &Pool) -> impl Strategy<Value = String> + use<> {
    let one = prop_oneof![5 => triple(pool), 1 => path(pool)];
    prop::collection::vec(one, 1..3).prop_map(|triples| triples.join(" "))
}

fn values(pool: &Pool) -> impl Strategy<Value = String> + use<> {
    let value = prop_oneof![4 => object(pool), 1 => Just("UNDEF".to_owned())];
    prop::collection::vec(value, 1..4).prop_map(|values| values.join(" "))
}

/// What stands between braces.
fn pattern(pool: &Pool) -> impl Strategy<Value = String> + use<> {
    let pool = pool.clone();
    triples(&pool).prop_recursive(3, 6, 2, move |inner| {
        let pool = &pool;
        let graph = prop_oneof![
            2 => Just("?g".to_owned()),
            1 => iri(&GRAPHS),
            1 => Just("?x".to_owned()),
        ];
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            2 => two.clone().prop_map(|(one, other)| format!("{one} OPTIONAL {{ {other} }}")),
            1 => two.clone().prop_map(|(one, other)| format!("{{ {one} }} UNION {{ {other} }}")),
            1 => two.clone().prop_map(|(one, other)| format!("{one} MINUS {{ {other} }}")),
            1 => two.clone().prop_map(|(one, other)| format!("{one} {{ {other} }}")),
            1 => (inner.clone(), condition(pool), inner.clone(), condition(pool)).prop_map(
                |(one, first, other, second)| format!(
                    "{one} FILTER({first}) OPTIONAL {{ {other} FILTER({second}) }}"
                )
            ),
            3 => (inner.clone(), condition(pool))
                .prop_map(|(one, condition)| format!("{one} FILTER({condition})")),
            2 => (inner.clone(), inner.clone(), select(vec!["", "NOT "])).prop_map(
                |(one, other, not)| format!("{one} FILTER({not}EXISTS {{ {other} }})")
            ),
            3 => (graph, inner.clone())
                .prop_map(|(graph, inner)| format!("GRAPH {graph} {{ {inner} }}")),
            1 => (inner.clone(), value(), select(vec!["?b1", "?b2", "?b3"]))
                .prop_map(|(one, value, name)| format!("{one} BIND({value} AS {name})")),
            1 => (inner.clone(), variable(), values(pool)).prop_map(
                |(one, variable, values)| format!("{one} VALUES {variable} {{ {values} }}")
            ),
            1 => (inner.clone(), inner, select(vec!["?n1", "?n2"])).prop_map(
                |(one, other, name)| format!(
                    "{one} {{ SELECT ?x (COUNT(*) AS {name}) {{ {other} }} GROUP BY ?x }}"
                )
            ),
        ]
    })
}

/// What is computed from a group, whatever the order of its rows.
fn aggregate(kind: Kind) -> impl Strategy<Value = &'static str> {
    let mut aggregates = vec![
        "COUNT(*)",
        "COUNT(?y)",
        "COUNT(DISTINCT ?y)",
        "COUNT(DISTINCT *)",
        "SUM(?y)",
        "SUM(DISTINCT ?y)",
        "SUM(STRLEN(STR(?y)))",
        "AVG(?y)",
        "MIN(STR(?y))",
        "MAX(STRLEN(STR(?y)))",
        "SAMPLE(?x)",
        "SAMPLE(STR(?x))",
        "STRLEN(GROUP_CONCAT(STR(?y); separator=', '))",
    ];
    // The least of values that do not compare depends on which comes first, and so does the least
    // of values that are equal.
    if !matches!(
        kind,
        Kind::Any | Kind::Numbers | Kind::Doubles | Kind::Times
    ) {
        aggregates.extend(["MIN(?y)", "MAX(?y)"]);
    }
    select(aggregates)
}

fn order() -> impl Strategy<Value = Vec<(String, bool)>> {
    let variable = select(vec!["?x", "?y", "?z", "?g", "?never"]);
    let expression = select(vec!["STRLEN(STR(?y))", "DATATYPE(?y)", "?y + 1", "STR(?x)"]);
    let key = prop_oneof![4 => variable, 1 => expression].prop_map(str::to_owned);
    prop::collection::vec((key, any::<bool>()), 0..3)
}

fn slice() -> impl Strategy<Value = Option<(usize, usize)>> {
    prop::option::of((
        0..12_usize,
        prop_oneof![3 => Just(0_usize), 1 => 0..6_usize],
    ))
}

fn select_query(pool: &Pool) -> impl Strategy<Value = Query> + use<> {
    let what = prop_oneof![
        3 => Just("*".to_owned()),
        1 => Just("DISTINCT *".to_owned()),
        1 => Just("?x ?y".to_owned()),
        1 => Just("DISTINCT ?y".to_owned()),
        1 => value().prop_map(|value| format!("?x (({value}) AS ?v)")),
    ];
    (what, pattern(pool), order(), slice()).prop_map(|(what, pattern, order, slice)| Query {
        form: Form::Select(what),
        from: Vec::new(),
        from_named: Vec::new(),
        pattern,
        group: String::new(),
        order,
        slice,
    })
}

/// A query that sorts what it finds in plain sight.
pub(super) fn sorted_query() -> impl Strategy<Value = Query> {
    let what = select(vec![
        "*",
        "?x ?y",
        "?y",
        "DISTINCT *",
        "?x ?y (STRLEN(STR(?y)) AS ?z)",
    ]);
    let pattern = select(vec![
        "?x ?p ?y",
        "?x :p ?y",
        "?x ?p ?y OPTIONAL { ?y :p ?z }",
        "GRAPH ?g { ?x ?p ?y }",
        "?x :p ?y BIND(?y + 1 AS ?z)",
        "?x :p ?y BIND(STR(?y) AS ?z)",
        "{ SELECT ?x (COUNT(*) AS ?z) { ?x ?p ?y } GROUP BY ?x }",
        "{ SELECT ?y (COUNT(*) AS ?x) { ?z ?p ?y } GROUP BY ?y }",
    ]);
    (what, pattern, order(), slice()).prop_map(|(what, pattern, order, slice)| Query {
        form: Form::Select(what.to_owned()),
        from: Vec::new(),
        from_named: Vec::new(),
        pattern: pattern.to_owned(),
        group: String::new(),
        order,
        slice,
    })
}

fn group_query(pool: &Pool) -> impl Strategy<Value = Query> + use<> {
    let having = select(vec!["", "HAVING(COUNT(*) > 1)"]);
    let order = prop_oneof![
        Just(vec![]),
        Just(vec![("?n".to_owned(), true), ("?x".to_owned(), false)])
    ];
    (
        aggregate(pool.kind),
        pattern(pool),
        any::<bool>(),
        having,
        order,
        slice(),
    )
        .prop_map(|(aggregate, pattern, by, having, order, slice)| Query {
            form: Form::Select(if by {
                format!("?x ({aggregate} AS ?n)")
            } else {
                // Without `GROUP BY`, ?x is no constant of the group.
                format!("({} AS ?n)", aggregate.replace("SAMPLE", "COUNT"))
            }),
            from: Vec::new(),
            from_named: Vec::new(),
            pattern,
            group: if by {
                format!("GROUP BY ?x {having}")
            } else {
                having.to_owned()
            },
            order: if by { order } else { Vec::new() },
            slice,
        })
}

fn other_query(pool: &Pool) -> impl Strategy<Value = Query> + use<> {
    let form = prop_oneof![
        Just(Form::Ask),
        Just(Form::Construct("?x ?p ?y . ?y :r ?z".to_owned())),
        Just(Form::Construct("?x :q ?y . :a :p ?x".to_owned())),
        Just(Form::Describe("?x".to_owned())),
        Just(Form::Describe("*".to_owned())),
        Just(Form::Describe(":a :p".to_owned())),
    ];
    (form, pattern(pool)).prop_map(|(form, pattern)| Query {
        form,
        from: Vec::new(),
        from_named: Vec::new(),
        pattern,
        group: String::new(),
        order: Vec::new(),
        slice: None,
    })
}

/// Names of graphs, one of which there never is.
pub(super) fn graph_names() -> impl Strategy<Value = Vec<String>> {
    let name = select(vec!["g1", "g1", "g2", "g2", "g3", "a"]).prop_map(str::to_owned);
    prop::collection::vec(name, 1..4)
}

/// A query for a graph with literals of this kind.
pub(super) fn query(pool: &Pool) -> impl Strategy<Value = Query> + use<> {
    let query = prop_oneof![
        5 => select_query(pool),
        2 => group_query(pool),
        2 => other_query(pool),
    ];
    let from = prop_oneof![
        7 => Just((Vec::new(), Vec::new())),
        2 => (graph_names(), graph_names()),
        1 => (graph_names(), Just(Vec::new())),
        1 => (Just(Vec::new()), graph_names()),
    ];
    (query, from).prop_map(|(query, (from, from_named))| Query {
        from,
        from_named,
        ..query
    })
}
