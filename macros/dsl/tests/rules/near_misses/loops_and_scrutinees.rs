//! Programs that look like violations, and are correct.

#[guarded(L)]
async fn f() {
    let _ = timeout(D, async {
        loop {
            l.push(3);
            x().await;
        }
    })
    .await;
}

#[guarded(L)]
async fn f() {
    loop {
        x().await.unwrap();
    }
}

#[guarded(L)]
async fn f() {
    loop {
        assert!(x().await);
    }
}

async fn f() {
    if let Some(peer) = l.lock().await.iter().find(|p| p.x) {
        peer.send().await
    }
}

async fn f() {
    match l.lock().await.link {
        Link::Up(ref mut p) => p.write().await,
        _ => {}
    }
}

async fn f() {
    if let Some(peer) = l.lock().await.peer_mut(3) {
        peer.send().await
    }
}

#[guarded(L)]
async fn f() {
    for l in found {
        x(l);
    }
    l.push(3);
}

#[guarded(L)]
async fn f() {
    if let Some(l) = x {
        y(l);
    }
    l.push(3);
}

#[guarded(L, notify_one = C)]
async fn f() {
    let l = 3;
    x(l);
}

#[guarded(L)]
async fn f() {
    std::mem::drop(l);
    cache::forget(x, 3);
}

#[guarded(l = pool::Lock::new("name"))]
async fn f() {}
