//! The map as a Mermaid graph, which Markdown on GitHub and GitLab draws.

use std::{collections::BTreeSet, io, io::Write};

use interlocking_dsl::model::LockMap;

use super::dot::{is_in_cycle, label};
use crate::files::Files;

/// The whole graph. What is part of a cycle is red; what is only tried is dotted.
pub(crate) fn map(map: &LockMap, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    let ends = map.edges.iter().flat_map(|edge| [&*edge.held, &*edge.what]);
    let nodes: Vec<&str> = ends.collect::<BTreeSet<_>>().into_iter().collect();
    for (number, node) in nodes.iter().enumerate() {
        writeln!(out, "    n{number}[{}]", quoted(node))?;
    }
    let number = |name: &str| nodes.partition_point(|node| *node < name);
    for edge in &map.edges {
        let arrow = if edge.waits { "-->" } else { "-.->" };
        let (held, what) = (number(&edge.held), number(&edge.what));
        writeln!(out, "    n{held} {arrow}|{}| n{what}", quoted(&label(edge, files)))?;
    }
    for (at, edge) in map.edges.iter().enumerate() {
        if is_in_cycle(map, edge) {
            writeln!(out, "    linkStyle {at} stroke:red,stroke-width:2px")?;
        }
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!("\"{}\"", escaped.replace('>', "&gt;").replace('\n', "<br>"))
}
