//! What an attribute with a mistake expands to, next to the error: a guard's type without its acquisition, so that the rest of the body
//! compiles. A program that has one does not compile, so none of these runs; they wait for nothing, so they stand in any function.

use super::{Exclusive, Permits, Rendezvous, Shared};
use crate::{Permit, Turn};

/// The guard of a lock that is held alone.
pub const fn exclusive<P: Exclusive + ?Sized>(_place: &P) -> P::Guard<'_> {
    never()
}

/// The guard of a lock that is held to read.
pub const fn shared<P: Shared + ?Sized>(_place: &P) -> P::Guard<'_> {
    never()
}

/// Permits of a semaphore.
pub const fn permits<P: Permits + ?Sized>(_place: &P) -> P::Permit<'_> {
    never()
}

/// A permit of the semaphore that a function owns.
pub const fn own_permits() -> Permit<'static> {
    never()
}

/// The turn at a barrier.
pub const fn meet<P: Rendezvous + ?Sized>(_place: &P) -> P::Turn {
    never()
}

/// The turn at the barrier that a function owns.
pub const fn own_meet() -> Turn {
    never()
}

const fn never() -> ! {
    panic!("a program with this does not compile")
}
