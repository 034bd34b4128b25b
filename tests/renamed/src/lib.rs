//! The attributes in a crate whose `Cargo.toml` renames the package, and that imports them by other names.

#![deny(warnings)]

#[cfg(test)]
mod tests {
    use locks::{Lock, Semaphore, barrier as together, guarded, semaphore as limited};
    use tokio_test::{assert_pending, assert_ready, task::spawn};

    static TOTAL: Lock<u32> = Lock::new(0);
    static GATE: Semaphore = Semaphore::new(1);

    /// `limited` is not recognised as one of our attributes and expands later, but it still acquires in its place in the order.
    #[guarded(TOTAL)]
    #[limited(GATE)]
    #[limited(8)]
    #[together(1, allow(single_party_barrier, reason = "nobody else comes"))]
    async fn both() -> u32 {
        *total += 1;
        *total
    }

    #[test]
    fn attributes_of_other_names_hold_in_order() {
        let held = TOTAL.try_lock().unwrap();
        let mut call = spawn(both());
        assert_pending!(call.poll());
        assert_eq!(GATE.available(), 1, "the lock is acquired first");
        drop(held);
        assert_eq!(assert_ready!(call.poll()), 1);
    }
}
