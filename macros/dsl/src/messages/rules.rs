//! Violations of rules: each constructor has the name of its rule.

use proc_macro2::Span;
use syn::Error;

use super::error;

// Attributes and their constants.

pub(crate) fn temporary_primitive(at: Span, text: &str) -> Error {
    let what = format!("each call makes its own `{text}`, so no other task ever waits for it");
    error(at, what, "put it into a `static` or a field, and name that")
}

pub(crate) fn barrier_behind_lock(at: Span, lock: &str, parties: u128) -> Error {
    let what = format!(
        "deadlock: the barrier waits for {parties} parties, but each must hold `{lock}` to arrive"
    );
    error(at, what, "put the barrier above the lock")
}

pub(crate) fn barrier_behind_semaphore(at: Span, admitted: u128, parties: u128) -> Error {
    let what = format!(
        "deadlock: the barrier waits for {parties} parties, but the semaphore admits only {admitted}"
    );
    error(at, what, "put the barrier above the semaphore")
}

pub(crate) fn single_party_barrier(at: Span) -> Error {
    let what = "a barrier for 1 party never waits".to_owned();
    error(at, what, "write the number of parties that meet, or remove the barrier")
}

pub(crate) fn long_timeout(at: Span, seconds: u64) -> Error {
    let what = format!("this timeout of {seconds} seconds is longer than a day");
    error(at, what, "check the unit: `250ms`, `5s`, `2min`")
}

pub(crate) fn shared_across_generics(at: Span, text: &str, parameter: &str) -> Error {
    let what = format!(
        "all instantiations share `{text}`: a static cannot depend on the parameter `{parameter}`"
    );
    error(at, what, "name a `static` to share it, or a primitive that the caller passes")
}

pub(crate) fn shared_across_instances(at: Span, text: &str) -> Error {
    let what = format!("all instances share `{text}`: there is not one for each `self`");
    error(at, what, "name a field, such as `self.limit`, or a `static` to share it")
}

pub(crate) fn shadowed_guard(at: Span, name: &str) -> Error {
    let what = format!("this shadows the guard `{name}` before its first use");
    error(at, what, format!("rename the variable, or the guard: `{name}_guard = ..`"))
}

pub(crate) fn unused_allow(at: Span, rule: &str) -> Error {
    error(at, format!("nothing here violates `{rule}`"), "remove the allowance")
}

// Deadlocks, and how long a guard is held.

pub(crate) fn same_lock_twice(at: Span, place: &str, name: &str, reads: bool) -> Error {
    let what = format!("{}: `{place}` is already locked here", deadlock(reads));
    error(at, what, format!("use the guard `{name}`, or `drop({name})` before this"))
}

pub(crate) fn same_lock_twice_in_attributes(at: Span, place: &str) -> Error {
    error(at, format!("deadlock: `{place}` is locked twice"), "remove one of them")
}

pub(crate) fn lock_held_by_temporary(at: Span, place: &str, keeper: &str, reads: bool) -> Error {
    let what = format!("{}: {keeper} still holds `{place}` here", deadlock(reads));
    error(at, what, "assign the data that you need to a variable first: `let value = ..;`")
}

/// A queued writer goes before later readers.
fn deadlock(reads: bool) -> &'static str {
    if reads { "deadlock if a writer queues in between" } else { "deadlock" }
}

pub(crate) fn guard_in_scrutinee(at: Span, place: &str, keeper: &str) -> Error {
    let what = format!("`{place}` is held across this await point by {keeper}");
    error(at, what, "assign the data that you need to a variable first: `let value = ..;`")
}

pub(crate) fn recursive_lock(at: Span, function: &str, place: &str) -> Error {
    let what =
        format!("deadlock: `{place}` is already locked here, and `{function}` locks it again");
    let help =
        "move the recursion into a function that takes the guarded data, and lock outside of it";
    error(at, what, help)
}

pub(crate) fn lock_order(at: Span, first: &str, second: &str, reads: bool) -> Error {
    let what = format!(
        "lock order inversion: the caller chooses `{first}` and `{second}`, so two calls can deadlock"
    );
    let help = match reads {
        true => format!("acquire both together: `#[guarded(read a = {first}, read b = {second})]`"),
        false => format!(
            "acquire both together, by `#[guarded(a = {first}, b = {second})]` or `lock_all`"
        ),
    };
    error(at, what, help)
}

