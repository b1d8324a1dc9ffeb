//! Which resources lead back to themselves along some properties.

use std::collections::BTreeMap;

use super::graph::{Graph, Node};

/// Resources that lead to each other have the same number: one walk over the graph finds all, so a
/// catalogue of a hundred thousand pages takes no longer for each of them.
#[derive(Debug)]
pub(super) struct Cycles(BTreeMap<Node, usize>);

impl Cycles {
    /// Kosaraju's algorithm: what a walk against the arrows reaches, begun where walks along them
    /// ended last, leads to each other.
    pub(super) fn of(graph: &Graph, properties: &[&str]) -> Self {
        let statements = graph.statements().iter();
        let arrows: Vec<(&Node, &Node)> = statements
            .filter(|(_, property, value)| {
                properties.contains(&&**property) && value.literal().is_none()
            })
            .map(|(subject, _, value)| (subject, value))
            .collect();
        let mut nodes: Vec<&Node> = arrows.iter().flat_map(|(a, b)| [*a, *b]).collect();
        nodes.sort();
        nodes.dedup();
        let place = |node: &Node| nodes.partition_point(|it| *it < node);
        let mut along = vec![Vec::new(); nodes.len()];
        let mut against = vec![Vec::new(); nodes.len()];
        for (from, to) in arrows {
            let (from, to) = (place(from), place(to));
            along[from].push(to);
            against[to].push(from);
        }
        let mut seen = vec![false; nodes.len()];
        let mut ended = Vec::new();
        for start in 0..nodes.len() {
            walk(start, &along, &mut seen, &mut |node| ended.push(node));
        }
        let mut numbers = vec![0; nodes.len()];
        seen.fill(false);
        for start in ended.into_iter().rev() {
            walk(start, &against, &mut seen, &mut |node| {
                numbers[node] = start;
            });
        }
        Self(nodes.into_iter().cloned().zip(numbers).collect())
    }

    /// Whether one comes back by the arrow from the first to the second.
    pub(super) fn leads_back(&self, from: &Node, to: &Node) -> bool {
        let number = |node| self.0.get(node);
        number(from).is_some() && number(from) == number(to)
    }
}

/// Walks from a node to all that were not seen, and tells each when what lies behind it is done.
fn walk(start: usize, next: &[Vec<usize>], seen: &mut [bool], ended: &mut dyn FnMut(usize)) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    let mut open = vec![(start, next[start].iter())];
    while let Some((node, rest)) = open.last_mut() {
        match rest.next() {
            Some(&to) if !seen[to] => {
                seen[to] = true;
                open.push((to, next[to].iter()));
            }
            Some(_) => (),
            None => {
                ended(*node);
                open.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Syntax;
    use super::super::read::read;
    use super::*;

    const NEXT: &str = "https://e.org/next";

    fn cycles(turtle: &str) -> Cycles {
        let text = format!("@prefix : <https://e.org/> . {turtle}");
        let graph = read("a.ttl", text.as_bytes(), Syntax::Turtle).unwrap();
        Cycles::of(&graph, &[NEXT])
    }

    fn leads_back(cycles: &Cycles, from: &str, to: &str) -> bool {
        let node = |name: &str| Node::Iri(format!("https://e.org/{name}").into());
        cycles.leads_back(&node(from), &node(to))
    }

    #[test]
    fn what_lies_before_between_and_behind_circles_is_on_none() {
        let cycles = cycles(
            ":a :next :b . :b :next :c . :c :next :b, :d . :d :next :e . :e :next :f . :f :next :e, :g . \
             :h :next :h . :i :other :i .",
        );
        for (from, to, expected) in [
            ("a", "b", false),
            ("b", "c", true),
            ("c", "b", true),
            ("c", "d", false),
            ("d", "e", false),
            ("e", "f", true),
            ("f", "g", false),
            ("h", "h", true),
            ("i", "i", false),
        ] {
            assert_eq!(leads_back(&cycles, from, to), expected, "{from} {to}");
        }
    }

    #[test]
    fn a_long_chain_is_walked_once() {
        let count = 100_000;
        let steps: Vec<String> = (0..count)
            .map(|page| format!(":p{page} :next :p{} .\n", page + 1))
            .collect();
        let chain = steps.concat();
        let open = cycles(&chain);
        let closed = cycles(&format!("{chain}:p{count} :next :p0 ."));
        for page in 0..count {
            let (from, to) = (format!("p{page}"), format!("p{}", page + 1));
            assert!(!leads_back(&open, &from, &to));
            assert!(leads_back(&closed, &from, &to));
        }
    }
}
