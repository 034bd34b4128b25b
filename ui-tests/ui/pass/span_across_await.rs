//! A span that is entered only while the future is polled, or between two await points.

#![deny(warnings)]

use interlocking::{Lock, guarded, synchronized};
use tracing::{Instrument, Span, info, info_span};

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());

async fn send(amount: u32) {
    info!(amount, "sent");
}

/// `instrument` enters the span for each poll.
#[synchronized]
async fn instrumented(amount: u32) {
    let span = info_span!("transfer", amount);
    send(amount).instrument(span).await;
}

/// The attribute enters the span for each poll.
#[guarded(LEDGER)]
#[tracing::instrument(skip_all)]
async fn by_attribute(amount: u32) {
    ledger.push(amount);
    send(amount).await;
}

/// The guard is dropped before.
#[synchronized]
async fn left(amount: u32) {
    let span = info_span!("transfer");
    let entered = span.enter();
    info!("begins");
    drop(entered);
    send(amount).instrument(span).await;
}

/// The inner block ends the guard.
#[synchronized]
async fn in_a_block(amount: u32) {
    let span = info_span!("transfer");
    {
        let _entered = span.enter();
        info!("begins");
    }
    span.in_scope(|| info!("goes on"));
    send(amount).instrument(span).await;
}

/// There is no `.await` under the guard.
#[guarded(LEDGER)]
async fn to_the_end(amount: u32) {
    send(amount).await;
    let _entered = info_span!("stored").entered();
    ledger.push(amount);
}

/// The entered value is a runtime, not a span.
#[synchronized]
async fn runtime(handle: &tokio::runtime::Handle) {
    let _entered = handle.enter();
    send(1).await;
}

#[synchronized]
async fn on_purpose(amount: u32, span: &Span) {
    let _entered = span.enter();
    #[sync_allow(span_across_await, reason = "a runtime of one task")]
    send(amount).await;
}

fn main() {
    drop((instrumented(1), by_attribute(1), left(1), in_a_block(1), to_the_end(1)));
    drop(on_purpose(1, &Span::none()));
    let _ = tokio::runtime::Handle::try_current().map(|handle| drop(runtime(&handle)));
}
