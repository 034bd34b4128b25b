//! What violates `permit_not_held_by_task`, and what does not.

mod violations {
    #[semaphore(2)]
    async fn f() {
        tokio::spawn(work());
    }
}

mod fine {
    #[semaphore(2)]
    async fn f() {
        tokio::spawn(work()).await;
    }

    #[semaphore(permit = GATE)]
    async fn f() {
        tokio::spawn(async move { work(permit).await });
    }

    #[semaphore(2)]
    async fn f() -> JoinHandle<()> {
        tokio::spawn(work())
    }

    #[guarded(L)]
    async fn f() {
        tokio::spawn(work());
    }
}
