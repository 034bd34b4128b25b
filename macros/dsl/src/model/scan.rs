//! The outline of a source file: its items with their ranges, found by a scan of the text. Bodies are skipped, bracket by bracket;
//! what an item says is parsed later, if something asks for it.

#[cfg(test)]
mod tests;
mod text;

use std::ops::Range;

pub(super) use self::text::Unbalanced;
use self::text::{BYTES, Byte, Scanner, is_word};

/// An item, by where it is in the text.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    /// Its name; of an `impl` the last word of the type, of a macro call the last word of the macro; empty where it has none.
    pub(super) name: Range<usize>,
    /// All of its attributes.
    pub(super) attributes: Range<usize>,
    /// Without its attributes.
    pub(super) text: Range<usize>,
    /// What is between its braces; empty where it has none.
    pub(super) body: Range<usize>,
    /// What a module, an impl, a trait or a macro call has between its braces.
    pub(super) items: Vec<Item>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ItemKind {
    /// Whether it has a file of its own.
    Module {
        in_file: bool,
    },
    Use,
    ExternCrate,
    Struct,
    Enum,
    TypeAlias,
    Static,
    /// A static of `thread_local!`.
    ThreadLocal,
    Const,
    Function,
    Impl {
        of_trait: bool,
    },
    Trait,
    MacroRules,
    /// Its items, if its tokens look like such.
    MacroCall,
}

/// The items of a file.
pub(super) fn items(text: &str) -> Result<Vec<Item>, Unbalanced> {
    items_in(text, 0..text.len())
}

/// The items in a part of a text, the body of a function for example.
pub(super) fn items_in(text: &str, range: Range<usize>) -> Result<Vec<Item>, Unbalanced> {
    Scanner::new(text, range).items()
}

/// What is between the brackets of each attribute in a part of a text: `cfg(unix)`.
pub(super) fn attributes(text: &str, range: Range<usize>) -> Vec<&str> {
    let mut scanner = Scanner::new(text, range);
    let mut attributes = Vec::new();
    while scanner.skip_to(|byte| byte == b'[').is_ok() && scanner.at < scanner.bytes.len() {
        let Ok(group) = scanner.skip_group() else { break };
        attributes.push(text[group].trim());
    }
    attributes
}

impl<'a> Scanner<'a> {
    fn items(&mut self) -> Result<Vec<Item>, Unbalanced> {
        let mut items = Vec::new();
        while let Some(item) = self.item()? {
            items.push(item);
        }
        Ok(items)
    }

    fn item(&mut self) -> Result<Option<Item>, Unbalanced> {
        loop {
            self.skip_blank()?;
            let attributes = self.attributes()?;
            if self.at >= self.bytes.len() {
                return Ok(None);
            }
            let start = self.at;
            if let Some(item) = self.item_at(start, attributes)? {
                return Ok(Some(item));
            }
            // A token that begins no item.
            if self.at == start {
                match self.peek() {
                    b'{' | b'}' if self.enters_braces => self.at += 1,
                    _ => self.skip_token()?,
                }
            }
        }
    }

    /// The item that begins here; `None` where there is none, with the words before it skipped.
    fn item_at(
        &mut self,
        start: usize,
        attributes: Range<usize>,
    ) -> Result<Option<Item>, Unbalanced> {
        loop {
            let is_raw = self.bytes[self.at..].starts_with(b"r#");
            let word = self.word();
            self.skip_blank()?;
            let kind = match word {
                _ if is_raw => return self.macro_call(start, attributes, word),
                "pub" => {
                    if self.peek() == b'(' {
                        self.skip_group()?;
                        self.skip_blank()?;
                    }
                    continue;
                }
                "crate" if !self.begins_with("::") => ItemKind::ExternCrate,
                "async" | "unsafe" | "default" | "safe" | "auto" => continue,
                "extern" => {
                    if self.skip_abi()? {
                        return Ok(None);
                    }
                    continue;
                }
                "const" if self.begins_qualified() => continue,
                "mod" => ItemKind::Module { in_file: false },
                "use" => ItemKind::Use,
                "struct" | "union" => ItemKind::Struct,
                "enum" => ItemKind::Enum,
                "type" => ItemKind::TypeAlias,
                "static" => ItemKind::Static,
                "const" => ItemKind::Const,
                "fn" => ItemKind::Function,
                "impl" => ItemKind::Impl { of_trait: false },
                "trait" => ItemKind::Trait,
                "" => return Ok(None),
                _ => return self.macro_call(start, attributes, word),
            };
            return self.finish(kind, start, attributes).map(Some);
        }
    }

    /// Whether what follows `const` belongs to a function.
    fn begins_qualified(&self) -> bool {
        ["fn", "async", "unsafe", "extern"].iter().any(|word| self.begins_with(word))
    }

    /// Skips what follows `extern`; whether that was a whole block.
    fn skip_abi(&mut self) -> Result<bool, Unbalanced> {
        if self.peek() == b'"' {
            self.skip_string();
            self.skip_blank()?;
        }
        let is_block = self.peek() == b'{';
        if is_block {
            self.skip_group()?;
        }
        Ok(is_block)
    }