pub(crate) fn unused_guard(at: Span, place: &str) -> Error {
    let what = format!("the guard of `{place}` is dropped immediately and protects nothing");
    error(at, what, "give it a name: `let _guard = ..;`")
}

pub(crate) fn unawaited_acquire(at: Span, place: &str) -> Error {
    let what = format!("`{place}` is not acquired: this future is never awaited");
    error(at, what, "add `.await`")
}

pub(crate) fn leaked_guard(at: Span, function: &str) -> Error {
    let what = format!("`{function}` leaks the guard, so it is never released");
    let help = "`drop` it, or let its scope end; `permit.forget()` removes a permit on purpose";
    error(at, what, help)
}

pub(crate) fn held_across_endless_loop(at: Span, place: &str) -> Error {
    let what = format!("this loop never ends, so `{place}` is never released");
    error(at, what, "acquire it inside the loop, for each iteration: `#[guarded(..)] { .. }`")
}

pub(crate) fn guards_collected_in_loop(at: Span, permits: bool) -> Error {
    match permits {
        true => error(
            at,
            "permits are collected one by one: two tasks with a part each can deadlock".to_owned(),
            "acquire them together: `acquire_many(n)`",
        ),
        false => error(
            at,
            "locks are collected one by one, in no fixed order: two tasks can deadlock".to_owned(),
            "acquire them together: `lock_all(..)`",
        ),
    }
}

pub(crate) fn held_across_io(at: Span, place: &str) -> Error {
    let what =
        format!("`{place}` is held while this task waits for the network, a disk or a timer");
    error(at, what, "wait first, or `drop` the guard before")
}

pub(crate) fn unshared_lock(at: Span, name: &str) -> Error {
    let what = format!("`{name}` is local to this call, so no other task can contend for it");
    let help = "share it through an `Arc` or a `static`, or use the data without a lock";
    error(at, what, help)
}

// Waiting.

pub(crate) fn notify_without_guard(at: Span, condition: &str, method: &str, guard: &str) -> Error {
    let what = format!("`{condition}.{method}` needs the guard, as proof that the lock is held");
    let n = if method == "notify" { "n, " } else { "" };
    error(at, what, format!("write `{condition}.{method}({n}&{guard})`"))
}

pub(crate) fn wait_without_guard(at: Span, condition: &str, method: &str, guard: &str) -> Error {
    let what = format!(
        "`{condition}.{method}` needs the guard, to release the lock while this task waits"
    );
    let predicate = if method == "wait_for" { ", |data| .." } else { "" };
    error(at, what, format!("write `{guard} = {condition}.{method}({guard}{predicate}).await`"))
}

pub(crate) fn wait_not_in_loop(at: Span, method: &str) -> Error {
    let what = "another task may change the state before this one wakes".to_owned();
    let with = if method.contains("timeout") { "wait_for_timeout" } else { "wait_for" };
    let help = format!("write `{with}(guard, |state| ..)`, or test the state again in a `while`");
    error(at, what, help)
}

pub(crate) fn async_predicate(at: Span) -> Error {
    let what = "a predicate cannot wait: it is evaluated while its task holds the lock".to_owned();
    error(at, what, "write a plain closure over the data: `|state| state.ready`")
}

pub(crate) fn predicate_ignores_data(at: Span) -> Error {
    let what = "this predicate ignores the guarded data, so no change of the data can make it true"
        .to_owned();
    let help =
        "move the state under the lock and test the parameter; without any data, write `|()|`";
    error(at, what, help)
}

pub(crate) fn predicate_with_side_effects(at: Span) -> Error {
    let what = "this predicate has side effects, and it is evaluated an unknown number of times"
        .to_owned();
    error(at, what, "only read the data in the predicate, and act after the wait")
}

pub(crate) fn wait_under_second_lock(at: Span, place: &str) -> Error {
    let what = format!(
        "`{place}` stays locked during this wait: possible deadlock with the task that notifies"
    );
    error(at, what, "release it before the wait, or put both data under one lock")
}

