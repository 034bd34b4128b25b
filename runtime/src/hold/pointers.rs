//! Pointers to primitives as targets.

use std::{rc::Rc, sync::Arc, sync::LazyLock};

use super::{Exclusive, Permits, Predicated, Rendezvous, Shared, Signal};
use crate::observe::Kind;

/// A reference can give a guard that outlives it.
#[diagnostic::do_not_recommend]
impl<'b, P: Exclusive + ?Sized> Exclusive for &'b P {
    type Guard<'a>
        = P::Guard<'b>
    where
        Self: 'a;
    type Error = P::Error;

    #[inline]
    fn exclusive(&self) -> impl Future<Output = Result<P::Guard<'b>, P::Error>> {
        P::exclusive(self)
    }

    fn try_exclusive(&self) -> impl Future<Output = Result<Option<P::Guard<'b>>, P::Error>> {
        P::try_exclusive(self)
    }

    fn address(&self) -> usize {
        P::address(self)
    }

    fn kind(&self) -> Kind {
        P::kind(self)
    }
}

/// As for [`Exclusive`].
#[diagnostic::do_not_recommend]
impl<'b, P: Shared + ?Sized> Shared for &'b P {
    type Guard<'a>
        = P::Guard<'b>
    where
        Self: 'a;
    type Error = P::Error;

    #[inline]
    fn shared(&self) -> impl Future<Output = Result<P::Guard<'b>, P::Error>> {
        P::shared(self)
    }

    fn try_shared(&self) -> impl Future<Output = Result<Option<P::Guard<'b>>, P::Error>> {
        P::try_shared(self)
    }

    fn address(&self) -> usize {
        P::address(self)
    }

    fn kind(&self) -> Kind {
        P::kind(self)
    }
}

/// As for [`Exclusive`].
#[diagnostic::do_not_recommend]
impl<'b, P: Predicated + ?Sized> Predicated for &'b P {
    type Data = P::Data;

    fn exclusive_when<F: FnMut(&P::Data) -> bool>(
        &self,
        predicate: F,
    ) -> impl Future<Output = Result<P::Guard<'b>, P::Error>> {
        P::exclusive_when(self, predicate)
    }
}

/// As for [`Exclusive`].
#[diagnostic::do_not_recommend]
impl<'b, P: Permits + ?Sized> Permits for &'b P {
    type Permit<'a>
        = P::Permit<'b>
    where
        Self: 'a;
    type Error = P::Error;

    #[inline]
    #[track_caller]
    fn permits(&self, n: usize) -> impl Future<Output = Result<P::Permit<'b>, P::Error>> {
        P::permits(self, n)
    }

    #[track_caller]
    fn try_permits(
        &self,
        n: usize,
    ) -> impl Future<Output = Result<Option<P::Permit<'b>>, P::Error>> {
        P::try_permits(self, n)
    }

    fn address(&self) -> usize {
        P::address(self)
    }

    fn kind(&self) -> Kind {
        P::kind(self)
    }

    fn available(&self) -> Option<usize> {
        P::available(self)
    }
}

macro_rules! owning {
    ($([$($generics:tt)*] $pointer:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl<P: Exclusive $($generics)*> Exclusive for $pointer {
            type Guard<'a>
                = P::Guard<'a>
            where
                Self: 'a;
            type Error = P::Error;

            #[inline]
            fn exclusive(&self) -> impl Future<Output = Result<P::Guard<'_>, P::Error>> {
                (**self).exclusive()
            }

            fn try_exclusive(&self) -> impl Future<Output = Result<Option<P::Guard<'_>>, P::Error>> {
                (**self).try_exclusive()
            }

            fn address(&self) -> usize {
                (**self).address()
            }

            fn kind(&self) -> Kind {
                (**self).kind()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<P: Shared $($generics)*> Shared for $pointer {
            type Guard<'a>
                = P::Guard<'a>
            where
                Self: 'a;
            type Error = P::Error;

            #[inline]
            fn shared(&self) -> impl Future<Output = Result<P::Guard<'_>, P::Error>> {
                (**self).shared()
            }

            fn try_shared(&self) -> impl Future<Output = Result<Option<P::Guard<'_>>, P::Error>> {
                (**self).try_shared()
            }

            fn address(&self) -> usize {
                (**self).address()
            }

            fn kind(&self) -> Kind {
                (**self).kind()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<P: Predicated $($generics)*> Predicated for $pointer {
            type Data = P::Data;

            fn exclusive_when<F: FnMut(&P::Data) -> bool>(
                &self,
                predicate: F,
            ) -> impl Future<Output = Result<P::Guard<'_>, P::Error>> {
                (**self).exclusive_when(predicate)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<P: Permits $($generics)*> Permits for $pointer {
            type Permit<'a>
                = P::Permit<'a>
            where
                Self: 'a;
            type Error = P::Error;

            #[inline]
            #[track_caller]
            fn permits(&self, n: usize) -> impl Future<Output = Result<P::Permit<'_>, P::Error>> {
                (**self).permits(n)
            }

            #[track_caller]
            fn try_permits(
                &self,
                n: usize,
            ) -> impl Future<Output = Result<Option<P::Permit<'_>>, P::Error>> {
                (**self).try_permits(n)
            }

            fn address(&self) -> usize {
                (**self).address()
            }

            fn kind(&self) -> Kind {
                (**self).kind()
            }

            fn available(&self) -> Option<usize> {
                (**self).available()
            }
        }

        forward! { [$($generics)*] $pointer }
    )*};
}

/// What does not give out guards is the same for references too.
macro_rules! forward {
    ($([$($generics:tt)*] $pointer:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl<P: Rendezvous $($generics)*> Rendezvous for $pointer {
            type Turn = P::Turn;
            type Error = P::Error;

            fn meet(&self) -> impl Future<Output = Result<P::Turn, P::Error>> {
                (**self).meet()
            }

            fn address(&self) -> usize {
                (**self).address()
            }

            fn parties(&self) -> Option<usize> {
                (**self).parties()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<P: Signal $($generics)*> Signal for $pointer {
            type Error = P::Error;

            fn wait(&self) -> impl Future<Output = Result<(), P::Error>> {
                (**self).wait()
            }

            fn set(&self) {
                (**self).set();
            }

            fn address(&self) -> usize {
                (**self).address()
            }
        }
    )*};
}

owning! { [+ ?Sized] Box<P>, [+ ?Sized] Rc<P>, [+ ?Sized] Arc<P>, [] LazyLock<P> }
forward! { [+ ?Sized] &P }
