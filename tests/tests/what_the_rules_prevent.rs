//! The bugs that the rules prevent, written by hand with tokio's primitives: each rejected program hangs or computes a wrong value, and
//! the program that the rule advises does not. The clock is paused: an hour passes at once when every task waits.

#![deny(warnings)]

use std::{
    cell::{Cell, RefCell},
    mem::{self, ManuallyDrop},
    panic::AssertUnwindSafe,
    pin::pin,
    ptr,
    sync::{
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc::{RecvTimeoutError, channel},
    },
    thread,
    time::Duration,
};

use futures::future::{Either, FutureExt, join, join3, select};
use tokio::{
    runtime::{Builder, Handle},
    sync::{Barrier, Mutex, MutexGuard, Notify, RwLock, Semaphore, mpsc, watch},
    task::{spawn_blocking, yield_now},
    time::{sleep, timeout},
};

/// How long a thread is observed before it counts as blocked.
const MOMENT: Duration = Duration::from_millis(200);
/// On a real clock, only a deadlock takes this long.
const TEN_MINUTES: Duration = Duration::from_secs(600);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

async fn hangs(program: impl Future) -> bool {
    timeout(HOUR, program).await.is_err()
}

async fn finishes<F: Future>(program: F) -> F::Output {
    timeout(HOUR, program).await.expect("it deadlocks")
}

/// Whether a runtime with one thread finishes the program within `limit`. If it does not, its thread stays blocked. The clock is real,
/// because a blocked thread cannot advance a paused one.
fn one_thread_ends<T>(limit: Duration, run: impl AsyncFnOnce() -> T + Send + 'static) -> bool {
    let (here, seen) = channel();
    thread::spawn(move || {
        here.send(()).unwrap();
        Builder::new_current_thread().build().unwrap().block_on(run());
        here.send(())
    });
    seen.recv().unwrap();
    let seen = seen.recv_timeout(limit);
    assert_ne!(seen, Err(RecvTimeoutError::Disconnected), "it panics");
    seen.is_ok()
}

async fn panic_of(program: impl Future) -> String {
    let panic = AssertUnwindSafe(program).catch_unwind().await.err().expect("it does not panic");
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast::<&str>().unwrap().to_string(),
    }
}

/// Runs the body while holding the lock.
async fn guarded<T, F: Future>(lock: &Mutex<T>, body: F) -> F::Output {
    let _guard = lock.lock().await;
    body.await
}

/// Acquires the lock and releases it before it runs the body.
async fn released<T, F: Future>(lock: &Mutex<T>, body: F) -> F::Output {
    drop(lock.lock().await);
    body.await
}

async fn add(lock: &Mutex<u32>) {
    *lock.lock().await += 1;
}

async fn get(lock: &Mutex<u32>) -> u32 {
    *lock.lock().await
}

/// Correct for one caller at a time only: other tasks run between the read and the write.
async fn add_unguarded(total: &Cell<u32>) {
    let read = total.get();
    yield_now().await;
    total.set(read + 1);
}

/// The total after two concurrent calls, each of which adds one.
async fn total_of_two(call: impl AsyncFn(&Cell<u32>)) -> u32 {
    let total = Cell::new(0);
    finishes(join(call(&total), call(&total))).await;
    total.get()
}

async fn total_if_guarded<T>(lock: &Mutex<T>) -> u32 {
    total_of_two(async |total| guarded(lock, add_unguarded(total)).await).await
}

/// A writer that queues again at once after its release.
async fn write_twice(lock: &RwLock<u32>) {
    let guard = lock.write().await;
    yield_now().await;
    drop(guard);
    *lock.write().await += 1;
}

async fn three<T>(party: impl AsyncFn() -> T) {
    join3(party(), party(), party()).await;
}

