//! Functions and what is nested in them, as one list, and who calls whom.

use super::{
    scc,
    summary::{Action, Argument, Call, Callee, FnId, Header, Program, Summary},
};

/// A function, or a closure, an async block or a function that is written in one.
pub(crate) struct Node<'p> {
    pub(crate) summary: &'p Summary,
    /// The function that it is written in.
    pub(crate) function: FnId,
    /// The node that it is written in directly.
    pub(crate) parent: Option<usize>,
    /// The nodes that are written in it directly.
    pub(crate) nested: Vec<usize>,
}

/// All nodes. Those of one function follow each other.
pub(crate) struct Nodes<'p> {
    pub(crate) all: Vec<Node<'p>>,
    of_function: Vec<Option<usize>>,
    calls: Vec<Vec<usize>>,
}

impl<'p> Nodes<'p> {
    pub(crate) fn new(program: &'p Program) -> Self {
        let mut nodes = Nodes { all: Vec::new(), of_function: Vec::new(), calls: Vec::new() };
        for (number, summary) in program.functions.iter().enumerate() {
            let node = summary.as_ref().map(|summary| nodes.add(summary, FnId(number), None));
            nodes.of_function.push(node);
        }
        nodes.calls = (0..nodes.all.len()).map(|node| nodes.called_by(node)).collect();
        nodes
    }

    fn add(&mut self, summary: &'p Summary, function: FnId, parent: Option<usize>) -> usize {
        let node = self.all.len();
        self.all.push(Node { summary, function, parent, nested: Vec::new() });
        let nested = summary.nested.iter().map(|inner| self.add(inner, function, Some(node)));
        self.all[node].nested = nested.collect();
        node
    }

    pub(crate) fn of_function(&self, function: FnId) -> Option<usize> {
        self.of_function.get(function.0).copied().flatten()
    }

    /// Whether two nodes are written in one function, so that their places mean the same.
    pub(crate) fn is_family(&self, one: usize, other: usize) -> bool {
        self.all[one].function == self.all[other].function
    }

    /// The nodes of the function that a node is written in.
    pub(crate) fn family(&self, node: usize) -> impl Iterator<Item = usize> + use<'p> {
        let function = self.all[node].function;
        let first = self.of_function(function).unwrap_or(node);
        let count = self.all[first..].iter().take_while(|node| node.function == function).count();
        first..first + count
    }

    /// The name for messages: of the function, for what is written in it too.
    pub(crate) fn name(&self, node: usize) -> &'p str {
        &self.header(node).name
    }

    /// What the function is that a node is written in.
    pub(crate) fn header(&self, node: usize) -> &'p Header {
        let first = self.of_function(self.all[node].function).unwrap_or(node);
        &self.all[first].summary.header
    }

    /// The nodes that a callee may be.
    pub(crate) fn callees(&self, node: usize, callee: &Callee) -> Vec<usize> {
        match callee {
            Callee::Functions(functions) => {
                let nodes: Option<Vec<_>> =
                    functions.iter().map(|function| self.of_function(*function)).collect();
                // One unknown candidate may have no effect, so the call then counts as having none.
                nodes.unwrap_or_default()
            }
            Callee::Nested(nested) => {
                self.all[node].nested.get(*nested).copied().into_iter().collect()
            }
            Callee::Parameter(_) | Callee::Awaited(_) | Callee::Foreign(_) | Callee::Unknown(_) => {
                Vec::new()
            }
        }
    }

    /// Whether a node calls itself directly.
    pub(crate) fn calls_itself(&self, node: usize) -> bool {
        self.calls[node].contains(&node)
    }

    /// Groups of nodes that call each other, callees first.
    pub(crate) fn groups(&self) -> Vec<Vec<usize>> {
        scc::components(&self.calls)
    }

    fn called_by(&self, node: usize) -> Vec<usize> {
        let mut called = Vec::new();
        for event in &self.all[node].summary.events {
            match &event.action {
                Action::Call(call) => self.of_call(node, call, &mut called),
                Action::Together { branches, .. } => {
                    branches.iter().for_each(|branch| self.of_call(node, branch, &mut called));
                }
                Action::Spawn { body, arguments, .. } => {
                    called.extend(self.callees(node, body));
                    self.passed(node, arguments, &mut called);
                }
                _ => {}
            }
        }
        called
    }

    fn of_call(&self, node: usize, call: &Call, called: &mut Vec<usize>) {
        called.extend(self.callees(node, &call.callee));
        self.passed(node, &call.arguments, called);
    }

    fn passed(&self, node: usize, arguments: &[Argument], called: &mut Vec<usize>) {
        for code in arguments.iter().filter_map(|argument| argument.code.as_ref()) {
            called.extend(self.callees(node, code));
        }
    }
}
