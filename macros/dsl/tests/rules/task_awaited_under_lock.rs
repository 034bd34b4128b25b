//! What violates `task_awaited_under_lock`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        let (tx, rx) = oneshot::channel();
        x(tx);
        rx.await;
    }

    #[guarded(L)]
    async fn f(rx: oneshot::Receiver<u32>) {
        timeout(D, rx).await;
    }

    #[guarded(L)]
    async fn f(rx: oneshot::Receiver<u32>) {
        rx.await;
    }

    #[guarded(L)]
    async fn f() {
        queue.recv().await;
    }

    #[guarded(L)]
    async fn f() {
        let h = tokio::spawn(work());
        h.await;
    }
}

mod fine {
    #[guarded(rx = QUEUE)]
    async fn f() {
        let x = rx.recv().await;
    }

    async fn f() {
        let x = queue.lock().await.recv().await;
    }

    #[guarded(L)]
    async fn f(rx: oneshot::Receiver<u32>) {
        drop(l);
        rx.await;
    }
}
