//! A bounded channel whose receiver needs the lock that the sender holds.
#![deny(deprecated)]

mod hub;

#[tokio::main]
async fn main() {
    hub::Hub::start().publish(1).await;
}
