//! Ten programs that are slow at times and never stuck, at once and under load: the watch reports none of them.

#![cfg(test)]

use std::{
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering::Relaxed},
        mpsc,
    },
    time::Duration,
};

use interlocking::{
    Barrier, BoundedSemaphore, Condition, Event, Lock, LockMap, RwLock, Semaphore, WatchConfig,
    barrier, guarded,
    observe::{Stall, watch_with},
    semaphore, sets, synchronized, waits,
};
use tokio::{
    task::{JoinSet, yield_now},
    time::sleep,
};

/// How many tasks each program has. It is even: half of those of `buffer` put, and half take.
const TASKS: u32 = 60;

/// What is between two steps: most often nothing, sometimes the end of a turn, seldom a wait.
async fn work(step: u32) {
    match step % 16 {
        0 => sleep(Duration::from_micros(200)).await,
        1..=5 => yield_now().await,
        _ => {}
    }
}

/// A connection pool with a log behind it.
mod pool {
    use super::*;

    static CONNECTIONS: Semaphore = Semaphore::new(4);
    static LOG: Lock<u32> = Lock::new(0);

    #[semaphore(CONNECTIONS)]
    async fn query(n: u32) {
        work(n).await;
        note(n).await;
    }

    #[guarded(LOG)]
    async fn note(n: u32) {
        work(n / 3).await;
        *log += 1;
    }

    pub(super) async fn run(n: u32) {
        for round in 0..20 {
            query(n + round).await;
        }
    }
}

/// A bounded buffer: producers and consumers wait for each other on two conditions of one lock.
mod buffer {
    use super::*;

    static BUFFER: Lock<Vec<u32>> = Lock::new(Vec::new());
    static NOT_FULL: Condition<Vec<u32>> = Condition::new();
    static NOT_EMPTY: Condition<Vec<u32>> = Condition::new();

    #[guarded(BUFFER, notify_one = NOT_EMPTY)]
    async fn put(item: u32) {
        buffer = NOT_FULL.wait_for(buffer, |items| items.len() < 4).await;
        buffer.push(item);
    }

    #[guarded(BUFFER, notify_one = NOT_FULL)]
    async fn take() -> u32 {
        buffer = NOT_EMPTY.wait_for(buffer, |items| !items.is_empty()).await;
        buffer.remove(0)
    }

    pub(super) async fn run(n: u32) {
        for round in 0..20 {
            work(n + round).await;
            if n.is_multiple_of(2) {
                put(round).await;
            } else {
                take().await;
            }
        }
    }
}

/// Many readers, and a writer now and then.
mod settings {
    use super::*;

    static SETTINGS: RwLock<u32> = RwLock::new(0);

    #[guarded(read SETTINGS)]
    async fn look(n: u32) -> u32 {
        work(n).await;
        *settings
    }

    #[guarded(write SETTINGS)]
    async fn change(n: u32) {
        work(n).await;
        *settings += 1;
    }

    pub(super) async fn run(n: u32) {
        for round in 0..20 {
            match (n + round) % 10 {
                0 => change(n).await,
                _ => assert!(look(n).await <= 20 * TASKS),
            }
        }
    }
}

/// Rounds that all begin together.
mod rounds {
    use super::*;

    static START: Barrier = Barrier::new(TASKS as usize);

    #[barrier(START, else { unreachable!("nobody breaks it") })]
    async fn round(n: u32) {
        work(n).await;
    }

    pub(super) async fn run(n: u32) {
        for step in 0..10 {
            work(n + step).await;
            round(n).await;
        }
    }
}

/// Transfers between accounts, each of which locks both at once.
mod bank {
    use super::*;

    static ACCOUNTS: [Lock<u32>; 5] = [const { Lock::new(1000) }; 5];

    #[guarded(payer = from, payee = to)]
    async fn transfer(from: &Lock<u32>, to: &Lock<u32>, n: u32) {
        work(n).await;
        let amount = (*payer).min(n % 7);
        *payer -= amount;
        *payee += amount;
    }

