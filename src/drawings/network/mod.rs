//! Who works with whom.
//!
//! Two columns: agencies and groups on the left, networks and collaborations on the right, each near
//! the middle of those it is joined to, and otherwise in the order given. Names stand one below the
//! other, so none covers another, on a telephone as well as on a wide screen. A ring of names was tried:
//! with 21 boards in a few networks its lines all cross in the middle.
//!
//! That somebody is stated *not* to run something is a broken line with a cross.
//!
//! `part` says what of a graph is drawn, `layout` where it stands; here it is written.

mod layout;
mod part;

use std::collections::BTreeMap;

use self::layout::{GAP, LEADING, Layout, Place};
use self::part::Part;
use super::svg::{Svg, number, wrap};
use super::{Drawing, Frame, NetworkWords, Size};

/// Nodes of a drawing. Of a larger graph only the selected node and its neighbours are drawn, and
/// of those no more than this.
pub const MAX_NODES: usize = 60;

/// Lines of a drawing; those after them are left out.
pub const MAX_EDGES: usize = 400;

/// Relations of a node that its link says.
const SPOKEN: usize = 12;

/// A drawing of nodes and edges.
#[derive(Debug, Clone)]
pub struct Network<'a> {
    /// Name and description.
    pub frame: Frame<'a>,
    /// Agencies sorted as they are to stand; the order of the others does not matter.
    pub nodes: Vec<Node<'a>>,
    /// Who is joined to whom. An edge to a node that is not there is not drawn.
    pub edges: Vec<Edge<'a>>,
    /// Key of the node that the page is about.
    pub selected: Option<&'a str>,
    /// Words in the language of the page.
    pub words: NetworkWords<'a>,
}

/// One node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node<'a> {
    /// Name for [`Edge`], unlike that of any other.
    pub key: &'a str,
    /// Its name for people.
    pub label: &'a str,
    /// Where it leads.
    pub href: Option<&'a str>,
    /// What it is.
    pub kind: NodeKind,
}

/// What a node stands for, which its mark tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// Left, a disc.
    Agency,
    /// Left, a ring.
    Group,
    /// Right, a square.
    Network,
    /// Right, a square on its corner.
    Other,
}

impl NodeKind {
    const fn is_left(self) -> bool {
        matches!(self, Self::Agency | Self::Group)
    }
}

/// A line between two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge<'a> {
    /// Key of the node that runs or takes part.
    pub from: &'a str,
    /// Key of the node that is run or taken part in.
    pub to: &'a str,
    /// How.
    pub kind: EdgeKind,
}

/// How two nodes are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// The first runs the second: a thick line.
    Runs,
    /// The first takes part in the second: a thin line.
    TakesPart,
    /// The first is stated not to run the second: a broken line with a cross.
    DoesNotRun,
}

impl<'a> NetworkWords<'a> {
    /// What a line says, from its first node or from its second.
    const fn said(&self, kind: EdgeKind, forward: bool) -> &'a str {
        match (kind, forward) {
            (EdgeKind::Runs, true) => self.runs,
            (EdgeKind::Runs, false) => self.run_by,
            (EdgeKind::TakesPart, true) => self.takes_part,
            (EdgeKind::TakesPart, false) => self.has_member,
            (EdgeKind::DoesNotRun, true) => self.does_not_run,
            (EdgeKind::DoesNotRun, false) => self.not_run_by,
        }
    }
}

/// Where the marks stand, and so where the lines between them begin and end, in percent.
const LEFT: f64 = 41.0;
const RIGHT: f64 = 59.0;
/// Edges of one pair of nodes lie so many pixels apart.
const APART: f64 = 5.0;

impl Network<'_> {
    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let part = Part::of(self);
        let mut body = Svg::default();
        let mut top = 0;
        if part.nodes.len() < self.nodes.len() {
            let counts = format!("{}/{}", part.nodes.len(), self.nodes.len());
            for line in wrap(&format!("{} {counts}", self.words.only_neighbours), 48, 3) {
                top += LEADING;
                body.text(
                    "text",
                    &[("class", &"note"), ("x", &0), ("y", &(top - 3))],
                    &line,
                );
            }
            body.line();
            top += GAP;
        }
        let layout = Layout::of(self, &part, top);
        draw_edges(
            &part,
            &layout,
            |at| self.nodes[at].kind.is_left(),
            &mut body,
        );
        for at in &part.nodes {
            self.draw_node(*at, &part, &layout.places[at], &mut body);
        }
        let bottom = self.draw_key(&part, layout.bottom, &mut body);
        let mut svg = Svg::default();
        self.frame
            .open("network", &Size::High(bottom + 4), &mut svg);
        svg.append(&body.finish());
        svg.close("svg");
        svg.line();
        Drawing {
            svg: svg.finish(),
            shown: part.nodes.len(),
            given: self.nodes.len(),
        }
    }

    fn draw_node(&self, at: usize, part: &Part, place: &Place, svg: &mut Svg) {
        let node = &self.nodes[at];
        let selected = self.selected == Some(node.key);
        let class = format!(
            "node {}{}",
            class_of(node.kind),
            if selected { " selected" } else { "" }
        );
        svg.link(&class, node.href, &self.spoken(at, part), |svg| {
            let (x, aside, anchor) = if node.kind.is_left() {
                (LEFT, -12, "end")
            } else {
                (RIGHT, 12, "start")
            };
            let x = format!("{}%", number(x));
            let count = u32::try_from(place.lines.len()).unwrap_or(0);
            let first = (place.y + 5).saturating_sub(LEADING * count.saturating_sub(1) / 2);
            let lines = (0..).map(|at| first + LEADING * at).zip(&place.lines);
            svg.lines(
                &[("x", &x), ("dx", &aside), ("text-anchor", &anchor)],
                lines,
            );
            draw_mark(node.kind, &x, place.y, svg);
        });
        svg.line();
    }

    /// The name and what it is joined to.
    fn spoken(&self, at: usize, part: &Part) -> String {
        let mut spoken = self.nodes[at].label.to_owned();
        let mut relations: Vec<(EdgeKind, bool, usize)> = part
            .edges
            .iter()
            .filter(|(from, to, _)| *from == at || *to == at)
            .map(|(from, to, kind)| (*kind, *from == at, if *from == at { *to } else { *from }))
            .collect();
        relations.sort_unstable();
        let mut before = None;
        for (kind, forward, other) in relations.iter().take(SPOKEN) {
            let label = self.nodes[*other].label;
            if before == Some((kind, forward)) {
                spoken = format!("{spoken}, {label}");
            } else {
                spoken = format!("{spoken}. {} {label}", self.words.said(*kind, *forward));
            }
            before = Some((kind, forward));
        }
        if relations.len() > SPOKEN {
            spoken = format!("{spoken}, {} {}", relations.len() - SPOKEN, self.words.more);
        }
        spoken
    }

    /// What the lines mean: only those that occur.
    fn draw_key(&self, part: &Part, top: u32, svg: &mut Svg) -> u32 {
        let mut y = top;
        svg.open("g", &[("class", &"key")]);
        for kind in [EdgeKind::Runs, EdgeKind::TakesPart, EdgeKind::DoesNotRun] {
            if part.edges.iter().any(|edge| edge.2 == kind) {
                y += LEADING + 4;
                let middle = y - 8;
                svg.empty(
                    "path",
                    &[
                        ("class", &class_of_edge(kind)),
                        ("d", &format!("M0 {middle}H30")),
                    ],
                );
                if kind == EdgeKind::DoesNotRun {
                    draw_cross("15", f64::from(middle), svg);
                }
                let word = self.words.said(kind, true);
                svg.text("text", &[("x", &40), ("y", &(y - 4))], word);
                svg.line();
            }
        }
        svg.close("g");
        svg.line();
        y
    }
}

