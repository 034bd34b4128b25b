//! What violates `span_across_await`, and what does not.

mod violations {
    async fn f() {
        let span = info_span!("x");
        let _e = span.enter();
        x().await;
    }
}

mod fine {
    async fn f() {
        let span = info_span!("x");
        let e = span.enter();
        drop(e);
        x().await;
    }

    async fn f() {
        let span = info_span!("x");
        x().instrument(span).await;
    }
}
