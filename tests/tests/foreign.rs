//! Targets of other kinds: tokio's primitives, and a type that implements a trait of `hold`.

#![deny(warnings)]

use std::{convert::Infallible, sync::Arc};

use interlocking::{barrier, guarded, hold::Exclusive, semaphore};
use tokio::sync::{AcquireError, Barrier, Mutex, MutexGuard, RwLock, Semaphore};

struct Service {
    pool: Mutex<Vec<u32>>,
    settings: Arc<RwLock<u32>>,
    gate: Semaphore,
    meet: Barrier,
}

impl Service {
    #[guarded(self.pool, read self.settings)]
    async fn push(&self) -> usize {
        pool.push(*settings);
        pool.len()
    }

    #[guarded(write self.settings)]
    async fn set(&self, value: u32) {
        *settings = value;
    }

    #[semaphore(self.gate?, permits = 2)]
    async fn limited(&self) -> Result<usize, AcquireError> {
        Ok(self.gate.available_permits())
    }

    #[barrier(turn = self.meet)]
    async fn meet(&self) -> bool {
        turn.is_leader()
    }
}

#[tokio::test]
async fn tokios_primitives_are_targets() {
    let service = Service {
        pool: Mutex::new(Vec::new()),
        settings: Arc::new(RwLock::new(1)),
        gate: Semaphore::new(3),
        meet: Barrier::new(2),
    };
    service.set(7).await;
    assert_eq!(service.push().await, 1);
    assert_eq!(*service.pool.lock().await, [7]);
    assert_eq!(service.limited().await.unwrap(), 1);
    service.gate.close();
    assert!(service.limited().await.is_err());
    let (a, b) = tokio::join!(service.meet(), service.meet());
    assert!(a ^ b);
}

/// A lock of the application: tokio's mutex, with a count of its acquisitions.
struct Counted<T> {
    inner: Mutex<T>,
    acquired: std::sync::atomic::AtomicU32,
}

impl<T> Exclusive for Counted<T> {
    type Guard<'a>
        = MutexGuard<'a, T>
    where
        T: 'a;
    type Error = Infallible;

    async fn exclusive(&self) -> Result<MutexGuard<'_, T>, Infallible> {
        self.acquired.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(self.inner.lock().await)
    }

    async fn try_exclusive(&self) -> Result<Option<MutexGuard<'_, T>>, Infallible> {
        Ok(self.inner.try_lock().ok())
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

#[guarded(counted)]
async fn add(counted: &Counted<u32>) -> u32 {
    *counted += 1;
    *counted
}

#[tokio::test]
async fn a_type_of_the_application_is_a_target() {
    let counted = Counted { inner: Mutex::new(0), acquired: Default::default() };
    assert_eq!((add(&counted).await, add(&counted).await), (1, 2));
    assert_eq!(counted.acquired.into_inner(), 2);
}

/// async-lock's and futures' primitives, and tokio-util's token, in every way that an attribute holds them.
mod of_other_crates {
    use async_lock as al;
    use interlocking::{
        Lock, LockMap, TimedOut, WouldBlock, barrier, guarded, hold::NotHeld, semaphore, sets,
        synchronized, waits,
    };
    use tokio::sync::Notify;
    use tokio_test::{
        assert_pending, assert_ready, assert_ready_err, assert_ready_ok, task::spawn,
    };
    use tokio_util::sync::CancellationToken;

    struct Service {
        queue: al::Mutex<Vec<u32>>,
        settings: al::RwLock<u32>,
        gate: al::Semaphore,
        meeting: al::Barrier,
        cache: futures::lock::Mutex<u32>,
        total: Lock<u32>,
        accounts: LockMap<u32, i64>,
        stop: CancellationToken,
        ready: Notify,
    }

    impl Service {
        fn new() -> Self {
            Service {
                queue: al::Mutex::new(Vec::new()),
                settings: al::RwLock::new(2),
                gate: al::Semaphore::new(1),
                meeting: al::Barrier::new(2),
                cache: futures::lock::Mutex::new(3),
                total: Lock::new(0),
                accounts: LockMap::new(),
                stop: CancellationToken::new(),
                ready: Notify::new(),
            }
        }

        #[guarded(self.queue, read self.settings, self.cache, self.total)]
        async fn all(&self) -> u32 {
            queue.push(*settings);
            *total += *settings + *cache;
            *total
        }

        #[guarded(write self.settings, nowait, else |error| { return Err(error) })]
        async fn set(&self, value: u32) -> Result<(), WouldBlock> {
            *settings = value;
            Ok(())
        }

        #[semaphore(self.gate, timeout = 1s, else |error| { return Err(error) })]
        async fn limited(&self) -> Result<(), TimedOut> {
            Ok(())
        }

        #[semaphore(self.gate, permits = 2)]
        async fn two_at_once(&self) {}

        #[barrier(turn = self.meeting)]
        async fn meet(&self) -> bool {
            turn.is_leader()
        }

