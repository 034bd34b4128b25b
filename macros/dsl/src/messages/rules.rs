//! What the rules of the body and of constants say: each function bears the name of its rule.

use proc_macro2::Span;
use syn::Error;

use super::error;

// Constants and attributes.

pub(crate) fn temporary_primitive(at: Span, text: &str) -> Error {
    let what = format!("`{text}` is made anew by each call, so that nobody ever waits for it");
    error(at, what, "put it into a `static` or a field, and name that")
}

pub(crate) fn barrier_behind_lock(at: Span, lock: &str, parties: u128) -> Error {
    let what = format!(
        "`{lock}` is held while waiting for {parties} parties: only one can hold it, so they never meet"
    );
    error(at, what, "put the barrier above: meet first, then lock")
}

pub(crate) fn barrier_behind_semaphore(at: Span, admitted: u128, parties: u128) -> Error {
    let what =
        format!("only {admitted} of {parties} parties are let in at once, so they never meet");
    error(at, what, "put the barrier above: meet first, then take the permit")
}

pub(crate) fn single_party_barrier(at: Span) -> Error {
    error(at, "a barrier of 1 never waits".to_owned(), "write how many parties meet, or remove it")
}

pub(crate) fn long_timeout(at: Span, seconds: u64) -> Error {
    let what = format!("this timeout of {seconds} seconds is more than a day");
    error(at, what, "check the unit: `250ms`, `5s`, `2min`")
}

pub(crate) fn shared_across_generics(at: Span, text: &str, parameter: &str) -> Error {
    let what = format!("`{text}` is one for all `{parameter}`: a static knows no type parameters");
    error(at, what, "name a `static` to say so, or a primitive that the caller hands in")
}

pub(crate) fn shared_across_instances(at: Span, text: &str) -> Error {
    let what = format!("`{text}` is one for all objects, not one for each `self`");
    error(at, what, "name a field, as in `self.limit`, or a `static` if all share it")
}

pub(crate) fn shadowed_guard(at: Span, name: &str) -> Error {
    let what = format!("this hides the guard `{name}` before anything has used it");
    error(at, what, format!("give the variable another name, or the guard: `{name}_guard = ..`"))
}

pub(crate) fn unused_allow(at: Span, rule: &str) -> Error {
    let what = format!("`{rule}` is allowed to be broken, and nothing here breaks it");
    error(at, what, "remove it")
}

// A guard's life.

pub(crate) fn same_lock_twice(at: Span, place: &str, name: &str, reads: bool) -> Error {
    let what = format!(
        "`{place}` is already held here: this task would wait for itself {}",
        how_long(reads)
    );
    error(at, what, format!("use `{name}`, the guard that is held, or `drop({name})` before"))
}

pub(crate) fn same_lock_twice_in_attributes(at: Span, place: &str) -> Error {
    let what = format!("`{place}` is held twice: this task would wait for itself for ever");
    error(at, what, "remove one of them")
}

pub(crate) fn lock_held_by_temporary(at: Span, place: &str, keeper: &str, reads: bool) -> Error {
    let what = format!(
        "`{place}` is still held here, by {keeper}: this task would wait for itself {}",
        how_long(reads)
    );
    error(at, what, "put what you need of it into a variable of its own before: `let value = ..;`")
}

/// A queued writer is let in before readers that come later.
fn how_long(reads: bool) -> &'static str {
    if reads { "as soon as a writer waits in between" } else { "for ever" }
}

pub(crate) fn guard_in_scrutinee(at: Span, place: &str, keeper: &str) -> Error {
    let what = format!("`{place}` stays held while this waits, by {keeper}");
    error(at, what, "put what you need of it into a variable of its own before: `let value = ..;`")
}

pub(crate) fn recursive_lock(at: Span, function: &str, place: &str) -> Error {
    let what =
        format!("`{function}` acquires `{place}`, which is held here: it would wait for itself");
    error(
        at,
        what,
        "put the recursion into a function that takes what is guarded, and hold outside of it",
    )
}

