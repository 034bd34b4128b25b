//! Methods: what they acquire, by the type of the receiver, and what they do with a receiver or an argument, by their names.

use super::{GuardKind, Mode, Patience, TypeKind};

/// How something is acquired.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Acquisition {
    pub(crate) kind: GuardKind,
    pub(crate) mode: Mode,
    pub(crate) patience: Patience,
    pub(crate) gives: Gives,
}

impl Acquisition {
    /// By an attribute: of a lock in this mode, or of a permit.
    pub(crate) fn awaited(kind: GuardKind, mode: Mode) -> Acquisition {
        Acquisition { kind, mode, patience: Patience::Waits, gives: Gives::Future }
    }

    /// By a function in sight, which may return a guard.
    pub(crate) const RETURNED: Acquisition = Acquisition {
        kind: GuardKind::Returned,
        mode: Mode::Exclusive,
        patience: Patience::Waits,
        gives: Gives::Guard,
    };

    /// Whether its guard is awaited.
    pub(crate) fn is_awaited(&self) -> bool {
        matches!(self.gives, Gives::Future | Gives::FutureWrapped)
    }

    /// The same by a lock of `std`, which blocks the thread.
    pub(crate) fn on_thread(self) -> Acquisition {
        Acquisition { kind: GuardKind::ThreadLock, ..self }
    }
}

/// In what form a method gives a guard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Gives {
    Guard,
    /// A `Result` or an `Option` of one.
    Wrapped,
    /// A future of one.
    Future,
    /// A future of a `Result` of one.
    FutureWrapped,
    /// None: it is released before the method returns.
    Nothing,
}

/// A way to acquire: on a type, by a method with so many arguments.
type Row = (TypeKind, &'static [&'static str], usize, Mode, Patience, Gives);

#[rustfmt::skip]
const ACQUISITIONS: &[Row] = {
    use Gives::*;
    use Mode::*;
    use Patience::*;
    use TypeKind::{AsyncLock, DashMap, ParkingLot, RefCell, Semaphore, Span, StdLock, Watch, WatchSender};
    &[
        (AsyncLock, &["lock", "lock_owned", "lock_arc", "write", "write_owned", "write_arc"], 0, Exclusive, Waits, Future),
        (AsyncLock, &["lock_when"], 1, Exclusive, Waits, Future),
        (AsyncLock, &["read", "read_owned", "read_arc", "upgradable_read"], 0, Shared, Waits, Future),
        (AsyncLock, &["try_lock", "try_lock_owned", "try_lock_arc", "try_write", "try_write_owned"], 0, Exclusive, Tries, Wrapped),
        (AsyncLock, &["try_read", "try_read_owned"], 0, Shared, Tries, Wrapped),
        (AsyncLock, &["blocking_lock", "blocking_lock_owned", "blocking_write", "blocking_write_owned", "lock_blocking", "write_blocking"], 0, Exclusive, Waits, Guard),
        (AsyncLock, &["blocking_read", "blocking_read_owned", "read_blocking"], 0, Shared, Waits, Guard),
        (StdLock, &["lock", "write"], 0, Exclusive, Waits, Wrapped),
        (StdLock, &["read"], 0, Shared, Waits, Wrapped),
        (StdLock, &["try_lock", "try_write"], 0, Exclusive, Tries, Wrapped),
        (StdLock, &["try_read"], 0, Shared, Tries, Wrapped),
        (ParkingLot, &["lock", "lock_arc", "write", "write_arc"], 0, Exclusive, Waits, Guard),
        (ParkingLot, &["read", "read_arc", "upgradable_read"], 0, Shared, Waits, Guard),
        (ParkingLot, &["read_recursive"], 0, SharedRecursive, Waits, Guard),
        (ParkingLot, &["try_lock", "try_write", "try_lock_arc", "try_write_arc"], 0, Exclusive, Tries, Wrapped),
        (ParkingLot, &["try_read", "try_read_recursive", "try_upgradable_read"], 0, Shared, Tries, Wrapped),
        (ParkingLot, &["try_lock_for", "try_lock_until", "try_write_for", "try_write_until"], 1, Exclusive, Limited, Wrapped),
        (ParkingLot, &["try_read_for", "try_read_until"], 1, Shared, Limited, Wrapped),
        (Semaphore, &["acquire", "acquire_owned", "acquire_arc"], 0, Exclusive, Waits, FutureWrapped),
        (Semaphore, &["acquire_many"], 1, Exclusive, Waits, FutureWrapped),
        (Semaphore, &["acquire_many_owned"], 1, Exclusive, Waits, FutureWrapped),
        (Semaphore, &["try_acquire", "try_acquire_owned"], 0, Exclusive, Tries, Wrapped),
        (Semaphore, &["try_acquire_many", "try_acquire_many_owned"], 1, Exclusive, Tries, Wrapped),
        (RefCell, &["borrow"], 0, Shared, Waits, Guard),
        (RefCell, &["borrow_mut"], 0, Exclusive, Waits, Guard),
        (RefCell, &["try_borrow"], 0, Shared, Tries, Wrapped),
        (RefCell, &["try_borrow_mut"], 0, Exclusive, Tries, Wrapped),
        (RefCell, &["replace"], 1, Exclusive, Waits, Nothing),
        (RefCell, &["take"], 0, Exclusive, Waits, Nothing),
        (DashMap, &["get"], 1, Shared, Waits, Wrapped),
        (DashMap, &["get_mut"], 1, Exclusive, Waits, Wrapped),
        (DashMap, &["entry"], 1, Exclusive, Waits, Guard),
        (DashMap, &["iter"], 0, Shared, Waits, Guard),
        (DashMap, &["iter_mut"], 0, Exclusive, Waits, Guard),
        (DashMap, &["try_get"], 1, Shared, Tries, Wrapped),
        (DashMap, &["try_get_mut", "try_entry"], 1, Exclusive, Tries, Wrapped),
        (DashMap, &["insert"], 2, Exclusive, Waits, Nothing),
        (DashMap, &["remove", "insert", "retain", "alter_all"], 1, Exclusive, Waits, Nothing),
        (DashMap, &["remove_if", "remove_if_mut", "alter"], 2, Exclusive, Waits, Nothing),
        (DashMap, &["clear", "shrink_to_fit"], 0, Exclusive, Waits, Nothing),
        (DashMap, &["contains_key", "contains"], 1, Shared, Waits, Nothing),
        (DashMap, &["len", "is_empty"], 0, Shared, Waits, Nothing),
        (Watch, &["borrow", "borrow_and_update"], 0, Shared, Waits, Guard),
        (WatchSender, &["borrow"], 0, Shared, Waits, Guard),
        (WatchSender, &["send", "send_replace", "send_modify", "send_if_modified"], 1, Exclusive, Waits, Nothing),
        (Span, &["enter", "entered"], 0, Shared, Tries, Guard),
    ]
};

