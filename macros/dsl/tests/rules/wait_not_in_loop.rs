//! What violates `wait_not_in_loop`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        if !l.x {
            l = C.wait(l).await;
        }
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        while !l.x {
            l = C.wait(l).await;
        }
    }

    #[guarded(L)]
    async fn f() {
        l = C.wait_for(l, |l| l.x).await;
    }
}
