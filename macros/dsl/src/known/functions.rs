//! Functions, by the words that their paths end with.

use super::methods::Gives;
use crate::syntax::ends_with;

/// Something that a function does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    /// Gives its last argument, a future, to be awaited: `Box::pin(f)`, `timeout(d, f)`.
    PassesFuture,
    /// Puts a value, such as a future, behind a pointer: `Box::pin(f)`.
    Boxes,
    /// Gives up on the future after some time.
    Limits,
    /// Starts a task or a thread that runs its argument.
    Spawns,
    /// Runs the closure on a thread that may block.
    SpawnsBlocking,
    /// Blocks the thread until the future that is its last argument is ready.
    BlocksOnFuture,
    /// Blocks the thread for some time.
    Sleeps,
    /// Gives a future that is ready after some time.
    Elapses,
    /// Runs the closure that is its argument before it returns.
    RunsClosures,
    /// Leaks the value: it is never dropped.
    Leaks,
    /// Drops its argument.
    Drops,
    /// Takes a value out of a place that it is lent.
    TakesOut,
    /// Ends the program.
    EndsProcess,
    /// Never returns.
    Diverges,
    /// Lets other threads run.
    Yields,
    /// Blocks the thread for a file, a peer or the terminal.
    BlockingIo,
    /// Waits, when it is awaited, for a timer, a file, a peer or a database.
    AwaitsIo,
    /// The same of a file, a peer, a process or a database alone, by the path in its library.
    KnownIo,
    /// Makes a lock.
    MakesLock,
}

/// Words that a path ends with.
const FUNCTIONS: &[(&str, &[Effect])] = {
    use Effect::{
        BlocksOnFuture, Boxes, Diverges, Drops, Elapses, EndsProcess, Leaks, Limits, MakesLock,
        PassesFuture, RunsClosures, Sleeps, Spawns, SpawnsBlocking, TakesOut, Yields,
    };
    &[
        ("pin", &[PassesFuture]),
        ("Box::pin", &[Boxes]),
        ("Box::new", &[Boxes]),
        ("Pin::from", &[Boxes]),
        ("Pin::new", &[Boxes]),
        ("timeout", &[PassesFuture, Limits, Elapses]),
        ("timeout_at", &[PassesFuture, Limits, Elapses]),
        ("sleep", &[Elapses]),
        ("sleep_until", &[Elapses]),
        ("unconstrained", &[PassesFuture]),
        ("spawn", &[PassesFuture, Spawns]),
        ("spawn_local", &[PassesFuture, Spawns]),
        ("spawn_blocking", &[Spawns, SpawnsBlocking]),
        ("block_on", &[BlocksOnFuture]),
        ("block_in_place", &[RunsClosures]),
        ("catch_unwind", &[RunsClosures]),
        ("from_fn", &[RunsClosures]),
        ("std::thread::sleep", &[Sleeps]),
        ("thread::sleep", &[Sleeps]),
        ("thread::park", &[Sleeps]),
        ("thread::park_timeout", &[Sleeps]),
        ("mem::forget", &[Leaks]),
        ("ManuallyDrop::new", &[Leaks]),
        ("Box::leak", &[Leaks]),
        ("Box::into_raw", &[Leaks]),
        ("drop", &[Drops]),
        ("mem::take", &[TakesOut]),
        ("mem::replace", &[TakesOut]),
        ("process::exit", &[EndsProcess, Diverges]),
        ("process::abort", &[EndsProcess, Diverges]),
        ("exit", &[Diverges]),
        ("abort", &[Diverges]),
        ("resume_unwind", &[Diverges]),
        ("panic_any", &[Diverges]),
        ("unreachable_unchecked", &[Diverges]),
        ("spin_loop", &[Yields]),
        ("yield_now", &[Yields]),
        ("Lock::new", &[MakesLock]),
        ("Mutex::new", &[MakesLock]),
        ("RwLock::new", &[MakesLock]),
    ]
};

/// Whether a function does this, by its path as it is written.
pub(crate) fn does(path: &str, effect: Effect) -> bool {
    match effect {
        Effect::BlockingIo => blocks_for_io(path),
        Effect::AwaitsIo => awaits_io(path),
        Effect::KnownIo => KNOWN_IO.iter().any(|prefix| path.starts_with(prefix)),
        _ => FUNCTIONS.iter().any(|(words, does)| does.contains(&effect) && ends_with(path, words)),
    }
}

/// Files, sockets and the terminal of `std`, and the blocking client of `reqwest`.
fn blocks_for_io(path: &str) -> bool {
    const PREFIXES: [&str; 5] = [
        "std::fs::File::",
        "std::net::Tcp",
        "std::net::UdpSocket::",
        "std::io::read_to_string",
        "reqwest::blocking::",
    ];
    // The functions of the module, not those of its types.
    let of_module = path.strip_prefix("std::fs::").is_some_and(|name| !name.contains("::"));
    of_module || PREFIXES.iter().any(|prefix| path.starts_with(prefix))
}

const KNOWN_IO: [&str; 9] = [
    "tokio::fs::",
    "tokio::net::",
    "tokio::process::",
    "async_std::fs::",
    "async_std::net::",
    "smol::fs::",
    "fs_err::tokio::",
    "reqwest::",
    "sqlx::",
];

fn awaits_io(path: &str) -> bool {
    const MODULES: [&str; 7] = ["reqwest", "fs", "net", "TcpStream", "UdpSocket", "sqlx", "hyper"];
    path.split("::").any(|word| MODULES.contains(&word))
        || does(path, Effect::Elapses) && !does(path, Effect::Limits)
}

/// Methods of types that block the thread for I/O, by the function that the chain begins with.
pub(crate) fn blocking_method(root: &str, method: &str) -> Option<&'static str> {
    match method {
        "output" | "status" if root.starts_with("std::process::Command") => Some("Command"),
        "read_line" | "lines" | "read_to_string" if root == "std::io::stdin" => Some("Stdin"),
        _ => None,
    }
}

/// What a function gives back of what it is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Returned {
    /// Its guards and futures, as they are or in a wrapper.
    Given(Gives),
    /// Its closure, which runs on a thread that may block.
    BlockingClosure,
    Nothing,
}

/// What a function gives back of what it is given, by its path as it is written.
pub(crate) fn returned(path: &str) -> Returned {
    match path.rsplit("::").next().unwrap_or_default() {
        "Some" | "Ok" | "timeout" | "timeout_at" => Returned::Given(Gives::Wrapped),
        "new" if matches!(path, "Box::new" | "Arc::new" | "Rc::new") => {
            Returned::Given(Gives::Wrapped)
        }
        "pin" | "cooperative" | "unconstrained" | "downgrade" | "map" | "spawn" | "spawn_local"
        | "join_all" | "try_join_all" => Returned::Given(Gives::Guard),
        "spawn_blocking" => Returned::BlockingClosure,
        _ => Returned::Nothing,
    }
}
