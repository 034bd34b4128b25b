//! A lost wake-up: a notification between the test and the registration is lost.

#![deny(deprecated)]

use std::sync::atomic::{AtomicBool, Ordering};

use interlocking::{synchronized, waits};
use tokio::sync::Notify;

pub static READY: Notify = Notify::const_new();

#[synchronized]
async fn tested_once(is_ready: &AtomicBool) {
    if !is_ready.load(Ordering::Acquire) {
        READY.notified().await;
    }
}

struct Latch {
    is_open: AtomicBool,
    opened: Notify,
}

impl Latch {
    #[synchronized]
    async fn wait(&self) {
        if !self.is_open.load(Ordering::Acquire) {
            self.opened.notified().await;
        }
    }

    #[synchronized]
    async fn wait_by_attribute(&self) {
        while !self.is_open.load(Ordering::Acquire) {
            #[waits(self.opened)]
            {}
        }
    }

    #[synchronized]
    async fn open_or_wait(&self, opens: bool) {
        if opens {
            self.is_open.store(true, Ordering::Release);
            self.opened.notify_waiters();
        }
        while !self.is_open.load(Ordering::Acquire) {
            self.opened.notified().await;
        }
    }
}

fn main() {
    let latch = Latch { is_open: AtomicBool::new(false), opened: Notify::new() };
    drop((tested_once(&latch.is_open), latch.wait(), latch.wait_by_attribute()));
    drop(latch.open_or_wait(true));
}
