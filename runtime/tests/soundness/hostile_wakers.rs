//! Fault injection at every call to a waker: it panics, uses its primitive, or drops other futures.
//!
//! Each schedule runs once to count the calls to its wakers, and then once for each call and each fault. Whatever a waker does, no
//! grant is lost, every other waiter is woken, and in the end the primitive is free and has no waiters.

use std::{
    any::Any,
    cell::RefCell,
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    thread,
    time::Duration,
};

use crate::{
    scenarios::{Make, SCENARIOS, Scenario, Waiting},
    wakers::{
        Action, Counting, arm, caught, disarm, inject_panic, inject_panic_whose_payload_panics,
    },
};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// Polls a future with one of its two wakers.
    Poll(usize, usize),
    Cancel(usize),
    Grant,
}

/// What a waker does in one call.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Panic,
    /// Panics with something that panics when it is dropped.
    PanicTwice,
    Touch,
    Grant,
    Cancel(usize),
}

/// The number of a call and its fault.
type Faults = Vec<(usize, Fault)>;

struct Waiter {
    future: Option<Waiting>,
    wakers: [Rc<Counting>; 2],
    /// The waker of the last poll that did not panic, and how many times it had been woken before.
    newest: Option<(usize, usize)>,
}

impl Waiter {
    fn new(future: Waiting) -> Self {
        let wakers = [0, 1].map(|_| Rc::new(Counting::new()));
        Waiter { future: Some(future), wakers, newest: None }
    }

    /// Whether a task would poll this future now.
    fn is_due(&self) -> bool {
        let woken = |(newest, before): (usize, usize)| self.wakers[newest].wakes() > before;
        self.future.is_some() && self.newest.is_none_or(woken)
    }
}

/// One run of a schedule.
struct Run {
    scenario: Scenario,
    waiters: RefCell<[Waiter; 2]>,
    outputs: RefCell<Vec<Box<dyn Any>>>,
    /// Whether a future whose poll panicked is polled again; it is dropped otherwise.
    retries: bool,
}

impl Run {
    fn new(make: Make, retries: bool) -> Rc<Self> {
        let (scenario, futures) = make();
        let waiters = RefCell::new(futures.map(Waiter::new));
        Rc::new(Run { scenario, waiters, outputs: RefCell::default(), retries })
    }

    fn action(self: &Rc<Self>, fault: Fault) -> Action {
        let run = self.clone();
        match fault {
            Fault::Panic => Box::new(inject_panic),
            Fault::PanicTwice => Box::new(inject_panic_whose_payload_panics),
            Fault::Touch => Box::new(move || (run.scenario.touch)()),
            Fault::Grant => Box::new(move || (run.scenario.grant)()),
            Fault::Cancel(which) => Box::new(move || drop(run.take(which))),
        }
    }

    /// Takes a future, unless it is being polled.
    fn take(&self, which: usize) -> Option<Waiting> {
        self.waiters.borrow_mut()[which].future.take()
    }

    fn step(&self, step: Step) {
        match step {
            Step::Poll(which, waker) => self.poll(which, waker),
            Step::Cancel(which) => drop_caught(self.take(which)),
            Step::Grant => caught(|| (self.scenario.grant)()).unwrap_or_default(),
        }
    }

    fn poll(&self, which: usize, waker: usize) {
        let Some(mut future) = self.take(which) else { return };
        let counting = self.waiters.borrow()[which].wakers[waker].clone();
        let before = counting.wakes();
        let mut poll = || future.as_mut().poll(&mut Context::from_waker(counting.waker()));
        let polled = caught(&mut poll).or_else(|| {
            // A future may panic when it is polled again after a panic.
            self.retries.then(|| catch_unwind(AssertUnwindSafe(&mut poll)).ok()).flatten()
        });
        match polled {
            Some(Poll::Pending) => {
                let waiter = &mut self.waiters.borrow_mut()[which];
                waiter.newest = Some((waker, before));
                waiter.future = Some(future);
                return;
            }
            Some(Poll::Ready(output)) => self.outputs.borrow_mut().push(output),
            None => {}
        }
        drop_caught(future);
    }

    /// Grants everything, and polls only the futures that were woken, as tasks do.
    fn finish(&self) {
        for _ in 0..20 {
            caught(|| (self.scenario.end)());
            self.outputs.take().into_iter().for_each(drop_caught);
            for which in [0, 1] {
                let newest = {
                    let waiter = &self.waiters.borrow()[which];
                    waiter.is_due().then_some(waiter.newest)
                };
                if let Some(newest) = newest {
                    self.poll(which, newest.map_or(0, |(waker, _)| waker));
                }
            }
            if self.is_alive() == [false, false] && self.outputs.borrow().is_empty() {
                break;
            }
        }
        // A fault may have granted something after the last waiter was gone.
        caught(|| (self.scenario.end)());
    }

    /// Which futures are pending.
    fn is_alive(&self) -> [bool; 2] {
        self.waiters.borrow().each_ref().map(|waiter| waiter.future.is_some())
    }

    fn assert_nothing_is_left(&self) {
        assert_eq!(self.is_alive(), [false, false], "a wake-up was lost");
        let waiters = self.waiters.borrow();
        (self.scenario.assert_pristine)();
        for waiter in &*waiters {
            assert_eq!(waiter.wakers.each_ref().map(|w| w.clones()), [0, 0], "wakers are left");
        }
    }
}

fn drop_caught<T>(value: T) {
    caught(|| drop(value)).unwrap_or_default();
}

