//! `unless = EVENT` gives up when the event is set first; `else |error|` knows why.

use std::time::Duration;

use interlocking::{
    Barrier, BrokenBarrier, Cancelled, ClosableSemaphore, Event, Lock, RwLock, Semaphore, TimedOut,
    WouldBlock, barrier, guarded, hold::NotHeld, semaphore, synchronized, waits,
};
use tokio_test::{assert_pending, assert_ready, assert_ready_err, assert_ready_ok, task::spawn};

struct Service {
    total: Lock<u32>,
    settings: RwLock<u32>,
    gate: Semaphore,
    pool: ClosableSemaphore,
    meeting: Barrier,
    ready: Event,
    stop: Event,
}

impl Service {
    fn new() -> Self {
        Service {
            total: Lock::new(0),
            settings: RwLock::new(1),
            gate: Semaphore::new(1),
            pool: ClosableSemaphore::new(1),
            meeting: Barrier::new(2),
            ready: Event::new(),
            stop: Event::new(),
        }
    }

    #[guarded(self.total?, unless = self.stop)]
    async fn add(&self) -> Result<u32, Cancelled> {
        *total += 1;
        Ok(*total)
    }

    #[guarded(self.total?, read self.settings?, unless = self.stop)]
    async fn add_several(&self) -> Result<u32, Cancelled> {
        *total += *settings;
        Ok(*total)
    }

    #[guarded(self.total, when = |total| *total > 2, unless = self.stop, else { return None })]
    async fn above_two(&self) -> Option<u32> {
        Some(*total)
    }

    #[semaphore(self.gate, unless = self.stop, else |error| { return error.to_string() })]
    async fn pass(&self) -> String {
        "passed".to_owned()
    }

    #[semaphore(self.pool, unless = self.stop, else |error| { return Err(error) })]
    async fn pass_pool(&self) -> Result<(), NotHeld<interlocking::Closed>> {
        Ok(())
    }

    #[barrier(turn = self.meeting, unless = self.stop, else |error| { return Err(error) })]
    async fn meet(&self) -> Result<usize, NotHeld<BrokenBarrier>> {
        Ok(turn.index())
    }

    #[barrier(self.meeting, else |error| { return Err(error) })]
    async fn meet_only(&self) -> Result<(), BrokenBarrier> {
        Ok(())
    }

    #[barrier(2, unless = self.stop, else { return false }, allow(shared_across_instances, reason = "one instance"))]
    async fn meet_own(&self) -> bool {
        true
    }

    #[waits(self.ready?, unless = self.stop)]
    async fn start(&self) -> Result<(), Cancelled> {
        Ok(())
    }

    #[guarded(self.total, timeout = 5s, unless = self.stop, else |error| { return Err(error) })]
    async fn either(&self) -> Result<u32, NotHeld> {
        Ok(*total)
    }

    #[semaphore(self.pool?, timeout = 5s, unless = self.stop)]
    async fn any_of_three(&self) -> Result<(), Box<dyn std::error::Error>> {
        Ok(())
    }

    #[guarded(self.total, timeout = 5s, else |error: TimedOut| { return Err(error) })]
    async fn in_time(&self) -> Result<u32, TimedOut> {
        Ok(*total)
    }

    #[guarded(self.total, nowait, else |_| { return Err(()) })]
    async fn at_once(&self) -> Result<u32, ()> {
        Ok(*total)
    }

    #[guarded(self.total, nowait, else |error| { return Err(error) })]
    async fn at_once_why(&self) -> Result<u32, WouldBlock> {
        Ok(*total)
    }

    #[synchronized]
    async fn in_loop(&self) -> Vec<String> {
        let mut errors = Vec::new();
        for _ in 0..2 {
            #[guarded(self.total, nowait, else |error| {
                errors.push(error.to_string());
                continue;
            })]
            {
                *total += 1;
            }
        }
        errors
    }
}

#[test]
fn the_signal_ends_the_wait_and_both_lines_are_left() {
    let service = Service::new();
    let held = service.total.try_lock().unwrap();
    let mut call = spawn(service.add());
    assert_pending!(call.poll());
    assert_eq!((service.total.waiters(), service.stop.waiters()), (1, 1), "one entry each");
    service.stop.set();
    assert!(call.is_woken());
    let cancelled = assert_ready_err!(call.poll());
    assert_eq!(cancelled.to_string(), "stopped waiting for `self.total`: `self.stop` is set");
    assert_eq!((cancelled.target(), cancelled.signal()), ("self.total", "self.stop"));
    drop(call);
    assert_eq!((service.total.waiters(), service.stop.waiters()), (0, 0));
    drop(held);
    assert!(!service.total.is_locked());
}

#[test]
fn a_signal_that_is_set_refuses_also_what_is_free() {
    let service = Service::new();
    service.stop.set();
    assert_ready_err!(spawn(service.add()).poll());
    assert_eq!(*service.total.try_lock().unwrap(), 0);
}

#[test]
fn without_the_signal_everything_is_held() {
    let service = Service::new();
    assert_eq!(assert_ready_ok!(spawn(service.add()).poll()), 1);
    assert_eq!(assert_ready_ok!(spawn(service.add_several()).poll()), 2);
    assert_eq!(assert_ready!(spawn(service.pass()).poll()), "passed");
    assert_ready_ok!(spawn(service.pass_pool()).poll());
    service.ready.set();
    assert_ready_ok!(spawn(service.start()).poll());
    let (mut one, mut two) = (spawn(service.meet()), spawn(service.meet_only()));
    assert_pending!(one.poll());
    assert_ready_ok!(two.poll());
    assert_eq!(assert_ready_ok!(one.poll()), 0);
    assert_eq!(service.stop.waiters(), 0, "nobody waits for the signal after it is held");
}

