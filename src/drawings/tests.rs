use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn frame(title: &str) -> Frame<'_> {
    Frame {
        id: "drawing",
        title,
        description: "Samma uppgifter står i tabellen.",
    }
}

fn when(text: &str) -> When {
    When::parse(text).unwrap()
}

fn bar<'a>(key: &'a str, label: &'a str, kind: BarKind, span: Option<(&str, End)>) -> Bar<'a> {
    Bar {
        key,
        label,
        href: Some("/doc/mandate/x"),
        kind,
        span: span.map(|(start, end)| Span {
            start: when(start),
            end,
        }),
        extends: Vec::new(),
    }
}

fn timeline() -> Timeline<'static> {
    use BarKind::{Activity, Mandate, Responsibility};
    let at = |text| End::At(when(text));
    let mut bars = vec![
        bar(
            "m7",
            "Uppdrag 2007: initiera och stödja samordning",
            Mandate,
            Some(("2007", End::NotStated)),
        ),
        bar(
            "m8",
            "Utvidgat uppdrag 2008: hedersrelaterat våld och förtryck",
            Mandate,
            Some(("2008", End::NotStated)),
        ),
        bar(
            "m3",
            "Kartlägga behovet av skyddat boende för ungdomar som hotas",
            Mandate,
            Some(("2003", at("2003"))),
        ),
        bar(
            "m4",
            "Stimulera förebyggande arbete",
            Mandate,
            Some(("2004", End::NotStated)),
        ),
        bar(
            "a3",
            "Arbetet i tre län",
            Activity,
            Some(("2004-10", at("2006-09"))),
        ),
        bar(
            "v12",
            "Metodstöd till kommuner",
            Mandate,
            Some(("2012-03-01", End::Open)),
        ),
        bar(
            "r",
            "Samordna insatser",
            Responsibility,
            Some(("2010", End::Open)),
        ),
        bar(
            "r1",
            "Övergripande ansvar för att koordinera samarbetet",
            Responsibility,
            None,
        ),
        bar(
            "r2",
            "Ansvar för att fördela utvecklingsmedel",
            Responsibility,
            None,
        ),
    ];
    bars[1].extends = vec!["m7"];
    bars[3].extends = vec!["m3", "not there"];
    Timeline {
        frame: frame("Länsstyrelsens uppdrag över tid"),
        bars,
        words: TimelineWords::SWEDISH,
    }
}

fn county_map() -> CountyMap<'static> {
    let county = |code, name, value| County {
        code,
        name,
        value,
        href: Some("/doc/place/lan"),
        selected: code == "24",
    };
    CountyMap {
        frame: frame("Publikationer efter län"),
        counties: vec![
            county("01", "Stockholms län", Some(412)),
            county("03", "Uppsala län", Some(3)),
            county("04", "Södermanlands län", Some(5)),
            county("05", "Östergötlands län", Some(9)),
            county("06", "Jönköpings län", Some(12)),
            county("07", "Kronobergs län", Some(17)),
            county("08", "Kalmar län", Some(29)),
            county("09", "Gotlands län", Some(1)),
            county("10", "Blekinge län", Some(106)),
            county("12", "Skåne län", Some(99)),
            county("13", "Hallands län", Some(0)),
            county("14", "Västra Götalands län", Some(77)),
            county("17", "Värmlands län", None),
            county("18", "Örebro län", Some(40)),
            county("19", "Västmanlands län", Some(0)),
            county("20", "Dalarnas län", Some(2)),
            county("21", "Gävleborgs län", Some(7)),
            county("22", "Västernorrlands län", Some(28)),
            county("24", "Västerbottens län", Some(54)),
            county("25", "Norrbottens län", Some(8)),
            county("99", "Okänt län", Some(8)),
        ],
        words: MapWords {
            counted: "publikationer",
            no_value: "ingen uppgift",
        },
    }
}

