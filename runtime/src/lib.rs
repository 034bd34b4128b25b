//! Locks, semaphores, events, conditions and barriers for async Rust, held by an attribute and checked by the compiler.
//!
//! asyncio's synchronization primitives with the data inside, cancellation that loses nothing, and attributes that hold them
//! for a function or a block:
//!
//! | use | type | attribute |
//! |---|---|---|
//! | one at a time, with the data | [`Lock`] | [`#[guarded(LOCK)]`](macro@guarded) |
//! | one at a time for each key, with the key's data | [`LockMap`] | `#[guarded(value = MAP.at(key))]` |
//! | many readers or one writer, with the data | [`RwLock`] | `#[guarded(read LOCK)]` |
//! | a limited number at a time | [`Semaphore`], [`BoundedSemaphore`], [`ClosableSemaphore`] | [`#[semaphore(8)]`](macro@semaphore) |
//! | wait until something happened | [`Event`] | [`#[waits(EVENT)]`](macro@waits), [`#[sets(EVENT)]`](macro@sets) |
//! | wait, under a lock, for its data to change | [`Condition`] | `#[guarded(LOCK, notify_all = CONDITION)]` |
//! | wait for each other | [`Barrier`] | [`#[barrier(3)]`](macro@barrier) |
//! | blocks with attributes of their own | | [`#[synchronized]`](macro@synchronized) |
//!
//! Every constructor is `const`, so that primitives can be statics. Every primitive is fair, first come, first served, and its
//! futures do nothing before their first poll and leave no trace when they are dropped. They run on any executor; on tokio
//! they take part in its cooperative budget.
//!
//! # Examples
//!
//! ```
//! use interlocking::{Condition, Lock, guarded};
//!
//! static RESOURCE: Lock<u32> = Lock::new(0);
//! static CHANGED: Condition<u32> = Condition::new();
//!
//! #[guarded(RESOURCE)] // `resource` in the body is the guard
//! async fn three() {
//!     resource = CHANGED.wait_for(resource, |r| *r == 3).await;
//!     assert_eq!(*resource, 3);
//! }
//!
//! #[guarded(RESOURCE, notify_all = CHANGED)]
//! async fn increment() {
//!     *resource += 1;
//! }
//!
//! # futures::executor::block_on(async {
//! #     futures::join!(three(), async { for _ in 0..3 { increment().await } });
//! # });
//! ```

//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `tokio`, on by default | its cooperative budget, `timeout`, and its primitives as targets |
//! | `tracing`, on by default | events of every hold; turns `observe` on |
//! | `observe` | who holds and who waits: the module [`observe`] |
//! | `async-lock`, `futures`, `tokio-util` | the primitives of these crates as targets |
//! | `serde` | the table of holds as data |
//! | `timeline` | drawings of who waited for whom |
//! | `console` | primitives as resources of tokio-console |
//! | `metrics` | histograms and counters |
//! | `signal` | the table at `SIGQUIT` |
//! | `stress` | for tests: holds come back later at random |

mod barrier;
mod blocking;
mod bounded_semaphore;
mod closable_semaphore;
mod condition;
mod coop;
mod error;
mod event;
mod fmt;
pub mod future;
pub mod hold;
mod lock;
mod lock_map;
pub mod observe;
pub mod rules;
mod rwlock;
mod semaphore;
pub mod stress;
mod sync;
mod wait;

#[cfg(feature = "tracing")]
pub use self::observe::watch;
#[cfg(feature = "observe")]
pub use self::observe::{WatchConfig, report, snapshot};
#[doc(inline)]
pub use interlocking_macros::{barrier, check, guarded, semaphore, sets, synchronized, waits};

pub use self::{
    barrier::{Barrier, Turn},
    bounded_semaphore::{BoundedPermit, BoundedSemaphore, OwnedBoundedPermit},
    closable_semaphore::{ClosablePermit, ClosableSemaphore, OwnedClosablePermit},
    condition::Condition,
    error::{BrokenBarrier, Cancelled, Closed, OverRelease, TimedOut, TryAcquireError, WouldBlock},
    event::Event,
    lock::{
        Holds, Lock, LockGuard, MappedLockGuard, OwnedLockGuard, OwnedMappedLockGuard, lock_all,
    },
    lock_map::{Keyed, KeyedGuard, LockMap, LockMapGuard},
    rwlock::{
        MappedRwLockWriteGuard, OwnedMappedRwLockWriteGuard, OwnedRwLockReadGuard,
        OwnedRwLockWriteGuard, RwLock, RwLockReadGuard, RwLockWriteGuard,
    },
    semaphore::{OwnedPermit, Permit, Semaphore},
};

/// The README's examples are tests too.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// What the futures and permits do with their primitive cannot be called through the bounds of a generic parameter, and a bounded
/// semaphore does not show the semaphore inside.
///
/// ```compile_fail
/// fn release<R: interlocking::future::SemaphoreRef>(gate: R) {
///     gate.core().release(1);
/// }
/// ```
///
/// ```compile_fail
/// fn release<R: interlocking::future::RwLockRef>(lock: R) {
///     _ = lock.raw();
/// }
/// ```
///
/// ```compile_fail
/// fn notify<T>(held: &impl interlocking::Holds<T>) {
///     _ = held.raw();
/// }
/// ```
///
/// ```compile_fail
/// let gate = interlocking::BoundedSemaphore::new(1);
/// AsRef::<interlocking::Semaphore>::as_ref(&gate).release(1);
/// ```
#[cfg(doctest)]
struct Sealed;
