//! `?` and `else` in places where they are not allowed.

use interlocking::{Barrier, BrokenBarrier, Event, Lock, barrier, guarded, semaphore, sets};

static MEET: Barrier = Barrier::new(2);
static DONE: Event = Event::new();
static A: Lock<u32> = Lock::new(0);
static B: Lock<u32> = Lock::new(0);

#[barrier(MEET?, else { return Ok(()) })]
async fn both() -> Result<(), BrokenBarrier> {
    Ok(())
}

#[semaphore(8?)]
async fn own() -> Result<(), BrokenBarrier> {
    Ok(())
}

#[barrier(2, else { return })]
async fn own_barrier() {}

#[sets(DONE?)]
async fn setting() -> Result<(), BrokenBarrier> {
    Ok(())
}

#[guarded(A?, B)]
async fn some() -> Result<(), BrokenBarrier> {
    Ok(())
}

fn main() {
    drop((both(), own(), own_barrier(), setting(), some()));
}
