//! What violates `same_lock_twice`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        l.push(1);
        l.sort();
        L.lock().await.push(2);
    }

    #[guarded(L)]
    async fn f() {
        _ = l;
        L.lock().await.push(2);
    }

    #[guarded(L)]
    async fn f() {
        L.lock().await;
    }

    #[guarded(L)]
    async fn f() {
        *L.lock().await += 1;
    }

    #[guarded(L)]
    async fn f() {
        if x {
            drop(l)
        }
        L.lock().await.y();
    }

    #[guarded(L)]
    async fn f() {
        #[guarded(other = L)]
        {
            *other += 1;
        }
    }

    #[guarded(L)]
    async fn f() {
        tokio::spawn(async {
            L.lock().await.x();
        })
        .await;
    }

    #[guarded(L)]
    async fn f() {
        tokio::join!(
            async {
                L.lock().await.x();
            },
            y()
        );
    }

    #[guarded(L)]
    async fn f() {
        let task = tokio::spawn(async {
            L.lock().await.x();
        });
        task.await;
    }

    #[guarded(L)]
    async fn f() {
        tokio::task::spawn_blocking(|| L.blocking_lock().x()).await;
    }

    #[guarded(L)]
    async fn f() {
        println!("{}", L.lock().await);
    }

    #[guarded(read C)]
    async fn f() {
        C.read().await.x();
    }

    #[guarded(read C)]
    async fn f() {
        C.write().await.x();
    }

    #[guarded(write C)]
    async fn f() {
        C.read().await.x();
    }

    async fn f() {
        let g = a.lock().await;
        g.x();
        let h = a.lock().await;
        h.x();
    }

    async fn f(l: &RwLock<u32>) {
        let g = l.read().await;
        let g = l.read().await;
    }

    async fn f() {
        let a = m.lock().unwrap();
        let b = m.lock().unwrap();
    }

    #[guarded(self.a)]
    async fn f(&self) {
        self.a.lock().await.x();
    }

    #[guarded(L)]
    #[guarded(m = L)]
    async fn f() {}
}

mod fine {
    #[guarded(L)]
    async fn f() {
        drop(l);
        L.lock().await.x();
    }

    #[guarded(L)]
    async fn f() {
        if x {
            drop(l)
        } else {
            drop(l)
        }
        L.lock().await.x();
    }

    #[guarded(L)]
    async fn f() {
        if x {
            drop(l);
            return;
        }
        drop(l);
        L.lock().await.x();
    }

    #[guarded(L)]
    async fn f() {
        M.lock().await.x();
    }

    #[guarded(L)]
    async fn f() {
        tokio::spawn(async {
            L.lock().await.x();
        });
    }

    #[guarded(L)]
    async fn f() {
        if let Ok(again) = L.try_lock() {
            again.x()
        }
    }

    #[guarded(self.a)]
    async fn f(&self, o: &Self) {
        self.b.lock().await.x();
    }

    async fn f(list: &[Lock<u32>]) {
        for (i, l) in list.iter().enumerate() {
            l.lock().await.x();
        }
    }

    async fn f() {
        {
            let g = a.lock().await;
            g.x();
        }
        a.lock().await.x();
    }

    async fn f() {
        let next = loop {
            let g = a.lock().await;
            if g.x() {
                break g.y();
            }
        };
        a.lock().await.z(next);
    }

    async fn f() {
        match x {
            A => {
                let g = a.lock().await;
                drop(g);
                a.lock().await.x();
            }
            B => a.lock().await.y(),
        }
    }

    async fn f() {
        let g = a.lock().await;
        let b = a.clone();
        drop(g);
        b.lock().await.x();
    }
}
