//! What violates `shared_across_instances`, and what does not.

mod violations {
    #[semaphore(1)]
    async fn f(&self) {}
}

mod fine {
    #[semaphore(self.gate)]
    async fn f(&self) {}

    #[semaphore(1)]
    async fn f(this: &Self) {}
}
