//! What can be seen of holds: the table, the events, and what is stuck.

#![cfg(test)]

use std::{
    sync::{
        Arc,
        atomic::{
            AtomicBool,
            Ordering::{Acquire, Release},
        },
    },
    time::Duration,
};

use interlocking::{
    Barrier, Condition, Event, Lock, LockGuard, RwLock, Semaphore, barrier, guarded,
    observe::{self, Grade, Recording, Stall, Step},
    semaphore, waits,
};
use tokio::{sync::Notify, task::yield_now, time::sleep};

/// The registry is one for the process: one test at a time looks at it.
async fn alone() -> LockGuard<'static, ()> {
    static ALONE: Lock<()> = Lock::new(());
    let alone = ALONE.lock().await;
    observe::disable();
    observe::enable();
    alone
}

/// Lets every task go on until it waits.
async fn settle() {
    for _ in 0..20 {
        yield_now().await;
    }
}

fn stalls() -> Vec<Stall> {
    observe::stalls(&observe::snapshot(), Duration::from_secs(10))
}

#[track_caller]
fn assert_stuck(functions: &[&str], rule: &str) {
    let stalls = stalls();
    let [stall] = &stalls[..] else { panic!("{stalls:?}\n{}", observe::snapshot()) };
    assert_eq!((stall.grade, stall.rule), (Grade::Stuck, rule));
    for function in functions {
        assert!(stall.chain.iter().any(|line| line.contains(function)), "{function}: {stall}");
    }
    assert!(stall.chain.iter().all(|line| line.contains("tests/observe.rs:")), "{stall}");
}

#[track_caller]
fn assert_nothing_stalls() {
    let stalls = stalls();
    assert!(stalls.is_empty(), "{stalls:?}\n{}", observe::snapshot());
}

mod table {
    use super::*;

    static ACCOUNTS: Lock<u32> = Lock::new(0);
    static GATE: Semaphore = Semaphore::new(8);
    static SETTINGS: RwLock<u32> = RwLock::new(0);
    static STOP: Event = Event::new();
    static CHANGED: Condition<u32> = Condition::new();

    #[guarded(ACCOUNTS)]
    async fn transfer(end: Arc<Notify>) {
        end.notified().await;
        *accounts += 1;
    }

    #[guarded(ACCOUNTS)]
    async fn audit() -> u32 {
        *accounts
    }

    #[semaphore(GATE, permits = 2)]
    async fn upload(end: Arc<Notify>) {
        end.notified().await;
    }

    #[guarded(ACCOUNTS)]
    async fn until_changed() {
        accounts = CHANGED.wait_for(accounts, |accounts| *accounts > 0).await;
        *accounts -= 1;
    }

    #[tokio::test(start_paused = true)]
    async fn it_says_who_holds_and_who_waits() {
        let _alone = alone().await;
        let end = Arc::new(Notify::new());
        let first = tokio::spawn(transfer(end.clone()));
        let gated = tokio::spawn(upload(end.clone()));
        settle().await;
        let second = tokio::spawn(audit());
        settle().await;
        sleep(Duration::from_secs(3)).await;
        let table = observe::snapshot();
        let lock = table.entries.iter().find(|entry| entry.name == "ACCOUNTS").unwrap();
        assert_eq!((lock.kind, lock.holders.len(), lock.waiters.len()), ("lock", 1, 1));
        assert_eq!(lock.holders[0].function, Some("transfer"));
        assert!(lock.holders[0].place.contains("tests/observe.rs:"), "{}", lock.holders[0].place);
        assert_eq!(lock.holders[0].held, Duration::from_secs(3));
        assert_eq!(lock.waiters[0].function, Some("audit"));
        assert_eq!(lock.waiters[0].behind.as_ref(), Some(&lock.holders[0].place));
        let gate = table.entries.iter().find(|entry| entry.name == "GATE").unwrap();
        assert_eq!((gate.kind, gate.holders[0].function), ("semaphore", Some("upload")));
        let text = table.to_string();
        let line = text.lines().find(|line| line.starts_with("ACCOUNTS")).unwrap();
        for part in ["lock", "held", "transfer", "3.0 s", "1"] {
            assert!(line.contains(part), "{line}");
        }
        end.notify_waiters();
        first.await.unwrap();
        gated.await.unwrap();
        assert_eq!(second.await.unwrap(), 1);
        assert!(observe::snapshot().entries.is_empty(), "{}", observe::snapshot());
    }

