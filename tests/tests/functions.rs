//! Attributes on functions of every shape.

#![deny(warnings)]
#![deny(clippy::pedantic)]

use std::{convert::Infallible, fmt::Display, pin::Pin, sync::Arc};

use interlocking::{Lock, guarded, synchronized};
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
        // Another field stays usable while the guard of this field lives.
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
    // SAFETY: the function has no preconditions.
    assert_eq!(assert_ready!(spawn(unsafe { is_unsafe(&lock) }).poll()), 3);
}

#[guarded(lock, allow(held_across_endless_loop, reason = "until it is dropped"))]
async fn never(lock: &Lock<u32>) -> ! {
    loop {
        *lock += 1;
        std::future::pending::<()>().await;
    }
}

/// Unfinished code compiles without a warning: only code of the expansion is unreachable after `todo!()`. The future is never
/// polled.
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

struct Tree {
    visited: Lock<Vec<u32>>,
    value: u32,
    children: Vec<Tree>,
}

impl Tree {
    /// Each call holds the lock of its own node while it awaits its children.
    #[guarded(self.visited)]
    async fn sum(&self) -> u32 {
        let mut sum = self.value;
        for child in &self.children {
            sum += Box::pin(child.sum()).await;
        }
        visited.push(sum);
        sum
    }
}

/// A function that releases the lock before it calls itself.
#[guarded(guard = lock)]
async fn countdown(lock: &Lock<u32>) -> u32 {
    if *guard == 0 {
        return 0;
    }
    *guard -= 1;
    drop(guard);
    1 + Box::pin(countdown(lock)).await
}

#[test]
fn recursion_through_a_box() {
    let leaf = |value| Tree { visited: Lock::new(Vec::new()), value, children: Vec::new() };
    let tree = Tree { children: vec![leaf(2), leaf(3)], ..leaf(1) };
    assert_eq!(assert_ready!(spawn(tree.sum()).poll()), 6);
    assert_eq!(tree.visited.into_inner(), [6]);
    let lock = Lock::new(3);
    assert_eq!(assert_ready!(spawn(countdown(&lock)).poll()), 3);
}

static LEDGER: Lock<Vec<i64>> = Lock::new(Vec::new());

/// The place, the function and the guard's name all come from the call of the macro, or all from the macro itself.
macro_rules! postings {
    ($($name:ident($lock:ident as $guard:ident) => $body:expr;)*) => {
        $(
            #[guarded($guard = $lock)]
            async fn $name(amount: i64) -> usize {
                $guard.push(amount);
                $body
            }
        )*

        #[guarded(LEDGER)]
        async fn sum_of_postings() -> i64 {
            ledger.iter().sum()
        }
    };
}

postings! {
    credit(LEDGER as ledger) => ledger.len();
    debit(LEDGER as entries) => {
        entries.iter_mut().last().into_iter().for_each(|amount| *amount = -*amount);
        entries.len()
    };
}

#[test]
fn functions_made_by_a_macro() {
    assert_eq!(assert_ready!(spawn(credit(5)).poll()), 1);
    assert_eq!(assert_ready!(spawn(debit(2)).poll()), 2);
    assert_eq!(assert_ready!(spawn(sum_of_postings()).poll()), 3);
}

/// A `return`, a `?` and a label belong to the function or closure that they stand in.
#[guarded(lock)]
async fn inner_functions(lock: &Lock<u32>) -> Option<u32> {
    fn double(x: u32) -> u32 {
        if x == 0 {
            return 1;
        }
        x * 2
    }

    #[guarded(inner = lock)]
    async fn twice(lock: &Lock<u32>) -> u32 {
        if *inner == 0 {
            return 0;
        }
        *inner * 2
    }

    let small = |x: u32| {
        if x > 100 {
            return None;
        }
        Some(double(x))
    };
    let later = async {
        let value = small(*lock)?;
        Some(value)
    };
    let value = later.await?;
    #[sync_allow(unshared_lock, reason = "`twice` takes any lock")]
    let own = Lock::new(value);
    Some(twice(&own).await + *lock)
}

#[test]
fn closures_and_functions_in_the_body_return_from_themselves() {
    let lock = Lock::new(3);
    assert_eq!(assert_ready!(spawn(inner_functions(&lock)).poll()), Some(15));
    *lock.try_lock().unwrap() = 101;
    assert_eq!(assert_ready!(spawn(inner_functions(&lock)).poll()), None);
}

/// Every way out of a guarded block: its value, `return`, `?`, `break` out of the block or of a loop around it, `continue`.
#[synchronized]
async fn ways_out(lock: &Lock<u32>, steps: &[Option<u32>]) -> Option<u32> {
    let mut skipped = 0;
    let found = 'search: loop {
        'steps: for step in steps {
            #[guarded(lock)]
            'block: {
                if *lock > 50 {
                    return Some(*lock);
                }
                match step {
                    Some(0) => {
                        skipped += 1;
                        continue 'steps;
                    }
                    Some(1) => break 'search *lock,
                    Some(2) => break 'block,
                    _ => {}
                }
                *lock += (*step)?;
            }
            assert!(!lock.is_locked());
        }
    };
    Some(found + skipped)
}

#[test]
fn a_guarded_block_can_be_left_in_every_way() {
    let ways = [
        (vec![Some(0), Some(7), Some(1)], Some(8)),
        (vec![Some(2), None], None),
        (vec![Some(40), Some(2), Some(20)], Some(60)),
    ];
    for (steps, expected) in ways {
        let lock = Lock::new(0);
        assert_eq!(assert_ready!(spawn(ways_out(&lock, &steps)).poll()), expected);
        assert!(!lock.is_locked());
    }
}

mod module {
    use interlocking::{Lock, guarded};

    /// Other attributes keep their effect: a false `cfg` removes the function, and a lint level applies inside it.
    #[guarded(lock)]
    #[cfg(any())]
    pub(super) async fn kept(lock: &Lock<NoSuchType>) {}

    #[cfg(not(any()))]
    #[guarded(lock)]
    #[must_use = "it counts"]
    #[inline]
    #[allow(clippy::needless_return, reason = "it shows that the level applies")]
    pub(super) async fn kept(
        #[cfg(any())] missing: NoSuchType,
        #[allow(unused_variables)] lock: &Lock<u32>,
        mut by: u32,
    ) -> u32 {
        by += 1;
        *lock += by;
        return *lock;
    }
}

#[test]
fn other_attributes_of_a_function_keep_their_effect() {
    let lock = Lock::new(1);
    assert_eq!(assert_ready!(spawn(module::kept(&lock, 1)).poll()), 3);
}
