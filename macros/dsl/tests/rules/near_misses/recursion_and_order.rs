//! Programs that look like violations, and are correct.

#[guarded(L)]
async fn f() {
    async fn f() {}
    f().await;
}

#[guarded(L)]
async fn f() {
    let f = async || 3;
    f().await;
}

#[guarded(L, nowait, else { return })]
async fn f() {
    Box::pin(f()).await;
}

async fn f(mut a: &Account, mut b: &Account) {
    if a.id > b.id {
        swap(&mut a, &mut b);
    }
    let x = a.l.lock().await;
    let y = b.l.lock().await;
}

async fn f(a: &Account, b: &Account) {
    if a.id > b.id {
        return f(b, a).await;
    }
    let x = a.l.lock().await;
    let y = b.l.lock().await;
}

async fn f(a: &Account, b: &Account) {
    assert!(a.id < b.id);
    let x = a.l.lock().await;
    let y = b.l.lock().await;
}

async fn f(a: &mut Account, b: &mut Account) {
    let x = a.l.lock().await;
    let y = b.l.lock().await;
}

async fn f(a: Account, b: Account) {
    let x = a.l.lock().await;
    let y = b.l.lock().await;
}

async fn f(a: &Account, b: &Account) {
    let gate = BIG.lock().await;
    let x = a.l.lock().await;
    let y = b.l.lock().await;
}

async fn f(&mut self, i: usize, j: usize) {
    let x = self.list[i].lock().await;
    let y = self.list[j].lock().await;
}

#[guarded(x = a.l)]
async fn f(a: &Account, b: &Account) {
    #[guarded(y = b.l?, nowait)]
    {
        y.z();
    }
}

async fn f(shards: &[Lock<u32>]) {
    let mut gs = Vec::new();
    for shard in shards {
        gs.push(shard.lock().await);
    }
}
