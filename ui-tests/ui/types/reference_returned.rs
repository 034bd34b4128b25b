//! A reference to guarded data is returned, but the guard is dropped at the end of the function.

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
