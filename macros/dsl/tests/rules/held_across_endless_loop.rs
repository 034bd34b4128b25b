//! What violates `held_across_endless_loop`, and what does not.

mod violations {
    #[guarded(L)]
    async fn f() {
        loop {
            rx.recv2().await;
        }
    }

    #[guarded(L)]
    async fn f() {
        while true {
            x().await;
        }
    }

    async fn f() {
        let g = a.lock().await;
        loop {
            g.x();
            y().await;
        }
    }

    #[guarded(L)]
    async fn f() {
        loop {
            *l += queue.recv().await;
        }
    }
}

mod fine {
    #[guarded(L)]
    async fn f() {
        loop {
            if x().await {
                break;
            }
        }
    }

    #[guarded(L)]
    async fn f() {
        loop {
            x().await?;
        }
    }

    #[guarded(L)]
    async fn f() {
        drop(l);
        loop {
            x().await;
        }
    }

    #[guarded(L)]
    async fn f() {
        loop {
            l = READY.wait_for(l, |l| l.x).await;
            l.pop();
        }
    }

    #[guarded(L)]
    async fn f() {
        loop {
            tokio::select! { _ = stop.notified2() => break, x = y() => z(x) }
        }
    }

    async fn f() {
        loop {
            let g = a.lock().await;
            g.x().await;
        }
    }

    async fn f() {
        loop {
            #[guarded(L)]
            {
                l.x().await;
            }
        }
    }

    #[guarded(L)]
    async fn f() {
        loop {
            mystery!();
        }
    }

    #[guarded(L)]
    async fn f() {
        for x in y {
            z(x).await;
        }
    }
}
