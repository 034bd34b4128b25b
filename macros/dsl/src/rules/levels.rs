//! The levels that the user's manifest gives to rules, in `[package.metadata.interlocking]`.

use super::{Level, Rule};
use crate::{
    manifest::{self, Value},
    syntax,
};

/// The keys of `[package.metadata.interlocking]`, and the level that each gives to its rules.
const LEVELS: [(&str, Level); 3] =
    [("allow", Level::Off), ("warn", Level::Warning), ("deny", Level::Error)];

/// Something that is wrong with the table.
pub(crate) struct Mistake {
    pub(crate) what: String,
    pub(crate) help: String,
}

/// The level that the manifest gives to a rule, if any.
pub(crate) fn level(rule: Rule) -> Option<Level> {
    let (levels, _) = levels(manifest::metadata().as_ref());
    levels.iter().rfind(|(given, _)| *given == rule).map(|(_, level)| *level)
}

/// The levels that a manifest gives to rules, by its text; a later one decides. What is wrong with it is for the macros to say.
pub fn manifest_levels(text: &str) -> Vec<(Rule, Level)> {
    levels(manifest::metadata_of(text).as_ref()).0
}

/// What is wrong with the table.
pub(crate) fn mistakes() -> Vec<Mistake> {
    levels(manifest::metadata().as_ref()).1
}

/// What `[package.metadata.interlocking]` says, and what is wrong with it.
fn levels(metadata: Option<&Value>) -> (Vec<(Rule, Level)>, Vec<Mistake>) {
    let (mut levels, mut mistakes) = (Vec::new(), Vec::new());
    let mut wrong = |what: String, help: String| {
        mistakes.push(Mistake { what: format!("Cargo.toml: {what}"), help });
    };
    let path = "[package.metadata.interlocking]";
    let Some(metadata) = metadata else { return (levels, mistakes) };
    let Some(table) = metadata.table() else {
        wrong(
            "`interlocking` in `[package.metadata]` is not a table".to_owned(),
            format!("write `{path}`"),
        );
        return (levels, mistakes);
    };
    for (key, value) in table {
        let Some((_, level)) = LEVELS.into_iter().find(|(known, _)| key == known) else {
            let nearest = syntax::nearest(key, LEVELS.into_iter().map(|(known, _)| known));
            let help = nearest.map_or("`warn`, `deny` and `allow`", |nearest| nearest);
            wrong(format!("`{key}` is not a key of `{path}`"), format!("write {}", quoted(help)));
            continue;
        };
        let Value::List(rules) = value else {
            let help = format!("write `{key} = [\"held_across_io\"]`");
            wrong(format!("`{key}` in `{path}` is not a list of rules"), help);
            continue;
        };
        for rule in rules {
            match rule.text().map(|name| (name, Rule::named(name))) {
                Some((_, Some(rule))) => levels.push((rule, level)),
                Some((name, None)) => {
                    let known = Rule::ALL.iter().map(|rule| rule.name());
                    let help = match syntax::nearest(name, known) {
                        Some(nearest) => format!("did you mean `{nearest}`?"),
                        None => "`cargo interlocking explain` lists all rules".to_owned(),
                    };
                    wrong(format!("`{key}` in `{path}` names `{name}`, which is no rule"), help);
                }
                None => {
                    let help = format!("write `{key} = [\"held_across_io\"]`");
                    wrong(format!("`{key}` in `{path}` is not a list of rules"), help);
                }
            }
        }
    }
    (levels, mistakes)
}

fn quoted(words: &str) -> String {
    if words.contains('`') { words.to_owned() } else { format!("`{words}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels_of(manifest: &str) -> (Vec<(Rule, Level)>, Vec<String>) {
        let (levels, mistakes) = levels(manifest::metadata_of(manifest).as_ref());
        (levels, mistakes.into_iter().map(|it| format!("{}; {}", it.what, it.help)).collect())
    }

    #[test]
    fn rules_have_the_levels_that_their_lists_say() {
        let manifest = "[package]\nname = \"a\"\n[package.metadata.interlocking]\nwarn = [\n  \"held_across_io\", # slow\n]\n\
            deny = ['unused_guard']\nallow = [\"lost_update\"]\n[lib]";
        let (levels, mistakes) = levels_of(manifest);
        let expected = [
            (Rule::lost_update, Level::Off),
            (Rule::unused_guard, Level::Error),
            (Rule::held_across_io, Level::Warning),
        ];
        assert_eq!((levels, mistakes), (expected.to_vec(), Vec::new()));
        let inline = "[package]\nmetadata.interlocking.warn = ['held_across_io']";
        assert_eq!(levels_of(inline).0.len(), 1);
        assert!(levels_of("[package]\nwarn = [\"held_across_io\"]").0.is_empty());
    }

    #[test]
    fn mistakes_say_what_was_meant() {
        let cases = [
            ("warm = []", "`warm` is not a key", "write `warn`"),
            ("forbidden = []", "`forbidden` is not a key", "write `warn`, `deny` and `allow`"),
            (
                "warn = \"held_across_io\"",
                "is not a list of rules",
                "write `warn = [\"held_across_io\"]`",
            ),
            ("deny = [3]", "is not a list of rules", "write `deny = [\"held_across_io\"]`"),
            ("deny = [\"held_acros_io\"]", "which is no rule", "did you mean `held_across_io`?"),
            ("deny = [\"qqqqq\"]", "which is no rule", "lists all rules"),
        ];
        for (line, what, help) in cases {
            let (levels, mistakes) = levels_of(&format!("[package.metadata.interlocking]\n{line}"));
            assert!(levels.is_empty(), "{line}");
            assert_eq!(mistakes.len(), 1, "{line}");
            assert!(mistakes[0].contains(what) && mistakes[0].contains(help), "{}", mistakes[0]);
        }
        let (_, mistakes) = levels_of("[package.metadata]\ninterlocking = true");
        assert_eq!(mistakes.len(), 1);
    }
}
