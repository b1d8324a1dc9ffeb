//! Mandates over time.
//!
//! A row has its name and, below it, a bar from the first to the last day that the printed dates
//! allow: `2007` alone is all of that year, `2004-10` all of October. An end that is stated to lie
//! open runs to the edge as an arrow; one that is not stated is a few dots; where today is, is not
//! drawn. What extends something is joined to it. Rows are sorted by time; what has no date stands
//! below.

use super::svg::{Svg, number, wrap};
use super::when::{End, Span};
use super::{Drawing, Frame, Size, TimelineWords};

/// Bars of a drawing; those after them are left out, which it says.
pub const MAX_BARS: usize = 200;

/// A drawing of bars over years.
#[derive(Debug, Clone)]
pub struct Timeline<'a> {
    /// Name and description.
    pub frame: Frame<'a>,
    /// What happened, in any order.
    pub bars: Vec<Bar<'a>>,
    /// Words in the language of the page.
    pub words: TimelineWords<'a>,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Bar<'a> {
    /// Name for [`Bar::extends`], unlike that of any other.
    pub key: &'a str,
    /// Its name for people.
    pub label: &'a str,
    /// Where it leads.
    pub href: Option<&'a str>,
    /// What it is.
    pub kind: BarKind,
    /// When, if that is known.
    pub span: Option<Span>,
    /// Keys of what it extends. Those that are not among the bars are not drawn.
    pub extends: Vec<&'a str>,
}

/// What a bar stands for, which its look tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BarKind {
    /// Filled.
    Mandate,
    /// Filled otherwise.
    Responsibility,
    /// Outlined.
    Activity,
}

/// Characters of a line that fit a telephone.
const LINE: usize = 48;
/// Pixels from a line to the next.
const LEADING: u32 = 17;
const BAR_HEIGHT: u32 = 10;
const ROW_GAP: u32 = 12;
/// Axis: its height, and years that have a label at most, so many as fit a telephone.
const AXIS_HEIGHT: u32 = 24;
const TICKS: i32 = 7;
/// Rows from which on the axis also stands below.
const TALL: usize = 10;

/// A bar in its place.
struct Row<'b> {
    bar: &'b Bar<'b>,
    lines: Vec<String>,
    /// Top of the row and top of its bar.
    top: u32,
    bar_top: u32,
}

