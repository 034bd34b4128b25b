use std::{sync::Arc, thread};

use crate::{Barrier, BoundedSemaphore, Event, Lock, RwLock, Semaphore};

#[test]
fn plain_threads_wait_for_each_other() {
    static LOCK: Lock<u32> = Lock::new(0);
    let held = LOCK.blocking_lock();
    let threads: Vec<_> = (0..4).map(|_| thread::spawn(|| *LOCK.blocking_lock() += 1)).collect();
    while LOCK.waiters() < 4 {
        thread::yield_now();
    }
    drop(held);
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(*LOCK.blocking_lock(), 4);
    let owned = Arc::new(Lock::new(1)).blocking_lock_owned();
    assert_eq!(*owned, 1);
}

#[test]
fn every_primitive_has_a_blocking_form() {
    let (gate, bounded) = (Semaphore::new(3), BoundedSemaphore::new(3));
    let held = (gate.blocking_acquire(), gate.blocking_acquire_many(2));
    let held_too = (bounded.blocking_acquire(), bounded.blocking_acquire_many(2));
    assert_eq!((gate.available(), bounded.available()), (0, 0));
    drop((held, held_too));
    let (gate, bounded) = (Arc::new(gate), Arc::new(bounded));
    let held = (gate.clone().blocking_acquire_owned(), gate.clone().blocking_acquire_many_owned(2));
    let held_too =
        (bounded.clone().blocking_acquire_owned(), bounded.clone().blocking_acquire_many_owned(2));
    assert_eq!((gate.available(), bounded.available()), (0, 0));
    drop((held, held_too));
    let lock = Arc::new(RwLock::new(1));
    assert_eq!(*lock.blocking_read() + *lock.clone().blocking_read_owned(), 2);
    *lock.clone().blocking_write_owned() += 1;
    *lock.blocking_write() += 1;
    let (event, barrier) = (Event::new(), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| event.blocking_wait());
        scope.spawn(|| barrier.blocking_wait().unwrap());
        event.set();
        barrier.blocking_wait().unwrap();
    });
}

#[cfg(feature = "tokio")]
#[tokio::test]
async fn an_async_context_panics_at_the_callers_line() {
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::{Mutex, PoisonError},
    };

    static LINE: Mutex<Option<(String, u32)>> = Mutex::new(None);
    let lock = Lock::new(0);
    let _held = lock.lock().await;
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|info| {
        let at = info.location().map(|at| (at.file().to_owned(), at.line()));
        *LINE.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }));
    let line = line!() + 1;
    let blocked = catch_unwind(AssertUnwindSafe(|| drop(lock.blocking_lock())));
    std::panic::set_hook(before);
    let said = blocked.unwrap_err();
    let said = said
        .downcast_ref::<String>()
        .cloned()
        .or(said.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    assert!(said.unwrap().starts_with("Cannot block the current thread from within a runtime"));
    let at = LINE.lock().unwrap().take();
    assert!(at.is_some_and(|(file, at)| file.ends_with("blocking.rs") && at == line));
    assert_eq!(lock.waiters(), 0);
}

#[cfg(feature = "tokio")]
#[tokio::test]
async fn spawn_blocking_may_wait() {
    static LOCK: Lock<u32> = Lock::new(1);
    let held = LOCK.lock().await;
    let waiter = tokio::task::spawn_blocking(|| *LOCK.blocking_lock());
    while LOCK.waiters() == 0 {
        tokio::task::yield_now().await;
    }
    drop(held);
    assert_eq!(waiter.await.unwrap(), 1);
}
