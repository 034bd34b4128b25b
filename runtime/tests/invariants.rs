//! The invariants of the wait core, by name, for every primitive, and the cases X of `docs/behaviour.md`.

use std::{
    mem::ManuallyDrop,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
    task::{Context, Poll, RawWaker, RawWakerVTable, Waker},
    thread,
    time::Duration,
};

use interlocking::{
    Barrier, BoundedSemaphore, Condition, Event, Lock, LockGuard, OwnedLockGuard, OwnedPermit,
    OwnedRwLockReadGuard, OwnedRwLockWriteGuard, Permit, RwLock, RwLockReadGuard, RwLockWriteGuard,
    Semaphore,
    future::{Acquire, BarrierWait, EventWait, Locking, Reading, Wait, WaitFor, When, Writing},
};

/// One way to wait: how to create a waiting future, and how to release one waiter or all.
struct Scene {
    name: &'static str,
    /// Makes a future that waits.
    wait: Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()>>>>,
    /// Releases the first waiter. It gives back what it acquired when its future completes.
    grant: Box<dyn Fn()>,
    /// Reads a state of the primitive that its mutex protects.
    look: Arc<dyn Fn() -> usize + Send + Sync>,
    /// Whether `grant` releases all waiters.
    all_at_once: bool,
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// The lock is held by a guard that `grant` drops.
fn holding(lock: &'static Lock<u32>) -> Box<dyn Fn()> {
    let held = std::cell::RefCell::new(lock.try_lock().ok());
    Box::new(move || drop(held.borrow_mut().take()))
}

fn scenes() -> Vec<Scene> {
    let lock = leak(Lock::new(0));
    let lock_scene = Scene {
        name: "lock",
        grant: holding(lock),
        wait: Box::new(move || Box::pin(async move { drop(lock.lock().await) })),
        look: Arc::new(move || lock.waiters()),
        all_at_once: false,
    };

    let (lock, changed) = (leak(Lock::new(0)), leak(Condition::<u32>::new()));
    let condition = Scene {
        name: "condition",
        wait: Box::new(move || {
            let wait = changed.wait(lock.try_lock().unwrap());
            Box::pin(async move { drop(wait.await) })
        }),
        grant: Box::new(move || changed.notify_all(&lock.try_lock().unwrap())),
        look: Arc::new(move || lock.waiters() + changed.waiters()),
        all_at_once: false,
    };

    let lock = leak(Lock::new(0));
    let predicate = Scene {
        name: "predicate",
        wait: Box::new(move || Box::pin(async move { drop(lock.lock_when(|n| *n > 0).await) })),
        grant: Box::new(move || *lock.try_lock().unwrap() += 1),
        look: Arc::new(move || lock.waiters()),
        all_at_once: false,
    };

    let gate = leak(Semaphore::new(0));
    let semaphore = Scene {
        name: "semaphore",
        wait: Box::new(move || Box::pin(async move { drop(gate.acquire().await) })),
        grant: Box::new(move || gate.release(1)),
        look: Arc::new(move || gate.waiters()),
        all_at_once: false,
    };

    let event = leak(Event::new());
    let event = Scene {
        name: "event",
        wait: Box::new(move || Box::pin(event.wait())),
        grant: Box::new(move || event.set()),
        look: Arc::new(move || event.waiters()),
        all_at_once: true,
    };

    let meet = leak(Barrier::new(100));
    let barrier = Scene {
        name: "barrier",
        wait: Box::new(move || Box::pin(async move { assert!(meet.wait().await.is_err()) })),
        grant: Box::new(move || meet.reset()),
        look: Arc::new(move || meet.waiters()),
        all_at_once: true,
    };

    let lock = leak(RwLock::new(0));
    let reader = std::cell::RefCell::new(lock.try_read().ok());
    let write = Scene {
        name: "write",
        wait: Box::new(move || Box::pin(async move { drop(lock.write().await) })),
        grant: Box::new(move || drop(reader.borrow_mut().take())),
        look: Arc::new(move || lock.waiters()),
        all_at_once: false,
    };

    let lock = leak(RwLock::new(0));
    let writer = std::cell::RefCell::new(lock.try_write().ok());
    let read = Scene {
        name: "read",
        wait: Box::new(move || Box::pin(async move { drop(lock.read().await) })),
        grant: Box::new(move || drop(writer.borrow_mut().take())),
        look: Arc::new(move || lock.waiters()),
        all_at_once: true,
    };

    vec![lock_scene, condition, predicate, semaphore, event, barrier, write, read]
}

/// A waker that records its clones, wakes and drops.
struct Spy {
    clones: AtomicUsize,
    wakes: AtomicUsize,
    drops: AtomicUsize,
    /// Called with the name of each of these operations.
    hook: Box<dyn Fn(&str) + Send + Sync>,
}

impl Spy {
    fn new(hook: impl Fn(&str) + Send + Sync + 'static) -> (Arc<Spy>, Waker) {
        let counts = || AtomicUsize::new(0);
        let hook = Box::new(hook);
        let spy = Arc::new(Spy { clones: counts(), wakes: counts(), drops: counts(), hook });
        let raw = RawWaker::new(Arc::into_raw(spy.clone()).cast(), &VTABLE);
        // SAFETY: the vtable keeps the contract of a waker over the pointer of an `Arc`: each waker owns one reference count.
        (spy, unsafe { Waker::from_raw(raw) })
    }

