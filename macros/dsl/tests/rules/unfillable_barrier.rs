//! What violates `unfillable_barrier`, and what does not.

mod violations {
    async fn f() {
        let meet = Arc::new(Barrier::new(3));
        for _ in 0..4 {
            let meet = meet.clone();
            set.spawn(async move {
                meet.wait().await;
            });
        }
    }

    async fn f() {
        let meet = Arc::new(Barrier::new(3));
        let mut set = JoinSet::new();
        for _ in 0..4 {
            let meet = meet.clone();
            set.spawn(async move {
                meet.wait().await;
            });
        }
        while let Some(x) = set.join_next().await {
            x.y();
        }
    }
}

mod fine {
    async fn f() {
        let meet = Arc::new(Barrier::new(3));
        let mut set = JoinSet::new();
        for _ in 0..6 {
            let meet = meet.clone();
            set.spawn(async move {
                meet.wait().await;
            });
        }
        while let Some(x) = set.join_next().await {
            x.y();
        }
    }

    async fn f() {
        let meet = Arc::new(Barrier::new(3));
        for _ in 0..6 {
            let meet = meet.clone();
            set.spawn(async move {
                meet.wait().await;
            });
        }
    }

    async fn f() {
        let meet = Arc::new(Barrier::new(3));
        for _ in 0..n {
            let meet = meet.clone();
            set.spawn(async move {
                meet.wait().await;
            });
        }
    }

    async fn f() {
        let meet = Arc::new(Barrier::new(n));
        for _ in 0..4 {
            let meet = meet.clone();
            set.spawn(async move {
                meet.wait().await;
            });
        }
    }

    async fn f() {
        let meet = Arc::new(Barrier::new(3));
        for _ in 1..=3 {
            let meet = meet.clone();
            set.spawn(async move {
                meet.wait().await;
            });
        }
    }
}