impl Timeline<'_> {
    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let mut bars: Vec<&Bar<'_>> = self.bars.iter().collect();
        bars.sort_by_key(|bar| (bar.span.is_none(), bar.span, bar.label, bar.key));
        bars.truncate(MAX_BARS);
        let left_out = self.bars.len() - bars.len();
        let undated = bars.split_off(bars.partition_point(|bar| bar.span.is_some()));
        let axis = Axis::of(&bars);

        let mut y = if bars.is_empty() { 0 } else { AXIS_HEIGHT };
        let axis_top = y;
        let mut rows = Vec::new();
        for bar in bars {
            let lines = Self::lines(bar);
            let bar_top = y + LEADING * count(&lines) + 4;
            rows.push(Row {
                bar,
                lines,
                top: y,
                bar_top,
            });
            y = bar_top + BAR_HEIGHT + ROW_GAP;
        }
        let axis_bottom = y;
        if rows.len() >= TALL {
            y += AXIS_HEIGHT;
        }
        let mut body = Svg::default();
        if !rows.is_empty() {
            axis.draw(axis_top, axis_bottom, rows.len() >= TALL, &mut body);
            axis.draw_joints(&rows, &mut body);
            for row in &rows {
                self.draw_row(row, &axis, &mut body);
            }
            y = self.draw_key(&rows, y, &mut body);
        }
        if !undated.is_empty() {
            y += LEADING + 10;
            body.text(
                "text",
                &[("class", &"heading"), ("x", &0), ("y", &(y - 4))],
                self.words.undated,
            );
            body.line();
            for bar in &undated {
                y = self.draw_undated(bar, y, &mut body);
            }
        }
        if left_out > 0 {
            y += LEADING + 4;
            let text = format!("{left_out} {}", self.words.left_out);
            body.text(
                "text",
                &[("class", &"note"), ("x", &0), ("y", &(y - 4))],
                &text,
            );
        }
        let mut svg = Svg::default();
        self.frame.open("timeline", &Size::High(y + 4), &mut svg);
        svg.append(&body.finish());
        svg.close("svg");
        svg.line();
        Drawing {
            svg: svg.finish(),
            shown: self.bars.len() - left_out,
            given: self.bars.len(),
        }
    }

    /// What stands above a bar: when, and its name.
    fn text(bar: &Bar<'_>) -> String {
        match bar.span {
            Some(span) => format!("{span} {}", bar.label),
            None => bar.label.to_owned(),
        }
    }

    fn lines(bar: &Bar<'_>) -> Vec<String> {
        wrap(&Self::text(bar), LINE, 2)
    }

    fn spoken(&self, bar: &Bar<'_>) -> String {
        // It begins with the words that are seen.
        let mut spoken = Self::text(bar);
        match bar.span.map(|span| span.end) {
            None => spoken = format!("{spoken}. {}", self.words.undated),
            Some(End::At(_)) => {}
            Some(End::NotStated) => spoken = format!("{spoken}. {}", self.words.end_not_stated),
            Some(End::Open) => spoken = format!("{spoken}. {}", self.words.open_end),
        }
        for key in &bar.extends {
            if let Some(extended) = self.bars.iter().find(|it| it.key == *key) {
                spoken = format!("{spoken}. {}: {}", self.words.extends, extended.label);
            }
        }
        spoken
    }

    fn draw_row(&self, row: &Row<'_>, axis: &Axis, svg: &mut Svg) {
        let Some(span) = row.bar.span else { return };
        svg.link(
            &format!("bar {}", class_of(row.bar.kind)),
            row.bar.href,
            &self.spoken(row.bar),
            |svg| {
                draw_lines(&row.lines, row.top, svg);
                axis.draw_bar(span, row.bar_top, svg);
            },
        );
        svg.line();
    }

    fn draw_undated(&self, bar: &Bar<'_>, top: u32, svg: &mut Svg) -> u32 {
        let lines = Self::lines(bar);
        svg.link("bar", bar.href, &self.spoken(bar), |svg| {
            draw_lines(&lines, top, svg);
        });
        svg.line();
        top + LEADING * count(&lines) + 8
    }

    /// What the looks mean: only those that occur.
    fn draw_key(&self, rows: &[Row<'_>], top: u32, svg: &mut Svg) -> u32 {
        let words = &self.words;
        let has_end = |end: End| {
            rows.iter()
                .any(|row| row.bar.span.is_some_and(|it| it.end == end))
        };
        let kinds = [
            (BarKind::Mandate, words.mandate),
            (BarKind::Responsibility, words.responsibility),
            (BarKind::Activity, words.activity),
        ];
        let kinds: Vec<_> = kinds
            .into_iter()
            .filter(|(kind, _)| rows.iter().any(|row| row.bar.kind == *kind))
            .collect();
        let mut y = top + 6;
        svg.open("g", &[("class", &"key")]);
        let mut entry = |text: &str, class: &str, draw: &dyn Fn(u32, &mut Svg)| {
            y += LEADING + 3;
            svg.open("g", &[("class", &class)]);
            draw(y - 13, svg);
            svg.close("g");
            svg.text("text", &[("x", &40), ("y", &(y - 4))], text);
            svg.line();
        };
        if kinds.len() > 1 {
            for (kind, word) in kinds {
                entry(word, class_of(kind), &|y, svg| rect("0", "30", y, svg));
            }
        }
        if has_end(End::Open) {
            entry(words.open_end, "mandate", &|y, svg| {
                rect("0", "10", y, svg);
                draw_open("10", "26", y, svg);
            });
        }
        if has_end(End::NotStated) {
            entry(words.end_not_stated, "mandate", &|y, svg| {
                rect("0", "10", y, svg);
                draw_tail("12", y, svg);
            });
        }
        if rows.iter().any(|row| joins(row, rows).next().is_some()) {
            entry(words.extends, "joint", &|y, svg| {
                let middle = y + BAR_HEIGHT / 2;
                svg.empty(
                    "line",
                    &[("x1", &0), ("y1", &middle), ("x2", &22), ("y2", &middle)],
                );
                svg.empty(
                    "path",
                    &[("class", &"head"), ("d", &format!("M22 {y}l8 5-8 5z"))],
                );
            });
        }
        svg.close("g");
        svg.line();
        y
    }
}

fn count(lines: &[String]) -> u32 {
    u32::try_from(lines.len()).unwrap_or(0)
}

const fn class_of(kind: BarKind) -> &'static str {
    match kind {
        BarKind::Mandate => "mandate",
        BarKind::Responsibility => "responsibility",
        BarKind::Activity => "activity",
    }
}

fn draw_lines(lines: &[String], top: u32, svg: &mut Svg) {
    let places = (1..).map(|at| top + LEADING * at - 2);
    svg.lines(&[("x", &0)], places.zip(lines));
}

fn rect(x: &str, width: &str, y: u32, svg: &mut Svg) {
    svg.empty(
        "rect",
        &[
            ("x", &x),
            ("y", &y),
            ("width", &width),
            ("height", &BAR_HEIGHT),
            ("rx", &2),
        ],
    );
}

/// A line to the right that ends in an arrow.
fn draw_open(from: &str, to: &str, y: u32, svg: &mut Svg) {
    let middle = y + BAR_HEIGHT / 2;
    svg.empty(
        "line",
        &[
            ("class", &"open"),
            ("x1", &from),
            ("y1", &middle),
            ("x2", &to),
            ("y2", &middle),
        ],
    );
    svg.open("svg", &[("x", &to), ("y", &middle), ("class", &"spot")]);
    svg.empty("path", &[("class", &"head"), ("d", &"M-4-7L6 0-4 7z")]);
    svg.close("svg");
}

