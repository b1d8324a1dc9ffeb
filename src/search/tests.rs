use proptest::prelude::*;

use super::*;

fn index_of(labels: &[(&str, &str, &str)]) -> Index {
    let entries = labels.iter().map(|&(iri, class, text)| Entry {
        iri,
        class,
        language: "sv",
        text,
    });
    Index::of(entries, Limits::default()).unwrap()
}

/// An index in which each text is its own IRI.
fn index(texts: &[&str]) -> Index {
    let labels: Vec<_> = texts.iter().map(|text| (*text, "", *text)).collect();
    index_of(&labels)
}

fn found<'a>(index: &'a Index, text: &str) -> Vec<&'a str> {
    let answer = index.find(&Request::of(text)).unwrap();
    answer.hits.iter().map(|hit| hit.text).collect()
}

fn matched(index: &Index, text: &str) -> Vec<Match> {
    let answer = index.find(&Request::of(text)).unwrap();
    answer.hits.iter().map(|hit| hit.matched).collect()
}

#[test]
fn every_way_to_match_in_its_order() {
    let index = index(&[
        "Om stöd och uppdragen",
        "Tillsyn av uppdrag",
        "Uppdrag",
        "Uppdrag om stöd",
        "Uppdragsgivare",
        "Våldsuppdrag",
        "Om updrag",
        "Om uppgrad",
        "Om annat",
    ]);
    assert_eq!(
        found(&index, "uppdrag"),
        [
            "Uppdrag",
            "Uppdragsgivare",
            "Uppdrag om stöd",
            "Tillsyn av uppdrag",
            "Om stöd och uppdragen",
            "Våldsuppdrag",
            "Om updrag",
        ]
    );
    assert_eq!(
        matched(&index, "uppdrag"),
        [
            Match::Exact,
            Match::Start,
            Match::Start,
            Match::Words,
            Match::Beginnings,
            Match::Within,
            Match::OneMistake,
        ]
    );
    assert_eq!(matched(&index, "uppdragsgivrae"), [Match::OneMistake]);
    assert_eq!(matched(&index, "updragsgivrae"), [Match::TwoMistakes]);
}

#[test]
fn diacritics_may_be_left_out_and_rank_first_when_typed() {
    let index = index(&["Mål", "Mal", "Mål om barn", "Mal om barn", "Länsstyrelsen"]);
    assert_eq!(found(&index, "lansstyrelsen"), ["Länsstyrelsen"]);
    assert_eq!(found(&index, "LA\u{308}NSSTYRELSEN"), ["Länsstyrelsen"]);
    assert_eq!(
        found(&index, "mal"),
        ["Mal", "Mål", "Mal om barn", "Mål om barn"]
    );
    assert_eq!(
        found(&index, "mål"),
        ["Mål", "Mål om barn", "Mal", "Mal om barn"]
    );
}

#[test]
fn all_words_must_match_one_label_in_any_order() {
    let index = index(&[
        "Nätverk mot våld i nära relationer",
        "Nätverk för barn",
        "Våld mot barn",
    ]);
    assert_eq!(
        found(&index, "våld nätv"),
        ["Nätverk mot våld i nära relationer"]
    );
    assert_eq!(
        found(&index, "barn"),
        ["Våld mot barn", "Nätverk för barn"],
        "the shorter first"
    );
    assert!(found(&index, "barn relationer").is_empty());
}

#[test]
fn a_compound_is_found_by_its_parts_from_four_letters() {
    let index = index(&["Kvinnofridsnätverket"]);
    assert_eq!(found(&index, "frid"), ["Kvinnofridsnätverket"]);
    assert_eq!(found(&index, "natverk"), ["Kvinnofridsnätverket"]);
    assert!(found(&index, "rid").is_empty());
}

#[test]
fn mistakes_are_forgiven_only_where_little_else_is_found() {
    let mut texts: Vec<String> = (0..ENOUGH).map(|at| format!("Samordning {at}")).collect();
    texts.push("Samordnng".to_owned());
    let all: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(found(&index(&all), "samordning").len(), ENOUGH);
    assert_eq!(found(&index(&all[1..]), "samordning").len(), ENOUGH);
    assert_eq!(found(&index(&all), "smaordning").len(), ENOUGH + 1);
    assert!(found(&index(&["Rapport 2007"]), "2008").is_empty());
}

