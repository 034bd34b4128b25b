//! `cargo bench -p interlocking --bench table`: time divided by tokio's for the same work, in interleaved rounds of one run.
//!
//! Each round runs every contender of a row once, in an order that turns from round to round; a round's ratio is taken to tokio's
//! time in the same round, and the row shows the median. Absolute times mean nothing on a machine that does other things.

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
    // `cargo bench` and `cargo test --benches` pass flags of a harness that this is not; one that is no flag filters.
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