    #[barrier(3)]
    async fn meet() {}

    /// The line of a primitive, with one space between its words.
    fn line(name: &str) -> String {
        let table = observe::snapshot().to_string();
        let line = table.lines().find(|line| line.starts_with(name));
        line.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[tokio::test(start_paused = true)]
    async fn it_says_how_many_permits_are_left_and_how_many_parties_are_missing() {
        let _alone = alone().await;
        let end = Arc::new(Notify::new());
        let uploads: Vec<_> = (0..5).map(|_| tokio::spawn(upload(end.clone()))).collect();
        let parties = [tokio::spawn(meet()), tokio::spawn(meet())];
        settle().await;
        assert!(line("GATE").starts_with("GATE semaphore 0 of 8 4 holders, oldest upload"));
        assert_eq!(observe::snapshot().entries[0].holders[0].permits, 2);
        assert!(line("barrier(3)").starts_with("barrier(3) barrier 2 of 3 arrived -"));
        assert!(line("barrier(3)").ends_with("short of 1"), "{}", line("barrier(3)"));
        end.notify_one();
        settle().await;
        assert!(line("GATE").starts_with("GATE semaphore 0 of 8"), "the fifth has its permits");
        end.notify_one();
        settle().await;
        assert!(line("GATE").starts_with("GATE semaphore 2 of 8"), "{}", line("GATE"));
        meet().await;
        for upload in uploads {
            end.notify_one();
            settle().await;
            upload.await.unwrap();
        }
        for party in parties {
            party.await.unwrap();
        }
        assert!(observe::snapshot().entries.is_empty(), "{}", observe::snapshot());
    }

    #[tokio::test(start_paused = true)]
    async fn a_condition_gives_the_lock_up_and_takes_it_again() {
        let _alone = alone().await;
        ACCOUNTS.lock().await.clone_from(&0);
        let waiter = tokio::spawn(until_changed());
        settle().await;
        let table = observe::snapshot();
        assert!(table.entries[0].holders[0].on_condition, "{table}");
        {
            let mut accounts = ACCOUNTS.lock().await;
            *accounts += 1;
            CHANGED.notify_all(&accounts);
        }
        waiter.await.unwrap();
        assert!(observe::snapshot().entries.is_empty(), "{}", observe::snapshot());
    }

    #[guarded(ACCOUNTS, when = |accounts| *accounts > 9, unless = STOP, timeout = 5s, else { return false })]
    async fn until_nine() -> bool {
        *accounts > 9
    }

    /// The signal and the limit wait too, and have no name of their own.
    #[tokio::test(start_paused = true)]
    async fn a_hold_with_every_clause_is_one_wait() {
        let _alone = alone().await;
        ACCOUNTS.lock().await.clone_from(&0);
        let waiters = [tokio::spawn(until_nine()), tokio::spawn(until_nine())];
        settle().await;
        let table = observe::snapshot();
        assert_eq!(table.entries.len(), 1, "{table}");
        assert_eq!(table.entries[0].waiters.len(), 2, "{table}");
        assert_eq!(table.entries[0].waiters[0].function, Some("until_nine"));
        STOP.set();
        for waiter in waiters {
            assert!(!waiter.await.unwrap());
        }
        assert!(observe::snapshot().entries.is_empty(), "{}", observe::snapshot());
        STOP.clear();
    }

    #[guarded(ACCOUNTS, read SETTINGS)]
    async fn of_both() -> u32 {
        *accounts + *settings
    }

    #[tokio::test]
    async fn several_are_named_one_after_the_other() {
        let _alone = alone().await;
        let held = (ACCOUNTS.lock().await, SETTINGS.write().await);
        let both = tokio::spawn(of_both());
        settle().await;
        let table = observe::snapshot();
        assert_eq!(table.entries.len(), 1, "it waits for the first of them: {table}");
        let (accounts, settings) = held;
        drop((accounts, settings));
        settle().await;
        both.await.unwrap();
        assert!(observe::snapshot().entries.is_empty(), "{}", observe::snapshot());
    }

    #[tokio::test]
    async fn a_wait_on_a_condition_that_is_dropped_leaves_it() {
        let _alone = alone().await;
        ACCOUNTS.lock().await.clone_from(&0);
        let waiter = tokio::spawn(until_changed());
        settle().await;
        assert_eq!(observe::snapshot().entries.len(), 1);
        waiter.abort();
        assert!(waiter.await.unwrap_err().is_cancelled());
        assert!(observe::snapshot().entries.is_empty(), "{}", observe::snapshot());
    }

    #[tokio::test]
    async fn a_wait_that_is_dropped_leaves_it() {
        let _alone = alone().await;
        let held = ACCOUNTS.lock().await;
        let waiter = tokio::spawn(audit());
        settle().await;
        assert_eq!(observe::snapshot().entries[0].waiters.len(), 1);
        waiter.abort();
        assert!(waiter.await.unwrap_err().is_cancelled());
        assert!(observe::snapshot().entries.is_empty());
        drop(held);
    }

    #[tokio::test]
    async fn while_nobody_looks_there_is_nothing() {
        let _alone = alone().await;
        observe::disable();
        assert_eq!(audit().await, ACCOUNTS.lock().await.to_owned());
        assert!(observe::snapshot().entries.is_empty());
    }
}

mod stuck {
    use super::*;

