//! Annotated functions beside the same code by hand. The future of a hold stores the name and the address of its place, for messages
//! and for the order of several targets, and the guard of `#[sets]` stores its event. These stores are the difference: three or four
//! instructions, and one.

#[path = "../../../runtime/benches/common/by_hand.rs"]
#[allow(unused_imports, unused_macros, dead_code, reason = "other benches use the rest")]
mod by_hand;
#[path = "../../../runtime/benches/common/callgrind.rs"]
mod callgrind;

use std::pin::pin;

use by_hand::ready;
use callgrind::Work;
use interlocking::{Event, Lock, RwLock, Semaphore, guarded, semaphore, sets, synchronized, waits};

static BALANCE: Lock<u64> = Lock::new(0);
static SETTINGS: RwLock<u64> = RwLock::new(0);
static GATE: Semaphore = Semaphore::new(1);
static DONE: Event = Event::new();

mod annotated {
    use super::*;

    #[guarded(BALANCE)]
    pub(super) async fn lock(amount: u64) -> u64 {
        *balance += amount;
        *balance
    }

    #[guarded(read SETTINGS)]
    pub(super) async fn read(amount: u64) -> u64 {
        *settings + amount
    }

    #[semaphore(GATE)]
    pub(super) async fn permit(amount: u64) -> u64 {
        amount
    }

    #[waits(DONE)]
    #[sets(DONE)]
    pub(super) async fn event(amount: u64) -> u64 {
        amount
    }

    #[synchronized]
    pub(super) async fn block(amount: u64) -> u64 {
        #[guarded(BALANCE)]
        {
            *balance += amount;
            *balance
        }
    }
}

mod plain {
    use super::*;

    pub(super) async fn lock(amount: u64) -> u64 {
        let mut balance = BALANCE.lock().await;
        *balance += amount;
        *balance
    }

    pub(super) async fn block(amount: u64) -> u64 {
        {
            let mut balance = BALANCE.lock().await;
            *balance += amount;
            *balance
        }
    }

    pub(super) async fn read(amount: u64) -> u64 {
        let settings = SETTINGS.read().await;
        *settings + amount
    }

    pub(super) async fn permit(amount: u64) -> u64 {
        let _permit = GATE.acquire_many(1).await;
        amount
    }

    pub(super) async fn event(amount: u64) -> u64 {
        struct Set;

        impl Drop for Set {
            fn drop(&mut self) {
                DONE.set();
            }
        }

        let _set = Set;
        DONE.wait().await;
        amount
    }
}

macro_rules! rounds {
    ($function:path) => {
        |n| {
            DONE.set();
            for _ in 0..n {
                ready(pin!($function(1)));
            }
        }
    };
}

const WORKS: &[Work] = &[
    ("guarded(LOCK)", "attribute", rounds!(annotated::lock)),
    ("guarded(LOCK)", "by hand", rounds!(plain::lock)),
    ("guarded(LOCK) on a block", "attribute", rounds!(annotated::block)),
    ("guarded(LOCK) on a block", "by hand", rounds!(plain::block)),
    ("guarded(read LOCK)", "attribute", rounds!(annotated::read)),
    ("guarded(read LOCK)", "by hand", rounds!(plain::read)),
    ("semaphore(GATE)", "attribute", rounds!(annotated::permit)),
    ("semaphore(GATE)", "by hand", rounds!(plain::permit)),
    ("waits(EVENT), sets(EVENT)", "attribute", rounds!(annotated::event)),
    ("waits(EVENT), sets(EVENT)", "by hand", rounds!(plain::event)),
];

pub(super) fn print() {
    callgrind::print(WORKS);
}
