//! What the model of the crate says: the message, a few words for the place, and what to write instead. The places that explain
//! it are notes, with words of their own.

/// The words of a finding.
pub(crate) struct Words {
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) help: String,
}

fn words(message: String, label: impl Into<String>, help: impl Into<String>) -> Words {
    Words { message, label: label.into(), help: help.into() }
}

/// How a lock is held, in words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Locked,
    Read,
    Borrowed,
    Entry,
    Watched,
    Permit,
}

impl How {
    /// `LEDGER` is ..
    fn is(self) -> &'static str {
        match self {
            How::Locked => "locked",
            How::Read => "read-locked",
            How::Borrowed => "borrowed",
            How::Entry => "referred into",
            How::Watched => "borrowed",
            How::Permit => "limiting this task",
        }
    }

    /// `refund` .. it.
    fn does(self) -> &'static str {
        match self {
            How::Locked => "locks",
            How::Read => "read-locks",
            How::Borrowed | How::Watched => "borrows",
            How::Entry => "accesses",
            How::Permit => "takes a permit of",
        }
    }
}

/// `called` is the function that the task calls here, if it does not acquire the lock itself.
pub(crate) fn same_lock_twice(
    place: &str,
    called: Option<&str>,
    held: How,
    again: How,
    guard: Option<&str>,
) -> Words {
    let does = again.does();
    let again_here = match called {
        Some(called) => format!("`{called}` {does} it again"),
        None => format!("this {does} it again"),
    };
    let message = match (held, again) {
        (How::Borrowed, _) => {
            format!("panic: `{place}` is already borrowed here, and {again_here}")
        }
        (How::Read, How::Read) => format!(
            "deadlock: `{place}` is already read-locked here, and {again_here}, behind any writer that waits"
        ),
        (How::Entry, _) => format!(
            "deadlock: a reference into `{place}` is alive here, and {again_here}, maybe in the same shard"
        ),
        _ => format!("deadlock: `{place}` is already {} here, and {again_here}", held.is()),
    };
    let before = match guard {
        Some(guard) => format!("`drop({guard})` before"),
        None => "end the statement that holds it before".to_owned(),
    };
    let help = match called {
        Some(called) => {
            format!("{before}, or give `{called}` a variant that takes the guarded data")
        }
        None => format!("{before}, or use the guard that is alive"),
    };
    words(message, format!("{does} `{place}` again"), help)
}

pub(crate) fn recursive_lock(place: &str, function: &str) -> Words {
    words(
        format!(
            "deadlock: `{function}` calls itself while it holds `{place}`, and acquires it again"
        ),
        "calls itself here",
        "release the lock before the call, or move the recursion into a function that takes the guarded data",
    )
}

pub(crate) fn task_needs_lock(place: &str) -> Words {
    words(
        format!(
            "deadlock: this waits for a task while `{place}` is held, and the task needs `{place}`"
        ),
        "waits for the task",
        "release the lock before the wait",
    )
}

pub(crate) fn held_across_await(place: &str, how: How, guard: Option<&str>) -> Words {
    let what = match how {
        How::Borrowed => format!("a borrow of `{place}`"),
        How::Entry => format!("a reference into the map `{place}`"),
        How::Watched => format!("a reference into the watch channel `{place}`"),
        _ => format!("the guard of `{place}`"),
    };
    let harm = match how {
        How::Borrowed => "another task on this thread that borrows it panics",
        _ => "a task on this thread that needs it blocks the thread, and this one never continues",
    };
    let help = match guard {
        Some(guard) => {
            format!("`drop({guard})` before the `.await`, or use a lock of `tokio::sync`")
        }
        None => "put what is needed of it into a variable in a statement of its own".to_owned(),
    };
    words(format!("{what} is alive across this `.await`: {harm}"), "suspends the task", help)
}

pub(crate) fn lock_order_inversion(first: &str, second: &str) -> Words {
    words(
        format!(
            "deadlock: `{second}` is acquired here while `{first}` is held, and elsewhere it is the other way round"
        ),
        format!("acquires `{second}` under `{first}`"),
        format!(
            "acquire `{first}` and `{second}` in one order everywhere, or release the first one before"
        ),
    )
}

pub(crate) fn lock_order_cycle(first: &str, second: &str, locks: &[String]) -> Words {
    let cycle: Vec<_> = locks.iter().map(|lock| format!("`{lock}`")).collect();
    words(
        format!(
            "deadlock: `{second}` is acquired here while `{first}` is held, which closes the cycle {}",
            cycle.join(" -> ")
        ),
        format!("acquires `{second}` under `{first}`"),
        "acquire these locks in one order everywhere",
    )
}

/// What somebody waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    Event,
    Condition,
    Room,
    Message,
    Barrier,
}

impl Wait {
    fn waits(self, thing: &str) -> String {
        match self {
            Wait::Event => format!("this waits for `{thing}`"),
            Wait::Condition => format!("this waits for a notification of `{thing}`"),
            Wait::Room => format!("this waits for room in the channel of `{thing}`"),
            Wait::Message => format!("this waits for a message of `{thing}`"),
            Wait::Barrier => format!("this waits at the barrier `{thing}`"),
        }
    }

    fn provider(self) -> &'static str {
        match self {
            Wait::Event => "whoever sets it",
            Wait::Condition => "whoever notifies it",
            Wait::Room => "the receiver",
            Wait::Message => "the sender",
            Wait::Barrier => "every other party",
        }
    }

    /// For the note at a place that provides it.
    pub(crate) fn provides(self) -> &'static str {
        match self {
            Wait::Event => "it is set",
            Wait::Condition => "it is notified",
            Wait::Room => "it is received from",
            Wait::Message => "it is sent to",
            Wait::Barrier => "another party arrives",
        }
    }
}

