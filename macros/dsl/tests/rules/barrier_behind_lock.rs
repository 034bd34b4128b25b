//! What violates `barrier_behind_lock`, and what does not.

mod violations {
    #[guarded(L)]
    #[barrier(3)]
    async fn f() {}

    #[guarded(L)]
    async fn f() {
        #[barrier(3)]
        {
            x()
        }
    }
}

mod fine {
    #[barrier(3)]
    #[guarded(L)]
    async fn f() {}

    #[guarded(read L)]
    #[barrier(3)]
    async fn f() {}

    #[guarded(l = lock)]
    #[barrier(3)]
    async fn f(lock: &Lock<u32>) {}

    #[guarded(L)]
    async fn f() {
        drop(l);
        #[barrier(3)]
        {
            x()
        }
    }
}
