//! A copy that is passed on without the lock: the rule is off by default.

#![deny(warnings)]

use interlocking::{Lock, guarded, synchronized};

static SETTINGS: Lock<Vec<String>> = Lock::new(Vec::new());

async fn apply(settings: Vec<String>) {
    tokio::task::yield_now().await;
    println!("{settings:?}");
}

/// The order of the copies does not matter here.
#[synchronized]
async fn by_default(new: String) {
    let copy = {
        let mut settings = SETTINGS.lock().await;
        settings[0] = new;
        settings.clone()
    };
    apply(copy).await;
}

/// The copy is passed on under the lock.
#[guarded(SETTINGS)]
async fn in_order(new: String) {
    settings[0] = new;
    apply(settings.clone()).await;
}

#[guarded(SETTINGS, allow(published_after_release, reason = "each says which one it is"))]
async fn on_purpose(new: String) {
    settings[0] = new;
    let copy = settings.clone();
    drop(settings);
    apply(copy).await;
}

fn main() {
    drop((by_default(String::new()), in_order(String::new()), on_purpose(String::new())));
}
