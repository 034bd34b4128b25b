//! The attributes of the [interlocking](https://docs.rs/interlocking) crate, which re-exports them.

use interlocking_dsl::{Attribute, check_crate, expand};
use proc_macro::TokenStream;

/// Holds a [`Lock`](struct.Lock.html) for an `async fn` or a block.
///
/// ```text
/// #[guarded( [read | write] [name =] PLACE [?], ...  clauses )]
/// ```
///
/// `read` holds an [`RwLock`](struct.RwLock.html) for reading. Without it, and with `write`, the lock is held exclusively.
///
/// The body knows the guard as `name`. The default is the last segment of the place in lower case: `BALANCE` -> `balance`,
/// `self.queue` -> `queue`. A call or an index needs a `name`. The lock is released after the body has computed its value and
/// dropped its temporaries, or earlier by `drop(name)`.
///
/// Several locks are acquired together, in the order of their addresses, so two calls that name them in different orders cannot
/// deadlock. Panics if two of them are the same lock, and names both.
///
/// | clause | what it does |
/// |---|---|
/// | `when = \|data\| EXPR` | waits until the predicate is true for the data of the one lock; needs no notification |
/// | `notify_one = CONDITION` | notifies one waiter when the function ends, before the lock is released |
/// | `notify_all = CONDITION` | notifies all waiters |
/// | `timeout = 250ms` | gives up after this time: a number with `ns`, `us`, `ms`, `s`, `min` or `h`, or a `Duration` |
/// | `nowait` | gives up if it would have to wait |
/// | `else { .. }` | runs when the lock was not acquired; must diverge, as in `let else` |
/// | `allow(rule, reason = "..")` | allows violations of a rule here; for one statement, write `#[sync_allow(rule, reason = "..")]` |
///
/// A lock that can fail, or has a `timeout` or `nowait`, needs `?` after each place, which returns the error
/// ([`TimedOut`](struct.TimedOut.html), [`WouldBlock`](struct.WouldBlock.html), or the lock's own), or `else`. One that cannot
/// fail takes neither.
///
/// # Cancel safety
///
/// A call that is dropped while it waits leaves the queue. A call that is dropped while it holds the lock notifies and releases
/// it.
///
/// # Examples
///
/// ```
/// use interlocking::{Lock, guarded};
///
/// static BALANCE: Lock<i64> = Lock::new(0);
///
/// #[guarded(BALANCE)]
/// async fn credit(amount: i64) -> i64 {
///     *balance += amount;
///     *balance
/// }
/// ```
///
/// is
///
/// ```
/// # use interlocking::Lock;
/// # static BALANCE: Lock<i64> = Lock::new(0);
/// async fn credit(amount: i64) -> i64 {
///     let mut balance = ::interlocking::hold::exclusive(&BALANCE, "BALANCE in credit").alone().await;
///     let __output: i64 = {
///         *balance += amount;
///         *balance
///     };
///     __output
/// }
/// ```
#[proc_macro_attribute]
pub fn guarded(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Guarded, arguments.into(), item.into()).into()
}

/// Holds permits of a semaphore for an `async fn` or a block, so that a limited number of calls run at once.
///
/// ```text
/// #[semaphore( 8 | [name =] PLACE [?]  clauses )]
/// ```
///
/// A number makes a [`Semaphore`](struct.Semaphore.html) that belongs to the function and is shared by all its calls. With a
/// `name`, the body can use the permit, for instance drop it early.
///
/// | clause | what it does |
/// |---|---|
/// | `permits = EXPR` | acquires this number of permits, a `usize`; the default is 1 |
/// | `timeout = 250ms`, `nowait` | gives up after this time, or immediately |
/// | `else { .. }` | runs when the permits were not acquired; must diverge; or write `?` after the place |
///
/// # Cancel safety
///
/// A call that is dropped while it waits leaves the queue. A call that is dropped while it holds permits releases them.
///
/// # Examples
///
/// ```
/// use interlocking::{BoundedSemaphore, semaphore};
///
/// #[semaphore(8)]
/// async fn fetch() { /* 8 at once */ }
///
/// static MEMORY: BoundedSemaphore = BoundedSemaphore::new(1024);
///
/// #[semaphore(MEMORY, permits = megabytes)]
/// async fn load(megabytes: usize) { /* 1024 megabytes at once */ }
/// ```
///
/// is
///
/// ```
/// # use interlocking::BoundedSemaphore;
/// async fn fetch() {
///     static __SEMAPHORE: ::interlocking::Semaphore = ::interlocking::Semaphore::new(8);
///     let __permit = ::interlocking::hold::permits(&__SEMAPHORE, 1, "semaphore(8)").await;
///     let __output: () = { /* 8 at once */ };
///     __output
/// }
/// ```
#[proc_macro_attribute]
pub fn semaphore(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Semaphore, arguments.into(), item.into()).into()
}

