//! What violates `unawaited_acquire`, and what does not.

mod violations {
    async fn f(l: &Lock<u32>) {
        let g = l.lock();
        x().await;
    }

    async fn f(l: &Lock<u32>) {
        l.lock();
        x().await;
    }
}

mod fine {
    async fn f(l: &Lock<u32>) {
        let g = l.lock();
        x().await;
        let g = g.await;
        y(g);
    }

    async fn f(l: &Lock<u32>) {
        let g = l.lock();
        tokio::pin!(g);
        x(g).await;
    }

    async fn f() {
        let g = l.lock();
        x().await;
    }
}
