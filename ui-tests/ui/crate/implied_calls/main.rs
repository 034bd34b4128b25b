//! `drop` and `fmt` acquire a lock, and run where the source does not write a call.

#![deny(deprecated)]

mod sessions;

use interlocking::synchronized;
use sessions::{Counted, Session, Sessions};

static ALL: Sessions = Sessions::new();

/// The session that `remove` gives back is dropped under the lock.
#[synchronized]
async fn close(id: u64) {
    let mut open = ALL.open.lock().unwrap();
    open.remove(&id);
}

#[synchronized]
async fn close_all() {
    ALL.open.lock().unwrap().clear();
}

/// Variables are dropped in the reverse order.
#[synchronized]
async fn with_one_more() {
    let count = sessions::COUNT.lock().unwrap();
    let _counted = Counted;
    println!("{count}");
}

#[synchronized]
async fn finish(counted: Counted) {
    let count = sessions::COUNT.lock().unwrap();
    drop(counted);
    drop(count);
}

impl Sessions {
    #[synchronized]
    async fn report(&self) {
        let open = self.open.lock().unwrap();
        println!("{} of {self:?}", open.len());
    }

    #[synchronized]
    async fn rename(&self) {
        let mut name = self.name.lock().unwrap();
        *name = self.to_string();
    }
}

fn main() {
    drop((close(1), close_all(), with_one_more(), finish(Counted)));
    drop((ALL.report(), ALL.rename(), Session::default()));
}
