//! Several holds as one: acquired in the order of their addresses, so that no two tasks that do so can wait for each other.

use std::{
    convert::Infallible,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::{Certain, Hold, Succeeds, Target};
use crate::{fmt::debug_is_name, observe};

/// Holds 2 to 12 locks as one. The guards come in the order given.
///
/// # Cancel safety
///
/// Dropping the future releases what it holds so far and leaves the line of the rest.
///
/// # Panics
///
/// If two of them are the same lock: the task would wait for itself.
#[track_caller]
pub fn all<H: Together>(holds: H) -> H::All {
    holds.all()
}

/// [`all`] for locks that can fail with one error: the first failure releases the rest.
///
/// # Panics
///
/// As [`all`].
#[track_caller]
pub fn try_all<E, H: AllInto<E>>(holds: H) -> H::All {
    holds.try_all()
}

/// [`try_all`] that also says which of them it waits for.
///
/// # Panics
///
/// As [`all`].
#[track_caller]
pub fn named_all<E, H: AllInto<E>>(holds: H) -> NamedAll<H::All, H::Names> {
    NamedAll { names: holds.names(), all: holds.try_all() }
}

/// Tuples of holds that cannot fail.
pub trait Together {
    /// The future of all of them.
    type All: Future;

    #[doc(hidden)]
    #[track_caller]
    fn all(self) -> Self::All;
}

/// Tuples of holds that can fail with `E`.
pub trait AllInto<E> {
    /// The future of all of them.
    type All: Future;
    /// How the program calls each of them.
    type Names;

    #[doc(hidden)]
    fn names(&self) -> Self::Names;

    #[doc(hidden)]
    #[track_caller]
    fn try_all(self) -> Self::All;
}

/// The indices of the holds in the order of their addresses.
#[track_caller]
fn order<const N: usize>(holds: [(usize, &'static str); N]) -> [u8; N] {
    let mut order: [u8; N] = std::array::from_fn(|index| index as u8);
    order.sort_unstable_by_key(|&index| holds[index as usize]);
    for pair in order.windows(2) {
        let ((first, a), (second, b)) = (holds[pair[0] as usize], holds[pair[1] as usize]);
        let (a, b) = (observe::parts_of(a).0, observe::parts_of(b).0);
        assert!(
            first != second,
            "`{a}` and `{b}` are the same lock, which cannot be held twice at once"
        );
    }
    order
}

pin_project! {
    #[project = PartProjection]
    enum Part<F, G> {
        Waiting { #[pin] future: F },
        Held { guard: Option<G> },
    }
}

impl<F, G> Part<F, G> {
    fn poll_hold<E>(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), E>>
    where
        F: Future<Output = Result<G, E>>,
    {
        if let PartProjection::Waiting { future } = self.as_mut().project() {
            let guard = Some(ready!(future.poll(cx))?);
            self.set(Part::Held { guard });
        }
        Poll::Ready(Ok(()))
    }

    fn take(self: Pin<&mut Self>) -> G {
        match self.project() {
            PartProjection::Held { guard } => guard.take().expect("polled after it was ready"),
            PartProjection::Waiting { .. } => unreachable!("every part is held by now"),
        }
    }
}

/// Which hold of several is waited for.
pub trait Progress {
    #[doc(hidden)]
    fn waits_for(&self) -> usize;
}

pin_project! {
    /// The future of several holds that gives up.
    #[must_use = "futures do nothing unless awaited"]
    pub struct NamedAll<A, N> {
        #[pin]
        all: A,
        names: N,
    }
}

impl<A: Progress, N: AsRef<[&'static str]>> Target for NamedAll<A, N> {
    fn target(&self) -> &'static str {
        observe::parts_of(self.names.as_ref()[self.all.waits_for()]).0
    }
}

impl<A: Future, N> Future for NamedAll<A, N> {
    type Output = A::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        self.project().all.poll(cx)
    }
}

debug_is_name! { [A, N] NamedAll<A, N>; }

/// One future type for each number of holds: named, with its outputs as parameters, so that it is `Send` where they are.
macro_rules! together {
    ($count:literal $all:ident: $($index:tt $part:ident $future:ident $guard:ident),*) => {
        pin_project! {
            /// The future of several holds.
            #[must_use = "futures do nothing unless awaited"]
            pub struct $all<$($future, $guard,)* E> {
                $(#[pin] $part: Part<$future, $guard>,)*
                order: [u8; $count],
                held: u8,
                error: PhantomData<fn() -> E>,
            }
        }

        impl<$($future, $guard,)* E> $all<$($future, $guard,)* E> {
            #[track_caller]
            fn new(holds: ($(Hold<$future>,)*)) -> Self {
                $all {
                    order: order([$((holds.$index.address, holds.$index.name)),*]),
                    $($part: Part::Waiting { future: holds.$index.future },)*
                    held: 0,
                    error: PhantomData,
                }
            }
        }

        impl<$($future, $guard,)* E> Future for $all<$($future, $guard,)* E>
        where
            $($future: Future<Output = Result<$guard, E>>,)*
        {
            type Output = Result<($($guard,)*), E>;

            fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                let mut this = self.project();
                while let Some(&next) = this.order.get(usize::from(*this.held)) {
                    ready!(match next {
                        $($index => this.$part.as_mut().poll_hold(cx),)*
                        _ => unreachable!("the order names the parts"),
                    })?;
                    *this.held += 1;
                }
                Poll::Ready(Ok(($(this.$part.as_mut().take(),)*)))
            }
        }

        impl<$($future, $guard,)* E> Progress for $all<$($future, $guard,)* E> {
            fn waits_for(&self) -> usize {
                self.order[usize::from(self.held)].into()
            }
        }

        debug_is_name! { [$($future, $guard,)* E] $all<$($future, $guard,)* E>; }

        impl<$($future, $guard),*> Together for ($(Hold<$future>,)*)
        where
            $($future: Future<Output = $guard>,)*
        {
            type All = Certain<$all<$(Succeeds<$future>, $guard,)* Infallible>, ($($guard,)*), Infallible>;

            #[track_caller]
            fn all(self) -> Self::All {
                Certain::new($all::new(($(self.$index.sure(),)*)))
            }
        }

        impl<$($future, $guard,)* E> AllInto<E> for ($(Hold<$future>,)*)
        where
            $($future: Future<Output = Result<$guard, E>>,)*
        {
            type All = $all<$($future, $guard,)* E>;
            type Names = [&'static str; $count];

            fn names(&self) -> Self::Names {
                [$(self.$index.name),*]
            }

            #[track_caller]
            fn try_all(self) -> Self::All {
                $all::new(self)
            }
        }
    };
}

impl<F> Hold<F> {
    fn sure(self) -> Hold<Succeeds<F>> {
        Hold { future: Succeeds { future: self.future }, address: self.address, name: self.name }
    }
}

together!(2 All2: 0 a FA GA, 1 b FB GB);
together!(3 All3: 0 a FA GA, 1 b FB GB, 2 c FC GC);
together!(4 All4: 0 a FA GA, 1 b FB GB, 2 c FC GC, 3 d FD GD);
together!(5 All5: 0 a FA GA, 1 b FB GB, 2 c FC GC, 3 d FD GD, 4 e FE GE);
together!(6 All6: 0 a FA GA, 1 b FB GB, 2 c FC GC, 3 d FD GD, 4 e FE GE, 5 f FF GF);
together!(7 All7: 0 a FA GA, 1 b FB GB, 2 c FC GC, 3 d FD GD, 4 e FE GE, 5 f FF GF, 6 g FG GG);
together!(8 All8: 0 a FA GA, 1 b FB GB, 2 c FC GC, 3 d FD GD, 4 e FE GE, 5 f FF GF, 6 g FG GG, 7 h FH GH);
together!(9 All9: 0 a FA GA, 1 b FB GB, 2 c FC GC, 3 d FD GD, 4 e FE GE, 5 f FF GF, 6 g FG GG, 7 h FH GH, 8 i FI GI);
together!(10 All10: 0 a FA GA, 1 b FB GB, 2 c FC GC, 3 d FD GD, 4 e FE GE, 5 f FF GF, 6 g FG GG, 7 h FH GH, 8 i FI GI, 9 j FJ GJ);
together!(11 All11: 0 a FA GA, 1 b FB GB, 2 c FC GC, 3 d FD GD, 4 e FE GE, 5 f FF GF, 6 g FG GG, 7 h FH GH, 8 i FI GI, 9 j FJ GJ, 10 k FK GK);
together!(12 All12: 0 a FA GA, 1 b FB GB, 2 c FC GC, 3 d FD GD, 4 e FE GE, 5 f FF GF, 6 g FG GG, 7 h FH GH, 8 i FI GI, 9 j FJ GJ, 10 k FK GK, 11 l FL GL);
