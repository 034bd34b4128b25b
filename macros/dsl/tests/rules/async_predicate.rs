//! What violates `async_predicate`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, async |l| l.x).await;
    }

    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, |l| async { l.x }).await;
    }

    #[guarded(L, when = |l| { l.x().await })]
    async fn f() {}
}

mod fine {
    #[guarded(L, when = |l| l.x)]
    async fn f() {}
}
