//! What the rules of the body and of constants say: each function bears the name of its rule.

use proc_macro2::Span;
use syn::Error;

use super::error;

// Constants and attributes.

pub(crate) fn temporary_primitive(at: Span, text: &str) -> Error {
    let what = format!("each call creates `{text}` anew, so it excludes no other call");
    error(at, what, "put it into a `static` or a field")
}

pub(crate) fn barrier_behind_lock(at: Span, lock: &str, parties: u128) -> Error {
    let what = format!(
        "deadlock: `{lock}` is held while waiting for {parties} parties, and only one party can hold it"
    );
    error(at, what, "put the barrier above the lock, so that the parties meet first")
}

pub(crate) fn barrier_behind_semaphore(at: Span, admitted: u128, parties: u128) -> Error {
    let what = format!(
        "deadlock: the semaphore admits {admitted} of {parties} parties, so they never meet"
    );
    error(at, what, "put the barrier above the semaphore, so that the parties meet first")
}

pub(crate) fn single_party_barrier(at: Span) -> Error {
    error(
        at,
        "a barrier of 1 never waits".to_owned(),
        "write the number of parties, or remove the barrier",
    )
}

pub(crate) fn long_timeout(at: Span, seconds: u64) -> Error {
    let what = format!("this timeout of {seconds} seconds is more than a day");
    error(at, what, "check the unit: `250ms`, `5s`, `2min`")
}

pub(crate) fn shared_across_generics(at: Span, text: &str, parameter: &str) -> Error {
    let what = format!(
        "all types `{parameter}` share `{text}`: a `static` cannot depend on a type parameter"
    );
    error(at, what, "name a `static`, or a primitive that the caller passes")
}

pub(crate) fn shared_across_instances(at: Span, text: &str) -> Error {
    let what = format!("all objects share `{text}`: it is not one for each `self`");
    error(at, what, "name a field such as `self.limit`, or a `static` that all objects share")
}

pub(crate) fn shadowed_guard(at: Span, name: &str) -> Error {
    let what = format!("this shadows the guard `{name}`, which has not been used");
    error(at, what, format!("rename the variable, or the guard: `{name}_guard = ..`"))
}

pub(crate) fn unused_allow(at: Span, rule: &str) -> Error {
    let what = format!("`{rule}` is allowed here, but nothing violates it");
    error(at, what, "remove it")
}

// The lifetime of a guard.

pub(crate) fn same_lock_twice(at: Span, place: &str, name: &str, reads: bool) -> Error {
    let what = format!("deadlock: `{place}` is already held here{}", unless_alone(reads));
    error(at, what, format!("use the guard `{name}`, or `drop({name})` first"))
}

pub(crate) fn same_lock_twice_in_attributes(at: Span, place: &str) -> Error {
    let what = format!("deadlock: `{place}` is acquired twice");
    error(at, what, "remove one of them")
}

pub(crate) fn lock_held_by_temporary(at: Span, place: &str, keeper: &str, reads: bool) -> Error {
    let what = format!("deadlock: {keeper} still holds `{place}` here{}", unless_alone(reads));
    error(at, what, "copy the value into a variable first: `let value = ..;`")
}

/// A second read deadlocks only behind a queued writer, because readers do not overtake it.
fn unless_alone(reads: bool) -> &'static str {
    if reads { ", if a writer is queued in between" } else { "" }
}

pub(crate) fn guard_in_scrutinee(at: Span, place: &str, keeper: &str) -> Error {
    let what = format!("{keeper} holds `{place}` across this `.await`");
    error(at, what, "copy the value into a variable first: `let value = ..;`")
}

pub(crate) fn recursive_lock(at: Span, function: &str, place: &str) -> Error {
    let what =
        format!("deadlock: `{function}` acquires `{place}`, which is held at this recursive call");
    error(at, what, "move the recursion into a function that takes the guarded data as an argument")
}

