use interlocking::{Event, Lock, Semaphore, guarded};

pub(crate) static STATE: Lock<u64> = Lock::new(0);
pub(crate) static DONE: Event = Event::new();
pub(crate) static LATER: Event = Event::new();
pub(crate) static GATE: Semaphore = Semaphore::new(2);

#[guarded(STATE)]
pub(crate) async fn work() {
    *state += 1;
    DONE.set();
}

pub(crate) fn add() {
    GATE.release(2);
}
