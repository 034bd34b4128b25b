//! A predicate changes the data.

use interlocking::{Condition, Lock, guarded};

struct Job {
    tries: u32,
    ready: bool,
}

static JOB: Lock<Job> = Lock::new(Job { tries: 0, ready: false });
pub static CHANGED: Condition<Job> = Condition::new();

#[guarded(JOB)]
async fn run() {
    job = CHANGED
        .wait_for(job, |job| {
            job.tries += 1;
            job.ready
        })
        .await;
    job.ready = false;
}

fn main() {
    drop(run());
}
