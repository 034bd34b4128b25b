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
