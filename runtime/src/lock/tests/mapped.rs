use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use tokio_test::assert_ready;

use crate::{Lock, wait::testing::queued};

type Pair = (u32, Option<String>);

fn pair() -> Pair {
    (1, Some("one".to_owned()))
}

#[test]
fn a_mapped_guard_changes_its_part_and_holds_the_lock() {
    let lock = Lock::new(pair());
    let mut number = lock.try_lock().unwrap().map(|pair| &mut pair.0);
    *number += 1;
    assert_eq!((*number, format!("{number:?} {number}")), (2, "2 2".to_owned()));
    assert!(lock.is_locked());
    let mut waiter = queued(lock.lock());
    drop(number);
    assert_eq!(assert_ready!(waiter.poll()).0, 2);
}

#[test]
fn a_mapped_guard_maps_again_to_data_without_a_size() {
    let lock = Lock::new(pair());
    let text = lock.try_lock().unwrap().map(|pair| &mut pair.1);
    let text = text.try_map(|text| text.as_deref_mut()).unwrap();
    let mut first = text.map(|text| &mut text[..1]);
    first.make_ascii_uppercase();
    drop(first);
    assert_eq!(lock.try_lock().unwrap().1.as_deref(), Some("One"));
}

#[test]
fn a_part_that_is_missing_leaves_the_guard() {
    let lock = Lock::new((1, None::<String>));
    let guard = lock.try_lock().unwrap().try_map(|pair| pair.1.as_mut()).unwrap_err();
    let guard = guard.map(|pair| &mut pair.1).try_map(|text| text.as_mut()).unwrap_err();
    assert!(lock.is_locked());
    drop(guard);
    assert!(!lock.is_locked());
}

#[test]
fn an_owned_mapped_guard_keeps_the_lock_alive() {
    let lock = Arc::new(Lock::new(pair()));
    let guard = lock.clone().try_lock_owned().unwrap();
    assert!(Arc::ptr_eq(guard.lock(), &lock));
    let mut text = guard.map(|pair| &mut pair.1).try_map(|text| text.as_mut()).unwrap();
    assert!(lock.is_locked());
    text.push('!');
    let last = Arc::downgrade(&lock);
    drop(lock);
    assert_eq!((text.as_str(), last.strong_count()), ("one!", 1));
    drop(text);
    assert_eq!(last.strong_count(), 0);
}

#[test]
fn an_owned_part_that_is_missing_leaves_the_guard() {
    let lock = Arc::new(Lock::new((1, None::<String>)));
    let guard = lock.clone().try_lock_owned().unwrap();
    let guard = guard.try_map(|pair| pair.1.as_mut()).unwrap_err();
    let guard = guard.map(|pair| &mut pair.1).try_map(|text| text.as_mut()).unwrap_err();
    assert!(lock.is_locked());
    drop(guard);
    assert!(!lock.is_locked());
}

#[test]
fn a_panic_of_the_closure_releases_the_lock() {
    let lock = Lock::new(pair());
    let panics = || lock.try_lock().unwrap().map(|_| -> &mut u32 { panic!("no part") });
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    let panics = || lock.try_lock().unwrap().try_map(|_| -> Option<&mut u32> { panic!("no part") });
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    assert!(!lock.is_locked());
}

#[test]
fn predicates_see_what_was_changed_through_a_mapped_guard() {
    let lock = Lock::new(pair());
    let mut two = queued(lock.lock_when(|pair| pair.0 == 2));
    let mut number = lock.try_lock().unwrap().map(|pair| &mut pair.0);
    *number = 2;
    drop(number);
    assert_eq!(assert_ready!(two.poll()).0, 2);
}

#[test]
fn a_guard_names_its_lock() {
    let lock = Lock::new(pair());
    let guard = lock.try_lock().unwrap();
    let named: &Lock<Pair> = guard.lock();
    drop(guard);
    assert!(std::ptr::eq(named, &lock) && !named.is_locked());
}
