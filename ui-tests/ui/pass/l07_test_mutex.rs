//! A lock that a test holds for its whole duration, so that tests run one at a time.

#![deny(warnings)]

use std::sync::{Mutex, PoisonError};

use interlocking::{Lock, guarded, synchronized};

static ENVIRONMENT: Mutex<()> = Mutex::new(());
static DATABASE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
static PORT: Lock<u16> = Lock::new(8080);

async fn serve(port: u16) -> u16 {
    tokio::task::yield_now().await;
    port
}

/// Other tests wait on threads of their own.
#[synchronized]
#[tokio::test]
async fn a_lock_that_blocks() {
    let _alone = ENVIRONMENT.lock().unwrap();
    assert_eq!(serve(1).await, 1);
}

/// A failed test poisons the lock, which is ignored.
#[synchronized]
#[tokio::test(flavor = "multi_thread")]
async fn a_poisoned_lock() {
    let _alone = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(serve(1).await, 1);
    assert_eq!(serve(2).await, 2);
}

/// The attribute of the runtime stands above.
#[tokio::test]
#[synchronized]
async fn below_the_runtime() {
    let _alone = ENVIRONMENT.lock().expect("no test fails");
    assert_eq!(serve(1).await, 1);
}

/// An async lock.
#[synchronized]
#[tokio::test]
async fn a_lock_of_tokio() {
    let _alone = DATABASE.lock().await;
    assert_eq!(serve(1).await, 1);
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
}

/// With an attribute, and with data that the tests share.
#[guarded(PORT)]
#[tokio::test]
async fn by_an_attribute() {
    *port += 1;
    assert_eq!(serve(*port).await, *port);
}

/// A helper of the tests.
#[guarded(_alone = DATABASE)]
async fn with_a_database<T>(work: impl Future<Output = T>) -> T {
    work.await
}

fn main() {
    drop((ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner), PORT.try_lock()));
    drop(with_a_database(serve(1)));
}
