//! What a future does with its lock is not for the caller: a bound is not a way to it.

use interlocking::future::LockRef;

fn release<R: LockRef>(lock: R) {
    lock.raw().release();
}

fn main() {
    _ = release::<&interlocking::Lock<u32>>;
}
