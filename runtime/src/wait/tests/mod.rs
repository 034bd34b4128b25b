//! The arena, and what only the inside of the crate can count.

use std::task::Waker;

use tokio_test::{assert_ready, task::spawn};

use super::{Arena, Key, List};
use crate::{
    BoundedSemaphore, Event, Lock, RwLock, Semaphore,
    sync::counted::{Costs, costs},
};

fn insert(arena: &mut Arena<u32>, list: &mut List, payload: u32) -> Key {
    let key = arena.insert(payload, Some(Waker::noop().clone()));
    arena.push_back(list, key);
    key
}

fn leave(arena: &mut Arena<u32>, list: &mut List, key: Key) {
    arena.unlink(list, key);
    drop(arena.vacate(key));
}

fn payloads(arena: &mut Arena<u32>, list: &List) -> Vec<u32> {
    let mut next = list.first();
    let mut payloads = Vec::new();
    while let Some(key) = next {
        payloads.push(*arena.get(key));
        next = arena.next(key).key();
    }
    payloads
}

#[test]
fn lists_keep_their_order_wherever_something_leaves() {
    let (mut arena, mut list) = (Arena::default(), List::default());
    let keys: Vec<_> = (0..5).map(|payload| insert(&mut arena, &mut list, payload)).collect();
    for (leaves, left) in [(2, vec![0, 1, 3, 4]), (0, vec![1, 3, 4]), (4, vec![1, 3])] {
        leave(&mut arena, &mut list, keys[leaves]);
        assert_eq!(payloads(&mut arena, &list), left);
        assert_eq!(list.len(), left.len());
    }
    insert(&mut arena, &mut list, 9);
    assert_eq!(payloads(&mut arena, &list), [1, 3, 9]);
}

#[test]
fn lists_are_appended_whole() {
    let (mut arena, mut list, mut more) = (Arena::default(), List::default(), List::default());
    arena.append(&mut list, &mut more);
    assert!(list.is_empty());
    for round in 0..3 {
        insert(&mut arena, &mut more, 2 * round);
        insert(&mut arena, &mut more, 2 * round + 1);
        arena.append(&mut list, &mut more);
        assert!(more.is_empty());
    }
    assert_eq!(payloads(&mut arena, &list), [0, 1, 2, 3, 4, 5]);
    assert_eq!(list.len(), 6);
    let all = list;
    for _ in 0..6 {
        let first = list.first().unwrap();
        leave(&mut arena, &mut list, first);
    }
    assert!(list.is_empty() && all.len() == 6);
}

#[test]
fn slots_are_used_again() {
    let (mut arena, mut list) = (Arena::default(), List::default());
    for round in 0..10 {
        let keys: Vec<_> = (0..3).map(|_| insert(&mut arena, &mut list, round)).collect();
        keys.into_iter().for_each(|key| leave(&mut arena, &mut list, key));
    }
    assert!(arena.capacity() <= 4);
    assert!(!arena.is_burst_over(), "few slots are kept");
}

#[test]
fn a_burst_gives_its_memory_back() {
    let (mut arena, mut list) = (Arena::default(), List::default());
    let keys: Vec<_> = (0..1000).map(|payload| insert(&mut arena, &mut list, payload)).collect();
    let (last, others) = keys.split_last().unwrap();
    others.iter().for_each(|&key| leave(&mut arena, &mut list, key));
    assert!(!arena.is_burst_over(), "somebody waits");
    leave(&mut arena, &mut list, *last);
    assert!(arena.is_burst_over());
    drop(arena.give_back());
    assert_eq!(arena.capacity(), 0);
}

/// An occupied slot has a key that no other waiter gets, however many come and go.
#[test]
fn a_key_names_one_waiter() {
    let (mut arena, mut list) = (Arena::default(), List::default());
    let kept = insert(&mut arena, &mut list, 0);
    for round in 1..1000 {
        let key = insert(&mut arena, &mut list, round);
        assert_ne!(key, kept);
        leave(&mut arena, &mut list, key);
    }
    assert_eq!(*arena.get(kept), 0);
}

/// The key of a grant that is not collected stays its waiter's, whoever comes and goes meanwhile.
#[test]
fn a_grant_is_collected_by_its_waiter_only() {
    let lock = Lock::new(());
    let first = lock.try_lock().unwrap();
    let mut granted = spawn(lock.lock());
    assert!(granted.poll().is_pending());
    drop(first);
    for _ in 0..1000 {
        let mut newcomer = spawn(lock.lock());
        assert!(newcomer.poll().is_pending());
        assert!(newcomer.poll().is_pending());
    }
    let held = assert_ready!(granted.poll());
    for _ in 0..1000 {
        let mut newcomer = spawn(lock.lock());
        assert!(newcomer.poll().is_pending());
        assert!(newcomer.poll().is_pending());
    }
    drop(held);
    assert!(lock.try_lock().is_ok());
}

#[test]
fn a_list_survives_being_taken_apart() {
    let (mut arena, mut list) = (Arena::default(), List::default());
    insert(&mut arena, &mut list, 1);
    insert(&mut arena, &mut list, 2);
    let mut list = List::from_words(list.to_words());
    insert(&mut arena, &mut list, 3);
    assert_eq!(payloads(&mut arena, &list), [1, 2, 3]);
}

#[test]
fn uncontended_is_one_rmw() {
    const ONE: Costs = Costs { read_modify_writes: 1, mutexes: 0 };
    const NONE: Costs = Costs { read_modify_writes: 0, mutexes: 0 };

    let lock = Lock::new(());
    let mut acquire = spawn(lock.lock());
    let (guard, acquired) = costs(|| assert_ready!(acquire.poll()));
    assert_eq!((acquired, costs(|| drop(guard)).1), (ONE, ONE), "lock");
    let (guard, acquired) = costs(|| lock.try_lock().unwrap());
    assert_eq!((acquired, costs(|| drop(guard)).1), (ONE, ONE), "try_lock");

    let gate = Semaphore::new(5);
    let mut acquire = spawn(gate.acquire_many(3));
    let (permit, acquired) = costs(|| assert_ready!(acquire.poll()));
    assert_eq!((acquired, costs(|| drop(permit)).1), (ONE, ONE), "semaphore");

    let gate = BoundedSemaphore::new(5);
    let mut acquire = spawn(gate.acquire());
    let (permit, acquired) = costs(|| assert_ready!(acquire.poll()));
    assert_eq!((acquired, costs(|| drop(permit)).1), (ONE, ONE), "bounded semaphore");

    let lock = RwLock::new(());
    let (mut reading, mut reading_too) = (spawn(lock.read()), spawn(lock.read()));
    let (first, acquired) = costs(|| assert_ready!(reading.poll()));
    let (second, acquired_too) = costs(|| assert_ready!(reading_too.poll()));
    assert_eq!((acquired, acquired_too), (ONE, ONE), "read");
    assert_eq!((costs(|| drop(first)).1, costs(|| drop(second)).1), (ONE, ONE), "read");
    let mut writing = spawn(lock.write());
    let (guard, acquired) = costs(|| assert_ready!(writing.poll()));
    assert_eq!((acquired, costs(|| drop(guard)).1), (ONE, ONE), "write");

    let event = Event::new();
    event.set();
    let mut wait = spawn(event.wait());
    assert_eq!(costs(|| assert_ready!(wait.poll())).1, NONE, "event");
    assert_eq!(
        costs(|| event.set()).1,
        ONE,
        "an event that is set: its announcement is never skipped"
    );
}
