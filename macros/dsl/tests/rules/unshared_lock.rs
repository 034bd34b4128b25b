//! What violates `unshared_lock`, and what does not.

mod violations {
    async fn f() {
        let l = Lock::new(0);
        x(&l).await;
    }

    async fn f() {
        let l = tokio::sync::Mutex::new(0);
        *l.lock().await += 1;
    }
}

mod fine {
    async fn f() {
        let l = Arc::new(Lock::new(0));
        x(&l).await;
    }

    async fn f() {
        let l = Lock::new(0);
        join!(x(&l), x(&l));
    }

    async fn f() {
        let l = Lock::new(0);
        let s = State { l };
        x(&s).await;
    }

    async fn f() {
        let l = Lock::new(0);
        let a = x(&l);
        let b = x(&l);
        join_all([a, b]).await;
    }
}