fn network() -> Network<'static> {
    let node = |key, label, kind| Node {
        key,
        label,
        href: Some("/doc/org/x"),
        kind,
    };
    let edge = |from, to, kind| Edge { from, to, kind };
    let mut nodes = vec![
        node("10", "Länsstyrelsen i Blekinge län", NodeKind::Agency),
        node("08", "Länsstyrelsen i Kalmar län", NodeKind::Agency),
        node("07", "Länsstyrelsen i Kronobergs län", NodeKind::Agency),
        node("24", "Länsstyrelsen i Västerbottens län", NodeKind::Agency),
        node("25", "Länsstyrelsen i Norrbottens län", NodeKind::Agency),
        node("g", "Länsstyrelserna", NodeKind::Group),
    ];
    nodes.extend([
        node("n1", "Kvinnofridsnätverket", NodeKind::Network),
        node("n2", "Kvinnojoursnätverk", NodeKind::Network),
        node("n3", "Barnnätverk", NodeKind::Network),
        node("n4", "Spetskompetensnätverk i heder", NodeKind::Network),
        node(
            "c",
            "Samarbetet mellan Blekinge, Kalmar och Kronoberg efter kartläggningen",
            NodeKind::Other,
        ),
    ]);
    let mut edges = Vec::new();
    for to in ["n1", "n2", "n3", "n4"] {
        edges.push(edge("24", to, EdgeKind::Runs));
        let kind = if to == "n3" {
            EdgeKind::DoesNotRun
        } else {
            EdgeKind::Runs
        };
        edges.push(edge("25", to, kind));
    }
    for from in ["10", "08", "07"] {
        edges.push(edge(from, "c", EdgeKind::TakesPart));
    }
    edges.push(edge("24", "g", EdgeKind::TakesPart));
    edges.push(edge("24", "not there", EdgeKind::Runs));
    Network {
        frame: frame("Vilka som samarbetar"),
        nodes,
        edges,
        selected: Some("24"),
        words: NetworkWords::SWEDISH,
    }
}

/// A network of `agencies` agencies in three networks.
fn large<'a>(keys: &'a [String], networks: [&'a str; 3]) -> Network<'a> {
    let mut large = network();
    for (at, key) in keys.iter().enumerate() {
        large.nodes.push(Node {
            key,
            label: key,
            href: None,
            kind: NodeKind::Agency,
        });
        large.edges.push(Edge {
            from: key,
            to: networks[at % 3],
            kind: EdgeKind::TakesPart,
        });
    }
    large
}

fn keys(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("agency {at}")).collect()
}

/// Attribute values by name, from a drawing that holds no hostile text.
fn attributes<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
    let begin = format!(" {name}=\"");
    svg.split(begin.as_str())
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