/// A correct wait of a condition: it registers before it releases the lock. Other tasks run between its test and the registration.
async fn wait_for<T>(changed: &Notify, lock: &Mutex<T>, predicate: impl Fn(&T) -> bool) {
    let mut guard = lock.lock().await;
    while !predicate(&guard) {
        yield_now().await;
        let notified = changed.notified();
        drop(guard);
        notified.await;
        guard = lock.lock().await;
    }
}

async fn set_and_notify(changed: &Notify, ready: &Mutex<bool>) {
    let mut guard = ready.lock().await;
    *guard = true;
    changed.notify_waiters();
}

mod same_lock_twice {
    use super::*;

    /// A lock does not know its holder: the second acquisition queues behind the guard of its own task.
    #[tokio::test(start_paused = true)]
    async fn in_the_body() {
        let lock = Mutex::new(0);
        let wrong = async {
            let _guard = lock.lock().await;
            *lock.lock().await += 1;
        };
        let right = async {
            let guard = lock.lock().await;
            drop(guard);
            *lock.lock().await += 1;
        };
        assert!(hangs(wrong).await);
        finishes(right).await;
    }

    /// The second read queues behind a writer, which waits for the first read.
    #[tokio::test(start_paused = true)]
    async fn read_in_read() {
        let lock = RwLock::new(1);
        let wrong = async {
            let outer = lock.read().await;
            let inner = lock.read().await;
            *outer + *inner
        };
        let right = async {
            let guard = lock.read().await;
            *guard + *guard
        };
        assert!(hangs(join(write_twice(&lock), wrong)).await);
        assert_eq!(finishes(join(write_twice(&lock), right)).await.1, 2);
    }

    /// The writer waits for all readers to release the lock, and is one of these readers itself.
    #[tokio::test(start_paused = true)]
    async fn read_then_write() {
        let lock = RwLock::new(1);
        let wrong = async {
            let guard = lock.read().await;
            *lock.write().await += *guard;
        };
        let right = async {
            let value = *lock.read().await;
            *lock.write().await += value;
        };
        assert!(hangs(wrong).await);
        finishes(right).await;
        assert_eq!(*lock.read().await, 2);
    }

    /// On the path without the drop the guard is still alive.
    #[tokio::test(start_paused = true)]
    async fn dropped_in_one_branch() {
        let lock = Mutex::new(0);
        let program = async |dropped: bool| {
            let guard = lock.lock().await;
            if dropped {
                drop(guard);
            }
            add(&lock).await;
        };
        assert!(hangs(program(false)).await);
        finishes(program(true)).await;
    }

    /// The task waits for the lock, and the holder of the lock waits for the task.
    #[tokio::test(start_paused = true)]
    async fn awaited_task() {
        static LOCK: Mutex<u32> = Mutex::const_new(0);
        let task = async || tokio::spawn(add(&LOCK)).await;
        assert!(hangs(guarded(&LOCK, task())).await);
        assert!(finishes(released(&LOCK, task())).await.is_ok());
    }

    /// `join!` returns when all its branches have finished, and one of them waits for the guard outside.
    #[tokio::test(start_paused = true)]
    async fn branch_of_join() {
        let lock = Mutex::new(0);
        let both = async || tokio::join!(yield_now(), add(&lock));
        assert!(hangs(guarded(&lock, both())).await);
        finishes(released(&lock, both())).await;
    }

    /// A thread of the pool waits for the lock, and the holder of the lock waits for that thread.
    #[test]
    fn awaited_thread() {
        static KEPT: Mutex<u32> = Mutex::const_new(0);
        static FREE: Mutex<u32> = Mutex::const_new(0);
        async fn thread(lock: &'static Mutex<u32>) {
            spawn_blocking(|| *lock.blocking_lock() += 1).await.unwrap();
        }
        assert!(!one_thread_ends(MOMENT, async || guarded(&KEPT, thread(&KEPT)).await));
        assert!(one_thread_ends(TEN_MINUTES, async || released(&FREE, thread(&FREE)).await));
    }

