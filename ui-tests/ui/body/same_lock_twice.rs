//! A block or the body acquires a lock that an attribute holds.

use interlocking::{Lock, guarded, synchronized};

static RESOURCE: Lock<u32> = Lock::new(0);

#[guarded(RESOURCE)]
async fn block() {
    if *resource == 0 {
        #[guarded(inner = RESOURCE)]
        {
            *inner += 1;
        }
    }
}

#[synchronized]
async fn nested() {
    #[guarded(RESOURCE)]
    {
        *resource += 1;
        *RESOURCE.lock().await += 1;
    }
}

fn main() {
    drop((block(), nested()));
}
