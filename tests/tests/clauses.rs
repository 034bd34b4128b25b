//! The clauses: `read`, `write`, `when`, `timeout`, `nowait`, `else`, `?`.

#![deny(warnings)]

use std::time::Duration;

use interlocking::{
    Barrier, BrokenBarrier, Event, Lock, RwLock, Semaphore, TimedOut, WouldBlock, barrier, guarded,
    semaphore, synchronized, waits,
};
use tokio::{task::yield_now, time::Instant};
use tokio_test::{assert_pending, assert_ready, task::spawn};

struct Store {
    settings: RwLock<u32>,
    index: RwLock<Vec<u32>>,
    queue: Lock<Vec<u32>>,
    gate: Semaphore,
    ready: Event,
    meet: Barrier,
}

/// The error that the functions return. The error of the primitive and that of the timeout are converted by `From`.
#[derive(Debug, PartialEq)]
enum Failed {
    TimedOut,
    WouldBlock,
    Broken(BrokenBarrier),
}

impl From<TimedOut> for Failed {
    fn from(_: TimedOut) -> Self {
        Failed::TimedOut
    }
}

impl From<WouldBlock> for Failed {
    fn from(_: WouldBlock) -> Self {
        Failed::WouldBlock
    }
}

impl From<BrokenBarrier> for Failed {
    fn from(broken: BrokenBarrier) -> Self {
        Failed::Broken(broken)
    }
}

impl Store {
    fn new() -> Self {
        Store {
            settings: RwLock::new(2),
            index: RwLock::new(Vec::new()),
            queue: Lock::new(Vec::new()),
            gate: Semaphore::new(1),
            ready: Event::new(),
            meet: Barrier::new(2),
        }
    }

    #[guarded(read self.settings)]
    async fn read(&self) -> u32 {
        yield_now().await;
        *settings
    }

    #[guarded(read self.settings, write self.index, self.queue)]
    async fn several(&self) {
        index.push(*settings);
        queue.push(*settings);
    }

    #[guarded(self.queue, when = |queue| !queue.is_empty())]
    async fn pop(&self) -> u32 {
        queue.remove(0)
    }

    #[guarded(self.queue)]
    async fn push(&self, value: u32) {
        queue.push(value);
    }

    #[guarded(self.queue?, when = |queue| queue.len() >= at_least, timeout = 1.5s)]
    async fn len(&self, at_least: usize) -> Result<usize, TimedOut> {
        Ok(queue.len())
    }

    #[guarded(self.queue, timeout = 250ms, else { return None })]
    async fn first(&self) -> Option<u32> {
        queue.first().copied()
    }

    #[guarded(self.queue?, read self.settings?, timeout = Duration::from_secs(3))]
    async fn in_time(&self) -> Result<u32, Failed> {
        Ok(*settings + u32::try_from(queue.len()).unwrap())
    }

    #[guarded(self.queue?, write self.settings?, nowait)]
    async fn now(&self) -> Result<(), Failed> {
        *settings += 1;
        queue.push(*settings);
        Ok(())
    }

    #[semaphore(self.gate, nowait, else { return false })]
    async fn permit_now(&self) -> bool {
        yield_now().await;
        true
    }

    #[semaphore(self.gate?, timeout = 2min)]
    async fn permit_in_time(&self) -> Result<(), Failed> {
        Ok(())
    }

    #[waits(self.ready?, timeout = 5s)]
    async fn wait(&self) -> Result<(), Failed> {
        Ok(())
    }

    #[barrier(turn = self.meet?, timeout = 5s)]
    async fn meet(&self) -> Result<usize, Failed> {
        Ok(turn.index())
    }
}

#[test]
fn readers_share_and_a_writer_excludes_all() {
    let store = Store::new();
    let (mut a, mut b) = (spawn(store.read()), spawn(store.read()));
    assert_pending!(a.poll());
    assert_pending!(b.poll());
    assert_eq!(store.settings.readers(), 2);
    let writer = store.settings.try_write();
    assert!(writer.is_err());
    assert_eq!(assert_ready!(a.poll()) + assert_ready!(b.poll()), 4);
    assert_ready!(spawn(store.several()).poll());
    assert_eq!(
        (store.index.try_read().unwrap().len(), store.queue.try_lock().unwrap().len()),
        (1, 1)
    );
}

#[test]
fn it_starts_when_the_predicate_is_true() {
    let store = Store::new();
    let mut pop = spawn(store.pop());
    assert_pending!(pop.poll());
    assert!(!store.queue.is_locked());
    assert_ready!(spawn(store.push(7)).poll());
    assert_eq!(assert_ready!(pop.poll()), 7);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_returns_an_error_or_runs_the_else_block() {
    let store = Store::new();
    let began = Instant::now();
    assert_eq!(store.len(1).await, Err(TimedOut));
    assert_eq!(began.elapsed(), Duration::from_millis(1500));
    assert_eq!(store.queue.waiters(), 0);
    assert_eq!(store.len(0).await, Ok(0));
    let held = store.queue.lock().await;
    assert_eq!(store.first().await, None);
    assert_eq!(began.elapsed(), Duration::from_millis(1750));
    assert_eq!(store.in_time().await, Err(Failed::TimedOut));
    assert!(store.settings.try_write().is_ok(), "the second target was released");
    drop(held);
    assert_eq!(store.in_time().await, Ok(2));
    assert_eq!(store.wait().await, Err(Failed::TimedOut));
    assert_eq!(store.meet().await, Err(Failed::TimedOut));
    assert_eq!(store.meet.waiters(), 0);
    let permit = store.gate.acquire().await;
    assert_eq!(store.permit_in_time().await, Err(Failed::TimedOut));
    drop(permit);
    assert_eq!(store.permit_in_time().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn the_error_of_the_primitive_is_returned_too() {
    let store = Store::new();
    let mut meet = spawn(store.meet());
    assert_pending!(meet.poll());
    store.meet.abort();
    assert_eq!(assert_ready!(meet.poll()), Err(Failed::Broken(BrokenBarrier::Aborted)));
}

#[test]
fn nowait_acquires_all_targets_or_none() {
    let store = Store::new();
    assert_eq!(assert_ready!(spawn(store.now()).poll()), Ok(()));
    let reading = store.settings.try_read().unwrap();
    assert_eq!(assert_ready!(spawn(store.now()).poll()), Err(Failed::WouldBlock));
    assert!(!store.queue.is_locked());
    drop(reading);
    let mut first = spawn(store.permit_now());
    assert_pending!(first.poll());
    assert!(!assert_ready!(spawn(store.permit_now()).poll()));
    assert!(assert_ready!(first.poll()));
}

static TOTAL: Lock<u32> = Lock::new(0);

#[synchronized]
async fn blocks() -> Result<u32, WouldBlock> {
    let held = #[guarded(TOTAL?, nowait)]
    {
        *total += 1;
        TOTAL.is_locked()
    };
    assert!(held);
    #[guarded(TOTAL, nowait, else { return Ok(0) })]
    {
        *total += 1;
    }
    Ok(
        #[guarded(TOTAL, when = |total| *total == 2)]
        {
            *total
        },
    )
}

#[test]
fn blocks_have_clauses_too() {
    assert_eq!(assert_ready!(spawn(blocks()).poll()), Ok(2));
}
