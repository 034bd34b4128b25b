//! What the attributes expand to: one function per way of holding, each generic over a small trait.
//!
//! The traits are for primitives that this crate does not have: implement [`Exclusive`] for a lock of your own, and
//! `#[guarded(MY_LOCK)]` holds it. References, `Box`, `Rc`, `Arc` and `LazyLock` of a primitive are primitives.
//!
//! The functions of this module hold what cannot fail; those of [`fallible`] give a `Result`, for `?` or `else`. Each is given
//! the place and how the program calls it, which is what a message about it says.
//!
//! The traits return `impl Future`, without `Send`, so that they fit `Rc` and data that is not `Send`. With a concrete primitive
//! the compiler sees whether the future is `Send`; code that is generic over `L: Exclusive` cannot be spawned.

use std::ptr;

use crate::observe::Kind;

mod all;
mod attempt;
mod calls;
mod clause;
mod failure;
mod foreign;
mod futures;
mod now;
mod one_error;
mod pointers;
mod primitives;
pub mod recovered;
#[cfg(test)]
mod tests;
#[cfg(feature = "tokio")]
mod timeout;
mod unless;

pub use self::{
    all::{AllInto, Together, all},
    attempt::Attempt,
    calls::{
        cancellable, exclusive, exclusive_when, fallible, meet, meet_own, nowait, permits, shared,
        wait,
    },
    clause::{Notify, Sets, notify_all, notify_one, sets},
    failure::{CanFail, CannotFail, Or, Refused},
    futures::{Certain, Hold, Possible, Succeeds, Target},
    now::{Now, Try, now},
    one_error::{Beside, ClauseError, NotHeld, one_error},
    primitives::MeetOwn,
    unless::{Unless, unless},
};
#[cfg(feature = "tokio")]
pub use self::{
    calls::within,
    timeout::{Timeout, timeout},
};

/// A lock that one task at a time holds: a target of `#[guarded(..)]`.
#[diagnostic::on_unimplemented(
    message = "`guarded` cannot hold `{Self}`",
    label = "not an async lock",
    note = "`guarded` holds an `interlocking::Lock`, a lock of tokio, async-lock or futures, or a type that implements `interlocking::hold::Exclusive`; \
            a place that needs `?` to be one goes in parentheses: `name = (place?)`",
    note = "a lock of `std` or `parking_lot` is locked by hand, in a block without `.await`, or replaced with `interlocking::Lock`"
)]
pub trait Exclusive {
    /// Holds the lock until it is dropped; for data, it dereferences to them.
    type Guard<'a>
    where
        Self: 'a;
    /// Why acquiring can fail; [`Infallible`](std::convert::Infallible) if it cannot.
    type Error;

    /// Acquires the lock, waiting for it.
    fn exclusive(&self) -> impl Future<Output = Result<Self::Guard<'_>, Self::Error>>;

    /// Acquires the lock if that needs no waiting for other holders. A lock on another machine may still have to ask.
    fn try_exclusive(&self) -> impl Future<Output = Result<Option<Self::Guard<'_>>, Self::Error>>;

    /// Where the primitive itself is, behind all pointers: several locks are acquired in this order.
    fn address(&self) -> usize;

    /// What a table of holds calls it. Of a primitive that is [`Kind::Foreign`] the release is not seen.
    fn kind(&self) -> Kind {
        Kind::Foreign
    }
}

/// A lock that many tasks at a time hold to read: a target of `#[guarded(read ..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be held for reading",
    label = "not a reader-writer lock",
    note = "`read` holds an `interlocking::RwLock`, one of tokio or async-lock, or a type that implements `interlocking::hold::Shared`; for any other lock, \
            omit `read`"
)]
pub trait Shared {
    /// Holds the lock until it is dropped; for data, it dereferences to them.
    type Guard<'a>
    where
        Self: 'a;
    /// Why acquiring can fail; [`Infallible`](std::convert::Infallible) if it cannot.
    type Error;

    /// Acquires the lock to read, waiting for it.
    fn shared(&self) -> impl Future<Output = Result<Self::Guard<'_>, Self::Error>>;

    /// Acquires the lock to read if that needs no waiting for other holders.
    fn try_shared(&self) -> impl Future<Output = Result<Option<Self::Guard<'_>>, Self::Error>>;