    fn quiet() -> (Arc<Spy>, Waker) {
        Spy::new(|_| {})
    }

    fn wakes(&self) -> usize {
        self.wakes.load(Relaxed)
    }
}

static VTABLE: RawWakerVTable = RawWakerVTable::new(
    |data| {
        // SAFETY: `data` comes from `Arc::into_raw`, and the waker still owns its reference count.
        let spy = ManuallyDrop::new(unsafe { Arc::from_raw(data.cast::<Spy>()) });
        spy.clones.fetch_add(1, Relaxed);
        (spy.hook)("clone");
        RawWaker::new(Arc::into_raw(Arc::clone(&spy)).cast(), &VTABLE)
    },
    |data| {
        // SAFETY: as above, and this waker gives up its reference count.
        let spy = unsafe { Arc::from_raw(data.cast::<Spy>()) };
        spy.wakes.fetch_add(1, Relaxed);
        (spy.hook)("wake");
    },
    |data| {
        // SAFETY: as above; the waker keeps its reference count.
        let spy = ManuallyDrop::new(unsafe { Arc::from_raw(data.cast::<Spy>()) });
        spy.wakes.fetch_add(1, Relaxed);
        (spy.hook)("wake");
    },
    |data| {
        // SAFETY: as above, and this waker gives up its reference count.
        let spy = unsafe { Arc::from_raw(data.cast::<Spy>()) };
        spy.drops.fetch_add(1, Relaxed);
        (spy.hook)("drop");
    },
);

fn poll(future: &mut Pin<Box<dyn Future<Output = ()>>>, waker: &Waker) -> Poll<()> {
    future.as_mut().poll(&mut Context::from_waker(waker))
}

#[test]
fn place_is_first_poll() {
    for scene in scenes() {
        let (first, second) = (Spy::quiet(), Spy::quiet());
        // Created in one order and polled in the other.
        let late_to_poll = (scene.name != "condition").then(|| (scene.wait)());
        let mut polled_first = (scene.wait)();
        assert!(poll(&mut polled_first, &first.1).is_pending(), "{}", scene.name);
        let mut polled_second = late_to_poll.unwrap_or_else(|| (scene.wait)());
        assert!(poll(&mut polled_second, &second.1).is_pending(), "{}", scene.name);
        (scene.grant)();
        assert_eq!(first.0.wakes(), 1, "{}", scene.name);
        assert_eq!(second.0.wakes(), usize::from(scene.all_at_once), "{}", scene.name);
        assert!(poll(&mut polled_first, &first.1).is_ready(), "{}", scene.name);
        assert!(poll(&mut polled_second, &second.1).is_ready(), "{}", scene.name);
    }
}

#[test]
fn release_hands_over() {
    let lock = Lock::new(());
    let held = lock.try_lock().unwrap();
    let mut waiter = tokio_test::task::spawn(lock.lock());
    assert!(waiter.poll().is_pending());
    drop(held);
    assert!(lock.is_locked() && lock.try_lock().is_err(), "the waiter owns it");
    let mut newcomer = tokio_test::task::spawn(lock.lock());
    assert!(newcomer.poll().is_pending());

    let gate = Semaphore::new(0);
    let mut waiter = tokio_test::task::spawn(gate.acquire());
    assert!(waiter.poll().is_pending());
    gate.release(1);
    assert!(gate.try_acquire().is_err());
    assert!(waiter.poll().is_ready());
}

#[test]
fn drop_leaves_no_trace() {
    for scene in scenes() {
        let (spy, waker) = Spy::quiet();
        // A future that was never polled, one that waits, and one that was granted.
        drop((scene.wait)());
        let mut waiting = (scene.wait)();
        assert!(poll(&mut waiting, &waker).is_pending());
        drop(waiting);
        assert_eq!((scene.look)(), 0, "{}", scene.name);
        let (mut granted, mut next) = ((scene.wait)(), None);
        assert!(poll(&mut granted, &waker).is_pending());
        let (next_spy, next_waker) = Spy::quiet();
        let mut future = (scene.wait)();
        assert!(poll(&mut future, &next_waker).is_pending());
        next.replace(future);
        (scene.grant)();
        assert_eq!(spy.wakes(), 1, "{}", scene.name);
        drop(granted);
        assert_eq!(next_spy.wakes(), 1, "{}: what it was granted goes to the next", scene.name);
        assert!(poll(next.as_mut().unwrap(), &next_waker).is_ready(), "{}", scene.name);
        assert_eq!((scene.look)(), 0, "{}", scene.name);
        drop(waker);
        assert_eq!(
            spy.clones.load(Relaxed) + 1,
            spy.wakes() + spy.drops.load(Relaxed),
            "{}: every waker was woken or dropped",
            scene.name
        );
    }
}

/// X3: no waker is cloned, woken or dropped while the mutex of the primitive is locked.
#[test]
fn no_waker_under_the_mutex() {
    let (done, all_done) = mpsc::channel();
    // In a thread of its own, because a violation deadlocks.
    thread::spawn(move || {
        for scene in scenes() {
            let look = scene.look.clone();
            let hook = move |_: &str| assert!(look() <= 2);
            let (spy, waker) = Spy::new(hook.clone());
            let (_, other) = Spy::new(hook);
            let (mut a, mut b) = ((scene.wait)(), None);
            assert!(poll(&mut a, &waker).is_pending());
            // The second poll replaces and drops the first waker; then a future is dropped while it waits.
            assert!(poll(&mut a, &other).is_pending());
            let mut future = (scene.wait)();
            assert!(poll(&mut future, &waker).is_pending());
            b.replace(future);
            drop(b.take());
            (scene.grant)();
            assert!(poll(&mut a, &waker).is_ready());
            drop(a);
            assert!(spy.clones.load(Relaxed) >= 2 && spy.drops.load(Relaxed) >= 2);
        }
        done.send(()).unwrap();
    });
    // Only a deadlock takes this long.
    let finished = all_done.recv_timeout(Duration::from_secs(600));
    finished.expect("a waker was used under the mutex, or the thread panicked");
}

/// X3: a waker whose wake acquires and releases the same primitive.
#[test]
fn a_waker_may_use_the_primitive_it_belongs_to() {
    let lock = leak(Lock::new(0));
    let held = lock.try_lock().unwrap();
    let (spy, waker) = Spy::new(move |what| {
        if what == "wake" {
            assert!(lock.try_lock().is_err(), "handed over");
        }
    });
    let mut waiter: Pin<Box<dyn Future<Output = ()>>> =
        Box::pin(async move { drop(lock.lock().await) });
    assert!(poll(&mut waiter, &waker).is_pending());
    drop(held);
    assert_eq!(spy.wakes(), 1);
    // A granted future is dropped inside the waker of the next one.
    drop(waiter);
    assert!(!lock.is_locked());

    let event = leak(Event::new());
    let (_, waker) = Spy::new(move |what| {
        if what == "wake" {
            event.clear();
            event.set();
        }
    });
    let mut waiter: Pin<Box<dyn Future<Output = ()>>> = Box::pin(event.wait());
    assert!(poll(&mut waiter, &waker).is_pending());
    event.set();
    assert!(poll(&mut waiter, &waker).is_ready());
}

/// X4: the other waiters are woken, every grant stays with its waiter, and the panic reaches the releasing task.
#[test]
fn panicking_waker_loses_nothing() {
    for scene in scenes() {
        let (_, panics) = Spy::new(|what| assert!(what != "wake", "a waker that panics"));
        let (spy, waker) = Spy::quiet();
        let mut first = (scene.wait)();
        assert!(poll(&mut first, &panics).is_pending());
        let mut second = (scene.wait)();
        assert!(poll(&mut second, &waker).is_pending());
        let granted = catch_unwind(AssertUnwindSafe(|| (scene.grant)()));
        assert!(granted.is_err(), "{}: the first panic is raised again", scene.name);
        if scene.all_at_once {
            assert_eq!(spy.wakes(), 1, "{}: the batch was finished", scene.name);
        }
        assert!(poll(&mut first, &waker).is_ready(), "{}", scene.name);
        assert!(poll(&mut second, &waker).is_ready(), "{}", scene.name);
        assert_eq!((scene.look)(), 0, "{}", scene.name);
    }
}

#[test]
fn a_panicking_waker_during_a_panic_does_not_abort() {
    let lock = leak(Lock::new(0));
    let (_, panics) = Spy::new(|what| assert!(what != "wake", "a waker that panics"));
    let mut waiter: Pin<Box<dyn Future<Output = ()>>> =
        Box::pin(async move { drop(lock.lock().await) });
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let _held = lock.try_lock().unwrap();
        assert!(poll(&mut waiter, &panics).is_pending());
        panic!("the first panic");
    }));
    assert_eq!(unwound.unwrap_err().downcast_ref::<&str>(), Some(&"the first panic"));
    assert!(poll(&mut waiter, Waker::noop()).is_ready());
}

