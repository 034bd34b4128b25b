//! An entered span across an await point: events of other tasks appear in it.

#![deny(deprecated)]

use interlocking::{Lock, guarded, synchronized};
use tracing::{Level, Span, info, info_span};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());

async fn send(amount: u32) {
    info!(amount, "sent");
}

#[synchronized]
async fn entered(amount: u32) {
    let span = info_span!("transfer", amount);
    let _entered = span.enter();
    send(amount).await;
}

#[synchronized]
async fn entered_with_its_span(amount: u32) {
    let _entered = tracing::span!(Level::INFO, "transfer").entered();
    LEDGER.lock().await.push(amount);
}

#[guarded(LEDGER)]
async fn of_the_caller(amount: u32, span: &Span) {
    let entered = span.enter();
    ledger.push(amount);
    send(amount).await;
    drop(entered);
}

#[synchronized]
async fn in_a_task(amount: u32) {
    tokio::task::spawn_local(async move {
        let _entered = tracing::debug_span!("transfer").entered();
        send(amount).await;
    });
}

fn main() {
    drop((entered(1), entered_with_its_span(1), of_the_caller(1, &Span::none()), in_a_task(1)));
}
