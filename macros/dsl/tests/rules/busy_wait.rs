//! What violates `busy_wait`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        loop {
            if M.try_lock().is_ok() {
                break;
            }
        }
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        loop {
            if M.try_lock().is_ok() {
                break;
            }
            yield_now().await;
        }
    }

    async fn f() {
        loop {
            if M.try_lock().is_ok() {
                break;
            }
        }
    }
}