/// Parses the text as XML, and sees that it is what may stand in a page.
fn assert_sound(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        assert!(!text.contains('>'), "{part}");
        for (entity, _) in text.match_indices('&').chain(tag.match_indices('&')) {
            let rest = if text[entity.min(text.len())..].starts_with('&') {
                &text[entity..]
            } else {
                &tag[entity..]
            };
            let known = ["&amp;", "&lt;", "&gt;", "&quot;"];
            assert!(known.iter().any(|it| rest.starts_with(it)), "{rest}");
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap();
        let allowed = [
            "svg", "g", "a", "title", "desc", "text", "tspan", "rect", "line", "path", "circle",
            "defs", "pattern",
        ];
        assert!(allowed.contains(&name), "{tag}");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        for name in tag
            .split('"')
            .step_by(2)
            .skip(1)
            .filter(|it| !it.is_empty())
        {
            let name = name.trim_matches([' ', '=', '/']);
            assert!(name != "style" && !name.starts_with("on"), "{tag}");
        }
        for id in attributes(&format!("<{tag}"), "id") {
            assert!(ids.insert(id.to_owned()), "{id} twice");
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn drawings_are_sound_and_the_same_every_time() {
    let keys = keys(100);
    let draw = || {
        [
            timeline().draw(),
            county_map().draw(),
            network().draw(),
            large(&keys, ["n1", "n2", "c"]).draw(),
        ]
    };
    let drawings = draw();
    assert_eq!(drawings, draw());
    for drawing in drawings {
        assert_sound(&drawing.svg);
        let title = "<title id=\"drawing-title\">";
        assert!(drawing.svg.contains(title));
        assert!(drawing.svg.contains("aria-labelledby=\"drawing-title\""));
    }
}

#[test]
fn every_link_says_what_its_shape_shows() {
    let svg = timeline().draw().svg;
    let said = attributes(&svg, "aria-label");
    assert_eq!(said.len(), timeline().bars.len());
    for expected in [
        "2008 Utvidgat uppdrag 2008: hedersrelaterat våld och förtryck. inget slut är angivet. \
         utvidgar: Uppdrag 2007: initiera och stödja samordning",
        "2004-10\u{2013}2006-09 Arbetet i tre län",
        "2012-03-01\u{2013} Metodstöd till kommuner. pågår enligt källan",
        "Ansvar för att fördela utvecklingsmedel. Utan datum",
    ] {
        assert!(said.contains(&expected), "{expected}\n{said:#?}");
    }
    let svg = county_map().draw().svg;
    let said = attributes(&svg, "aria-label");
    assert!(said.contains(&"Blekinge län: 106 publikationer"));
    assert!(said.contains(&"Värmlands län: ingen uppgift"));
    assert_eq!(
        svg.matches("<a ").count(),
        20,
        "those given but for the unknown code"
    );
    assert_eq!(svg.matches("<path ").count(), 21);
    let svg = network().draw().svg;
    let said = attributes(&svg, "aria-label");
    assert!(said.contains(
        &"Barnnätverk. drivs av Länsstyrelsen i Västerbottens län. drivs uttryckligen inte av \
          Länsstyrelsen i Norrbottens län"
    ));
}

#[test]
fn bars_stand_where_their_dates_are() {
    let svg = timeline().draw().svg;
    // From 2002 to 2014 on 97 percent from 1 percent on.
    let percent = |years: f64| format!("x=\"{}%\"", svg::number(1.0 + 97.0 * years / 12.0));
    for years in [5.0, 6.0, 1.0, 2.0 + 9.0 / 12.0, 8.0] {
        let bar = format!("<rect {}", percent(years));
        assert!(svg.contains(&bar), "{bar}");
    }
    let two_years = format!("width=\"{}%\"", svg::number(97.0 * 2.0 / 12.0));
    assert!(svg.contains(&two_years), "October 2004 to September 2006");
}

#[test]
fn dates_are_read_as_they_are_printed() {
    for good in ["2007", "0001", "2004-10", "2004-10-31"] {
        assert_eq!(when(good).to_string(), good);
    }
    for bad in [
        "",
        "207",
        "20070",
        "-2007",
        "0000",
        "2007-13",
        "2007-1",
        "2007-01-32",
        "2007-01-01-01",
        "2007-01-01Z",
        "+207",
        "2007-",
        "två",
    ] {
        assert_eq!(When::parse(bad), None, "{bad}");
    }
}

#[test]
fn names_never_lie_on_each_other() {
    let keys = keys(MAX_NODES - 11);
    let drawing = large(&keys, ["n1", "n2", "n3"]).draw();
    assert_eq!((drawing.shown, drawing.given), (MAX_NODES, MAX_NODES));
    let mut lines: Vec<(&str, u32)> = drawing
        .svg
        .split("<tspan ")
        .skip(1)
        .filter(|text| text.contains("text-anchor"))
        .map(|text| {
            let text = text.split('>').next().unwrap();
            let of = |name| attributes(text, name)[0];
            (of("text-anchor"), of("y").parse().unwrap())
        })
        .collect();
    lines.sort_unstable();
    for pair in lines.windows(2) {
        assert!(
            pair[0].0 != pair[1].0 || pair[0].1 + 15 <= pair[1].1,
            "{pair:?}"
        );
    }
}

#[test]
fn of_a_large_graph_only_the_neighbourhood_is_drawn_and_that_is_said() {
    let keys = keys(200);
    let mut large = large(&keys, ["n1", "n2", "c"]);
    large.selected = Some("25");
    let drawing = large.draw();
    assert_eq!((drawing.shown, drawing.given), (5, 211));
    assert!(drawing.svg.contains("de närmaste visas: 5/211"));
    assert!(drawing.svg.contains("Barnnätverk") && !drawing.svg.contains("Blekinge"));
    large.selected = None;
    let busiest = large.draw();
    assert_eq!(busiest.shown, MAX_NODES);
    assert!(busiest.svg.contains("Kvinnofridsnätverket"));
}

#[test]
fn bars_beyond_the_limit_are_counted() {
    let labels = keys(MAX_BARS + 3);
    let mut timeline = timeline();
    timeline.bars = labels
        .iter()
        .map(|label| bar(label, label, BarKind::Mandate, Some(("2007", End::Open))))
        .collect();
    let drawing = timeline.draw();
    assert_eq!((drawing.shown, drawing.given), (MAX_BARS, MAX_BARS + 3));
    assert!(drawing.svg.contains("3 till visas bara i tabellen"));
}

#[test]
fn colours_have_the_contrast_that_they_need() {
    // WCAG 2.2, relative luminance.
    let luminance = |colour: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let contrast = |one: &str, other: &str| {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        if one > other {
            one / other
        } else {
            other / one
        }
    };
    let (light, dark) = STYLE
        .split_once("@media (prefers-color-scheme: dark)")
        .unwrap();
    let themes = [
        (light, ["000000", "000000", "ffffff", "ffffff", "ffffff"]),
        (dark, ["ffffff", "ffffff", "000000", "000000", "000000"]),
    ];
    for (css, numbers) in themes {
        let colour = |name: &str| {
            let (_, rest) = css.split_once(&format!("--{name}: #")).unwrap();
            let digits = rest.split(';').next().unwrap();
            match digits.len() {
                3 => digits.chars().flat_map(|it| [it, it]).collect(),
                _ => digits.to_owned(),
            }
        };
        let ground = colour("ground");
        for text in ["ink", "muted", "link"] {
            assert!(contrast(&colour(text), &ground) >= 4.5, "{text}");
        }
        for shape in ["one", "two", "warn"] {
            assert!(contrast(&colour(shape), &ground) >= 3.0, "{shape}");
        }
        for (at, number) in (1..).zip(numbers) {
            let shade = colour(&format!("shade-{at}"));
            let (shown, read) = (contrast(&shade, &ground), contrast(&shade, number));
            assert!(
                shown >= 3.0 && read >= 4.5,
                "{shade}: {shown:.2}, {read:.2}"
            );
        }
    }
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[<>&\"'a /=]{0,30}",
        Just("</svg><script>alert(1)</script>".to_owned()),
        Just("javascript:alert(1)".to_owned()),
        Just("\" onload=\"alert(1)".to_owned()),
    ]
}

proptest! {
    #[test]
    fn hostile_texts_stay_texts(texts in prop::collection::vec(hostile(), 6), span in 0..5_usize) {
        let [one, two, three, four, five, six] = texts.as_slice() else { unreachable!() };
        let ends = [End::NotStated, End::Open, End::At(when("0001")), End::At(when("9999-12-31"))];
        let mut timeline = timeline();
        timeline.frame = Frame { id: one, title: two, description: three };
        timeline.bars.push(Bar {
            key: one,
            label: four,
            href: Some(five),
            kind: BarKind::Activity,
            span: ends.get(span).map(|end| Span { start: when("1207-02"), end: *end }),
            extends: vec![one, six, "m7"],
        });
        assert_sound(&timeline.draw().svg);
        let mut map = county_map();
        map.frame = Frame { id: one, title: two, description: three };
        map.words.counted = six;
        map.counties.push(County { code: "23", name: four, value: Some(u64::MAX), href: Some(five), selected: true });
        assert_sound(&map.draw().svg);
        let mut network = network();
        network.frame = Frame { id: one, title: two, description: three };
        network.nodes.push(Node { key: one, label: four, href: Some(five), kind: NodeKind::Other });
        network.edges.push(Edge { from: one, to: six, kind: EdgeKind::Runs });
        network.edges.push(Edge { from: one, to: "n1", kind: EdgeKind::DoesNotRun });
        assert_sound(&network.draw().svg);
    }
}
