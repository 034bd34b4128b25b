//! The outline of a source file: its items with their ranges, found by a scan of the text. Bodies are skipped, bracket by bracket;
//! what an item says is parsed later, if something asks for it.

use std::ops::Range;

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

/// Why a text has no outline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unbalanced;

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

/// What a byte begins, outside of words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    Plain,
    Open,
    Close,
    Quote,
    Tick,
    Slash,
}

const BYTES: [Byte; 256] = {
    let mut table = [Byte::Plain; 256];
    table[b'(' as usize] = Byte::Open;
    table[b'[' as usize] = Byte::Open;
    table[b'{' as usize] = Byte::Open;
    table[b')' as usize] = Byte::Close;
    table[b']' as usize] = Byte::Close;
    table[b'}' as usize] = Byte::Close;
    table[b'"' as usize] = Byte::Quote;
    table[b'\'' as usize] = Byte::Tick;
    table[b'/' as usize] = Byte::Slash;
    table
};

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Whether braces that belong to no item are entered: `cfg_if! { if #[cfg(unix)] { .. } }`.
    enters_braces: bool,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, range: Range<usize>) -> Self {
        let bytes = &text.as_bytes()[..range.end];
        Scanner { text, bytes, at: range.start, enters_braces: false }
    }

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

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn begins_with(&self, word: &str) -> bool {
        let rest = &self.bytes[self.at..];
        rest.starts_with(word.as_bytes())
            && (!is_word(word.as_bytes()[0]) || !rest.get(word.len()).is_some_and(|&b| is_word(b)))
    }

    /// The word that begins here, without `r#`.
    fn word(&mut self) -> &'a str {
        let text: &'a str = self.text;
        &text[self.name()]
    }

    fn name(&mut self) -> Range<usize> {
        if self.bytes[self.at..].starts_with(b"r#") {
            self.at += 2;
        }
        let start = self.at;
        while self.at < self.bytes.len() && is_word(self.bytes[self.at]) {
            self.at += 1;
        }
        start..self.at
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) -> Result<(), Unbalanced> {
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                b'/' => {
                    if !self.skip_comment()? {
                        break;
                    }
                }
                _ => break,
            }
        }
        Ok(())
    }

    /// Skips the comment that begins here, if one does.
    fn skip_comment(&mut self) -> Result<bool, Unbalanced> {
        let rest = &self.text[self.at..self.bytes.len()];
        if rest.starts_with("//") {
            self.at += rest.find('\n').unwrap_or(rest.len());
            return Ok(true);
        }
        if !rest.starts_with("/*") {
            return Ok(false);
        }
        let (mut depth, mut at) = (0, self.at);
        while at + 1 < self.bytes.len() {
            match &self.bytes[at..at + 2] {
                b"/*" => (depth, at) = (depth + 1, at + 2),
                b"*/" => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
            if depth == 0 {
                self.at = at;
                return Ok(true);
            }
        }
        Err(Unbalanced)
    }

    /// Skips to the braces or the semicolon that ends the header of an item.
    fn skip_header(&mut self) -> Result<(), Unbalanced> {
        let mut angles = 0usize;
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'<' => angles += 1,
                b'>' if !matches!(self.bytes[self.at - 1], b'-' | b'=') => {
                    angles = angles.saturating_sub(1);
                }
                b'{' | b';' if angles == 0 => break,
                _ => {}
            }
            self.skip_token()?;
        }
        Ok(())
    }

    /// Skips to a byte outside of brackets.
    fn skip_to(&mut self, is_end: fn(u8) -> bool) -> Result<(), Unbalanced> {
        while self.at < self.bytes.len() && !is_end(self.bytes[self.at]) {
            self.skip_token()?;
        }
        Ok(())
    }

    /// Skips a word, a group, a literal, a comment or one other byte.
    fn skip_token(&mut self) -> Result<(), Unbalanced> {
        match BYTES[usize::from(self.peek())] {
            Byte::Open => {
                self.skip_group()?;
            }
            Byte::Close => return Err(Unbalanced),
            Byte::Quote => self.skip_string(),
            Byte::Tick => self.skip_tick(),
            Byte::Slash => {
                if !self.skip_comment()? {
                    self.at += 1;
                }
            }
            Byte::Plain if is_word(self.peek()) => {
                while self.at < self.bytes.len() && is_word(self.bytes[self.at]) {
                    self.at += 1;
                }
            }
            Byte::Plain => self.at += 1,
        }
        Ok(())
    }

    /// Skips brackets with what is in them, whose range it returns. This is where most of the text goes by, so it is one loop.
    fn skip_group(&mut self) -> Result<Range<usize>, Unbalanced> {
        let (start, bytes) = (self.at + 1, self.bytes);
        let (mut at, mut depth) = (self.at, 0usize);
        while at < bytes.len() {
            match BYTES[bytes[at] as usize] {
                Byte::Plain => {}
                Byte::Open => depth += 1,
                Byte::Close => {
                    depth -= 1;
                    if depth == 0 {
                        self.at = at + 1;
                        return Ok(start..at);
                    }
                }
                byte => {
                    self.at = at;
                    self.skip_special(byte)?;
                    at = self.at;
                    continue;
                }
            }
            at += 1;
        }
        Err(Unbalanced)
    }

    fn skip_special(&mut self, byte: Byte) -> Result<(), Unbalanced> {
        match byte {
            Byte::Quote => self.skip_string(),
            Byte::Tick => self.skip_tick(),
            _ => {
                if !self.skip_comment()? {
                    self.at += 1;
                }
            }
        }
        Ok(())
    }

    /// Skips a string whose quote is here, raw or not.
    fn skip_string(&mut self) {
        let bytes = self.bytes;
        if let Some(hashes) = raw_hashes(&bytes[..self.at]) {
            let end = format!("\"{}", "#".repeat(hashes));
            let rest = &self.text[self.at + 1..bytes.len()];
            self.at += 1 + rest.find(&end).map_or(rest.len(), |at| at + end.len());
            return;
        }
        self.at += 1;
        while self.at < bytes.len() && bytes[self.at] != b'"' {
            self.at += if bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at = (self.at + 1).min(bytes.len());
    }

    /// Skips a character or a lifetime.
    fn skip_tick(&mut self) {
        let rest = &self.text[self.at + 1..self.bytes.len()];
        let mut chars = rest.char_indices();
        let (first, second) = (chars.next(), chars.next());
        self.at += 1;
        match (first, second) {
            (Some((_, '\\')), Some((at, escaped))) => {
                let behind = at + escaped.len_utf8();
                let end = rest[behind..].find('\'').map_or(rest.len(), |end| behind + end + 1);
                self.at += end;
            }
            (Some(_), Some((at, '\''))) => self.at += at + 1,
            _ => {
                while self.at < self.bytes.len() && is_word(self.bytes[self.at]) {
                    self.at += 1;
                }
            }
        }
    }
}

