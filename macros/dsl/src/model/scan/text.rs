//! Words, literals, comments and brackets of a text: enough to find where something ends.

use std::ops::Range;

/// What a byte begins, outside of words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Byte {
    Plain,
    Open,
    Close,
    Quote,
    Tick,
    Slash,
}

pub(super) const BYTES: [Byte; 256] = {
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

/// Why a text has no outline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::model) struct Unbalanced;

/// Reads a text from front to back.
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// Whether braces that belong to no item are entered: `cfg_if! { if #[cfg(unix)] { .. } }`.
    pub(super) enters_braces: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, range: Range<usize>) -> Self {
        let bytes = &text.as_bytes()[..range.end];
        Scanner { text, bytes, at: range.start, enters_braces: false }
    }

    pub(super) fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    pub(super) fn begins_with(&self, word: &str) -> bool {
        let rest = &self.bytes[self.at..];
        rest.starts_with(word.as_bytes())
            && (!is_word(word.as_bytes()[0]) || !rest.get(word.len()).is_some_and(|&b| is_word(b)))
    }

    /// The word that begins here, without `r#`.
    pub(super) fn word(&mut self) -> &'a str {
        let text: &'a str = self.text;
        &text[self.name()]
    }

    pub(super) fn name(&mut self) -> Range<usize> {
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
    pub(super) fn skip_blank(&mut self) -> Result<(), Unbalanced> {
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
    pub(super) fn skip_comment(&mut self) -> Result<bool, Unbalanced> {
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
    pub(super) fn skip_header(&mut self) -> Result<(), Unbalanced> {
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
    pub(super) fn skip_to(&mut self, is_end: fn(u8) -> bool) -> Result<(), Unbalanced> {
        while self.at < self.bytes.len() && !is_end(self.bytes[self.at]) {
            self.skip_token()?;
        }
        Ok(())
    }

    /// Skips a word, a group, a literal, a comment or one other byte.
    pub(super) fn skip_token(&mut self) -> Result<(), Unbalanced> {
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
    pub(super) fn skip_group(&mut self) -> Result<Range<usize>, Unbalanced> {
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

    pub(super) fn skip_special(&mut self, byte: Byte) -> Result<(), Unbalanced> {
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
    pub(super) fn skip_string(&mut self) {
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
    pub(super) fn skip_tick(&mut self) {
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