fn guard_of(receiver: TypeKind, method: &str) -> GuardKind {
    match receiver {
        TypeKind::Semaphore => GuardKind::Permit,
        TypeKind::StdLock | TypeKind::ParkingLot => GuardKind::ThreadLock,
        TypeKind::RefCell => GuardKind::Borrow,
        TypeKind::DashMap => GuardKind::Shard,
        TypeKind::Watch | TypeKind::WatchSender => GuardKind::Watched,
        TypeKind::Span => GuardKind::Span,
        _ if method.starts_with("acquire") => GuardKind::Permit,
        _ => GuardKind::Lock,
    }
}

/// What a method of a value of a known type acquires.
pub(crate) fn acquisition(
    receiver: TypeKind,
    method: &str,
    arguments: usize,
) -> Option<Acquisition> {
    let row = ACQUISITIONS.iter().find(|(ty, methods, count, ..)| {
        *ty == receiver && *count == arguments && methods.contains(&method)
    });
    row.map(|&(.., mode, patience, gives)| Acquisition {
        kind: guard_of(receiver, method),
        mode,
        patience,
        gives,
    })
}

/// What a method acquires if its receiver is a primitive that is awaited, which its name does not prove.
pub(crate) fn awaited_acquisition(method: &str, arguments: usize) -> Option<Acquisition> {
    let of = |receiver| acquisition(receiver, method, arguments);
    of(TypeKind::AsyncLock).or_else(|| of(TypeKind::Semaphore)).filter(Acquisition::is_awaited)
}

/// A lock that a method acquires by blocking the thread, which its name tells.
pub(crate) fn blocking_acquisition(method: &str) -> Option<Acquisition> {
    let blocks = does(method, Effect::BlocksThread);
    acquisition(TypeKind::AsyncLock, method, 0).filter(|_| blocks)
}

