//! What violates `futurelock`, and what does not.

mod violations {
    async fn f() {
        let mut fut = Box::pin(async {
            L.lock().await.x();
        });
        tokio::select! { _ = &mut fut => {}, _ = sleep(D) => { L.lock().await.y(); } }
    }
}

mod fine {
    async fn f() {
        let mut fut = Box::pin(async {
            M.lock().await.x();
        });
        tokio::select! { _ = &mut fut => {}, _ = sleep(D) => { L.lock().await.y(); } }
    }

    async fn f() {
        let mut fut = Box::pin(async {
            L.lock().await.x();
        });
        tokio::select! { _ = &mut fut => {}, _ = sleep(D) => { y(); } }
    }

    async fn f() {
        let fut = async {
            L.lock().await.x();
        };
        tokio::select! { _ = fut => {}, _ = sleep(D) => { L.lock().await.y(); } }
    }
}
