//! What violates `event_cleared_by_waiter`, and what does not.

mod violations {
    #[waits(E)]
    async fn f() {
        E.clear();
    }

    async fn f() {
        loop {
            E.wait().await;
            E.clear();
            work().await
        }
    }
}

mod fine {
    async fn f() {
        E.clear();
        E.wait().await;
    }

    async fn f() {
        E.wait().await;
        list.clear();
    }
}
