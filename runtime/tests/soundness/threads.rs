//! Threads: the memory ordering of an event, and the park token of a thread that blocks.

use std::{
    sync::{
        Arc,
        atomic::{
            AtomicBool, AtomicUsize,
            Ordering::{Relaxed, SeqCst},
        },
    },
    thread,
    time::{Duration, Instant},
};

use interlocking::{Barrier, BoundedSemaphore, Event, Lock, RwLock, Semaphore};

/// How many rounds two threads play at once.
const ROUNDS: usize = 50_000;

/// Starts each round in both threads at once, one of them later by a delay that changes from round to round.
#[derive(Default)]
struct Pace([OwnLine<AtomicUsize>; 2]);

impl Pace {
    fn begin(&self, me: usize, round: usize) {
        self.0[me].0.store(round + 1, SeqCst);
        let mut spins = 0;
        while self.0[1 - me].0.load(SeqCst) <= round {
            spins += 1;
            // The other thread may not be running.
            if spins < 2000 {
                std::hint::spin_loop();
            } else {
                thread::yield_now();
            }
        }
        let late = if round % 2 == me { round / 2 % 40 } else { 0 };
        (0..late).for_each(|_| {
            std::hint::black_box(late);
        });
    }
}

/// What one round of the store buffering test is about.
#[derive(Default)]
struct Announced {
    item: OwnLine<AtomicUsize>,
    event: OwnLine<Event>,
    seen: OwnLine<AtomicBool>,
}

/// Alone in its cache line, so that a store to it stays in the store buffer for a while.
#[derive(Default)]
#[repr(align(128))]
struct OwnLine<T>(T);

impl Announced {
    /// Loads the cache lines into both caches before the round.
    fn touch(&self) {
        let _ = (self.item.0.load(Relaxed), self.event.0.is_set());
    }
}

/// Runs `a` and `b` at once in every round. Returns the rounds.
fn play(
    prepare: impl Fn(&Announced),
    a: impl Fn(&Announced) + Sync,
    b: impl Fn(&Announced) + Sync,
) -> Vec<Announced> {
    let rounds: Vec<Announced> = (0..ROUNDS).map(|_| Announced::default()).collect();
    rounds.iter().for_each(prepare);
    let pace = Pace::default();
    let player = |me: usize, act: &(dyn Fn(&Announced) + Sync)| {
        for (at, round) in rounds.iter().enumerate() {
            round.touch();
            pace.begin(me, at);
            act(round);
        }
    };
    thread::scope(|threads| {
        threads.spawn(|| player(0, &a));
        player(1, &b);
    });
    rounds
}

fn announces(round: &Announced) {
    round.item.0.store(1, Relaxed);
    round.event.0.set();
}

fn clears_and_looks(round: &Announced) {
    round.event.0.clear();
    round.seen.0.store(round.item.0.load(Relaxed) == 1, Relaxed);
}

/// In every order, the item was seen or the event is set.
fn assert_none_lost(rounds: &[Announced]) {
    let lost = rounds.iter().filter(|round| !round.seen.0.load(Relaxed) && !round.event.0.is_set());
    assert_eq!(lost.count(), 0, "announcements were neither seen nor kept");
}

#[test]
fn an_announcement_by_set_on_a_set_event_is_not_lost() {
    assert_none_lost(&play(|round| round.event.0.set(), announces, clears_and_looks));
}

#[test]
fn an_announcement_by_set_on_an_unset_event_is_not_lost() {
    assert_none_lost(&play(|_| {}, announces, clears_and_looks));
}