/// What a method of something that tasks wait for does, other than to acquire a guard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operation {
    /// Waits until it is set or announced.
    Wait,
    /// Waits for a notification, with a guard that it gives up meanwhile.
    WaitCondition,
    /// Waits for the other parties.
    Meet,
    /// Waits for the end of a task.
    Join,
    /// Waits for room, if there is a bound, and sends.
    Send,
    /// Waits for a message.
    Receive,
    /// Sets, or wakes all who wait.
    Set,
    NotifyOne,
    NotifyAll,
    /// Gives permits back that no guard holds.
    Release,
}

/// What a method does, on a type, by its names; whether it is awaited.
#[rustfmt::skip]
const OPERATIONS: &[(TypeKind, &[&str], Operation, bool)] = {
    use Operation::{Join, Meet, NotifyAll, NotifyOne, Receive, Release, Send, Set, Wait, WaitCondition};
    &[
        (TypeKind::Event, &["wait"], Wait, true),
        (TypeKind::Event, &["set"], Set, false),
        (TypeKind::Notify, &["notified", "notified_owned"], Wait, true),
        (TypeKind::Notify, &["notify_one"], NotifyOne, false),
        (TypeKind::Notify, &["notify_waiters", "notify_last"], NotifyAll, false),
        (TypeKind::Cancellation, &["cancelled", "cancelled_owned"], Wait, true),
        (TypeKind::Cancellation, &["cancel"], Set, false),
        (TypeKind::Condition, &["wait", "wait_for", "wait_timeout", "wait_for_timeout", "wait_until", "wait_timeout_until"], WaitCondition, true),
        (TypeKind::Condition, &["wait_owned", "wait_for_owned"], WaitCondition, true),
        (TypeKind::Condition, &["notify_one", "notify"], NotifyOne, false),
        (TypeKind::Condition, &["notify_all"], NotifyAll, false),
        (TypeKind::ThreadCondition, &["wait", "wait_while", "wait_timeout", "wait_timeout_while", "wait_for", "wait_until"], WaitCondition, false),
        (TypeKind::ThreadCondition, &["notify_one"], NotifyOne, false),
        (TypeKind::ThreadCondition, &["notify_all"], NotifyAll, false),
        (TypeKind::Barrier, &["wait"], Meet, true),
        (TypeKind::ThreadBarrier, &["wait"], Meet, false),
        (TypeKind::Watch, &["changed", "wait_for"], Wait, true),
        (TypeKind::WatchSender, &["send", "send_replace", "send_modify", "send_if_modified"], Set, false),
        (TypeKind::BoundedSender, &["send", "reserve", "reserve_many", "feed"], Send, true),
        (TypeKind::BoundedSender, &["try_send", "blocking_send", "send_blocking"], Send, false),
        (TypeKind::UnboundedSender, &["send", "unbounded_send"], Send, false),
        (TypeKind::OneshotSender, &["send"], Send, false),
        (TypeKind::ThreadSender, &["send"], Send, false),
        (TypeKind::Receiver, &["recv", "recv_many", "recv_async", "next"], Receive, true),
        (TypeKind::Receiver, &["blocking_recv", "recv_blocking"], Receive, false),
        (TypeKind::ThreadReceiver, &["recv", "recv_timeout"], Receive, false),
        (TypeKind::ThreadHandle, &["join"], Join, false),
        (TypeKind::JoinSet, &["join_next", "join_all"], Join, true),
        (TypeKind::Semaphore, &["add_permits", "release"], Release, false),
    ]
};

/// What a method of a value of a known type does, and whether it does so when it is awaited.
pub(crate) fn operation(receiver: TypeKind, method: &str) -> Option<(Operation, bool)> {
    let row =
        OPERATIONS.iter().find(|(ty, methods, ..)| *ty == receiver && methods.contains(&method));
    row.map(|&(_, _, operation, awaited)| (operation, awaited))
}

/// The methods that acquire something or do something that tasks wait for: the type that they are of, the name, and with how
/// many arguments, where that is known.
pub(crate) fn all() -> impl Iterator<Item = (TypeKind, &'static str, Option<usize>)> {
    let acquisitions = ACQUISITIONS.iter().map(|&(ty, names, count, ..)| (ty, names, Some(count)));
    let operations = OPERATIONS.iter().map(|&(ty, names, ..)| (ty, names, None));
    let rows = acquisitions.chain(operations);
    rows.flat_map(|(ty, names, count)| names.iter().map(move |&name| (ty, name, count)))
}

/// What the `.await` of a value itself does.
pub(crate) fn awaited_operation(value: TypeKind) -> Option<Operation> {
    match value {
        TypeKind::Task => Some(Operation::Join),
        TypeKind::OneshotReceiver => Some(Operation::Receive),
        _ => None,
    }
}

