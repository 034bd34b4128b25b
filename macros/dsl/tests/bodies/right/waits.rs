//! Waits by attribute that miss no announcement.

#![allow(unused)]
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use interlocking::{Event, waits};
use tokio::sync::Notify;

struct Server {
    is_ready: AtomicBool,
    /// Announced with `notify_waiters`.
    changed: Notify,
    /// Announced with `notify_one`, which stores a permit.
    stored: Arc<Notify>,
    opened: Event,
}

impl Server {
    #[waits(self.changed)]
    async fn registers_before_its_test(&self) -> bool {
        self.is_ready.load(SeqCst)
    }
    async fn waits_for_the_next(&self) {
        #[waits(self.changed)]
        {
            assert!(self.is_ready.load(SeqCst));
        }
    }
    async fn has_a_permit_stored(&self) {
        while !self.is_ready.load(SeqCst) {
            #[waits(self.stored)]
            {}
        }
    }
    async fn waits_for_what_stays_set(&self) {
        while !self.is_ready.load(SeqCst) {
            #[waits(self.opened)]
            {}
        }
    }
    async fn waits_as_it_is_told(&self, wait: bool) {
        if !wait {
            return;
        }
        #[waits(self.changed)]
        {}
    }
    async fn waits_round_for_round(&self, rounds: u32) {
        for _ in 0..rounds {
            #[waits(self.changed)]
            {}
        }
    }
    fn announce(&self) {
        self.is_ready.store(true, SeqCst);
        self.changed.notify_waiters();
        self.stored.notify_one();
        self.opened.set();
    }
}
