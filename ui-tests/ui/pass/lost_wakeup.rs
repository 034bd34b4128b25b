//! A registration before the test, and notifications that cannot be lost.

#![deny(warnings)]

use std::{
    pin::pin,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use interlocking::{Event, synchronized};
use tokio::sync::Notify;

pub static READY: Notify = Notify::const_new();
pub static OPENED: Event = Event::new();

/// A `Notified` future receives every `notify_waiters` after its creation.
#[synchronized]
async fn made_before(is_ready: &AtomicBool) {
    let notified = READY.notified();
    if !is_ready.load(Ordering::Acquire) {
        notified.await;
    }
}

/// The future is enabled before the test of each round.
#[synchronized]
async fn enabled(is_ready: &AtomicBool) {
    let mut notified = pin!(READY.notified());
    loop {
        notified.as_mut().enable();
        if is_ready.load(Ordering::Acquire) {
            return;
        }
        notified.as_mut().await;
        notified.set(READY.notified());
    }
}

/// There is no test before the registration.
#[synchronized]
async fn tested_behind(is_ready: &AtomicBool) -> bool {
    READY.notified().await;
    is_ready.load(Ordering::Acquire)
}

struct Channel {
    jobs: Mutex<Vec<u32>>,
    pushed: Notify,
}

impl Channel {
    /// `notify_one` stores a permit for the next round.
    async fn push(&self, job: u32) {
        self.jobs.lock().unwrap().push(job);
        self.pushed.notify_one();
    }

    /// The loop therefore loses no wake-up.
    #[synchronized]
    async fn pop(&self) -> u32 {
        loop {
            if let Some(job) = self.jobs.lock().unwrap().pop() {
                return job;
            }
            self.pushed.notified().await;
        }
    }

    /// This loop loses none either.
    #[synchronized]
    async fn filled(&self) {
        while self.jobs.lock().unwrap().is_empty() {
            self.pushed.notified().await;
        }
    }
}

/// An event stays set.
#[synchronized]
async fn event() {
    if !OPENED.is_set() {
        OPENED.wait().await;
    }
}

/// This function waits for the next notification, whatever happened before.
#[synchronized]
async fn in_a_select(stop: &Event) {
    loop {
        tokio::select! {
            () = READY.notified() => println!("ready"),
            () = stop.wait() => break,
        }
    }
}

#[synchronized]
async fn on_purpose(is_ready: &AtomicBool, ticks: &Notify) {
    ticks.notify_waiters();
    if !is_ready.load(Ordering::Acquire) {
        #[sync_allow(lost_wakeup, reason = "it is notified once a second")]
        ticks.notified().await;
    }
}

fn main() {
    let is_ready = AtomicBool::new(false);
    drop((made_before(&is_ready), enabled(&is_ready), tested_behind(&is_ready), event()));
    let channel = Channel { jobs: Mutex::new(Vec::new()), pushed: Notify::new() };
    drop((channel.push(3), channel.pop(), channel.filled(), in_a_select(&OPENED)));
    drop(on_purpose(&is_ready, &READY));
}
