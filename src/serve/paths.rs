//! Paths of requests: what they name, and the way back to the root.

use unicode_normalization::UnicodeNormalization as _;

/// What a path may name: decoded and composed (NFC), decoded as it came, and as it came.
///
/// An IRI can be asked for in UTF-8, with escapes in either case, and with letters composed or not;
/// all reach the same resource. The first candidate that is known counts.
pub(super) fn candidates(path: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(decoded) = decoded(path) {
        found.push(decoded.nfc().collect());
        found.push(decoded);
    }
    found.push(path.to_owned());
    found.dedup();
    found
}

/// A path without percent-encoding, if it is UTF-8.
pub(super) fn decoded(path: &str) -> Option<String> {
    let mut out = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        out.push(if byte == b'%' {
            digit(bytes.next()?)? << 4 | digit(bytes.next()?)?
        } else {
            byte
        });
    }
    String::from_utf8(out).ok()
}

fn digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}

/// The way from a path to the root, by as many steps up as it has folders: links by it hold
/// wherever the site is mounted.
pub(super) fn root_of(path: &str) -> String {
    match path.bytes().filter(|byte| *byte == b'/').count() {
        0 | 1 => "./".to_owned(),
        folders => "../".repeat(folders - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_is_decoded_and_composed() {
        for path in [
            "m%c3%b6te",
            "m%C3%B6te",
            "möte",
            "mo\u{308}te",
            "mo%CC%88te",
        ] {
            assert_eq!(candidates(path)[0], "möte", "{path}");
        }
        assert_eq!(candidates("a%FF"), ["a%FF"]);
        assert_eq!(candidates("a%2"), ["a%2"]);
    }

    #[test]
    fn the_root_is_as_far_up_as_the_path_is_deep() {
        assert_eq!(root_of("/"), "./");
        assert_eq!(root_of("/agencies"), "./");
        assert_eq!(root_of("/sv/"), "../");
        assert_eq!(root_of("/sv/doc/org/x"), "../../../");
    }

    proptest! {
        #[test]
        fn any_path_has_candidates(path in any::<String>()) {
            prop_assert!(!candidates(&path).is_empty());
        }
    }
}