/// Runs a schedule with some faults. Returns the number of calls to wakers.
fn run(make: Make, schedule: &[Step], faults: &Faults, retries: bool) -> usize {
    let run = Run::new(make, retries);
    arm(faults.iter().map(|(call, fault)| (*call, run.action(*fault))).collect());
    schedule.iter().for_each(|step| run.step(*step));
    run.finish();
    let calls = disarm();
    run.assert_nothing_is_left();
    calls
}

/// Every schedule of up to `length` steps, without steps that do nothing.
fn schedules(length: usize) -> Vec<Vec<Step>> {
    let mut all: Vec<Vec<Step>> = vec![vec![]];
    let mut from = 0;
    for _ in 0..length {
        let longest = all[from..].to_vec();
        from = all.len();
        for schedule in longest {
            all.extend(next_steps(&schedule).map(|step| [&schedule[..], &[step]].concat()));
        }
    }
    all
}

fn next_steps(schedule: &[Step]) -> impl Iterator<Item = Step> {
    let polled =
        |which| schedule.iter().any(|step| matches!(step, Step::Poll(w, _) if *w == which));
    let gone = |which| schedule.contains(&Step::Cancel(which));
    let of = move |which| {
        let (fresh, alive) = (!polled(which), !gone(which));
        [
            alive.then_some(Step::Poll(which, 0)),
            (alive && !fresh).then_some(Step::Poll(which, 1)),
            (alive && !fresh).then_some(Step::Cancel(which)),
        ]
    };
    let steps = [of(0), of(1)].concat();
    steps.into_iter().flatten().chain([Step::Grant])
}

/// What is being run, for the report of a deadlock.
#[derive(Clone, Debug, Default)]
struct Current {
    number: usize,
    scenario: &'static str,
    schedule: Vec<Step>,
    faults: Faults,
    retries: bool,
}

/// Runs every schedule of every scenario with all of `faults`. Of two faults, the first comes before the second.
fn play(length: usize, faults: &'static [&'static [Fault]]) {
    let current = Arc::new(Mutex::new(Current::default()));
    let running = current.clone();
    // On a thread of its own: a waker that is called under the mutex deadlocks.
    let thread = thread::spawn(move || {
        #[cfg(feature = "tokio")]
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        #[cfg(feature = "tokio")]
        let _entered = runtime.enter();
        let schedules = schedules(length);
        let passes = |(name, make): &(&'static str, Make)| {
            running.lock().unwrap().scenario = name;
            let all = |schedule| faults.iter().all(|t| passes(*make, schedule, t, &running));
            schedules.iter().all(|schedule| all(schedule))
        };
        let failed = SCENARIOS.iter().filter(|scenario| !passes(scenario));
        failed.map(|(name, _)| *name).collect::<Vec<_>>()
    });
    let mut last = 0;
    let mut idle = 0;
    while !thread.is_finished() {
        thread::park_timeout(Duration::from_millis(100));
        let now = current.lock().unwrap().clone();
        idle = if now.number == last { idle + 1 } else { 0 };
        last = now.number;
        assert!(idle < 600, "a waker was called under the mutex: {now:?}");
    }
    assert_eq!(thread.join().unwrap(), [""; 0], "scenarios in which something was lost");
}

/// Runs one schedule with the faults at each of its calls.
fn passes(make: Make, schedule: &[Step], faults: &[Fault], running: &Mutex<Current>) -> bool {
    let attempt = |faults: Faults, retries: bool| {
        {
            let mut current = running.lock().unwrap();
            current.number += 1;
            current.schedule.clear();
            current.schedule.extend(schedule);
            (current.faults, current.retries) = (faults.clone(), retries);
        }
        let calls = catch_unwind(AssertUnwindSafe(|| run(make, schedule, &faults, retries))).ok();
        if calls.is_none() {
            eprintln!("failed: {:?}", running.lock().unwrap());
        }
        calls
    };
    let Some(calls) = attempt(vec![], false) else { return false };
    match *faults {
        [one] => (0..calls).all(|call| {
            [false, true].iter().all(|retries| attempt(vec![(call, one)], *retries).is_some())
        }),
        [first, second] => (0..calls).all(|call| {
            // The first fault may cause more calls.
            let mut later = call + 1..;
            let ended = later.find_map(|later| {
                let calls = attempt(vec![(call, first), (later, second)], false);
                calls.is_none_or(|calls| calls <= later).then_some(calls)
            });
            ended.flatten().is_some()
        }),
        _ => unreachable!("one or two"),
    }
}

/// The longest schedule: `FAULT_STEPS`, or 3. One step more takes ten times as long.
fn longest() -> usize {
    env::var("FAULT_STEPS").map_or(3, |steps| steps.parse().unwrap())
}

#[test]
fn panicking_waker_loses_nothing() {
    play(longest(), &[&[Fault::Panic]]);
    play(longest() - 1, &[&[Fault::Panic, Fault::Panic], &[Fault::Panic, Fault::PanicTwice]]);
}

#[test]
fn panicking_waker_in_the_middle_of_a_race_loses_nothing() {
    play(longest() - 1, &[&[Fault::Grant, Fault::Panic], &[Fault::Cancel(0), Fault::Panic]]);
}

#[test]
fn a_waker_may_use_its_primitive() {
    play(longest(), &[&[Fault::Touch], &[Fault::Grant]]);
    play(longest() - 1, &[&[Fault::Grant, Fault::Touch], &[Fault::Touch, Fault::Touch]]);
}

#[test]
fn a_waker_may_drop_futures_of_its_primitive() {
    play(longest(), &[&[Fault::Cancel(0)], &[Fault::Cancel(1)]]);
    play(
        longest() - 1,
        &[&[Fault::Cancel(0), Fault::Cancel(1)], &[Fault::Cancel(1), Fault::Touch]],
    );
}
