//! asyncio's bracket texts, `Lock [locked, waiters:2]`, for every primitive's `Debug`.

use std::fmt;

pub(crate) struct Bracket {
    name: &'static str,
    state: String,
}

impl Bracket {
    pub(crate) fn new(name: &'static str, state: impl Into<String>) -> Self {
        Bracket { name, state: state.into() }
    }

    /// Adds `, waiters:N`, unless nobody waits.
    pub(crate) fn waiters(self, waiters: usize) -> Self {
        if waiters == 0 { self } else { self.part("waiters", waiters) }
    }

    /// Adds `, name:value`.
    pub(crate) fn part(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.state += &format!(", {name}:{value}");
        self
    }
}

impl fmt::Debug for Bracket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.name, self.state)
    }
}
