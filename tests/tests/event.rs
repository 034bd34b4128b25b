//! `#[waits]` and `#[sets]`

#![deny(warnings)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use interlocking::{Barrier, BrokenBarrier, Event, barrier, sets, waits};
use tokio::task::yield_now;
use tokio_test::{assert_pending, assert_ready, task::spawn};

struct Job {
    started: Event,
    done: Event,
}

impl Job {
    fn new() -> Self {
        Job { started: Event::new(), done: Event::new() }
    }

    #[waits(self.started)]
    #[sets(self.done)]
    async fn run(&self, how: &str) -> Result<u32, String> {
        yield_now().await;
        if how == "fail" {
            Err("failed")?;
        }
        assert_ne!(how, "panic");
        Ok(1)
    }
}

#[test]
fn it_begins_when_the_event_is_set_and_sets_the_other_at_its_end() {
    let job = Job::new();
    let mut run = spawn(job.run("return"));
    assert_pending!(run.poll());
    job.started.set();
    assert!(run.is_woken());
    assert_pending!(run.poll());
    assert!(!job.done.is_set());
    assert_eq!(assert_ready!(run.poll()), Ok(1));
    assert!(job.done.is_set());
}

#[test]
fn the_end_is_an_error_a_panic_or_a_cancellation_too() {
    for how in ["fail", "panic", "cancel while working", "cancel while waiting"] {
        let job = Job::new();
        let mut run = spawn(job.run(how));
        assert_pending!(run.poll());
        if how != "cancel while waiting" {
            job.started.set();
            assert_pending!(run.poll());
        }
        assert!(!job.done.is_set(), "{how}");
        match how {
            "fail" => assert!(assert_ready!(run.poll()).is_err()),
            "panic" => assert!(catch_unwind(AssertUnwindSafe(|| run.poll())).is_err()),
            _ => {}
        }
        drop(run);
        assert!(job.done.is_set(), "{how}");
    }
}

#[test]
fn a_call_that_is_never_polled_sets_nothing() {
    let job = Job::new();
    drop(job.run("return"));
    assert!(!job.done.is_set());
}

static MEET: Barrier = Barrier::new(2);
static LEFT: Event = Event::new();

#[barrier(MEET?)]
#[sets(LEFT)]
async fn meets() -> Result<(), BrokenBarrier> {
    Ok(())
}

/// The guard that sets the event is created before every acquisition, wherever `#[sets]` stands.
#[test]
fn an_acquisition_that_fails_sets_too() {
    let mut meets = spawn(meets());
    assert_pending!(meets.poll());
    MEET.reset();
    assert_eq!(assert_ready!(meets.poll()), Err(BrokenBarrier::Reset));
    assert!(LEFT.is_set());
}
