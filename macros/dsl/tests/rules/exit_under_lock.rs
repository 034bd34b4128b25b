//! What violates `exit_under_lock`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        std::process::exit(1);
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        drop(l);
        std::process::exit(1);
    }
}
