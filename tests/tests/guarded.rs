//! `#[guarded]`

#![deny(warnings)]

use std::{cell::Cell, sync::Arc};

use interlocking::{Condition, Event, Lock, guarded, semaphore, sets, synchronized, waits};
use tokio_test::{assert_pending, assert_ready, task::spawn};

static BALANCE: Lock<i64> = Lock::new(0);
static FROM: Lock<i64> = Lock::new(10);
static TO: Lock<i64> = Lock::new(0);

/// Adds to the balance.
#[guarded(BALANCE)]
#[must_use]
pub async fn credit(amount: i64) -> i64 {
    *balance += amount;
    tokio::task::yield_now().await;
    *balance
}

#[test]
fn the_guard_is_named_after_the_lock_and_held_to_the_end() {
    let mut call = spawn(credit(3));
    assert_pending!(call.poll());
    assert!(BALANCE.is_locked());
    assert_eq!(assert_ready!(call.poll()), 3);
    assert!(!BALANCE.is_locked());
}

#[guarded(FROM, to = TO)]
async fn transfer(amount: i64) -> Result<(), &'static str> {
    if *from < amount {
        return Err("not enough");
    }
    *from -= amount;
    *to += amount;
    Ok(())
}

#[test]
fn several_locks_are_held_as_one() {
    assert_eq!(assert_ready!(spawn(transfer(4)).poll()), Ok(()));
    assert_eq!((*FROM.try_lock().unwrap(), *TO.try_lock().unwrap()), (6, 4));
    assert_eq!(assert_ready!(spawn(transfer(7)).poll()), Err("not enough"));
}

struct Account {
    id: Cell<u32>,
    queue: Lock<Vec<u32>>,
    changed: Condition<Vec<u32>>,
    shared: Arc<Lock<u32>>,
}

impl Account {
    fn new() -> Self {
        Account {
            id: Cell::new(1),
            queue: Lock::new(Vec::new()),
            changed: Condition::new(),
            shared: Arc::new(Lock::new(0)),
        }
    }

    fn shared(&self) -> Arc<Lock<u32>> {
        self.shared.clone()
    }

    #[guarded(self.queue, notify_all = self.changed)]
    async fn push(&self, value: u32) {
        queue.push(value);
    }

    #[guarded(self.queue)]
    async fn pop(&self) -> u32 {
        queue = self.changed.wait_for(queue, |queue| !queue.is_empty()).await;
        queue.remove(0)
    }

    #[guarded(shared = self.shared())]
    async fn count(&mut self) -> u32 {
        self.id.set(7);
        *shared += 1;
        *shared
    }

    #[guarded(self.queue)]
    async fn first(&self) -> impl Fn(u32) -> u32 + use<> {
        let first = queue.first().copied().unwrap_or_default();
        move |x| x.count_ones() + first
    }
}

#[test]
fn the_end_of_the_function_notifies() {
    let account = Account::new();
    let mut pop = spawn(account.pop());
    assert_pending!(pop.poll());
    assert_ready!(spawn(account.push(7)).poll());
    assert_eq!(assert_ready!(pop.poll()), 7);
}

#[test]
fn a_call_that_returns_a_lock_is_a_place() {
    let mut account = Account::new();
    assert_eq!(assert_ready!(spawn(account.count()).poll()), 1);
    assert_eq!(account.id.get(), 7);
    assert_eq!(assert_ready!(spawn(account.first()).poll())(3), 2);
}

static DONE: Event = Event::new();

#[waits(DONE)]
#[guarded(guard = BLOCKS)]
async fn after() -> u32 {
    *guard
}

static BLOCKS: Lock<u32> = Lock::new(0);

#[synchronized]
async fn blocks() -> u32 {
    let before = #[guarded(BLOCKS)]
    {
        *blocks += 1;
        *blocks
    };
    assert!(!BLOCKS.is_locked());
    #[semaphore(1)]
    #[sets(DONE)]
    {
        tokio::task::yield_now().await;
    }
    before
}

#[test]
fn a_block_releases_at_its_end() {
    let (mut after, mut blocks) = (spawn(after()), spawn(blocks()));
    assert_pending!(after.poll());
    assert_pending!(blocks.poll());
    assert!(!DONE.is_set());
    assert_eq!(assert_ready!(blocks.poll()), 1);
    assert!(after.is_woken());
    assert_eq!(assert_ready!(after.poll()), 1);
}
