//! What violates `ignored_result`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        let _ = C.wait_for_timeout(l, |l| l.x, D).await;
    }

    async fn f() {
        gate.try_acquire().ok();
    }

    async fn f() {
        let _ = gate.try_acquire();
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        let (mut l, _) = C.wait_for_timeout(l, |l| l.x, D).await;
        l.pop();
    }

    #[guarded(L)]
    async fn f() {
        let (l, outcome) = C.wait_for_timeout(l, |l| l.x, D).await;
        outcome?;
    }

    async fn f() {
        let permit = gate.try_acquire().ok();
        x(permit);
    }

    async fn f() {
        if gate.try_acquire().is_ok() {
            x()
        }
    }
}
