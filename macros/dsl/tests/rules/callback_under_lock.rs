//! What violates `callback_under_lock`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f(hook: impl AsyncFn()) {
        hook().await;
    }

    #[guarded(L)]
    async fn f(&self) {
        for h in &self.hooks {
            h(1).await;
        }
    }

    #[guarded(L)]
    async fn f(x: &dyn Handler) {
        x.handle().await;
    }
}

mod fine {
    #[guarded(L)]
    async fn f(update: impl FnOnce(&mut u32)) {
        update(&mut l);
    }

    #[guarded(L)]
    async fn f(hook: impl AsyncFn()) {
        drop(l);
        hook().await;
    }

    #[guarded(L)]
    async fn f() {
        let twice = async |x| x * 2;
        twice(3).await;
    }
}
