//! What can fail, what cannot, and how the two are handled in one way.

use std::convert::Infallible;

use crate::{BrokenBarrier, Closed};

/// The error of a `P` that cannot fail.
#[diagnostic::on_unimplemented(
    message = "acquiring `{P}` can fail, but the attribute does not handle it",
    label = "this can fail with `{Self}`",
    note = "write `?` after the place to return the error, or add `else {{ .. }}` as the last argument"
)]
pub trait CannotFail<P: ?Sized>: sealed::Never {}

#[diagnostic::do_not_recommend]
impl<P: ?Sized> CannotFail<P> for Infallible {}

/// The error of a `P` that can fail. Implement it for the error of a primitive of your own, for every `P`:
///
/// ```
/// # struct Disconnected;
/// impl<P: ?Sized> interlocking::hold::CanFail<P> for Disconnected {
///     type Error = Self;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "acquiring `{P}` cannot fail, so `?` and `else` have nothing to handle",
    label = "this cannot fail",
    note = "remove the `?` after the place, or the `else {{ .. }}`"
)]
pub trait CanFail<P: ?Sized> {
    /// Itself. Where an error cannot be, this is unknown, and a `?` that would return it is not a second mistake.
    type Error;
}

#[diagnostic::do_not_recommend]
impl<P: ?Sized> CanFail<P> for BrokenBarrier {
    type Error = Self;
}

#[diagnostic::do_not_recommend]
impl<P: ?Sized> CanFail<P> for Closed {
    type Error = Self;
}

mod sealed {
    pub trait Never {}

    impl Never for std::convert::Infallible {}
}

/// The error of a primitive, next to another that any may have, `X`: where a primitive cannot fail, it is that one too, so that
/// one way of handling both fits all.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error of a primitive",
    label = "implement `interlocking::hold::CanFail` for `{Self}`"
)]
pub trait Or<X> {
    /// The error itself, or `X` if it cannot be.
    type Error;

    #[doc(hidden)]
    fn or(self) -> Self::Error;
}

impl<X> Or<X> for Infallible {
    type Error = X;

    fn or(self) -> X {
        match self {}
    }
}

impl<X, E: CanFail<(), Error = E>> Or<X> for E {
    type Error = E;

    fn or(self) -> E {
        self
    }
}

/// What a hold that does not wait ends with.
#[derive(Debug)]
pub enum Refused<E> {
    /// The hold would have to wait.
    WouldBlock,
    /// The primitive failed.
    Failed(E),
}
