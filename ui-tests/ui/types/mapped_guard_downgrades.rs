//! R10: a write guard of a part cannot be downgraded. Other readers could change the `Mutex` that this guard reads through.

use std::sync::Mutex;

use interlocking::RwLock;

static COUNT: RwLock<Mutex<u32>> = RwLock::new(Mutex::new(0));

async fn count() -> u32 {
    let count = COUNT.write().await.map(|count| count.get_mut().unwrap());
    *count.downgrade()
}

fn main() {
    drop(count());
}
