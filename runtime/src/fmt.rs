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

/// A guard's `Debug` and `Display` are those of its data.
macro_rules! as_its_data {
    ($([$($generics:tt)*] $guard:ty, $data:ident;)*) => {$(
        impl<$($generics)*> std::fmt::Debug for $guard
        where
            $data: std::fmt::Debug,
        {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<$($generics)*> std::fmt::Display for $guard
        where
            $data: std::fmt::Display,
        {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                (**self).fmt(f)
            }
        }
    )*};
}
pub(crate) use as_its_data;
