//! `#[synchronized]`, and attributes on blocks.

#![deny(warnings)]

use std::sync::Arc;

use interlocking::{Condition, Lock, Semaphore, guarded, semaphore, synchronized};
use tokio::task::yield_now;
use tokio_test::{assert_pending, assert_ready, task::spawn};

static RESOURCE: Lock<u32> = Lock::new(0);
static CHANGED: Condition<u32> = Condition::new();
static GATE: Semaphore = Semaphore::new(1);

#[guarded(RESOURCE)]
async fn waiter() -> u32 {
    resource = CHANGED.wait_for(resource, |r| *r == 3).await;
    *resource
}

#[synchronized]
async fn incrementer() {
    for _ in 0..5 {
        yield_now().await;
        #[guarded(RESOURCE)]
        {
            *resource += 1;
            CHANGED.notify_all(&resource);
        }
    }
}

#[test]
fn a_block_in_a_loop_acquires_in_each_round() {
    let (mut waiter, mut incrementer) = (spawn(waiter()), spawn(incrementer()));
    assert_pending!(waiter.poll());
    assert_pending!(incrementer.poll());
    for _ in 1..3 {
        assert_pending!(incrementer.poll());
        assert!(!RESOURCE.is_locked() || waiter.is_woken());
        assert_pending!(waiter.poll());
    }
    assert_pending!(incrementer.poll());
    assert_eq!(assert_ready!(waiter.poll()), 3);
    assert_pending!(incrementer.poll());
    assert_ready!(incrementer.poll());
    assert_eq!(*RESOURCE.try_lock().unwrap(), 5);
}

#[synchronized]
async fn control_flow(lock: &Lock<Vec<u32>>, stop: bool) -> Option<u32> {
    let found = 'search: {
        #[guarded(list = lock)]
        {
            if stop {
                return None;
            }
            for value in list.iter() {
                if value % 2 == 0 {
                    break 'search Some(*value);
                }
            }
        }
        None
    };
    assert!(!lock.is_locked());
    found?;
    let last = #[guarded(list = lock)]
    {
        list.push(9);
        list.last().copied()?
    };
    found.map(|found| found + last)
}

#[test]
fn return_break_and_question_mark_leave_a_block_and_release() {
    let lock = Lock::new(vec![1, 4]);
    assert_eq!(assert_ready!(spawn(control_flow(&lock, true)).poll()), None);
    assert!(!lock.is_locked());
    assert_eq!(assert_ready!(spawn(control_flow(&lock, false)).poll()), Some(13));
    assert!(!lock.is_locked());
}

#[synchronized]
async fn in_a_task(lock: Arc<Lock<u32>>) -> u32 {
    let task = tokio::spawn(
        #[guarded(lock)]
        async move {
            yield_now().await;
            *lock += 1;
            *lock
        },
    );
    task.await.unwrap()
}

#[tokio::test]
async fn an_async_block_holds_when_it_runs() {
    let lock = Arc::new(Lock::new(1));
    assert_eq!(in_a_task(lock.clone()).await, 2);
    assert!(!lock.is_locked());
}

static OTHER: Lock<u32> = Lock::new(0);

#[synchronized]
async fn several_on_one_block() -> bool {
    #[semaphore(GATE)]
    #[guarded(OTHER)]
    {
        *other += 1;
        GATE.available() == 0 && OTHER.is_locked()
    }
}

#[test]
fn attributes_stack_on_a_block_too() {
    let held = OTHER.try_lock().unwrap();
    let mut call = spawn(several_on_one_block());
    assert_pending!(call.poll());
    assert_eq!(GATE.available(), 0);
    drop(held);
    assert!(assert_ready!(call.poll()));
    assert_eq!((GATE.available(), OTHER.is_locked()), (1, false));
}

static COUNT: Lock<u32> = Lock::new(0);

struct Counter;

#[synchronized]
impl Counter {
    async fn add(&self) -> u32 {
        #[guarded(COUNT)]
        {
            *count += 1;
            *count
        }
    }

    #[guarded(COUNT)]
    async fn own_attribute(&self) -> u32 {
        *count
    }

    fn not_async(&self) -> bool {
        COUNT.is_locked()
    }
}

#[synchronized]
mod module {
    use super::*;

    pub(super) async fn add() -> u32 {
        let before = COUNT.is_locked();
        assert!(!before);
        #[guarded(COUNT)]
        {
            *count += 1;
            *count
        }
    }

    pub(super) trait Adds {
        async fn add_two(&self) -> u32 {
            #[guarded(COUNT)]
            {
                *count += 2;
                *count
            }
        }
    }

    impl Adds for u8 {}
}

#[tokio::test]
async fn an_impl_and_a_module_allow_blocks_in_all_their_functions() {
    use module::Adds;
    assert_eq!(Counter.add().await, 1);
    assert_eq!(module::add().await, 2);
    assert_eq!(0u8.add_two().await, 4);
    assert_eq!(Counter.own_attribute().await, 4);
    assert!(!Counter.not_async());
}