pub(crate) fn lock_order(at: Span, first: &str, second: &str, reads: bool) -> Error {
    let what = format!(
        "`{second}` is acquired under `{first}`, in an order that the caller decides: two calls can wait for each other"
    );
    let help = match reads {
        true => format!("acquire both as one, `#[guarded(read a = {first}, read b = {second})]`"),
        false => {
            format!(
                "acquire both as one, `#[guarded(a = {first}, b = {second})]`, or with `lock_all`"
            )
        }
    };
    error(at, what, help)
}

pub(crate) fn unused_guard(at: Span, place: &str) -> Error {
    let what = format!("what is acquired of `{place}` is dropped at once, and guards nothing");
    error(at, what, "give it a name: `let _guard = ..;`")
}

pub(crate) fn unawaited_acquire(at: Span, place: &str) -> Error {
    let what = format!("`{place}` is not acquired: nobody awaits this");
    error(at, what, "write `.await` behind it")
}

pub(crate) fn leaked_guard(at: Span, function: &str) -> Error {
    let what = format!("`{function}` keeps what is held for ever: nobody acquires it again");
    error(
        at,
        what,
        "`drop` it, or let its scope end; `permit.forget()` gives up a permit on purpose",
    )
}

pub(crate) fn held_across_endless_loop(at: Span, place: &str) -> Error {
    let what = format!("this loop never ends, and `{place}` is held all the time");
    error(at, what, "hold it inside the loop, for each round: `#[guarded(..)] { .. }`")
}

pub(crate) fn guards_collected_in_loop(at: Span, permits: bool) -> Error {
    match permits {
        true => error(
            at,
            "permits that are collected one by one: two tasks with a part each wait for the rest".to_owned(),
            "acquire them at once: `acquire_many(n)`",
        ),
        false => error(
            at,
            "locks that are collected one by one: two tasks that go through them in two orders wait for each other".to_owned(),
            "acquire them at once: `lock_all(..)`",
        ),
    }
}

pub(crate) fn held_across_io(at: Span, place: &str) -> Error {
    let what = format!("`{place}` is held while this waits for the network, a disk or a timer");
    error(at, what, "do that before, or `drop` the guard first")
}

// Waiting.

pub(crate) fn notify_without_guard(at: Span, condition: &str, method: &str, guard: &str) -> Error {
    let what =
        format!("`{condition}.{method}` without the guard: nothing shows that the lock is held");
    let n = if method == "notify" { "n, " } else { "" };
    error(at, what, format!("write `{condition}.{method}({n}&{guard})`"))
}

pub(crate) fn wait_without_guard(at: Span, condition: &str, method: &str, guard: &str) -> Error {
    let what =
        format!("`{condition}.{method}` without the guard: it gives the lock up while it waits");
    let predicate = if method == "wait_for" { ", |data| .." } else { "" };
    error(at, what, format!("write `{guard} = {condition}.{method}({guard}{predicate}).await`"))
}

pub(crate) fn wait_not_in_loop(at: Span, method: &str) -> Error {
    let what =
        "who is woken finds the state as somebody else may have left it meanwhile".to_owned();
    let with = if method.contains("timeout") { "wait_for_timeout" } else { "wait_for" };
    error(
        at,
        what,
        format!("write `{with}(guard, |state| ..)`, or test the state again in a `while`"),
    )
}

pub(crate) fn async_predicate(at: Span) -> Error {
    let what =
        "a predicate is asked while the lock is handed to its task, and cannot wait".to_owned();
    error(at, what, "write a plain closure that looks at the data only: `|state| state.ready`")
}

pub(crate) fn predicate_ignores_data(at: Span) -> Error {
    let what = "this predicate does not look at the guarded data, so that no change of them can make it true".to_owned();
    error(
        at,
        what,
        "put what it looks at under the lock, and ask its parameter; without any data, write `|()|`",
    )
}

pub(crate) fn predicate_with_side_effects(at: Span) -> Error {
    let what =
        "a predicate is asked each time the data may have changed, until it is true".to_owned();
    error(at, what, "only look at the data in there, and act when the wait is over")
}

