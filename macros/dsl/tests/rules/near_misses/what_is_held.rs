//! Programs that look like violations, and are correct.

#[guarded(L)]
async fn f() {
    drop(l);
    let mut g = Some(L.lock().await);
    if let Some(mut g) = g.take() {
        g.push(1);
    }
    L.lock().await.x();
}

async fn f() {
    let g: Result<_, ()> = Ok(a.lock().await);
    if let Ok(g) = g {
        g.x();
    }
    a.lock().await.y();
}

async fn f() {
    let tried = timeout(D, a.lock()).await;
    match tried {
        Ok(g) => g.x(),
        Err(_) => a.lock().await.y(),
    }
}

async fn f() {
    let tried = timeout(D, a.lock()).await.ok();
    match tried {
        Some(g) => g.x(),
        None => a.lock().await.y(),
    }
}

async fn f() {
    let tried = timeout(D, a.lock()).await;
    if tried.is_err() {
        a.lock().await.y();
    }
}

async fn f() {
    #[cfg(unix)]
    let g = a.lock().await;
    #[cfg(not(unix))]
    let g = a.lock().await;
    g.x();
}

async fn f() {
    let mut gs = vec![a.lock().await];
    gs.clear();
    a.lock().await.x();
}

async fn f() {
    let mut gs = Vec::new();
    gs.push(a.lock().await);
    for g in gs {
        g.x();
    }
    a.lock().await.y();
}

#[guarded(L)]
async fn f() {
    #[guarded(again = L, nowait, else { return })]
    {
        again.x();
    }
}

async fn f(lock: &Lock) {
    lock.lock().await;
    x().await;
    lock.unlock().await;
    lock.lock().await;
}

#[guarded(L)]
async fn f() {
    tokio::select! { g = C.wait_for(l, |l| l.x) => drop(g), () = sleep(D) => L.lock().await.x() }
}

async fn f() {
    a.lock().await.name = format!("{}!", a.lock().await.name);
}

async fn f() {
    println!("{} {}", format!("{}", a.lock().await.x), format!("{}", a.lock().await.y));
}
