//! Thousands of tasks on several threads that acquire, hold across awaits, give up and abort at random. At the end every permit is
//! released, every queue is empty, and every task has finished. No delay depends on a clock: a task gives up after some polls.

#![cfg(feature = "tokio")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use interlocking::{Barrier, BoundedSemaphore, Condition, Event, Lock, RwLock, Semaphore};
use tokio::{
    select,
    task::{JoinSet, yield_now},
    time::timeout,
};

const TASKS: usize = 2000;

/// A cheap random generator (xorshift) with a different seed for each task.
struct Random(u64);

impl Random {
    fn new(seed: usize) -> Self {
        Random(seed as u64 * 2 + 0x9E37_79B9_7F4A_7C15)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    /// Lets other tasks run, from zero to two times.
    async fn pause(&mut self) {
        yield_times(self.below(3)).await;
    }
}

async fn yield_times(times: u64) {
    for _ in 0..times {
        yield_now().await;
    }
}

/// Runs the tasks and aborts some of them; every other task must finish.
async fn run<F: Future<Output = ()> + Send + 'static>(task: impl Fn(Random) -> F) {
    let mut tasks = JoinSet::new();
    let mut random = Random::new(7);
    for seed in 0..TASKS {
        let handle = tasks.spawn(task(Random::new(seed)));
        if random.below(8) == 0 {
            let delay = yield_times(random.below(100));
            tokio::spawn(async move {
                delay.await;
                handle.abort();
            });
        }
    }
    let all = async {
        while let Some(ended) = tasks.join_next().await {
            assert!(ended.as_ref().is_ok() || ended.unwrap_err().is_cancelled());
        }
    };
    or_hang(all).await;
}

/// Fails instead of hanging. The limit is far above what the tasks need on a slow machine.
async fn or_hang<F: Future>(future: F) -> F::Output {
    timeout(Duration::from_secs(600), future).await.expect("a task never finishes")
}

/// Awaits the future; in half of the cases it gives up after some polls.
async fn impatient<F: Future>(random: &mut Random, future: F) -> Option<F::Output> {
    match random.below(2) {
        0 => Some(future.await),
        _ => give_up_after(random.below(20), future).await,
    }
}

