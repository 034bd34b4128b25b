//! What violates `recursive_lock`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        Box::pin(f()).await;
    }

    #[guarded(self.a)]
    async fn f(&self) {
        Box::pin(self.f()).await;
    }

    #[guarded(L)]
    async fn f(&self) {
        Box::pin(Self::f(self)).await;
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        drop(l);
        Box::pin(f()).await;
    }

    #[guarded(self.a)]
    async fn f(&self, next: &Node) {
        Box::pin(next.f()).await;
    }

    #[guarded(L)]
    async fn f(&self) {
        f().await;
    }

    #[guarded(l = lock)]
    async fn f(lock: &Lock<u32>, other: &Lock<u32>) {
        Box::pin(f(other, lock)).await;
    }

    #[guarded(L)]
    async fn f() {
        tokio::spawn(async {
            f().await;
        });
    }
}
