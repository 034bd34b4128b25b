//! `check!()` reports on functions that have no attribute.
#![deny(deprecated)]

mod store;

interlocking::check!();

#[tokio::main]
async fn main() {
    store::Store::default().rename(1).await;
}
