//! The rules with their pages in the book.

use interlocking_dsl::Level;

const BOOK: &str = include_str!("../rules.md");

/// A rule and what the book says of it.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) level: Level,
    /// What it rejects, in a few words.
    pub(crate) summary: &'static str,
    /// Its section, as Markdown, with the heading.
    pub(crate) page: &'static str,
}

/// All rules, in the book's order.
pub(crate) fn all() -> impl Iterator<Item = Rule> {
    interlocking_dsl::Rule::ALL.iter().map(|rule| Rule {
        name: rule.name(),
        level: rule.level(),
        summary: rule.summary(),
        page: section(rule.name()),
    })
}

/// From the rule's heading to the next one.
fn section(name: &str) -> &'static str {
    let heading = format!("\n### {name}\n");
    let Some(start) = BOOK.find(&heading) else { return "" };
    let text = &BOOK[start + 1..];
    let ends = ["\n### ", "\n## "].into_iter().filter_map(|next| text.find(next));
    &text[..ends.min().unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_page() {
        for rule in all() {
            assert!(rule.page.contains("```"), "{} has no page with a program", rule.name);
        }
    }
}
