use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{LockMap, WouldBlock, wait::testing::queued};

#[test]
fn an_entry_exists_while_it_is_held_waited_for_or_not_default() {
    let map = LockMap::<&str, u32>::new();
    let held = map.try_lock("a").unwrap();
    assert_eq!(map.len(), 1);
    let mut waiter = queued(map.lock("a"));
    drop(held);
    assert_eq!(map.len(), 1, "granted to the waiter");
    *assert_ready!(waiter.poll()) = 7;
    assert_eq!(map.len(), 1, "not the default");
    let mut held = map.try_lock("a").unwrap();
    assert_eq!((*held, *held.key()), (7, "a"));
    *held = 0;
    drop(held);
    assert!(map.is_empty());
}

#[test]
fn keys_of_different_value_never_wait_for_each_other() {
    let map = LockMap::<u32, ()>::new();
    let held = map.try_lock(1).unwrap();
    assert_eq!(map.try_lock(1).err(), Some(WouldBlock));
    let others: Vec<_> = (2..100).map(|key| assert_ready!(spawn(map.lock(key)).poll())).collect();
    assert_eq!(map.len(), 99);
    drop((held, others));
    assert!(map.is_empty());
}

/// L4, for one key.
#[test]
fn a_key_goes_to_its_waiters_in_order() {
    let map = LockMap::<u32, Vec<u32>>::new();
    let held = map.try_lock(1).unwrap();
    let (mut a, mut b) = (queued(map.lock(1)), queued(map.lock(1)));
    drop(held);
    assert_eq!(map.try_lock(1).err(), Some(WouldBlock), "a newcomer does not overtake");
    assert_pending!(b.poll());
    assert_ready!(a.poll()).push(1);
    let second = assert_ready!(b.poll());
    assert_eq!(*second, [1]);
}

#[test]
fn dropping_the_future_in_any_state_leaves_no_trace() {
    let map = LockMap::<u32, ()>::new();
    drop(map.lock(1));
    assert!(map.is_empty(), "not polled");
    let held = map.try_lock(1).unwrap();
    let waiter = queued(map.lock(1));
    drop(waiter);
    drop(held);
    assert!(map.is_empty(), "in line");
    let held = map.try_lock(1).unwrap();
    let (granted, mut next) = (queued(map.lock(1)), queued(map.lock(1)));
    drop(held);
    drop(granted);
    drop(assert_ready!(next.poll()));
    assert!(map.is_empty(), "granted and not polled");
    let held = map.try_lock(1).unwrap();
    let granted = queued(map.lock(1));
    drop(held);
    drop(granted);
    assert!(map.is_empty(), "granted and nobody behind");
    let mut done = spawn(map.lock(1));
    drop(assert_ready!(done.poll()));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(done.poll()))).is_err());
    drop(done);
    assert!(map.is_empty(), "done");
}

#[test]
fn a_refused_attempt_leaves_no_trace() {
    let map = LockMap::<u32, ()>::new();
    let held = map.try_lock(1).unwrap();
    assert!(map.try_lock(1).is_err());
    drop(held);
    assert!(map.is_empty());
}

#[test]
fn a_cancelled_waiter_keeps_the_value_of_the_last_holder() {
    let map = LockMap::<u32, u32>::new();
    let mut held = map.try_lock(1).unwrap();
    let waiter = queued(map.lock(1));
    *held = 5;
    drop(held);
    drop(waiter);
    assert_eq!(*map.try_lock(1).unwrap(), 5);
    let mut held = map.try_lock(1).unwrap();
    let waiter = queued(map.lock(1));
    *held = 0;
    drop(held);
    drop(waiter);
    assert!(map.is_empty());
}

#[test]
fn a_guard_outlives_the_map() {
    let map = LockMap::<String, u32>::new();
    let mut guard = map.try_lock("a".to_owned()).unwrap();
    drop(map);
    *guard += 1;
    assert_eq!((format!("{guard:?} {guard}"), guard.key().as_str()), ("1 1".to_owned(), "a"));
}

#[test]
fn debug_says_how_many_keys_there_are() {
    let map = LockMap::<u32, ()>::default();
    assert_eq!(format!("{map:?}"), "LockMap [keys:0]");
    let _held = map.try_lock(1).unwrap();
    assert_eq!(format!("{map:?} {:?}", map.lock(2)), "LockMap [keys:1] LockKey { .. }");
}

/// Code of the value runs outside of the map's mutexes: it may use the map.
#[test]
fn the_values_code_may_use_the_map() {
    thread_local! {
        static MAP: LockMap<u32, Nosy> = LockMap::new();
        static LOOKS: Cell<usize> = const { Cell::new(0) };
    }

    #[derive(Default)]
    struct Nosy;

    impl Nosy {
        fn look(&self) {
            MAP.with(|map| LOOKS.set(LOOKS.get() + 1 + map.len()));
        }
    }

    impl PartialEq for Nosy {
        fn eq(&self, _: &Self) -> bool {
            self.look();
            true
        }
    }

    impl Drop for Nosy {
        fn drop(&mut self) {
            self.look();
        }
    }

    MAP.with(|map| {
        drop(map.try_lock(1).unwrap());
        assert!(map.is_empty());
    });
    assert!(LOOKS.get() >= 3, "compared once and dropped twice");
}