async fn give_up_after<F: Future>(polls: u64, future: F) -> Option<F::Output> {
    select! {
        biased;
        output = future => Some(output),
        () = yield_times(polls) => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locks_and_predicates() {
    let (lock, inside) = (Arc::new(Lock::new(0u64)), Arc::new(AtomicUsize::new(0)));
    let task = |mut random: Random| {
        let (lock, inside) = (lock.clone(), inside.clone());
        async move {
            for _ in 0..5 {
                let guard = match random.below(3) {
                    0 => impatient(&mut random, lock.lock_when(|n| n % 3 != 2)).await,
                    _ => impatient(&mut random, lock.lock()).await,
                };
                let Some(mut guard) = guard else { continue };
                // Its drop counts down, because this task may be aborted at the pause.
                let alone = Inside::enter(inside.clone());
                *guard += 1;
                random.pause().await;
                drop(alone);
            }
        }
    };
    // Makes every predicate true again and again, also when all remaining tasks wait for their predicates.
    let ticking = lock.clone();
    let ticker = tokio::spawn(async move {
        loop {
            *ticking.lock().await += 1;
            yield_times(10).await;
        }
    });
    run(task).await;
    ticker.abort();
    assert!(ticker.await.unwrap_err().is_cancelled());
    assert_eq!((lock.is_locked(), lock.waiters(), inside.load(Relaxed)), (false, 0, 0));
}

/// Counts the tasks that hold the lock, while it lives.
struct Inside(Arc<AtomicUsize>);

impl Inside {
    fn enter(inside: Arc<AtomicUsize>) -> Self {
        assert_eq!(inside.fetch_add(1, Relaxed), 0, "two tasks hold the lock");
        Inside(inside)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_and_writers() {
    let lock = Arc::new(RwLock::with_max_readers((0u64, 0u64), 5));
    let task = |mut random: Random| {
        let lock = lock.clone();
        async move {
            for _ in 0..5 {
                if random.below(4) == 0 {
                    let Some(mut guard) = impatient(&mut random, lock.write()).await else {
                        continue;
                    };
                    guard.0 += 1;
                    guard.1 += 1;
                    random.pause().await;
                    if random.below(2) == 0 {
                        let guard = guard.downgrade();
                        assert_eq!(guard.0, guard.1);
                        random.pause().await;
                    }
                } else if let Some(guard) = impatient(&mut random, lock.read()).await {
                    assert_eq!(guard.0, guard.1);
                    random.pause().await;
                }
            }
        }
    };
    run(task).await;
    assert_eq!((lock.readers(), lock.is_written(), lock.waiters()), (0, false, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn permits() {
    let gates = Arc::new((Semaphore::new(7), BoundedSemaphore::new(5)));
    let task = |mut random: Random| {
        let gates = gates.clone();
        async move {
            for _ in 0..5 {
                let n = random.below(5) as usize;
                if random.below(2) == 0 {
                    let Some(mut permit) = impatient(&mut random, gates.0.acquire_many(n)).await
                    else {
                        continue;
                    };
                    random.pause().await;
                    let half = permit.split(n / 2);
                    random.pause().await;
                    drop(half);
                } else {
                    let permit = impatient(&mut random, gates.1.acquire_many(n)).await;
                    random.pause().await;
                    drop(permit);
                }
            }
        }
    };
    run(task).await;
    assert_eq!((gates.0.available(), gates.0.waiters()), (7, 0));
    assert_eq!((gates.1.available(), gates.1.waiters()), (5, 0));
    assert!(gates.1.release(1).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn producers_and_consumers() {
    let shared = Arc::new((Lock::new(Vec::new()), Condition::new(), Event::new()));
    let taken = Arc::new(AtomicUsize::new(0));
    let consumers: Vec<_> = (0..20)
        .map(|seed| {
            let (shared, taken, mut random) = (shared.clone(), taken.clone(), Random::new(seed));
            tokio::spawn(async move {
                let (lock, filled, done) = &*shared;
                loop {
                    let guard = lock.lock().await;
                    let ready = |queue: &Vec<u32>| !queue.is_empty() || done.is_set();
                    let mut guard = match random.below(2) {
                        0 => filled.wait_for(guard, ready).await,
                        _ => {
                            filled
                                .wait_for_timeout(guard, ready, Duration::from_micros(200))
                                .await
                                .0
                        }
                    };
                    match guard.pop() {
                        Some(_) => taken.fetch_add(1, Relaxed),
                        None if done.is_set() => return,
                        None => continue,
                    };
                    random.pause().await;
                }
            })
        })
        .collect();
    let put = Arc::new(AtomicUsize::new(0));
    let produce = |mut random: Random| {
        let (shared, put) = (shared.clone(), put.clone());
        async move {
            random.pause().await;
            // A consumer that gives up must not consume a notification.
            if random.below(3) == 0 {
                let wait = async { shared.1.wait_for(shared.0.lock().await, |_| false).await };
                assert!(give_up_after(random.below(20), wait).await.is_none());
            }
            let mut queue = shared.0.lock().await;
            queue.push(1);
            put.fetch_add(1, Relaxed);
            shared.1.notify_one(&queue);
        }
    };
    run(produce).await;
    shared.2.set();
    shared.1.notify_all(&shared.0.lock().await);
    for consumer in consumers {
        or_hang(consumer).await.unwrap();
    }
    assert_eq!(taken.load(Relaxed), put.load(Relaxed), "every item is consumed once");
    assert_eq!((shared.0.is_locked(), shared.0.waiters(), shared.1.waiters()), (false, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn meetings() {
    let barrier = Arc::new(Barrier::new(3));
    let task = |mut random: Random| {
        let barrier = barrier.clone();
        async move {
            for _ in 0..3 {
                if random.below(50) == 0 {
                    barrier.reset();
                }
                let patience = 1 + random.below(50);
                if let Some(Ok(turn)) = give_up_after(patience, barrier.wait()).await {
                    assert!(turn.index() < 3);
                }
            }
        }
    };
    run(task).await;
    assert_eq!((barrier.waiters(), barrier.is_broken()), (0, false));
}
