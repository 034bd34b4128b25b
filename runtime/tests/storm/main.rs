//! Random schedules of every operation, with wakers that change and futures that are forgotten. Each step is compared with a simple
//! sequential model of the primitive: which tasks are queued, which task has been granted, which was woken, and that nothing is lost.
//!
//! Each test runs for `STORM_SECONDS`, 4 by default. A failure prints its seed;
//! `STORM_SEED=<seed> cargo test -p interlocking --test storm` repeats that run.

mod barrier;
mod closable_semaphore;
mod event;
mod lock;
mod lock_map;
mod rwlock;
mod semaphore;
mod tasks;

use std::{
    env,
    time::{Duration, Instant, SystemTime},
};

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngSeed, TestRunner},
};

/// The operations of one schedule, at most.
const STEPS: usize = 60;

/// Runs random schedules until the time is over, or once with the seed that is given.
fn play<Op: std::fmt::Debug>(op: impl Strategy<Value = Op>, schedule: impl Fn(Vec<Op>)) {
    let seconds = env::var("STORM_SECONDS").map_or(4, |seconds| seconds.parse().unwrap());
    let ends = Instant::now() + Duration::from_secs(seconds);
    let ops = vec(op, STEPS / 2..STEPS);
    if let Ok(seed) = env::var("STORM_SEED") {
        return play_seed(seed.parse().unwrap(), &ops, &schedule);
    }
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut seeds = now.as_nanos() as u64..;
    while Instant::now() < ends {
        play_seed(seeds.next().unwrap(), &ops, &schedule);
    }
}

fn play_seed<Op: std::fmt::Debug>(
    seed: u64,
    ops: &impl Strategy<Value = Vec<Op>>,
    schedule: &impl Fn(Vec<Op>),
) {
    let config = Config {
        cases: 50,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(ops, |ops| {
        schedule(ops);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("STORM_SEED={seed}: {failure}"));
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}