pub(crate) fn ignored_result(at: Span) -> Error {
    let what = "the result of this attempt is ignored".to_owned();
    error(at, what, "handle it with `?`, `if let` or `match`")
}

pub(crate) fn event_not_set_on_error(at: Span, event: &str) -> Error {
    let what = format!(
        "`{event}` is not set if the function returns early: its waiters then wait forever"
    );
    error(at, what, format!("write `#[sets({event})]`, which sets it however the function ends"))
}

pub(crate) fn event_cleared_by_waiter(at: Span, event: &str) -> Error {
    let what =
        format!("lost wake-up: a waiter clears `{event}` before other waiters have seen it set");
    let help = "count with a `Semaphore`, or wait for the state with `#[guarded(.., when = ..)]`";
    error(at, what, help)
}

pub(crate) fn lost_wakeup(at: Span) -> Error {
    let what =
        "lost wake-up: a notification between the test and this wait reaches no waiter".to_owned();
    let help = "wait for an `Event`, or register before the test: `notified.as_mut().enable()`";
    error(at, what, help)
}

// Barriers.

pub(crate) fn held_across_barrier(at: Span, barrier: &str, place: &str) -> Error {
    let what = format!(
        "`{place}` is held while this task waits at `{barrier}`: \
         possible deadlock with a party that needs the lock to arrive"
    );
    error(at, what, "release it before")
}

pub(crate) fn conditional_barrier(at: Span, barrier: &str) -> Error {
    let what =
        format!("not every call arrives at `{barrier}`: the other parties then wait forever");
    error(at, what, "arrive in each branch, or before the branches")
}

pub(crate) fn exit_before_barrier(at: Span, barrier: &str, own: bool) -> Error {
    let what = format!(
        "a call that returns here never arrives at `{barrier}`: the other parties then wait forever"
    );
    let help = match own {
        true => "arrive before anything can fail".to_owned(),
        false => format!("arrive first, or call `{barrier}.abort()` before the return"),
    };
    error(at, what, help)
}

pub(crate) fn unfillable_barrier(at: Span, tasks: u128, barrier: &str, parties: u128) -> Error {
    let rest = match tasks % parties {
        1 => "the last task waits".to_owned(),
        rest => format!("the last {rest} tasks wait"),
    };
    let what = format!("{tasks} tasks meet at `{barrier}` in groups of {parties}: {rest} forever");
    error(at, what, format!("start a multiple of {parties}, or make the barrier for {tasks}"))
}

// Other tasks, and code that is handed in.

pub(crate) fn callback_under_lock(at: Span, place: &str) -> Error {
    let what = format!(
        "`{place}` is held while a callback runs: deadlock if the callback locks `{place}`"
    );
    error(at, what, "copy what the callback needs, `drop` the guard, then call it")
}

pub(crate) fn task_awaited_under_lock(at: Span, place: &str) -> Error {
    let what = format!(
        "`{place}` is held while this waits for another task: deadlock if that task locks `{place}`"
    );
    error(at, what, "`drop` the guard before the wait")
}

pub(crate) fn futurelock(at: Span, place: &str) -> Error {
    let what = format!(
        "futurelock: a future that `select!` borrowed may own the next turn of `{place}`, \
         and it is not polled here"
    );
    error(at, what, "let `select!` own the future, or drop the future before")
}

pub(crate) fn buffered_futurelock(at: Span, place: &str) -> Error {
    let what = format!(
        "futurelock: a buffered future may hold `{place}`, and it is not polled while this waits"
    );
    error(at, what, "acquire it in only one of the two, or `collect` the stream first")
}

pub(crate) fn permit_not_held_by_task(at: Span, limit: &str) -> Error {
    let what = format!("the permit of `{limit}` is released before the task starts");
    error(at, what, "put the limit on the spawned function, or await the task")
}

// The thread.

pub(crate) fn blocking_call(at: Span, call: &str) -> Error {
    let what = format!("`{call}` blocks the thread and every other task on it");
    error(at, what, "use the async version with `.await`, or `spawn_blocking`")
}

pub(crate) fn blocking_io_under_lock(at: Span, call: &str, place: &str) -> Error {
    let what = format!("`{call}` blocks the thread while `{place}` is held");
    error(at, what, "use `tokio::fs`, `tokio::net` or `tokio::process`, or `spawn_blocking`")
}

