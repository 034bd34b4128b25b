//! What violates `notify_without_guard`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        C.notify_one(&l);
        C.notify_all();
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        C.notify_one(&l);
    }

    /// Nothing says that it is a condition.
    #[guarded(L)]
    async fn f() {
        N.notify_one();
        N.notify_all();
    }
}