/// Something that a method does with what it is called on or given, or gives back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    /// Puts its last argument into the collection that it is called on.
    Adds,
    /// Changes the collection that it is called on.
    Mutates,
    /// Changes one entry of a collection: the key or the item is its first argument.
    ChangesEntry,
    /// Asks for an entry of a collection by its first argument.
    TestsEntry,
    /// Asks a collection how long it is, or for an item if there is one.
    ChecksLength,
    /// Leaves everything in the collection that it is called on.
    Inspects,
    /// Gives what it is called on, perhaps without a wrapper or in another one.
    GivesReceiver,
    /// Takes what it is called on by value and gives something else: of an `Option`, a `Result`, an iterator.
    Consumes,
    /// Gives an iterator that goes through what it is called on later.
    Adapts,
    /// Gives a copy.
    Copies,
    /// Gives a copy or what it has taken out, never a borrow.
    GivesOwned,
    /// Makes another spelling of a key.
    Respells,
    /// Unwraps, or panics.
    Unwraps,
    /// Runs the closures that it is given before it returns, or when what it gives is used up.
    RunsClosures,
    /// Gives a future or a stream that goes on with what it is called on, and with the futures that its closures give.
    Continues,
    /// Starts a task in the set that it is called on.
    Spawns,
    /// Waits for tasks or items of the set that it is called on.
    Joins,
    /// Ends a guard without its drop, as an API.
    Forgets,
    /// Ends a lock without its guard.
    Releases,
    /// What is awaited is up to another task.
    WaitsForTask,
    /// Gives up the guard that it is called on or given, while it waits.
    WaitsOnCondition,
    /// Blocks the thread.
    BlocksThread,
    /// Tries once to acquire.
    Tries,
    /// Waits for a file, a peer or a database.
    AwaitsIo,
    /// Makes a future a box of it.
    BoxesFuture,
    /// Goes through a map in no order.
    IteratesMap,
    /// Takes part of a collection out again, or all of it.
    TakesBack,
    /// Sends without waiting.
    Sends,
    /// Drops what a collection contains, or a part of it.
    DropsItems,
    /// Formats what it is called on.
    Displays,
}

