//! What violates `check_then_act`, and what does not.

mod violations {
    async fn f(k: &K) {
        if !s.lock().await.contains(k) {
            s.lock().await.insert(k);
        }
    }

    async fn f(k: K) {
        let known = s.lock().await.contains_key(&k);
        if !known {
            x().await;
            s.lock().await.insert(k.clone(), 3);
        }
    }

    async fn f(k: &str) -> bool {
        if s.lock().await.contains(k) {
            return false;
        }
        s.lock().await.insert(k.to_owned());
        true
    }

    async fn f(k: &K, first: bool) {
        if first && !s.lock().await.contains(k) {
            s.lock().await.insert(k);
        }
    }

    async fn f() {
        let k = x();
        if !s.lock().await.contains(&k) {
            s.lock().await.insert(k);
        }
    }
}

mod fine {
    async fn f(k: &str, o: &str) {
        if s.lock().await.contains(o) {
            return;
        }
        s.lock().await.insert(k);
    }

    async fn f(k: &K, first: bool) -> bool {
        if !first {
            if s.lock().await.contains(k) {
                return false;
            }
            return true;
        }
        s.lock().await.insert(k);
        true
    }

    async fn f(k: &K) {
        let mut g = s.lock().await;
        if !g.contains(k) {
            g.insert(k);
        }
    }

    async fn f(k: K) {
        if !s.lock().await.contains(&k) {
            let v = x().await;
            let mut g = s.lock().await;
            if !g.contains(&k) {
                g.insert(k, v);
            }
        }
    }

    async fn f(k: K) {
        if !s.lock().await.contains(&k) {
            s.lock().await.entry(k).or_insert(3);
        }
    }

    async fn f(k: K, o: K) {
        if !s.lock().await.contains(&k) {
            s.lock().await.insert(o);
        }
    }
}
