//! What violates `lost_wakeup`, and what does not.

mod violations {
    async fn f() {
        if !done() {
            notify.notified().await;
        }
    }

    async fn f() {
        if last() {
            n.notify_waiters();
        } else {
            n.notified().await;
        }
    }
}

mod fine {
    async fn f() {
        while !done() {
            notify.notified().await;
        }
    }

    async fn f() {
        if self.waits {
            notify.notified().await;
        }
    }

    async fn f(fast: bool) {
        if !fast {
            notify.notified().await;
        }
    }

    async fn f() {
        let n = notify.notified();
        if !done() {
            n.await;
        }
    }

    async fn f() {
        notify.notified().await;
    }

    async fn f() {
        let n = notify.notified();
        tokio::pin!(n);
        loop {
            n.as_mut().enable();
            if done() {
                return;
            }
            n.as_mut().await;
            n.set(notify.notified());
        }
    }
}
