//! Two functions call each other, and one of them holds a lock meanwhile.

mod walk;

use interlocking::{Lock, guarded};

pub(crate) static VISITED: Lock<Vec<u64>> = Lock::new(Vec::new());

#[guarded(VISITED)]
pub(crate) async fn visit(node: u64) {
    visited.push(node);
    Box::pin(walk::children(node)).await;
}

fn main() {
    drop(visit(0));
}