    static A: Lock<u32> = Lock::new(0);
    static B: Lock<u32> = Lock::new(0);
    static GATE: Semaphore = Semaphore::new(1);
    static SETTINGS: RwLock<u32> = RwLock::new(0);
    static READY: Event = Event::new();

    /// Each holds one lock, and waits for the other's by a call that no rule of one function sees.
    #[guarded(A, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
    async fn first(then: Arc<Notify>) {
        then.notified().await;
        Box::pin(take_b()).await;
        *a += 1;
    }

    #[guarded(B, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
    async fn second(then: Arc<Notify>) {
        then.notified().await;
        Box::pin(take_a()).await;
        *b += 1;
    }

    #[guarded(A)]
    async fn take_a() {
        *a += 1;
    }

    #[guarded(B)]
    async fn take_b() {
        *b += 1;
    }

    #[tokio::test(start_paused = true)]
    async fn two_locks_in_two_orders() {
        let _alone = alone().await;
        let then = Arc::new(Notify::new());
        let tasks = [tokio::spawn(first(then.clone())), tokio::spawn(second(then.clone()))];
        settle().await;
        assert_nothing_stalls();
        then.notify_waiters();
        settle().await;
        let behind = tokio::spawn(take_a());
        settle().await;
        assert_stuck(&["take_a", "take_b", "first", "second"], "lock_order_inversion");
        assert_eq!(stalls()[0].behind, 1);
        assert!(stalls()[0].to_string().contains("#lock_order_inversion"));
        behind.abort();
        tasks.iter().for_each(tokio::task::JoinHandle::abort);
        settle().await;
    }

    #[semaphore(GATE, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
    async fn permit_then_lock(then: Arc<Notify>) {
        then.notified().await;
        Box::pin(take_a()).await;
    }

    #[guarded(A, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
    async fn lock_then_permit(then: Arc<Notify>) {
        then.notified().await;
        Box::pin(take_permit()).await;
        *a += 1;
    }

    #[semaphore(GATE)]
    async fn take_permit() {}

    #[tokio::test(start_paused = true)]
    async fn a_lock_and_a_permit() {
        let _alone = alone().await;
        let then = Arc::new(Notify::new());
        let tasks = [
            tokio::spawn(permit_then_lock(then.clone())),
            tokio::spawn(lock_then_permit(then.clone())),
        ];
        settle().await;
        then.notify_waiters();
        settle().await;
        assert_stuck(&["take_a", "take_permit"], "circular_wait");
        tasks.iter().for_each(tokio::task::JoinHandle::abort);
        settle().await;
    }

