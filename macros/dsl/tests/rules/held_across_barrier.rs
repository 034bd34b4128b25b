//! What violates `held_across_barrier`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f(meet: &Barrier) {
        meet.wait().await;
    }

    #[guarded(L)]
    #[barrier(MEET?)]
    async fn f() -> R {}
}

mod fine {
    #[guarded(L)]
    async fn f(meet: &Barrier) {
        drop(l);
        meet.wait().await;
    }

    #[guarded(L)]
    async fn f(meet: &Event) {
        meet.wait().await;
    }

    #[guarded(self.l)]
    async fn f(&self, meet: &Barrier) {
        meet.wait().await;
    }
}
