//! `cargo bench -p interlocking --bench table`: time divided by tokio's for the same work, in interleaved rounds of one run.
//!
//! Each round runs every contender of a row once, in an order that rotates from round to round. The ratio of a round is taken to
//! tokio's time in the same round, and the row shows the median. Absolute times mean nothing on a machine with other load.

mod barrier;
#[path = "../common/by_hand.rs"]
mod by_hand;
mod condition;
#[path = "../../tests/common/counting.rs"]
mod counting;
mod event;
mod lock;
mod rounds;
mod rwlock;
mod semaphore;

fn main() {
    // `cargo bench` and `cargo test --benches` pass the flags of the usual harness, which are ignored. Another argument is a filter.
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    rounds::heading();
    let groups =
        [lock::rows, semaphore::rows, rwlock::rows, event::rows, condition::rows, barrier::rows];
    for row in groups.into_iter().flat_map(|rows| rows()) {
        if filter.as_ref().is_none_or(|filter| row.work.contains(filter.as_str())) {
            row.measure();
        }
    }
}