    #[guarded(read SETTINGS, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
    async fn read_then_lock(then: Arc<Notify>) {
        then.notified().await;
        Box::pin(take_a()).await;
        assert_eq!(*settings, 0);
    }

    #[guarded(A, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
    async fn lock_then_read(then: Arc<Notify>) {
        then.notified().await;
        *a += Box::pin(read()).await;
    }

    #[guarded(read SETTINGS)]
    async fn read() -> u32 {
        *settings
    }

    #[guarded(write SETTINGS)]
    async fn write() {
        *settings += 1;
    }

    /// The second reader waits for the writer, which waits for the first reader, which waits for the second.
    #[tokio::test(start_paused = true)]
    async fn a_reader_behind_a_writer_behind_a_reader() {
        let _alone = alone().await;
        let then = Arc::new(Notify::new());
        let tasks = [
            tokio::spawn(lock_then_read(then.clone())),
            tokio::spawn(read_then_lock(then.clone())),
        ];
        settle().await;
        let writer = tokio::spawn(write());
        settle().await;
        assert_nothing_stalls();
        then.notify_waiters();
        settle().await;
        assert_stuck(&["read", "write", "take_a"], "circular_wait");
        writer.abort();
        tasks.iter().for_each(tokio::task::JoinHandle::abort);
        settle().await;
    }

    #[guarded(A, allow(same_lock_twice, reason = "a deadlock on purpose"))]
    async fn again() {
        Box::pin(take_a()).await;
        *a += 1;
    }

