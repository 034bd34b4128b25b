//! Methods of the same names on other things.

use std::sync::Arc;

use interlocking::{Lock, guarded};
use tokio::sync::{Notify, watch};

static RESOURCE: Lock<u32> = Lock::new(0);
static CONDVAR: std::sync::Condvar = std::sync::Condvar::new();

#[guarded(RESOURCE)]
async fn others(notify: Arc<Notify>, mut changes: watch::Receiver<u32>) {
    *resource += 1;
    notify.notify_one();
    CONDVAR.notify_all();
    let _ = changes.wait_for(|value| *value == 3).await;
}

fn main() {
    drop(others(Arc::new(Notify::new()), watch::channel(0).1));
}