/// A comparison that panics releases the key and keeps the value.
#[test]
fn a_panicking_comparison_loses_nothing() {
    #[derive(Default)]
    struct Panics(u32);

    impl PartialEq for Panics {
        fn eq(&self, _: &Self) -> bool {
            assert!(self.0 != 1, "compared");
            self.0 == 0
        }
    }

    let map = LockMap::<u32, Panics>::new();
    let mut guard = map.try_lock(1).unwrap();
    guard.0 = 1;
    assert!(catch_unwind(AssertUnwindSafe(|| drop(guard))).is_err());
    let mut guard = map.try_lock(1).unwrap();
    assert_eq!((guard.0, map.len()), (1, 1));
    guard.0 = 0;
    drop(guard);
    assert!(map.is_empty());
}

#[test]
fn a_million_keys_leave_nothing_behind() {
    let map = LockMap::<u32, u32>::new();
    for key in 0..1_000_000 {
        drop(map.try_lock(key).unwrap());
    }
    assert!(map.is_empty());
    let capacity = map.entries.with(|map| map.capacity());
    assert!(capacity <= 64, "one entry at a time needs no more: {capacity}");
}

#[test]
fn the_memory_of_a_burst_is_given_back() {
    let map = LockMap::<u32, u32>::new();
    (0..10_000).for_each(|key| *map.try_lock(key).unwrap() = 1);
    assert_eq!(map.len(), 10_000);
    (0..10_000).for_each(|key| *map.try_lock(key).unwrap() = 0);
    assert!(map.is_empty() && map.entries.with(|map| map.capacity()) <= 64);
}

/// As many tasks as keys and more, on several threads: the entries are those in use.
#[cfg(feature = "tokio")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_from_many_tasks() {
    let map = std::sync::Arc::new(LockMap::<u32, u32>::new());
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let map = map.clone();
            tokio::spawn(async move {
                for key in 0..1_000 {
                    // Keys of its own, and one that all of them share.
                    *map.lock(1 + task * 1_000 + key).await += 0;
                    *map.lock(0).await += 1;
                }
                assert!(map.len() <= 9, "one key of each task at most, and the shared one");
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!((*map.lock(0).await, map.len()), (8_000, 1));
}

mod keyed {
    use tokio_test::{assert_pending, assert_ready, task::spawn};

    use crate::{
        LockMap,
        hold::{all, exclusive, exclusive_when, now, nowait},
    };

    #[test]
    fn a_key_is_held_and_its_entry_goes_with_the_default() {
        let map = LockMap::<_, u32>::new();
        let key = map.at("a");
        assert_eq!((map.len(), *key.key()), (1, "a"), "it has an entry while it is named");
        let mut guard = assert_ready!(spawn(exclusive(&key, "a").alone()).poll());
        assert_eq!(guard.key(), &"a");
        assert!(map.try_lock("a").is_err());
        *guard += 1;
        drop(guard);
        drop(key);
        assert_eq!(map.len(), 1, "its value is not the default");
        let key = map.at("a");
        *assert_ready!(spawn(exclusive(&key, "a").alone()).poll()) -= 1;
        drop(key);
        assert!(map.is_empty());
    }

    #[test]
    fn it_waits_in_the_line_of_the_key_and_leaves_no_trace() {
        let map = LockMap::<_, u32>::new();
        let held = map.try_lock("a").unwrap();
        let key = map.at("a");
        let mut hold = spawn(exclusive(&key, "a").alone());
        assert_pending!(hold.poll());
        let mut next = spawn(map.lock("a"));
        assert_pending!(next.poll());
        drop(held);
        assert!(hold.is_woken());
        // What was handed to it goes to the next.
        drop(hold);
        drop(assert_ready!(next.poll()));
        drop(key);
        assert!(map.is_empty());
    }

    #[test]
    fn two_keys_are_acquired_in_one_order() {
        let map = LockMap::<_, u32>::new();
        let (a, b) = (map.at(1), map.at(2));
        let (a_again, b_again) = (map.at(1), map.at(2));
        let mut one = spawn(all((exclusive(&a, "a"), exclusive(&b, "b"))));
        let held = map.try_lock(1).unwrap();
        assert_pending!(one.poll());
        let mut other = spawn(all((exclusive(&b_again, "b"), exclusive(&a_again, "a"))));
        assert_pending!(other.poll());
        drop(held);
        drop(assert_ready!(one.poll()));
        drop(assert_ready!(other.poll()));
    }

    #[test]
    #[should_panic = "`a` and `b` are the same lock"]
    fn one_key_twice_is_refused() {
        let map = LockMap::<_, u32>::new();
        let (a, b) = (map.at(1), map.at(1));
        drop(all((exclusive(&a, "a"), exclusive(&b, "b"))));
    }

    #[test]
    fn a_predicate_waits_for_the_value_of_the_key() {
        let map = LockMap::<_, u32>::new();
        let key = map.at(1);
        let mut hold = spawn(exclusive_when(&key, "key", |value| *value > 1).alone());
        assert_pending!(hold.poll());
        *map.try_lock(1).unwrap() = 2;
        assert!(hold.is_woken());
        assert_eq!(*assert_ready!(hold.poll()), 2);
    }

    #[test]
    fn what_does_not_wait_says_that_it_would() {
        let map = LockMap::<_, u32>::new();
        let key = map.at(1);
        let held = map.try_lock(1).unwrap();
        let refused = assert_ready!(spawn(now(nowait::exclusive(&key, "key").alone())).poll());
        assert_eq!(refused.map(drop).unwrap_err().target(), Some("key"));
        drop(held);
        assert!(assert_ready!(spawn(now(nowait::exclusive(&key, "key").alone())).poll()).is_ok());
    }
}
