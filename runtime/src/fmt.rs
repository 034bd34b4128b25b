//! asyncio's bracket texts, `Lock [locked, waiters:2]`, for every primitive's `Debug`.

use std::fmt;

/// Writes a bracket text, part by part, without a heap.
pub(crate) struct Bracket<'a, 'b> {
    f: &'a mut fmt::Formatter<'b>,
    written: fmt::Result,
}

impl<'a, 'b> Bracket<'a, 'b> {
    pub(crate) fn new(f: &'a mut fmt::Formatter<'b>, name: &str, state: impl fmt::Display) -> Self {
        let written = write!(f, "{name} [{state}");
        Bracket { f, written }
    }

    /// Adds `, waiters:N`, unless nobody waits.
    pub(crate) fn waiters(self, waiters: usize) -> Self {
        if waiters == 0 { self } else { self.part(format_args!("waiters:{waiters}")) }
    }

    /// Adds `, part`.
    pub(crate) fn part(mut self, part: fmt::Arguments<'_>) -> Self {
        self.written = self.written.and_then(|()| write!(self.f, ", {part}"));
        self
    }

    pub(crate) fn finish(self) -> fmt::Result {
        self.written?;
        self.f.write_str("]")
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

/// The `Debug` of futures and of what a hold leaves behind: their name. What they wait for has a `Debug` of its own.
macro_rules! debug_is_name {
    ($([$($generics:tt)*] $name:ident<$($argument:tt),+ $(,)?>;)*) => {$(
        impl<$($generics)*> std::fmt::Debug for $name<$($argument),+> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}
pub(crate) use debug_is_name;
