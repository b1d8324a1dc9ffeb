//! One text for queries that differ in nothing but spaces and comments.

use std::borrow::Cow;

/// A query without comments and with single spaces, its texts and IRIs as they are: two queries
/// with the same normal form are the same query (SPARQL 1.1 §19.4).
///
/// A query with `\u` escapes, which may stand for any character of the syntax, is left as it is.
#[must_use]
pub fn normal_form(query: &str) -> Cow<'_, str> {
    if query.contains("\\u") || query.contains("\\U") {
        return query.into();
    }
    let mut normal = String::with_capacity(query.len());
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' | '\t' | '\r' | '\n' => {
                rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
                separate(&mut normal);
                continue;
            }
            '#' => {
                rest = rest.find(['\r', '\n']).map_or("", |end| &rest[end..]);
                separate(&mut normal);
                continue;
            }
            '"' | '\'' => text_length(rest, first),
            '<' => iri_length(rest).unwrap_or(1),
            // `\#` is part of a name.
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            other => other.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        normal.push_str(token);
        rest = after;
    }
    normal.truncate(normal.trim_end_matches(' ').len());
    normal.into()
}

/// Puts one space between what comes before and what follows.
fn separate(normal: &mut String) {
    if !normal.is_empty() && !normal.ends_with(' ') {
        normal.push(' ');
    }
}

/// Bytes of the text that begins here, with its quotes; of all the rest if it does not end.
fn text_length(rest: &str, quote: char) -> usize {
    let long = [quote; 3].iter().collect::<String>();
    let end = if rest.starts_with(&long) {
        &long
    } else {
        &long[..1]
    };
    let mut place = end.len();
    while place < rest.len() {
        if rest[place..].starts_with(end) {
            return place + end.len();
        }
        let mut characters = rest[place..].chars();
        let first = characters.next();
        place += first.map_or(0, char::len_utf8);
        if first == Some('\\') {
            place += characters.next().map_or(0, char::len_utf8);
        }
    }
    rest.len()
}

/// Bytes of the IRI that begins here; none if it is the sign for less.
fn iri_length(rest: &str) -> Option<usize> {
    let is_foreign = |c: char| c <= ' ' || "<>\"{}|^`\\".contains(c);
    let end = 1 + rest[1..].find(is_foreign)?;
    rest[end..].starts_with('>').then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use spargebra::SparqlParser;

    use super::*;

    #[test]
    fn spaces_and_comments_do_not_count() {
        let normal = normal_form("SELECT * { ?s ?p ?o }");
        for same in [
            "  SELECT *\n{ ?s ?p ?o }\n",
            "# all\nSELECT\t* { # of it\r\n ?s ?p ?o }# end",
        ] {
            assert_eq!(normal_form(same), normal, "{same}");
        }
    }

    #[test]
    fn texts_iris_and_names_are_left_alone() {
        for query in [
            r#"SELECT * { ?s ?p "a  # \" b" }"#,
            "SELECT * { ?s ?p '''a  'b'\n # c''' }",
            "SELECT * { <http://e.org/#a> ?p ?o }",
            r"PREFIX e: <http://e.org/> SELECT * { e:a\#b ?p ?o }",
            "SELECT * { ?s ?p ?o FILTER(?s<?o&&?p>?o) }",
            r"SELECT * { ?s ?p '  \u0027 # ' }",
        ] {
            assert_eq!(normal_form(query), query);
        }
    }

    #[test]
    fn a_comment_behind_a_comparison_is_one() {
        let query = "SELECT * { ?s ?p ?o FILTER(?o <3 # small > none\n) }";
        assert_eq!(normal_form(query), "SELECT * { ?s ?p ?o FILTER(?o <3 ) }");
    }

    fn token() -> impl Strategy<Value = String> {
        let tokens = vec![
            "SELECT",
            "*",
            "{",
            "}",
            "?s",
            "?p",
            "?o",
            ".",
            ";",
            "a",
            "<http://e.org/#x>",
            "<",
            ">",
            "<=",
            "FILTER",
            "(",
            ")",
            "\"a # b\"",
            "'it\\'s'",
            "\"\"\"x\n\"y\"\"\"",
            "1",
            "-2.5",
            "&&",
            "||",
            "!",
            "UNION",
            "OPTIONAL",
            "BIND",
            "AS",
            "?x",
            "e:a\\#b",
            "#",
            "\\",
            "\"",
            "'",
            "xsd:integer",
            "^^",
            "@sv",
            "_:b",
            "[",
            "]",
            "/",
            "|",
            "+",
        ];
        proptest::sample::select(tokens).prop_map(str::to_owned)
    }

    fn space() -> impl Strategy<Value = String> {
        let spaces = vec!["", " ", "\n", " # c > \" '\n", "\t \r\n"];
        proptest::sample::select(spaces).prop_map(str::to_owned)
    }

    proptest! {
        #[test]
        fn the_normal_form_is_the_same_query(tokens in prop::collection::vec((token(), space()), 0..30)) {
            let query: String = tokens.into_iter().flat_map(|(token, space)| [token, space]).collect();
            let query = format!("PREFIX e: <http://e.org/> PREFIX xsd: <http://x.org/#> {query}");
            let parse = |text: &str| SparqlParser::new().parse_query(text).ok();
            if let Some(parsed) = parse(&query) {
                prop_assert_eq!(parse(&normal_form(&query)), Some(parsed));
            }
            let once = normal_form(&query).into_owned();
            prop_assert_eq!(normal_form(&once), once.as_str());
        }

        #[test]
        fn a_query_between_other_spaces_is_the_same(spaces in prop::collection::vec(space(), 16)) {
            let parts = ["SELECT", "?s", "(STR(?o)", "AS", "?t", ")", "{", "?s", "<http://e.org/#p>", "?o",
                "FILTER(", "?o", "<", "'# no'", ")", "}"];
            let pieces = parts.iter().zip(&spaces);
            // At least one space, where two words would become one.
            let query: String = pieces.flat_map(|(part, space)| [part, " ", space.as_str()]).collect();
            let plain = parts.join(" ");
            prop_assert_eq!(normal_form(&query), normal_form(&plain));
            let parse = |text: &str| SparqlParser::new().parse_query(text).unwrap();
            prop_assert_eq!(parse(&normal_form(&query)), parse(&plain));
        }
    }
}
