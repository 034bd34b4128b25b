//! What violates `wait_under_second_lock`, and what does not.

mod violations {
    #[guarded(L)]
    #[guarded(M)]
    async fn f() {
        l = C.wait_for(l, |l| l.x).await;
    }

    #[guarded(L)]
    #[guarded(Q, when = |q| q.x)]
    async fn f() {}
}

mod fine {
    #[guarded(L)]
    #[guarded(M)]
    async fn f() {
        drop(m);
        l = C.wait_for(l, |l| l.x).await;
    }

    #[guarded(Q, when = |q| q.x)]
    #[guarded(L)]
    async fn f() {}

    #[semaphore(3)]
    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, |l| l.x).await;
    }
}
