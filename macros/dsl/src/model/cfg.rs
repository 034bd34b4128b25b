//! Which code a build has: the predicates of `#[cfg(..)]`, decided on the text.

use std::env::consts;

/// What a build is configured with. What it does not know is taken to be on, so that code is seen rather than missed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cfg {
    /// Whether `test` is set.
    pub test: bool,
    /// The features that are on; `None` turns on all of them.
    pub features: Option<Vec<String>>,
    /// Every other key with its value, if it has one: `("target_os", Some("linux"))`, `("unix", None)`.
    pub flags: Vec<(String, Option<String>)>,
    /// Whether `flags` has all flags of the build, so that one that is not among them is off.
    pub is_complete: bool,
}

impl Cfg {
    /// All features, no tests, and the target that this runs on.
    pub fn of_host() -> Cfg {
        Cfg { flags: host_flags(), ..Cfg::default() }
    }

    /// Whether the text behind `cfg` holds, `(unix, not(test))`; one that cannot be read does.
    pub(crate) fn holds(&self, predicate: &str) -> bool {
        Parser { text: predicate }.all(self).unwrap_or(true)
    }

    fn flag(&self, key: &str) -> Option<bool> {
        match key {
            "test" => Some(self.test),
            "true" => Some(true),
            "false" => Some(false),
            // A documented item is there in an ordinary build, too.
            "doc" | "doctest" | "miri" | "loom" => Some(self.has(key, None)),
            _ if self.has(key, None) => Some(true),
            "debug_assertions" => Some(true),
            "unix" | "windows" if !self.flags.is_empty() => Some(false),
            _ => self.is_complete.then_some(false),
        }
    }

    fn value(&self, key: &str, value: &str) -> Option<bool> {
        if key == "feature" {
            let features = self.features.as_ref();
            return Some(features.is_none_or(|on| on.iter().any(|on| on == value)));
        }
        if self.flags.iter().any(|(known, _)| known == key) {
            return Some(self.has(key, Some(value)));
        }
        self.is_complete.then_some(false)
    }

    fn has(&self, key: &str, value: Option<&str>) -> bool {
        self.flags.iter().any(|(known, given)| known == key && given.as_deref() == value)
    }
}

pub(super) fn host_flags() -> Vec<(String, Option<String>)> {
    let width = usize::BITS.to_string();
    let values = [
        ("target_os", consts::OS),
        ("target_arch", consts::ARCH),
        ("target_family", consts::FAMILY),
        ("target_pointer_width", &*width),
        ("panic", "unwind"),
    ];
    let values = values.map(|(key, value)| (key.to_owned(), Some(value.to_owned())));
    values.into_iter().chain([(consts::FAMILY.to_owned(), None)]).collect()
}

/// Reads a predicate from its text, with `None` for what is not known.
struct Parser<'a> {
    text: &'a str,
}

impl<'a> Parser<'a> {
    fn all(mut self, cfg: &Cfg) -> Option<bool> {
        self.list(cfg).into_iter().fold(Some(true), and)
    }

    /// `(a, b, ..)`
    fn list(&mut self, cfg: &Cfg) -> Vec<Option<bool>> {
        let mut values = Vec::new();
        if !self.takes('(') {
            return values;
        }
        while !self.takes(')') && !self.text.is_empty() {
            let before = self.text.len();
            values.push(self.predicate(cfg));
            self.takes(',');
            if self.text.len() == before {
                return vec![None];
            }
        }
        values
    }

    fn predicate(&mut self, cfg: &Cfg) -> Option<bool> {
        let key = self.word();
        if self.text.starts_with('(') {
            let values = self.list(cfg);
            return match key {
                "all" => values.into_iter().fold(Some(true), and),
                "any" => values.into_iter().fold(Some(false), or),
                "not" => values.first().copied().flatten().map(|value| !value),
                _ => None,
            };
        }
        if self.takes('=') {
            let value = self.string()?;
            return cfg.value(key, value);
        }
        cfg.flag(key)
    }

    fn word(&mut self) -> &'a str {
        let text = self.text.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        self.text = text[end..].trim_start();
        &text[..end]
    }

    fn string(&mut self) -> Option<&'a str> {
        let (value, rest) = self.text.strip_prefix('"')?.split_once('"')?;
        self.text = rest.trim_start();
        Some(value)
    }

    fn takes(&mut self, punctuation: char) -> bool {
        match self.text.trim_start().strip_prefix(punctuation) {
            Some(rest) => {
                self.text = rest.trim_start();
                true
            }
            None => false,
        }
    }
}

fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linux() -> Cfg {
        let flags =
            vec![("target_os".to_owned(), Some("linux".to_owned())), ("unix".to_owned(), None)];
        Cfg { flags, ..Cfg::default() }
    }

    #[test]
    fn what_is_known_decides() {
        let on = [
            "(unix)",
            "(target_os = \"linux\")",
            "(not(test))",
            "(feature = \"anything\")",
            "(any(windows, feature = \"x\"))",
            "(all(unix, not(target_os = \"macos\")))",
            "(debug_assertions)",
            "( not ( windows ) , )",
        ];
        let off = [
            "(test)",
            "(windows)",
            "(not(unix))",
            "(all(test, unknown))",
            "(not(feature = \"x\"))",
            "(any(test, target_os = \"macos\"))",
            "(loom)",
        ];
        assert!(on.iter().all(|predicate| linux().holds(predicate)));
        for predicate in off {
            assert!(!linux().holds(predicate), "{predicate}");
        }
    }

    #[test]
    fn what_is_not_known_is_on() {
        for predicate in [
            "(tokio_unstable)",
            "(not(tokio_unstable))",
            "(any(test, strange))",
            "",
            "(=",
            "(a(",
            "(\"x\")",
        ] {
            assert!(linux().holds(predicate), "{predicate}");
        }
        let complete = Cfg { is_complete: true, ..linux() };
        assert!(!complete.holds("(tokio_unstable)"));
        assert!(complete.holds("(not(tokio_unstable))"));
    }

    #[test]
    fn features_are_those_that_are_given() {
        let cfg = Cfg { features: Some(vec!["a".to_owned()]), ..linux() };
        assert!(cfg.holds("(feature = \"a\")"));
        assert!(!cfg.holds("(feature=\"b\")"));
    }
}