    /// The task that waits for a permit holds the only permit.
    #[tokio::test(start_paused = true)]
    async fn permit() {
        let gate = Semaphore::new(1);
        let wrong = async { (gate.acquire().await, gate.acquire().await) };
        let right = async { (drop(gate.acquire().await), gate.acquire().await) };
        assert!(hangs(wrong).await);
        assert!(finishes(right).await.1.is_ok());
    }
}

mod lock_held_by_temporary {
    use super::*;

    /// The guard in the scrutinee of a `match` lives until the last arm ends; in an `if let` before edition 2024, until `else` ends.
    #[tokio::test(start_paused = true)]
    async fn in_match_and_if_let() {
        let lock = Mutex::new(None);
        let wrong = async {
            match *lock.lock().await {
                Some(value) => value,
                None => *lock.lock().await.insert(1),
            }
        };
        let right = async {
            let value = *lock.lock().await;
            if let Some(value) = value { value } else { *lock.lock().await.insert(1) }
        };
        assert!(hangs(wrong).await);
        assert_eq!(finishes(right).await, 1);
    }

    /// The guard in the first argument lives until the call returns, and the second argument acquires the same lock.
    #[tokio::test(start_paused = true)]
    async fn in_arguments() {
        let lock = Mutex::new(1);
        let wrong = async { u32::max(*lock.lock().await, get(&lock).await) };
        let right = async {
            let value = *lock.lock().await;
            u32::max(value, get(&lock).await)
        };
        assert!(hangs(wrong).await);
        assert_eq!(finishes(right).await, 1);
    }

    /// The first read guard lives until the end of the expression. A writer is queued behind it, and the second read behind the
    /// writer. Each side of `&&` drops its temporaries.
    #[tokio::test(start_paused = true)]
    async fn in_one_expression() {
        let lock = RwLock::new(1);
        let wrong = async { *lock.read().await + *lock.read().await };
        let right = async {
            let value = *lock.read().await;
            value + *lock.read().await
        };
        let also_right = async { *lock.read().await > 0 && *lock.read().await > 0 };
        assert!(hangs(join(write_twice(&lock), wrong)).await);
        assert_eq!(finishes(join(write_twice(&lock), right)).await.1, 3);
        assert!(finishes(join(write_twice(&lock), also_right)).await.1);
    }

    /// A reference in a `let` extends the life of the guard to the end of the block.
    #[tokio::test(start_paused = true)]
    async fn behind_a_reference() {
        let lock = RwLock::new((1, 2));
        let wrong = async {
            let field = &lock.read().await.0;
            let value = *field;
            lock.write().await.1 = value;
        };
        let right = async {
            let value = lock.read().await.0;
            lock.write().await.1 = value;
        };
        assert!(hangs(wrong).await);
        finishes(right).await;
        assert_eq!(*lock.read().await, (1, 1));
    }
}

/// The inner call waits for the guard of the outer one.
#[tokio::test(start_paused = true)]
async fn recursive_lock() {
    async fn wrong(lock: &Mutex<u32>, depth: u32) {
        let mut value = lock.lock().await;
        *value += 1;
        if depth > 0 {
            Box::pin(wrong(lock, depth - 1)).await;
        }
    }
    async fn right(value: &mut u32, depth: u32) {
        *value += 1;
        if depth > 0 {
            Box::pin(right(value, depth - 1)).await;
        }
    }
    let lock = Mutex::new(0);
    assert!(hangs(wrong(&lock, 1)).await);
    finishes(async { right(&mut *lock.lock().await, 1).await }).await;
    assert_eq!(get(&lock).await, 3);
}