#[test]
fn a_resource_is_one_hit_with_its_best_label() {
    let index = index_of(&[
        ("a", "network", "Barnnätverk"),
        ("a", "network", "Children's network"),
        ("a", "network", "Barnnätverket i Västerbotten"),
        ("b", "mandate", "Barn"),
        ("b", "mandate", "Barn"),
    ]);
    assert_eq!(index.len(), 4, "a label twice is one");
    assert_eq!(found(&index, "barn"), ["Barn", "Barnnätverk"]);
    assert_eq!(found(&index, "childrens"), ["Children's network"]);
    let answer = index
        .find(&Request {
            class: Some("network"),
            ..Request::of("barn")
        })
        .unwrap();
    assert_eq!(answer.total, Total::Exactly(1));
    assert_eq!((answer.hits[0].iri, answer.hits[0].class), ("a", "network"));
}

#[test]
fn pages_follow_each_other() {
    let texts: Vec<String> = (0..50).map(|at| format!("Uppdrag {at:02}")).collect();
    let all: Vec<&str> = texts.iter().map(String::as_str).collect();
    let index = index(&all);
    let mut seen = Vec::new();
    for skip in (0..60).step_by(20) {
        let request = Request {
            skip,
            ..Request::of("upp")
        };
        let answer = index.find(&request).unwrap();
        assert_eq!(answer.total, Total::Exactly(50));
        seen.extend(answer.hits.iter().map(|hit| hit.text));
    }
    assert_eq!(seen, all);
}

#[test]
fn the_order_of_the_entries_does_not_matter() {
    let mut labels = [
        ("b", "x", "Stöd till barn"),
        ("a", "x", "Stöd till barn"),
        ("c", "y", "Stöd åt barn"),
        ("d", "y", "Barnstöd"),
    ];
    let one = format!("{:?}", index_of(&labels).find(&Request::of("barn")));
    labels.reverse();
    let other = format!("{:?}", index_of(&labels).find(&Request::of("barn")));
    assert_eq!(one, other);
}

#[test]
fn every_limit_is_told() {
    let entries = ["Stöd till barn", "Stöd till vuxna", "Barn"].map(|text| Entry {
        iri: text,
        class: "",
        language: "sv",
        text,
    });
    let limits = Limits {
        labels: 3,
        label_words: 2,
        text_bytes: 12,
        words: 2,
        hits: 2,
        occurrences: 1,
    };
    let too_few = Limits {
        labels: 2,
        ..limits
    };
    assert_eq!(Index::of(entries, too_few).unwrap_err(), TooManyLabels(2));
    let index = Index::of(entries, limits).unwrap();
    let find = |text, take| {
        index.find(&Request {
            take,
            ..Request::of(text)
        })
    };
    assert_eq!(find("stöd till barn", 2), Err(Refused::Text(12)));
    assert_eq!(find("a b c", 2), Err(Refused::Words(2)));
    assert_eq!(find("stöd", 3), Err(Refused::Hits(2)));
    assert_eq!(find("vuxna", 2).unwrap().total, Total::Exactly(0));
    let cut = find("stöd", 2).unwrap();
    assert_eq!((cut.hits.len(), cut.total), (1, Total::MoreThan(1)));
}

#[test]
fn nothing_is_found_by_nothing_or_in_nothing() {
    assert!(found(&index(&["Stöd"]), "").is_empty());
    assert!(found(&index(&["Stöd"]), " – !").is_empty());
    assert!(found(&index(&[]), "stöd").is_empty());
    assert!(found(&index(&["", "–"]), "stöd").is_empty());
    assert!(index(&[]).is_empty());
}

proptest! {
    #[test]
    fn no_input_panics(
        texts in prop::collection::vec(any::<String>(), 0..8),
        typed in any::<String>(),
        skip in any::<usize>(),
        take in any::<usize>(),
    ) {
        let all: Vec<&str> = texts.iter().map(String::as_str).collect();
        let index = index(&all);
        let request = Request { skip, take, ..Request::of(&typed) };
        let _ = index.find(&request);
        for text in &all {
            let _ = index.find(&Request::of(text));
        }
    }

    #[test]
    fn every_label_is_found_by_its_text_and_by_the_beginning_of_each_word(
        texts in prop::collection::btree_set("[a-zåäöéß0-9 -]{0,20}", 0..12),
    ) {
        let all: Vec<&str> = texts.iter().map(String::as_str).collect();
        let index = index(&all);
        for text in &all {
            let words: Vec<_> = folding::words(text).collect();
            if words.is_empty() {
                continue;
            }
            let answer = index.find(&Request::of(text)).unwrap();
            prop_assert_eq!(answer.hits[0].matched, Match::Exact);
            prop_assert!(answer.hits.iter().any(|hit| hit.text == *text));
            let begun: Vec<String> = words
                .iter()
                .rev()
                .map(|word| word.folded.chars().take(2).collect())
                .collect();
            prop_assert!(found(&index, &begun.join(" ")).contains(text));
        }
    }
}
