//! Sweden's counties, shaded by a number each.
//!
//! Outlines come from `counties.csv`, which says where they are from. There are at most five
//! shades, with about as many counties each, so that a county with many does not make all others
//! look alike. The number itself stands in the county where it has room, and is always said by its
//! link. Municipalities are not in the outlines.

use std::sync::LazyLock;

use super::svg::{Svg, wrap};
use super::{Drawing, Frame, MapWords, Size};

/// Shades from few to many.
const SHADES: usize = 5;

/// Largest number that is written into a county: four digits do not fit the small ones.
const WRITTEN: u64 = 999;

/// Width and height of the outlines.
const SIZE: (u32, u32) = (421, 1000);

/// A map of the counties.
#[derive(Debug, Clone)]
pub struct CountyMap<'a> {
    /// Name and description.
    pub frame: Frame<'a>,
    /// Counties with a number. Those that are not given are drawn as without one; one with an
    /// unknown code is not drawn.
    pub counties: Vec<County<'a>>,
    /// Words in the language of the page.
    pub words: MapWords<'a>,
}

/// One county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct County<'a> {
    /// Code by SCB, two digits: `24`.
    pub code: &'a str,
    /// Its name for people.
    pub name: &'a str,
    /// The number, if there is one.
    pub value: Option<u64>,
    /// Where it leads.
    pub href: Option<&'a str>,
    /// Whether it is the one that the page is about.
    pub selected: bool,
}

/// An outline, and a point within that has room for a number.
struct Outline {
    code: &'static str,
    x: u32,
    y: u32,
    path: &'static str,
}

static OUTLINES: LazyLock<Vec<Outline>> = LazyLock::new(|| {
    let lines = include_str!("counties.csv").lines();
    let rows = lines.filter(|line| !line.starts_with('#')).skip(1);
    let outline = |row: &'static str| {
        let mut fields = row.splitn(4, ',');
        Some(Outline {
            code: fields.next()?,
            x: fields.next()?.parse().ok()?,
            y: fields.next()?.parse().ok()?,
            path: fields.next()?,
        })
    };
    rows.filter_map(outline).collect()
});

impl CountyMap<'_> {
    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let shades = Shades::of(self.counties.iter().filter_map(|county| county.value));
        let mut svg = Svg::default();
        self.frame
            .open("county-map", &Size::Box(SIZE.0, SIZE.1), &mut svg);
        let hatch = format!("{}-hatch", self.frame.own_id());
        draw_hatch(&hatch, &mut svg);
        let mut shown = 0;
        // The selected ones last: their border lies over those of their neighbours.
        for selected in [false, true] {
            for outline in OUTLINES.iter() {
                let county = self.counties.iter().find(|it| it.code == outline.code);
                if county.is_some_and(|it| it.selected) == selected {
                    self.draw_county(outline, county, &shades, &hatch, &mut svg);
                    shown += usize::from(county.is_some());
                }
            }
        }
        self.draw_numbers(&shades, &mut svg);
        self.draw_key(&shades, &hatch, &mut svg);
        svg.close("svg");
        svg.line();
        Drawing {
            svg: svg.finish(),
            shown,
            given: self.counties.len(),
        }
    }

    fn draw_county(
        &self,
        outline: &Outline,
        county: Option<&County<'_>>,
        shades: &Shades,
        hatch: &str,
        svg: &mut Svg,
    ) {
        let value = county.and_then(|it| it.value);
        let class = shades.class(value);
        let Some(county) = county else {
            svg.open(
                "g",
                &[
                    ("class", &format!("county {class}")),
                    ("aria-hidden", &"true"),
                ],
            );
            draw_shape("path", &[("d", &outline.path)], class, hatch, None, svg);
            svg.close("g");
            svg.line();
            return;
        };
        let selected = if county.selected { " selected" } else { "" };
        let spoken = match value {
            Some(value) => format!("{}: {value} {}", county.name, self.words.counted),
            None => format!("{}: {}", county.name, self.words.no_value),
        };
        svg.link(
            &format!("county {class}{selected}"),
            county.href,
            &spoken,
            |svg| {
                draw_shape(
                    "path",
                    &[("d", &outline.path)],
                    class,
                    hatch,
                    Some(&spoken),
                    svg,
                );
            },
        );
        svg.line();
    }

    /// Over all counties and no part of the links, which say the numbers already.
    fn draw_numbers(&self, shades: &Shades, svg: &mut Svg) {
        svg.open("g", &[("aria-hidden", &"true")]);
        for outline in OUTLINES.iter() {
            let county = self.counties.iter().find(|it| it.code == outline.code);
            if let Some(value) = county.and_then(|it| it.value).filter(|it| *it <= WRITTEN) {
                let class = format!("number {}", shades.class(Some(value)));
                // Lowered by a third of its height, to stand in the middle.
                let y = outline.y + 5;
                let place: [(&str, &dyn std::fmt::Display); 3] =
                    [("class", &class), ("x", &outline.x), ("y", &y)];
                svg.text("text", &place, &value.to_string());
            }
        }
        svg.close("g");
        svg.line();
    }

    /// In the corner that Sweden leaves free.
    fn draw_key(&self, shades: &Shades, hatch: &str, svg: &mut Svg) {
        let mut y = 22;
        svg.open("g", &[("class", &"key")]);
        for line in wrap(self.words.counted, 16, 4) {
            svg.text(
                "text",
                &[("class", &"heading"), ("x", &4), ("y", &y)],
                &line,
            );
            y += 18;
        }
        let mut entry = |class: &str, text: &str| {
            let place: [(&str, &dyn std::fmt::Display); 5] = [
                ("x", &4),
                ("y", &(y - 6)),
                ("width", &28),
                ("height", &16),
                ("rx", &2),
            ];
            svg.open("g", &[("class", &format!("county {class}"))]);
            draw_shape("rect", &place, class, hatch, None, svg);
            svg.close("g");
            svg.text("text", &[("x", &40), ("y", &(y + 7))], text);
            svg.line();
            y += 23;
        };
        for (at, (least, most)) in shades.ranges.iter().enumerate().rev() {
            let text = if least == most {
                least.to_string()
            } else {
                format!("{least}\u{2013}{most}")
            };
            entry(SHADE_CLASSES[at], &text);
        }
        let value_of = |outline: &Outline| {
            let county = self.counties.iter().find(|it| it.code == outline.code);
            county.and_then(|it| it.value)
        };
        if OUTLINES.iter().any(|outline| value_of(outline) == Some(0)) {
            entry(ZERO, "0");
        }
        if OUTLINES.iter().any(|outline| value_of(outline).is_none()) {
            entry(UNKNOWN, self.words.no_value);
        }
        svg.close("g");
        svg.line();
    }
}