/// A lock order inversion: each task holds the lock that the other task waits for.
#[tokio::test(start_paused = true)]
async fn lock_order() {
    async fn transfer(from: &Mutex<()>, to: &Mutex<()>) {
        let _from = from.lock().await;
        yield_now().await;
        let _to = to.lock().await;
    }
    async fn by_address(from: &Mutex<()>, to: &Mutex<()>) {
        let first_to = ptr::from_ref(to) < ptr::from_ref(from);
        if first_to { transfer(to, from).await } else { transfer(from, to).await }
    }
    let (a, b) = (Mutex::new(()), Mutex::new(()));
    assert!(hangs(join(transfer(&a, &b), transfer(&b, &a))).await);
    finishes(join(by_address(&a, &b), by_address(&b, &a))).await;
}

/// `_` is not a variable: the guard is dropped at once.
#[tokio::test(start_paused = true)]
async fn unused_guard() {
    let lock = Mutex::new(());
    let wrong = async |total: &Cell<u32>| {
        let _ = lock.lock().await;
        add_unguarded(total).await;
    };
    assert_eq!(total_of_two(wrong).await, 1);
    assert_eq!(total_if_guarded(&lock).await, 2);
}

/// A future that is not polled acquires nothing.
#[tokio::test(start_paused = true)]
async fn unawaited_acquire() {
    let lock = Mutex::new(());
    let wrong = async |total: &Cell<u32>| {
        let _guard = lock.lock();
        add_unguarded(total).await;
    };
    assert_eq!(total_of_two(wrong).await, 1);
    assert_eq!(total_if_guarded(&lock).await, 2);
}

/// Only dropping the guard releases the lock.
#[tokio::test(start_paused = true)]
async fn leaked_guard() {
    let wrong: [fn(MutexGuard<'_, u32>); 3] = [
        |guard| mem::forget(guard),
        |guard| **ManuallyDrop::new(guard) = 1,
        |guard| **Box::leak(Box::new(guard)) = 1,
    ];
    for leak in wrong {
        let lock = Mutex::new(0);
        finishes(released(&lock, add(&lock))).await;
        leak(lock.lock().await);
        assert!(hangs(add(&lock)).await);
    }
}

/// The loop never ends and holds the lock.
#[tokio::test(start_paused = true)]
async fn held_across_endless_loop() {
    let (lock, (sender, mut numbers)) = (Mutex::new(0), mpsc::channel(2));
    sender.try_send(1).unwrap();
    let wrong = async {
        let mut total = lock.lock().await;
        loop {
            *total += numbers.recv().await.unwrap();
        }
    };
    assert!(hangs(select(pin!(wrong), pin!(get(&lock)))).await);

    sender.try_send(1).unwrap();
    let right = async {
        loop {
            let number = numbers.recv().await.unwrap();
            *lock.lock().await += number;
        }
    };
    assert!(matches!(finishes(select(pin!(right), pin!(get(&lock)))).await, Either::Right((2, _))));
}

/// The first party holds the lock and waits for the others, which wait for the lock.
#[tokio::test(start_paused = true)]
async fn barrier_behind_lock() {
    let (lock, meet) = (Mutex::new(0), Barrier::new(3));
    assert!(hangs(three(async || guarded(&lock, meet.wait()).await)).await);

    let meet = Barrier::new(3);
    finishes(three(async || (meet.wait().await, add(&lock).await))).await;
    assert_eq!(get(&lock).await, 3);
}

/// Two parties hold the permits and wait for the third party, which waits for a permit.
#[tokio::test(start_paused = true)]
async fn barrier_behind_semaphore() {
    let (gate, meet) = (Semaphore::new(2), Barrier::new(3));
    assert!(hangs(three(async || (gate.acquire().await, meet.wait().await))).await);

    let meet = Barrier::new(3);
    finishes(three(async || (meet.wait().await, drop(gate.acquire().await)))).await;
}

/// tokio treats a barrier of 0 as one of 1, whose party never waits. No task can release a permit of a semaphore that has none.
#[tokio::test(start_paused = true)]
async fn zero_count() {
    assert!(finishes(Barrier::new(0).wait()).await.is_leader());
    assert!(hangs(Barrier::new(2).wait()).await);
    let meet = Barrier::new(2);
    finishes(join(meet.wait(), meet.wait())).await;

    assert!(hangs(Semaphore::new(0).acquire()).await);
    assert!(finishes(Semaphore::new(1).acquire()).await.is_ok());
}

/// The semaphore has two permits, so three are never available.
#[tokio::test(start_paused = true)]
async fn permits_above_count() {
    let gate = Semaphore::new(2);
    assert!(hangs(gate.acquire_many(3)).await);
    assert!(finishes(gate.acquire_many(2)).await.is_ok());
}

/// Each call creates a lock of its own.
#[tokio::test(start_paused = true)]
async fn temporary_primitive() {
    let wrong = async |total: &Cell<u32>| guarded(&Mutex::new(()), add_unguarded(total)).await;
    assert_eq!(total_of_two(wrong).await, 1);
    assert_eq!(total_if_guarded(&Mutex::new(())).await, 2);
}

/// The function returns and drops its guard before its future is polled.
#[tokio::test(start_paused = true)]
async fn not_async_returns_future() {
    fn wrong<'a>(lock: &Mutex<()>, total: &'a Cell<u32>) -> impl Future<Output = ()> + use<'a> {
        let _guard = lock.try_lock().unwrap();
        add_unguarded(total)
    }
    let lock = Mutex::new(());
    assert_eq!(total_of_two(async |total| wrong(&lock, total).await).await, 1);
    assert_eq!(total_if_guarded(&lock).await, 2);
}

