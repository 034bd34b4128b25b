//! `drop` and `fmt` acquire a lock that is free where they run.

#![deny(deprecated)]

mod sessions;

use std::mem;

use interlocking::synchronized;
use sessions::{Counted, Session, Sessions};

static ALL: Sessions = Sessions::new();

/// The session leaves the block of the lock.
#[synchronized]
async fn close(id: u64) {
    let session = {
        let mut open = ALL.open.lock().unwrap();
        open.remove(&id)
    };
    drop(session);
}

#[synchronized]
async fn close_all() {
    let all = mem::take(&mut *ALL.open.lock().unwrap());
    drop(all);
}

/// Variables are dropped in the reverse order.
#[synchronized]
async fn with_one_more() {
    let _counted = Counted;
    let count = sessions::COUNT.lock().unwrap();
    println!("{count}");
}

#[synchronized]
async fn keep(counted: Counted) -> Counted {
    let count = sessions::COUNT.lock().unwrap();
    let _kept = counted;
    drop(count);
    _kept
}

impl Sessions {
    #[synchronized]
    async fn report(&self) {
        let open = self.open.lock().unwrap().len();
        println!("{open} of {self:?}");
    }

    /// Another lock than that of `Display`.
    #[synchronized]
    async fn rename(&self) {
        let open = self.open.lock().unwrap();
        println!("{} of {self}", open.len());
    }

    #[synchronized]
    async fn number(&self) {
        let open = self.open.lock().unwrap();
        println!("{:?}", open.keys());
    }
}

fn main() {
    drop((close(1), close_all(), with_one_more(), keep(Counted)));
    drop((ALL.report(), ALL.rename(), ALL.number(), Session::default()));
}
