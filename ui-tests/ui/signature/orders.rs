//! In every order of attributes the rules see the body; where the body is elsewhere, the message says so.

use std::{future::Future, pin::Pin};

use interlocking::{Lock, guarded, synchronized};

static TOTAL: Lock<u32> = Lock::new(0);

#[tracing::instrument]
#[guarded(TOTAL)]
async fn below_instrument() -> u32 {
    *TOTAL.lock().await
}

#[tracing::instrument(err)]
#[guarded(TOTAL)]
async fn below_instrument_err() -> Result<u32, std::fmt::Error> {
    Ok(*TOTAL.lock().await)
}

#[tracing::instrument]
#[synchronized]
async fn block_below_instrument() -> u32 {
    #[guarded(TOTAL)]
    {
        *TOTAL.lock().await
    }
}

#[async_recursion::async_recursion]
#[guarded(TOTAL)]
async fn below_recursion(depth: u32) -> u32 {
    _ = depth;
    *TOTAL.lock().await
}

#[guarded(TOTAL)]
fn boxed() -> Pin<Box<dyn Future<Output = u32>>> {
    Box::pin(async { *TOTAL.lock().await })
}

#[guarded(TOTAL)]
fn of_impl() -> impl Future<Output = u32> {
    async { *TOTAL.lock().await }
}

#[guarded(TOTAL)]
fn of_another() -> impl Future<Output = u32> {
    of_impl()
}

struct Account {
    balance: Lock<u32>,
}

#[async_trait::async_trait]
trait Read {
    async fn read(&self) -> u32;
    async fn read_again(&self) -> u32;
}

#[async_trait::async_trait]
#[synchronized]
impl Read for Account {
    async fn read(&self) -> u32 {
        #[guarded(self.balance)]
        {
            *self.balance.lock().await
        }
    }

    #[tracing::instrument(skip_all)]
    #[guarded(self.balance)]
    async fn read_again(&self) -> u32 {
        *self.balance.lock().await
    }
}

#[axum::debug_handler]
#[guarded(TOTAL)]
async fn copied() -> String {
    total.to_string()
}

#[other_attributes::called]
#[guarded(TOTAL)]
async fn called() {
    *total += 1;
}

#[other_attributes::retried]
#[guarded(TOTAL)]
async fn retried() -> Result<u32, ()> {
    Ok(*TOTAL.lock().await)
}

#[other_attributes::measured]
#[guarded(TOTAL)]
async fn measured() -> u32 {
    *TOTAL.lock().await
}

fn main() {}
