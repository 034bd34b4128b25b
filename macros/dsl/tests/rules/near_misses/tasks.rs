//! Programs that look like violations, and are correct.

#[guarded(L)]
async fn f(out: &mut (dyn AsyncWrite + Send)) {
    out.write_all(x).await;
}

#[guarded(L)]
async fn f(work: impl AsyncFn(&mut u32)) {
    work(&mut l).await;
}

#[guarded(L)]
async fn f() {
    let Worker { jobs, .. } = &mut *l;
    jobs.recv().await;
}

#[guarded(L)]
async fn f() {
    let jobs = &mut l.jobs;
    jobs.recv().await;
}

#[guarded(L)]
async fn f() {
    spawn_blocking(digest).await;
}

#[guarded(L)]
async fn f() {
    tokio::select! { _ = stop.recv() => {}, x = work() => y(x) }
}

async fn f() {
    let mut guard = a.lock().await;
    let worker = &mut *guard;
    worker.jobs.recv().await;
}

#[guarded(L)]
async fn f() {
    let step = one;
    step().await;
}

#[guarded(write C)]
async fn f() {
    let c = c.downgrade();
    drop(c);
    C.read().await.x();
}

#[guarded(L)]
async fn f() {
    let t = tokio::spawn(x());
    t.abort();
    let _ = t.await;
}

async fn f() {
    let mut fut = Box::pin(async {
        L.lock().await.x();
    });
    tokio::select! { _ = &mut fut => {}, _ = sleep(D) => { drop(fut); L.lock().await.y(); } }
}

async fn f() {
    let mut fut = Box::pin(async {
        L.lock().await.x();
    });
    tokio::select! { _ = &mut fut => {}, _ = sleep(D) => { fut.await; L.lock().await.y(); } }
}

async fn f() {
    let mut t = tokio::spawn(async {
        L.lock().await.x();
    });
    tokio::select! { _ = &mut t => {}, _ = sleep(D) => { L.lock().await.y(); } }
}

async fn f() {
    s.map(|id| client.read(id)).buffered(5).for_each(|row| client.write(row)).await;
}

async fn f() {
    s.map(|a| async move { a.l.lock().await.x() })
        .buffered(5)
        .for_each(|a| async move {
            a.l.lock().await.y();
        })
        .await;
}

#[semaphore(2)]
async fn f() {
    work();
    tokio::spawn(report());
}

#[guarded(L)]
async fn f() {
    std::fs::OpenOptions::new();
}

#[guarded(L)]
async fn f() {
    while let Some(job) = jobs.pop() {
        let Ok(p) = GATE.try_acquire() else { break };
        x(job, p);
    }
}

#[guarded(L)]
async fn f() {
    while let Ok(p) = GATE.try_acquire() {
        x(p);
    }
}