/// Sorted by name.
#[rustfmt::skip]
const METHODS: &[(&str, &[Effect])] = {
    use Effect::*;
    &[
        ("all", &[Consumes, RunsClosures]),
        ("alter", &[RunsClosures]),
        ("and_modify", &[GivesReceiver, RunsClosures]),
        ("and_then", &[Consumes, RunsClosures]),
        ("any", &[Consumes, RunsClosures]),
        ("append", &[Mutates]),
        ("as_mut", &[Inspects]),
        ("as_ref", &[Inspects]),
        ("as_str", &[Respells]),
        ("binary_search_by", &[RunsClosures]),
        ("binary_search_by_key", &[RunsClosures]),
        ("blocking_acquire", &[BlocksThread]),
        ("blocking_acquire_many", &[BlocksThread]),
        ("blocking_lock", &[BlocksThread]),
        ("blocking_lock_owned", &[BlocksThread]),
        ("blocking_read", &[BlocksThread]),
        ("blocking_recv", &[BlocksThread]),
        ("blocking_recv_many", &[BlocksThread]),
        ("blocking_send", &[BlocksThread]),
        ("blocking_wait", &[BlocksThread]),
        ("blocking_write", &[BlocksThread]),
        ("boxed", &[GivesReceiver, BoxesFuture]),
        ("boxed_local", &[GivesReceiver, BoxesFuture]),
        ("buffer_unordered", &[Continues]),
        ("buffered", &[Continues]),
        ("changed", &[WaitsForTask]),
        ("clear", &[TakesBack, DropsItems]),
        ("clone", &[Copies, GivesOwned]),
        ("cloned", &[Copies, GivesOwned]),
        ("collect", &[Consumes]),
        ("contains", &[TestsEntry]),
        ("contains_key", &[TestsEntry]),
        ("context", &[GivesReceiver]),
        ("copied", &[Copies, GivesOwned]),
        ("count", &[Consumes]),
        ("dedup_by", &[RunsClosures]),
        ("dedup_by_key", &[RunsClosures]),
        ("downgrade", &[GivesReceiver]),
        ("drain", &[TakesBack]),
        ("exit", &[Forgets]),
        ("expect", &[GivesReceiver, Unwraps]),
        ("extend", &[Adds, Mutates]),
        ("extract_if", &[RunsClosures]),
        ("fetch_all", &[AwaitsIo]),
        ("fetch_one", &[AwaitsIo]),
        ("fetch_optional", &[AwaitsIo]),
        ("filter", &[Adapts, Consumes, RunsClosures]),
        ("filter_map", &[Adapts, Consumes, RunsClosures]),
        ("find", &[Consumes, RunsClosures]),
        ("find_map", &[Consumes, RunsClosures]),
        ("first", &[Inspects]),
        ("flat_map", &[Adapts, Consumes, RunsClosures]),
        ("flush", &[AwaitsIo]),
        ("fold", &[Consumes, RunsClosures]),
        ("for_each", &[RunsClosures, Continues]),
        ("for_each_concurrent", &[RunsClosures, Continues]),
        ("forget", &[Forgets]),
        ("fuse", &[GivesReceiver]),
        ("get", &[Inspects, TestsEntry, ChecksLength]),
        ("get_or_init", &[RunsClosures]),
        ("get_or_insert_with", &[RunsClosures]),
        ("get_or_try_init", &[RunsClosures]),
        ("in_current_span", &[GivesReceiver]),
        ("insert", &[Adds, Mutates, ChangesEntry]),
        ("inspect", &[RunsClosures]),
        ("inspect_err", &[GivesReceiver, RunsClosures]),
        ("instrument", &[GivesReceiver]),
        ("into", &[Respells]),
        ("into_future", &[GivesReceiver]),
        ("into_inner", &[GivesReceiver]),
        ("is_empty", &[Inspects, ChecksLength]),
        ("is_err_and", &[RunsClosures]),
        ("is_none", &[Inspects]),
        ("is_none_or", &[RunsClosures]),
        ("is_ok_and", &[RunsClosures]),
        ("is_some", &[Inspects]),
        ("is_some_and", &[Consumes, RunsClosures]),
        ("iter", &[Inspects]),
        ("iter_mut", &[Inspects]),
        ("join_all", &[Joins, WaitsForTask]),
        ("join_next", &[Joins, WaitsForTask]),
        ("keys", &[IteratesMap]),
        ("last", &[Inspects]),
        ("left_future", &[GivesReceiver]),
        ("len", &[Inspects, ChecksLength, GivesOwned]),
        ("lock", &[GivesOwned]),
        ("map", &[Adapts, Consumes, RunsClosures]),
        ("map_err", &[GivesReceiver, RunsClosures]),
        ("map_ok", &[GivesReceiver, RunsClosures]),
        ("map_or", &[Consumes, RunsClosures]),
        ("map_or_else", &[Consumes, RunsClosures]),
        ("map_while", &[RunsClosures]),
        ("max_by", &[Consumes, RunsClosures]),
        ("max_by_key", &[Consumes, RunsClosures]),
        ("min_by", &[Consumes, RunsClosures]),
        ("min_by_key", &[Consumes, RunsClosures]),
        ("next", &[Joins]),
        ("ok", &[GivesReceiver]),
        ("ok_or", &[GivesReceiver]),
        ("ok_or_else", &[GivesReceiver, RunsClosures]),
        ("or", &[GivesReceiver]),
        ("or_default", &[GivesReceiver]),
        ("or_else", &[GivesReceiver, RunsClosures]),
        ("or_insert", &[GivesReceiver]),
        ("or_insert_with", &[GivesReceiver, RunsClosures]),
        ("or_insert_with_key", &[GivesReceiver, RunsClosures]),
        ("or_try_insert_with", &[GivesReceiver, RunsClosures]),
        ("partition", &[RunsClosures]),
        ("position", &[Consumes, RunsClosures]),
        ("push", &[Adds, Mutates, ChangesEntry]),
        ("push_back", &[Adds, Mutates, ChangesEntry]),
        ("push_front", &[Mutates]),
        ("push_str", &[Mutates]),
        ("read_to_end", &[AwaitsIo]),
        ("recv", &[GivesOwned, WaitsForTask]),
        ("reduce", &[RunsClosures]),
        ("release", &[Releases]),
        ("remove", &[Mutates, ChangesEntry]),
        ("retain", &[RunsClosures, DropsItems]),
        ("retain_mut", &[RunsClosures]),
        ("right_future", &[GivesReceiver]),
        ("rposition", &[RunsClosures]),
        ("scan", &[RunsClosures]),
        ("send", &[Sends]),
        ("send_if_modified", &[RunsClosures]),
        ("send_modify", &[RunsClosures]),
        ("skip_while", &[RunsClosures]),
        ("sort_by", &[RunsClosures]),
        ("sort_by_cached_key", &[RunsClosures]),
        ("sort_by_key", &[RunsClosures]),
        ("sort_unstable_by", &[RunsClosures]),
        ("sort_unstable_by_key", &[RunsClosures]),
        ("spawn", &[Spawns]),
        ("spawn_blocking", &[Spawns]),
        ("spawn_local", &[Spawns]),
        ("sum", &[Consumes]),
        ("take", &[GivesOwned]),
        ("take_if", &[RunsClosures]),
        ("take_while", &[RunsClosures]),
        ("then", &[RunsClosures, Continues]),
        ("to_owned", &[Copies, GivesOwned, Respells]),
        ("to_string", &[GivesOwned, Respells, Displays]),
        ("truncate", &[DropsItems]),
        ("try_acquire", &[Tries]),
        ("try_acquire_many", &[Tries]),
        ("try_acquire_owned", &[Tries]),
        ("try_buffer_unordered", &[Continues]),
        ("try_buffered", &[Continues]),
        ("try_fold", &[RunsClosures]),
        ("try_for_each", &[RunsClosures, Continues]),
        ("try_for_each_concurrent", &[RunsClosures, Continues]),
        ("try_lock", &[Tries]),
        ("try_read", &[Tries]),
        ("try_send", &[Sends]),
        ("try_write", &[Tries]),
        ("unlock", &[Releases]),
        ("until", &[WaitsOnCondition]),
        ("unwrap", &[GivesReceiver, Unwraps]),
        ("unwrap_or", &[GivesReceiver]),
        ("unwrap_or_default", &[GivesReceiver]),
        ("unwrap_or_else", &[GivesReceiver, RunsClosures]),
        ("update", &[RunsClosures]),
        ("values", &[IteratesMap]),
        ("wait", &[WaitsOnCondition]),
        ("wait_for", &[WaitsOnCondition]),
        ("wait_for_timeout", &[WaitsOnCondition]),
        ("wait_timeout", &[WaitsOnCondition]),
        ("wait_while", &[WaitsOnCondition]),
        ("with", &[RunsClosures]),
        ("with_borrow", &[RunsClosures]),
        ("with_borrow_mut", &[RunsClosures]),
        ("with_context", &[GivesReceiver, RunsClosures]),
        ("wrap_err", &[GivesReceiver]),
        ("wrap_err_with", &[GivesReceiver, RunsClosures]),
        ("write_all", &[AwaitsIo]),
    ]
};

