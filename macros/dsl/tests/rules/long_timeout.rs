//! What violates `long_timeout`, and what does not.

mod violations {
    #[guarded(L?, timeout = 25h)]
    async fn f() -> R {}

    #[guarded(L?, timeout = 250000s)]
    async fn f() -> R {}
}

mod fine {
    #[guarded(L?, timeout = 24h)]
    async fn f() -> R {}

    #[guarded(L?, timeout = LIMIT)]
    async fn f() -> R {}
}
