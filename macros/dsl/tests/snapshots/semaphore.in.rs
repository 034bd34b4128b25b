#[semaphore(8)]
async fn own() {
    fetch().await
}

#[semaphore(GATE)]
async fn place() {}

#[semaphore(permit = GATE)]
async fn named() {
    drop(permit);
    after().await;
}

#[semaphore(MEMORY, permits = size.max(1))]
async fn many(size: usize) {}

#[semaphore(REMOTE?)]
async fn question() -> Result<(), Closed> {
    Ok(())
}

#[semaphore(REMOTE, permits = 2, else { return })]
async fn or_else() {}

#[semaphore(8, timeout = 2min, else { return })]
async fn own_in_time() {}

#[semaphore(GATE?, permits = 2, nowait)]
async fn nowait() -> Result<(), WouldBlock> {
    Ok(())
}
