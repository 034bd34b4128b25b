//! The shapes of function that attributes stand on.

#![deny(warnings)]
#![deny(clippy::pedantic)]

use std::{convert::Infallible, fmt::Display, pin::Pin, sync::Arc};

use interlocking::{Lock, guarded};
use tokio_test::{assert_ready, task::spawn};

struct Account {
    balance: Lock<i64>,
    history: Vec<i64>,
}

trait Credit {
    fn lock(&self) -> &Lock<i64>;

    #[guarded(balance = self.lock())]
    async fn credit(&self, amount: i64) -> i64 {
        *balance += amount;
        *balance
    }

    async fn debit(&mut self, amount: i64) -> i64;
}

impl Credit for Account {
    fn lock(&self) -> &Lock<i64> {
        &self.balance
    }

    #[guarded(self.balance)]
    async fn debit(&mut self, amount: i64) -> i64 {
        // Another field stays usable while the lock of this one is held.
        self.history.push(-amount);
        *balance -= amount;
        *balance
    }
}

impl Account {
    #[guarded(self.balance)]
    async fn by_arc(self: Arc<Self>) -> i64 {
        *balance
    }

    #[guarded(self.balance)]
    async fn by_box(self: Box<Self>) -> i64 {
        *balance
    }

    #[guarded(self.balance)]
    async fn by_pin(self: Pin<&mut Self>) -> i64 {
        *balance
    }

    #[guarded(self.balance)]
    async fn by_value(self) -> i64 {
        *balance
    }

    #[guarded(balance)]
    async fn associated(balance: &Lock<i64>) -> i64 {
        *balance
    }
}

fn account() -> Account {
    Account { balance: Lock::new(1), history: Vec::new() }
}

#[test]
fn methods_with_any_receiver() {
    let mut account = account();
    assert_eq!(assert_ready!(spawn(account.credit(4)).poll()), 5);
    assert_eq!(assert_ready!(spawn(account.debit(2)).poll()), 3);
    assert_eq!(account.history, [-2]);
    assert_eq!(assert_ready!(spawn(Account::associated(&account.balance)).poll()), 3);
    assert_eq!(assert_ready!(spawn(Pin::new(&mut account).by_pin()).poll()), 3);
    assert_eq!(assert_ready!(spawn(Box::new(account).by_box()).poll()), 3);
    assert_eq!(assert_ready!(spawn(Arc::new(self::account()).by_arc()).poll()), 1);
    assert_eq!(assert_ready!(spawn(self::account().by_value()).poll()), 1);
}

#[guarded(lock)]
async fn shapes<T, const N: usize>(
    lock: &Lock<[T; N]>,
    (first, mut second): (usize, usize),
    _: &str,
    label: impl Display,
) -> Result<String, Infallible>
where
    T: Display + Default,
{
    second += first;
    let text = format!("{label}{}", lock[second]);
    lock[first] = T::default();
    Ok(text)
}

#[guarded(words)]
async fn named_lifetime<'a>(words: &Lock<Vec<&'a str>>, default: &'a str) -> &'a str {
    words.pop().unwrap_or(default)
}

#[guarded(words)]
async fn returns_impl(words: &Lock<Vec<u32>>) -> impl Iterator<Item = u32> + use<> {
    words.clone().into_iter()
}

#[guarded(words)]
async fn result_of_impl(words: &Lock<Vec<u32>>) -> Result<impl Fn(u32) -> u32 + use<>, Infallible> {
    let len = words.len();
    Ok(move |x: u32| x.count_ones() + u32::try_from(len).unwrap_or_default())
}

#[guarded(words)]
async fn returns_dyn(words: &Lock<Vec<u32>>) -> Box<dyn Display> {
    Box::new(words.len())
}

#[guarded(lock)]
async unsafe fn is_unsafe(lock: &Lock<u32>) -> u32 {
    *lock
}

#[test]
fn generics_patterns_and_every_kind_of_output() {
    let lock = Lock::new([1, 2, 3]);
    let text = assert_ready!(spawn(shapes(&lock, (1, 1), "", 'x')).poll());
    assert_eq!(text.as_deref(), Ok("x3"));
    let words = Lock::new(vec!["a"]);
    assert_eq!(assert_ready!(spawn(named_lifetime(&words, "b")).poll()), "a");
    let words = Lock::new(vec![1, 2]);
    assert_eq!(assert_ready!(spawn(returns_impl(&words)).poll()).sum::<u32>(), 3);
    assert_eq!(assert_ready!(spawn(result_of_impl(&words)).poll()).map(|f| f(3)), Ok(4));
    assert_eq!(assert_ready!(spawn(returns_dyn(&words)).poll()).to_string(), "2");
    let lock = Lock::new(3);
    // SAFETY: it asks for nothing.
    assert_eq!(assert_ready!(spawn(unsafe { is_unsafe(&lock) }).poll()), 3);
}

#[guarded(lock)]
async fn never(lock: &Lock<u32>) -> ! {
    loop {
        *lock += 1;
        std::future::pending::<()>().await;
    }
}

/// Code that a person is about to write compiles without a warning: what is unreachable behind `todo!()` is the expansion's own. It
/// is never polled.
#[guarded(lock)]
async fn not_written_yet(lock: &Lock<u32>) -> u32 {
    todo!()
}

#[test]
fn a_function_that_never_returns_holds_until_it_is_dropped() {
    let lock = Lock::new(0);
    let mut never = spawn(never(&lock));
    assert!(never.poll().is_pending());
    assert!(lock.is_locked());
    drop(never);
    assert_eq!(*lock.try_lock().unwrap(), 1);
    drop(not_written_yet(&lock));
}

#[guarded(a, b)]
async fn both(a: &Lock<u32>, b: &Lock<u32>) {
    std::mem::swap(&mut *a, &mut *b);
}

#[test]
#[should_panic(expected = "`a` and `b` are the same lock, which cannot be held twice at once")]
fn the_same_lock_twice_panics_and_names_both() {
    let lock = Lock::new(0);
    let _ = spawn(both(&lock, &lock)).poll();
}

/// The guard outlives the temporaries of the tail.
#[test]
fn the_tail_is_dropped_under_the_guard() {
    struct Looks<'a>(&'a Lock<u32>, &'a std::cell::Cell<bool>);

    impl Looks<'_> {
        fn value(&self) -> u32 {
            u32::from(self.0.is_locked())
        }
    }

    impl Drop for Looks<'_> {
        fn drop(&mut self) {
            self.1.set(self.0.is_locked());
        }
    }

    #[guarded(guard = lock)]
    async fn tail(lock: &Lock<u32>, was_locked: &std::cell::Cell<bool>) -> u32 {
        Looks(lock, was_locked).value() + *guard
    }

    let (lock, was_locked) = (Lock::new(1), std::cell::Cell::new(false));
    assert_eq!(assert_ready!(spawn(tail(&lock, &was_locked)).poll()), 2);
    assert!(was_locked.get());
    assert!(!lock.is_locked());
}
