//! A guard that can write is invariant: through a shorter one, a reference that ends would stay in the lock.

use interlocking::MappedLockGuard;

fn shorter<'a, 's>(guard: MappedLockGuard<'a, &'static str>, _: &'s str) -> MappedLockGuard<'a, &'s str> {
    guard
}

fn main() {
    _ = shorter;
}
