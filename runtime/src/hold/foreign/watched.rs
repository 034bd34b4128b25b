//! The futures of other crates' primitives, which do not say themselves that they wait.

use std::{
    pin::Pin,
    ptr,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use crate::{fmt::debug_is_name, observe::hook};

pin_project! {
    /// A future of another crate that is seen to wait.
    #[must_use = "futures do nothing unless awaited"]
    pub struct Watched<F> {
        #[pin]
        pub(crate) future: F,
    }

    impl<F> PinnedDrop for Watched<F> {
        fn drop(this: Pin<&mut Self>) {
            hook::cancelled(ptr::from_ref(&*this).addr());
        }
    }
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let place = ptr::from_ref(&*self).addr();
        let noting = hook::noting(cx.waker());
        let polled = self.project().future.poll(&mut Context::from_waker(noting.waker()));
        match polled {
            Poll::Pending => hook::waits_elsewhere(place, &noting),
            Poll::Ready(_) => hook::has_waited(place),
        }
        polled
    }
}

debug_is_name! { [F] Watched<F>; }
