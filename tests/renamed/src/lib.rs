//! The attributes where Cargo.toml gives the package another name, and where they are imported by other names.

#![deny(warnings)]

#[cfg(test)]
mod tests {
    use locks::{Lock, Semaphore, barrier as together, guarded, semaphore as limited};
    use tokio_test::{assert_pending, assert_ready, task::spawn};

    static TOTAL: Lock<u32> = Lock::new(0);
    static GATE: Semaphore = Semaphore::new(1);

    /// `limited` is not recognised as one of ours, expands later, and still holds in the order in which it stands.
    #[guarded(TOTAL)]
    #[limited(GATE)]
    #[limited(8)]
    #[together(1, allow(barrier_of_one, reason = "nobody else comes"))]
    async fn both() -> u32 {
        *total += 1;
        *total
    }

    #[test]
    fn attributes_of_other_names_hold_in_order() {
        let held = TOTAL.try_lock().unwrap();
        let mut call = spawn(both());
        assert_pending!(call.poll());
        assert_eq!(GATE.available(), 1, "it waits for the lock first");
        drop(held);
        assert_eq!(assert_ready!(call.poll()), 1);
    }
}