mod held_across_await {
    use super::*;

    /// The second task blocks the thread that the first task needs to release the lock.
    #[test]
    #[expect(clippy::await_holding_lock, reason = "this is what goes wrong")]
    fn lock_of_std() {
        use std::sync::Mutex;
        static KEPT: Mutex<u32> = Mutex::new(0);
        static FREE: Mutex<u32> = Mutex::new(0);
        let wrong = async || {
            let mut guard = KEPT.lock().unwrap();
            yield_now().await;
            *guard += 1;
        };
        let right = async || {
            *FREE.lock().unwrap() += 1;
            yield_now().await;
        };
        assert!(!one_thread_ends(MOMENT, async move || join(wrong(), wrong()).await));
        assert!(one_thread_ends(TEN_MINUTES, async move || join(right(), right()).await));
    }

    /// The cell is still borrowed when the second task borrows it.
    #[tokio::test(start_paused = true)]
    #[expect(clippy::await_holding_refcell_ref, reason = "this is what goes wrong")]
    async fn borrow_of_a_cell() {
        let cell = RefCell::new(0);
        let wrong = async || {
            let mut value = cell.borrow_mut();
            yield_now().await;
            *value += 1;
        };
        let right = async || {
            *cell.borrow_mut() += 1;
            yield_now().await;
        };
        assert!(panic_of(join(wrong(), wrong())).await.contains("already borrowed"));
        finishes(join(right(), right())).await;
        assert_eq!(cell.into_inner(), 2);
    }

    /// The value of a `watch` channel is behind a lock of std, which the sender needs.
    #[test]
    fn value_of_a_watch() {
        async fn set_while(reads: impl AsyncFnOnce(watch::Receiver<u32>) -> u32) {
            let (sender, receiver) = watch::channel(0);
            let (read, sent) = join(reads(receiver), async { sender.send(1) }).await;
            assert_eq!((read, sent.is_ok()), (0, true));
        }
        let wrong = async |receiver: watch::Receiver<u32>| {
            let value = receiver.borrow();
            yield_now().await;
            *value
        };
        let right = async |receiver: watch::Receiver<u32>| {
            let value = *receiver.borrow();
            yield_now().await;
            value
        };
        assert!(!one_thread_ends(MOMENT, async move || set_while(wrong).await));
        assert!(one_thread_ends(TEN_MINUTES, async move || set_while(right).await));
    }
}