/// Waits at a barrier before an `async fn` or a block begins, until all parties have arrived.
///
/// ```text
/// #[barrier( 3 | [name =] PLACE [?]  clauses )]
/// ```
///
/// A number makes a [`Barrier`](struct.Barrier.html) that belongs to the function. No other code can reset or abort it, so
/// waiting cannot fail. At any other barrier, `?` returns [`BrokenBarrier`](enum.BrokenBarrier.html), or `else { .. }` handles it
/// and diverges. `timeout = 5s` gives up after this time, and is handled in the same way. With a `name`, the body can use the
/// [`Turn`](struct.Turn.html).
///
/// # Cancel safety
///
/// A call that is dropped while it waits no longer counts as arrived. The other parties wait for another call.
///
/// # Examples
///
/// ```
/// use interlocking::{Barrier, BrokenBarrier, barrier};
///
/// #[barrier(3)]
/// async fn together() { /* begins when three have arrived */ }
///
/// static MEET: Barrier = Barrier::new(2);
///
/// #[barrier(turn = MEET?)]
/// async fn lead() -> Result<bool, BrokenBarrier> {
///     Ok(turn.is_last())
/// }
/// ```
///
/// is
///
/// ```
/// # use interlocking::{Barrier, BrokenBarrier};
/// # static MEET: Barrier = Barrier::new(2);
/// async fn together() {
///     static __BARRIER: ::interlocking::Barrier = ::interlocking::Barrier::new(3);
///     ::interlocking::hold::meet_own(&__BARRIER, "barrier(3) in meet").await;
///     let __output: () = { /* begins when three have arrived */ };
///     __output
/// }
///
/// async fn lead() -> Result<bool, BrokenBarrier> {
///     let turn = ::interlocking::hold::fallible::meet(&MEET, "MEET in lead").await?;
///     let __output: Result<bool, BrokenBarrier> = { Ok(turn.is_last()) };
///     __output
/// }
/// ```
#[proc_macro_attribute]
pub fn barrier(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Barrier, arguments.into(), item.into()).into()
}

/// Waits for an [`Event`](struct.Event.html) before an `async fn` or a block begins.
///
/// ```text
/// #[waits( PLACE [?]  clauses )]
/// ```
///
/// `?` and `else { .. }` handle events that can fail, which an `Event` cannot, and `timeout = 5s`, which gives up after this
/// time.
///
/// # Cancel safety
///
/// A call that is dropped while it waits leaves the queue.
///
/// # Examples
///
/// ```
/// use interlocking::{Event, sets, waits};
///
/// static LOADED: Event = Event::new();
///
/// #[sets(LOADED)]
/// async fn load() { /* .. */ }
///
/// #[waits(LOADED)]
/// async fn serve() { /* begins when `load` has ended */ }
/// ```
///
/// is
///
/// ```
/// # use interlocking::Event;
/// # static LOADED: Event = Event::new();
/// async fn serve() {
///     ::interlocking::hold::wait(&LOADED, "LOADED").await;
///     let __output: () = { /* begins when `load` has ended */ };
///     __output
/// }
/// ```
#[proc_macro_attribute]
pub fn waits(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Waits, arguments.into(), item.into()).into()
}

/// Sets an [`Event`](struct.Event.html) when an `async fn` or a block ends: by return, `?`, panic or cancellation.
///
/// ```text
/// #[sets( PLACE )]
/// ```
///
/// After the first poll the event will be set in any case, also if an attribute below, such as a lock that can fail, returns
/// early.
///
/// # Examples
///
/// ```
/// use interlocking::{Event, sets};
///
/// static DONE: Event = Event::new();
///
/// #[sets(DONE)]
/// async fn work() -> std::io::Result<()> {
///     Err(std::io::Error::other("broken"))?; // set here too
///     Ok(())
/// }
/// ```
///
/// is
///
/// ```
/// # use interlocking::Event;
/// # static DONE: Event = Event::new();
/// async fn work() -> std::io::Result<()> {
///     let __set = ::interlocking::hold::sets(&DONE);
///     let __output: std::io::Result<()> = {
///         Err(std::io::Error::other("broken"))?; // set here too
///         Ok(())
///     };
///     __output
/// }
/// ```
#[proc_macro_attribute]
pub fn sets(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Sets, arguments.into(), item.into()).into()
}

/// Lets the blocks inside an `async fn` carry the other attributes, as Python's `async with` does.
///
/// Every other attribute of interlocking on the function does so too. On an impl, a trait or an inline module, it applies to
/// every async function inside.
///
/// The checks look at the whole body, also at locks that the body acquires by hand. `#[synchronized(allow(rule, reason = ".."))]`
/// allows violations of a rule in the function, `#[sync_allow(rule, reason = "..")]` in one statement.
///
/// # Examples
///
/// ```
/// use interlocking::{Lock, guarded, synchronized};
///
/// static BALANCE: Lock<i64> = Lock::new(0);
///
/// #[synchronized]
/// async fn credit(amount: i64) {
///     let checked = amount.max(0);
///     #[guarded(BALANCE)]
///     {
///         *balance += checked;
///     }
///     println!("done"); // not under the lock
/// }
/// ```
///
/// is
///
/// ```
/// # use interlocking::Lock;
/// # static BALANCE: Lock<i64> = Lock::new(0);
/// async fn credit(amount: i64) {
///     let checked = amount.max(0);
///     {
///         let mut balance = ::interlocking::hold::exclusive(&BALANCE, "BALANCE in credit").alone().await;
///         let __output = {
///             *balance += checked;
///         };
///         __output
///     }
///     println!("done"); // not under the lock
/// }
/// ```
#[proc_macro_attribute]
pub fn synchronized(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Synchronized, arguments.into(), item.into()).into()
}

/// Checks the functions of this crate that have no attribute of interlocking, those of tokio's and other locks included.
///
/// ```text
/// interlocking::check!();
/// ```
///
/// Written once, at the root of the crate. It expands to nothing but the errors and warnings: what functions do to each other
/// through calls, as the attributes report it for their own functions. Each message says which place of which file it is about.
///
/// # Examples
///
/// ```
/// use std::sync::Mutex;
///
/// interlocking::check!();
///
/// static TOTAL: Mutex<u64> = Mutex::new(0);
///
/// fn add(amount: u64) {
///     *TOTAL.lock().unwrap() += amount;
/// }
/// # fn main() {
/// #     add(1);
/// # }
/// ```
#[proc_macro]
pub fn check(arguments: TokenStream) -> TokenStream {
    check_crate(arguments.into()).into()
}