    fn finish(
        &mut self,
        kind: ItemKind,
        start: usize,
        attributes: Range<usize>,
    ) -> Result<Item, Unbalanced> {
        match kind {
            ItemKind::Impl { .. } => self.implementation(start, attributes),
            ItemKind::Static | ItemKind::Const => {
                for qualifier in ["mut", "ref"] {
                    if self.begins_with(qualifier) {
                        self.word();
                        self.skip_blank()?;
                    }
                }
                let name = self.name();
                self.skip_to(|byte| byte == b';')?;
                self.at = (self.at + 1).min(self.bytes.len());
                Ok(self.bare(kind, start, attributes, name))
            }
            ItemKind::Use | ItemKind::ExternCrate | ItemKind::TypeAlias => {
                let name = self.name();
                self.skip_to(|byte| byte == b';')?;
                self.at = (self.at + 1).min(self.bytes.len());
                Ok(self.bare(kind, start, attributes, name))
            }
            _ => self.with_body(kind, start, attributes),
        }
    }

    fn bare(
        &self,
        kind: ItemKind,
        start: usize,
        attributes: Range<usize>,
        name: Range<usize>,
    ) -> Item {
        let (text, body) = (start..self.at, self.at..self.at);
        Item { kind, name, attributes, text, body, items: Vec::new() }
    }

    /// An item that ends with its braces, or with a semicolon.
    fn with_body(
        &mut self,
        kind: ItemKind,
        start: usize,
        attributes: Range<usize>,
    ) -> Result<Item, Unbalanced> {
        let name = self.name();
        self.skip_header()?;
        if self.peek() != b'{' {
            self.at = (self.at + 1).min(self.bytes.len());
            let kind = match kind {
                ItemKind::Module { .. } => ItemKind::Module { in_file: true },
                kind => kind,
            };
            return Ok(self.bare(kind, start, attributes, name));
        }
        let body = self.skip_group()?;
        let items = match kind {
            ItemKind::Module { .. } | ItemKind::Trait => items_in(self.text, body.clone())?,
            _ => Vec::new(),
        };
        Ok(Item { kind, name, attributes, text: start..self.at, body, items })
    }

    fn implementation(
        &mut self,
        start: usize,
        attributes: Range<usize>,
    ) -> Result<Item, Unbalanced> {
        let header = self.at;
        self.skip_header()?;
        let (name, of_trait) = self_type(self.text, header..self.at);
        let kind = ItemKind::Impl { of_trait };
        if self.peek() != b'{' {
            return Ok(self.bare(kind, start, attributes, name));
        }
        let body = self.skip_group()?;
        let items = items_in(self.text, body.clone())?;
        Ok(Item { kind, name, attributes, text: start..self.at, body, items })
    }

    /// `name! { .. }`, `name!(..);`, `macro_rules! name { .. }`
    fn macro_call(
        &mut self,
        start: usize,
        attributes: Range<usize>,
        mut word: &'a str,
    ) -> Result<Option<Item>, Unbalanced> {
        while self.begins_with("::") {
            self.at += 2;
            word = self.word();
        }
        let mut name = offset(self.text, word);
        if self.peek() != b'!' {
            return Ok(None);
        }
        self.at += 1;
        self.skip_blank()?;
        let kind = match word {
            "macro_rules" => {
                name = self.name();
                self.skip_blank()?;
                ItemKind::MacroRules
            }
            _ => ItemKind::MacroCall,
        };
        if BYTES[usize::from(self.peek())] != Byte::Open {
            return Ok(None);
        }
        let body = self.skip_group()?;
        let items = match kind {
            ItemKind::MacroCall => {
                let inside = Scanner::new(self.text, body.clone());
                Scanner { enters_braces: true, ..inside }.items().unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let text = start..self.at;
        Ok(Some(Item { kind, name, attributes, text, body, items }))
    }

    /// Attributes, inner ones too.
    fn attributes(&mut self) -> Result<Range<usize>, Unbalanced> {
        let start = self.at;
        let mut end = start;
        while self.peek() == b'#' {
            let before = self.at;
            self.at += 1;
            if self.peek() == b'!' {
                self.at += 1;
            }
            self.skip_blank()?;
            if self.peek() != b'[' {
                self.at = before + 1;
                break;
            }
            self.skip_group()?;
            end = self.at;
            self.skip_blank()?;
        }
        Ok(start..end)
    }
}

/// Where a part of a text is in it.
fn offset(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

/// The last word of the type that an impl is for, and whether it is of a trait: `impl<T> Tr<T> for &a::B<T> where ..`.
fn self_type(text: &str, header: Range<usize>) -> (Range<usize>, bool) {
    let words = Words { text, at: header.start, end: header.end };
    let (mut last, mut of_trait) = (header.start..header.start, false);
    for word in words {
        match &text[word.clone()] {
            "for" => (last, of_trait) = (header.start..header.start, true),
            "where" => break,
            "mut" | "dyn" | "const" | "unsafe" => {}
            _ => last = word,
        }
    }
    (last, of_trait)
}

/// The words outside of angle brackets and brackets.
struct Words<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut depth = 0usize;
        while self.at < self.end {
            let byte = bytes[self.at];
            match byte {
                b'<' | b'(' => depth += 1,
                b'>' if bytes[self.at - 1] == b'-' => {}
                b'>' | b')' => depth = depth.saturating_sub(1),
                b'\'' => {
                    self.at += 1;
                    while self.at < self.end && is_word(bytes[self.at]) {
                        self.at += 1;
                    }
                    continue;
                }
                _ if is_word(byte) => {
                    let start = self.at;
                    while self.at < self.end && is_word(bytes[self.at]) {
                        self.at += 1;
                    }
                    if depth == 0 {
                        return Some(start..self.at);
                    }
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        None
    }
}
