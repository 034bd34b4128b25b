//! What violates `lock_order`, and what does not.

mod violations {
    async fn f(a: &Account, b: &Account) {
        let x = a.l.lock().await;
        let y = b.l.lock().await;
    }

    async fn f(&self, other: &Self) {
        let x = self.l.lock().await;
        let y = other.l.lock().await;
    }

    async fn f(list: &[Lock<u32>], i: usize, j: usize) {
        let x = list[i].lock().await;
        let y = list[j].lock().await;
    }

    #[guarded(x = a.l)]
    #[guarded(y = b.l)]
    async fn f(a: &Account, b: &Account) {}
}

mod fine {
    #[guarded(x = a.l, y = b.l)]
    async fn f(a: &Account, b: &Account) {}

    async fn f(a: &Account, b: &Account) {
        a.l.lock().await.x();
        b.l.lock().await.y();
    }

    async fn f(a: &Account, b: &Account) {
        let x = a.l.lock().await;
        let y = b.m.lock().await;
    }

    async fn f(a: &Account, b: &Bank) {
        let x = a.l.lock().await;
        let y = b.l.lock().await;
    }

    async fn f(a: &Account, b: &Account) {
        let (a, b) = if a.id < b.id { (a, b) } else { (b, a) };
        let x = a.l.lock().await;
        let y = b.l.lock().await;
    }

    async fn f(a: &Account, b: &Account) {
        if a.id < b.id {
            let x = a.l.lock().await;
            let y = b.l.lock().await;
        } else {
            let y = b.l.lock().await;
            let x = a.l.lock().await;
        }
    }

    async fn f(list: &[Lock<u32>], i: usize) {
        let x = list[i].lock().await;
        let y = list[i + 1].lock().await;
    }

    async fn f(tree: &Tree) {
        let x = tree.root.lock().await;
        let y = x.items[3].lock().await;
    }

    async fn f(inbox: &Lock<Queue>, outbox: &Lock<Queue>) {
        let x = inbox.lock().await;
        let y = outbox.lock().await;
    }
}