        #[guarded(self.cache, unless = self.stop, else { return None })]
        async fn cached(&self) -> Option<u32> {
            Some(*cache)
        }

        #[guarded(self.cache, timeout = 1s, unless = self.stop, else |error| { return Err(error) })]
        async fn cached_in_time(&self) -> Result<u32, NotHeld> {
            Ok(*cache)
        }

        #[waits(self.stop)]
        async fn stopped(&self) {}

        #[sets(self.stop)]
        async fn stopping(&self) {}

        #[waits(self.ready)]
        async fn ready(&self) {}

        #[sets(self.ready)]
        async fn readying(&self) {}

        #[guarded(payer = self.accounts.at(from), payee = self.accounts.at(to))]
        async fn transfer(&self, from: u32, to: u32, amount: i64) {
            *payer -= amount;
            *payee += amount;
        }

        #[guarded(account = self.accounts.at(id), when = |account| *account >= amount)]
        async fn withdraw(&self, id: u32, amount: i64) -> i64 {
            *account -= amount;
            *account
        }

        #[synchronized]
        async fn deposit(&self, ids: &[u32]) {
            for id in ids {
                #[guarded(account = self.accounts.at(*id), nowait, else { continue })]
                {
                    *account += 1;
                }
            }
        }
    }

    #[test]
    fn locks_are_held_together() {
        let service = Service::new();
        assert_eq!(assert_ready!(spawn(service.all()).poll()), 5);
        let held = service.cache.try_lock().unwrap();
        let mut call = spawn(service.all());
        assert_pending!(call.poll());
        drop(held);
        assert_eq!(assert_ready!(call.poll()), 10);
        assert_ready_ok!(spawn(service.set(1)).poll());
        let held = service.settings.try_read().unwrap();
        let error = assert_ready_err!(spawn(service.set(1)).poll());
        assert_eq!(error.target(), Some("self.settings"));
        drop(held);
    }

    #[tokio::test(start_paused = true)]
    async fn limits_and_signals_end_the_wait() {
        let service = Service::new();
        let held = (service.gate.acquire().await, service.cache.lock().await);
        assert_eq!(service.limited().await.unwrap_err().target(), Some("self.gate"));
        assert!(matches!(service.cached_in_time().await, Err(NotHeld::TimedOut(_))));
        let mut cached = spawn(service.cached());
        assert_pending!(cached.poll());
        service.stop.cancel();
        assert_eq!(assert_ready!(cached.poll()), None);
        drop(held);
        service.limited().await.unwrap();
    }

    #[tokio::test]
    async fn tasks_meet_at_a_barrier_of_another_crate() {
        let service = Service::new();
        let (a, b) = tokio::join!(service.meet(), service.meet());
        assert!(a ^ b);
    }

    #[test]
    #[should_panic = "one permit at a time"]
    fn a_semaphore_that_gives_single_permits_says_so() {
        assert_ready!(spawn(Service::new().two_at_once()).poll());
    }

    #[test]
    fn signals_are_set_and_waited_for() {
        let service = Service::new();
        let mut stopped = spawn(service.stopped());
        assert_pending!(stopped.poll());
        assert_ready!(spawn(service.stopping()).poll());
        assert_ready!(stopped.poll());
        assert_ready!(spawn(service.stopped()).poll());

        let (mut one, mut two) = (spawn(service.ready()), spawn(service.ready()));
        assert_pending!(one.poll());
        assert_pending!(two.poll());
        assert_ready!(spawn(service.readying()).poll());
        assert_ready!(one.poll());
        assert_ready!(two.poll());
        assert_ready!(spawn(service.ready()).poll());
    }

    #[test]
    fn keys_are_held_as_locks_are() {
        let service = Service::new();
        let mut withdraw = spawn(service.withdraw(1, 5));
        assert_pending!(withdraw.poll());
        assert_ready!(spawn(service.transfer(2, 1, 7)).poll());
        assert_eq!(assert_ready!(withdraw.poll()), 2);
        let held = service.accounts.try_lock(2).unwrap();
        assert_ready!(spawn(service.deposit(&[1, 2, 3])).poll());
        assert_eq!(*held, -7, "it was not free");
        drop((held, withdraw));
        assert_eq!(service.accounts.len(), 3);
        assert_ready!(spawn(service.transfer(1, 3, 3)).poll());
        assert_eq!(service.accounts.len(), 2, "the entry of what is empty is gone");
    }

    #[test]
    #[should_panic = "are the same lock"]
    fn one_key_twice_is_refused() {
        assert_ready!(spawn(Service::new().transfer(1, 1, 1)).poll());
    }

    #[test]
    fn futures_over_keys_are_send() {
        fn send<T: Send>(value: T) -> T {
            value
        }

        let service = Service::new();
        drop(send(service.transfer(1, 2, 3)));
        drop(send(service.withdraw(1, 2)));
        drop(send(service.cached()));
    }
}
