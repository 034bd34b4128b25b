//! What violates `barrier_behind_semaphore`, and what does not.

mod violations {
    #[semaphore(2)]
    #[barrier(3)]
    async fn f() {}

    #[semaphore(2)]
    async fn f() {
        #[barrier(3)]
        {
            x()
        }
    }

    #[semaphore(4, permits = 2)]
    #[barrier(3)]
    async fn f() {}
}

mod fine {
    #[barrier(3)]
    #[semaphore(2)]
    async fn f() {}

    #[semaphore(3)]
    #[barrier(3)]
    async fn f() {}
}
