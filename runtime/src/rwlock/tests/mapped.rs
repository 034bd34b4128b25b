use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use tokio_test::{assert_pending, assert_ready};

use crate::{OwnedRwLockReadGuard, RwLock, RwLockReadGuard, wait::testing::queued};

fn pair() -> (u32, Option<String>) {
    (1, Some("one".to_owned()))
}

#[test]
fn a_mapped_read_guard_reads_its_part_and_shares_the_lock() {
    let lock = RwLock::new(pair());
    let number = lock.try_read().unwrap().map(|pair| &pair.0);
    let text = lock.try_read().unwrap().try_map(|pair| pair.1.as_deref()).unwrap();
    assert_eq!((*number, &*text, lock.readers()), (1, "one", 2));
    let mut writer = queued(lock.write());
    drop(number);
    assert_pending!(writer.poll());
    drop(text);
    let guard = assert_ready!(writer.poll());
    assert!(lock.is_written());
    drop(guard);
}

#[test]
fn a_mapped_write_guard_changes_its_part_and_holds_the_lock() {
    let lock = RwLock::new(pair());
    let text = lock.try_write().unwrap().map(|pair| &mut pair.1);
    let mut text = text.try_map(|text| text.as_mut()).unwrap().map(|text| text.as_mut_str());
    text.make_ascii_uppercase();
    assert!(lock.is_written());
    let mut reader = queued(lock.read());
    drop(text);
    assert_eq!(assert_ready!(reader.poll()).1.as_deref(), Some("ONE"));
}

#[test]
fn r09_what_was_downgraded_can_be_mapped() {
    let lock = RwLock::new(pair());
    let mut writer = lock.try_write().unwrap();
    writer.0 = 2;
    let mut next = queued(lock.write());
    let number = writer.downgrade().map(|pair| &pair.0);
    assert_eq!((*number, lock.readers()), (2, 1));
    assert_pending!(next.poll());
    drop(number);
    drop(assert_ready!(next.poll()));
}

#[test]
fn a_part_that_is_missing_leaves_the_guard() {
    let lock = RwLock::new((1, None::<String>));
    let reader = lock.try_read().unwrap().try_map(|pair| pair.1.as_ref()).unwrap_err();
    let reader = reader.map(|pair| &pair.1).try_map(|text| text.as_ref()).unwrap_err();
    assert_eq!(lock.readers(), 1);
    drop(reader);
    let writer = lock.try_write().unwrap().try_map(|pair| pair.1.as_mut()).unwrap_err();
    let writer = writer.map(|pair| &mut pair.1).try_map(|text| text.as_mut()).unwrap_err();
    assert!(lock.is_written());
    drop(writer);
    assert!(!lock.is_written());
}

#[test]
fn owned_guards_map_and_keep_the_lock_alive() {
    let lock = Arc::new(RwLock::new(pair()));
    let mut text = lock
        .clone()
        .try_write_owned()
        .unwrap()
        .try_map(|pair| pair.1.as_mut())
        .unwrap()
        .map(|text| text.as_mut_str());
    text.make_ascii_uppercase();
    assert!(lock.clone().try_read_owned().is_err());
    drop(text);
    let mut writer = lock.clone().try_write_owned().unwrap();
    writer.0 = 2;
    let number = writer.downgrade().map(|pair| &pair.0);
    let text = lock.clone().try_read_owned().unwrap();
    let text = text.map(|pair| &pair.1).try_map(|text| text.as_deref()).unwrap();
    assert_eq!((lock.readers(), *number), (2, 2));
    let last = Arc::downgrade(&lock);
    drop((lock, number));
    assert_eq!((&*text, last.strong_count()), ("ONE", 1));
    drop(text);
    assert_eq!(last.strong_count(), 0);
}

#[test]
fn an_owned_part_that_is_missing_leaves_the_guard() {
    let lock = Arc::new(RwLock::new(None::<String>));
    let reader = lock.clone().try_read_owned().unwrap().try_map(|text| text.as_ref()).unwrap_err();
    assert_eq!(lock.readers(), 1);
    drop(reader);
    let writer = lock.clone().try_write_owned().unwrap().try_map(|text| text.as_mut()).unwrap_err();
    let writer = writer.map(|text| text).try_map(|text| text.as_mut()).unwrap_err();
    assert!(lock.is_written());
    drop(writer);
    assert!(!lock.is_written());
}

#[test]
fn a_panic_of_the_closure_releases_the_lock() {
    let lock = RwLock::new(1);
    let panics = || lock.try_read().unwrap().map(|_| -> &u32 { panic!("no part") });
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    let panics = || lock.try_write().unwrap().map(|_| -> &mut u32 { panic!("no part") });
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    assert_eq!((lock.readers(), lock.is_written()), (0, false));
}

/// As `&T`: a guard of data that live longer is one of data that live less long.
#[test]
fn read_guards_are_covariant() {
    fn shorter<'a, 's>(
        guard: RwLockReadGuard<'a, &'static str>,
        _: &'s str,
    ) -> RwLockReadGuard<'a, &'s str> {
        guard
    }

    fn shorter_part<'s, T>(
        guard: OwnedRwLockReadGuard<T, &'static str>,
        _: &'s str,
    ) -> OwnedRwLockReadGuard<T, &'s str> {
        guard
    }

    let (lock, local) = (Arc::new(RwLock::new("static")), String::from("local"));
    let guards = [lock.try_read().unwrap(), shorter(lock.try_read().unwrap(), &local)];
    assert_eq!(*guards[0], *guards[1]);
    let part = lock.clone().try_read_owned().unwrap().map(|text| text);
    assert_eq!(*shorter_part(part, &local), "static");
}
