//! Code as the attributes expand to it, written by hand.

use std::{
    rc::Rc,
    sync::{Arc, LazyLock},
};

use interlocking::{
    Barrier, BoundedSemaphore, BrokenBarrier, Condition, Event, Lock, LockGuard, Semaphore, hold,
};
use tokio_test::{assert_pending, assert_ready, task::spawn};

static A: Lock<u32> = Lock::new(0);
static GATE: Semaphore = Semaphore::new(1);
static MEET: Barrier = Barrier::new(1);
static DONE: Event = Event::new();

fn send<F: Future + Send>(future: F) -> F {
    future
}

async fn swap(a: &Lock<u32>, b: &Lock<u32>) {
    let (mut a, mut b) = hold::all((hold::exclusive(&a, "a"), hold::exclusive(&b, "b"))).await;
    std::mem::swap(&mut *a, &mut *b);
    tokio::task::yield_now().await;
}

async fn generic<T: Send>(lock: &Lock<T>) {
    let _guard = hold::exclusive(&lock, "lock").await;
    tokio::task::yield_now().await;
}

async fn give<'a>(lock: &'a Lock<u32>) -> LockGuard<'a, u32> {
    hold::exclusive(&lock, "lock").await
}

async fn every_way() -> Result<(), BrokenBarrier> {
    let _set = hold::sets(&DONE);
    let _guard = hold::exclusive(&A, "A").await;
    let _permit = hold::permits(&GATE, 1, "GATE").await;
    hold::fallible::meet(&MEET, "MEET").await?;
    hold::meet_own(&MEET, "barrier(1)").await;
    tokio::task::yield_now().await;
    Ok(())
}

#[tokio::test]
async fn futures_stay_send() {
    tokio::spawn(every_way()).await.unwrap().unwrap();
    hold::wait(&DONE, "DONE").await;
    let (x, y) = (Arc::new(Lock::new(1)), Arc::new(Lock::new(2)));
    let (also_x, also_y) = (x.clone(), y.clone());
    tokio::spawn(async move { swap(&also_x, &also_y).await }).await.unwrap();
    assert_eq!((*x.lock().await, *y.lock().await), (2, 1));
    send(swap(&x, &y)).await;
    send(futures::future::join_all([generic(&A), generic(&A)])).await;
    *send(give(&x)).await += 1;
    assert_eq!((*x.lock().await, *y.lock().await), (2, 2));
}

#[test]
fn all_acquires_in_address_order_and_gives_guards_in_the_order_given() {
    let locks = [Lock::new(0), Lock::new(1), Lock::new(2)];
    let [a, b, c] = &locks;
    let held = spawn(b.lock()).poll();
    let all =
        hold::all((hold::exclusive(c, "c"), hold::exclusive(b, "b"), hold::exclusive(a, "a")));
    let mut all = spawn(all);
    assert_pending!(all.poll());
    assert!(a.is_locked(), "before `b` in memory");
    assert!(!c.is_locked(), "after `b` in memory");
    drop(held);
    assert!(all.is_woken());
    let (c_guard, b_guard, a_guard) = assert_ready!(all.poll());
    assert_eq!((*c_guard, *b_guard, *a_guard), (2, 1, 0));
}

#[test]
fn dropping_all_releases_what_it_holds() {
    let locks = [Lock::new(0), Lock::new(1)];
    let [a, b] = &locks;
    let held = spawn(b.lock()).poll();
    let mut all = spawn(hold::all((hold::exclusive(a, "a"), hold::exclusive(b, "b"))));
    assert_pending!(all.poll());
    assert_eq!((a.is_locked(), b.waiters()), (true, 1));
    drop(all);
    assert_eq!((a.is_locked(), b.waiters()), (false, 0));
    drop(held);
}

#[test]
#[should_panic(expected = "`from` and `to` are the same lock, which cannot be held twice at once")]
fn all_refuses_the_same_lock_twice() {
    let lock = Arc::new(Lock::new(1));
    let same = lock.clone();
    drop(hold::all((hold::exclusive(&lock, "from"), hold::exclusive(&same, "to"))));
}

#[test]
fn a_pointer_to_a_primitive_is_a_primitive() {
    static LAZY: LazyLock<Lock<u32>> = LazyLock::new(|| Lock::new(1));
    let (boxed, rc, arc) = (Box::new(Lock::new(1)), Rc::new(Lock::new(1)), Arc::new(Lock::new(1)));
    assert_ready!(spawn(async { *hold::exclusive(&LAZY, "LAZY").await += 1 }).poll());
    assert_ready!(spawn(async { *hold::exclusive(&boxed, "boxed").await += 1 }).poll());
    assert_ready!(spawn(async { *hold::exclusive(&rc, "rc").await += 1 }).poll());
    assert_ready!(spawn(async { *hold::exclusive(&arc, "arc").await += 1 }).poll());
    for lock in [&*LAZY, &boxed, &rc, &arc] {
        assert_eq!(*lock.try_lock().unwrap(), 2);
    }
}

#[test]
fn permits_are_held_of_both_kinds_of_semaphore() {
    let (gate, bounded) = (Semaphore::new(3), BoundedSemaphore::new(3));
    let mut held = spawn(async {
        let _two = hold::permits(&gate, 2, "gate").await;
        let _three = hold::permits(&bounded, 3, "bounded").await;
        tokio::task::yield_now().await;
    });
    assert_pending!(held.poll());
    assert_eq!((gate.available(), bounded.available()), (1, 0));
    drop(held);
    assert_eq!((gate.available(), bounded.available()), (3, 3));
}

#[test]
fn notify_happens_before_the_release_also_if_the_body_moves_the_guard() {
    let (lock, changed) = (Lock::new(0), Condition::new());
    for give_away in [false, true] {
        let mut waiter = spawn(changed.wait(lock.try_lock().unwrap()));
        assert_pending!(waiter.poll());
        {
            let guard = lock.try_lock().unwrap();
            let _notify = hold::notify_all(&changed, &guard);
            if give_away {
                drop(guard);
            }
            assert!(!waiter.is_woken());
        }
        assert!(waiter.is_woken());
        drop(assert_ready!(waiter.poll()));
        assert!(!lock.is_locked());
    }
}