pub(crate) fn circular_wait(held: &str, wait: Wait, thing: &str, needed: &str) -> Words {
    let needs = match held == needed {
        true => format!("needs `{held}` first"),
        false => format!("needs `{needed}` first, whose holder can wait for `{held}`"),
    };
    words(
        format!(
            "deadlock: {} while `{held}` is held, and {} {needs}",
            wait.waits(thing),
            wait.provider()
        ),
        format!("waits while `{held}` is held"),
        format!("release `{held}` before the wait"),
    )
}

pub(crate) fn set_after_wait(event: &str) -> Words {
    words(
        format!("deadlock: `{event}` is set only after this wait, by the same function"),
        "waits here",
        "set the event before the wait, or in another task",
    )
}

pub(crate) fn never_notified(signal: &str, is_event: bool) -> Words {
    let provides = if is_event { "sets" } else { "notifies" };
    words(
        format!("this never ends: nothing in the crate {provides} `{signal}`"),
        "waits here",
        format!("set or notify `{signal}` where the awaited state is reached, or remove the wait"),
    )
}

pub(crate) fn write_without_notify(condition: &str) -> Words {
    words(
        format!(
            "lost wake-up: a waiter of `{condition}` waits for a change of this, and no notification follows"
        ),
        "written here",
        format!(
            "notify `{condition}` before the lock is released, or wait by `when`, which needs no notification"
        ),
    )
}

pub(crate) fn guard_in_some_builds(attribute: &str) -> Words {
    words(
        format!("`#[{attribute}]` is in some builds only: in the others nothing is held here"),
        "without the attribute in other builds",
        "put the `cfg` on the function, and write a second one for the other builds",
    )
}

pub(crate) fn notify_one_with_mixed_predicates(condition: &str) -> Words {
    words(
        format!(
            "lost wake-up: the waiters of `{condition}` have different predicates, and this wakes one of them, maybe the wrong one"
        ),
        "wakes one waiter",
        format!("call `{condition}.notify_all(..)`, or use a condition for each predicate"),
    )
}

pub(crate) fn too_many_permits(semaphore: &str, wanted: u64, existing: u64) -> Words {
    words(
        format!(
            "deadlock: this takes {} of `{semaphore}`, which has {}",
            permits(wanted),
            permits(existing)
        ),
        "never completes",
        format!("take at most {}, or make the semaphore with more", permits(existing)),
    )
}

fn permits(count: u64) -> String {
    match count {
        1 => "1 permit".to_owned(),
        count => format!("{count} permits"),
    }
}

pub(crate) fn nested_permits(semaphore: &str, called: Option<&str>, certain: bool) -> Words {
    let who = called.map_or("this".to_owned(), |called| format!("`{called}`"));
    let harm = match certain {
        true => "there are not enough permits",
        false => {
            "when every permit is held by a task that waits for a second one, none of them continues"
        }
    };
    words(
        format!(
            "deadlock: a permit of `{semaphore}` is held here, and {who} takes another one: {harm}"
        ),
        "takes another permit",
        "take all permits at once with `acquire_many`, or limit only one of the two",
    )
}

pub(crate) fn release_without_acquire(semaphore: &str) -> Words {
    words(
        format!(
            "this releases permits of `{semaphore}` that this function did not acquire: the bound refuses them"
        ),
        "releases a permit",
        "let the permit drop where it was acquired, or call `forget` on the permit that this one replaces",
    )
}

pub(crate) fn released_twice(semaphore: &str) -> Words {
    words(
        format!(
            "this releases a permit of `{semaphore}`, and the permit that is held here is released again when it is dropped"
        ),
        "releases a permit",
        "let the permit drop, or call `forget` on it before",
    )
}

pub(crate) fn lock_in_drop(place: &str) -> Words {
    words(
        format!(
            "`drop` cannot wait for the async lock `{place}`: it fails or panics whenever another task holds it"
        ),
        "acquires an async lock in `drop`",
        "send what must be cleaned up to a task, or keep it under a lock of `std::sync`",
    )
}

pub(crate) fn lost_update_across_calls(place: &str, reads: &str, writes: &str) -> Words {
    words(
        format!(
            "lost update: `{writes}` writes a value that `{reads}` read from `{place}` before the lock was released"
        ),
        "writes what may be out of date",
        format!("make one function of both that holds `{place}` from the read to the write"),
    )
}

/// The notes.
pub(crate) mod note {
    use super::How;

    pub(crate) fn held(place: &str, how: How) -> String {
        match how {
            How::Entry => format!("the reference into `{place}` is made"),
            How::Permit => format!("the permit of `{place}` is taken"),
            how => format!("`{place}` is {}", how.is()),
        }
    }

    pub(crate) const READS_PREDICATE: &str = "this predicate reads it";

    pub(crate) fn calls(caller: &str, callee: &str) -> String {
        format!("`{caller}` calls `{callee}`")
    }

    pub(crate) fn acquires(function: &str, how: How) -> String {
        format!("`{function}` {} it", how.does())
    }

    pub(crate) fn under(function: &str, first: &str, second: &str) -> String {
        format!("`{function}` acquires `{second}` while it holds `{first}`")
    }

    pub(crate) fn takes(function: &str, thing: &str) -> String {
        format!("`{function}` acquires `{thing}`")
    }

    pub(crate) fn waits_for(function: &str, thing: &str) -> String {
        format!("`{function}` waits for `{thing}`")
    }

    pub(crate) fn declared(place: &str) -> String {
        format!("`{place}` is declared")
    }

    pub(crate) fn reads(function: &str) -> String {
        format!("`{function}` reads the value")
    }

    pub(crate) fn waits(function: &str, first: &str, second: &str) -> String {
        format!("`{function}` waits for `{second}` while it holds `{first}`")
    }
}
