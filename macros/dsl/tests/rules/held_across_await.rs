//! What violates `held_across_await`, and what does not.

mod violations {
    async fn f() {
        let g = m.lock().unwrap();
        x().await;
        g.y();
    }

    async fn f(m: &parking_lot::Mutex<u32>) {
        let g = m.lock();
        x().await;
    }

    async fn f(&self) {
        let g = self.cell.borrow_mut();
        x().await;
    }

    async fn f(cell: &RefCell<u32>) {
        let g = cell.borrow_mut();
        x().await;
    }

    async fn f(map: &DashMap<u32, P>) {
        if let Some(p) = map.get(&3) {
            p.send().await;
        }
    }

    async fn f(rx: watch::Receiver<P>) {
        let p = rx.borrow();
        p.send().await;
    }

    async fn f() {
        let g = m.lock().unwrap();
        L.lock().await.x();
    }

    async fn f() {
        if let Ok(g) = m.lock() {
            x().await;
            g.y();
        }
    }

    async fn f() {
        let Ok(g) = m.lock() else { return };
        x().await;
        g.y();
    }
}

mod fine {
    async fn f() {
        let app = app();
        app.borrow_mut().oneshot(x()).await;
    }

    async fn f() {
        let g = m.lock().unwrap();
        g.y();
        drop(g);
        x().await;
    }

    async fn f() {
        {
            let g = m.lock().unwrap();
            g.y();
        }
        x().await;
    }

    async fn f() {
        let n = m.lock().unwrap().len();
        x(n).await;
    }

    async fn f() {
        if c {
            let g = m.lock().unwrap();
            drop(g);
            x().await
        } else {
            y().await
        }
    }

    async fn f(map: &DashMap<u32, P>) {
        let p = map.get(&3).map(|p| p.clone());
        p.send().await;
    }

    #[synchronized]
    #[tokio::test]
    async fn f() {
        let _alone = ENV.lock().unwrap();
        x().await;
    }

    async fn f(rx: watch::Receiver<P>) {
        let p = rx.borrow().clone();
        p.send().await;
    }
}
