//! A copy of what was changed is handed on when the lock is released: a later one may overtake it.

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
