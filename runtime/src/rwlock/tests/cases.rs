use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use tokio_test::{assert_pending, assert_ready, task::spawn};

use crate::{RwLock, WouldBlock, wait::testing::queued};

#[test]
fn r01_readers_share() {
    let lock = RwLock::new(1);
    let (a, b) =
        (assert_ready!(spawn(lock.read()).poll()), assert_ready!(spawn(lock.read()).poll()));
    assert_eq!(*a + *b, 2);
    assert_eq!(lock.readers(), 2);
}

#[test]
fn r02_a_writer_waits_for_readers_and_the_last_one_wakes_it() {
    let lock = RwLock::new(1);
    let (a, b) = (lock.try_read().unwrap(), lock.try_read().unwrap());
    let mut writer = queued(lock.write());
    drop(a);
    assert!(!writer.is_woken());
    drop(b);
    assert!(writer.is_woken());
    *assert_ready!(writer.poll()) = 2;
}

#[test]
fn r03_readers_and_writers_wait_for_a_writer() {
    let lock = RwLock::new(1);
    let writer = lock.try_write().unwrap();
    let (mut read, mut write) = (queued(lock.read()), queued(lock.write()));
    drop(writer);
    drop(assert_ready!(read.poll()));
    drop(assert_ready!(write.poll()));
    assert_eq!(lock.readers(), 0);
    assert!(!lock.is_written());
}

#[test]
fn r04_a_queued_writer_keeps_later_readers_out() {
    let lock = RwLock::new(1);
    let reader = lock.try_read().unwrap();
    let mut writer = queued(lock.write());
    let mut later = queued(lock.read());
    drop(reader);
    let guard = assert_ready!(writer.poll());
    assert_pending!(later.poll());
    drop(guard);
    drop(assert_ready!(later.poll()));
}

#[test]
fn r05_cancelling_that_writer_lets_the_readers_in() {
    let lock = RwLock::new(1);
    let reader = lock.try_read().unwrap();
    let writer = queued(lock.write());
    let (mut a, mut b) = (queued(lock.read()), queued(lock.read()));
    drop(writer);
    assert!(a.is_woken() && b.is_woken());
    let guards = (assert_ready!(a.poll()), assert_ready!(b.poll()));
    assert_eq!(lock.readers(), 3);
    drop((reader, guards));
}

#[test]
fn r06_at_most_so_many_readers() {
    let lock = RwLock::with_max_readers(1, 2);
    let (a, b) = (lock.try_read().unwrap(), lock.try_read().unwrap());
    assert_eq!(lock.try_read().err(), Some(WouldBlock));
    let mut third = queued(lock.read());
    drop(a);
    assert!(third.is_woken());
    drop((assert_ready!(third.poll()), b));
    assert!(catch_unwind(|| RwLock::with_max_readers(1, 0)).is_err());
    assert!(catch_unwind(|| RwLock::with_max_readers(1, usize::MAX)).is_err());
}

#[test]
fn r07_the_place_is_the_first_poll() {
    let lock = RwLock::new(1);
    let held = lock.try_write().unwrap();
    let mut made_first = spawn(lock.write());
    let mut polled_first = queued(lock.write());
    assert_pending!(made_first.poll());
    drop(held);
    assert_pending!(made_first.poll());
    drop(assert_ready!(polled_first.poll()));
    drop(assert_ready!(made_first.poll()));
}

#[test]
fn r08_try_fails_exactly_when_it_would_have_to_wait() {
    let lock = RwLock::new(1);
    let read = lock.try_read().unwrap();
    assert!(lock.try_read().is_ok());
    assert_eq!(lock.try_write().err(), Some(WouldBlock));
    let writer = queued(lock.write());
    assert_eq!(lock.try_read().err(), Some(WouldBlock));
    drop(read);
    // Handed over, and not yet polled.
    assert_eq!(lock.try_read().err(), Some(WouldBlock));
    assert_eq!(lock.try_write().err(), Some(WouldBlock));
    drop(writer);
    assert!(lock.try_write().is_ok());
}