/// What the methods of a family do, whatever follows in their names.
const FAMILIES: &[(&str, Effect)] = &[
    ("contains", Effect::GivesOwned),
    ("is_", Effect::GivesOwned),
    ("pop", Effect::GivesOwned),
    ("pop", Effect::TakesBack),
    ("remove", Effect::GivesOwned),
    ("sort", Effect::TakesBack),
    ("swap_remove", Effect::GivesOwned),
    ("try_recv", Effect::GivesOwned),
];

/// Whether a method does this, by its name.
pub(crate) fn does(method: &str, effect: Effect) -> bool {
    let method = match effect {
        Effect::WaitsOnCondition => method.strip_suffix("_owned").unwrap_or(method),
        _ => method,
    };
    let row = METHODS.binary_search_by_key(&method, |(name, _)| name);
    row.is_ok_and(|row| METHODS[row].1.contains(&effect))
        || FAMILIES.iter().any(|(prefix, does)| *does == effect && method.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_found() {
        assert!(METHODS.windows(2).all(|pair| pair[0].0 < pair[1].0), "the table is sorted");
    }

    #[test]
    fn the_type_of_the_receiver_decides_what_is_acquired() {
        let gives = |ty, method, arguments| acquisition(ty, method, arguments).map(|it| it.gives);
        assert_eq!(gives(TypeKind::AsyncLock, "lock", 0), Some(Gives::Future));
        assert_eq!(gives(TypeKind::StdLock, "lock", 0), Some(Gives::Wrapped));
        assert_eq!(gives(TypeKind::ParkingLot, "lock", 0), Some(Gives::Guard));
        assert_eq!(gives(TypeKind::DashMap, "insert", 2), Some(Gives::Nothing));
        assert_eq!(gives(TypeKind::AsyncLock, "read", 1), None);
        assert_eq!(gives(TypeKind::Atomic, "lock", 0), None);
    }
}
