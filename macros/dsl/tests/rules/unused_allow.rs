//! What violates `unused_allow`, and what does not.

mod violations {
    #[guarded(L, allow(held_across_endless_loop, reason = "alone"))]
    async fn f() {
        x().await;
    }

    #[guarded(L)]
    async fn f() {
        #[sync_allow(held_across_endless_loop, reason = "alone")]
        x().await;
    }
}

mod fine {
    #[guarded(L, allow(held_across_endless_loop, reason = "alone"))]
    async fn f() {
        loop {
            x().await;
        }
    }

    #[guarded(L)]
    async fn f() {
        #[sync_allow(held_across_endless_loop, reason = "alone")]
        loop {
            x().await;
        }
    }

    #[guarded(L)]
    async fn f() {
        #[sync_allow(same_lock_twice, reason = "x")]
        let g = L.lock().await;
        g.x();
    }

    #[guarded(L)]
    async fn f() {
        #[sync_allow(same_lock_twice, reason = "x")]
        *L.lock().await += 1;
    }

    #[guarded(L, allow(blocking_call, reason = "x"), allow(held_across_endless_loop, reason = "y"))]
    async fn f() {
        loop {
            std::thread::sleep(D);
        }
    }

    #[guarded(L, allow(held_across_io, reason = "alone"))]
    async fn f() {
        tokio::time::sleep(D).await;
    }
}
