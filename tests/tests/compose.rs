//! Our attributes together with those of tokio, tracing and async-trait, and with axum and tower.

#![deny(warnings)]

use std::sync::Arc;

use async_trait::async_trait;
use axum::{Router, extract::State, routing::get};
use interlocking::{Condition, Lock, guarded, semaphore, synchronized};
use tower::{Service, ServiceExt, service_fn};

static TOTAL: Lock<u32> = Lock::new(0);

#[tokio::test]
#[guarded(ALONE)]
async fn under_tokio_test() {
    *alone += 1;
    assert!(ALONE.is_locked());
}

#[guarded(ALONE)]
#[tokio::test]
async fn above_tokio_test() {
    *alone += 1;
    assert!(ALONE.is_locked());
}

static ALONE: Lock<u32> = Lock::new(0);

#[tokio::test]
#[guarded(ALONE)]
#[semaphore(1)]
async fn a_test_with_a_result() -> Result<(), std::num::ParseIntError> {
    *alone += "1".parse::<u32>()?;
    Ok(())
}

/// Keeps other tests from running at the same time. A lock of std is fine here, because each test has its own thread.
static ENVIRONMENT: std::sync::Mutex<()> = std::sync::Mutex::new(());

#[synchronized]
#[tokio::test]
#[expect(clippy::await_holding_lock, reason = "no other task runs on the thread of a test")]
async fn a_test_that_runs_alone() {
    let alone = ENVIRONMENT.lock().unwrap();
    tokio::task::yield_now().await;
    drop(alone);
}

#[tokio::test]
#[synchronized]
#[expect(clippy::await_holding_lock, reason = "no other task runs on the thread of a test")]
async fn a_test_that_runs_alone_below_tokio() {
    let _alone = ENVIRONMENT.lock().unwrap();
    tokio::task::yield_now().await;
}

mod program {
    use super::*;

    #[tokio::main(flavor = "current_thread")]
    #[guarded(TOTAL)]
    pub(super) async fn main() -> u32 {
        tokio::task::yield_now().await;
        *total
    }
}

#[test]
fn under_tokio_main() {
    let _ = program::main();
    assert!(!TOTAL.is_locked());
}

#[tracing::instrument]
#[guarded(NUMBERS)]
async fn under_instrument(add: u32) -> u32 {
    *numbers += add;
    *numbers
}

#[guarded(NUMBERS)]
#[tracing::instrument(skip_all)]
async fn above_instrument(add: u32) -> u32 {
    *numbers += add;
    *numbers
}

static NUMBERS: Lock<u32> = Lock::new(0);

#[tokio::test]
async fn tracing_on_either_side() {
    assert_eq!(under_instrument(1).await, 1);
    assert_eq!(above_instrument(2).await, 3);
}

#[async_trait]
trait Queue: Send + Sync {
    async fn push(&self, value: u32);
    async fn pop(&self) -> Option<u32>;
    async fn len(&self) -> usize;
}

#[derive(Default)]
struct Memory {
    queue: Lock<Vec<u32>>,
    pushed: Condition<Vec<u32>>,
}

#[async_trait]
impl Queue for Memory {
    #[guarded(self.queue, notify_all = self.pushed)]
    async fn push(&self, value: u32) {
        queue.push(value);
        assert!(self.queue.is_locked());
    }

    #[guarded(self.queue)]
    async fn pop(&self) -> Option<u32> {
        queue = self.pushed.wait_for(queue, |queue| !queue.is_empty()).await;
        queue.pop()
    }

    #[synchronized]
    async fn len(&self) -> usize {
        let len = #[guarded(self.queue)]
        {
            queue.len()
        };
        assert!(!self.queue.is_locked());
        len
    }
}

#[tokio::test]
async fn methods_of_an_async_trait() {
    let queue: Arc<dyn Queue> = Arc::new(Memory::default());
    let waiting = tokio::spawn({
        let queue = queue.clone();
        async move { queue.pop().await }
    });
    tokio::task::yield_now().await;
    queue.push(7).await;
    assert_eq!(waiting.await.unwrap(), Some(7));
    assert_eq!(queue.len().await, 0);
}

type Hits = Arc<Lock<u32>>;

#[guarded(hits)]
async fn hit(State(hits): State<Hits>) -> String {
    *hits += 1;
    tokio::task::yield_now().await;
    hits.to_string()
}

#[tokio::test]
async fn an_axum_handler_is_still_a_handler() {
    let mut app = Router::new().route("/", get(hit)).with_state(Hits::default());
    for expected in ["1", "2"] {
        let request = axum::extract::Request::get("/").body(axum::body::Body::empty()).unwrap();
        let response = app.call(request).await.unwrap();
        let body = axum::body::to_bytes(response.into_body(), 16).await.unwrap();
        assert_eq!(body, expected);
    }
}

#[semaphore(1)]
async fn serve(request: u32) -> Result<u32, std::convert::Infallible> {
    Ok(request + 1)
}

#[tokio::test]
async fn a_tower_service() {
    assert_eq!(service_fn(serve).oneshot(1).await, Ok(2));
}
