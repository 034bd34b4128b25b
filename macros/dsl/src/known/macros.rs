//! Macros whose arguments are evaluated in a way that is known.

/// How a macro evaluates its arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Arguments {
    /// One after the other, by reference.
    Formatted,
    /// A condition; the rest only if it is false.
    Asserted,
    /// The first is an expression, which a pattern looks at.
    LookedAt,
    /// One after the other; they are given back.
    Passed,
    /// It never comes back.
    Diverges,
    /// Futures that are awaited together.
    Joined,
    /// Futures of which one is awaited to its end, and its handler runs.
    Selected,
    /// Logged, perhaps with fields that are no expressions.
    Logged,
    /// A span of `tracing` is made.
    Span,
}

/// How a macro evaluates its arguments, by its name.
pub(crate) fn arguments(name: &str) -> Option<Arguments> {
    match name {
        "assert" | "debug_assert" | "ensure" => Some(Arguments::Asserted),
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" | "eprint"
        | "eprintln" | "format" | "print" | "println" | "write" | "writeln" => {
            Some(Arguments::Formatted)
        }
        "matches" => Some(Arguments::LookedAt),
        "pin" | "dbg" | "vec" | "black_box" => Some(Arguments::Passed),
        "panic" | "todo" | "unimplemented" | "unreachable" | "bail" => Some(Arguments::Diverges),
        "join" | "try_join" => Some(Arguments::Joined),
        "select" | "select_biased" => Some(Arguments::Selected),
        "trace" | "debug" | "info" | "warn" | "error" | "event" => Some(Arguments::Logged),
        name if name.ends_with("span") => Some(Arguments::Span),
        _ => None,
    }
}

/// Whether a macro formats its arguments into an entry of a log.
pub(crate) fn logs(name: &str) -> bool {
    arguments(name) == Some(Arguments::Logged)
}

/// The method that a macro of this name calls on its only argument, if that is a lock: `zwrite!(self.state)`.
pub(crate) fn lock_method(name: &str) -> Option<&'static str> {
    ["lock", "read", "write"].into_iter().find(|method| name.ends_with(method))
}

/// Whether a macro only looks at what it is given.
pub(crate) fn only_looks(name: &str) -> bool {
    matches!(arguments(name), Some(Arguments::Asserted | Arguments::Formatted | Arguments::Logged))
}

/// Whether it is a call like any other, whose temporaries live through the statement that it is in.
pub(crate) fn is_call(name: &str) -> bool {
    name.starts_with("write")
}

/// Whether it panics or returns where what it asserts is false.
pub(crate) fn may_leave(name: &str) -> bool {
    name.contains("assert") || name == "ensure"
}

/// Whether it prints.
pub(crate) fn prints(name: &str) -> bool {
    matches!(name, "print" | "println" | "eprint" | "eprintln")
}
