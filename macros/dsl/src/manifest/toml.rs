//! A reader for manifests: the TOML that cargo has accepted already, without the dates and numbers that nothing here asks for. A
//! crate for all of TOML would be the larger part of what a user compiles for these attributes.

use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    List(Vec<Value>),
    Table(Table),
    /// A number, a boolean or a date, as it is written.
    Other(String),
}

pub(crate) type Table = BTreeMap<String, Value>;

impl Value {
    pub(crate) fn table(&self) -> Option<&Table> {
        match self {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The table at a path of keys.
pub(crate) fn table<'a>(root: &'a Table, path: &[&str]) -> Option<&'a Table> {
    path.iter().try_fold(root, |table, key| table.get(*key)?.table())
}

/// `None` if it is not TOML; cargo has then said so.
pub(crate) fn parse(text: &str) -> Option<Table> {
    let mut reader = Reader { rest: text };
    let (mut root, mut at) = (Table::new(), Vec::new());
    loop {
        reader.skip_lines();
        if reader.rest.is_empty() {
            return Some(root);
        }
        if reader.take("[[") {
            at = reader.key()?;
            reader.expect("]]")?;
            let list = enter(&mut root, &at[..at.len() - 1])?.entry(at.last()?.clone());
            match list.or_insert_with(|| Value::List(Vec::new())) {
                Value::List(items) => items.push(Value::Table(Table::new())),
                _ => return None,
            }
        } else if reader.take("[") {
            at = reader.key()?;
            reader.expect("]")?;
            enter(&mut root, &at)?;
        } else {
            reader.assignment(enter(&mut root, &at)?)?;
        }
        reader.end_of_line()?;
    }
}

/// The table at a path of keys, made where it is missing; of a list, the last.
fn enter<'a>(table: &'a mut Table, path: &[String]) -> Option<&'a mut Table> {
    path.iter().try_fold(table, |table, key| {
        let value = table.entry(key.clone()).or_insert_with(|| Value::Table(Table::new()));
        match value {
            Value::Table(table) => Some(table),
            Value::List(items) => match items.last_mut()? {
                Value::Table(table) => Some(table),
                _ => None,
            },
            _ => None,
        }
    })
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, token: &str) -> Option<()> {
        self.skip_spaces();
        self.take(token).then_some(())
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// Skips spaces, the ends of lines, and comments.
    fn skip_lines(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            if !self.rest.starts_with('#') {
                return;
            }
            self.rest = self.rest.find('\n').map_or("", |end| &self.rest[end..]);
        }
    }

    fn end_of_line(&mut self) -> Option<()> {
        self.skip_spaces();
        self.rest
            .is_empty()
            .then_some(())
            .or_else(|| self.rest.starts_with(['\n', '\r', '#']).then(|| self.skip_lines()))
    }

    fn until(&mut self, end: usize) -> String {
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }

    /// `a."b.c".d`
    fn key(&mut self) -> Option<Vec<String>> {
        let mut key = Vec::new();
        loop {
            self.skip_spaces();
            key.push(match self.rest.chars().next()? {
                '"' | '\'' => self.string()?,
                _ => {
                    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
                    let end = self.rest.find(|c| !is_bare(c)).filter(|end| *end > 0)?;
                    self.until(end)
                }
            });
            self.skip_spaces();
            if !self.take(".") {
                return Some(key);
            }
        }
    }

    fn assignment(&mut self, table: &mut Table) -> Option<()> {
        let key = self.key()?;
        self.expect("=")?;
        let value = self.value()?;
        let (last, path) = key.split_last()?;
        enter(table, path)?.insert(last.clone(), value);
        Some(())
    }

    fn value(&mut self) -> Option<Value> {
        self.skip_spaces();
        match self.rest.chars().next()? {
            '"' | '\'' => self.string().map(Value::Text),
            '[' => self.list(),
            '{' => self.inline_table(),
            _ => {
                let end = self.rest.find([',', ']', '}', '\n', '\r', '#']);
                let text = self.until(end.unwrap_or(self.rest.len()));
                Some(Value::Other(text.trim_end().to_owned()))
            }
        }
    }

    fn list(&mut self) -> Option<Value> {
        self.expect("[")?;
        let mut items = Vec::new();
        loop {
            self.skip_lines();
            if self.take("]") {
                return Some(Value::List(items));
            }
            items.push(self.value()?);
            self.skip_lines();
            if !self.take(",") && !self.rest.starts_with(']') {
                return None;
            }
        }
    }

    fn inline_table(&mut self) -> Option<Value> {
        self.expect("{")?;
        let mut table = Table::new();
        loop {
            self.skip_lines();
            if self.take("}") {
                return Some(Value::Table(table));
            }
            self.assignment(&mut table)?;
            self.skip_lines();
            if !self.take(",") && !self.rest.starts_with('}') {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        for (quote, escapes) in [("\"\"\"", true), ("'''", false), ("\"", true), ("'", false)] {
            if self.take(quote) {
                return self.string_until(quote, escapes);
            }
        }
        None
    }

    fn string_until(&mut self, quote: &str, escapes: bool) -> Option<String> {
        let mut text = String::new();
        loop {
            if self.take(quote) {
                return Some(text);
            }
            let mut chars = self.rest.chars();
            let next = chars.next()?;
            if next == '\\' && escapes {
                // What an escape stands for matters to no name of a crate or a rule.
                text.push(next);
                text.push(chars.next()?);
            } else {
                text.push(next);
            }
            self.rest = chars.as_str();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_are_read() {
        let text = "# a\n[package]\nname = \"a\" # b\nkeywords = [ 'x', # c\n \"y\",\n]\n\
            [package.metadata.\"interlocking\"]\nwarn = [\"a\"]\n\
            [dependencies]\nb = { version = \"1\", features = [\"c\"], package = 'd' }\ne.workspace = true\n\
            [target.'cfg(unix)'.dependencies.f]\nversion = \"1\"\n[[bin]]\nname = \"g\"\n[[bin]]\nname = \"h\"\n\
            [features]\ndefault = []\nlong = \"\"\"\na \\\" # no comment\n\"\"\"\n[profile.dev]\ndebug = 1";
        let root = parse(text).unwrap();
        let text_at = |path: &[&str], key: &str| {
            table(&root, path).and_then(|table| table.get(key)?.text()).map(str::to_owned)
        };
        assert_eq!(text_at(&["package"], "name").as_deref(), Some("a"));
        assert_eq!(text_at(&["dependencies", "b"], "package").as_deref(), Some("d"));
        assert_eq!(text_at(&["target", "cfg(unix)", "dependencies", "f"], "version").unwrap(), "1");
        let metadata = table(&root, &["package", "metadata", "interlocking"]).unwrap();
        assert_eq!(metadata["warn"], Value::List(vec![Value::Text("a".to_owned())]));
        let Value::List(keywords) = &root["package"].table().unwrap()["keywords"] else { panic!() };
        assert_eq!(keywords.len(), 2);
        assert!(matches!(&root["bin"], Value::List(bins) if bins.len() == 2));
        assert_eq!(
            root["profile"].table().unwrap()["dev"].table().unwrap()["debug"],
            Value::Other("1".to_owned())
        );
        assert_eq!(root["dependencies"].table().unwrap()["e"].table().unwrap().len(), 1);
    }

    #[test]
    fn what_is_not_toml_is_nothing() {
        for text in ["[a", "a", "a = ", "a = [1", "a = \"b", "[a] b", "a = {b = 1", "= 1"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(""), Some(Table::new()));
    }
}
