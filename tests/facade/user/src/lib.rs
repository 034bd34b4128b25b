//! The attributes in a crate that does not depend on interlocking, but on a crate that re-exports it.

#![deny(warnings)]

#[cfg(test)]
mod tests {
    use facade::sync::{
        Event, Lock, Semaphore, barrier, guarded, semaphore, sets, synchronized, waits,
    };
    use tokio_test::{assert_ready, task::spawn};

    static LOCK: Lock<u32> = Lock::new(0);
    static GATE: Semaphore = Semaphore::new(1);
    static DONE: Event = Event::new();

    facade::counter!(counted);

    #[sets(DONE, crate = facade::sync)]
    #[guarded(LOCK)]
    #[semaphore(2)]
    #[semaphore(GATE, nowait, else |error| { panic!("{error}") })]
    async fn one_attribute_says_it_for_all() -> u32 {
        *lock
    }

    #[waits(DONE, crate = facade::sync)]
    async fn after() {}

    #[synchronized(crate = ::facade::sync)]
    async fn block() -> u32 {
        #[guarded(LOCK)]
        {
            *lock
        }
    }

    struct Account {
        balance: Lock<u32>,
    }

    #[synchronized(
        crate = facade::sync,
        allow(shared_across_instances, reason = "one account"),
        allow(single_party_barrier, reason = "nobody else comes")
    )]
    impl Account {
        #[guarded(self.balance)]
        #[barrier(1)]
        async fn with_an_attribute(&self) -> u32 {
            *balance
        }

        async fn with_a_block(&self) -> u32 {
            #[guarded(self.balance)]
            {
                *balance
            }
        }
    }

    #[synchronized(crate = facade::sync)]
    mod inline {
        use super::LOCK;

        #[super::guarded(LOCK)]
        pub(super) async fn with_an_attribute() -> u32 {
            *lock
        }
    }

    #[test]
    fn everything_is_found_through_the_facade() {
        assert_eq!(assert_ready!(spawn(counted()).poll()), 1);
        assert_eq!(assert_ready!(spawn(one_attribute_says_it_for_all()).poll()), 1);
        assert_ready!(spawn(after()).poll());
        assert_eq!(assert_ready!(spawn(block()).poll()), 1);
        let account = Account { balance: Lock::new(3) };
        assert_eq!(assert_ready!(spawn(account.with_an_attribute()).poll()), 3);
        assert_eq!(assert_ready!(spawn(account.with_a_block()).poll()), 3);
        assert_eq!(assert_ready!(spawn(inline::with_an_attribute()).poll()), 1);
    }
}
