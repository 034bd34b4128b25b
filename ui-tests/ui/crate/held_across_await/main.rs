//! A guard that a method returns lives across an await point.
#![deny(deprecated)]

mod client;

fn main() {
    drop(client::Client::default().refresh(1));
}