    #[track_caller]
    fn assert_suspicious(rule: &str, parts: &[&str]) {
        let stalls = stalls();
        let [stall] = &stalls[..] else { panic!("{stalls:?}\n{}", observe::snapshot()) };
        assert_eq!((stall.grade, stall.rule), (Grade::Suspicious, rule));
        let text = stall.to_string();
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_same_lock_twice() {
        let _alone = alone().await;
        let task = tokio::spawn(again());
        settle().await;
        assert_nothing_stalls();
        sleep(Duration::from_secs(20)).await;
        assert_suspicious("futurelock", &["`A`", "again", "take_a"]);
        task.abort();
        settle().await;
    }

    #[guarded(A)]
    async fn branch_that_is_not_polled(then: Arc<Notify>) {
        then.notified().await;
        *a += 1;
    }

    /// A future that has the lock is kept, not polled, while its task waits for the lock.
    #[tokio::test(start_paused = true)]
    async fn a_future_that_nobody_polls() {
        let _alone = alone().await;
        let task = tokio::spawn(async {
            let mut held = Box::pin(branch_that_is_not_polled(Arc::new(Notify::new())));
            tokio::select! {
                () = &mut held => {}
                () = yield_now() => take_a().await,
            }
        });
        settle().await;
        sleep(Duration::from_secs(20)).await;
        assert_suspicious("futurelock", &["branch_that_is_not_polled", "take_a"]);
        task.abort();
        settle().await;
    }

    /// Queues a future of this hold, keeps it unpolled, and goes on after `then`.
    async fn kept<F: Future<Output = ()>>(hold: F, then: Arc<Notify>) {
        let mut kept = Box::pin(hold);
        tokio::select! {
            biased;
            () = &mut kept => unreachable!("what it waits for is not there"),
            () = yield_now() => then.notified().await,
        }
        kept.await;
    }

    #[guarded(A, when = |a| *a != 77)]
    async fn unless_77() {
        *a += 1;
    }

    static OTHERS: tokio::sync::Mutex<u32> = tokio::sync::Mutex::const_new(0);

    #[guarded(OTHERS)]
    async fn take_of_tokio() {
        *others += 1;
    }

    /// What `release` gives to a future that nobody polls.
    async fn assert_not_polled<F>(hold: F, release: impl FnOnce(), name: &str, function: &str)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let then = Arc::new(Notify::new());
        let task = tokio::spawn(kept(hold, then.clone()));
        settle().await;
        let woken = || observe::snapshot().entries[0].waiters[0].woken;
        assert_eq!(woken(), None);
        release();
        sleep(Duration::from_secs(4)).await;
        assert_eq!(woken(), Some(Duration::from_secs(4)));
        assert_nothing_stalls();
        sleep(Duration::from_secs(8)).await;
        assert_suspicious("futurelock", &[name, function, "was woken", "not been polled"]);
        let table = observe::snapshot().to_string();
        assert!(table.contains("woken 12.0 s ago, not polled since"), "{table}");
        then.notify_one();
        task.await.unwrap();
        assert_nothing_stalls();
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_was_woken_is_not_polled() {
        let _alone = alone().await;
        let held = A.try_lock().unwrap();
        assert_not_polled(take_a(), || drop(held), "`A`", "take_a").await;
        let held = A.try_lock().unwrap();
        assert_not_polled(unless_77(), || drop(held), "`A`", "unless_77").await;
        let held = SETTINGS.try_read().unwrap();
        assert_not_polled(write(), || drop(held), "`SETTINGS`", "write").await;
        let held = GATE.try_acquire().unwrap();
        assert_not_polled(take_permit(), || drop(held), "`GATE`", "take_permit").await;
        let held = OTHERS.try_lock().unwrap();
        assert_not_polled(take_of_tokio(), || drop(held), "`OTHERS`", "take_of_tokio").await;
        assert_not_polled(start(), || READY.set(), "`READY`", "start").await;
        READY.clear();
    }

    static CHANGED: Condition<u32> = Condition::new();

    #[guarded(A)]
    async fn until_changed() {
        let before = *a;
        a = CHANGED.wait_for(a, |a| *a != before).await;
        *a += 1;
    }

    /// A lock that was given up for a condition is handed over with the notification.
    #[tokio::test(start_paused = true)]
    async fn whoever_was_notified_is_not_polled() {
        let _alone = alone().await;
        let then = Arc::new(Notify::new());
        let task = tokio::spawn(kept(until_changed(), then.clone()));
        settle().await;
        sleep(Duration::from_secs(60)).await;
        assert_nothing_stalls();
        let mut held = A.lock().await;
        *held += 1;
        CHANGED.notify_all(&held);
        drop(held);
        sleep(Duration::from_secs(12)).await;
        assert_suspicious("futurelock", &["`A`", "until_changed", "was woken"]);
        then.notify_one();
        task.await.unwrap();
        assert_nothing_stalls();
    }

    /// A waiter that is polled after it was woken leaves the table, and so does one that is aborted.
    #[tokio::test(start_paused = true)]
    async fn whoever_was_woken_goes_on() {
        let _alone = alone().await;
        let held = A.try_lock().unwrap();
        let tasks = [tokio::spawn(take_a()), tokio::spawn(take_a())];
        settle().await;
        tasks[1].abort();
        drop(held);
        settle().await;
        assert!(observe::snapshot().entries.is_empty(), "{}", observe::snapshot());
        READY.set();
        start().await;
        READY.clear();
    }

    #[barrier(3)]
    async fn meet() {}

    #[tokio::test(start_paused = true)]
    async fn a_barrier_that_is_short() {
        let _alone = alone().await;
        let tasks = [tokio::spawn(meet()), tokio::spawn(meet())];
        settle().await;
        assert_nothing_stalls();
        sleep(Duration::from_secs(20)).await;
        assert_suspicious("unfillable_barrier", &["barrier(3)", "2 wait", "meet"]);
        tasks.iter().for_each(tokio::task::JoinHandle::abort);
        settle().await;
    }

    #[waits(READY)]
    async fn start() {}

    #[tokio::test(start_paused = true)]
    async fn an_event_that_nobody_sets() {
        let _alone = alone().await;
        let task = tokio::spawn(start());
        settle().await;
        sleep(Duration::from_secs(20)).await;
        assert_suspicious("event_not_set_on_error", &["`READY`", "start"]);
        READY.set();
        task.await.unwrap();
        READY.clear();
        assert_nothing_stalls();
    }
}

mod watched {
    use std::sync::mpsc;

    use interlocking::{WatchConfig, observe::watch_with};

    use super::*;

    static A: Lock<u32> = Lock::new(0);
    static B: Lock<u32> = Lock::new(0);

    #[guarded(A, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
    async fn a_then_b(then: Arc<Notify>) {
        then.notified().await;
        Box::pin(take_b()).await;
        *a += 1;
    }