pub(crate) fn wait_under_second_lock(at: Span, place: &str) -> Error {
    let what = format!("`{place}` stays held while this waits: who notifies may need it");
    error(at, what, "release it before the wait, or put both data under one lock")
}

pub(crate) fn event_not_set_on_error(at: Span, event: &str) -> Error {
    let what = format!(
        "`{event}` is set only if nothing before this fails: its waiters would wait for ever"
    );
    error(at, what, format!("write `#[sets({event})]`, which sets it however the function ends"))
}

pub(crate) fn lost_wakeup(at: Span) -> Error {
    let what = "a notification between the test and this is lost: the waiter is not registered yet"
        .to_owned();
    error(
        at,
        what,
        "wait for an `Event`, or register before the test: `notified.as_mut().enable()`",
    )
}

pub(crate) fn conditional_barrier(at: Span, barrier: &str) -> Error {
    let what = format!("not every caller arrives at `{barrier}`: the others wait for ever");
    error(at, what, "arrive in each branch, or before them")
}

pub(crate) fn exit_before_barrier(at: Span, barrier: &str, own: bool) -> Error {
    let what = format!("who leaves here never arrives at `{barrier}`: the others wait for ever");
    let help = match own {
        true => "arrive before anything can fail".to_owned(),
        false => format!("arrive first, or call `{barrier}.abort()` before leaving"),
    };
    error(at, what, help)
}

pub(crate) fn unfillable_barrier(at: Span, tasks: u128, barrier: &str, parties: u128) -> Error {
    let rest = match tasks % parties {
        1 => "the last one waits".to_owned(),
        rest => format!("the last {rest} wait"),
    };
    let what = format!("{tasks} tasks meet at `{barrier}` by {parties}: {rest} for ever");
    error(at, what, format!("start a multiple of {parties}, or make the barrier for {tasks}"))
}

pub(crate) fn held_across_barrier(at: Span, barrier: &str, place: &str) -> Error {
    let what = format!(
        "`{place}` is held while waiting at `{barrier}`: whoever needs it to arrive never does"
    );
    error(at, what, "release it first")
}

pub(crate) fn ignored_result(at: Span) -> Error {
    let what = "this may not have had what it asks for, and nobody looks".to_owned();
    error(at, what, "look at what it returns, with `?`, `if let` or `match`")
}

pub(crate) fn event_cleared_by_waiter(at: Span, event: &str) -> Error {
    let what = format!(
        "`{event}` is cleared by one of its waiters: another may not have looked yet, or a `set` is lost"
    );
    error(
        at,
        what,
        "count with a `Semaphore`, or wait for the state with `#[guarded(.., when = ..)]`",
    )
}

// Tasks and other code.

pub(crate) fn callback_under_lock(at: Span, place: &str) -> Error {
    let what = format!(
        "`{place}` is held while code runs that is not known here, and may come back for it"
    );
    error(at, what, "take what it needs out, `drop` the guard, and call it then")
}

pub(crate) fn task_awaited_under_lock(at: Span, place: &str) -> Error {
    let what =
        format!("`{place}` is held while waiting for another task, which may need it to answer");
    error(at, what, "`drop` the guard before the wait")
}

pub(crate) fn futurelock(at: Span, place: &str) -> Error {
    let what = format!(
        "a future that `select!` only borrowed may be next in line for `{place}`, and is not polled while this waits"
    );
    error(at, what, "let `select!` own the future, or drop it before")
}

pub(crate) fn buffered_futurelock(at: Span, place: &str) -> Error {
    let what = format!(
        "futures in the buffer may hold `{place}`, and are not polled while this waits for it"
    );
    error(at, what, "acquire it in one of the two only, or `collect` what the buffer gives first")
}

pub(crate) fn permit_not_held_by_task(at: Span, limit: &str) -> Error {
    let what = format!("the permit of `{limit}` is back before this task has begun");
    error(at, what, "put the limit on what is spawned, or await the task")
}

pub(crate) fn blocking_call(at: Span, call: &str) -> Error {
    let what = format!("`{call}` blocks the thread, and with it every other task of the executor");
    error(at, what, "use what waits with `.await`, or `spawn_blocking`")
}

