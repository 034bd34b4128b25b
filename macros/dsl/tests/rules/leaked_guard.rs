//! What violates `leaked_guard`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        std::mem::forget(l);
    }

    #[guarded(L)]
    async fn f() {
        let kept = ManuallyDrop::new(l);
    }

    #[semaphore(permit = GATE)]
    async fn f() {
        std::mem::forget(permit);
    }

    async fn f() {
        Box::leak(Box::new(a.lock().await));
    }
}

mod fine {
    #[semaphore(permit = GATE)]
    async fn f() {
        permit.forget();
    }

    #[guarded(L)]
    async fn f() {
        std::mem::forget(x);
    }

    #[guarded(L)]
    async fn f() {
        let n = *l;
        std::mem::forget(n);
    }
}
