//! Timeouts, which only tokio has, on its paused clock.

#[cfg(feature = "tokio")]
pub(super) use self::paused::*;
#[cfg(not(feature = "tokio"))]
pub(super) use self::without::*;

#[cfg(feature = "tokio")]
mod paused {
    use std::time::Duration;

    use tokio::{
        runtime::{Builder, EnterGuard, Runtime},
        time,
    };

    use super::super::*;

    pub(crate) struct Clock(
        &'static Runtime,
        #[expect(dead_code, reason = "held")] EnterGuard<'static>,
    );

    thread_local! {
        static RUNTIME: &'static Runtime =
            leak(Builder::new_current_thread().enable_time().start_paused(true).build().unwrap());
    }

    impl Clock {
        pub(crate) fn new() -> Self {
            let runtime = RUNTIME.with(|runtime| *runtime);
            Clock(runtime, runtime.enter())
        }

        /// Lets every timeout expire. Returns whether there are timeouts.
        pub(crate) fn advance(&self) -> bool {
            self.0.block_on(time::advance(Duration::from_secs(1)));
            true
        }
    }

    pub(crate) async fn wait_with(
        wait: interlocking::future::WaitTimeout<'static, Arc<Lock<u32>>>,
    ) -> Output {
        let (guard, notified) = wait.await;
        (guard, notified.is_err())
    }

    pub(crate) fn wait_timeout(
        condition: &'static Condition<u32>,
        guard: Guard,
    ) -> impl Future<Output = Output> + 'static {
        wait_with(condition.wait_timeout_owned(guard, Duration::from_millis(5)))
    }
}

#[cfg(not(feature = "tokio"))]
mod without {
    use super::super::*;

    pub(crate) struct Clock;

    impl Clock {
        pub(crate) fn new() -> Self {
            Clock
        }

        pub(crate) fn advance(&self) -> bool {
            false
        }
    }

    pub(crate) fn wait_timeout(
        condition: &'static Condition<u32>,
        guard: Guard,
    ) -> impl Future<Output = Output> + 'static {
        let wait = condition.wait_owned(guard);
        async { (wait.await, false) }
    }
}
