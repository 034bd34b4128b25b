//! tokio's cooperative budget: a task that only makes acquisitions that need no wait lets other tasks run.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use interlocking::{
    Barrier, BoundedSemaphore, Condition, Event, Lock, RwLock, Semaphore, hold, lock_all,
};

#[derive(Default)]
struct Everything {
    lock: Lock<u32>,
    condition: Condition<u32>,
    shared: RwLock<u32>,
    event: Event,
}

static BARRIER: Barrier = Barrier::new(1);
static SEMAPHORE: Semaphore = Semaphore::new(2);
static BOUNDED: BoundedSemaphore = BoundedSemaphore::new(2);
const LATER: Duration = Duration::from_secs(1000);

type Taken<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
type Take = for<'a> fn(&'a Everything) -> Taken<'a>;

/// Every way to acquire and to wait, where no wait is needed.
const WAYS: &[(&str, Take)] = &[
    ("lock", |e| Box::pin(async { drop(e.lock.lock().await) })),
    ("lock_when", |e| Box::pin(async { drop(e.lock.lock_when(|_| true).await) })),
    ("until", |e| Box::pin(async { drop(e.lock.try_lock().unwrap().until(|_| true).await) })),
    ("lock_all", |e| Box::pin(async { drop(lock_all([&e.lock]).await) })),
    ("wait_for", |e| {
        Box::pin(async {
            drop(e.condition.wait_for(e.lock.try_lock().unwrap(), |_| true).await);
        })
    }),
    ("wait_for_timeout", |e| {
        Box::pin(async {
            let held = e.lock.try_lock().unwrap();
            drop(e.condition.wait_for_timeout(held, |_| true, LATER).await);
        })
    }),
    ("read", |e| Box::pin(async { drop(e.shared.read().await) })),
    ("write", |e| Box::pin(async { drop(e.shared.write().await) })),
    ("event", |e| Box::pin(e.event.wait())),
    ("acquire", |_| Box::pin(async { drop(SEMAPHORE.acquire().await) })),
    ("acquire_many", |_| Box::pin(async { drop(SEMAPHORE.acquire_many(2).await) })),
    ("acquire_many(0)", |_| Box::pin(async { drop(SEMAPHORE.acquire_many(0).await) })),
    ("bounded", |_| Box::pin(async { drop(BOUNDED.acquire().await) })),
    ("barrier of one", |_| Box::pin(async { assert!(BARRIER.wait().await.is_ok()) })),
    ("hold::exclusive", |e| Box::pin(async { drop(hold::exclusive(&e.lock, "lock").await) })),
    ("hold::wait", |e| Box::pin(async { hold::wait(&e.event, "event").await })),
];

#[tokio::test]
async fn acquisitions_without_a_wait_let_other_tasks_run() {
    for (name, take) in WAYS {
        let everything = Everything::default();
        everything.event.set();
        let ran = Arc::new(AtomicBool::new(false));
        let runs = ran.clone();
        tokio::spawn(async move { runs.store(true, Relaxed) });
        let mut rounds = 0;
        while !ran.load(Relaxed) {
            take(&everything).await;
            rounds += 1;
            assert!(rounds < 10_000, "{name}: the other task never ran");
        }
    }
}

/// Without budget, a wait that is over at once holds the lock until it is polled again or dropped.
#[tokio::test]
async fn a_predicate_that_is_true_at_once_waits_for_budget_holding_the_lock() {
    let task = async {
        let everything = Everything::default();
        let held = everything.lock.try_lock().unwrap();
        while tokio::task::coop::has_budget_remaining() {
            tokio::task::coop::consume_budget().await;
        }
        let mut wait = everything.condition.wait_for(held, |_| true);
        assert!(futures::poll!(&mut wait).is_pending(), "no budget is left");
        assert!(everything.lock.is_locked(), "it is this task's");
        assert_eq!(everything.condition.waiters(), 0, "it was never released");
        drop(wait);
        assert!(!everything.lock.is_locked());
    };
    tokio::spawn(task).await.unwrap();
}