mod blocking_call {
    use super::*;

    /// Whether another task of the thread finishes while this one sleeps.
    async fn others_run(asleep: impl AsyncFnOnce()) -> bool {
        let other = tokio::spawn(async {});
        asleep().await;
        other.is_finished()
    }

    /// The whole thread sleeps, with all of its tasks.
    #[tokio::test(start_paused = true)]
    async fn sleep_of_std() {
        let time = Duration::from_millis(5);
        assert!(!others_run(async || thread::sleep(time)).await);
        assert!(others_run(async || sleep(time).await).await);
    }

    /// tokio panics when a thread that runs tasks blocks on one of them, even if the lock is free.
    #[tokio::test(start_paused = true)]
    async fn waits_without_await() {
        static LOCK: Mutex<u32> = Mutex::const_new(0);
        let wrong = async { Handle::current().block_on(add(&LOCK)) };
        assert!(panic_of(wrong).await.contains("Cannot start a runtime from within a runtime"));
        let wrong = async { *LOCK.blocking_lock() += 1 };
        assert!(panic_of(wrong).await.contains("Cannot block the current thread"));

        finishes(add(&LOCK)).await;
        spawn_blocking(|| *LOCK.blocking_lock() += 1).await.unwrap();
        assert_eq!(get(&LOCK).await, 2);
    }
}

/// Both tasks read the same value, and the second write overwrites the first.
#[tokio::test(start_paused = true)]
async fn lost_update() {
    let lock = Mutex::new(0);
    let wrong = async || {
        let value = *lock.lock().await;
        yield_now().await;
        *lock.lock().await = value + 1;
    };
    let right = async || {
        let mut value = lock.lock().await;
        yield_now().await;
        *value += 1;
    };
    finishes(join(wrong(), wrong())).await;
    assert_eq!(get(&lock).await, 1);
    finishes(join(right(), right())).await;
    assert_eq!(get(&lock).await, 3);
}

/// A lost wake-up: the state changes between the waiter's test and its wait, and the notification finds no waiter.
#[tokio::test(start_paused = true)]
async fn notify_without_guard() {
    let (lock, changed, ready) = (Mutex::new(()), Notify::new(), AtomicBool::new(false));
    let waiter = async || wait_for(&changed, &lock, |()| ready.load(SeqCst)).await;
    let set = async || {
        ready.store(true, SeqCst);
        changed.notify_waiters();
    };
    assert!(hangs(join(waiter(), set())).await);

    ready.store(false, SeqCst);
    finishes(join(waiter(), guarded(&lock, set()))).await;
}

/// A lost wake-up: the lock is free between the test and the wait, and the notification comes in between.
#[tokio::test(start_paused = true)]
async fn wait_without_guard() {
    let (ready, changed) = (Mutex::new(false), Notify::new());
    let wrong = async {
        while !*ready.lock().await {
            yield_now().await;
            changed.notified().await;
        }
    };
    assert!(hangs(join(wrong, set_and_notify(&changed, &ready))).await);

    let ready = Mutex::new(false);
    let right = wait_for(&changed, &ready, |&ready| ready);
    finishes(join(right, set_and_notify(&changed, &ready))).await;
}

/// A lost wake-up: the task that changes the state of the predicate does not notify the condition.
#[tokio::test(start_paused = true)]
async fn predicate_ignores_data() {
    let (ready, changed, flag) = (Mutex::new(false), Notify::new(), AtomicBool::new(false));
    let wrong = wait_for(&changed, &ready, |_| flag.load(SeqCst));
    let set = async { (sleep(MINUTE).await, flag.store(true, SeqCst)) };
    assert!(hangs(join(wrong, set)).await);
    assert!(flag.into_inner());

    let right = wait_for(&changed, &ready, |&ready| ready);
    let set = async { (sleep(MINUTE).await, set_and_notify(&changed, &ready).await) };
    finishes(join(right, set)).await;
}
