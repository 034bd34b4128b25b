#[barrier(3)]
#[semaphore(2)]
#[interlocking::semaphore(4)]
#[tracing::instrument]
#[guarded(A)]
#[waits(READY)]
#[sets(DONE)]
async fn all(x: u32) -> u32 {
    x
}

#[guarded(A)]
#[barrier(3, allow(barrier_behind_lock, reason = "each process has its own A"))]
async fn allowed() {}
