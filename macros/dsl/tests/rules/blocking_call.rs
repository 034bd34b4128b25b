//! What violates `blocking_call`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        std::thread::sleep(D);
    }

    #[guarded(L)]
    async fn f() {
        Handle::current().block_on(x());
    }

    #[guarded(L)]
    async fn f() {
        let rt = tokio::runtime::Runtime::new()?;
        rt.block_on(x());
    }

    #[guarded(L)]
    async fn f() {
        futures::executor::block_on(x());
    }

    #[guarded(L)]
    async fn f() {
        block_on(x());
    }

    #[guarded(L)]
    async fn f() {
        M.blocking_lock().x();
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        pool.block_on(x());
    }

    #[guarded(L)]
    async fn f() {
        tokio::time::sleep(D).await;
    }

    #[guarded(L)]
    async fn f() {
        tokio::task::spawn_blocking(|| std::thread::sleep(D)).await;
    }

    #[guarded(L)]
    async fn f() {
        tokio::task::block_in_place(|| Handle::current().block_on(x()));
    }
}