    #[guarded(B, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
    async fn b_then_a(then: Arc<Notify>) {
        then.notified().await;
        Box::pin(take_a()).await;
        *b += 1;
    }

    #[guarded(A)]
    async fn take_a() {
        *a += 1;
    }

    #[guarded(B)]
    async fn take_b() {
        *b += 1;
    }

    #[tokio::test]
    async fn a_deadlock_is_reported_once() {
        let _alone = alone().await;
        let (told, stalls) = mpsc::channel();
        let config = WatchConfig { every: Duration::from_millis(1), ..WatchConfig::default() };
        let watching = watch_with(config, move |stall: &Stall| told.send(stall.clone()).unwrap());
        let then = Arc::new(Notify::new());
        let tasks = [tokio::spawn(a_then_b(then.clone())), tokio::spawn(b_then_a(then.clone()))];
        settle().await;
        then.notify_waiters();
        settle().await;
        let stall = stalls.recv_timeout(Duration::from_secs(60)).expect("it is reported");
        assert_eq!(stall.grade, Grade::Stuck);
        drop(watching);
        assert!(stalls.try_iter().next().is_none(), "while it lasts it is reported once");
        tasks.iter().for_each(tokio::task::JoinHandle::abort);
        settle().await;
    }
}

mod healthy {
    use super::*;

    static GATE: Lock<()> = Lock::new(());
    static A: Lock<u32> = Lock::new(0);
    static B: Lock<u32> = Lock::new(0);
    static SETTINGS: RwLock<u32> = RwLock::new(0);

    async fn work() {
        sleep(Duration::from_millis(1)).await;
    }

    #[guarded(gate = GATE)]
    #[guarded(A)]
    async fn forward() {
        () = *gate;
        work().await;
        Box::pin(b_alone()).await;
        *a += 1;
    }

    #[guarded(gate = GATE)]
    #[guarded(B)]
    async fn backward() {
        () = *gate;
        work().await;
        Box::pin(a_alone()).await;
        *b += 1;
    }

    #[guarded(A)]
    async fn a_alone() {
        work().await;
        *a += 1;
    }

    #[guarded(B)]
    async fn b_alone() {
        work().await;
        *b += 1;
    }

    #[guarded(A, B)]
    async fn together() {
        work().await;
        (*a, *b) = (*b, *a);
    }

    #[guarded(read SETTINGS)]
    async fn read_twice() -> u32 {
        work().await;
        *settings + read_once(&SETTINGS).await
    }

    /// Readers do not wait for readers.
    async fn read_once(settings: &RwLock<u32>) -> u32 {
        settings.try_read().map_or(0, |settings| *settings)
    }

    #[guarded(A, nowait, else { return })]
    async fn back_off() {
        work().await;
        *a += 1;
    }

    #[guarded(own)]
    async fn disjoint(own: &Lock<u32>) {
        work().await;
        *own += 1;
    }

    /// Looks at every moment at which something may have changed.
    async fn assert_healthy<F: Future<Output = ()> + Send + 'static>(tasks: Vec<F>) {
        let tasks: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
        while !tasks.iter().all(tokio::task::JoinHandle::is_finished) {
            let stuck: Vec<_> =
                stalls().into_iter().filter(|stall| stall.grade == Grade::Stuck).collect();
            assert!(stuck.is_empty(), "{stuck:?}");
            sleep(Duration::from_micros(300)).await;
        }
        for task in tasks {
            task.await.unwrap();
        }
        assert!(observe::snapshot().entries.is_empty(), "{}", observe::snapshot());
    }

