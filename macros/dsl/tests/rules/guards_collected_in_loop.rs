//! What violates `guards_collected_in_loop`, and what does not.

mod violations {
    async fn f() {
        let mut gs = Vec::new();
        for k in map.keys() {
            gs.push(map[k].lock().await);
        }
    }

    async fn f(s: &Semaphore) {
        let mut ps = vec![];
        for _ in 0..n {
            ps.push(s.acquire().await);
        }
    }
}

mod fine {
    async fn f() {
        let mut gs = Vec::new();
        gs.push(a.lock().await);
        gs.push(b.lock().await);
    }

    async fn f() {
        let mut ns = Vec::new();
        for l in list {
            ns.push(*l.lock().await);
        }
    }

    async fn f() {
        keys.sort();
        let mut gs = Vec::new();
        for k in &keys {
            gs.push(map[k].lock().await);
        }
    }
}