const SHADE_CLASSES: [&str; SHADES] = ["shade-1", "shade-2", "shade-3", "shade-4", "shade-5"];
const ZERO: &str = "zero";
const UNKNOWN: &str = "unknown";

/// Least and most of each shade.
struct Shades {
    ranges: Vec<(u64, u64)>,
}

impl Shades {
    /// About as many values in each; equal values have one shade.
    fn of(values: impl Iterator<Item = u64>) -> Self {
        let mut values: Vec<u64> = values.filter(|value| *value > 0).collect();
        values.sort_unstable();
        let mut different = values.clone();
        different.dedup();
        if different.len() <= SHADES {
            return Self {
                ranges: different.into_iter().map(|it| (it, it)).collect(),
            };
        }
        let mut ranges: Vec<(u64, u64)> = Vec::new();
        let mut from = 0;
        for shade in 1..=SHADES {
            let until = values.len() * shade / SHADES;
            let Some(most) = until.checked_sub(1).and_then(|at| values.get(at)) else {
                continue;
            };
            let Some(least) = values.get(from).filter(|least| *least <= most) else {
                continue;
            };
            ranges.push((*least, *most));
            from = values.partition_point(|value| value <= most);
        }
        Self { ranges }
    }

    fn class(&self, value: Option<u64>) -> &'static str {
        match value {
            None => UNKNOWN,
            Some(0) => ZERO,
            Some(value) => {
                let at = self.ranges.partition_point(|(_, most)| *most < value);
                SHADE_CLASSES[at.min(SHADES - 1)]
            }
        }
    }
}

/// A county or its sample, hatched if nothing is known: that is no shade. The title is what a
/// pointer shows.
fn draw_shape(
    element: &str,
    place: super::svg::Attributes<'_>,
    class: &str,
    hatch: &str,
    title: Option<&str>,
    svg: &mut Svg,
) {
    let fill = format!("url(#{hatch})");
    let mut attributes = place.to_vec();
    // As an attribute: in a style sheet the address would be that of the sheet.
    if class == UNKNOWN {
        attributes.push(("fill", &fill));
    }
    svg.open(element, &attributes);
    if let Some(title) = title {
        svg.text("title", &[], title);
    }
    svg.close(element);
}

fn draw_hatch(id: &str, svg: &mut Svg) {
    svg.open("defs", &[]);
    svg.open(
        "pattern",
        &[
            ("id", &id),
            ("class", &"hatch"),
            ("width", &6),
            ("height", &6),
            ("patternUnits", &"userSpaceOnUse"),
            ("patternTransform", &"rotate(45)"),
        ],
    );
    svg.empty("line", &[("x1", &1), ("y1", &0), ("x2", &1), ("y2", &6)]);
    svg.close("pattern");
    svg.close("defs");
    svg.line();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_21_outlines_of_whole_numbers_within_the_map() {
        let codes: Vec<_> = OUTLINES.iter().map(|outline| outline.code).collect();
        let all = "01 03 04 05 06 07 08 09 10 12 13 14 17 18 19 20 21 22 23 24 25";
        assert_eq!(codes.join(" "), all);
        for Outline { code, x, y, path } in OUTLINES.iter() {
            assert!(*x < SIZE.0 && *y < SIZE.1, "{code}");
            assert!(path.starts_with('M') && path.ends_with('Z'), "{code}");
            let sound = |it: char| it.is_ascii_digit() || "MlZ -".contains(it);
            assert!(path.chars().all(sound), "{code}");
        }
    }

    #[test]
    fn few_values_have_a_shade_each() {
        let shades = Shades::of([3, 1, 0, 3, 7].into_iter());
        assert_eq!(shades.ranges, [(1, 1), (3, 3), (7, 7)]);
        let classes = [None, Some(0), Some(1), Some(3), Some(7)].map(|it| shades.class(it));
        assert_eq!(
            classes,
            ["unknown", "zero", "shade-1", "shade-2", "shade-3"]
        );
    }

    #[test]
    fn many_values_are_shared_out_without_gap_or_overlap() {
        let shades = Shades::of(1..=21);
        assert_eq!(shades.ranges, [(1, 4), (5, 8), (9, 12), (13, 16), (17, 21)]);
        let skewed = Shades::of([1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 900].into_iter());
        assert_eq!(skewed.ranges, [(1, 1), (2, 3), (4, 900)].map(|it| it));
    }
}
