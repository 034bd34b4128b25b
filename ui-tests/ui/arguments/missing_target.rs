//! Attributes without a target.

use interlocking::{barrier, guarded, semaphore, sets, waits};

#[guarded]
async fn lock() {}

#[guarded()]
async fn parentheses() {}

#[semaphore]
async fn permit() {}

#[barrier]
async fn meeting() {}

#[waits]
async fn waiting() {}

#[sets]
async fn setting() {}

fn main() {
    drop((lock(), parentheses(), permit(), meeting(), waiting(), setting()));
}