pub(crate) fn lock_order(at: Span, first: &str, second: &str, reads: bool) -> Error {
    let what = format!(
        "the caller decides the lock order of `{first}` and `{second}`: two calls can deadlock"
    );
    let help = match reads {
        true => format!("acquire both together: `#[guarded(read a = {first}, read b = {second})]`"),
        false => {
            format!("acquire both together: `#[guarded(a = {first}, b = {second})]` or `lock_all`")
        }
    };
    error(at, what, help)
}

pub(crate) fn unused_guard(at: Span, place: &str) -> Error {
    let what = format!("the guard of `{place}` is dropped at once");
    error(at, what, "keep it in a variable: `let _guard = ..;`")
}

pub(crate) fn unawaited_acquire(at: Span, place: &str) -> Error {
    let what = format!("`{place}` is not acquired: this future is never awaited");
    error(at, what, "write `.await`")
}

pub(crate) fn leaked_guard(at: Span, function: &str) -> Error {
    let what = format!("`{function}` leaks this guard, so its lock is never released");
    error(
        at,
        what,
        "`drop` the guard, or let its scope end; `permit.forget()` removes a permit on purpose",
    )
}

pub(crate) fn held_across_endless_loop(at: Span, place: &str) -> Error {
    let what = format!("`{place}` is held across this endless loop");
    error(at, what, "acquire it inside the loop: `#[guarded(..)] { .. }`")
}

pub(crate) fn guards_collected_in_loop(at: Span, permits: bool) -> Error {
    match permits {
        true => error(
            at,
            "this acquires permits one by one: two tasks that hold a part each deadlock".to_owned(),
            "acquire them together: `acquire_many(n)`",
        ),
        false => error(
            at,
            "this acquires locks one by one: two tasks with different orders deadlock".to_owned(),
            "acquire them together: `lock_all(..)`",
        ),
    }
}

pub(crate) fn held_across_io(at: Span, place: &str) -> Error {
    let what = format!("`{place}` is held while this awaits the network, a disk or a timer");
    error(at, what, "await it before the acquisition, or `drop` the guard first")
}

// Waiting.

pub(crate) fn notify_without_guard(at: Span, condition: &str, method: &str, guard: &str) -> Error {
    let what =
        format!("`{condition}.{method}` needs the guard of its lock, or a wake-up can be lost");
    let n = if method == "notify" { "n, " } else { "" };
    error(at, what, format!("write `{condition}.{method}({n}&{guard})`"))
}

pub(crate) fn wait_without_guard(at: Span, condition: &str, method: &str, guard: &str) -> Error {
    let what = format!(
        "`{condition}.{method}` needs the guard of its lock, which it releases during the wait"
    );
    let predicate = if method == "wait_for" { ", |data| .." } else { "" };
    error(at, what, format!("write `{guard} = {condition}.{method}({guard}{predicate}).await`"))
}

pub(crate) fn wait_not_in_loop(at: Span, method: &str) -> Error {
    let what = "another task may change the state before this one wakes".to_owned();
    let with = if method.contains("timeout") { "wait_for_timeout" } else { "wait_for" };
    error(
        at,
        what,
        format!("write `{with}(guard, |state| ..)`, or test the state again in a `while` loop"),
    )
}

pub(crate) fn async_predicate(at: Span) -> Error {
    let what = "a predicate is evaluated while the lock is held, and cannot await".to_owned();
    error(at, what, "write a closure that is not async: `|state| state.ready`")
}

pub(crate) fn predicate_ignores_data(at: Span) -> Error {
    let what = "this predicate does not read the guarded data, so no notification follows a change of its result".to_owned();
    error(
        at,
        what,
        "move the state under the lock and read the parameter; for a lock without data, write `|()|`",
    )
}

pub(crate) fn predicate_with_side_effects(at: Span) -> Error {
    let what = "a predicate may be evaluated any number of times, and this one has a side effect"
        .to_owned();
    error(at, what, "only read the data in the predicate, and move the effect after the wait")
}

pub(crate) fn wait_under_second_lock(at: Span, place: &str) -> Error {
    let what = format!("`{place}` stays held during this wait, and the notifier may need it");
    error(at, what, "release it before the wait, or put the data of both under one lock")
}

