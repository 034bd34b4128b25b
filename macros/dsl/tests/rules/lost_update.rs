//! What violates `lost_update`, and what does not.

mod violations {
    async fn f() {
        let v = *l.lock().await;
        let n = x(v).await;
        *l.lock().await = n;
    }

    async fn f() {
        let v = l.lock().await.total;
        x().await;
        l.lock().await.total = v + 1;
    }

    async fn f() {
        let v = {
            let g = l.lock().await;
            g.total
        };
        x().await;
        let mut g = l.lock().await;
        g.total = v + 1;
    }

    async fn f() {
        let v = *m.lock().unwrap();
        let n = x(v).await;
        *m.lock().unwrap() = n;
    }

    async fn f() {
        let old = *l.lock().await;
        let new = x(old).await;
        *l.lock().await = new;
    }
}

mod fine {
    async fn f() {
        let v = l.lock().await.a;
        let n = x(v).await;
        l.lock().await.b = n;
    }

    async fn f() {
        let mut g = l.lock().await;
        let v = *g;
        let n = x(v).await;
        *g = n;
    }

    async fn f() {
        let v = *l.lock().await;
        let n = x(v).await;
        *l.lock().await += n;
    }

    async fn f() {
        let v = *l.lock().await;
        let n = x(v).await;
        let mut g = l.lock().await;
        if *g == v {
            *g = n;
        }
    }

    async fn f() {
        let v = *l.lock().await;
        let n = x(v).await;
        *m.lock().await = n;
    }

    async fn f() {
        let v = *l.lock().await;
        y(v);
        let n = x().await;
        *l.lock().await = n;
    }

    async fn f() {
        let v = *l.lock().await;
        let n = x(v).await;
        let mut g = l.lock().await;
        *g = g.max(n);
    }
}
