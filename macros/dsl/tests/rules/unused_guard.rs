//! What violates `unused_guard`, and what does not.

mod violations {
    async fn f(l: &Lock<u32>) {
        let _ = l.lock().await;
        x().await;
    }

    async fn f(l: &Lock<u32>) {
        l.lock().await;
        x().await;
    }

    async fn f(s: &Semaphore) -> R {
        let _ = s.acquire().await?;
        x().await
    }

    async fn f() {
        let l = Arc::new(tokio::sync::Mutex::new(0));
        share(l.clone());
        l.lock().await;
        x().await;
    }
}

mod fine {
    async fn f(l: &Lock<u32>) {
        x().await;
        l.lock().await;
    }

    async fn f(&self) {
        let _ = self.busy.lock().await;
    }

    async fn f(l: &Lock<u32>) {
        let _guard = l.lock().await;
        x().await;
    }

    async fn f(l: &Lock<u32>) {
        drop(l.lock().await);
    }

    async fn f(l: &Lock<u32>) {
        _ = l.lock().await;
    }

    async fn f(s: &Semaphore) {
        let _ = s.acquire_many(ALL).await;
    }

    async fn f(l: &Lock<u32>) {
        let _ = l.lock().await.len();
    }

    async fn f() {
        client.lock().await;
        x().await;
        client.unlock().await;
    }
}
