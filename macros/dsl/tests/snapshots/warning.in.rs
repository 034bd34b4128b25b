#[guarded(LEDGER)]
async fn likely_a_mistake() {
    if ledger.is_empty() {
        ledger = CHANGED.wait(ledger).await;
    }
}

#[guarded(LEDGER)]
async fn on_purpose() {
    if ledger.is_empty() {
        #[sync_allow(wait_not_in_loop, reason = "one waiter, woken once")]
        ledger = CHANGED.wait(ledger).await;
    }
}
