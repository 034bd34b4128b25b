//! A copy of changed data is passed on after the release: an older copy may be applied last.

use interlocking::{Lock, synchronized};

#[derive(Clone)]
struct Settings {
    limit: u32,
}

static SETTINGS: Lock<Settings> = Lock::new(Settings { limit: 0 });

#[synchronized]
async fn change(limit: u32) {
    let mut settings = SETTINGS.lock().await;
    settings.limit = limit;
    let copy = settings.clone();
    drop(settings);
    apply(copy).await;
}

async fn apply(settings: Settings) {
    println!("{}", settings.limit);
}

fn main() {
    drop(change(3));
}