/// Dots to the right.
fn draw_tail(x: &str, y: u32, svg: &mut Svg) {
    svg.open(
        "svg",
        &[("x", &x), ("y", &(y + BAR_HEIGHT / 2)), ("class", &"spot")],
    );
    for at in [5, 11, 17] {
        svg.empty(
            "circle",
            &[("class", &"dot"), ("cx", &at), ("cy", &0), ("r", &1.75)],
        );
    }
    svg.close("svg");
}

/// Rows that a row extends.
fn joins<'r>(row: &'r Row<'_>, rows: &'r [Row<'_>]) -> impl Iterator<Item = &'r Row<'r>> {
    rows.iter()
        .filter(|other| other.bar.key != row.bar.key && row.bar.extends.contains(&other.bar.key))
}

/// Years from the left edge to the right.
struct Axis {
    first: i32,
    last: i32,
    step: i32,
}

impl Axis {
    fn of(bars: &[&Bar<'_>]) -> Self {
        let spans = || bars.iter().filter_map(|bar| bar.span);
        let first = spans()
            .map(|it| i32::from(it.start.year))
            .min()
            .unwrap_or(0);
        let last = |span: Span| match span.end {
            End::At(end) => i32::from(end.year.max(span.start.year)) + 1,
            End::NotStated | End::Open => i32::from(span.start.year) + 2,
        };
        let last = spans().map(last).max().unwrap_or(1);
        let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
        let fits = |step: &&i32| (last - first) / **step < TICKS;
        let step = *steps.iter().find(fits).unwrap_or(&2000);
        Self {
            first: first.div_euclid(step) * step,
            last: (last + step - 1).div_euclid(step) * step,
            step,
        }
    }

    /// Place of a time, in percent.
    fn at(&self, years: f64) -> f64 {
        let share = (years - f64::from(self.first)) / f64::from(self.last - self.first);
        1.0 + 97.0 * share.clamp(0.0, 1.0)
    }

    fn percent(&self, years: f64) -> String {
        format!("{}%", number(self.at(years)))
    }

    fn draw(&self, top: u32, bottom: u32, twice: bool, svg: &mut Svg) {
        svg.open("g", &[("class", &"axis"), ("aria-hidden", &"true")]);
        let mut year = self.first;
        while year <= self.last {
            let x = self.percent(f64::from(year));
            svg.empty(
                "line",
                &[("x1", &x), ("y1", &(top - 4)), ("x2", &x), ("y2", &bottom)],
            );
            let anchor = match year {
                _ if year == self.first => "start",
                _ if year == self.last => "end",
                _ => "middle",
            };
            let label = year.to_string();
            let below = twice.then_some(bottom + 14);
            for y in [Some(top - 8), below].into_iter().flatten() {
                svg.text(
                    "text",
                    &[("x", &x), ("y", &y), ("text-anchor", &anchor)],
                    &label,
                );
            }
            year += self.step;
        }
        svg.close("g");
        svg.line();
    }

    fn draw_bar(&self, span: Span, y: u32, svg: &mut Svg) {
        let end = match span.end {
            End::At(end) => end.over().max(span.start.over()),
            End::NotStated | End::Open => span.start.over(),
        };
        // A day is drawn as wide as can be seen.
        let (from, to) = (self.at(span.start.begin()), self.at(end));
        let width = format!("{}%", number((to - from).max(0.5)));
        rect(&self.percent(span.start.begin()), &width, y, svg);
        match span.end {
            End::At(_) => {}
            End::NotStated => draw_tail(&self.percent(end), y, svg),
            End::Open => draw_open(&self.percent(end), "98%", y, svg),
        }
    }

    /// From what is extended to what extends it.
    fn draw_joints(&self, rows: &[Row<'_>], svg: &mut Svg) {
        svg.open("g", &[("class", &"joint"), ("aria-hidden", &"true")]);
        for row in rows {
            let Some(span) = row.bar.span else { continue };
            let x = self.percent(span.start.begin());
            for other in joins(row, rows) {
                let Some(from) = other.bar.span else { continue };
                let y = other.bar_top + BAR_HEIGHT / 2;
                let down = row.bar_top > other.bar_top;
                let to = if down {
                    row.bar_top
                } else {
                    row.bar_top + BAR_HEIGHT
                };
                let begin = self.percent(from.start.begin());
                svg.empty(
                    "line",
                    &[("x1", &begin), ("y1", &y), ("x2", &x), ("y2", &y)],
                );
                svg.empty("line", &[("x1", &x), ("y1", &y), ("x2", &x), ("y2", &to)]);
                svg.open("svg", &[("x", &x), ("y", &to), ("class", &"spot")]);
                let head = if down {
                    "M-4-8h8l-4 8z"
                } else {
                    "M-4 8h8l-4-8z"
                };
                svg.empty("path", &[("class", &"head"), ("d", &head)]);
                svg.close("svg");
            }
        }
        svg.close("g");
        svg.line();
    }
}
