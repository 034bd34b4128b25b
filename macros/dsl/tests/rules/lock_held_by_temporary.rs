//! What violates `lock_held_by_temporary`, and what does not.

mod violations {
    async fn f() {
        match l.lock().await.state {
            A => l.lock().await.go(),
            _ => {}
        }
    }

    async fn f() {
        if let Some(x) = l.lock().await.get(1) {
            l.lock().await.go(x)
        }
    }

    async fn f() {
        g(*l.lock().await, l.lock().await.x()).await;
    }

    async fn f() {
        let r = &l.lock().await.field;
        x(r);
        l.lock().await.y();
    }

    async fn f(a: &RwLock<P>) {
        while a.read().await.x + a.read().await.y > 3 {
            x()
        }
    }

    async fn f() {
        *n.lock().await = *n.lock().await + 1;
    }

    async fn f() {
        for x in l.lock().await.iter() {
            l.lock().await.y(x);
        }
    }

    async fn f() {
        assert_eq!(l.lock().await.x, l.lock().await.y);
    }

    async fn f() {
        println!("{} {}", a.lock().await.x, a.lock().await.y);
    }

    async fn f() {
        let (g, h) = tokio::join!(a.lock(), a.lock());
    }
}

mod fine {
    async fn f() {
        match {
            let state = l.lock().await.state;
            state
        } {
            A => l.lock().await.go(),
            _ => {}
        }
    }

    async fn f() {
        let state = l.lock().await.state;
        match state {
            A => l.lock().await.go(),
            _ => {}
        }
    }

    async fn f() {
        if l.lock().await.x {
            l.lock().await.y()
        }
    }

    async fn f() {
        assert!(l.lock().await.x, "{}", l.lock().await.y);
    }

    async fn f() {
        while let Some(x) = {
            let mut g = l.lock().await;
            g.pop()
        } {
            l.lock().await.y(x)
        }
    }

    async fn f(a: &RwLock<P>) {
        while a.read().await.x && a.read().await.y {
            x()
        }
    }

    async fn f() {
        match x {
            _ if l.lock().await.x => l.lock().await.y(),
            _ => {}
        }
    }

    async fn f() {
        let Some(x) = l.lock().await.pop() else {
            l.lock().await.y();
            return;
        };
    }
}
