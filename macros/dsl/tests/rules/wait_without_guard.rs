//! What violates `wait_without_guard`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, |l| l.x).await;
        loop {
            C.wait().await;
            break;
        }
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        C.notify_one(&l);
    }

    #[guarded(L)]
    async fn f() {
        N.notify_one();
        N.notify_all();
    }
}