    #[tokio::test(start_paused = true)]
    async fn an_inversion_under_a_gate_lock() {
        let _alone = alone().await;
        assert_healthy(
            (0..20)
                .map(|i| async move { if i % 2 == 0 { forward().await } else { backward().await } })
                .collect(),
        )
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn one_order_for_all() {
        let _alone = alone().await;
        assert_healthy(
            (0..20)
                .map(|i| async move {
                    match i % 4 {
                        0 => together().await,
                        1 => a_alone().await,
                        2 => back_off().await,
                        _ => b_alone().await,
                    }
                })
                .collect(),
        )
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn readers_among_readers() {
        let _alone = alone().await;
        assert_healthy((0..20).map(|_| async { _ = read_twice().await }).collect()).await;
    }

    #[tokio::test(start_paused = true)]
    async fn disjoint_instances() {
        let _alone = alone().await;
        assert_healthy((0..20).map(|_| async { disjoint(&Lock::new(0)).await }).collect()).await;
    }

    static C: Lock<u32> = Lock::new(0);
    static D: Lock<u32> = Lock::new(0);

    #[guarded(C, allow(lock_order_inversion, reason = "a trap: it cannot deadlock"))]
    async fn c_then_d() {
        work().await;
        Box::pin(d_alone()).await;
        *c += 1;
    }

    #[guarded(D, allow(lock_order_inversion, reason = "a trap: it cannot deadlock"))]
    async fn d_then_c() {
        work().await;
        Box::pin(c_alone()).await;
        *d += 1;
    }

    #[guarded(C)]
    async fn c_alone() {
        work().await;
        *c += 1;
    }

    #[guarded(D)]
    async fn d_alone() {
        work().await;
        *d += 1;
    }

    #[tokio::test(start_paused = true)]
    async fn an_inversion_that_an_atomic_serialises() {
        static BUSY: AtomicBool = AtomicBool::new(false);

        let _alone = alone().await;
        let tasks = (0..12).map(|i| async move {
            while BUSY.swap(true, Acquire) {
                sleep(Duration::from_millis(1)).await;
            }
            if i % 2 == 0 {
                c_then_d().await
            } else {
                d_then_c().await
            }
            BUSY.store(false, Release);
        });
        assert_healthy(tasks.collect()).await;
    }

    #[tokio::test(start_paused = true)]
    async fn phases_that_a_barrier_separates() {
        static PHASE: Barrier = Barrier::new(2);

        let _alone = alone().await;
        let tasks = (0..2).map(|i| async move {
            for phase in 0..6 {
                if phase % 2 == i {
                    if phase % 4 < 2 { c_then_d().await } else { d_then_c().await }
                }
                PHASE.wait().await.unwrap();
            }
        });
        assert_healthy(tasks.collect()).await;
    }

    /// A chain of locks; each is released when the next is held.
    #[guarded(node = chain[at])]
    async fn along(chain: &[Lock<u32>], at: usize) {
        *node += 1;
        work().await;
        if at + 1 < chain.len() {
            Box::pin(along(chain, at + 1)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn hand_over_hand_in_one_direction() {
        let _alone = alone().await;
        let chain: Arc<[Lock<u32>]> = (0..5).map(Lock::new).collect();
        let tasks = (0..8).map(|_| {
            let chain = chain.clone();
            async move { along(&chain, 0).await }
        });
        assert_healthy(tasks.collect()).await;
    }

    /// Each group of locks has an order of its own.
    #[guarded(first)]
    async fn in_order(first: &Lock<u32>, second: &Lock<u32>) {
        work().await;
        Box::pin(disjoint(second)).await;
        *first += 1;
    }

    #[tokio::test(start_paused = true)]
    async fn one_hierarchy_for_each_group() {
        let _alone = alone().await;
        let group = || Arc::new((Lock::new(0), Lock::new(0)));
        let groups = [group(), group()];
        let tasks = (0..12).map(|i| {
            let (group, forward) = (groups[i % 2].clone(), i % 2 == 0);
            async move {
                let (one, two) = &*group;
                if forward { in_order(one, two).await } else { in_order(two, one).await }
            }
        });
        assert_healthy(tasks.collect()).await;
    }

    /// Two futures of one task, one of which waits for the other, which goes on.
    #[tokio::test(start_paused = true)]
    async fn joined_futures_of_one_task() {
        let _alone = alone().await;
        assert_healthy(vec![async { _ = tokio::join!(a_alone(), a_alone(), together()) }]).await;
    }
}

mod recorded {
    use super::*;

    static BALANCE: Lock<i32> = Lock::new(0);

    #[guarded(BALANCE)]
    async fn credit() {
        sleep(Duration::from_secs(1)).await;
        *balance += 1;
    }

    #[guarded(BALANCE)]
    async fn debit() {
        sleep(Duration::from_secs(1)).await;
        *balance -= 1;
    }

    #[tokio::test(start_paused = true)]
    async fn the_lanes_are_those_of_the_guide() {
        let _alone = alone().await;
        let recording = Recording::start();
        tokio::join!(credit(), debit());
        let steps: Vec<_> = recording
            .records()
            .iter()
            .map(|record| (record.function.unwrap(), record.step))
            .collect();
        let expected = [
            ("credit", Step::Held),
            ("debit", Step::Waiting),
            ("credit", Step::Released),
            ("debit", Step::Held),
            ("debit", Step::Released),
        ];
        assert_eq!(steps, expected);
        let picture = "
     credit          debit
    acquire         blocked
  +==========+         .
  |  1.0 s   |         .
  +==========+         .
    release         acquire
       |          +==========+
       |          |  1.0 s   |
       |          +==========+
       |            release
";
        assert_eq!(format!("\n{}", recording.draw(80).trim_end_matches('\n')), picture.trim_end());
    }
}

mod drawn {
    use serde_json::Value;

    use super::*;

    static POOL: Lock<u32> = Lock::new(0);
    static LINE: Semaphore = Semaphore::new(2);

    #[guarded(POOL)]
    async fn worker() {
        sleep(Duration::from_millis(2)).await;
        *pool += 1;
    }

    #[semaphore(LINE)]
    async fn in_line() {
        worker().await;
    }

    async fn recorded(tasks: usize) -> Recording {
        let recording = Recording::start();
        let tasks: Vec<_> = (0..tasks).map(|_| tokio::spawn(in_line())).collect();
        for task in tasks {
            task.await.unwrap();
        }
        recording
    }

    #[tokio::test(start_paused = true)]
    async fn a_trace_has_an_arrow_for_each_grant() {
        let _alone = alone().await;
        let trace: Value = serde_json::from_str(&recorded(5).await.chrome_trace()).unwrap();
        let events = trace["traceEvents"].as_array().unwrap();
        let of = |phase: &str| -> Vec<&Value> {
            events.iter().filter(|event| event["ph"] == phase).collect()
        };
        let (starts, ends) = (of("s"), of("f"));
        assert!(!starts.is_empty());
        for (start, end) in starts.iter().zip(&ends) {
            assert_eq!((&start["id"], start["name"].as_str()), (&end["id"], Some("grant")));
            assert!(start["ts"].as_f64() <= end["ts"].as_f64());
        }
        let held = |name: &str| of("X").iter().filter(|event| event["name"] == name).count();
        assert_eq!((held("POOL"), held("LINE")), (5, 5));
        assert!(of("X").iter().any(|event| event["args"]["critical"] == true));
        assert!(of("M").iter().all(|event| event["name"] == "thread_name"));
    }

    #[tokio::test(start_paused = true)]
    async fn the_page_has_every_hold() {
        let _alone = alone().await;
        let page = recorded(5).await.html();
        let data = page.split("const spans = ").nth(1).unwrap().split(";\n").next().unwrap();
        let spans: Value = serde_json::from_str(data).unwrap();
        let spans = spans.as_array().unwrap();
        assert_eq!(spans.len(), 10);
        for span in spans {
            assert_eq!(span.as_array().unwrap().len(), 10);
            assert!(span[5].as_f64() <= span[6].as_f64() && span[6].as_f64() <= span[7].as_f64());
        }
        assert!(spans.iter().any(|span| span[9] == 1), "there is a critical path");
    }

    #[tokio::test(start_paused = true)]
    async fn the_table_is_data_too() {
        let _alone = alone().await;
        let task = tokio::spawn(worker());
        settle().await;
        let json = serde_json::to_value(observe::snapshot()).unwrap();
        let entry = &json["entries"][0];
        assert_eq!((&entry["name"], &entry["kind"]), (&"POOL".into(), &"lock".into()));
        assert_eq!(entry["holders"][0]["function"], "worker");
        assert!(entry["holders"][0]["held"]["secs"].is_u64());
        task.await.unwrap();
    }
}
