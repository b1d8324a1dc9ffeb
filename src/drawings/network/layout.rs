//! Where the nodes of a network stand: two columns of names, one below the other, in an order in
//! which few lines cross.

use std::collections::BTreeMap;

use super::Network;
use super::part::Part;
use crate::drawings::svg::wrap;

/// Characters of a line of a name that fit a column on a telephone, and lines at most.
const LINE: usize = 21;
const LINES: usize = 4;
/// Pixels from a line to the next, and between two names.
pub(super) const LEADING: u32 = 15;
pub(super) const GAP: u32 = 9;
/// Rounds of sorting the columns by each other; further ones change little.
const SWEEPS: usize = 4;
/// Means are whole numbers of this part of a pixel or a row.
const SCALE: u64 = 1024;

/// Nodes in their places.
pub(super) struct Layout {
    /// By the number of the node.
    pub(super) places: BTreeMap<usize, Place>,
    /// Where the longer column ends, in pixels from above.
    pub(super) bottom: u32,
}

/// A node in its place.
pub(super) struct Place {
    pub(super) lines: Vec<String>,
    /// Middle of its mark.
    pub(super) y: u32,
}

impl Place {
    fn below(top: u32, lines: Vec<String>) -> Self {
        let mut place = Self { lines, y: 0 };
        place.y = top + place.height() / 2;
        place
    }

    fn height(&self) -> u32 {
        LEADING * u32::try_from(self.lines.len().max(1)).unwrap_or(0) + GAP
    }

    fn bottom(&self) -> u32 {
        self.y + self.height() / 2
    }
}

impl Layout {
    /// Places from `top` on.
    pub(super) fn of(network: &Network<'_>, part: &Part, top: u32) -> Self {
        let lines = |at: usize| wrap(network.nodes[at].label, LINE, LINES);
        let (left, right) = columns(network, part);
        let mut places = BTreeMap::new();
        let mut bottom = top;
        for at in left {
            let place = Place::below(bottom, lines(at));
            bottom = place.bottom();
            places.insert(at, place);
        }
        let mut column: Vec<(usize, Place)> = Vec::new();
        let mut end = top;
        for at in right {
            let mut place = Place::below(end, lines(at));
            let y = mean(part, at, |other| {
                places.get(&other).map(|it| u64::from(it.y))
            });
            let y = y.and_then(|y| u32::try_from(y / SCALE).ok()).unwrap_or(0);
            place.y = place.y.max(y);
            end = place.bottom();
            column.push((at, place));
        }
        // Those that would stand below the left column move up as far as there is room.
        let mut limit = bottom.max(top + column.iter().map(|(_, it)| it.height()).sum::<u32>());
        let bottom = limit;
        for (at, mut place) in column.into_iter().rev() {
            let below = place.bottom().saturating_sub(limit);
            place.y -= below;
            limit = place.bottom() - place.height();
            places.insert(at, place);
        }
        Self { places, bottom }
    }
}

/// Left and right column from above, so that few lines cross: each node near the middle of
/// its neighbours on the other side, in the order given where that is the same.
fn columns(network: &Network<'_>, part: &Part) -> (Vec<usize>, Vec<usize>) {
    let (mut left, mut right): (Vec<usize>, Vec<usize>) = part
        .nodes
        .iter()
        .partition(|at| network.nodes[**at].kind.is_left());
    let ranks =
        |column: &[usize]| -> BTreeMap<usize, u64> { column.iter().copied().zip(0..).collect() };
    let sort = |column: &mut Vec<usize>, other: &[usize]| {
        let other = ranks(other);
        column.sort_by_cached_key(|at| {
            let mean = mean(part, *at, |it| other.get(&it).copied());
            (mean.unwrap_or(u64::MAX), *at)
        });
    };
    for _ in 0..SWEEPS {
        sort(&mut right, &left);
        sort(&mut left, &right);
    }
    sort(&mut right, &left);
    (left, right)
}

/// Mean of a value of the neighbours that have one, times [`SCALE`].
fn mean(part: &Part, node: usize, value: impl Fn(usize) -> Option<u64>) -> Option<u64> {
    let values = part.neighbours(node).filter_map(value);
    let (sum, count) = values.fold((0, 0), |(sum, count), it| (sum + it, count + 1));
    (sum * SCALE).checked_div(count)
}
