//! Programs that look like violations, and are correct.

async fn f(map: &DashMap<u32, P>) {
    if let Some(p) = map.get(&3).map(|p| p.clone()) {
        p.send().await
    }
}

async fn f(map: &DashMap<u32, P>) {
    for p in map.iter().map(|p| p.clone()).collect::<Vec<_>>() {
        p.send().await
    }
}

async fn f(&self) {
    let name: &str = self.name.borrow();
    x(name).await;
}

#[synchronized]
#[tokio::test]
async fn f() {
    let alone = ENV.lock().unwrap();
    x().await;
    drop(alone);
}

async fn f() {
    let old = *l.lock().await;
    let new = x(old).await;
    let mut g = l.lock().await;
    if *g != old {
        return;
    }
    *g = new;
}

async fn f() {
    let old = *l.lock().await;
    let new = x(old).await;
    let mut g = l.lock().await;
    assert_eq!(*g, old);
    *g = new;
}

async fn f() {
    let old = *l.lock().await;
    let new = x(old).await;
    *l.lock().await = list.iter().map(|old| old + 1).sum();
}

async fn f() {
    let old = *l.lock().await;
    let new = x(old).await;
    *l.lock().await = format!("{}", user.old);
}

async fn f() {
    let mut n = *l.lock().await;
    x(n);
    n = y().await;
    *l.lock().await = n;
}

async fn f() {
    let n = *l.lock().await;
    x(n).await;
    for n in next {
        *l.lock().await = *n;
    }
}

async fn f(k: K) -> bool {
    if s.lock().await.contains(&k) {
        return false;
    }
    s.lock().await.insert(k)
}

async fn f(k: K) {
    if s.lock().await.contains(&k) {
        return;
    }
    let k = x(k);
    s.lock().await.insert(k);
}

async fn f(v: &RwLock<Vec<u32>>) {
    let n = v.read().await.len();
    let g = v.read().await;
    if n <= g.len() {
        x(g[n - 1]);
    }
}

#[guarded(read C)]
async fn f() {
    c.compiled.set(3);
    c.gauge.set(x);
}

#[guarded(L)]
async fn f() {
    l.attempts += 1;
    x().await;
    l.successes += 1;
}

#[guarded(L)]
async fn f() {
    l.last = Some(now);
    x().await;
    l.sent += n;
}

async fn f() {
    let span = info_span!("x");
    let e = span.entered();
    let span = e.exit();
    x().await;
}

#[guarded(read C)]
async fn f() {
    std::process::exit(1);
}

#[guarded(L)]
async fn f() {
    let s = l.take();
    let s = step(s).await;
    if l.is_none() {
        *l = s;
    }
}
