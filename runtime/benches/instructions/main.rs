//! `cargo bench -p interlocking --bench instructions`: instructions for each piece of work, counted by valgrind's callgrind,
//! which does not depend on what else the machine does.
//!
//! Each piece runs twice, once with more rounds; the difference, divided by the additional rounds, is what one costs.

#[path = "../common/by_hand.rs"]
mod by_hand;

use std::{
    env,
    pin::pin,
    process::{Command, exit},
};

use by_hand::{hand_over, poll, ready};
use interlocking::guarded;

macro_rules! uncontended {
    ($primitive:expr, $($acquire:tt)*) => {
        |n| {
            let primitive = $primitive;
            for _ in 0..n {
                drop(ready(pin!(primitive.$($acquire)*)));
            }
        }
    };
}

macro_rules! cancel {
    ($mutex:expr) => {
        |n| {
            let mutex = $mutex;
            let held = ready(pin!(mutex.lock()));
            for _ in 0..n {
                assert!(poll(pin!(mutex.lock())).is_pending());
            }
            drop(held);
        }
    };
}

macro_rules! free {
    ($event:expr, |$e:ident| $wait:expr, $set:expr) => {
        |n| {
            let $e = $event;
            for _ in 0..n {
                let (mut a, mut b) = (pin!($wait), pin!($wait));
                assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
                $set;
                ready(a);
                ready(b);
            }
        }
    };
}

macro_rules! meet {
    ($barrier:expr) => {
        |n| {
            let barrier = $barrier;
            for _ in 0..n {
                let (mut a, mut b) = (pin!(barrier.wait()), pin!(barrier.wait()));
                assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
                let _ = (ready(pin!(barrier.wait())), ready(a), ready(b));
            }
        }
    };
}

static BALANCE: interlocking::Lock<u64> = interlocking::Lock::new(0);

#[guarded(BALANCE)]
async fn with_the_attribute(amount: u64) -> u64 {
    *balance += amount;
    *balance
}

async fn by_hand(amount: u64) -> u64 {
    let mut balance = BALANCE.lock().await;
    *balance += amount;
    *balance
}

type Work = (&'static str, &'static str, fn(u64));

/// What is counted: the work, by whom.
const WORKS: &[Work] = &[
    ("lock + unlock (goal: 65)", "ours", uncontended!(interlocking::Lock::new(0), lock())),
    ("lock + unlock (goal: 65)", "tokio", uncontended!(tokio::sync::Mutex::new(0), lock())),
    ("lock + unlock (goal: 65)", "async-lock", uncontended!(async_lock::Mutex::new(0), lock())),
    ("lock + unlock (goal: 65)", "mea", uncontended!(mea::mutex::Mutex::new(0), lock())),
    ("lock + unlock (goal: 65)", "maitake", uncontended!(maitake_sync::Mutex::new(0), lock())),
    ("semaphore", "ours", uncontended!(interlocking::Semaphore::new(1), acquire())),
    ("semaphore", "tokio", uncontended!(tokio::sync::Semaphore::new(1), acquire())),
    ("read", "ours", uncontended!(interlocking::RwLock::new(0), read())),
    ("read", "tokio", uncontended!(tokio::sync::RwLock::new(0), read())),
    ("write", "ours", uncontended!(interlocking::RwLock::new(0), write())),
    ("write", "tokio", uncontended!(tokio::sync::RwLock::new(0), write())),
    ("hand-over", "ours", |n| hand_over!(interlocking::Lock::new(0))(n)),
    ("hand-over", "tokio", |n| hand_over!(tokio::sync::Mutex::new(0))(n)),
    ("hand-over", "mea", |n| hand_over!(mea::mutex::Mutex::new(0))(n)),
    ("hand-over", "maitake", |n| hand_over!(maitake_sync::Mutex::new(0))(n)),
    ("queue and cancel", "ours", cancel!(interlocking::Lock::new(0))),
    ("queue and cancel", "tokio", cancel!(tokio::sync::Mutex::new(0))),
    ("queue and cancel", "maitake", cancel!(maitake_sync::Mutex::new(0))),
    (
        "event, 2 waiters",
        "ours",
        free!(interlocking::Event::new(), |e| e.wait(), {
            e.set();
            e.clear();
        }),
    ),
    (
        "event, 2 waiters",
        "tokio",
        free!(tokio::sync::Notify::new(), |e| e.notified(), e.notify_waiters()),
    ),
    ("barrier of 3", "ours", meet!(interlocking::Barrier::new(3))),
    ("barrier of 3", "tokio", meet!(tokio::sync::Barrier::new(3))),
    ("barrier of 3", "mea", meet!(mea::barrier::Barrier::new(3))),
    ("an annotated function (goal: as by hand)", "attribute", |n| {
        for _ in 0..n {
            ready(pin!(with_the_attribute(1)));
        }
    }),
    ("an annotated function (goal: as by hand)", "by hand", |n| {
        for _ in 0..n {
            ready(pin!(by_hand(1)));
        }
    }),
];

const ROUNDS: [u64; 2] = [1_000, 11_000];

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let [_, index, rounds] = arguments.as_slice()
        && let (Ok(index), Ok(rounds)) = (index.parse::<usize>(), rounds.parse())
    {
        return (WORKS[index].2)(rounds);
    }
    for (index, (work, who, _)) in WORKS.iter().enumerate() {
        let [few, many] = ROUNDS.map(|rounds| instructions(index, rounds));
        let each = (many - few) as f64 / (ROUNDS[1] - ROUNDS[0]) as f64;
        println!("{work:<44} {who:<12} {each:>8.1}");
    }
}

/// Runs one piece of work in a process of its own, under callgrind.
fn instructions(index: usize, rounds: u64) -> u64 {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(env::current_exe().expect("this program has a path"));
    valgrind.args([index.to_string(), rounds.to_string()]);
    let output = match valgrind.output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("valgrind, which counts the instructions, does not run: {error}");
            exit(1);
        }
    };
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok());
    count.unwrap_or_else(|| panic!("callgrind printed no count:\n{text}"))
}
