use interlocking::{Semaphore, semaphore};

pub(crate) static GATE: Semaphore = Semaphore::new(2);
pub(crate) static ONE: Semaphore = Semaphore::new(1);

#[semaphore(ONE)]
pub(crate) async fn child() {}
