//! How rows of contenders are measured, and the runtime in which they run.

use std::{
    pin::Pin,
    task::Waker,
    time::{Duration, Instant},
};

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

use crate::{
    by_hand::{poll, ready},
    counting::allocated,
};

const ROUNDS: usize = 41;
/// How long tokio should take for its part of a round.
const SLICE: Duration = Duration::from_millis(4);
const COLUMNS: [&str; 7] = ["async-lock", "futures", "mea", "maitake", "limit", "ours", "goal"];

/// One piece of work.
pub(crate) struct Row {
    pub(crate) work: &'static str,
    pub(crate) goal: f64,
    /// Whether the work runs on several threads, where the times scatter.
    pub(crate) noisy: bool,
    /// The known reason for missing the goal, from the counts of `--bench instructions` and of atomic operations.
    why: &'static str,
    tokio: Contender,
    others: Vec<(&'static str, Contender)>,
}

/// Does the work the given number of times.
type Contender = Box<dyn FnMut(u64)>;

impl Row {
    pub(crate) fn new(work: &'static str, goal: f64, tokio: impl FnMut(u64) + 'static) -> Self {
        Row { work, goal, noisy: false, why: "", tokio: Box::new(tokio), others: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, contender: impl FnMut(u64) + 'static) -> Self {
        assert!(COLUMNS.contains(&name), "no column for {name}");
        self.others.push((name, Box::new(contender)));
        self
    }

    pub(crate) fn missed_because(mut self, why: &'static str) -> Self {
        self.why = why;
        self
    }

    pub(crate) fn noisy(mut self) -> Self {
        self.noisy = true;
        self
    }

    /// Measures and prints the row.
    pub(crate) fn measure(mut self) {
        let n = self.calibrate();
        let mut ratios = vec![Vec::new(); self.others.len()];
        for round in 0..ROUNDS {
            let mut times = vec![Duration::ZERO; self.others.len() + 1];
            for turn in 0..times.len() {
                let which = (turn + round) % times.len();
                times[which] = match which.checked_sub(1) {
                    None => time(&mut self.tokio, n),
                    Some(other) => time(&mut self.others[other].1, n),
                };
            }
            for (ratio, other) in ratios.iter_mut().zip(&times[1..]) {
                ratio.push(other.as_secs_f64() / times[0].as_secs_f64());
            }
        }
        let allocated = self.allocations(n);
        self.print(&ratios.into_iter().map(median).collect::<Vec<_>>(), allocated);
    }

    /// How many times to do the work in one round.
    fn calibrate(&mut self) -> u64 {
        let mut n = 1;
        while time(&mut self.tokio, n) < SLICE {
            n *= 2;
        }
        for (_, other) in &mut self.others {
            time(other, n);
        }
        n
    }

    /// Our heap allocations for each piece of work, on this thread.
    fn allocations(&mut self, n: u64) -> f64 {
        let ours = self
            .others
            .iter_mut()
            .find(|(name, _)| *name == "ours")
            .expect("our contender is in each row");
        let before = allocated();
        (ours.1)(n);
        (allocated() - before) as f64 / n as f64
    }

    fn print(&self, ratios: &[f64], allocated: f64) {
        print!("{:<44} {:>6}", self.work, "1");
        for column in COLUMNS {
            let found = self.others.iter().position(|(name, _)| *name == column);
            match (column, found) {
                ("goal", _) => print!(" {:>10}", format!("<= {:.2}", self.goal)),
                (_, Some(at)) => print!(" {:>10.2}", ratios[at]),
                (_, None) => print!(" {:>10}", "-"),
            }
        }
        let ours = self
            .others
            .iter()
            .position(|(name, _)| *name == "ours")
            .expect("our contender is in each row");
        let missed = ratios[ours] > self.goal;
        let (verdict, noisy) =
            (if missed { "  MISSED" } else { "" }, if self.noisy { "  (noisy)" } else { "" });
        println!(" {allocated:>7.2}{verdict}{noisy}");
        if missed && !self.why.is_empty() {
            println!("    {}", self.why);
        }
    }
}

/// The heading of the columns.
pub(crate) fn heading() {
    print!("{:<44} {:>6}", "time divided by tokio's, median of rounds", "tokio");
    for column in COLUMNS {
        print!(" {column:>10}");
    }
    println!(" {:>7}", "allocs");
}

fn time(contender: &mut Contender, n: u64) -> Duration {
    let began = Instant::now();
    contender(n);
    began.elapsed()
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().unwrap();
}

/// Runs a future on a current-thread runtime of tokio, with its budget.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// Spawns a task on that runtime, which polls it in [`run`].
pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    RUNTIME.with(|runtime| runtime.spawn(future))
}

/// Many futures in one allocation, polled by hand.
pub(crate) struct Crowd<F>(Pin<Box<[F]>>);

impl<F: Future> Crowd<F> {
    pub(crate) fn new(n: usize, future: impl FnMut(usize) -> F) -> Self {
        Crowd(Box::into_pin((0..n).map(future).collect::<Box<[F]>>()))
    }

    fn each(&mut self) -> impl Iterator<Item = Pin<&mut F>> {
        // SAFETY: the slice is pinned, and its elements are given out pinned.
        let slice = unsafe { self.0.as_mut().get_unchecked_mut() };
        // SAFETY: as above.
        slice.iter_mut().map(|future| unsafe { Pin::new_unchecked(future) })
    }

    /// Polls all futures; each must be pending.
    pub(crate) fn wait(&mut self) {
        self.each().for_each(|future| assert!(poll(future).is_pending()));
    }

    /// Polls all futures; each must be ready.
    pub(crate) fn finish(&mut self) {
        self.each().for_each(|future| drop(ready(future)));
    }
}

/// A lower limit for every event and barrier: the waker of each waiter is stored and woken.
pub(crate) fn wakers(waiters: usize) -> impl FnMut(u64) {
    let mut kept: Vec<Waker> = Vec::new();
    move |n| {
        for _ in 0..n {
            let mut crowd = Crowd::new(waiters, |_| std::future::ready(()));
            kept.extend((0..waiters).map(|_| Waker::noop().clone()));
            kept.drain(..).for_each(Waker::wake);
            crowd.finish();
        }
    }
}
