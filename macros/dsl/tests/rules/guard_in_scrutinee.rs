//! What violates `guard_in_scrutinee`, and what does not.

mod violations {
    async fn f() {
        match l.lock().await.state {
            A => x().await,
            _ => {}
        }
    }

    async fn f() {
        if let Some(job) = l.lock().await.pop() {
            job.run().await;
        }
    }

    async fn f() {
        while let Some(job) = l.lock().await.pop() {
            job.run().await;
        }
    }
}

mod fine {
    async fn f() {
        match l.lock().await.state {
            A => x(),
            _ => {}
        }
    }

    async fn f() {
        let job = l.lock().await.pop();
        if let Some(job) = job {
            job.run().await;
        }
    }

    async fn f() {
        match &*l.lock().await {
            State::A(peer) => peer.send().await,
            _ => {}
        }
    }

    async fn f() {
        if let Some(peer) = l.lock().await.get(3) {
            peer.send().await
        }
    }

    async fn f() {
        for peer in l.lock().await.iter() {
            peer.send().await
        }
    }
}
