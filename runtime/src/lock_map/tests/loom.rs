use std::sync::Arc;

use crate::{
    LockMap,
    sync::racing::{block_on, model, thread},
    wait::testing::{Racy, poll_once},
};

/// Whether the entry is removed and made again in between or not, the key excludes, and its release is seen by the next.
#[test]
fn a_key_excludes_while_its_entry_is_removed_and_made_again() {
    model(|| {
        let (map, data) = (Arc::new(LockMap::<u8, ()>::new()), Arc::new(Racy::new()));
        let (other, theirs) = (map.clone(), data.clone());
        let thread = thread::spawn(move || {
            let _guard = block_on(other.lock(1));
            theirs.increment();
        });
        let guard = block_on(map.lock(1));
        data.increment();
        drop(guard);
        thread.join().unwrap();
        assert_eq!((data.get(), map.len()), (2, 0));
    });
}

#[test]
fn a_value_is_not_lost_when_its_entry_could_be_removed() {
    model(|| {
        let map = Arc::new(LockMap::<u8, u32>::new());
        let other = map.clone();
        let thread = thread::spawn(move || *block_on(other.lock(1)) += 1);
        *block_on(map.lock(1)) += 1;
        thread.join().unwrap();
        let mut value = map.try_lock(1).unwrap();
        assert_eq!((*value, map.len()), (2, 1));
        *value = 0;
        drop(value);
        assert!(map.is_empty());
    });
}

#[test]
fn a_cancelled_waiter_races_the_release_and_the_entry_is_removed() {
    model(|| {
        let map = Arc::new(LockMap::<u8, ()>::new());
        let other = map.clone();
        let guard = map.try_lock(1).unwrap();
        let thread = thread::spawn(move || drop(poll_once(&mut other.lock(1))));
        drop(guard);
        thread.join().unwrap();
        assert!(map.is_empty());
    });
}

#[test]
fn trying_races_the_release() {
    model(|| {
        let (map, data) = (Arc::new(LockMap::<u8, ()>::new()), Arc::new(Racy::new()));
        let (other, theirs) = (map.clone(), data.clone());
        let thread = thread::spawn(move || {
            let got = other.try_lock(1).map(|_guard| theirs.increment());
            usize::from(got.is_ok())
        });
        let guard = block_on(map.lock(1));
        data.increment();
        drop(guard);
        let tried = thread.join().unwrap();
        assert_eq!((data.get(), map.len()), (1 + tried, 0));
    });
}
