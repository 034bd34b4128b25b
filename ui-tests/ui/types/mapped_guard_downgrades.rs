//! R10: a write guard of a part cannot be downgraded. Readers of the `Mutex` could change what this guard goes on reading.

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
