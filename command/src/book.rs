//! The book of rules: a section for each rule.

use interlocking_dsl::Rule;

const BOOK: &str = include_str!("../rules.md");

/// The section of a rule, as Markdown, from its heading to the next one.
pub(crate) fn section(rule: Rule) -> &'static str {
    let heading = format!("\n### {}\n", rule.name());
    let Some(start) = BOOK.find(&heading) else { return "" };
    let text = &BOOK[start + 1..];
    let ends = ["\n### ", "\n## "].into_iter().filter_map(|next| text.find(next));
    &text[..ends.min().unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_section_with_a_program() {
        for &rule in Rule::ALL {
            assert!(section(rule).contains("```"), "{}", rule.name());
        }
    }
}
