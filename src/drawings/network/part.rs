//! Which nodes and edges of a graph are drawn.

use std::collections::BTreeMap;

use super::{EdgeKind, MAX_EDGES, MAX_NODES, Network};

/// The part of a graph that is drawn: numbers of nodes in the order given, and edges between them.
pub(super) struct Part {
    pub(super) nodes: Vec<usize>,
    pub(super) edges: Vec<(usize, usize, EdgeKind)>,
}

impl Part {
    /// All of the graph, or what is around the selected node, or else around that with most edges.
    pub(super) fn of(network: &Network<'_>) -> Self {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, node) in network.nodes.iter().enumerate() {
            numbers.entry(node.key).or_insert(at);
        }
        let number = |key: &str| numbers.get(key).copied();
        let mut edges: Vec<(usize, usize, EdgeKind)> = network
            .edges
            .iter()
            .filter_map(|edge| Some((number(edge.from)?, number(edge.to)?, edge.kind)))
            .filter(|(from, to, _)| from != to)
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut nodes: Vec<usize> = (0..network.nodes.len()).collect();
        if nodes.len() > MAX_NODES {
            let mut degrees = vec![0_usize; nodes.len()];
            for (from, to, _) in &edges {
                degrees[*from] += 1;
                degrees[*to] += 1;
            }
            let busiest = || {
                nodes
                    .iter()
                    .max_by_key(|at| (degrees[**at], usize::MAX - **at))
            };
            let middle = network.selected.and_then(number);
            let middle = middle.or_else(|| busiest().copied()).unwrap_or(0);
            let mut near = vec![false; nodes.len()];
            for (from, to, _) in &edges {
                near[*from] |= *to == middle;
                near[*to] |= *from == middle;
            }
            near[middle] = false;
            nodes.retain(|at| near[*at]);
            nodes.truncate(MAX_NODES - 1);
            nodes.push(middle);
            nodes.sort_unstable();
        }
        edges.retain(|(from, to, _)| {
            nodes.binary_search(from).is_ok() && nodes.binary_search(to).is_ok()
        });
        edges.truncate(MAX_EDGES);
        Self { nodes, edges }
    }

    /// Those that a node is joined to, once for each edge.
    pub(super) fn neighbours(&self, node: usize) -> impl Iterator<Item = usize> {
        self.edges.iter().filter_map(move |(from, to, _)| {
            if *from == node {
                Some(*to)
            } else {
                (*to == node).then_some(*from)
            }
        })
    }
}