pub(crate) fn event_not_set_on_error(at: Span, event: &str) -> Error {
    let what = format!("`{event}` is not set if the function returns early: its waiters deadlock");
    error(
        at,
        what,
        format!("write `#[sets({event})]`, which sets the event however the function ends"),
    )
}

pub(crate) fn lost_wakeup(at: Span) -> Error {
    let what =
        "lost wake-up: a notification between the test and this wait finds no waiter".to_owned();
    error(at, what, "use an `Event`, or register before the test: `notified.as_mut().enable()`")
}

pub(crate) fn conditional_barrier(at: Span, barrier: &str) -> Error {
    let what = format!(
        "a party that takes the other branch never arrives at `{barrier}`, and the others deadlock"
    );
    error(at, what, "arrive in each branch, or before the branches")
}

pub(crate) fn exit_before_barrier(at: Span, barrier: &str, own: bool) -> Error {
    let what =
        format!("a party that returns here never arrives at `{barrier}`, and the others deadlock");
    let help = match own {
        true => "arrive before anything can fail".to_owned(),
        false => format!("arrive first, or call `{barrier}.abort()` before the return"),
    };
    error(at, what, help)
}

pub(crate) fn unfillable_barrier(at: Span, tasks: u128, barrier: &str, parties: u128) -> Error {
    let rest = match tasks % parties {
        1 => "the last one deadlocks".to_owned(),
        rest => format!("the last {rest} deadlock"),
    };
    let what = format!("{tasks} tasks arrive at `{barrier}`, which has {parties} parties: {rest}");
    error(
        at,
        what,
        format!("start a multiple of {parties} tasks, or give the barrier {tasks} parties"),
    )
}

pub(crate) fn held_across_barrier(at: Span, barrier: &str, place: &str) -> Error {
    let what = format!(
        "`{place}` is held while waiting at `{barrier}`: a party that needs it never arrives"
    );
    error(at, what, "release it before the barrier")
}

pub(crate) fn ignored_result(at: Span) -> Error {
    let what = "the result of this attempt is ignored".to_owned();
    error(at, what, "handle the result with `?`, `if let` or `match`")
}

pub(crate) fn event_cleared_by_waiter(at: Span, event: &str) -> Error {
    let what = format!(
        "a waiter clears `{event}`: another waiter can miss it, and a `set` in between is lost"
    );
    error(
        at,
        what,
        "use a `Semaphore` to count, or wait for the state with `#[guarded(.., when = ..)]`",
    )
}

// Tasks, and code from elsewhere.

pub(crate) fn callback_under_lock(at: Span, place: &str) -> Error {
    let what = format!("`{place}` is held while a callback runs, which may acquire it: a deadlock");
    error(at, what, "copy the data that it needs, `drop` the guard, and then call it")
}

pub(crate) fn task_awaited_under_lock(at: Span, place: &str) -> Error {
    let what =
        format!("`{place}` is held while waiting for another task, which may need it: a deadlock");
    error(at, what, "`drop` the guard before the wait")
}

pub(crate) fn futurelock(at: Span, place: &str) -> Error {
    let what = format!(
        "futurelock: a future that `select!` only borrows may be next for `{place}`, and nothing polls it while this waits"
    );
    error(at, what, "let `select!` own the future, or drop it first")
}

pub(crate) fn buffered_futurelock(at: Span, place: &str) -> Error {
    let what = format!(
        "futurelock: buffered futures may hold `{place}`, and nothing polls them while this waits for it"
    );
    error(at, what, "acquire it in one of the two only, or `collect` the buffered results first")
}

pub(crate) fn permit_not_held_by_task(at: Span, limit: &str) -> Error {
    let what = format!("the permit of `{limit}` is released before this task starts");
    error(at, what, "put the limit on the spawned function, or await the task")
}

pub(crate) fn blocking_call(at: Span, call: &str) -> Error {
    let what = format!("`{call}` blocks the thread and every other task on it");
    error(at, what, "use an async function, or `spawn_blocking`")
}

