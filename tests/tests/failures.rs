//! What the errors of attributes say: which target was not acquired, and how long the attribute waited for it.

use std::time::Duration;

use interlocking::{
    Barrier, Event, Lock, RwLock, Semaphore, TimedOut, WouldBlock, barrier, guarded, semaphore,
    synchronized, waits,
};

struct Server {
    metrics: Lock<u32>,
    settings: RwLock<u32>,
    gate: Semaphore,
    ready: Event,
    meet: Barrier,
}

#[derive(Debug)]
enum Failed {
    TimedOut(TimedOut),
    Broken,
}

impl From<TimedOut> for Failed {
    fn from(error: TimedOut) -> Self {
        Failed::TimedOut(error)
    }
}

impl From<interlocking::BrokenBarrier> for Failed {
    fn from(_: interlocking::BrokenBarrier) -> Self {
        Failed::Broken
    }
}

impl Server {
    fn new() -> Self {
        Server {
            metrics: Lock::new(0),
            settings: RwLock::new(0),
            gate: Semaphore::new(0),
            ready: Event::new(),
            meet: Barrier::new(2),
        }
    }

    #[guarded(self.metrics?, timeout = 250ms)]
    async fn lock(&self) -> Result<(), TimedOut> {
        *metrics += 1;
        Ok(())
    }

    #[guarded(self.metrics?, when = |metrics| *metrics == 1, timeout = 1500us)]
    async fn predicate(&self) -> Result<(), TimedOut> {
        *metrics += 1;
        Ok(())
    }

    #[guarded(read self.settings?, timeout = 2s)]
    async fn read(&self) -> Result<u32, TimedOut> {
        Ok(*settings)
    }

    #[semaphore(self.gate?, timeout = 1.5s)]
    async fn permit(&self) -> Result<(), TimedOut> {
        Ok(())
    }

    #[waits(self.ready?, timeout = 1min)]
    async fn event(&self) -> Result<(), TimedOut> {
        Ok(())
    }

    #[barrier(turn = self.meet?, timeout = 1ms)]
    async fn barrier(&self) -> Result<usize, Failed> {
        Ok(turn.index())
    }

    #[barrier(2?, timeout = 1ms, allow(shared_across_instances, reason = "a test"))]
    async fn own_barrier(&self) -> Result<(), TimedOut> {
        Ok(())
    }

    #[guarded(self.metrics?, write self.settings?, timeout = 1s)]
    async fn several(&self) -> Result<(), TimedOut> {
        *metrics += *settings;
        Ok(())
    }

    #[guarded(self.metrics?, write self.settings?, nowait)]
    async fn several_now(&self) -> Result<(), WouldBlock> {
        *metrics += *settings;
        Ok(())
    }

    #[semaphore(self.gate?, nowait)]
    async fn permit_now(&self) -> Result<(), WouldBlock> {
        Ok(())
    }

    #[synchronized]
    async fn block_now(&self) -> Result<u32, WouldBlock> {
        let read = #[guarded(self.metrics?, nowait)]
        {
            *metrics
        };
        Ok(read)
    }
}

fn said<T: std::fmt::Debug>(outcome: Result<T, TimedOut>) -> String {
    outcome.unwrap_err().to_string()
}

#[tokio::test(start_paused = true)]
async fn a_timeout_names_the_target_and_the_limit() {
    let server = Server::new();
    assert_eq!(said(server.predicate().await), "timed out after 1.5 ms waiting for `self.metrics`");
    let (lock, write) = (server.metrics.lock().await, server.settings.write().await);
    assert_eq!(said(server.lock().await), "timed out after 250 ms waiting for `self.metrics`");
    assert_eq!(said(server.read().await), "timed out after 2 s waiting for `self.settings`");
    assert_eq!(said(server.permit().await), "timed out after 1.5 s waiting for `self.gate`");
    assert_eq!(said(server.event().await), "timed out after 60 s waiting for `self.ready`");
    assert_eq!(said(server.own_barrier().await), "timed out after 1 ms waiting for `barrier(2)`");
    let Err(Failed::TimedOut(error)) = server.barrier().await else { panic!("nobody else came") };
    assert_eq!(
        (error.target(), error.limit()),
        (Some("self.meet"), Some(Duration::from_millis(1)))
    );
    drop((lock, write));
    server.meet.abort();
    assert!(matches!(server.barrier().await, Err(Failed::Broken)));
}

