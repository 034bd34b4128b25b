//! What violates `temporary_primitive`, and what does not.

mod violations {
    #[guarded(l = Lock::new(0))]
    async fn f() {}

    #[guarded(l = Arc::new(Mutex::new(0)))]
    async fn f() {}

    #[semaphore(Semaphore::new(3))]
    async fn f() {}
}

mod fine {
    #[guarded(l = pool.lock_of(3))]
    async fn f() {}

    #[guarded(l = Registry::new(3).lock)]
    async fn f() {}

    #[guarded(l = LOCKS.get(&key))]
    async fn f() {}
}
