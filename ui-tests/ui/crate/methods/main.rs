//! Fields of one object, through methods, helpers that return a guard, and closures.
#![deny(deprecated)]

mod service;

use service::Service;

#[tokio::main]
async fn main() {
    Service::default().close().await;
}