pub(crate) fn blocking_io_under_lock(at: Span, call: &str, place: &str) -> Error {
    let what = format!("`{call}` blocks the thread while `{place}` is held");
    error(at, what, "use `tokio::fs`, `tokio::net` or `tokio::process`, or `spawn_blocking`")
}

pub(crate) fn busy_wait(at: Span, place: &str) -> Error {
    let what = format!("this tries again and again without waiting, while `{place}` is held");
    error(at, what, "wait with `.await` for what it tries")
}

pub(crate) fn held_across_await(at: Span, what: &str) -> Error {
    let what = format!(
        "{what} is alive while this task waits: another one on the thread that needs it never gets it"
    );
    error(at, what, "end its scope before the `.await`, or use a lock that is awaited")
}

pub(crate) fn span_across_await(at: Span) -> Error {
    let what =
        "a span is entered while this task waits: what other tasks log meanwhile goes into it"
            .to_owned();
    error(at, what, "write `.instrument(span)` on the future, or `#[tracing::instrument]`")
}

pub(crate) fn exit_under_lock(at: Span, place: &str) -> Error {
    let what =
        format!("the process ends while `{place}` is held, with the data as they happen to be");
    error(at, what, "return from `main` instead, or `drop` the guard first")
}

// Atomicity.

pub(crate) fn lost_update(at: Span, place: &str, name: &str) -> Error {
    let what = format!(
        "this writes back `{name}`, which was read of `{place}` before it was released: what others wrote meanwhile is lost"
    );
    error(at, what, format!("hold `{place}` from the read to the write, or read it again here"))
}

pub(crate) fn lost_atomic_update(at: Span, place: &str, name: &str) -> Error {
    let what = format!(
        "this stores what follows from `{name}`, which was loaded of `{place}` before an `.await`: what others stored meanwhile is lost"
    );
    error(at, what, "use `fetch_add`, `fetch_update` or `compare_exchange`")
}

pub(crate) fn check_then_act(at: Span, place: &str, key: &str) -> Error {
    let what = format!(
        "`{place}` was released after the test for `{key}`: another task may have acted on it meanwhile"
    );
    error(at, what, format!("hold `{place}` for both, or test again here, as `entry` does"))
}

pub(crate) fn stale_length(at: Span, place: &str, name: &str) -> Error {
    let what = format!(
        "`{name}` is a length of `{place}` from before it was released: this may be out of bounds by now"
    );
    error(at, what, format!("hold `{place}` for both, or use `get`"))
}

pub(crate) fn write_under_read_lock(at: Span, place: &str) -> Error {
    let what = format!("this changes data of `{place}` that others read at the same time");
    error(at, what, format!("hold it to write: `#[guarded(write {place})]`"))
}

pub(crate) fn await_between_writes(at: Span, first: &str, second: &str) -> Error {
    let what =
        format!("a task that is cancelled here has written `{first}`, and never writes `{second}`");
    error(at, what, "wait first, and write both behind the last `.await`")
}

pub(crate) fn taken_across_await(at: Span, name: &str, place: &str) -> Error {
    let what = format!(
        "a task that is cancelled here has taken `{name}` out of `{place}`, and never puts it back"
    );
    error(at, what, "work on it in place, or put it back in a `Drop`")
}

pub(crate) fn question_mark_between_writes(at: Span, first: &str, second: &str) -> Error {
    let what = format!("who leaves here has written `{first}`, and never writes `{second}`");
    error(at, what, "do what can fail first, and write both then")
}

pub(crate) fn published_after_release(at: Span, name: &str, place: &str) -> Error {
    let what = format!(
        "`{name}` was copied of `{place}`, which was released before: a later copy may overtake it"
    );
    error(
        at,
        what,
        format!("hand it on while `{place}` is held, or send it through a channel in order"),
    )
}

pub(crate) fn unshared_lock(at: Span, name: &str) -> Error {
    let what =
        format!("`{name}` is made by this call and seen by this task alone: it excludes nobody");
    error(
        at,
        what,
        "share it with other tasks through an `Arc` or a `static`, or use the data without a lock",
    )
}
