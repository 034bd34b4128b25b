//! The attributes of the [interlocking](https://docs.rs/interlocking) crate, which re-exports them.

use interlocking_dsl::{Attribute, expand};
use proc_macro::TokenStream;

/// Holds a [`Lock`](struct.Lock.html) for an `async fn` or a block.
///
/// ```text
/// #[guarded( [read | write] [name =] PLACE [?], ...  clauses )]
/// ```
///
/// `read` holds an [`RwLock`](struct.RwLock.html) to read; without it, and with `write`, a lock is held alone.
///
/// The guard has a name in the body: `name`, or the last segment of the place in lower case, `BALANCE` -> `balance`,
/// `self.queue` -> `queue`. A call or an index needs a `name`. The lock is released when the value of the body is complete,
/// its temporaries dropped; or earlier by `drop(name)`.
///
/// Several locks are acquired as one, in the order of their addresses: however the calls name them, no two can wait for each
/// other. The same lock twice panics and names both.
///
/// | clause | what it does |
/// |---|---|
/// | `when = \|data\| EXPR` | starts only when this is true of the data of the one lock, with no notify to forget |
/// | `notify_one = CONDITION` | notifies one waiter when the function ends, before the release |
/// | `notify_all = CONDITION` | notifies all waiters |
/// | `timeout = 250ms` | gives up after so long: a number with `ns`, `us`, `ms`, `s`, `min` or `h`, or a `Duration` |
/// | `nowait` | gives up where it would have to wait |
/// | `else { .. }` | what to do when a lock could not be had; must diverge, as in `let else` |
/// | `allow(rule, reason = "..")` | lets a rule of the checks be broken here; on one statement, `#[sync_allow(rule, reason = "..")]` |
///
/// A lock that can fail, or is limited by `timeout` or `nowait`, needs `?` after each place, which returns the error
/// ([`TimedOut`](struct.TimedOut.html), [`WouldBlock`](struct.WouldBlock.html), or the lock's own), or `else`. One that cannot
/// fail takes neither.
///
/// # Cancel safety
///
/// A function that is dropped while it waits leaves the line; dropped while it holds, it releases, and notifies.
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
///     let mut balance = ::interlocking::hold::exclusive(&BALANCE, "BALANCE").await;
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

/// Holds permits of a semaphore for an `async fn` or a block: at most so many run at once.
///
/// ```text
/// #[semaphore( 8 | [name =] PLACE [?]  clauses )]
/// ```
///
/// A number makes a [`Semaphore`](struct.Semaphore.html) that belongs to the function and is shared by all its calls. With a `name`, the
/// permit can be used in the body, to drop it early for instance.
///
/// | clause | what it does |
/// |---|---|
/// | `permits = EXPR` | takes so many, a `usize`; 1 without it |
/// | `timeout = 250ms`, `nowait` | gives up after so long, or at once |
/// | `else { .. }` | what to do when the permits could not be had; must diverge; or `?` after the place |
///
/// # Cancel safety
///
/// A function that is dropped while it waits leaves the line; dropped while it holds, it gives its permits back.
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

/// Waits at a barrier before an `async fn` or a block begins: until so many calls have arrived.
///
/// ```text
/// #[barrier( 3 | [name =] PLACE [?]  clauses )]
/// ```
///
/// A number makes a [`Barrier`](struct.Barrier.html) of the function's own, which nobody can reset or abort, so that waiting
/// cannot fail. At any other, `?` returns [`BrokenBarrier`](enum.BrokenBarrier.html), or `else { .. }` handles it and
/// diverges. `timeout = 5s` gives up after so long, and is handled in the same way. With a `name`, the
/// [`Turn`](struct.Turn.html) is in the body.
///
/// # Cancel safety
///
/// A function that is dropped while it waits is not counted any more; the others wait for another.
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
///     ::interlocking::hold::meet_own(&__BARRIER, "barrier(3)").await;
///     let __output: () = { /* begins when three have arrived */ };
///     __output
/// }
///
/// async fn lead() -> Result<bool, BrokenBarrier> {
///     let turn = ::interlocking::hold::fallible::meet(&MEET, "MEET").await?;
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
/// `?` and `else { .. }` are for events that can fail, which ours cannot, and for `timeout = 5s`, which gives up after so long.
///
/// # Cancel safety
///
/// A function that is dropped while it waits leaves the queue.
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
/// From the first poll on it will be set, also when what stands below it, a lock that can fail for instance, returns early.
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
/// Every other attribute of ours on the function does so too. On an impl, a trait or an inline module it does so for every
/// function inside.
///
/// The rules of the checks look at the whole body, and at what is acquired in it by hand. `#[synchronized(allow(rule, reason = ".."))]`
/// lets one be broken in the function, `#[sync_allow(rule, reason = "..")]` in a statement.
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
///         let mut balance = ::interlocking::hold::exclusive(&BALANCE, "BALANCE").await;
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