    pub(super) async fn run(n: u32) {
        for round in 0..20 {
            let (from, to) = ((n + round) as usize % 5, (n * 3 + round * 2 + 1) as usize % 5);
            if from != to {
                transfer(&ACCOUNTS[from], &ACCOUNTS[to], n).await;
            }
        }
    }
}

/// Work that gives up, and tries again.
mod impatient {
    use super::*;

    static PRINTER: Lock<u32> = Lock::new(0);

    #[guarded(PRINTER, timeout = 300us, else { return false })]
    async fn print(n: u32) -> bool {
        work(n).await;
        *printer += 1;
        true
    }

    pub(super) async fn run(n: u32) {
        let mut printed = 0;
        while printed < 5 {
            if print(n + printed).await {
                printed += 1;
            } else {
                yield_now().await;
            }
        }
    }
}

/// One lock for each key.
mod keys {
    use super::*;

    static KEYS: LazyLock<LockMap<u32, u32>> = LazyLock::new(LockMap::new);

    #[guarded(key = KEYS.at(n % 8))]
    async fn update(n: u32) {
        work(n).await;
        *key += 1;
    }

    pub(super) async fn run(n: u32) {
        for round in 0..20 {
            update(n + round).await;
        }
    }
}

/// Jobs that wait until they are started, and of which the first starts the rest.
mod started {
    use super::*;

    static STARTED: Event = Event::new();
    static DONE: AtomicU32 = AtomicU32::new(0);

    #[waits(STARTED)]
    async fn job() {
        DONE.fetch_add(1, Relaxed);
    }

    #[sets(STARTED)]
    async fn start() {
        sleep(Duration::from_millis(5)).await;
    }

    pub(super) async fn run(n: u32) {
        if n == 0 {
            start().await;
        }
        job().await;
    }
}

/// tokio's own primitives.
mod of_tokio {
    use super::*;

    static CACHE: tokio::sync::Mutex<u32> = tokio::sync::Mutex::const_new(0);
    static WORKERS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(3);

    #[semaphore(WORKERS, else { return })]
    #[guarded(CACHE)]
    async fn refresh(n: u32) {
        work(n).await;
        *cache += 1;
    }

    pub(super) async fn run(n: u32) {
        for round in 0..10 {
            refresh(n + round).await;
        }
    }
}

/// Requests that are dropped wherever they are.
mod dropped {
    use super::*;

    static SLOTS: BoundedSemaphore = BoundedSemaphore::new(3);
    static TOTAL: Lock<u32> = Lock::new(0);

    #[synchronized]
    async fn request(n: u32) {
        #[semaphore(SLOTS)]
        {
            work(n).await;
            #[guarded(TOTAL)]
            {
                work(n + 1).await;
                *total += 1;
            }
        }
    }

    pub(super) async fn run(n: u32) {
        for round in 0..20 {
            tokio::select! {
                biased;
                () = request(n + round) => {}
                () = yield_now() => {}
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_programs_under_load_are_not_reported() {
    let (tell, told) = mpsc::channel();
    // Nothing here takes seconds; the watch looks as often as it can.
    let config = WatchConfig { every: Duration::from_millis(1), long: Duration::from_secs(5) };
    let watching = watch_with(config, move |stall: &Stall| tell.send(stall.to_string()).unwrap());
    let mut tasks = JoinSet::new();
    for n in 0..TASKS {
        tasks.spawn(pool::run(n));
        tasks.spawn(buffer::run(n));
        tasks.spawn(settings::run(n));
        tasks.spawn(rounds::run(n));
        tasks.spawn(bank::run(n));
        tasks.spawn(impatient::run(n));
        tasks.spawn(keys::run(n));
        tasks.spawn(started::run(n));
        tasks.spawn(of_tokio::run(n));
        tasks.spawn(dropped::run(n));
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    drop(watching);
    let reports: Vec<String> = told.iter().collect();
    assert!(reports.is_empty(), "{reports:#?}");
    let left = interlocking::observe::snapshot();
    assert!(left.entries.is_empty(), "{left}");
}
