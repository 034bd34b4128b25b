//! The attributes in a crate of edition 2021, where temporaries of a tail live longer than in 2024.

#![deny(warnings)]

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::Future;

    use interlocking::{barrier, guarded, semaphore, sets, synchronized, waits, Event, Lock};
    use tokio_test::{assert_ready, task::spawn};

    struct Looks<'a>(&'a Lock<u32>, &'a Cell<bool>);

    impl Looks<'_> {
        fn value(&self) -> u32 {
            u32::from(self.0.is_locked())
        }
    }

    impl Drop for Looks<'_> {
        fn drop(&mut self) {
            self.1.set(self.0.is_locked());
        }
    }

    #[guarded(guard = lock)]
    async fn tail(lock: &Lock<u32>, was_locked: &Cell<bool>) -> u32 {
        Looks(lock, was_locked).value() + *guard
    }

    #[test]
    fn the_tail_is_dropped_under_the_guard() {
        let (lock, was_locked) = (Lock::new(1), Cell::new(false));
        assert_eq!(assert_ready!(spawn(tail(&lock, &was_locked)).poll()), 2);
        assert!(was_locked.get());
    }

    static DONE: Event = Event::new();
    static TOTAL: Lock<u32> = Lock::new(0);

    #[sets(DONE)]
    #[barrier(1)]
    #[semaphore(2)]
    async fn stacked() {}

    #[waits(DONE)]
    #[synchronized]
    async fn block() -> u32 {
        #[guarded(TOTAL)]
        {
            *total += 1;
            *total
        }
    }

    fn send<F: Future + Send>(future: F) -> F {
        future
    }

    #[tokio::test]
    async fn every_attribute() {
        send(stacked()).await;
        assert_eq!(send(block()).await, 1);
    }
}
