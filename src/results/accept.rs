//! Weighted lists of HTTP: `Accept` and `Accept-Language` (RFC 9110 §12.4.2, §12.5.1, §12.5.4).
//!
//! What cannot be read in a header is left out; no header makes a request fail.

/// One member of a weighted list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weighted<'a> {
    /// The member without its parameters, as the client wrote it.
    pub(crate) value: &'a str,
    /// Its weight in thousandths, 0 to 1000.
    pub(crate) weight: u16,
}

/// Reads the members of a weighted list in their order.
pub(crate) fn weighted(header: &str) -> Vec<Weighted<'_>> {
    split(header, b',').into_iter().filter_map(member).collect()
}

/// Reads the members of an `Accept` list that are media ranges.
pub(crate) fn media_ranges(header: &str) -> Vec<Weighted<'_>> {
    let mut ranges = weighted(header);
    ranges.retain(|range| range.value == "*" || range.value.contains('/'));
    ranges
}

/// Weight of a media type under an `Accept` list: the most specific range that covers it decides
/// (RFC 9110 §12.5.1). Parameters of a range other than its weight are not compared: nobody who
/// asks for `text/csv; header=present` is helped by a refusal.
pub(crate) fn weight_of(media_type: &str, ranges: &[Weighted<'_>]) -> u16 {
    let kind = media_type.split('/').next().unwrap_or_default();
    ranges
        .iter()
        .filter_map(|range| {
            let specificity = if range.value.eq_ignore_ascii_case(media_type) {
                3
            } else if range.value == "*/*" || range.value == "*" {
                1
            } else {
                let of = range.value.strip_suffix("/*")?;
                of.eq_ignore_ascii_case(kind).then_some(2)?
            };
            Some((specificity, range.weight))
        })
        .max()
        .map_or(0, |(_, weight)| weight)
}

fn member(text: &str) -> Option<Weighted<'_>> {
    let mut parts = split(text, b';').into_iter();
    let value = parts.next()?.trim();
    let mut weight = 1000;
    for parameter in parts {
        if let Some((name, text)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("q")
        {
            weight = thousandths(text.trim())?;
        }
    }
    (!value.is_empty()).then_some(Weighted { value, weight })
}

/// `qvalue` of RFC 9110 §12.4.2: 0 to 1 with at most three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if !matches!(whole, "0" | "1")
        || decimals.len() > 3
        || !decimals.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let value = format!("{whole}{decimals:0<3}").parse().ok()?;
    (value <= 1000).then_some(value)
}

/// Splits at a separator that is not inside a quoted string (RFC 9110 §5.6.4).
fn split(text: &str, separator: u8) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weights_are_read_in_thousandths() {
        let header = "text/csv;q=0.5, application/json ; Q=1.000,text/turtle;q=0,a/b";
        let weights: Vec<_> = weighted(header)
            .iter()
            .map(|m| (m.value, m.weight))
            .collect();
        assert_eq!(
            weights,
            [
                ("text/csv", 500),
                ("application/json", 1000),
                ("text/turtle", 0),
                ("a/b", 1000)
            ]
        );
    }

    #[test]
    fn a_member_with_a_malformed_weight_is_left_out() {
        for weight in ["1.5", "2", "0.1234", "-1", "", ".5", "0.x", "1.001"] {
            let header = format!("text/csv;q={weight}, text/turtle");
            assert_eq!(weighted(&header).len(), 1, "{weight}");
        }
    }

    #[test]
    fn a_comma_in_a_quoted_string_does_not_split() {
        let header = r#"a/b;profile="x,\"y;q=0.1";q=0.3, c/d"#;
        let weights: Vec<_> = weighted(header)
            .iter()
            .map(|m| (m.value, m.weight))
            .collect();
        assert_eq!(weights, [("a/b", 300), ("c/d", 1000)]);
    }

    #[test]
    fn the_most_specific_range_decides() {
        let ranges = weighted("text/*;q=0.3, TEXT/csv;q=0.1, */*;q=0.5");
        assert_eq!(weight_of("text/csv", &ranges), 100);
        assert_eq!(weight_of("text/turtle", &ranges), 300);
        assert_eq!(weight_of("application/json", &ranges), 500);
    }

    proptest! {
        #[test]
        fn no_header_makes_the_parser_panic(header in "\\PC{0,60}|[a-z/*;,=q.\"\\\\ 0-9]{0,60}") {
            for member in weighted(&header) {
                prop_assert!(member.weight <= 1000);
                prop_assert!(!member.value.is_empty());
                prop_assert!(weight_of("text/csv", &[member]) <= 1000);
            }
        }

        #[test]
        fn a_written_weight_is_read_back(weight in 0u16..=1000) {
            let header = format!("a/b;q={}.{:03}", weight / 1000, weight % 1000);
            prop_assert_eq!(weighted(&header), vec![Weighted { value: "a/b", weight }]);
        }
    }
}
