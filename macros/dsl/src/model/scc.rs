//! Strongly connected components, and shortest paths, of graphs whose nodes are numbers.

use std::collections::VecDeque;

/// The strongly connected components, by Tarjan's algorithm without recursion: those that are reached from others come first.
pub(crate) fn components(successors: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search {
        successors,
        index: vec![None; successors.len()],
        low: vec![0; successors.len()],
        on_stack: vec![false; successors.len()],
        stack: Vec::new(),
        next: 0,
        components: Vec::new(),
    };
    for node in 0..successors.len() {
        if search.index[node].is_none() {
            search.visit(node);
        }
    }
    search.components
}

struct Search<'a> {
    successors: &'a [Vec<usize>],
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    components: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn visit(&mut self, root: usize) {
        let mut path = vec![(root, 0)];
        self.enter(root);
        while let Some((node, position)) = path.last_mut() {
            let node = *node;
            match self.successors[node].get(*position) {
                Some(&successor) => {
                    *position += 1;
                    match self.index[successor] {
                        None => {
                            self.enter(successor);
                            path.push((successor, 0));
                        }
                        Some(index) if self.on_stack[successor] => {
                            self.low[node] = self.low[node].min(index);
                        }
                        Some(_) => {}
                    }
                }
                None => {
                    path.pop();
                    if let Some(&(parent, _)) = path.last() {
                        self.low[parent] = self.low[parent].min(self.low[node]);
                    }
                    self.leave(node);
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = Some(self.next);
        self.low[node] = self.next;
        self.next += 1;
        self.stack.push(node);
        self.on_stack[node] = true;
    }

    fn leave(&mut self, node: usize) {
        if self.index[node] != Some(self.low[node]) {
            return;
        }
        let from = self.stack.iter().rposition(|&entered| entered == node).unwrap_or(0);
        let component = self.stack.split_off(from);
        component.iter().for_each(|&member| self.on_stack[member] = false);
        self.components.push(component);
    }
}

/// A shortest path from one node to another, both included, over edges for which `passable` holds.
pub(crate) fn shortest_path(
    successors: &[Vec<usize>],
    from: usize,
    to: usize,
    passable: impl Fn(usize, usize) -> bool,
) -> Option<Vec<usize>> {
    let mut before = vec![None; successors.len()];
    let mut queue = VecDeque::from([from]);
    let mut seen = vec![false; successors.len()];
    seen[from] = true;
    while let Some(node) = queue.pop_front() {
        if node == to {
            let mut path = vec![to];
            while let Some(previous) = path.last().and_then(|&node: &usize| before[node]) {
                path.push(previous);
            }
            path.reverse();
            return Some(path);
        }
        for &successor in &successors[node] {
            if !seen[successor] && passable(node, successor) {
                seen[successor] = true;
                before[successor] = Some(node);
                queue.push_back(successor);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{components, shortest_path};

    #[test]
    fn components_come_after_what_they_reach() {
        let graph = [vec![1], vec![2, 3], vec![1], vec![]];
        let mut found = components(&graph);
        found.iter_mut().for_each(|component| component.sort_unstable());
        assert_eq!(found, [vec![3], vec![1, 2], vec![0]]);
    }

    #[test]
    fn a_path_is_the_shortest_one_that_is_passable() {
        let graph = [vec![1, 2], vec![3], vec![3], vec![0]];
        assert_eq!(shortest_path(&graph, 0, 3, |_, _| true), Some(vec![0, 1, 3]));
        let without_1 = |_, to| to != 1;
        assert_eq!(shortest_path(&graph, 0, 3, without_1), Some(vec![0, 2, 3]));
        assert_eq!(shortest_path(&graph, 0, 3, |_, to| to == 0), None);
    }
}
