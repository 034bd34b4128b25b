//! The attributes in a crate of edition 2021, where the temporaries of a tail expression live longer than in edition 2024.

#![deny(warnings)]

#[cfg(test)]
#[path = "../../tests/drop_order.rs"]
mod drop_order;

#[cfg(test)]
#[path = "../../tests/orders.rs"]
mod orders;

#[cfg(test)]
mod tests {
    use std::future::Future;

    use interlocking::{Event, Lock, barrier, guarded, semaphore, sets, synchronized, waits};

    static DONE: Event = Event::new();
    static TOTAL: Lock<u32> = Lock::new(0);

    #[sets(DONE)]
    #[barrier(1, allow(single_party_barrier, reason = "nobody else comes"))]
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
