//! `application/x-www-form-urlencoded`, in a query string or a body.
//!
//! Strict where leniency would change the query that is run: a broken escape or bytes that are
//! not UTF-8 are refused, not replaced.

/// Reads names and values in their order.
///
/// # Errors
///
/// A sentence that names the member at fault.
pub(super) fn parse(text: &[u8]) -> Result<Vec<(String, String)>, String> {
    text.split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let equals = pair.iter().position(|&byte| byte == b'=');
            let (name, value) = equals.map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
            let name = decode(name).ok_or("a parameter name is not percent-encoded UTF-8")?;
            let value = decode(value)
                .ok_or_else(|| format!("the parameter {name} is not percent-encoded UTF-8"))?;
            Ok((name, value))
        })
        .collect()
}

/// Reads a path, in which a plus sign is one.
pub(super) fn decode_path(path: &str) -> Option<String> {
    decode_with(path.as_bytes(), b'+')
}

fn decode(text: &[u8]) -> Option<String> {
    decode_with(text, b' ')
}

fn decode_with(text: &[u8], plus: u8) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        out.push(match byte {
            b'+' => plus,
            b'%' => digit(*bytes.next()?)? << 4 | digit(*bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

fn digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::shown::component;
    use proptest::prelude::*;

    #[test]
    fn names_and_values_are_decoded() {
        let pairs = parse("a=1+2&&b=%C3%A5%c3%a4&c&d=x=y&é=ö".as_bytes()).unwrap();
        let expected = [
            ("a", "1 2"),
            ("b", "åä"),
            ("c", ""),
            ("d", "x=y"),
            ("é", "ö"),
        ];
        assert_eq!(pairs, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn broken_escapes_and_other_encodings_are_refused() {
        for bad in ["a=%", "a=%4", "a=%zz", "a=%FF", "a=%+1", "%E5=1"] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(text in any::<String>()) {
            let encoded = component(&text);
            prop_assert!(encoded.is_ascii());
            prop_assert_eq!(decode(encoded.as_bytes()), Some(text));
        }

        #[test]
        fn no_bytes_make_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = parse(&bytes);
        }
    }
}