/// How many `#` a raw string has whose quote comes next; `None` for one that is not raw.
fn raw_hashes(before: &[u8]) -> Option<usize> {
    let hashes = before.iter().rev().take_while(|&&byte| byte == b'#').count();
    let prefix = before[..before.len() - hashes].strip_suffix(b"r")?;
    let prefix = match prefix {
        [rest @ .., b'b' | b'c'] => rest,
        prefix => prefix,
    };
    (!prefix.last().is_some_and(|&byte| is_word(byte))).then_some(hashes)
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Each item as `kind name`, what is in it indented behind it.
    fn outline(text: &str) -> Vec<String> {
        fn write(text: &str, items: &[Item], depth: usize, lines: &mut Vec<String>) {
            for item in items {
                let kind = format!("{:?}", item.kind);
                let kind = kind.split([' ', '{']).next().unwrap_or_default().to_lowercase();
                let name = &text[item.name.clone()];
                lines.push(format!("{}{kind} {name}", ">".repeat(depth)));
                write(text, &item.items, depth + 1, lines);
            }
        }
        let mut lines = Vec::new();
        write(text, &items(text).expect("the brackets match"), 0, &mut lines);
        lines
    }

    #[test]
    fn every_kind_of_item_has_its_name() {
        let text = r#"
            //! docs with a { and an "
            #![allow(unused)]
            use a::{b, c as d};
            pub(crate) mod file;
            mod inline { fn inner() {} }
            pub struct Unit; struct Tuple<T>(T) where T: Copy; struct Fields { a: u32 }
            enum E { A(u32), B { c: [u8; 3] } }
            pub static S: [u8; 2] = [1, { 2 }];
            static mut M: u8 = b'{';
            const C: &str = "}";
            type Alias<T> = Vec<T>;
            pub const unsafe fn qualified<const N: usize>() -> [u8; N] { [0; N] }
            extern "C" fn abi() {}
            extern "C" { fn foreign(); }
            async fn last<'a>(x: &'a str) -> Box<dyn Fn(u32) -> bool + 'a> where [u8; { 3 }]: Sized { todo!() }
        "#;
        let expected = [
            "use a",
            "module file",
            "module inline",
            ">function inner",
            "struct Unit",
            "struct Tuple",
            "struct Fields",
            "enum E",
            "static S",
            "static M",
            "const C",
            "typealias Alias",
            "function qualified",
            "function abi",
            "function last",
        ];
        assert_eq!(outline(text), expected);
    }

    #[test]
    fn an_impl_is_named_after_its_type() {
        let text = "impl<T: Fn(u8) -> u8> Foo<T> { pub fn a(&self) {} const B: u8 = 1; }
            impl<'a> a::Tr<'a, u8> for &'a mut b::Bar<u8> where u8: Sized { type T = u8; fn c() {} }
            unsafe impl !Send for Baz {} impl Tr for (A, B) {} trait Q { fn d(); fn e() {} }";
        let expected = [
            "impl Foo",
            ">function a",
            ">const B",
            "impl Bar",
            ">typealias T",
            ">function c",
            "impl Baz",
            "impl ",
            "trait Q",
            ">function d",
            ">function e",
        ];
        assert_eq!(outline(text), expected);
    }

    #[test]
    fn literals_and_comments_hide_their_brackets() {
        let texts = [
            r##"fn a() { let s = r#"}"}"#; } fn b() {}"##,
            "fn a() { let c = '{'; let d = '\\''; let e: &'static str = \"\\\"}\"; } fn b() {}",
            "fn a() { /* } /* } */ */ // }\n } fn b() {}",
            "fn a() { b\"}\"; br\"\\\"; 'x: loop { break 'x } } fn b() {}",
            "fn a() { let ä = 'ä'; '\u{1F600}'; bar\"}\" } fn b() {}",
        ];
        for text in texts {
            assert_eq!(outline(text), ["function a", "function b"], "{text}");
        }
    }

    #[test]
    fn items_in_macros_are_seen() {
        let text = "lazy_static! { pub static ref A: Mutex<u8> = Mutex::new(0); }
            cfg_if::cfg_if! { if #[cfg(unix)] { fn u() {} } else { fn w() {} } }
            macro_rules! lock { ($e:expr) => { $e.lock().unwrap() } } thread_local!(static B: u8 = 1);
            fields!(\"x\", A { r#type: T, pub y: u8 }, B { type Z }); fn after() {}";
        let expected = [
            "macrocall lazy_static",
            ">static A",
            "macrocall cfg_if",
            ">function u",
            ">function w",
            "macrorules lock",
            "macrocall thread_local",
            ">static B",
            "macrocall fields",
            "function after",
        ];
        assert_eq!(outline(text), expected);
    }

    #[test]
    fn attributes_are_taken_apart() {
        let text =
            "/// [docs]\n#[cfg(unix)] #[path = \"a]b.rs\"] /* [x] */ #[tokio::test] fn a() {}";
        let items = items(text).expect("the brackets match");
        let found = attributes(text, items[0].attributes.clone());
        assert_eq!(found, ["cfg(unix)", "path = \"a]b.rs\"", "tokio::test"]);
    }

    #[test]
    fn brackets_that_do_not_match_are_told() {
        for text in ["fn a() {", "}", "fn a() { ( }", "/*", "fn a() { \"", "mod m { fn a( }"] {
            assert!(items(text).is_err(), "{text}");
        }
    }
}
