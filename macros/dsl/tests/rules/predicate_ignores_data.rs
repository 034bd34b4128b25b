//! What violates `predicate_ignores_data`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, |_| FLAG.load(Relaxed)).await;
    }

    #[guarded(L, when = |l| READY.load(SeqCst))]
    async fn f() {}
}

mod fine {
    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, |l| l.x || FLAG.load(Relaxed)).await;
    }

    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, |()| FLAG.load(Relaxed)).await;
    }

    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, |_| true).await;
    }
}
