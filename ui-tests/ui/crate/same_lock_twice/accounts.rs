use crate::ledger;

// It has no attribute, and acquires nothing itself.
pub(crate) async fn close() {
    println!("closing");
    ledger::settle(1).await;
}
