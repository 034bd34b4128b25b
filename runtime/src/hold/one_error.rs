//! A hold that can end in several ways, as one error: what `else |error|` gives.

use std::{convert::Infallible, error::Error, fmt};

use super::CanFail;
use crate::{Cancelled, TimedOut, WouldBlock};

/// Why something is not held, where that can have several causes: the primitive's own error `E`, and the clauses of the attribute.
///
/// Where there is one cause only, `else |error|` gives that error itself, such as [`TimedOut`](struct@TimedOut).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotHeld<E = Infallible> {
    /// `nowait`: it would have to wait.
    WouldBlock(WouldBlock),
    /// `timeout`: it took longer.
    TimedOut(TimedOut),
    /// `unless`: the event was set first.
    Cancelled(Cancelled),
    /// The primitive failed.
    Failed(E),
}

impl<E: fmt::Display> fmt::Display for NotHeld<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotHeld::WouldBlock(error) => error.fmt(f),
            NotHeld::TimedOut(error) => error.fmt(f),
            NotHeld::Cancelled(error) => error.fmt(f),
            NotHeld::Failed(error) => error.fmt(f),
        }
    }
}

impl<E: Error> Error for NotHeld<E> {}

/// The error of a clause, such as [`TimedOut`](struct@TimedOut).
pub trait ClauseError: Sized {
    #[doc(hidden)]
    fn not_held<E>(self) -> NotHeld<E>;
}

/// An error next to that of a clause, `X`: both are one error.
pub trait Beside<X> {
    /// The error that can be either.
    type Either;

    #[doc(hidden)]
    fn inner(self) -> Self::Either;

    #[doc(hidden)]
    fn outer(clause: X) -> Self::Either;
}

macro_rules! clause_errors {
    ($($variant:ident $others:tt),*) => {$(
        impl ClauseError for $variant {
            fn not_held<E>(self) -> NotHeld<E> {
                NotHeld::$variant(self)
            }
        }

        // A primitive that cannot fail has the error of the clause.
        impl Beside<$variant> for $variant {
            type Either = $variant;

            fn inner(self) -> $variant {
                self
            }

            fn outer(clause: $variant) -> $variant {
                clause
            }
        }

        clause_errors! { beside $variant $others }
    )*};
    (beside $variant:ident ($($other:ident)*)) => {$(
        impl Beside<$other> for $variant {
            type Either = NotHeld;

            fn inner(self) -> NotHeld {
                self.not_held()
            }

            fn outer(clause: $other) -> NotHeld {
                clause.not_held()
            }
        }
    )*};
}

clause_errors! {
    WouldBlock (TimedOut Cancelled),
    TimedOut (WouldBlock Cancelled),
    Cancelled (WouldBlock TimedOut)
}

impl<E: CanFail<(), Error = E>, X: ClauseError> Beside<X> for E {
    type Either = NotHeld<E>;

    fn inner(self) -> NotHeld<E> {
        NotHeld::Failed(self)
    }

    fn outer(clause: X) -> NotHeld<E> {
        clause.not_held()
    }
}

impl<E, X: ClauseError> Beside<X> for NotHeld<E> {
    type Either = NotHeld<E>;

    fn inner(self) -> NotHeld<E> {
        self
    }

    fn outer(clause: X) -> NotHeld<E> {
        clause.not_held()
    }
}

/// The outcome of a hold with a clause that can end it, with one error in place of two.
///
/// # Errors
///
/// The primitive's, or the clause's.
#[inline]
pub fn one_error<G, E, X>(outcome: Result<Result<G, E>, X>) -> Result<G, E::Either>
where
    E: Beside<X>,
{
    match outcome {
        Ok(Ok(held)) => Ok(held),
        Ok(Err(error)) => Err(error.inner()),
        Err(clause) => Err(E::outer(clause)),
    }
}