#[test]
fn a_grant_that_comes_with_the_signal_goes_to_the_next() {
    let service = Service::new();
    let held = service.total.try_lock().unwrap();
    let mut call = spawn(service.add());
    assert_pending!(call.poll());
    let mut next = spawn(service.total.lock());
    assert_pending!(next.poll());
    drop(held);
    service.stop.set();
    assert_ready_err!(call.poll());
    drop(call);
    assert_eq!(*assert_ready!(next.poll()), 0);
}

#[test]
fn a_dropped_wait_leaves_both_lines() {
    let service = Service::new();
    let held = service.total.try_lock().unwrap();
    let mut call = spawn(service.add_several());
    assert_pending!(call.poll());
    drop(call);
    assert_eq!((service.total.waiters(), service.stop.waiters()), (0, 0));
    drop(held);
}

#[test]
fn a_predicate_is_given_up() {
    let service = Service::new();
    let mut call = spawn(service.above_two());
    assert_pending!(call.poll());
    service.stop.set();
    assert_eq!(assert_ready!(call.poll()), None);
}

#[test]
fn every_kind_is_given_up() {
    let service = Service::new();
    let permit = service.gate.try_acquire().unwrap();
    let pooled = service.pool.try_acquire().unwrap();
    let mut pass = spawn(service.pass());
    let mut pass_pool = spawn(service.pass_pool());
    let mut meet = spawn(service.meet());
    let mut meet_own = spawn(service.meet_own());
    let mut start = spawn(service.start());
    assert_pending!(pass.poll());
    assert_pending!(pass_pool.poll());
    assert_pending!(meet.poll());
    assert_pending!(meet_own.poll());
    assert_pending!(start.poll());
    service.stop.set();
    assert!(assert_ready!(pass.poll()).contains("`self.gate`"));
    assert!(matches!(assert_ready_err!(pass_pool.poll()), NotHeld::Cancelled(_)));
    assert!(matches!(assert_ready_err!(meet.poll()), NotHeld::Cancelled(_)));
    assert!(!assert_ready!(meet_own.poll()));
    assert_ready_err!(start.poll());
    drop((meet, permit, pooled));
    assert_eq!(service.meeting.waiters(), 0);
}

#[test]
fn the_error_of_the_primitive_is_there() {
    let service = Service::new();
    service.pool.close();
    let error = assert_ready_err!(spawn(service.pass_pool()).poll());
    assert_eq!(error, NotHeld::Failed(interlocking::Closed));
    assert_eq!(error.to_string(), interlocking::Closed.to_string());
    service.meeting.abort();
    assert_eq!(assert_ready_err!(spawn(service.meet_only()).poll()), BrokenBarrier::Aborted);
    let broken = NotHeld::Failed(BrokenBarrier::Aborted);
    assert_eq!(assert_ready_err!(spawn(service.meet()).poll()), broken);
}

#[test]
fn what_does_not_wait_says_what_was_not_free() {
    let service = Service::new();
    let held = service.total.try_lock().unwrap();
    assert_ready_err!(spawn(service.at_once()).poll());
    let error = assert_ready_err!(spawn(service.at_once_why()).poll());
    assert_eq!(error.to_string(), "would have to wait for `self.total`");
    let errors = assert_ready!(spawn(service.in_loop()).poll());
    assert_eq!(errors, [error.to_string(), error.to_string()]);
    drop(held);
    assert_eq!(assert_ready_ok!(spawn(service.at_once()).poll()), 0);
}

#[tokio::test(start_paused = true)]
async fn a_limit_and_a_signal_are_two_ways_to_end() {
    let service = Service::new();
    let held = service.total.lock().await;
    let pooled = service.pool.acquire().await.unwrap();
    let late = service.either().await.unwrap_err();
    assert!(matches!(late, NotHeld::TimedOut(_)), "{late:?}");
    assert_eq!(late.to_string(), "timed out after 5 s waiting for `self.total`");
    assert_eq!(service.in_time().await.unwrap_err().limit(), Some(Duration::from_secs(5)));
    let late = service.any_of_three().await.unwrap_err();
    assert!(late.is::<TimedOut>());
    service.stop.set();
    assert!(matches!(service.either().await.unwrap_err(), NotHeld::Cancelled(_)));
    assert!(service.any_of_three().await.unwrap_err().is::<Cancelled>());
    drop((held, pooled));
}

#[test]
fn it_is_send_where_the_body_is() {
    fn send<T: Send>(value: T) -> T {
        value
    }

    #[guarded(lock?, other?, unless = stop)]
    async fn of_parameters(
        lock: &Lock<u32>,
        other: &Lock<u32>,
        stop: &Event,
    ) -> Result<u32, Cancelled> {
        Ok(*lock + *other)
    }

    #[guarded(lock?, timeout = 1s, unless = stop)]
    async fn generic<T: Send + Clone>(
        lock: &Lock<T>,
        stop: &Event,
    ) -> Result<T, Box<dyn std::error::Error + Send + Sync>> {
        Ok(lock.clone())
    }

    let (lock, other, stop) = (Lock::new(1), Lock::new(2), Event::new());
    let sum = assert_ready!(spawn(send(of_parameters(&lock, &other, &stop))).poll());
    assert_eq!(sum, Ok(3));
    drop(send(generic(&lock, &stop)));
}