const fn class_of(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Agency => "agency",
        NodeKind::Group => "group",
        NodeKind::Network => "network-node",
        NodeKind::Other => "other",
    }
}

const fn class_of_edge(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Runs => "edge runs",
        EdgeKind::TakesPart => "edge takes-part",
        EdgeKind::DoesNotRun => "edge does-not-run",
    }
}

fn draw_mark(kind: NodeKind, x: &str, y: u32, svg: &mut Svg) {
    svg.open("svg", &[("x", &x), ("y", &y), ("class", &"spot")]);
    match kind {
        NodeKind::Agency => svg.empty("circle", &[("r", &6)]),
        NodeKind::Group => svg.empty("circle", &[("class", &"hollow"), ("r", &6)]),
        NodeKind::Network => svg.empty("path", &[("d", &"M-6-6h12v12h-12z")]),
        NodeKind::Other => svg.empty("path", &[("d", &"M0-8L8 0 0 8-8 0z")]),
    }
    svg.close("svg");
}

fn draw_cross(x: &str, y: f64, svg: &mut Svg) {
    svg.open("svg", &[("x", &x), ("y", &number(y)), ("class", &"spot")]);
    svg.empty("circle", &[("class", &"ground"), ("r", &8)]);
    svg.empty("path", &[("class", &"cross"), ("d", &"M-5-5L5 5M5-5L-5 5")]);
    svg.close("svg");
}

/// Lines stand in a box of their own that is stretched to the width between the columns.
fn draw_edges(part: &Part, layout: &Layout, is_left: impl Fn(usize) -> bool, svg: &mut Svg) {
    let (width, bottom) = (RIGHT - LEFT, layout.bottom);
    svg.open("g", &[("class", &"edges"), ("aria-hidden", &"true")]);
    svg.open(
        "svg",
        &[
            ("x", &format!("{}%", number(LEFT))),
            ("y", &0),
            ("width", &format!("{}%", number(width))),
            ("height", &bottom),
            ("viewBox", &format!("0 0 100 {bottom}")),
            ("preserveAspectRatio", &"none"),
        ],
    );
    let mut crosses = Vec::new();
    let mut of_pair: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (from, to, kind) in &part.edges {
        let (Some(one), Some(other)) = (layout.places.get(from), layout.places.get(to)) else {
            continue;
        };
        let shift = of_pair.entry((*from.min(to), *from.max(to))).or_insert(0.0);
        let (y, to_y) = (f64::from(one.y) + *shift, f64::from(other.y) + *shift);
        *shift += APART;
        let side = |left: bool| if left { 0.0 } else { 100.0 };
        let (x, to_x) = (side(is_left(*from)), side(is_left(*to)));
        // Within a column an arc, else a curve that leaves and comes in level.
        let bend = match (x > 1.0, to_x > 1.0) {
            (false, false) => 60.0,
            (true, true) => 40.0,
            _ => 50.0,
        };
        let path = format!(
            "M{} {}C{bend} {} {bend} {} {} {}",
            number(x),
            number(y),
            number(y),
            number(to_y),
            number(to_x),
            number(to_y)
        );
        svg.empty("path", &[("class", &class_of_edge(*kind)), ("d", &path)]);
        if *kind == EdgeKind::DoesNotRun {
            // The middle of the curve.
            let middle = (x + 3.0 * bend + 3.0 * bend + to_x) / 8.0;
            crosses.push((LEFT + width * middle / 100.0, y.midpoint(to_y)));
        }
    }
    svg.close("svg");
    for (x, y) in crosses {
        draw_cross(&format!("{}%", number(x)), y, svg);
    }
    svg.close("g");
    svg.line();
}
