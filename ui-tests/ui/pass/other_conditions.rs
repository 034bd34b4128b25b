//! Methods of the same names on other types.

use std::sync::Arc;

use interlocking::{Condition, Event, Lock, guarded, synchronized};
use tokio::sync::{Notify, watch};

static RESOURCE: Lock<u32> = Lock::new(0);
static CHANGED: Condition<u32> = Condition::new();
pub static STARTED: Event = Event::new();
static CONDVAR: std::sync::Condvar = std::sync::Condvar::new();

#[guarded(RESOURCE)]
async fn others(notify: Arc<Notify>, mut changes: watch::Receiver<u32>) {
    *resource += 1;
    notify.notify_one();
    CONDVAR.notify_all();
    let _ = changes.wait_for(|value| *value == 3).await;
}

/// The `wait` of an event or a child process takes no guard.
#[synchronized]
async fn other_waits(mut child: Child) {
    STARTED.wait().await;
    println!("{:?}", child.wait().await);
}

struct Child;

impl Child {
    async fn wait(&mut self) -> u32 {
        0
    }
}

/// The guard comes from the body, not from an attribute.
#[synchronized]
async fn with_a_guard_of_the_body() {
    let mut value = RESOURCE.lock().await;
    value = CHANGED.wait_for(value, |value| *value > 0).await;
    CHANGED.notify_one(&value);
}

fn main() {
    drop((others(Arc::new(Notify::new()), watch::channel(0).1), other_waits(Child)));
    drop(with_a_guard_of_the_body());
}
