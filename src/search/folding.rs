//! Words of a text, in two forms: as written, and folded.
//!
//! As written means NFKC in lower case: `Länsstyrelsen` is `länsstyrelsen`, however its `ä` is
//! encoded. Folded has no diacritics either: `lansstyrelsen`. So whoever has no `ä` on the keyboard
//! finds it, and whoever has one finds it first.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Characters of a word that count; the rest of a longer one is not looked at.
pub(super) const WORD_CHARS: usize = 64;

/// A word as written and folded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    // First: words are sorted by it.
    pub(super) folded: String,
    pub(super) written: String,
}

/// The words of a text: runs of letters and digits. An apostrophe or a soft hyphen within a word
/// belongs to it and is left out: `women's` is `womens`.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut characters = text.nfkc().flat_map(char::to_lowercase).nfkc();
    std::iter::from_fn(move || {
        let mut written = String::new();
        let mut length = 0;
        for character in characters.by_ref() {
            if is_of_word(character) {
                if length < WORD_CHARS {
                    written.push(character);
                    length += 1;
                }
            } else if !written.is_empty() && !is_silent(character) {
                break;
            }
        }
        (!written.is_empty()).then(|| Word {
            folded: folded(&written),
            written,
        })
    })
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

fn is_silent(character: char) -> bool {
    matches!(
        character,
        '\'' | '\u{2019}' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// Without diacritics. A word of nothing but marks stays as it is.
fn folded(written: &str) -> String {
    let mut folded = String::with_capacity(written.len());
    for character in written.nfd().filter(|it| !is_combining_mark(*it)) {
        // Letters that do not decompose.
        match character {
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ß' => folded.push_str("ss"),
            'ð' | 'đ' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
    if folded.is_empty() {
        written.to_owned()
    } else {
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded_words(text: &str) -> Vec<String> {
        words(text).map(|word| word.folded).collect()
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_word() {
        let composed: Vec<_> = words("L\u{E4}nsstyrelsen \u{C5}RE").collect();
        let decomposed: Vec<_> = words("La\u{308}nsstyrelsen A\u{30A}RE").collect();
        assert_eq!(composed, decomposed);
        assert_eq!(composed[0].written, "länsstyrelsen");
        assert_eq!(folded_words("Länsstyrelsen ÅRE"), ["lansstyrelsen", "are"]);
    }

    #[test]
    fn letters_lose_their_marks() {
        assert_eq!(
            folded_words("Åtgärd Kö idé Über Øst Ærø Straße Łódź"),
            [
                "atgard", "ko", "ide", "uber", "ost", "aero", "strasse", "lodz"
            ]
        );
    }

    #[test]
    fn punctuation_parts_words_and_apostrophes_do_not() {
        assert_eq!(
            folded_words("Men's violence – rapport 2006:19, (köns-makt)"),
            ["mens", "violence", "rapport", "2006", "19", "kons", "makt"]
        );
        assert_eq!(folded_words("sam\u{AD}ordning"), ["samordning"]);
        assert_eq!(folded_words(" … –\u{2003}"), [""; 0]);
    }

    #[test]
    fn a_word_of_marks_and_one_without_end_are_words_too() {
        assert_eq!(folded_words("\u{301}\u{301}").len(), 1);
        let long = folded_words(&"ö".repeat(10_000));
        assert_eq!(long, ["o".repeat(WORD_CHARS)]);
    }
}