/// If the event is set at the end, the set came after the clear and must see what was done before it.
#[test]
fn set_sees_what_was_done_before_the_clear_that_it_follows() {
    let clears = |round: &Announced| {
        round.item.0.store(1, Relaxed);
        round.event.0.clear();
    };
    let sets_and_looks = |round: &Announced| {
        round.event.0.set();
        round.seen.0.store(round.item.0.load(Relaxed) == 1, Relaxed);
    };
    let rounds = play(|round| round.event.0.set(), clears, sets_and_looks);
    let lost = rounds.iter().filter(|round| round.event.0.is_set() && !round.seen.0.load(Relaxed));
    assert_eq!(lost.count(), 0, "a set after a clear does not see what was before the clear");
}

/// One way to block a thread, and how another thread ends it once the first is queued.
struct Blocks {
    name: &'static str,
    block: Box<dyn Fn()>,
    waiters: Box<dyn Fn() -> usize + Send>,
    end: Box<dyn FnOnce() + Send>,
}

fn every_way_to_block() -> Vec<Blocks> {
    fn arc<T>(value: T) -> (Arc<T>, Arc<T>, Arc<T>) {
        let value = Arc::new(value);
        (value.clone(), value.clone(), value)
    }
    let (lock, in_line, ends) = arc(Lock::new(0));
    let held = tokio_test::block_on(ends.lock_owned());
    let lock = Blocks {
        name: "lock",
        block: Box::new(move || drop(lock.blocking_lock())),
        waiters: Box::new(move || in_line.waiters()),
        end: Box::new(move || drop(held)),
    };
    let (shared, in_line, ends) = arc(RwLock::new(0));
    let held = tokio_test::block_on(ends.write_owned());
    let read = Blocks {
        name: "read",
        block: Box::new(move || drop(shared.blocking_read())),
        waiters: Box::new(move || in_line.waiters()),
        end: Box::new(move || drop(held)),
    };
    let (shared, in_line, ends) = arc(RwLock::new(0));
    let held = tokio_test::block_on(ends.read_owned());
    let write = Blocks {
        name: "write",
        block: Box::new(move || drop(shared.blocking_write())),
        waiters: Box::new(move || in_line.waiters()),
        end: Box::new(move || drop(held)),
    };
    let (gate, in_line, ends) = arc(Semaphore::new(0));
    let semaphore = Blocks {
        name: "semaphore",
        block: Box::new(move || drop(gate.blocking_acquire_many(2))),
        waiters: Box::new(move || in_line.waiters()),
        end: Box::new(move || ends.release(2)),
    };
    let (gate, in_line, ends) = arc(BoundedSemaphore::new(1));
    let held = tokio_test::block_on(ends.acquire_owned());
    let bounded = Blocks {
        name: "bounded semaphore",
        block: Box::new(move || drop(gate.blocking_acquire())),
        waiters: Box::new(move || in_line.waiters()),
        end: Box::new(move || drop(held)),
    };
    let (event, in_line, ends) = arc(Event::new());
    let event = Blocks {
        name: "event",
        block: Box::new(move || event.blocking_wait()),
        waiters: Box::new(move || in_line.waiters()),
        end: Box::new(move || ends.set()),
    };
    let (barrier, in_line, ends) = arc(Barrier::new(2));
    let barrier = Blocks {
        name: "barrier",
        block: Box::new(move || assert!(barrier.blocking_wait().is_ok())),
        waiters: Box::new(move || in_line.waiters()),
        end: Box::new(move || assert!(ends.blocking_wait().is_ok())),
    };
    vec![lock, read, write, semaphore, bounded, event, barrier]
}

/// An executor that parks its thread keeps a wake-up in the thread's park token: a blocking call inside of it must not take it.
#[test]
fn blocking_leaves_the_park_token_to_the_executor() {
    for Blocks { name, block, waiters, end } in every_way_to_block() {
        let ends = thread::spawn(move || {
            while waiters() == 0 {
                thread::yield_now();
            }
            end();
        });
        thread::current().unpark();
        block();
        ends.join().unwrap();
        let before = Instant::now();
        thread::park_timeout(Duration::from_secs(20));
        assert!(before.elapsed() < Duration::from_secs(20), "{name}: the token was taken");
    }
}
