//! A reference into guarded data leaves the function, which holds the guard.

use interlocking::{Lock, guarded};

struct Ledger {
    name: String,
}

static LEDGER: Lock<Ledger> = Lock::new(Ledger { name: String::new() });

#[guarded(LEDGER)]
async fn name() -> &'static str {
    &ledger.name
}

fn main() {
    drop(name());
}
