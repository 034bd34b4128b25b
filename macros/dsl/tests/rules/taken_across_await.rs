//! What violates `taken_across_await`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        let s = l.state.take();
        let s = step(s).await;
        l.state = Some(s);
    }

    #[guarded(L)]
    async fn f() {
        let s = std::mem::take(&mut *l);
        let s = step(s).await;
        *l = s;
    }

    #[guarded(L)]
    async fn f() {
        if let Some(s) = l.take() {
            let s = step(s).await;
            *l = Some(s);
        }
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        let s = l.state.take();
        l.state = Some(step(s));
        x().await;
    }

    #[guarded(L)]
    async fn f() {
        let s = l.state.take();
        x(s).await;
    }

    #[guarded(L)]
    async fn f() {
        let s = x.take();
        let s = step(s).await;
        l.state = Some(s);
    }
}
