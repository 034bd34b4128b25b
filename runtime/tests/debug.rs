//! Every public future, and what a hold leaves behind, is `Debug` and says its name.

use std::{fmt::Debug, sync::Arc};

use interlocking::{Barrier, Condition, Event, Lock, RwLock, Semaphore, hold, lock_all};

#[track_caller]
fn says(name: &str, value: impl Debug) {
    assert_eq!(format!("{value:?}"), format!("{name} {{ .. }}"));
}

#[test]
fn futures_of_primitives() {
    let (lock, rwlock, gate) =
        (Arc::new(Lock::new(0)), RwLock::new(0), Arc::new(Semaphore::new(1)));
    says("Locking", lock.lock());
    says("Locking", lock.clone().lock_owned());
    says("When", lock.lock_when(|_| true));
    says("LockAll", lock_all([&lock]));
    says("RwLocking", rwlock.read());
    says("RwLocking", rwlock.write());
    says("Acquire", gate.acquire());
    says("Acquire", gate.clone().acquire_owned());
    says("EventWait", Event::new().wait());
    says("BarrierWait", Barrier::new(1).wait());
    let condition = Condition::new();
    says("Wait", condition.wait(lock.try_lock().unwrap()));
    says("WaitFor", condition.wait_for(lock.try_lock().unwrap(), |_| true));
}

#[cfg(feature = "tokio")]
#[tokio::test]
async fn futures_with_a_time_limit() {
    let (lock, condition, second) =
        (Lock::new(0), Condition::new(), std::time::Duration::from_secs(1));
    says("WaitTimeout", condition.wait_timeout(lock.lock().await, second));
    says("WaitForTimeout", condition.wait_for_timeout(lock.lock().await, |_| true, second));
    says("Timeout", hold::timeout(second, hold::within::exclusive(&lock, "lock")));
}

#[test]
fn holds_and_what_they_leave_behind() {
    let (lock, gate, event) = (Lock::new(0), Semaphore::new(1), Event::new());
    let meet = Barrier::new(1);
    says("Hold", hold::exclusive(&lock, "lock"));
    says("Certain", hold::permits(&gate, 1, "gate"));
    says("Certain", hold::wait(&event, "event"));
    says("Possible", hold::fallible::meet(&meet, "meet"));
    says("MeetOwn", hold::meet_own(&meet, "barrier(1)"));
    says("Try", hold::nowait::permits(&gate, 1, "gate"));
    says("Now", hold::now(hold::nowait::exclusive(&lock, "lock")));
    let other = Lock::new(0);
    says("Certain", hold::all((hold::exclusive(&lock, "lock"), hold::exclusive(&other, "other"))));
    let (condition, held) = (Condition::new(), lock.try_lock().unwrap());
    says("Notify", hold::notify_all(&condition, &held));
    says("Sets", hold::sets(&event));
    assert!(event.is_set());
}
