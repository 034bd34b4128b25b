//! What violates `conditional_barrier`, and what does not.

mod violations {
    async fn f(meet: &Barrier) {
        if leader {
            meet.wait().await;
        }
    }
}

mod fine {
    async fn f(meet: &Barrier) {
        if leader {
            meet.wait().await;
        } else {
            meet.wait().await;
        }
    }

    async fn f(meet: &Barrier) {
        if leader {
            x().await;
        }
        meet.wait().await;
    }

    async fn f(meet: &Barrier) {
        for _ in 0..3 {
            meet.wait().await;
        }
    }
}
