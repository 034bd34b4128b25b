//! What violates `stale_length`, and what does not.

mod violations {
    async fn f(v: &RwLock<Vec<u32>>) {
        let n = v.read().await.len();
        x(v.read().await[n - 1]);
    }
}

mod fine {
    async fn f(v: &RwLock<Vec<u32>>) {
        let g = v.read().await;
        let n = g.len();
        x(g[n - 1]);
    }

    async fn f(v: &RwLock<Vec<u32>>) {
        let n = v.read().await.len();
        x(v.read().await.get(n - 1));
    }
}
