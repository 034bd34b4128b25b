//! The arena, and what only the inside of the crate can count.

use std::task::Waker;

use tokio_test::{assert_ready, task::spawn};

use super::{Arena, Key, List};
use crate::{
    BoundedSemaphore, Event, Lock, RwLock, Semaphore,
    sync::counted::{Costs, costs},
};

fn insert(arena: &mut Arena<u32>, list: &mut List, payload: u32) -> Key {
    let key = arena.insert(payload, Waker::noop().clone());
    arena.push_back(list, key);
    key
}

fn payloads(arena: &mut Arena<u32>, list: &List) -> Vec<u32> {
    let mut next = arena.first(list);
    let mut payloads = Vec::new();
    while let Some(key) = next {
        payloads.push(*arena.get(key));
        next = arena.after(key);
    }
    payloads
}

#[test]
fn lists_keep_their_order_wherever_something_leaves() {
    let (mut arena, mut list) = (Arena::default(), List::default());
    let keys: Vec<_> = (0..5).map(|payload| insert(&mut arena, &mut list, payload)).collect();
    for (leaves, left) in [(2, vec![0, 1, 3, 4]), (0, vec![1, 3, 4]), (4, vec![1, 3])] {
        arena.unlink(&mut list, keys[leaves]);
        drop(arena.remove(keys[leaves]));
        assert_eq!(payloads(&mut arena, &list), left);
        assert_eq!(list.len(), left.len());
    }
    insert(&mut arena, &mut list, 9);
    assert_eq!(payloads(&mut arena, &list), [1, 3, 9]);
}

#[test]
fn slots_are_used_again() {
    let (mut arena, mut list) = (Arena::default(), List::default());
    for round in 0..10 {
        let keys: Vec<_> = (0..3).map(|_| insert(&mut arena, &mut list, round)).collect();
        for key in keys {
            arena.unlink(&mut list, key);
            drop(arena.remove(key));
        }
    }
    assert_eq!(arena.capacity(), 3);
}

#[test]
#[should_panic(expected = "a waiter's slot was used after it was given back")]
fn a_key_of_before_is_refused() {
    let (mut arena, mut list) = (Arena::default(), List::default());
    let old = insert(&mut arena, &mut list, 1);
    arena.unlink(&mut list, old);
    drop(arena.remove(old));
    insert(&mut arena, &mut list, 2);
    arena.get(old);
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
    assert_eq!(costs(|| event.set()).1, NONE, "an event that is set");
}