    /// Where the primitive itself is, behind all pointers: several locks are acquired in this order.
    fn address(&self) -> usize;

    /// What a table of holds calls it. Of a primitive that is [`Kind::Foreign`] the release is not seen.
    fn kind(&self) -> Kind {
        Kind::Foreign
    }
}

/// A lock that can be acquired when a predicate is true of its data: a target of `#[guarded(.., when = |data| ..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot wait for a predicate of its data",
    label = "not a lock with predicates",
    note = "`when` needs an `interlocking::Lock`, or a type that implements `interlocking::hold::Predicated`; `tokio::sync::Mutex` \
            cannot know when its data changed: replace it with `interlocking::Lock`"
)]
pub trait Predicated: Exclusive {
    /// What the predicate is asked of.
    type Data: ?Sized;

    /// Acquires the lock when it is free and `predicate` is true of the data.
    fn exclusive_when<F>(
        &self,
        predicate: F,
    ) -> impl Future<Output = Result<Self::Guard<'_>, Self::Error>>
    where
        F: FnMut(&Self::Data) -> bool;
}

/// A number of permits to take: a target of `#[semaphore(..)]`.
#[diagnostic::on_unimplemented(
    message = "`semaphore` cannot take permits from `{Self}`",
    label = "not a semaphore",
    note = "`semaphore` takes from an `interlocking::Semaphore` or `BoundedSemaphore`, or a type that implements \
            `interlocking::hold::Permits`"
)]
pub trait Permits {
    /// Holds the permits until it is dropped.
    type Permit<'a>
    where
        Self: 'a;
    /// Why acquiring can fail; [`Infallible`](std::convert::Infallible) if it cannot.
    type Error;

    /// Acquires `n` permits as one, waiting for them.
    fn permits(&self, n: usize) -> impl Future<Output = Result<Self::Permit<'_>, Self::Error>>;

    /// Acquires `n` permits if that needs no waiting for other holders.
    fn try_permits(
        &self,
        n: usize,
    ) -> impl Future<Output = Result<Option<Self::Permit<'_>>, Self::Error>>;

    /// Where the primitive itself is, behind all pointers: what tells it apart in a table of holds.
    fn address(&self) -> usize {
        ptr::from_ref(self).cast::<()>().addr()
    }

    /// What a table of holds calls it. Of a primitive that is [`Kind::Foreign`] the release is not seen.
    fn kind(&self) -> Kind {
        Kind::Foreign
    }

    /// How many permits are available now, if it can say that: a table of holds shows how many of all are left.
    fn available(&self) -> Option<usize> {
        None
    }
}

/// A meeting point: a target of `#[barrier(..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a barrier",
    label = "not a barrier",
    note = "`barrier` waits at an `interlocking::Barrier`, one of tokio or async-lock, or a type that implements `interlocking::hold::Rendezvous`"
)]
pub trait Rendezvous {
    /// What a party learns of the meeting.
    type Turn;
    /// Why the meeting can fail; [`Infallible`](std::convert::Infallible) if it cannot.
    type Error;

    /// Arrives, and waits for the others.
    fn meet(&self) -> impl Future<Output = Result<Self::Turn, Self::Error>>;

    /// Where the primitive itself is, behind all pointers: what tells it apart in a table of holds.
    fn address(&self) -> usize {
        ptr::from_ref(self).cast::<()>().addr()
    }

    /// How many parties meet, if it can say that: a table of holds shows how many are missing.
    fn parties(&self) -> Option<usize> {
        None
    }
}

/// A flag to wait for and to set: a target of `#[waits(..)]` and `#[sets(..)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "`waits`, `sets` and `unless` take an `interlocking::Event`, a `tokio::sync::Notify`, a `CancellationToken`, or a type that implements `interlocking::hold::Signal`"
)]
pub trait Signal {
    /// Why waiting can fail; [`Infallible`](std::convert::Infallible) if it cannot.
    type Error;

    /// Waits until it is set.
    fn wait(&self) -> impl Future<Output = Result<(), Self::Error>>;

    /// Sets it. Runs in a `Drop`: it must not panic.
    fn set(&self);

    /// Where the primitive itself is, behind all pointers: what tells it apart in a table of holds.
    fn address(&self) -> usize {
        ptr::from_ref(self).cast::<()>().addr()
    }
}
