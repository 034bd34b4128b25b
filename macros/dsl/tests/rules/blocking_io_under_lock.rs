//! What violates `blocking_io_under_lock`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        std::fs::read_to_string("x");
    }

    #[guarded(L)]
    async fn f() {
        std::process::Command::new("x").output();
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        let text = fs::read_to_string("x")?;
    }

    #[guarded(L)]
    async fn f() {
        let text = fs::read_to_string("x").await?;
    }

    #[guarded(L)]
    async fn f() {
        let text = fs::read_to_string("x");
        text.await;
    }

    #[guarded(L)]
    async fn f() {
        tokio::fs::read_to_string("x").await;
    }

    #[semaphore(2)]
    async fn f() {
        std::fs::read_to_string("x");
    }
}