/// X2: only the newest waker of a future is woken.
#[test]
fn newest_waker_only() {
    for scene in scenes() {
        let (old, old_waker) = Spy::quiet();
        let (new, new_waker) = Spy::quiet();
        let mut waiting = (scene.wait)();
        assert!(poll(&mut waiting, &old_waker).is_pending());
        for _ in 0..3 {
            assert!(poll(&mut waiting, &new_waker).is_pending());
        }
        assert_eq!(new.clones.load(Relaxed), 1, "{}: an equal waker is not cloned", scene.name);
        (scene.grant)();
        assert_eq!((old.wakes(), new.wakes()), (0, 1), "{}", scene.name);
        assert!(poll(&mut waiting, &new_waker).is_ready());
    }
}

/// X8: one call releases the waiters that are present; a task that waits again at once waits for the next call.
#[test]
fn one_call_frees_a_task_once() {
    let (lock, changed) = (leak(Lock::new(0)), leak(Condition::<u32>::new()));
    let mut waiter: Pin<Box<dyn Future<Output = ()>>> = Box::pin(async {
        let guard = changed.wait(lock.lock().await).await;
        drop(changed.wait(guard).await);
    });
    assert!(poll(&mut waiter, Waker::noop()).is_pending());
    changed.notify_all(&lock.try_lock().unwrap());
    assert!(poll(&mut waiter, Waker::noop()).is_pending());
    assert_eq!(changed.waiters(), 1);

    let event = leak(Event::new());
    let mut twice: Pin<Box<dyn Future<Output = ()>>> = Box::pin(async {
        event.wait().await;
        event.wait().await;
    });
    assert!(poll(&mut twice, Waker::noop()).is_pending());
    event.set();
    event.clear();
    assert!(poll(&mut twice, Waker::noop()).is_pending());
    assert_eq!(event.waiters(), 1);
}