#[tokio::test(start_paused = true)]
async fn of_several_targets_the_error_names_the_one_that_was_not_free() {
    let server = Server::new();
    let lock = server.metrics.lock().await;
    assert_eq!(server.several().await.unwrap_err().target(), Some("self.metrics"));
    assert_eq!(server.several_now().await.unwrap_err().target(), Some("self.metrics"));
    drop(lock);
    let write = server.settings.write().await;
    assert_eq!(server.several().await.unwrap_err().target(), Some("self.settings"));
    assert_eq!(server.several_now().await.unwrap_err().target(), Some("self.settings"));
    drop(write);
    assert!(server.several().await.is_ok() && server.several_now().await.is_ok());
}

#[tokio::test]
async fn a_refusal_names_the_target() {
    let server = Server::new();
    let error = server.permit_now().await.unwrap_err();
    assert_eq!(error.to_string(), "would have to wait for `self.gate`");
    let _lock = server.metrics.lock().await;
    assert_eq!(server.block_now().await.unwrap_err().target(), Some("self.metrics"));
}

/// What an error names makes it no other error: the constant compares with all of them.
#[tokio::test(start_paused = true)]
async fn errors_compare_with_the_constant() {
    let server = Server::new();
    assert_eq!(server.permit().await, Err(TimedOut));
    assert_eq!(server.permit_now().await, Err(WouldBlock));
    assert_eq!(server.gate.try_acquire().unwrap_err(), WouldBlock);
    assert_eq!((TimedOut.target(), TimedOut.limit(), WouldBlock.target()), (None, None, None));
    assert_eq!(
        (TimedOut.to_string(), WouldBlock.to_string()),
        ("timed out".to_owned(), "would have to wait".to_owned())
    );
}

/// A panic inside an attribute names the attribute.
mod panics {
    use std::sync::{Arc, Mutex, PoisonError};

    use interlocking::{BoundedSemaphore, Condition, Lock, guarded, semaphore};
    use tokio_test::{assert_pending, assert_ready, task::spawn};

    static GATE: BoundedSemaphore = BoundedSemaphore::new(2);

    #[semaphore(GATE, permits = n)]
    async fn take(n: usize) {}

    static CHANGED: Condition<u32> = Condition::new();
    static ONE: Lock<u32> = Lock::new(0);
    static OTHER: Lock<u32> = Lock::new(0);

    #[guarded(ONE)]
    async fn waits() {
        one = CHANGED.wait_for(one, |one| *one > 0).await;
        *one -= 1;
    }

    #[guarded(OTHER, notify_all = CHANGED)]
    async fn notifies_with_another() {
        *other += 1;
    }

    /// Where a panic was, and what it said.
    fn panic_of(run: impl FnOnce()) -> String {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

        let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let said = Arc::new(Mutex::new(String::new()));
        let told = said.clone();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| *told.lock().unwrap() = panic.to_string()));
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        std::panic::set_hook(before);
        assert!(outcome.is_err(), "it panics");
        said.lock().unwrap().clone()
    }

    #[test]
    fn a_panic_points_at_the_attribute() {
        let said = panic_of(|| assert_ready!(spawn(take(3)).poll()));
        assert!(said.contains("tests/failures.rs"), "{said}");
        let mut waiter = spawn(waits());
        assert_pending!(waiter.poll());
        let said = panic_of(|| assert_ready!(spawn(notifies_with_another()).poll()));
        assert!(said.contains("by the attribute at tests/tests/failures.rs"), "{said}");
    }
}
