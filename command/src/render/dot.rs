//! The map as a graph for Graphviz: an arrow from what is held to what is taken or awaited under it.

use std::{io, io::Write};

use interlocking_dsl::model::{LockMap, LockOrder, MappedEdge};

use crate::files::Files;

/// The whole graph. What is part of a cycle is red; what is only tried is dashed.
pub(crate) fn map(map: &LockMap, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph interlocking {{")?;
    writeln!(out, "    rankdir=LR;")?;
    writeln!(out, "    node [shape=box, style=rounded, fontname=\"sans-serif\"];")?;
    writeln!(out, "    edge [fontname=\"sans-serif\", fontsize=10];")?;
    for edge in &map.edges {
        let style = if edge.waits { "" } else { ", style=dashed" };
        let colour = if is_in_cycle(map, edge) { ", color=red, penwidth=2" } else { "" };
        let label = quoted(&label(edge, files));
        let (held, what) = (quoted(&edge.held), quoted(&edge.what));
        writeln!(out, "    {held} -> {what} [label={label}{style}{colour}];")?;
    }
    writeln!(out, "}}")
}

/// Where it happens: the first function, and how many others.
pub(super) fn label(edge: &MappedEdge, files: &Files) -> String {
    let Some((function, at)) = edge.places.first() else { return String::new() };
    let name = function.rsplit("::").next().unwrap_or(function);
    let more = match edge.places.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{name}{more}\n{}:{}", files.shown(&at.file), at.line)
}

/// Whether the edge is a step of one of the cycles.
pub(super) fn is_in_cycle(map: &LockMap, edge: &MappedEdge) -> bool {
    let LockOrder::Cycles(cycles) = &map.order else { return false };
    cycles.iter().any(|cycle| {
        let next = cycle.iter().cycle().skip(1);
        cycle.iter().zip(next).any(|(held, what)| *held == edge.held && *what == edge.what)
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
