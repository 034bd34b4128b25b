//! Three workers meet at a barrier; then one of them fails, and the barrier is aborted.

use futures::{future::join_all, join};
use interlocking::{Barrier, BrokenBarrier, barrier, synchronized};

use crate::story::{begin, io, tell};

static MEET: Barrier = Barrier::new(3);

#[synchronized]
async fn worker(name: &str) -> Result<(), BrokenBarrier> {
    tell(format!("worker {name} is preparing"));
    io(1.0).await;
    tell(format!("worker {name} is waiting at the barrier"));
    #[barrier(MEET?)]
    {
        tell(format!("worker {name} passed the barrier! Starting work..."));
    }
    Ok(())
}

/// A worker that reports a broken barrier.
async fn cautious(name: &str) {
    if let Err(broken) = worker(name).await {
        tell(format!("worker {name} does not pass: {broken}"));
    }
}

pub(crate) async fn play() {
    begin("Barrier: A, B and C meet at #[barrier(MEET?)]");
    join_all(["A", "B", "C"].map(cautious)).await;

    begin("Barrier: C never comes, and the barrier is aborted");
    let aborted = async {
        io(2.0).await;
        tell("C has failed: aborting the barrier");
        MEET.abort();
    };
    join!(cautious("A"), cautious("B"), aborted);
    cautious("D").await;
    MEET.reset();
}
