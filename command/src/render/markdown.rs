//! A page of the book of rules, for a terminal: headings bold, programs indented, links without their addresses.

use std::{io, io::Write};

const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

/// Prints Markdown as a text that is read in a terminal.
pub(crate) fn page(markdown: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut is_code = false;
    for line in markdown.trim().lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            writeln!(out, "{}", format!("    {line}").trim_end())?;
        } else if let Some(heading) = heading(line) {
            writeln!(out, "{BOLD}{heading}{PLAIN}")?;
        } else {
            writeln!(out, "{}", without_addresses(line))?;
        }
    }
    Ok(())
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    (text.len() < line.len()).then(|| text.strip_prefix(' ')).flatten()
}

/// `[text](address)` becomes `text`.
pub(crate) fn without_addresses(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, link)) = rest.split_once('[') {
        let parts = link.split_once("](").and_then(|(name, behind)| {
            let (_, behind) = behind.split_once(')')?;
            (!name.contains('[')).then_some((name, behind))
        });
        text.push_str(before);
        match parts {
            Some((name, behind)) => {
                text.push_str(name);
                rest = behind;
            }
            None => {
                text.push('[');
                rest = link;
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;

    use super::*;

    fn shown(markdown: &str) -> String {
        let mut out = Vec::new();
        page(markdown, &mut out).unwrap();
        strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn programs_are_indented_and_links_lose_their_addresses() {
        let page = "### a_rule\n\nSee [`b`](#b) and `c[0]`.\n\n```rust,rejected\nfn main() {}\n\n#[x]\n```\n";
        assert_eq!(shown(page), "a_rule\n\nSee `b` and `c[0]`.\n\n    fn main() {}\n\n    #[x]\n");
    }

    #[test]
    fn an_open_bracket_is_kept() {
        assert_eq!(without_addresses("a [b] (c) [d](e"), "a [b] (c) [d](e");
    }
}