/// X5, X6: a future takes its place in the queue before it spends tokio's budget, and a grant that the budget delays is not lost.
#[cfg(feature = "tokio")]
mod budget {
    use std::task::ready;

    use tokio::task::coop;

    use super::*;

    /// Polls a future without any budget left.
    struct Exhausted<F>(F);

    impl<F: Future + Unpin> Future for Exhausted<F> {
        type Output = Poll<F::Output>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            while coop::has_budget_remaining() {
                ready!(coop::poll_proceed(cx)).made_progress();
            }
            Poll::Ready(Pin::new(&mut self.0).poll(cx))
        }
    }

    #[tokio::test]
    async fn budget_costs_no_place() {
        let lock = Arc::new(Lock::new(()));
        let held = lock.clone().lock_owned().await;
        tokio::spawn(async move {
            let (mut first, mut second) = (lock.lock(), lock.lock());
            assert!(Exhausted(&mut first).await.is_pending());
            assert_eq!(lock.waiters(), 1, "queued, without budget");
            tokio::task::yield_now().await;
            assert!(futures::poll!(&mut second).is_pending());
            drop(held);
            // Granted, and dropped before the next poll.
            drop(first);
            drop(second.await);
            assert!(!lock.is_locked());
        })
        .await
        .unwrap();
    }

    #[tokio::test]
    async fn a_grant_that_the_budget_delays_is_passed_on_when_dropped() {
        tokio::spawn(async {
            let (lock, gate) = (Lock::new(()), Semaphore::new(1));
            let mut locking = lock.lock();
            assert!(Exhausted(&mut locking).await.is_pending());
            assert!(lock.is_locked(), "acquired, and not delivered");
            drop(locking);
            assert!(!lock.is_locked());
            let mut acquiring = gate.acquire();
            assert!(Exhausted(&mut acquiring).await.is_pending());
            assert_eq!(gate.available(), 0);
            drop(acquiring);
            assert_eq!(gate.available(), 1);
            let mut predicate = lock.lock_when(|()| true);
            assert!(Exhausted(&mut predicate).await.is_pending());
            assert!(lock.is_locked());
            drop(predicate);
            assert!(!lock.is_locked());
        })
        .await
        .unwrap();
    }

    #[tokio::test]
    async fn a_notification_that_the_budget_delays_is_passed_on_when_dropped() {
        tokio::spawn(async {
            let (lock, other, changed) = (Lock::new(()), Lock::new(()), Condition::new());
            let mut first = changed.wait(lock.lock().await);
            assert!(futures::poll!(&mut first).is_pending());
            let mut second = changed.wait(lock.lock().await);
            assert!(futures::poll!(&mut second).is_pending());
            changed.notify_one(&lock.lock().await);
            assert!(Exhausted(&mut first).await.is_pending());
            assert!(lock.is_locked(), "notified and granted, and not delivered");
            drop(first);
            tokio::task::yield_now().await;
            assert!(futures::poll!(&mut second).is_ready(), "the notification is passed on");
            // The condition is unbound: it may go with another lock.
            let mut third = changed.wait(other.lock().await);
            assert!(futures::poll!(&mut third).is_pending());
        })
        .await
        .unwrap();
    }

    #[tokio::test]
    async fn a_barrier_trips_before_the_budget_is_spent() {
        tokio::spawn(async {
            let barrier = Barrier::new(2);
            let (mut first, mut last) = (barrier.wait(), barrier.wait());
            assert!(futures::poll!(&mut first).is_pending());
            assert!(Exhausted(&mut last).await.is_pending());
            assert_eq!(barrier.waiters(), 0, "tripped");
            drop(last);
            tokio::task::yield_now().await;
            assert_eq!(first.await.unwrap().index(), 0);
        })
        .await
        .unwrap();
    }

    #[tokio::test]
    async fn a_task_that_acquires_a_free_lock_again_and_again_lets_others_run() {
        let ran = Arc::new(AtomicUsize::new(0));
        let other = ran.clone();
        tokio::spawn(async move { other.fetch_add(1, Relaxed) });
        let lock = Lock::new(());
        let mut rounds = 0;
        while ran.load(Relaxed) == 0 {
            drop(lock.lock().await);
            rounds += 1;
            assert!(rounds < 10_000, "the other task never ran");
        }
    }
}

