//! What violates `shared_across_generics`, and what does not.

mod violations {
    #[semaphore(2)]
    async fn f<T>(x: T) {}
}

mod fine {
    #[barrier(2)]
    async fn f(x: impl Read) {}

    #[semaphore(GATE)]
    async fn f<T>(x: T) {}

    #[semaphore(2)]
    async fn f<'a>(x: &'a str) {}
}