pub(crate) fn blocking_io_under_lock(at: Span, call: &str, place: &str) -> Error {
    let what = format!("`{call}` blocks the thread while `{place}` is held");
    error(at, what, "use `tokio::fs`, `tokio::net` or `tokio::process`, or `spawn_blocking`")
}

pub(crate) fn busy_wait(at: Span, place: &str) -> Error {
    let what = format!("this loop never awaits while `{place}` is held");
    error(at, what, "acquire with `.await` in place of trying")
}

pub(crate) fn held_across_await(at: Span, what: &str) -> Error {
    let what = format!(
        "{what} is held across this `.await`: another task of the thread that needs it deadlocks or panics"
    );
    error(at, what, "end its scope before the `.await`, or use an async lock")
}

pub(crate) fn span_across_await(at: Span) -> Error {
    let what =
        "a span stays entered across this `.await`: events of other tasks appear in it".to_owned();
    error(at, what, "write `.instrument(span)` on the future, or `#[tracing::instrument]`")
}

pub(crate) fn exit_under_lock(at: Span, place: &str) -> Error {
    let what = format!("the process ends while `{place}` is held, possibly with half-written data");
    error(at, what, "return from `main` instead, or `drop` the guard first")
}

// Atomicity.

pub(crate) fn lost_update(at: Span, place: &str, name: &str) -> Error {
    let what =
        format!("lost update: `{name}` was read from `{place}` before the lock was released");
    error(
        at,
        what,
        format!("hold `{place}` from the read to the write, or read the data again here"),
    )
}

pub(crate) fn lost_atomic_update(at: Span, place: &str, name: &str) -> Error {
    let what = format!("lost update: `{name}` was loaded from `{place}` before an `.await`");
    error(at, what, "use `fetch_add`, `fetch_update` or `compare_exchange`")
}

pub(crate) fn check_then_act(at: Span, place: &str, key: &str) -> Error {
    let what = format!(
        "`{place}` was released after the test for `{key}`, so another task may have changed it"
    );
    error(
        at,
        what,
        format!("hold `{place}` for the test and the change, or test again here, as `entry` does"),
    )
}

pub(crate) fn stale_length(at: Span, place: &str, name: &str) -> Error {
    let what = format!(
        "`{name}` is a length of `{place}` from before the lock was released: the index may be out of bounds"
    );
    error(at, what, format!("hold `{place}` for the length and the index, or use `get`"))
}

pub(crate) fn write_under_read_lock(at: Span, place: &str) -> Error {
    let what = format!("race condition: this changes data of `{place}` that other readers use");
    error(at, what, format!("acquire it to write: `#[guarded(write {place})]`"))
}

pub(crate) fn await_between_writes(at: Span, first: &str, second: &str) -> Error {
    let what = format!(
        "not cancel safe: a task that is cancelled here has written `{first}` and not `{second}`"
    );
    error(at, what, "await first, and write both after the last `.await`")
}

pub(crate) fn taken_across_await(at: Span, name: &str, place: &str) -> Error {
    let what = format!(
        "not cancel safe: a task that is cancelled here has taken `{name}` out of `{place}` and loses it"
    );
    error(at, what, "change it in place, or put it back in a `Drop` implementation")
}

pub(crate) fn question_mark_between_writes(at: Span, first: &str, second: &str) -> Error {
    let what = format!("a return here leaves `{first}` written and `{second}` not");
    error(at, what, "compute the values that can fail first, and then write both")
}

pub(crate) fn published_after_release(at: Span, name: &str, place: &str) -> Error {
    let what = format!(
        "`{name}` was copied from `{place}` before the release: a newer copy may be used before it"
    );
    error(at, what, format!("use the copy while `{place}` is held, or send it through a channel"))
}

pub(crate) fn unshared_lock(at: Span, name: &str) -> Error {
    let what = format!("no other task can reach the local lock `{name}`");
    error(at, what, "share it through an `Arc` or a `static`, or use the data without a lock")
}