#[test]
fn r09_downgrading_lets_no_writer_in_and_readers_up_to_the_next() {
    let lock = RwLock::new(1);
    let mut writer = lock.try_write().unwrap();
    let (mut a, mut b) = (queued(lock.read()), queued(lock.read()));
    let mut next = queued(lock.write());
    let mut behind = queued(lock.read());
    *writer = 2;
    let reader = writer.downgrade();
    assert_eq!(*reader, 2);
    let guards = (assert_ready!(a.poll()), assert_ready!(b.poll()));
    assert_pending!(next.poll());
    assert_pending!(behind.poll());
    drop(reader);
    assert_pending!(next.poll());
    drop(guards);
    drop(assert_ready!(next.poll()));
    drop(assert_ready!(behind.poll()));
    // With nobody in line.
    let reader = lock.try_write().unwrap().downgrade();
    assert_eq!(lock.readers(), 1);
    drop(reader);
    assert!(lock.try_write().is_ok());
}

#[test]
fn r11_reading_twice_with_a_writer_in_line_waits() {
    let lock = RwLock::new(1);
    let outer = lock.try_read().unwrap();
    let mut writer = queued(lock.write());
    let inner = queued(lock.read());
    drop(inner);
    drop(outer);
    drop(assert_ready!(writer.poll()));
}

#[test]
fn r12_a_release_admits_all_readers_at_the_head_or_one_writer() {
    let lock = RwLock::new(1);
    let held = lock.try_write().unwrap();
    // More than one batch of wakers.
    let mut readers: Vec<_> = (0..100).map(|_| queued(lock.read())).collect();
    let (mut w1, mut w2) = (queued(lock.write()), queued(lock.write()));
    drop(held);
    assert!(readers.iter().all(|reader| reader.is_woken()));
    let guards: Vec<_> = readers.iter_mut().map(|reader| assert_ready!(reader.poll())).collect();
    assert_eq!(lock.readers(), 100);
    assert!(!w1.is_woken());
    drop(guards);
    assert!(w1.is_woken() && !w2.is_woken());
    drop(assert_ready!(w1.poll()));
    drop(assert_ready!(w2.poll()));
}

#[test]
fn r13_granted_and_cancelled_passes_on() {
    let lock = RwLock::new(1);
    let held = lock.try_write().unwrap();
    let (reader, writer) = (queued(lock.read()), queued(lock.write()));
    drop(held);
    assert_eq!(lock.readers(), 1);
    drop(reader);
    assert!(writer.is_woken());
    assert!(lock.is_written());
    let mut after = queued(lock.read());
    assert!(writer.is_woken());
    drop(writer);
    drop(assert_ready!(after.poll()));
    assert_eq!((lock.readers(), lock.waiters()), (0, 0));
}

#[test]
fn r14_debug_says_the_state_and_who_waits() {
    let lock = RwLock::new("secret");
    assert_eq!(format!("{lock:?}"), "RwLock [unlocked]");
    let read = lock.try_read().unwrap();
    assert_eq!(format!("{lock:?}"), "RwLock [read:1]");
    let waiter = queued(lock.write());
    assert_eq!(format!("{lock:?}"), "RwLock [read:1, waiters:1]");
    drop((read, waiter));
    let _write = lock.try_write().unwrap();
    assert_eq!(format!("{lock:?}"), "RwLock [write]");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r15_writers_exclude_each_other() {
    let lock = Arc::new(RwLock::new(0));
    let write = |lock: Arc<RwLock<u32>>| async move {
        for _ in 0..1000 {
            let mut guard = lock.write().await;
            let read = *guard;
            if read % 64 == 0 {
                tokio::task::yield_now().await;
            }
            *guard = read + 1;
        }
    };
    let tasks: Vec<_> = (0..4).map(|_| tokio::spawn(write(lock.clone()))).collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*lock.read().await, 4000);
}

#[test]
fn a_panic_while_writing_releases_and_poisons_nothing() {
    let lock = RwLock::new(1);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _guard = lock.try_write().unwrap();
        panic!("while writing");
    }));
    assert!(panicked.is_err());
    assert_eq!(*lock.try_read().unwrap(), 1);
}

#[test]
fn owned_guards_keep_the_lock_alive() {
    let lock = Arc::new(RwLock::new(1));
    let read = assert_ready!(spawn(lock.clone().read_owned()).poll());
    let mut writing = queued(lock.clone().write_owned());
    drop(lock);
    assert_eq!(*read, 1);
    drop(read);
    let mut write = assert_ready!(writing.poll());
    *write = 2;
    assert_eq!(*write.downgrade(), 2);
}

#[test]
fn get_mut_and_into_inner_need_no_lock() {
    let mut lock = RwLock::from(1);
    *lock.get_mut() += 1;
    assert_eq!(lock.into_inner(), 2);
    assert_eq!(RwLock::<u8>::default().into_inner(), 0);
}
