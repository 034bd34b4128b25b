//! The attributes in a crate without a prelude that shadows `Ok`, `Option`, `std`, `core` and `interlocking`.

#![deny(warnings)]
#![cfg_attr(test, allow(dead_code, non_snake_case, unused_macros))]

#[cfg(test)]
mod tests {
    #![no_implicit_prelude]

    use ::interlocking::{
        Barrier, BrokenBarrier, Event, Lock, barrier, guarded, semaphore, sets, waits,
    };

    mod std {}
    mod core {}
    mod interlocking {}

    struct Ok;
    struct Err;
    struct Some;
    struct None;
    struct Option;
    struct Result;
    trait Future {}
    trait Drop {}
    trait Send {}

    static A: Lock<u32> = Lock::new(0);
    static B: Lock<u32> = Lock::new(0);
    static MEET: Barrier = Barrier::new(1);
    static DONE: Event = Event::new();

    #[sets(DONE)]
    #[guarded(A, B)]
    #[semaphore(2)]
    async fn several() {
        *a += *b;
    }

    #[waits(DONE)]
    #[barrier(MEET, else { return })]
    #[guarded(A, timeout = 5s, else { return })]
    async fn otherwise() {
        *a += 1;
    }

    #[barrier(MEET?)]
    #[guarded(B)]
    async fn question() -> ::core::result::Result<u32, BrokenBarrier> {
        ::core::result::Result::Ok(*b)
    }

    #[::core::prelude::v1::test]
    fn every_name_is_found() {
        use ::tokio_test::task::spawn;
        ::core::assert!(spawn(several()).poll().is_ready());
        ::core::assert!(spawn(otherwise()).poll().is_ready());
        ::core::assert!(spawn(question()).poll().is_ready());
    }
}
