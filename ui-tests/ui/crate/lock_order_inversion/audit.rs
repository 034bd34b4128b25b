use crate::statics::AUDIT;

pub(crate) async fn record(amount: u64) {
    AUDIT.lock().await.push(amount);
}