pub(crate) fn busy_wait(at: Span, place: &str) -> Error {
    let what = format!("this loop spins without an await point while `{place}` is held");
    error(at, what, "wait with `.await` instead of trying again")
}

pub(crate) fn polled_under_lock(at: Span, place: &str, name: &str) -> Error {
    let what = format!(
        "this loop waits for `{name}` to change, but no other task can change it while `{place}` is held"
    );
    error(
        at,
        what,
        format!("acquire `{place}` with `when = |{name}| ..`, or `drop({name})` in each round"),
    )
}

pub(crate) fn held_across_await(at: Span, what: &str) -> Error {
    let what = format!(
        "{what} is held across an await point: \
         deadlock if another task on this thread needs it"
    );
    error(at, what, "end its scope before the `.await`, or use an async lock")
}

pub(crate) fn span_across_await(at: Span) -> Error {
    let what = "a span is entered across an await point: events of other tasks are recorded in it"
        .to_owned();
    error(at, what, "write `.instrument(span)` on the future, or `#[tracing::instrument]`")
}

pub(crate) fn exit_under_lock(at: Span, place: &str) -> Error {
    let what = format!("the process ends while `{place}` is held, and its data may be incomplete");
    error(at, what, "return from `main` instead, or `drop` the guard first")
}

// Atomicity.

pub(crate) fn lost_update(at: Span, place: &str, name: &str) -> Error {
    let what = format!(
        "lost update: `{name}` was read from `{place}` before the lock was released, \
         and this overwrites later changes"
    );
    let help = format!("hold `{place}` from the read to the write, or read it again here");
    error(at, what, help)
}

pub(crate) fn lost_atomic_update(at: Span, place: &str, name: &str) -> Error {
    let what = format!(
        "lost update: `{name}` was loaded from `{place}` before an await point, \
         and this overwrites later stores"
    );
    error(at, what, "use `fetch_add`, `fetch_update` or `compare_exchange`")
}

pub(crate) fn check_then_act(at: Span, place: &str, key: &str) -> Error {
    let what = format!(
        "race condition: `{place}` was released after the test of `{key}`, \
         so the test may be out of date"
    );
    error(at, what, format!("hold `{place}` for both, or test again here, as `entry` does"))
}

pub(crate) fn stale_length(at: Span, place: &str, name: &str) -> Error {
    let what = format!(
        "`{name}` was read from `{place}` before the lock was released: \
         this index may be of another element now, or of none"
    );
    error(at, what, format!("hold `{place}` for both, or use `get`"))
}

pub(crate) fn write_under_read_lock(at: Span, place: &str) -> Error {
    let what = format!("race condition: this changes data of `{place}` under a read lock");
    error(at, what, format!("lock it for writing: `#[guarded(write {place})]`"))
}

pub(crate) fn await_between_writes(at: Span, first: &str, second: &str) -> Error {
    let what =
        format!("not cancel safe: a task cancelled here has written `{first}` but not `{second}`");
    error(at, what, "wait first, and write both after the last `.await`")
}

pub(crate) fn undone_after_await(at: Span, mark: &str, undo: &str) -> Error {
    let what = format!("not cancel safe: a task cancelled here has done `{mark}` but not `{undo}`");
    error(at, what, format!("do `{undo}` in the `Drop` of a value that lives across the `.await`"))
}

pub(crate) fn taken_across_await(at: Span, name: &str, place: &str) -> Error {
    let what = format!(
        "not cancel safe: a task cancelled here has taken `{name}` out of `{place}` \
         and does not put it back"
    );
    error(at, what, "change it in place, or put it back in a `Drop`")
}

pub(crate) fn question_mark_between_writes(at: Span, first: &str, second: &str) -> Error {
    let what = format!("a return here leaves `{first}` written but not `{second}`");
    error(at, what, "do everything that can fail first, then write both")
}

pub(crate) fn published_after_release(at: Span, name: &str, place: &str) -> Error {
    let what = format!(
        "race condition: `{name}` was copied from `{place}` before the lock was released, \
         and a later copy may arrive first"
    );
    let help = format!("publish it while `{place}` is held, or through a channel in order");
    error(at, what, help)
}
