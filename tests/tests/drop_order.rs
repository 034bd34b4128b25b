//! When a guard is dropped: after the temporaries of the body's tail, before the function's arguments, however the body ends. The
//! crate `edition-2021` runs this file too.

#![deny(warnings)]

use std::{cell::RefCell, panic};

use interlocking::{Lock, guarded, synchronized};
use tokio::task::yield_now;
use tokio_test::{assert_pending, assert_ready, task::spawn};

/// The name of a dropped value, and whether the lock was held at that moment.
type Dropped = (&'static str, bool);
type Seen = RefCell<Vec<Dropped>>;

/// Notes the state of the lock when it is dropped.
struct Probe<'a> {
    name: &'static str,
    lock: &'a Lock<u32>,
    seen: &'a Seen,
}

impl<'a> Probe<'a> {
    fn new(name: &'static str, lock: &'a Lock<u32>, seen: &'a Seen) -> Self {
        Probe { name, lock, seen }
    }

    fn value(&self) -> u32 {
        u32::from(self.lock.is_locked())
    }
}

impl Drop for Probe<'_> {
    fn drop(&mut self) {
        self.seen.borrow_mut().push((self.name, self.lock.is_locked()));
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Tail,
    Return,
    Question,
    Panic,
}

#[derive(Debug, PartialEq)]
struct Stopped;

#[guarded(guard = lock)]
async fn body(
    lock: &Lock<u32>,
    seen: &Seen,
    ending: Ending,
    _argument: Probe<'_>,
    _: Probe<'_>,
) -> Result<u32, Stopped> {
    yield_now().await;
    let _local = Probe::new("local", lock, seen);
    yield_now().await;
    match ending {
        Ending::Return => return Ok(*guard),
        Ending::Question => Err(Stopped)?,
        Ending::Panic => panic!("as it should"),
        Ending::Tail => {}
    }
    Ok(Probe::new("tail", lock, seen).value() + *guard)
}

/// Polls the body `polls` times and drops it. Returns what was dropped, and the output.
fn run(ending: Ending, polls: usize) -> (Vec<Dropped>, Option<Result<u32, Stopped>>) {
    let (lock, seen) = (Lock::new(1), Seen::default());
    let (first, second) = (Probe::new("first", &lock, &seen), Probe::new("second", &lock, &seen));
    let mut future = spawn(body(&lock, &seen, ending, first, second));
    let mut output = None;
    for poll in 1..=polls {
        if poll < 3 {
            assert_pending!(future.poll());
        } else {
            output = Some(assert_ready!(future.poll()));
        }
    }
    drop(future);
    assert!(!lock.is_locked());
    (seen.take(), output)
}

const ARGUMENTS: [Dropped; 2] = [("second", false), ("first", false)];

#[test]
fn at_the_end_the_tail_goes_first_and_the_arguments_last() {
    let (seen, output) = run(Ending::Tail, 3);
    assert_eq!(output, Some(Ok(2)));
    // The edition decides the order of these two.
    assert!(seen[..2].contains(&("tail", true)) && seen[..2].contains(&("local", true)));
    assert_eq!(seen[2..], ARGUMENTS);
}

#[test]
fn on_return_the_arguments_go_last() {
    let (seen, output) = run(Ending::Return, 3);
    assert_eq!(output, Some(Ok(1)));
    assert_eq!((seen[0], &seen[1..]), (("local", true), &ARGUMENTS[..]));
}

#[test]
fn on_a_question_mark_the_arguments_go_last() {
    let (seen, output) = run(Ending::Question, 3);
    assert_eq!(output, Some(Err(Stopped)));
    assert_eq!((seen[0], &seen[1..]), (("local", true), &ARGUMENTS[..]));
}

#[test]
fn on_a_panic_the_arguments_go_last() {
    let (lock, seen) = (Lock::new(1), Seen::default());
    let caught = panic::catch_unwind(panic::AssertUnwindSafe(|| {
        let first = Probe::new("first", &lock, &seen);
        let second = Probe::new("second", &lock, &seen);
        let mut future = spawn(body(&lock, &seen, Ending::Panic, first, second));
        while future.poll().is_pending() {}
    }));
    assert_eq!(caught.unwrap_err().downcast_ref(), Some(&"as it should"));
    let seen = seen.take();
    assert_eq!((seen[0], &seen[1..]), (("local", true), &ARGUMENTS[..]));
    assert!(!lock.is_locked());
}

/// A future that is dropped drops its arguments in the order of their declaration.
#[test]
fn cancelled_at_any_await_the_arguments_go_last() {
    for polls in 0..3 {
        let (mut seen, output) = run(Ending::Tail, polls);
        assert_eq!(output, None);
        if polls == 2 {
            assert_eq!(seen.remove(0), ("local", true));
        }
        seen.sort_unstable();
        assert_eq!(seen, [("first", false), ("second", false)], "after {polls} polls");
    }
}

#[test]
fn cancelled_while_acquiring_the_arguments_go_after_the_place_in_the_queue() {
    struct Waits<'a>(&'a Lock<u32>, &'a RefCell<Vec<usize>>);

    impl Drop for Waits<'_> {
        fn drop(&mut self) {
            self.1.borrow_mut().push(self.0.waiters());
        }
    }

    #[guarded(guard = lock)]
    async fn waits(lock: &Lock<u32>, _argument: Waits<'_>) -> u32 {
        *guard
    }

    let (lock, seen) = (Lock::new(1), RefCell::default());
    let held = lock.try_lock().unwrap();
    let mut future = spawn(waits(&lock, Waits(&lock, &seen)));
    assert_pending!(future.poll());
    assert_eq!(lock.waiters(), 1);
    drop(future);
    assert_eq!(seen.take(), [0]);
    drop(held);
}

/// Such a function has another expansion: the body is returned and not bound to a variable.
#[test]
fn with_impl_in_the_output_the_tail_goes_first_too() {
    #[guarded(guard = lock)]
    async fn returns_impl(
        lock: &Lock<u32>,
        seen: &Seen,
        _argument: Probe<'_>,
    ) -> impl Fn(u32) -> u32 + use<> {
        let sum = |x, y| move |z| x + y + z;
        sum(Probe::new("tail", lock, seen).value(), *guard)
    }

    let (lock, seen) = (Lock::new(1), Seen::default());
    let mut future = spawn(returns_impl(&lock, &seen, Probe::new("argument", &lock, &seen)));
    assert_eq!(assert_ready!(future.poll())(1), 3);
    assert_eq!(seen.take(), [("tail", true), ("argument", false)]);
}

#[test]
fn a_block_drops_its_tail_under_its_guard_and_nothing_else() {
    #[synchronized]
    async fn block(lock: &Lock<u32>, seen: &Seen) -> u32 {
        let _outside = Probe::new("outside", lock, seen);
        let value = #[guarded(guard = lock)]
        {
            Probe::new("tail", lock, seen).value() + *guard
        };
        assert!(!lock.is_locked());
        value
    }

    let (lock, seen) = (Lock::new(1), Seen::default());
    assert_eq!(assert_ready!(spawn(block(&lock, &seen)).poll()), 2);
    assert_eq!(seen.take(), [("tail", true), ("outside", false)]);
}
