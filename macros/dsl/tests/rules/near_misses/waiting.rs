//! Programs that look like violations, and are correct.

#[guarded(read C)]
async fn f() {
    client.wait_with(&c, async |n| n.x().await).await;
}

async fn f() {
    while x() {
        n.notified().await;
    }
    n.notify_one();
}

#[guarded(L)]
async fn f() {
    l = condvar.wait_while(l, |l| l.x).unwrap();
}

#[guarded(L)]
async fn f() {
    l = C.wait_for(l, |l| l.name.replace('a', "b") == x).await;
}

async fn f() {
    let _ = file.try_lock();
}

async fn f() {
    if DONE.is_set() {
        return;
    }
    x().await;
    DONE.set();
}

async fn f() -> R {
    if x {
        FAILED.set();
        return Err(y);
    }
    DONE.set();
    Ok(())
}

async fn f() -> R {
    let n = check()?;
    if n == 0 {
        STOP.set();
    }
    Ok(())
}

async fn f() -> R {
    x()?;
    led.set();
    Ok(())
}

async fn f() {
    screen.wait().await;
    screen.clear();
}

async fn f(meet: &Barrier) {
    if leader {
        x();
        meet.wait().await;
        return;
    }
    meet.wait().await;
}

async fn f(a: &Barrier, b: &Barrier) -> R {
    a.wait().await?;
    x().await;
    b.wait().await?;
    Ok(())
}

async fn f(meet: &Barrier) {
    loop {
        let Some(x) = y() else { return };
        meet.wait().await;
    }
}

async fn f() {
    let meet = Arc::new(Barrier::new(4));
    tokio::spawn(lead(meet.clone()));
    for _ in 0..3 {
        let meet = meet.clone();
        tokio::spawn(async move {
            meet.wait().await;
        });
    }
}

async fn f() {
    for _ in 0..3 {
        let meet = Barrier::new(2);
        tokio::spawn(async move {
            meet.wait().await;
        });
    }
}
