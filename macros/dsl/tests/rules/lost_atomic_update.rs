//! What violates `lost_atomic_update`, and what does not.

mod violations {
    #[semaphore(8)]
    async fn f() {
        let c = N.load(X);
        x().await;
        N.store(c + 1, X);
    }

    async fn f() {
        let c = N.load(SeqCst);
        x().await;
        N.store(c + 1, SeqCst);
    }
}

mod fine {
    async fn f() {
        let c = N.load(SeqCst);
        N.store(c + 1, SeqCst);
    }

    async fn f() {
        let c = N.load(SeqCst);
        x(c).await;
        N.fetch_add(1, SeqCst);
    }

    async fn f() {
        let c = N.load(SeqCst);
        x(c).await;
        N.store(0, SeqCst);
    }

    async fn f() {
        let g = l.lock().await;
        let c = N.load(SeqCst);
        x().await;
        N.store(c + 1, SeqCst);
    }
}