/// X7: which futures and primitives are `Send`, `Sync` and `Unpin`.
#[test]
fn auto_traits() {
    fn send<T: Send>() {}
    fn sync<T: Sync>() {}
    fn unpin<T: Unpin>() {}
    macro_rules! table {
        ($($ty:ty: $($has:ident)*;)*) => { $( $( $has::<$ty>(); )* )* };
    }
    type Predicate = fn(&u32) -> bool;
    table! {
        Lock<u32>: send sync unpin;
        Lock<std::cell::Cell<u32>>: send sync unpin;
        LockGuard<'static, u32>: send sync unpin;
        OwnedLockGuard<u32>: send sync unpin;
        Locking<&'static Lock<u32>>: send sync unpin;
        When<&'static Lock<u32>, Predicate>: send sync unpin;
        RwLock<u32>: send sync unpin;
        RwLockReadGuard<'static, u32>: send sync unpin;
        RwLockWriteGuard<'static, u32>: send sync unpin;
        OwnedRwLockReadGuard<u32>: send sync unpin;
        OwnedRwLockWriteGuard<u32>: send sync unpin;
        Reading<&'static RwLock<u32>>: send sync unpin;
        Writing<&'static RwLock<u32>>: send sync unpin;
        Condition<u32>: send sync unpin;
        Condition<*const u32>: send sync unpin;
        Wait<'static, &'static Lock<u32>>: send sync unpin;
        WaitFor<'static, &'static Lock<u32>, Predicate>: send sync unpin;
        Semaphore: send sync unpin;
        BoundedSemaphore: send sync unpin;
        Permit<'static>: send sync unpin;
        OwnedPermit: send sync unpin;
        Acquire<&'static Semaphore>: send sync unpin;
        Event: send sync unpin;
        EventWait<'static>: send sync unpin;
        Barrier: send sync unpin;
        BarrierWait<'static>: send sync unpin;
    }
}

/// X12: primitives can be statics.
#[test]
fn constructors_are_const() {
    static LOCK: Lock<Vec<u32>> = Lock::new(Vec::new());
    static CONDITION: Condition<Vec<u32>> = Condition::new();
    static SEMAPHORE: Semaphore = Semaphore::new(1);
    static BOUNDED: BoundedSemaphore = BoundedSemaphore::new(1);
    static EVENT: Event = Event::new();
    static BARRIER: Barrier = Barrier::new(1);
    assert!(!LOCK.is_locked() && !EVENT.is_set() && !BARRIER.is_broken());
    assert_eq!((CONDITION.waiters(), SEMAPHORE.available(), BOUNDED.available()), (0, 1, 1));
}
