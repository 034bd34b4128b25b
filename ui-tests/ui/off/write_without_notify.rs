//! Data that a predicate reads is written, and nobody is notified.

use interlocking::{Condition, Lock, guarded};

struct Jobs {
    queue: Vec<u32>,
    is_closed: bool,
    done: u32,
}

static JOBS: Lock<Jobs> = Lock::new(Jobs { queue: Vec::new(), is_closed: false, done: 0 });
static CLOSED: Condition<Jobs> = Condition::new();

async fn wait_until_closed() {
    let jobs = JOBS.lock().await;
    drop(CLOSED.wait_for(jobs, |jobs| jobs.is_closed).await);
}

#[guarded(JOBS, notify_all = CLOSED)]
async fn close() {
    jobs.is_closed = true;
}

#[guarded(JOBS)]
async fn announce() {
    jobs.is_closed = true;
    CLOSED.notify_all(&jobs);
}

#[guarded(JOBS)]
async fn close_in_silence() {
    jobs.is_closed = true;
}

/// No predicate reads this.
#[guarded(JOBS)]
async fn finish() {
    jobs.done += 1;
    jobs.queue.clear();
}

fn main() {
    drop((wait_until_closed(), close(), announce(), close_in_silence(), finish()));
}
